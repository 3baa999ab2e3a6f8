"""Samples of discrete distributions, one a row, from uniform samples."""

import warnings

import numpy as np

from ...flags import theano_is_this
from ...graph.apply import Apply
from ...graph.op import Op
from ...scalar.dtypes import discrete_dtypes
from ...userline import user_level
from ..indexing.increments import zero_grad_of
from ..types.constant import as_tensor_variable
from ..types.type import TensorType

SLACK = {"float16": 3e-2}
"""By how much the sum of probabilities of a dtype may be larger than 1, if not by 0.001."""


def first_above(pvals, sample):
    """Return each row's first outcome whose cumulative probability exceeds a sample, and the rows that have one."""
    # in double precision, whatever the dtype of the probabilities
    above = pvals.cumsum(axis=1, dtype="float64") > sample[:, None]
    return above.argmax(axis=1) if pvals.shape[1] else np.zeros(len(pvals), int), np.flatnonzero(above.any(axis=1))


def check_probabilities(pvals):
    """Check that rows are probabilities, as far as rounding lets them be: not negative, and at most 1 together.

    Programs for Theano, which draws of any numbers, are only warned.
    """
    low = pvals.min(axis=1, initial=0)
    total = pvals.sum(axis=1, dtype="float64")
    wrong = np.flatnonzero((low < 0) | (total > 1 + SLACK.get(pvals.dtype.name, 1e-3)))
    if not len(wrong):
        return
    i = wrong[0]
    what = f"a negative probability, {low[i]}" if low[i] < 0 else f"the sum {total[i]:.6g}, which is larger than 1"
    text = f"pvals must hold probabilities, but row {i} has {what}: use p / p.sum(axis=1, keepdims=True)"
    if not theano_is_this():
        raise ValueError(text)
    warnings.warn(text, stacklevel=user_level())


class MultinomialFromUniform(Op):
    """The counts of each outcome in n draws, for each row of probabilities.

    Parameters
    ----------
    odtype : str
        The dtype of the counts; "auto" is that of the probabilities.

    Notes
    -----
    Called with a matrix of probabilities, a vector of uniform samples (n for each row, draw by draw) and n. A draw is
    the first outcome where the cumulated probabilities exceed its sample; none where they never do.

    Examples
    --------
    >>> from tensorgraph.tensor.random.multinomial import MultinomialFromUniform
    >>> MultinomialFromUniform("int64")([[0.25, 0.75], [0.5, 0.5]], [0.3, 0.3]).eval()
    array([[0, 1],
           [1, 0]])
    """

    __props__ = ("odtype",)

    def __init__(self, odtype):
        self.odtype = odtype

    def __str__(self):
        return f"{type(self).__name__}{{{self.odtype}}}"

    def make_node(self, pvals, unis, n=1):
        pvals, unis, n = as_tensor_variable(pvals), as_tensor_variable(unis), as_tensor_variable(n)
        if pvals.type.ndim != 2:
            raise NotImplementedError(f"pvals ndim should be 2, not {pvals.type.ndim}")
        if unis.type.ndim != 1:
            raise NotImplementedError(f"unis ndim should be 1, not {unis.type.ndim}")
        if n.type.ndim or n.type.dtype not in discrete_dtypes:
            raise TypeError(f"the number of draws must be an integer, not {n} of {n.type}")
        return Apply(self, [pvals, unis, n], [self._result(pvals)])

    def _result(self, pvals):
        dtype = pvals.type.dtype if self.odtype == "auto" else self.odtype
        return TensorType(dtype, pvals.type.broadcastable)()

    def _check(self, pvals, unis, n):
        if len(unis) != len(pvals) * n:
            raise ValueError(
                f"unis.shape[0] != pvals.shape[0] * n: {len(unis)} samples for {len(pvals)} rows and {n} draws of each"
            )
        check_probabilities(pvals)

    def perform(self, node, inputs, output_storage):
        # nodes in the oldest pickles have no n
        pvals, unis, n = inputs[0], inputs[1], int(inputs[2]) if len(inputs) > 2 else 1
        self._check(pvals, unis, n)
        counts = np.zeros(pvals.shape, dtype="int64")
        for sample in unis.reshape(n, len(pvals)):
            first, drawn = first_above(pvals, sample)
            counts[drawn, first[drawn]] += 1
        output_storage[0][0] = counts.astype(node.outputs[0].type.dtype, copy=False)

    def L_op(self, inputs, outputs, output_grads):
        return [zero_grad_of(x) for x in inputs]

    def R_op(self, inputs, eval_points):
        return [None]

    def infer_shape(self, node, shapes):
        return [shapes[0]]


class ChoiceFromUniform(MultinomialFromUniform):
    """The n outcomes drawn without replacement, for each row of probabilities.

    Parameters
    ----------
    odtype : str
        The dtype of the indices; "auto" is int64.
    replace : bool
        Whether an outcome can be drawn again.

    Notes
    -----
    Called as :class:`MultinomialFromUniform`. Probabilities are scaled to a sum of 1 after each draw.

    Examples
    --------
    >>> from tensorgraph.tensor.random.multinomial import ChoiceFromUniform
    >>> ChoiceFromUniform("int64")([[0.25, 0.25, 0.5]], [0.3, 0.3], 2).eval()
    array([[1, 0]])
    """

    __props__ = ("odtype", "replace")

    def __init__(self, odtype, replace=False):
        super().__init__(odtype)
        self.replace = replace

    def _result(self, pvals):
        dtype = "int64" if self.odtype == "auto" else self.odtype
        rows, columns = pvals.type.broadcastable
        # without replacement a single outcome can be drawn once only
        return TensorType(dtype, (rows, columns and not self.replace))()

    def _check(self, pvals, unis, n):
        super()._check(pvals, unis, n)
        if not self.replace and n > pvals.shape[1]:
            raise ValueError(
                f"Cannot sample without replacement n samples bigger than the size of the distribution: "
                f"{n} from {pvals.shape[1]} outcomes"
            )

    def perform(self, node, inputs, output_storage):
        pvals, unis, n = inputs[0].copy(), inputs[1], int(inputs[2])
        self._check(pvals, unis, n)
        chosen = np.full((len(pvals), n), -1, dtype=node.outputs[0].type.dtype)
        for k, sample in enumerate(unis.reshape(n, len(pvals))):
            first, drawn = first_above(pvals, sample)
            chosen[drawn, k] = first[drawn]
            if not self.replace:
                pvals[drawn, first[drawn]] = 0
                with np.errstate(invalid="ignore", divide="ignore"):
                    pvals[drawn] /= pvals[drawn].sum(axis=1, keepdims=True)
        output_storage[0][0] = chosen

    def infer_shape(self, node, shapes):
        return [(shapes[0][0], node.inputs[2])]
