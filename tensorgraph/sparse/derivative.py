"""Derivatives shared by several operations on sparse matrices."""

from ..config import config
from ..graph.disconnected import DisconnectedType
from ..scalar.dtypes import is_discrete
from .constructors import _is_sparse_variable


def zero_of(x):
    """Return zeros of a float type, the gradient of an input that does not affect the output."""
    return x.zeros_like(dtype=config.floatX if is_discrete(x.dtype) else None)


def disconnected():
    """Return a disconnected gradient: index arrays have no gradient."""
    return DisconnectedType()()


def dense(gradient):
    """Return a sparse gradient as a dense one, whose own derivative reaches the zeros too."""
    from .casting import DenseFromSparse

    return DenseFromSparse(structured=False)(gradient)


def sparse_or_dense(x, gradient):
    """Convert a gradient with respect to `x` to sparse or dense, as `x` is."""
    if _is_sparse_variable(x) == _is_sparse_variable(gradient):
        return gradient
    if _is_sparse_variable(x):
        from .casting import SparseFromDense

        return SparseFromDense(x.format)(gradient)
    return dense(gradient)


def sum_R_op(op, inputs, eval_points):
    """Push forward an operation that is jointly linear in its two inputs."""
    if all(v is None for v in eval_points):
        return [None]
    return op(*[x.zeros_like() if v is None else v for x, v in zip(inputs, eval_points)], return_list=True)
