# cython: language_level=3
"""Copies of arrays that lie as results do: large ones begin at a cache line (see ``_fresh.pxd``)."""

from cpython.object cimport PyObject

cimport numpy as cnp

import numpy as np

from ._array cimport take, tg_dims, tg_ndim
from ._fresh cimport tg_fresh, tg_make_handler

cnp.import_array()

cdef PyObject* _handler = tg_make_handler()


def copied(array):
    """Return a copy of an array, in C order."""
    cdef PyObject* given = <PyObject*> array
    if type(array) is not np.ndarray or array.dtype.kind not in "biufc":
        return array.copy()
    descr = array.dtype
    found = take(tg_fresh(_handler, <PyObject*> descr, tg_ndim(given), tg_dims(given), NULL))
    np.copyto(found, array)
    return found
