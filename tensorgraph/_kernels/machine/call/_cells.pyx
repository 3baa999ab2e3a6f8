# cython: language_level=3, wraparound=False
"""Calls with arguments that lie in cells: lists of one item, which others fill."""

from cpython.object cimport PyObject_CallObject


cdef class FromCells:
    """A callable without arguments, which calls a function with the values in cells.

    Parameters
    ----------
    function : callable
    cells : sequence of list
        One for each argument.
    """

    cdef readonly object function
    cdef readonly tuple cells

    def __init__(self, function, cells):
        self.function = function
        self.cells = tuple(cells)

    def __call__(self):
        return PyObject_CallObject(self.function, tuple([(<list> cell)[0] for cell in self.cells]))
