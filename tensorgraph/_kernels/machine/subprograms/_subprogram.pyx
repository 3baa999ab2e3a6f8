# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""A program that a step of another program runs, once or many times, without Python in between.

The inner program has a workspace of its own, which belongs to the outer one: outer calls that overlap do not meet here.

a. Its inputs show memory of the outer program: whole arrays, or rows of them.  `show` (with the GIL) gives the layout,
   which seldom changes; `point` gives the address, which may change before each run.
b. A result is computed where it should be: `aim` lends its place to the slot that it is computed in, if that place has
   the layout that the inner step writes.  Where it has not, where the result is a view of something else, or where its
   shape has just changed, `land` copies it after the run.  Both are needed for each result and run.
c. The GIL is taken for what needs it: a step whose shapes changed, a step in Python, an error.  An error is kept, with
   the place that it comes from, until the outer step raises it.
"""

from cpython.mem cimport PyMem_RawFree
from cpython.ref cimport Py_XDECREF
from cpython.time cimport perf_counter
from libc.string cimport memcpy, memset

cdef extern from "Python.h":
    PyObject* PyList_GET_ITEM(object, Py_ssize_t) noexcept nogil

from .._buffer cimport Buffer
from .._failing cimport given_to
from .._move cimport copy_array
from .._workspace cimport DONE, FAIL, OBJECT, PREPARE, advance, memory_of, same_layout, versions
from ..memory cimport zeros
from ..threads._crew cimport replan

import functools

from ..storage import plan as plan_storage


cdef class SubProgram:
    """Return an inner program and its workspace.

    Parameters
    ----------
    program : Program
        Without shared slots and updates.
    number : int
        Which of the programs of the outer step it is.
    """

    def __cinit__(self, program, int number=0):
        cdef int k
        if program.updates or any([slot.kind == "shared" for slot in program.slots]):
            raise ValueError("a program inside a step has no shared variables")
        plan = plan_storage(program, True)
        self.program = program
        self.number = number
        self.ws = Workspace(program, plan)
        inputs = program.inputs
        held = [i for i, storage in enumerate(plan.storage) if storage == OBJECT]
        self.nin, self.nout, self.nheld = len(inputs), len(program.outputs), len(held)
        self.inputs = <Slot**> zeros(self.nin, sizeof(Slot*))
        self.outputs = <Slot**> zeros(self.nout, sizeof(Slot*))
        self.homes = <Slot**> zeros(self.nout, sizeof(Slot*))
        self.holders = <int*> zeros(self.nheld, sizeof(int))
        for k in range(self.nin):
            self.inputs[k] = &self.ws.slots[<Py_ssize_t> inputs[k]]
        for k in range(self.nout):
            self.outputs[k] = &self.ws.slots[<Py_ssize_t> program.outputs[k]]
            if plan.homes[k] >= 0:
                self.homes[k] = &self.ws.slots[<Py_ssize_t> plan.homes[k]]
        for k in range(self.nheld):
            self.holders[k] = held[k]

    def __dealloc__(self):
        PyMem_RawFree(self.inputs)
        PyMem_RawFree(self.outputs)
        PyMem_RawFree(self.homes)
        PyMem_RawFree(self.holders)
        PyMem_RawFree(self.seconds)
        PyMem_RawFree(self.calls)

    def watch(self):
        """Time each step from now on, and those inside of it."""
        cdef Py_ssize_t n = len(self.ws.steps)
        if self.seconds == NULL:
            self.calls = <Py_ssize_t*> zeros(n, sizeof(Py_ssize_t))
            self.seconds = <double*> zeros(n, sizeof(double))
        memset(self.seconds, 0, n * sizeof(double))
        memset(self.calls, 0, n * sizeof(Py_ssize_t))
        for step in self.ws.steps:
            watch_inside(step)

    def watched(self):
        """Return ``(seconds, runs, what `watched_inside` returns)`` for each step."""
        return [(self.seconds[i], self.calls[i], watched_inside(step)) for i, step in enumerate(self.ws.steps)]

    cdef int check_input(self, int k, Slot* slot, int leading, what) except -1:
        """Check that input `k` can show a slot without its first axes."""
        if k >= self.nin:
            raise ValueError(f"the inner program has {self.nin} inputs, none for {what}")
        return _check(self.inputs[k], slot, leading, what)

    cdef int check_output(self, int k, Slot* slot, int leading, what) except -1:
        """Check that output `k` can be in a slot without its first axes."""
        if k >= self.nout:
            raise ValueError(f"the inner program has {self.nout} outputs, none for {what}")
        return _check(self.outputs[k], slot, leading, what)

    cdef int show(self, int k, const Py_ssize_t* dims, const Py_ssize_t* strides) except -1:
        """Set the layout of input `k`."""
        cdef Slot* slot = self.inputs[k]
        cdef int axis
        cdef bint changed = False
        for axis in range(slot.ndim):
            if slot.ones >> axis & 1 and dims[axis] != 1:
                raise ValueError(
                    f"axis {axis} of input {k} of the inner graph should have length 1 and has {dims[axis]}")
            changed = changed or slot.dims[axis] != dims[axis] or slot.strides[axis] != strides[axis]
        if changed:
            memcpy(slot.dims, dims, slot.ndim * sizeof(Py_ssize_t))
            memcpy(slot.strides, strides, slot.ndim * sizeof(Py_ssize_t))
            slot.version += 1
        return 0

    cdef void point(self, int k, char* data, PyObject* owner) noexcept nogil:
        """Set the address of input `k`, and the object that keeps that memory alive."""
        self.inputs[k].data = data
        self.inputs[k].owner = owner

    cdef int show_whole(self, int k, Slot* slot) except -1:
        """Set the layout of input `k` to that of an outer slot."""
        return self.show(k, slot.dims, slot.strides)

    cdef void point_whole(self, int k, Workspace outer, Slot* slot) noexcept nogil:
        """Set the memory of input `k` to that of an outer slot."""
        self.inputs[k].data = slot.data
        if slot.kind == c"O":
            self.inputs[k].array = slot.array
        else:
            self.inputs[k].owner = memory_of(outer, slot)

    cdef void aim(self, int k, const Place* place) noexcept nogil:
        """Before a run, let output `k` be computed in its place if the layout fits, else in its own memory."""
        cdef Slot* home = self.homes[k]
        if home == NULL:
            return
        if place != NULL and same_layout(home, place.dims, place.strides):
            home.data = place.data
            home.owner = place.owner
        else:
            home.data = (<Buffer> PyList_GET_ITEM(self.ws.buffers, home.color)).data
            home.owner = NULL

    cdef int run(self) noexcept nogil:
        """Run the program; return DONE, or FAIL after keeping an error."""
        cdef int at = 0, status, k
        replan(self.ws)
        for k in range(self.nheld):
            # the object of the previous run is not used again
            self.ws.slots[self.holders[k]].data = NULL
        if self.seconds != NULL:
            return self.run_timed()
        while True:
            status = advance(self.ws, &at, self.ws.nsteps)
            if status == DONE:
                return DONE
            with gil:
                if not self.resume(status, &at):
                    return FAIL

    cdef int run_timed(self) noexcept nogil:
        """Run the program step by step and note the time of each."""
        cdef int at = 0, first, status
        cdef double begin
        while at < self.ws.nsteps:
            first, begin = at, perf_counter()
            status = advance(self.ws, &at, at + 1)
            if status != DONE:
                with gil:
                    if not self.resume(status, &at):
                        return FAIL
            self.seconds[first] += perf_counter() - begin
            self.calls[first] += status != PREPARE
        return DONE

    cdef bint resume(self, int status, int* at) noexcept:
        """Do what `advance` could not; return False on any failure."""
        cdef Step step = <Step> self.ws.step[at[0]]
        cdef double cost = step.cost
        try:
            if status == PREPARE:
                step.prepare(self.ws)
                step.seen = versions(step)
                self.ws.cost += step.cost - cost
            else:
                step.perform(self.ws)
                at[0] += 1
        except BaseException as exception:
            step.seen = -1
            self.error = exception
            try:
                self.within = (step.node, given_to(self.ws, step), step.within or ())
            except MemoryError:
                # the error then does not show the inputs
                self.within = None
            return False
        return True

    cdef bint fits(self, int k, const Py_ssize_t* dims) noexcept nogil:
        """Return True if output `k` has this shape after a run."""
        cdef int axis
        for axis in range(self.outputs[k].ndim):
            if self.outputs[k].dims[axis] != dims[axis]:
                return False
        return True

    cdef void land(self, int k, const Place* place) noexcept nogil:
        """After a run, copy output `k`, which has the shape of its place, there if necessary."""
        cdef Slot* slot = self.outputs[k]
        cdef int axis
        cdef bint there = slot.data == place.data
        for axis in range(slot.ndim):
            there = there and (slot.strides[axis] == place.strides[axis] or slot.dims[axis] == 1)
        if not there:
            copy_array(
                slot.ndim, slot.dims, place.data, place.strides, slot.data, slot.strides, slot.itemsize)

    cdef int let_go(self) except -1:
        """After the last run, release objects and buffers that only it needed."""
        cdef int k
        for k in range(self.nheld):
            Py_XDECREF(self.ws.slots[self.holders[k]].array)
            self.ws.slots[self.holders[k]].array = NULL
        self.ws.settle()
        return 0

    cdef bint has_failed(self):
        return self.error is not None

    cdef object failure(self, Step step, place):
        """Return the error that stopped a run, for `step` to raise; `place` describes the run."""
        error, within = self.error, self.within
        self.error = self.within = step.within = None
        if within is not None:
            node, inputs, inner = within
            step.within = ((self.number, place, node, inputs), *inner)
        return MemoryError() if error is None else error


def watch_inside(step):
    """Time the steps inside of a step; return how it ran them until now, if it was not one by one."""
    way = step.run_one_by_one() if hasattr(step, "run_one_by_one") else ""
    for program in step.programs() if hasattr(step, "programs") else ():
        program.watch()
    return way


def watched_inside(step):
    """Return what was watched of the programs inside of a step, added up."""
    found = [program.watched() for program in step.programs()] if hasattr(step, "programs") else []
    return functools.reduce(_added, found) if found else []


def _added(some, others):
    return [(t + s, m + n, _added(a, b)) for (t, m, a), (s, n, b) in zip(some, others)]


cdef int _check(Slot* inner, Slot* outer, int leading, what) except -1:
    if inner.kind != outer.kind or inner.itemsize != outer.itemsize or inner.ndim + leading != outer.ndim:
        raise ValueError(
            f"{what} is an array of {<object> outer.descr} with {outer.ndim} axes, and in the inner graph of "
            f"{<object> inner.descr} with {inner.ndim}"
        )
    return 0
