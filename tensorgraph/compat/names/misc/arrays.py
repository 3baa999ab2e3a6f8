"""Small functions of NumPy arrays that Theano keeps in unexpected places."""

import hashlib

import numpy as np

from ....config import config


def _asarray(a, dtype, order=None):
    """Convert `a` to an array of exactly `dtype`, including the native type number where two types have one width."""
    dtype = np.dtype(config.floatX if dtype == "floatX" else dtype)
    array = np.asarray(a, dtype=dtype, order=order)
    return array if array.dtype.num == dtype.num else array.view(dtype)


def hash_from_ndarray(data):
    """Return a digest of the dtype, shape, strides and elements of an array."""
    data = np.asarray(data)
    if not data.flags.c_contiguous:
        # a copy has the strides of an array that owns its memory
        data = np.array(data, order="K")
    description = f"{data.dtype}{data.shape}{data.strides}".encode()
    return hashlib.sha256(description + data.tobytes(order="A")).hexdigest()


def _parts(value):
    """Return the arrays that hold an array or a sparse matrix by rows or columns."""
    if isinstance(value, np.ndarray):
        return [value]
    return [value.data, value.indices, value.indptr] if hasattr(value, "indptr") else []


def may_share_memory(a, b, raise_other_type=True):
    """Return True if two arrays or sparse matrices may overlap in memory.

    Raises
    ------
    TypeError
        If one is no array and ``raise_other_type`` is set.
    """
    parts = [_parts(value) for value in (a, b)]
    if all(parts):
        return any(np.may_share_memory(x, y) for x in parts[0] for y in parts[1])
    if raise_other_type:
        raise TypeError("may_share_memory supports only arrays")
    return False
