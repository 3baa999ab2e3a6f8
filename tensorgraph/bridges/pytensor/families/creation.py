"""New arrays."""

from .... import tensor as T
from ..conversion import converts


@converts("tensor.Alloc")
def convert_alloc(op, node, value, *shape):
    return T.alloc(value, *_known(node, shape))


@converts("tensor.AllocEmpty")
def convert_empty(op, node, *shape):
    return T.alloc(T.constant(0, dtype=op.dtype), *_known(node, shape))


def _known(node, shape):
    """Return lengths with those that PyTensor knows as numbers."""
    return [n if known is None else known for n, known in zip(shape, node.outputs[0].type.shape)]


@converts("tensor.Eye")
def convert_eye(op, node, n, m, k):
    return T.eye(n, m, k, dtype=op.dtype)


@converts("tensor.ARange")
def convert_arange(op, node, start, stop, step):
    return T.arange(start, stop, step, dtype=op.dtype)


@converts("tensor.ExtractDiag")
def convert_diagonal(op, node, x):
    return T.diagonal(x, op.offset, op.axis1, op.axis2)


@converts("tensor.AllocDiag")
def convert_alloc_diag(op, node, x):
    return T.AllocDiag(op.offset, op.axis1, op.axis2)(x)


@converts("tensor.FillDiagonal")
def convert_fill_diagonal(op, node, x, value):
    return T.fill_diagonal(x, value)


@converts("tensor.FillDiagonalOffset")
def convert_fill_diagonal_offset(op, node, x, value, offset):
    return T.fill_diagonal_offset(x, value, offset)


@converts("tensor.Bartlett")
def convert_bartlett(op, node, n):
    return T.bartlett(n)
