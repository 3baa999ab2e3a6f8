"""Records of the reductions that loops compute; everything else about a reduction is derived from its record.

Loops are generated from the formula of the operation for the dtypes in which it has kernels; for others NumPy's
loops are used.
"""

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
    identity : number, optional
        What changes no element that it is joined to.
    picks : {"", ">", "<"}
        How an element compares to those that it replaces, where the result is one of the elements: of none there is no
        result.
    dtypes : frozenset of str
        Of the elements.
    is_wide : bool
        Accumulate in a dtype of its own, not in that of the elements.
    """

    name: str
    op: str
    ufunc: np.ufunc
    identity: int | None = None
    picks: str = ""
    dtypes: frozenset = loop_dtypes
    is_wide: bool = False

    def start(self, dtype):
        """Return the initial 0-d array of `dtype`: the identity, or a value that every element replaces."""
        dtype = np.dtype(dtype)
        if not self.picks:
            return np.array(self.identity, dtype)
        least, greatest = extremes(dtype)
        return np.array(least if self.picks == ">" else greatest, dtype)


def extremes(dtype):
    """Return the smallest and the largest number of a real dtype."""
    if dtype.kind in "bf":
        return (False, True) if dtype.kind == "b" else (-np.inf, np.inf)
    info = np.iinfo(dtype)
    return info.min, info.max


BOOL, DISCRETE = frozenset(("bool",)), frozenset(discrete_dtypes)
REDUCTIONS = {
    record.name: record
    for record in (
        Reduction("sum", op="add", ufunc=np.add, identity=0, is_wide=True),
        Reduction("prod", op="mul", ufunc=np.multiply, identity=1, is_wide=True),
        Reduction("max", op="maximum", ufunc=np.maximum, picks=">"),
        Reduction("min", op="minimum", ufunc=np.minimum, picks="<"),
        Reduction("any", op="or_", ufunc=np.logical_or, identity=False, dtypes=BOOL),
        Reduction("all", op="and_", ufunc=np.logical_and, identity=True, dtypes=BOOL),
        Reduction("xor", op="xor", ufunc=np.bitwise_xor, identity=0, dtypes=DISCRETE),
    )
}
_BY_OP = {record.op: record for record in REDUCTIONS.values()}


def reduction_by(op, dtype):
    """Return the record of the reduction by a scalar operation of elements of `dtype`, or None."""
    record = _BY_OP.get(op.record_name)
    return record if record is not None and dtype in record.dtypes else None
