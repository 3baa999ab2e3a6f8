"""Derivatives that many operations of sparse matrices share."""

from ..config import config
from ..graph.disconnected import DisconnectedType
from ..scalar.dtypes import is_discrete
from .constructors import _is_sparse_variable


def zero_of(x):
    """The gradient of what an output does not move with: zeros, of a float type."""
    return x.zeros_like(dtype=config.floatX if is_discrete(x.dtype) else None)


def disconnected():
    """The gradient with respect to what says where elements are, not what they are."""
    return DisconnectedType()()


def dense(gradient):
    """A sparse gradient as a dense one; a derivative of it reaches its zeros too."""
    from .convert import DenseFromSparse

    return DenseFromSparse(structured=False)(gradient)


def sparse_or_dense(x, gradient):
    """A gradient with respect to `x` as sparse or dense as `x` is."""
    if _is_sparse_variable(x) == _is_sparse_variable(gradient):
        return gradient
    if _is_sparse_variable(x):
        from .convert import SparseFromDense

        return SparseFromDense(x.format)(gradient)
    return dense(gradient)


def sum_R_op(op, inputs, eval_points):
    """The pushforward of an operation that is linear in its two inputs together."""
    if all(v is None for v in eval_points):
        return [None]
    return op(*[x.zeros_like() if v is None else v for x, v in zip(inputs, eval_points)], return_list=True)
