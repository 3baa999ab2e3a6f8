"""Cross-entropies with integer labels, alone and fused with the softmax."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...errors import LabelError
from ...graph.apply import Apply
from ...graph.disconnected import DisconnectedType
from ...graph.messages.called import listed, with_type
from ...graph.op import Op
from ...scalar.dtypes import float_dtypes, integer_dtypes
from ..creation.filled import arange
from ..indexing.indexing import set_subtensor
from ..reductions.extremes import max_and_argmax
from ..types.constant import as_tensor_variable
from ..types.type import TensorType
from .softmax import logsoftmax_rows, softmax_with_bias

if TYPE_CHECKING:
    from typing import Any

    from ...typing import TensorLike
    from ..types.variable import TensorVariable


def _check_labels(labels, rows, columns, wraps=False):
    if labels.shape[0] != rows:
        raise ValueError("y_idx must have same number of rows as x")
    if wraps:
        return
    wrong = labels[(labels < 0) | (labels >= columns)]
    if wrong.size:
        raise LabelError(int(wrong[0]), columns)


def _label_vector(y):
    y = as_tensor_variable(y)
    if y.type.ndim != 1 or y.type.dtype not in integer_dtypes:
        raise ValueError(f"y_idx must be 1-d tensor of [u]ints: {with_type(y)}. Use T.cast(y, 'int64')")
    return y


class _OfLabels(Op):
    """Base class of operations on a softmax and labels.

    Parameters
    ----------
    wraps : bool
        Whether negative labels count from the end, as indices do. Graphs of indices are rewritten to such ones, which
        equal the others: programs look for the operation of this module.
    """

    __props__ = ()
    wraps = False

    def __init__(self, wraps: bool = False) -> None:
        self.wraps = wraps

    @property
    def kept_apart(self):
        return self.wraps


def _is_connected(g):
    return not isinstance(g.type, DisconnectedType)


class CrossentropySoftmaxArgmax1HotWithBias(_OfLabels):
    """The loss of the label of each row of ``x + b``, the softmax, and the argmax.

    The loss is ``-log(softmax(x + b)[label])``, computed in the log domain.
    """

    nin, nout = 3, 3

    def make_node(self, x: TensorLike, b: TensorLike, y_idx: TensorLike) -> Apply:
        x, b, y_idx = as_tensor_variable(x), as_tensor_variable(b), _label_vector(y_idx)
        if x.type.ndim != 2 or x.type.dtype not in float_dtypes:
            raise ValueError(f"x must be 2-d tensor of floats: {with_type(x)}")
        if b.type.ndim != 1 or b.type.dtype not in float_dtypes:
            raise ValueError(f"b must be 1-d tensor of floats: {with_type(b)}")
        nll = TensorType(x.type.dtype, y_idx.type.broadcastable)()
        return Apply(self, [x, b, y_idx], [nll, x.type(), y_idx.type()])

    def perform(self, node, inputs, output_storage):
        x, b, y = inputs
        if b.shape[0] != x.shape[1]:
            raise ValueError("b must have same number of columns as x")
        _check_labels(y, *x.shape, self.wraps)
        scores = (x + b).astype(x.dtype, copy=False)
        logs = logsoftmax_rows(scores)
        output_storage[0][0] = -logs[np.arange(len(y)), y]
        output_storage[1][0] = np.exp(logs)
        best = scores.argmax(axis=1) if scores.shape[1] else np.zeros(len(y))
        output_storage[2][0] = best.astype(node.outputs[2].type.dtype)

    def connection_pattern(self, node):
        return [[True, True, False], [True, True, False], [False, False, False]]

    def infer_shape(self, node, shapes):
        x, _, y = shapes
        return [y, x, y]

    def L_op(self, inputs, outputs, output_grads):
        x, b, y = inputs
        g_nll, g_sm, _ = output_grads
        terms = []
        if _is_connected(g_nll):
            terms.append(CrossentropySoftmax1HotWithBiasDx(self.wraps)(g_nll, outputs[1], y))
        if _is_connected(g_sm):
            terms.append(softmax_with_bias.L_op((x, b), [outputs[1]], (g_sm,))[0])
        if not terms:
            return [DisconnectedType()() for _ in inputs]
        dx = sum(terms[1:], terms[0])
        return [dx, dx.sum(axis=0), DisconnectedType()()]


class CrossentropySoftmax1HotWithBiasDx(_OfLabels):
    """The gradient of the loss of :class:`CrossentropySoftmaxArgmax1HotWithBias` with respect to `x`.

    ``dy[i] * (sm[i, :] - onehot(y_idx[i]))``, `dy` a vector or a scalar.
    """

    nin, nout = 3, 1

    def make_node(self, dy, sm, y_idx):
        dy, sm, y_idx = as_tensor_variable(dy), as_tensor_variable(sm), _label_vector(y_idx)
        if dy.type.ndim > 1 or dy.type.dtype not in float_dtypes:
            raise ValueError(f"dy must be {{0,1}}-d tensor of floats: {dy.type}")
        if sm.type.ndim != 2 or sm.type.dtype not in float_dtypes:
            raise ValueError(f"sm must be 2-d tensor of floats: {sm.type}")
        return Apply(self, [dy, sm, y_idx], [sm.type()])

    def perform(self, node, inputs, output_storage):
        dy, sm, y = inputs
        _check_labels(y, *sm.shape, self.wraps)
        if dy.ndim == 0:
            dy = dy[None]
        if dy.shape[0] not in (1, sm.shape[0]):
            raise ValueError("dy must have same number of rows as sm")
        dx = sm * dy[:, None]
        dx[np.arange(len(y)), y] -= dy
        output_storage[0][0] = dx.astype(sm.dtype, copy=False)

    def connection_pattern(self, node):
        return [[True], [True], [False]]

    def infer_shape(self, node, shapes):
        return [shapes[1]]

    def grad(self, inputs, grads):
        dy, sm, y = inputs
        (g,) = grads
        g_dy = (g * sm).sum(axis=1) - g[arange(y.shape[0]), y]
        if dy.type.ndim == 0:
            g_dy, scale = g_dy.sum(), dy
        else:
            scale = dy.dimshuffle(0, "x")
        return [g_dy, scale * g, DisconnectedType()()]


class CrossentropyCategorical1Hot(Op):
    """``-log(coding_dist[i, true_one_of_n[i]])`` for each row i."""

    __props__ = ()

    def make_node(self, coding_dist: TensorLike, true_one_of_n: TensorLike) -> Apply:
        coding_dist, labels = as_tensor_variable(coding_dist), as_tensor_variable(true_one_of_n)
        if coding_dist.type.ndim != 2 or coding_dist.type.dtype not in float_dtypes:
            raise TypeError(f"matrix required for argument: coding_dist, not {with_type(coding_dist)}")
        if labels.type.ndim != 1 or labels.type.dtype not in integer_dtypes:
            raise TypeError(
                f"integer vector required for argument: true_one_of_n(got type: {labels.type} instead of: lvector): "
                f"{with_type(labels)}.\nhint: use T.cast(labels, 'int64'), or T.argmax(targets, axis=1) of rows"
            )
        out = TensorType(coding_dist.type.dtype, labels.type.broadcastable)()
        return Apply(self, [coding_dist, labels], [out])

    def perform(self, node, inputs, output_storage):
        p, y = inputs
        _check_labels(y, *p.shape)
        with np.errstate(divide="ignore", invalid="ignore"):
            output_storage[0][0] = -np.log(p[np.arange(len(y)), y])

    def connection_pattern(self, node):
        return [[True], [False]]

    def infer_shape(self, node, shapes):
        return [shapes[1]]

    def grad(self, inputs, grads):
        p, y = inputs
        return [crossentropy_categorical_1hot_grad(grads[0], p, y), DisconnectedType()()]


class CrossentropyCategorical1HotGrad(Op):
    """The gradient of :class:`CrossentropyCategorical1Hot` with respect to the distribution."""

    __props__ = ()

    def make_node(self, g_y, coding_dist, true_one_of_n):
        inputs = [as_tensor_variable(v) for v in (g_y, coding_dist, true_one_of_n)]
        if (inputs[1].type.ndim, inputs[2].type.ndim) != (2, 1):
            raise TypeError(f"the distributions must be a matrix, the labels a vector: they are {listed(inputs[1:])}")
        if inputs[1].type.dtype not in float_dtypes:
            raise TypeError(f"a distribution must be of floats, not {inputs[1].type.dtype}")
        return Apply(self, inputs, [inputs[1].type()])

    def perform(self, node, inputs, output_storage):
        g, p, y = inputs
        _check_labels(y, *p.shape)
        rows = np.arange(len(y))
        z = np.zeros_like(p)
        with np.errstate(divide="ignore", invalid="ignore"):
            z[rows, y] = -g / p[rows, y]
        output_storage[0][0] = z

    def connection_pattern(self, node):
        return [[True], [True], [False]]

    def infer_shape(self, node, shapes):
        return [shapes[1]]

    def grad(self, inputs, grads):
        g, p, y = inputs
        at = arange(y.shape[0]), y
        (gz,) = grads
        picked = p[at]
        gp = set_subtensor(p.zeros_like()[at], gz[at] * g / picked**2)
        return [-gz[at] / picked, gp, DisconnectedType()()]


crossentropy_softmax_argmax_1hot_with_bias = CrossentropySoftmaxArgmax1HotWithBias()
crossentropy_softmax_1hot_with_bias_dx = CrossentropySoftmax1HotWithBiasDx()
crossentropy_categorical_1hot = CrossentropyCategorical1Hot()
crossentropy_categorical_1hot_grad = CrossentropyCategorical1HotGrad()


def crossentropy_softmax_1hot_with_bias(
    x: TensorLike, b: TensorLike, y_idx: TensorLike, **kwargs: Any
) -> TensorVariable:
    """Return the losses of the labels `y_idx` under the softmax of ``x + b``, and that softmax.

    Parameters
    ----------
    x : matrix
        Scores, one row per example.
    b : vector
    y_idx : integer vector
        The label of each row.

    Returns
    -------
    list of TensorVariable
        A vector and a matrix.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> x, b, y = T.constant([[0.0, 0.0]]), T.constant([0.0, 1.0]), T.constant([1])
    >>> T.nnet.crossentropy_softmax_1hot_with_bias(x, b, y)[0].eval()
    array([0.31326169])
    """
    return crossentropy_softmax_argmax_1hot_with_bias(x, b, y_idx, **kwargs)[0:2]


def crossentropy_softmax_1hot(x: TensorLike, y_idx: TensorLike, **kwargs: Any) -> TensorVariable:
    """Return the losses of the labels `y_idx` under the softmax of `x`, and that softmax.

    Parameters
    ----------
    x : matrix
        Scores, one row per example.
    y_idx : integer vector
        The label of each row.

    Returns
    -------
    list of TensorVariable
        A vector and a matrix.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> loss, p = T.nnet.crossentropy_softmax_1hot(T.constant([[0.0, 0.0]]), T.constant([1]))
    >>> loss.eval(), p.eval()
    (array([0.69314718]), array([[0.5, 0.5]]))
    """
    return crossentropy_softmax_1hot_with_bias(x, _no_bias(x), y_idx, **kwargs)


def crossentropy_softmax_max_and_argmax_1hot_with_bias(
    x: TensorLike, b: TensorLike, y_idx: TensorLike, **kwargs: Any
) -> tuple[TensorVariable, TensorVariable, TensorVariable]:
    """Return losses, softmax, and the maximum of each row of the softmax with its position.

    Parameters
    ----------
    x, b, y_idx
        As of :func:`crossentropy_softmax_1hot_with_bias`.

    Returns
    -------
    tuple of TensorVariable
        Losses, softmax, its largest elements and their places.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> x, b, y = T.constant([[0.0, 0.0]]), T.constant([0.0, 1.0]), T.constant([1])
    >>> T.nnet.crossentropy_softmax_max_and_argmax_1hot_with_bias(x, b, y)[3].eval()
    array([1])
    """
    nll, sm = crossentropy_softmax_1hot_with_bias(x, b, y_idx, **kwargs)
    best, where = max_and_argmax(sm, axis=-1)
    return nll, sm, best, where


def crossentropy_softmax_max_and_argmax_1hot(
    x: TensorLike, y_idx: TensorLike, **kwargs: Any
) -> tuple[TensorVariable, TensorVariable, TensorVariable]:
    """Call :func:`crossentropy_softmax_max_and_argmax_1hot_with_bias` without a bias.

    Parameters
    ----------
    x, y_idx
        As of :func:`crossentropy_softmax_1hot`.

    Returns
    -------
    tuple of TensorVariable
        Losses, softmax, its largest elements and their places.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.nnet.crossentropy_softmax_max_and_argmax_1hot(T.constant([[0.0, 1.0]]), T.constant([1]))[3].eval()
    array([1])
    """
    return crossentropy_softmax_max_and_argmax_1hot_with_bias(x, _no_bias(x), y_idx, **kwargs)


def _no_bias(x):
    x = as_tensor_variable(x)
    return x[0, :].zeros_like()
