# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Snapshots of the values of several shared variables."""

from cpython.array cimport array
from cpython.list cimport PyList_GET_SIZE
from cpython.object cimport PyObject

from ._bind cimport check_storages
from ._turns cimport Hold, Turn, Watch, give_back, look, look_away, take_turns, until_whole

cdef extern from "Python.h":
    PyObject** PySequence_Fast_ITEMS(object)


cdef class Reading(Watch):
    """A snapshot of the values of several storages; in its context nobody overwrites them.

    Attributes
    ----------
    values : list
    """

    cdef list kept, storages
    cdef readonly list values
    cdef Hold hold

    def __init__(self, turns, storages):
        self.kept, self.storages = list(turns), list(storages)
        self.hold.turns, self.hold.changes, self.hold.n = PySequence_Fast_ITEMS(self.kept), NULL, len(self.kept)

    def __enter__(self):
        cdef Py_ssize_t i
        self.values = [None] * PyList_GET_SIZE(self.storages)
        until_whole(self.hold.turns, self.hold.n)
        check_storages(self.storages)
        for i in range(PyList_GET_SIZE(self.storages)):
            self.values[i] = (<list> self.storages[i])[0]
        self.begin(self.hold.turns, self.hold.n)
        look(&self.hold)
        return self

    def __exit__(self, *exc):
        self.end()
        look_away(&self.hold)

    def store(self, new):
        """Store values by position unless somebody else has stored any since; return True if stored."""
        cdef Hold hold
        cdef array changes
        hold.turns, hold.n = self.turns, self.n
        changes = array("i", [i in new for i in range(self.n)] or [0])
        hold.changes = <const int*> changes.data.as_ints
        old = []
        take_turns(&hold)
        try:
            if not self.is_current():
                return False
            for i, value in new.items():
                old.append(self.storages[i][0])
                self.storages[i][0] = value
                (<Turn> self.kept[i]).renew()
            return True
        finally:
            give_back(&hold)
