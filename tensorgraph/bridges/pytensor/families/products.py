"""Products of matrices."""

from .... import tensor as T
from ..conversion import converts


@converts("tensor.Dot", "tensor.Dot22")
def convert_dot(op, node, x, y):
    """Multiply; a single row or column is a vector, as products of vectors are faster and join the steps around.

    So do products of numbers, as which those of a column and a row are taken.
    """
    if x.type.ndim == y.type.ndim == 2 and x.type.broadcastable[1] and y.type.broadcastable[0]:
        return x * y
    row = x.type.broadcastable == (True, False)
    column = y.type.broadcastable == (False, True)
    if x.type.ndim != 2 or y.type.ndim != 2 or not (row or column):
        return T.dot(x, y)
    z = T.dot(x.dimshuffle(1) if row else x, y.dimshuffle(0) if column else y)
    order = iter(range(z.type.ndim))
    return z.dimshuffle("x" if row else next(order), "x" if column else next(order))


@converts("tensor.BatchedDot")
def convert_batched_dot(op, node, x, y):
    return T.matmul(x, y) if x.type.ndim == y.type.ndim == 3 else _batched(x, y)


def _batched(x, y):
    """Return the products of rows, where vectors take part."""
    left = x.dimshuffle(0, "x", 1) if x.type.ndim == 2 else x
    right = y.dimshuffle(0, 1, "x") if y.type.ndim == 2 else y
    z = T.matmul(left, right)
    kept = [0, *([1] if x.type.ndim == 3 else []), *([2] if y.type.ndim == 3 else [])]
    return z.dimshuffle(*kept)


@converts("tensor.Dot22Scalar")
def convert_scaled_dot(op, node, x, y, a):
    return T.dot(x, y) * a


@converts("tensor.Gemm")
def convert_gemm(op, node, z, a, x, y, b):
    # one row or column is repeated, whether a type tells that it is one or not
    rows, columns = T.maximum(z.shape[0], x.shape[0]), T.maximum(z.shape[1], y.shape[1])
    return b * T.alloc(z, rows, columns) + a * T.dot(T.alloc(x, rows, x.shape[1]), T.alloc(y, y.shape[0], columns))


@converts("tensor.Gemv")
def convert_gemv(op, node, y, alpha, a, x, beta):
    return beta * y + alpha * T.dot(a, x)


@converts("tensor.Ger")
def convert_ger(op, node, a, alpha, x, y):
    return a + alpha * x.dimshuffle(0, "x") * y.dimshuffle("x", 0)
