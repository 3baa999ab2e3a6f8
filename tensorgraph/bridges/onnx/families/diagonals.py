"""Diagonals and triangles, by comparisons and indices."""

from .... import tensor as T
from ....tensor.creation.diag import AllocDiag, ExtractDiag
from ....tensor.creation.eye import Eye, Tri
from ....tensor.creation.fill_diagonal import FillDiagonal, FillDiagonalOffset
from ..conversion import converts, refusal


def _columns_less_rows(n, m, k):
    return T.arange(m, dtype="int64") - T.arange(n, dtype="int64").dimshuffle(0, "x") - k


@converts(Eye)
def convert_eye(model, node, *names):
    return model.expand(lambda *v: T.cast(T.eq(_columns_less_rows(*v), 0), node.op.dtype), names, node.inputs)


@converts(Tri)
def convert_tri(model, node, *names):
    return model.expand(lambda *v: T.cast(_columns_less_rows(*v) <= 0, node.op.dtype), names, node.inputs)


def _places(n, offset):
    """Return the index of `n` elements of a diagonal of the last two axes."""
    position = T.arange(n, dtype="int64")
    return position + max(-offset, 0), position + max(offset, 0)


@converts(ExtractDiag)
def convert_diagonal(model, node, x):
    op = node.op

    def diagonal(v):
        a, b = op.axis1 % v.ndim, op.axis2 % v.ndim
        last = v.dimshuffle(*[i for i in range(v.ndim) if i not in (a, b)], a, b)
        n = op.infer_shape(node, [[v.shape[i] for i in range(v.ndim)]])[0][-1]
        return last[(*[slice(None)] * (v.ndim - 2), *_places(n, op.offset))]

    return model.expand(diagonal, [x], node.inputs)


@converts(AllocDiag)
def convert_alloc_diag(model, node, x):
    op = node.op

    def matrices(v):
        n = v.shape[-1] + abs(op.offset)
        zeros = T.zeros((*[v.shape[i] for i in range(v.ndim - 1)], n, n), v.dtype)
        index = (*[slice(None)] * (v.ndim - 1), *_places(v.shape[-1], op.offset))
        full = T.set_subtensor(zeros[index], v)
        order = list(range(v.ndim - 1))
        for axis, source in sorted([(op.axis1 % full.ndim, v.ndim - 1), (op.axis2 % full.ndim, v.ndim)]):
            order.insert(axis, source)
        return full.dimshuffle(*order)

    return model.expand(matrices, [x], node.inputs)


@converts(FillDiagonal)
def convert_fill_diagonal(model, node, x, value):
    def filled(v, number):
        position = T.arange(T.min(v.shape), dtype="int64")
        return T.set_subtensor(v[(position,) * v.ndim], number)

    return model.expand(filled, [x, value], node.inputs)


@converts(FillDiagonalOffset)
def convert_fill_offset(model, node, x, value, offset):
    known = getattr(node.inputs[2], "data", None)
    if known is None:
        raise refusal(node, "ONNX needs an offset that is constant")

    def filled(v, number):
        rows, columns = v.shape[0] + min(int(known), 0), v.shape[1] - max(int(known), 0)
        return T.set_subtensor(v[_places(T.maximum(T.minimum(rows, columns), 0), int(known))], number)

    return model.expand(filled, [x, value], node.inputs[:2])
