"""The reductions that loops compute: one record each, from which all that knows them by name derives.

A new one is a record here and a loop, ``fold_<name>`` in ``_kernels/_folds.pyx``; where there is no loop for a dtype,
NumPy's does it.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from .dtypes import discrete_dtypes, loop_dtypes


class Reduction(NamedTuple):
    """A reduction by a commutative, associative operation.

    Attributes
    ----------
    name : str
        In programs and in the names of loops.
    op : str
        The scalar operation that joins two values.
    ufunc : numpy.ufunc
        Its ``reduce`` is the meaning.
    identity : number or callable
        What changes no element that it is joined to. A callable gives the extreme of a dtype, which begins a reduction
        and is never its result: no elements have no maximum.
    dtypes : frozenset of str
        Of the elements.
    is_wide : bool
        Accumulate in a dtype of its own, not in that of the elements.
    """

    name: str
    op: str
    ufunc: np.ufunc
    identity: int | Callable
    dtypes: frozenset = loop_dtypes
    is_wide: bool = False

    @property
    def needs_elements(self):
        """Return True if it is an error to reduce no elements."""
        return callable(self.identity)

    def start(self, dtype):
        """Return the 0-d array of `dtype` to begin with."""
        dtype = np.dtype(dtype)
        return np.array(self.identity(dtype) if callable(self.identity) else self.identity, dtype)


def least(dtype):
    """Return the smallest number of a real dtype."""
    return -np.inf if dtype.kind == "f" else False if dtype.kind == "b" else np.iinfo(dtype).min


def greatest(dtype):
    """Return the largest number of a real dtype."""
    return np.inf if dtype.kind == "f" else True if dtype.kind == "b" else np.iinfo(dtype).max


BOOL, DISCRETE = frozenset(("bool",)), frozenset(discrete_dtypes)
REDUCTIONS = {
    record.name: record
    for record in (
        Reduction("sum", op="add", ufunc=np.add, identity=0, is_wide=True),
        Reduction("prod", op="mul", ufunc=np.multiply, identity=1, is_wide=True),
        Reduction("max", op="maximum", ufunc=np.maximum, identity=least),
        Reduction("min", op="minimum", ufunc=np.minimum, identity=greatest),
        Reduction("any", op="or_", ufunc=np.logical_or, identity=False, dtypes=BOOL),
        Reduction("all", op="and_", ufunc=np.logical_and, identity=True, dtypes=BOOL),
    )
}
_BY_OP = {record.op: record for record in REDUCTIONS.values()}


def reduction_by(op, dtype):
    """Return the record of the reduction by a scalar operation of elements of `dtype`, or None."""
    record = _BY_OP.get(op.record_name)
    return record if record is not None and dtype in record.dtypes else None
