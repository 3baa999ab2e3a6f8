"""Values while JAX traces: those that are known, as NumPy arrays, and arrays of JAX, whose shapes alone are.

Shapes, and what is computed of nothing but shapes and constants, stay NumPy arrays: JAX needs them as numbers.
"""

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from ...errors import ExportError
from ...tensor.types.type import TensorType

TARGET = "JAX"
UNKNOWN_ROWS = (
    "how many rows a loop with `until` makes depends on values, which JAX does not know when it traces.\nhint: take "
    "one row, as values[-1], or call the function without jax.jit"
)
WIDE = frozenset(("float64", "complex128", "int64", "uint64"))


class Stopped(NamedTuple):
    """The rows of an output of a loop that may have stopped early.

    Attributes
    ----------
    rows : array
        As many as of a loop that did not.
    length : array
        How many of them there are.
    """

    rows: Any
    length: Any


class Parts:
    """A sparse matrix made of its parts, of which something is traced.

    Parameters
    ----------
    format : {"csr", "csc"}
    data, indices, indptr : array
    shape : tuple of int

    Attributes
    ----------
    dtype : dtype
        Of the elements.
    """

    ndim = 2

    def __init__(self, format, data, indices, indptr, shape):
        self.format, self.data, self.indices, self.indptr, self.shape = format, data, indices, indptr, shape
        self.dtype = data.dtype

    def toarray(self):
        """Return the dense array, with the elements added up that are at one place."""
        lines = jnp.searchsorted(jnp.asarray(self.indptr), jnp.arange(self.data.shape[0]), side="right") - 1
        at = (lines, self.indices) if self.format == "csr" else (self.indices, lines)
        return jnp.zeros(self.shape, self.dtype).at[at].add(self.data)


def is_known(value):
    """Return True if a value is none of JAX's arrays: a NumPy array, a number, a slice, None, a sparse matrix."""
    return not isinstance(value, (jax.Array, Stopped, Parts))


def check_rows(node, values):
    """Check that the number of rows of each value is known.

    Raises
    ------
    ExportError
    """
    if any(isinstance(x, Stopped) for x in values):
        raise refusal(node, UNKNOWN_ROWS)


def is_concrete(value):
    """Return True if the numbers of a value can be read, as they can where JAX does not trace it."""
    return not isinstance(_primal(value), jax.core.Tracer)


def _primal(value):
    """Return what a value is, without its tangent."""
    while isinstance(value, jax.core.Tracer) and hasattr(value, "primal"):
        value = value.primal
    return value


def place_of(node):
    """Return where in the user's program a node was made, None if that is not known."""
    made = node.outputs[0].where_made
    return None if made is None else made.location()


def refusal(node, reason):
    """Return the error that an operation cannot be exported."""
    return ExportError(TARGET, node.op, reason, place_of(node))


def numbers(node, value, what):
    """Return a value as a NumPy array.

    Parameters
    ----------
    node : Apply
    value : array
    what : str
        What it is to the operation, for the error.

    Raises
    ------
    ExportError
        If JAX traces it.
    """
    if not is_concrete(value):
        raise refusal(
            node,
            f"{what} depends on the value of an argument, but JAX needs it when it traces the function.\nhint: call "
            "the function without jax.jit, or give the argument as a Python integer, which jax.jit takes by "
            "static_argnums",
        )
    return np.asarray(_primal(value))


def number(node, value, what):
    """Return an integer that must be known, as :func:`numbers`."""
    return int(numbers(node, value, what))


def lengths(node, values):
    """Return a shape as a tuple of integers."""
    return tuple([number(node, n, "a shape") for n in values])


def dense(value):
    """Return a value as an array; sparse matrices become dense ones."""
    return value.toarray() if hasattr(value, "toarray") else value


def array(value, dtype=None):
    """Return a value as an array of JAX, of exactly `dtype` if it is given."""
    if isinstance(value, Stopped):
        raise ExportError(TARGET, None, UNKNOWN_ROWS)
    value = dense(value)
    return jnp.asarray(value, dtype=getattr(value, "dtype", None) if dtype is None else dtype)


def fitted(value, v, node):
    """Return a value as one of a variable's dtype.

    Raises
    ------
    ExportError
        If JAX computes in 32 bits only, and the dtype is wider.
    """
    dtype = getattr(v.type, "dtype", None)
    if is_known(value) or isinstance(value, (Stopped, Parts)) or dtype is None:
        return value
    check_width(dtype, node)
    if isinstance(v.type, TensorType) and value.ndim != v.type.ndim:
        raise refusal(node, f"it made an array of {value.ndim} dimensions for one of type {v.type}")
    return array(value, dtype)


def check_width(dtype, node=None, name=None):
    """Check that JAX has a dtype."""
    if dtype in WIDE and not jax.config.jax_enable_x64:
        reason = (
            f"{'its result' if name is None else name} is {dtype}, and JAX computes in 32 bits.\nhint: "
            'jax.config.update("jax_enable_x64", True) before the first use of JAX, or build the graph in float32 and '
            "int32"
        )
        raise ExportError(TARGET, None, reason) if node is None else refusal(node, reason)
