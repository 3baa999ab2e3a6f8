"""Connectionist temporal classification: the loss of ordered labels without known times.

References
----------
Alex Graves, Santiago Fernandez, Faustino Gomez, Juergen Schmidhuber: Connectionist temporal classification: labelling
unsegmented sequence data with recurrent neural networks. ICML 2006.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...errors import LabelError
from ...graph.apply import Apply
from ...graph.disconnected import DisconnectedType, NullType
from ...graph.op import Op
from ...scalar.dtypes import float_dtypes, integer_dtypes
from ..types.constant import as_tensor_variable
from ..types.type import output
from .softmax import logsoftmax_rows

if TYPE_CHECKING:
    from ...typing import TensorLike
    from ..types.variable import TensorVariable

BLANK = 0


def ctc_present():
    """Return True: the loss can always be computed."""
    return True


def ctc_available():
    """Return True: the loss can always be computed."""
    return True


def _states(labels, symbols):
    """Return for each sequence the labels with blanks around them, and the number of these states."""
    kept = [row[row >= 0] for row in labels]
    for row in kept:
        if (row >= symbols).any():
            raise LabelError(int(row.max()), symbols)
        if (row == BLANK).any():
            raise ValueError("label 0 is the blank, which no sequence of labels holds: let labels start with 1")
    counts = np.array([2 * len(row) + 1 for row in kept], dtype="int64")
    states = np.full((len(kept), counts.max(initial=1)), BLANK)
    for row, into in zip(kept, states):
        into[1 : 2 * len(row) : 2] = row
    return states, counts


def _log_add(*terms):
    """Return the logarithm of a sum of exponentials, where all terms may be -inf."""
    top = np.maximum.reduce(terms)
    base = np.where(np.isneginf(top), 0, top)
    with np.errstate(divide="ignore"):
        return base + np.log(sum(np.exp(t - base) for t in terms))


def _moved(a, by):
    """Shift the log probabilities of states by some places, with -inf at the start."""
    return np.pad(a, ((0, 0), (by, 0)), constant_values=-np.inf)[:, : a.shape[1]]


def _forward(emitted, states, counts):
    """Return the log probability to have emitted the steps so far and be in a state, for each step.

    `emitted` holds for each step, sequence and state the log probability of its symbol.
    """
    steps, _, n = emitted.shape
    exists = np.arange(n) < counts[:, None]
    # from one label to the next without a blank, unless they are equal
    may_skip = np.zeros(states.shape, dtype=bool)
    may_skip[:, 2:] = (states[:, 2:] != BLANK) & (states[:, 2:] != states[:, :-2])
    alpha = np.full(emitted.shape, -np.inf)
    if steps:
        alpha[0] = np.where(exists & (np.arange(n) < 2), emitted[0], -np.inf)
    for t in range(1, steps):
        before = alpha[t - 1]
        reached = _log_add(before, _moved(before, 1), np.where(may_skip, _moved(before, 2), -np.inf))
        alpha[t] = np.where(exists, reached + emitted[t], -np.inf)
    return alpha


def _reversed_rows(a, counts):
    """Reverse the first `counts` elements of each row along the last axis."""
    n = a.shape[-1]
    index = counts[:, None] - 1 - np.arange(n)
    index = np.where(index < 0, np.arange(n), index)
    return np.take_along_axis(a, index.reshape((1,) * (a.ndim - 2) + index.shape), axis=-1)


def loss(activations, labels, lengths, with_gradient=True):
    """Return the costs of the sequences of a batch, and their gradients.

    Parameters
    ----------
    activations : array
        Of shape (steps, batch, symbols).
    labels : array of int
        Of shape (batch, any): the labels of a sequence; what is negative is left out.
    lengths : array of int
        How many steps each sequence has.
    with_gradient : bool

    Returns
    -------
    costs : array
        ``-log`` of the probability that the activations say the labels.
    gradients : array or None
        In the shape of the activations: the gradient of each sequence's cost.
    """
    steps, batch, symbols = activations.shape
    if labels.shape[0] != batch or lengths.shape != (batch,):
        raise ValueError(
            f"there are {batch} sequences of activations, {labels.shape[0]} of labels and {lengths.shape[0]} lengths"
        )
    if batch and not (0 <= lengths.min() and lengths.max() <= steps):
        raise ValueError(f"input_lengths must lie between 0 and {steps}, the number of steps: {lengths}")
    states, counts = _states(labels, symbols)
    log_p = logsoftmax_rows(activations.astype("float64"))
    emitted = np.take_along_axis(log_p, np.broadcast_to(states, (steps, *states.shape)), axis=-1)
    alpha = _forward(emitted, states, counts)
    each = np.arange(batch)
    # no steps can produce only the empty sequence of labels
    at_end = np.where(counts == 1, 0.0, -np.inf)
    if steps:
        last = alpha[np.maximum(lengths, 1) - 1, each]
        ends = _log_add(last[each, counts - 1], np.where(counts > 1, last[each, np.maximum(counts - 2, 0)], -np.inf))
        at_end = np.where(lengths > 0, ends, at_end)
    if not with_gradient:
        return -at_end, None
    # the same from the end: of reversed steps, in reversed states
    flip = lengths[None] - 1 - np.arange(steps)[:, None]
    flip = np.where(flip < 0, np.arange(steps)[:, None], flip)
    backwards = _reversed_rows(emitted, counts)[flip, each]
    beta = _forward(backwards, _reversed_rows(states, counts), counts)
    beta = _reversed_rows(beta[flip, each], counts)
    with np.errstate(invalid="ignore"):
        occupied = np.exp(alpha + beta - emitted - at_end[:, None])
    gradients = np.exp(log_p)
    for s in range(states.shape[1]):
        gradients[:, each, states[:, s]] -= np.where(s < counts, occupied[:, :, s], 0)
    # steps beyond the end do not matter, nor do steps of a sequence that cannot produce its labels
    gradients[(np.arange(steps)[:, None] >= lengths) | np.isneginf(at_end)] = 0
    return -at_end, gradients


class ConnectionistTemporalClassification(Op):
    """The loss of :func:`ctc`, and its gradient for each sequence.

    Parameters
    ----------
    compute_grad : bool
        Whether there is a second output, the gradients.
    openmp : bool, optional
        Accepted for Theano's sake.
    """

    __props__ = ("compute_grad",)
    default_output = 0

    def __init__(self, compute_grad=True, openmp=None):
        self.compute_grad = compute_grad

    def make_node(self, activations, labels, input_lengths):
        x, labels, lengths = (as_tensor_variable(v) for v in (activations, labels, input_lengths))
        if x.type.dtype not in float_dtypes:
            raise TypeError(f"activations must be floats, not {x.type.dtype}")
        for v, name in ((labels, "labels"), (lengths, "input_lengths")):
            if v.type.dtype not in integer_dtypes:
                raise TypeError(f"{name} must be integers, not {v.type.dtype}")
        for v, ndim, name in ((x, 3, "activations"), (labels, 2, "labels"), (lengths, 1, "input_lengths")):
            if v.type.ndim != ndim:
                raise ValueError(f"{name} must have {ndim} dimensions, not {v.type.ndim}")
        costs = output(x.type.dtype, x.type.broadcastable[1:2])
        costs.name = "ctc_cost"
        return Apply(self, [x, labels, lengths], [costs, x.type(name="ctc_grad")] if self.compute_grad else [costs])

    def perform(self, node, inputs, output_storage):
        for cell, value in zip(output_storage, loss(*inputs, with_gradient=self.compute_grad)):
            cell[0] = value.astype(inputs[0].dtype, copy=False)

    def infer_shape(self, node, shapes):
        return [shapes[0][1:2], shapes[0]][: len(node.outputs)]

    def connection_pattern(self, node):
        return [[True] * len(node.outputs)] + [[False] * len(node.outputs)] * 2

    def _gradients(self, inputs, outputs):
        if self.compute_grad:
            return outputs[1]
        return ConnectionistTemporalClassification().make_node(*inputs).outputs[1]

    def L_op(self, inputs, outputs, output_grads):
        rest = [DisconnectedType()(), DisconnectedType()()]
        if any(not isinstance(g.type, DisconnectedType) for g in output_grads[1:]):
            return [NullType("the gradient of ctc has no gradient of its own")(), *rest]
        return [self._gradients(inputs, outputs) * output_grads[0].dimshuffle("x", 0, "x"), *rest]

    def R_op(self, inputs, eval_points):
        missing = [None] * self.compute_grad
        if eval_points[0] is None:
            return [None, *missing]
        gradients = self._gradients(inputs, self.make_node(*inputs).outputs)
        return [(gradients * eval_points[0]).sum(axis=(0, 2)), *missing]


def ctc(activations: TensorLike, labels: TensorLike, input_lengths: TensorLike) -> TensorVariable:
    """Return the loss of connectionist temporal classification, ``-log`` of the probability of the labels.

    At each step a network emits one of its symbols, of which 0 is the blank. Its output is the sequence of symbols
    without repetitions, and then without blanks; the probability of the labels is the sum over all ways to emit them.

    Parameters
    ----------
    activations : tensor3
        Of shape (steps, batch, symbols), before the softmax.
    labels : integer matrix
        The labels of a sequence in each row. What is negative is padding.
    input_lengths : integer vector
        How many steps each sequence has.

    Returns
    -------
    TensorVariable
        The loss of each sequence; inf if it has too few steps for its labels.

    Raises
    ------
    LabelError
        When it runs, if a label is no symbol.

    Examples
    --------
    >>> import numpy as np
    >>> from tensorgraph.tensor.nnet.ctc import ctc
    >>> x = np.log([[[0.5, 0.4, 0.1]], [[0.2, 0.2, 0.6]]])
    >>> np.exp(-ctc(x, [[1, 2]], [2]).eval()).round(3)
    array([0.24])
    """
    return ConnectionistTemporalClassification()(activations, labels, input_lengths)
