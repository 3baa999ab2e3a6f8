"""Helpers of all operations on matrices: their inputs, the dtypes of their results, lazy imports of SciPy."""

import numpy as np

from ...errors import ArgumentError
from ...graph.disconnected import DisconnectedType, NullType
from ...graph.messages.called import called, with_type
from ...scalar.dtypes import is_complex, is_discrete, upcast
from ..shape.rebroadcast import patternbroadcast
from ..types.constant import as_tensor_variable
from ..types.type import tensor_type


def as_matrix(x, op):
    """Convert `x` to a variable with two axes.

    Raises
    ------
    AssertionError
        If it has another number of axes.
    """
    x = as_tensor_variable(x)
    if x.type.ndim != 2:
        raise ArgumentError(
            f"{op} needs a matrix, but {called(x)} has {x.type.ndim} dimensions: it is {with_type(x)}.\nhint: use "
            "x.dimshuffle or x.reshape for a matrix; the functions of T.linalg take stacks of matrices too"
        )
    return x


def float_dtype(*dtypes):
    """Return the dtype in which LAPACK computes with inputs of `dtypes`."""
    dtype = upcast(*dtypes)
    if is_discrete(dtype):
        return "float64"
    return "float32" if dtype == "float16" else dtype


def real_dtype(dtype):
    """Return the dtype of the absolute values of numbers of `dtype`."""
    return {"complex64": "float32", "complex128": "float64"}.get(dtype, dtype)


def matrix_like(x, dtype=None):
    """Return a new matrix variable of a float dtype, by default that of `x`."""
    return tensor_type(dtype or float_dtype(x.type.dtype), (False, False))()


def vector_like(x, dtype=None):
    """Return a new vector variable of a float dtype, by default that of `x`."""
    return tensor_type(dtype or float_dtype(x.type.dtype), (False,))()


def store(node, output_storage, *values):
    """Store `values` in the cells, each in the dtype of its output.

    A complex result of an output that is real stays as it is: whoever runs the node says so.
    """
    for v, cell, value in zip(node.outputs, output_storage, values):
        value = np.asarray(value)
        loses = value.dtype.kind == "c" and not is_complex(v.type.dtype)
        cell[0] = value if loses else value.astype(v.type.dtype, copy=False)


def calculable(x):
    """Return an array in a dtype that LAPACK takes."""
    return x.astype("float32") if x.dtype == "float16" else x


def like(g, x):
    """Return the gradient `g` with the broadcast pattern of `x`."""
    if g.type.broadcastable == x.type.broadcastable:
        return g
    return patternbroadcast(g, x.type.broadcastable)


def is_missing(g):
    """Return True if there is no gradient `g`, as nothing depends on that output."""
    return isinstance(g.type, DisconnectedType)


def or_zeros(g, v):
    """Return the gradient `g` of the output `v`, or zeros if there is none."""
    return v.zeros_like() if is_missing(g) else g


def undefined(why):
    """Return an undefined gradient, with the reason."""
    return NullType(why)()


def scipy_linalg():
    """Return the module ``scipy.linalg``, whose import takes longer than compiling most graphs."""
    import scipy.linalg

    return scipy.linalg
