"""Operations that are formulas of others: gradients of losses, normalization in training, recurrences, Jacobians."""

import numpy as np

from .... import scan
from .... import tensor as T
from ....gradient.maprows import MapRows
from ....graph.traverse import clone_replace
from ....tensor.creation.bartlett import Bartlett
from ....tensor.nnet.batchnorm import AbstractBatchNormTrain, AbstractBatchNormTrainGrad, count, unbiased
from ....tensor.nnet.blocksparse import SparseBlockGemv, SparseBlockOuter
from ....tensor.nnet.crossentropy import CrossentropyCategorical1HotGrad, CrossentropySoftmax1HotWithBiasDx
from ....tensor.nnet.logcumsumexp import LogCumsumExp
from ....tensor.nnet.prepend import Prepend_scalar_constant_to_each_row, Prepend_scalar_to_each_row
from ....tensor.nnet.softmax import SoftmaxGrad
from ....tensor.products.blas import Dot22, Dot22Scalar, Gemm, Gemv, Ger
from ....tensor.reductions.product_of_others import ProductOfOthers
from ....tensor.reductions.recurrence import LinearRecurrence
from ..conversion import expands


@expands(SoftmaxGrad)
def expand_softmax_grad(node, gz, z):
    return (gz - (gz * z).sum(axis=1, keepdims=True)) * z


@expands(CrossentropySoftmax1HotWithBiasDx)
def expand_gradient_of_loss(node, g, p, labels):
    g = g.dimshuffle(*["x"] * (1 - g.type.ndim), *range(g.type.ndim)).dimshuffle(0, "x")
    labels = T.switch(labels < 0, labels + p.shape[1], labels)
    hot = T.eq(labels.dimshuffle(0, "x"), T.arange(p.shape[1])).astype(p.type.dtype)
    return (p - hot) * g


@expands(CrossentropyCategorical1HotGrad)
def expand_gradient_of_labels(node, g, p, labels):
    at = T.arange(labels.shape[0]), labels
    return T.set_subtensor(p.zeros_like()[at], -g / p[at])


@expands(AbstractBatchNormTrain)
def expand_normalization(node, x, scale, bias, epsilon, factor, *averages):
    op, dtype = node.op, x.type.dtype
    mean = op.mean(x)
    variance = op.mean(T.sqr(x - mean))
    inverse = 1 / T.sqrt(variance + epsilon.astype(dtype))
    news = [mean, unbiased(count(x, op.axes)) * variance]
    factor = factor.astype(dtype)
    kept = [old * (1 - factor) + new * factor for old, new in zip(averages, news)]
    return [(x - mean) * (scale * inverse) + bias, mean, inverse, *kept]


@expands(AbstractBatchNormTrainGrad)
def expand_gradient_of_normalization(node, x, g, scale, mean, inverse, epsilon):
    op, d = node.op, x - mean
    centered = g * inverse - d * (op.mean(g * d) * inverse**3)
    return [scale * (centered - op.mean(centered)), op.sum(g * inverse * d), op.sum(g)]


@expands(Prepend_scalar_to_each_row)
def expand_prepend(node, value, x):
    return T.concatenate([T.alloc(value.astype(x.type.dtype), x.shape[0], 1), x], axis=1)


@expands(Prepend_scalar_constant_to_each_row)
def expand_prepend_constant(node, x):
    return T.concatenate([T.alloc(np.array(node.op.val, x.type.dtype), x.shape[0], 1), x], axis=1)


@expands(Bartlett)
def expand_bartlett(node, n):
    places = 2.0 * T.arange(n, dtype="float64") / T.maximum(n - 1, 1) - 1
    return T.switch(T.eq(n, 1), 1.0, 1 - abs(places))


def _rows_along(axis, *arrays):
    """Return arrays with an axis as the first one, and what undoes that."""
    order = [axis, *[i for i in range(arrays[0].type.ndim) if i != axis]]
    back = [order.index(i) for i in range(len(order))]
    return [x.dimshuffle(order) for x in arrays], lambda z: z.dimshuffle(back)


@expands(LinearRecurrence)
def expand_recurrence(node, a, b):
    dtype = node.outputs[0].type.dtype
    (a, b), back = _rows_along(node.op.axis, a.astype(dtype), b.astype(dtype))
    z, _ = scan(lambda a, b, z: a * z + b, [a, b], T.zeros(b.shape[1:], dtype))
    return back(z)


@expands(LogCumsumExp)
def expand_logcumsumexp(node, x):
    op = node.op
    (rows,), back = _rows_along(op.axis, x)
    start = T.zeros(rows.shape[1:], x.type.dtype) + np.array(-np.inf, x.type.dtype)
    rows = rows[::-1] if op.reverse else rows
    z, _ = scan(T.logaddexp, rows, start)
    return back(z[::-1] if op.reverse else z)


@expands(ProductOfOthers)
def expand_product_of_others(node, *inputs):
    return node.op.on(inputs)


@expands(MapRows)
def expand_map(node, n, *given):
    op = node.op

    def row(i):
        return clone_replace(op.outputs, dict(zip(op.inputs, [i, *op.outer([n, *given])])))

    rows, _ = scan(row, T.arange(n, dtype="int64"))
    return rows


@expands(SparseBlockGemv)
def expand_blocks(node, o, W, h, rows, columns):
    blocks = W[rows.dimshuffle(0, 1, "x"), columns.dimshuffle(0, "x", 1)]
    return o + (h.dimshuffle(0, 1, "x", 2, "x") * blocks).sum(axis=[1, 3])


@expands(SparseBlockOuter)
def expand_outer_blocks(node, o, x, y, rows, columns, alpha):
    products = alpha * x.dimshuffle(0, 1, "x", 2, "x") * y.dimshuffle(0, "x", 1, "x", 2)
    return T.inc_subtensor(o[rows.dimshuffle(0, 1, "x"), columns.dimshuffle(0, "x", 1)], products)


@expands(Dot22)
def expand_dot22(node, x, y):
    return T.dot(x, y)


@expands(Dot22Scalar)
def expand_dot22scalar(node, x, y, a):
    return T.dot(x, y) * a


@expands(Gemm)
def expand_gemm(node, z, a, x, y, b):
    return b * z + a * T.dot(x, y)


@expands(Gemv)
def expand_gemv(node, y, a, A, x, b):
    return b * y + a * T.dot(A, x)


@expands(Ger)
def expand_ger(node, A, a, x, y):
    return A + a * T.outer(x, y)
