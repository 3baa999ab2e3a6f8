# cython: language_level=3, boundscheck=False, wraparound=False, initializedcheck=False
"""The calls of the user's program in which a node is made.

Every node has a trace, so making one must cost next to nothing: it holds a code object and the offset of an
instruction for each call outside of this package. Nodes made in the same calls share them. The lines and the texts of
expressions are looked up on demand.
"""

cimport cython
from cpython.object cimport PyObject

import os
import threading
from pathlib import Path

from ...flags import FLAGS, _layer
from .location import Location, location_of
from ..recent import Recent

cdef extern from "Python.h":
    PyObject* PyDict_GetItem(PyObject* mapping, PyObject* key)
    void Py_DecRef(PyObject*)
    void Py_IncRef(PyObject*)

cdef extern from *:
    """
    #define INNERMOST() ((PyObject*) PyEval_GetFrame())
    #define BACK(frame) ((PyObject*) PyFrame_GetBack((PyFrameObject*) (frame)))
    #define CODE(frame) ((PyObject*) PyFrame_GetCode((PyFrameObject*) (frame)))
    #define LASTI(frame) PyFrame_GetLasti((PyFrameObject*) (frame))
    #define CODE_NAME(code) (((PyCodeObject*) (code))->co_name)
    #define CODE_FILE(code) (((PyCodeObject*) (code))->co_filename)
    """
    PyObject* INNERMOST()               # borrowed
    PyObject* BACK(PyObject* frame)
    PyObject* CODE(PyObject* frame)
    int LASTI(PyObject* frame)
    PyObject* CODE_NAME(PyObject* code)
    PyObject* CODE_FILE(PyObject* code)

cdef enum:
    MOST = 64                               # calls of a trace

cdef str PACKAGE = str(Path(__file__).absolute().parents[2]) + os.sep
cdef object _internal = Recent(4096)        # by the names of files
cdef list _made = []                        # the last traces, the outermost call first


@cython.final
@cython.freelist(64)
@cython.no_gc
cdef class Trace:
    """A place in a program: its code object and instruction offset, and the trace of the call that led there."""

    cdef readonly object code
    cdef readonly int lasti
    cdef readonly Trace outer

    def __init__(self, code, int lasti, Trace outer=None):
        self.code = code
        self.lasti = lasti
        self.outer = outer

    def location(self):
        """Return the place as a :class:`Location`."""
        return location_of(self.code, self.lasti, None if self.outer is None else self.outer.location())

    def __reduce__(self):
        # code objects do not pickle; traces share their outer ones
        place = location_of(self.code, self.lasti, None)
        return Location, (place.filename, place.line, place.function, place.source, place.expression, self.outer)


class Standing(threading.local):
    """The trace of a thread that all nodes and variables get, if it is not None."""

    trace = None


standing = Standing()


cdef inline bint is_internal(PyObject* code) except -1:
    """Return True if a code object belongs to this package or to the import system."""
    # by the file's name, whose hash is cached, unlike that of a code object
    cdef PyObject* answer = PyDict_GetItem(<PyObject*> _internal, CODE_FILE(code))
    if answer == NULL:
        name = <object> CODE_FILE(code)
        found = name.startswith(PACKAGE) or name.startswith("<frozen ")
        _internal[name] = found
        return found
    return <object> answer is True


cdef int most_calls() except -1:
    """Return how many calls a trace has at most: ``config.traceback.limit``."""
    flag = FLAGS["traceback.limit"]
    layer = _layer.get()
    cdef int limit = flag.value if layer is None else layer.values.get(flag.name, flag.value)
    return MOST if limit < 0 or limit > MOST else max(limit, 1)


def user_trace(int depth=1):
    """Return a trace of the innermost call outside of this package, or None.

    It leads outwards to the module whose code runs, or as far as ``config.traceback.limit`` allows. Text that is
    evaluated is no module: what evaluates it has the line. The ``make_node`` of an op of the user is passed over: what
    counts is where the op was applied.

    Parameters
    ----------
    depth : int
        Accepted for what called the Python version of this function.
    """
    cdef PyObject* frame
    cdef PyObject* back
    cdef PyObject* code
    cdef PyObject* codes[MOST]
    cdef int offsets[MOST]
    cdef int n = 0, limit = 1
    cdef bint internal, done = False
    found = standing.trace
    if found is not None:
        return found
    frame = INNERMOST()
    Py_IncRef(frame)
    try:
        while frame != NULL and not done:
            code = CODE(frame)
            Py_DecRef(code)         # the frame keeps it
            internal = is_internal(code)
            if internal and n and <object> CODE_NAME(codes[n - 1]) == "make_node":
                n = drop(codes, n)
            elif not internal:
                Py_IncRef(code)
                codes[n], offsets[n] = code, LASTI(frame)
                n += 1
                done = <object> CODE_NAME(code) == "<module>" and <object> CODE_FILE(code) != "<string>"
                if n == limit and not done:
                    limit = most_calls()
                    done = n >= limit
            back = BACK(frame)
            Py_DecRef(frame)
            frame = back
        return chain(codes, offsets, n)
    finally:
        Py_DecRef(frame)
        drop(codes, n)


cdef int drop(PyObject** codes, int n) noexcept:
    """Release `n` code objects; return 0, their number then."""
    cdef int k
    for k in range(n):
        Py_DecRef(codes[k])
    return 0


cdef Trace chain(PyObject** codes, int* offsets, int n):
    """Return the trace of calls, the innermost first, which shares what it can with the last one."""
    cdef Trace outer = None, known
    cdef int k, place
    for k in range(n - 1, -1, -1):
        place = n - 1 - k
        known = <Trace> _made[place] if place < len(_made) else None
        if known is None or known.outer is not outer or known.lasti != offsets[k] or <PyObject*> known.code != codes[k]:
            known = Trace.__new__(Trace)
            known.code, known.lasti, known.outer = <object> codes[k], offsets[k], outer
            if place < len(_made):
                _made[place] = known
            else:
                _made.append(known)
        outer = known
    return outer
