"""Batching rules of products: one product for all examples where they share a factor, else a batch of products."""

from ...scalar.dtypes import is_discrete
from ...tensor.products.blas import Dot22, Dot22Scalar, Gemm, Gemv, Ger
from ...tensor.products.dot import BatchedDot, Dot, batched_dot, dot, outer
from ..examples import folded, unfolded
from ..rulebook import batches


@batches(Dot, Dot22)
def batch_dot(batch, node, x, y):
    nx, ny = node.inputs[0].type.ndim, node.inputs[1].type.ndim
    if x.is_stack and y.is_stack:
        if nx == ny == 1 and not is_discrete(node.outputs[0].type.dtype):
            return (x.v * y.v).sum(axis=1)
        # sums of integers would be of wide ones
        return batched_dot(x.v.dimshuffle(0, "x", 1), y.v)[:, 0] if nx == ny == 1 else batched_dot(x.v, y.v)
    if x.is_stack:
        return dot(x.v, y.v) if nx == 1 else _unfolded_rows(x.v, dot(folded(x.v), y.v))
    if ny == 1:
        return dot(y.v, x.v.T)
    if nx == 1:
        # a product with a vector from the left is one from the right of the transposed matrices
        turned = y.v.dimshuffle(0, 2, 1)
        return dot(folded(turned), x.v).reshape(turned.shape[:2], 2)
    turned = y.v.dimshuffle(0, 2, 1)
    return _unfolded_rows(turned, dot(folded(turned), x.v.T)).dimshuffle(0, 2, 1)


def _unfolded_rows(x, z):
    return unfolded(z, x.shape[0], x.shape[1])


@batches(BatchedDot)
def batch_batched_dot(batch, node, x, y):
    """Multiply along both batches at once: the rows of all examples where they share the other factor."""
    nx, ny = node.inputs[0].type.ndim, node.inputs[1].type.ndim
    if x.is_stack and y.is_stack:
        return _unfolded_rows(x.v, batched_dot(folded(x.v), folded(y.v)))
    if x.is_stack:
        rows = x.v if nx == 3 else x.v.dimshuffle(0, 1, "x", 2)
        columns = y.v if ny == 3 else y.v.dimshuffle(0, 1, "x")
        return _reduced(_rows_times(rows, columns), nx, ny)
    rows = y.v.dimshuffle(0, 1, 3, 2) if ny == 3 else y.v.dimshuffle(0, 1, "x", 2)
    columns = x.v.dimshuffle(0, 2, 1) if nx == 3 else x.v.dimshuffle(0, 1, "x")
    return _reduced(_rows_times(rows, columns).dimshuffle(0, 1, 3, 2), nx, ny)


def _rows_times(x, y):
    """Multiply the matrices of each example, (n, b, m, k), by (b, k, p)."""
    n, b, m = x.shape[0], x.shape[1], x.shape[2]
    rows = x.dimshuffle(1, 0, 2, 3).reshape([b, n * m, x.shape[3]], 3)
    return batched_dot(rows, y).reshape([b, n, m, y.shape[2]], 4).dimshuffle(1, 0, 2, 3)


def _reduced(z, nx, ny):
    """Drop the axes that stand for those that vectors do not have."""
    if ny == 2:
        z = z[:, :, :, 0]
    return z[:, :, 0] if nx == 2 else z


@batches(Dot22Scalar)
def batch_dot22scalar(batch, node, *given):
    return batch.expanded(lambda x, y, a: a * dot(x, y), given, node)


@batches(Gemm, Gemv)
def batch_gemm(batch, node, *given):
    return batch.expanded(lambda z, a, x, y, b: b * z + a * dot(x, y), given, node)


@batches(Ger)
def batch_ger(batch, node, *given):
    return batch.expanded(lambda A, a, x, y: A + a * outer(x, y), given, node)
