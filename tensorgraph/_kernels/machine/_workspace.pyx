# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The memory of a running call, and the base class of its steps."""

from cpython.mem cimport PyMem_RawCalloc, PyMem_RawFree, PyMem_RawMalloc
from cpython.ref cimport Py_XDECREF, PyObject
from libc.string cimport memcpy

cdef extern from "Python.h":
    Py_ssize_t PY_SSIZE_T_MAX
    PyObject* PyList_GET_ITEM(object, Py_ssize_t) noexcept nogil
    Py_ssize_t PyList_GET_SIZE(object) noexcept nogil

cimport numpy as cnp

import numpy as np

from ._array cimport (
    NPY_ARRAY_ALIGNED, NPY_ARRAY_WRITEABLE, take, tg_copy, tg_data, tg_is_untouched, tg_new, tg_set_base, tg_flags,
    tg_has_moved, tg_shows
)

from ._buffer cimport poison_items, poisoned
from .allocation._fresh cimport fresh
from ._slots cimport describe
from .memory cimport zeros
from .threads._workers cimport thread_count

from .kinds import step_class

cnp.import_array()


cdef bint is_among(list things, PyObject* wanted) noexcept:
    """Return True if a list holds that very object: arrays compare their elements, other objects run code."""
    cdef Py_ssize_t i
    for i in range(PyList_GET_SIZE(things)):
        if PyList_GET_ITEM(things, i) == wanted:
            return True
    return False


cdef class Workspace:
    """Return slots, buffers and prepared steps of one running call of a program."""

    def __cinit__(self, program, plan):
        cdef tuple slots = program.slots
        self.nslots = len(slots)
        self.kept, self.call_kept, self.held = [], [], []
        self.buffers = [Buffer(0) for _ in range(plan.ncolors)]
        self.sharers = [[] for _ in range(plan.ncolors)]
        self.scratch = Buffer(0)
        self.scratches = []
        self.nthreads = thread_count()
        make_slots(self, slots, plan)
        exposed = [i for i in range(self.nslots) if plan.storage[i] != ARENA and slots[i].dtype != "object"]
        self.exposed = <int*> zeros(len(exposed), sizeof(int))
        for i in exposed:
            self.exposed[self.nexposed] = i
            self.nexposed += 1
        build_steps(self, program)

    def __dealloc__(self):
        cdef Py_ssize_t i
        if self.slots != NULL:
            for i in range(self.nslots):
                if self.slots[i].storage != INPUT:
                    Py_XDECREF(self.slots[i].array)
        PyMem_RawFree(self.slots)
        PyMem_RawFree(self.layouts)
        PyMem_RawFree(self.step)
        PyMem_RawFree(self.exposed)
        for i in range(self.nready):
            Py_XDECREF(self.ready[i])
        PyMem_RawFree(self.ready)

    cdef int allocate(self, Slot* slot, const Py_ssize_t* dims, const Py_ssize_t* strides) except -1:
        """Allocate an array for a slot, C contiguous unless there are (dense) strides."""
        cdef Py_ssize_t contiguous[MAX_NDIM]
        cdef Py_ssize_t size = contiguous_strides(slot, dims, contiguous), i
        cdef bint same
        cdef PyObject* array
        cdef Buffer buffer
        if strides == NULL:
            strides = contiguous
        same = same_layout(slot, dims, strides)
        if slot.storage == OUTPUT:
            if slot.array == NULL or not is_untouched(slot, dims, strides):
                array = fresh(slot.descr, slot.ndim, dims, strides)
                Py_XDECREF(slot.array)
                slot.array = array
            # in the previous call it may have pointed to the memory of another slot
            slot.data = <char*> tg_data(slot.array)
        else:
            buffer = <Buffer> self.buffers[slot.color]
            if buffer.size < size:
                buffer = Buffer(size + size // 4 if size < 1 << 20 else size)
                self.buffers[slot.color] = buffer
                for i in <list> self.sharers[slot.color]:
                    self.slots[i].data = buffer.data
                    self.slots[i].owner = NULL
            slot.data = buffer.data
            slot.owner = NULL
        slot.base = slot
        if not same:
            memcpy(slot.dims, dims, slot.ndim * sizeof(Py_ssize_t))
            memcpy(slot.strides, strides, slot.ndim * sizeof(Py_ssize_t))
            slot.version += 1
        return 0

    cdef int renew(self, Slot* slot) except -1:
        """Before a call, replace an output that somebody else can see, or has changed, by a new array."""
        cdef PyObject* array
        if slot.array != NULL and slot.base == slot and not is_untouched(slot, slot.dims, slot.strides):
            array = fresh(slot.descr, slot.ndim, slot.dims, slot.strides if slot.ndim > 1 else NULL)
            Py_XDECREF(slot.array)
            slot.array = array
            slot.data = <char*> tg_data(array)
        return 0

    cdef int reserve(self, Py_ssize_t size) except -1:
        """Make the scratch memory that steps may use during `execute` at least that large."""
        if self.scratch.size < size:
            self.scratch = Buffer(size)
        return 0

    cdef int detach(self, Slot* slot) except -1:
        """Give slots another buffer after a Python step kept a reference to theirs."""
        cdef Py_ssize_t i
        cdef Buffer buffer
        cdef Slot* base = slot.base
        if base.storage != ARENA or base.owner != NULL or (<PyObject*> self.buffers[base.color]).ob_refcnt == 1:
            return 0
        buffer = <Buffer> self.buffers[base.color]
        self.call_kept.append(buffer)
        # arrays that show the slot from now on keep its present memory alive
        base.owner = <PyObject*> buffer
        buffer = Buffer(buffer.size)
        self.buffers[base.color] = buffer
        for i in range(self.nslots):
            if self.slots[i].color == base.color and &self.slots[i] != base:
                self.slots[i].data = buffer.data
                self.slots[i].owner = NULL
        return 0

    cdef int settle(self) except -1:
        """After a call, release what only this call needed."""
        cdef Py_ssize_t i
        self.moved = False
        if not self.call_kept:
            return 0
        for i in range(self.nslots):
            if self.slots[i].color >= 0:
                self.slots[i].data = (<Buffer> self.buffers[self.slots[i].color]).data
                if self.slots[i].owner != NULL and is_among(self.call_kept, self.slots[i].owner):
                    self.slots[i].owner = NULL
        self.call_kept.clear()
        return 0

    cdef object as_array(self, Slot* slot):
        """Return the value of a slot as a Python object, without a copy if possible."""
        # the result of a Python step is returned as it is, even if the step overwrote an input
        if slot.array != NULL and (slot.base == slot or slot.storage == OBJECT):
            if slot.kind == c"O" or has_moved(slot) or tg_shows(
                    slot.array, slot.data, slot.descr, slot.ndim, slot.dims, slot.strides):
                return <object> slot.array
        elif slot.storage == OBJECT:
            return None
        return self.view(slot)

    cdef object view(self, Slot* slot):
        """Return the value of a slot as an array object of its own, whose holder may reshape it."""
        cdef object owner
        cdef int flags
        if memory_of(self, slot) != NULL:
            owner = <object> memory_of(self, slot)
        else:
            array = np.empty((), <object> slot.descr)
            memcpy(tg_data(<PyObject*> array), slot.data, slot.itemsize)
            return array if slot.ndim == 0 else array.reshape((1,) * slot.ndim)
        flags = NPY_ARRAY_WRITEABLE | NPY_ARRAY_ALIGNED
        if slot.base.storage != ARENA and slot.base.array != NULL:
            flags &= tg_flags(slot.base.array) | NPY_ARRAY_ALIGNED
        view = take(tg_new(slot.descr, slot.ndim, slot.dims, slot.strides, slot.data, flags))
        tg_set_base(<PyObject*> view, <PyObject*> owner)
        return view

    cdef object unfilled(self, Slot* slot):
        """Return a new array with the shape of a slot."""
        return take(fresh(slot.descr, slot.ndim, slot.dims, NULL))


cdef inline Py_ssize_t contiguous_strides(Slot* slot, const Py_ssize_t* dims, Py_ssize_t* strides) except -1:
    """Compute the strides of a C contiguous array, and return its size in bytes."""
    cdef Py_ssize_t size = slot.itemsize
    cdef int k
    for k in range(slot.ndim - 1, -1, -1):
        strides[k] = size
        if dims[k] < 0:
            raise ValueError("negative dimensions are not allowed")
        if slot.ones >> k & 1 and dims[k] != 1:
            raise ValueError(f"axis {k} should have length 1 and has {dims[k]}")
        if dims[k] > 1:
            if size > PY_SSIZE_T_MAX // dims[k] - 64:
                raise MemoryError("array is too big")
            size *= dims[k]
    for k in range(slot.ndim):
        if dims[k] == 0:
            size = 0
    return size


cdef int make_slots(Workspace ws, tuple slots, plan) except -1:
    """Allocate the slots and their layouts, and describe them."""
    cdef Py_ssize_t i, ndims = 0
    cdef Slot* slot
    for described in slots:
        if not 0 <= described.ndim <= MAX_NDIM or len(described.broadcastable) != described.ndim:
            raise ValueError(f"a slot has {described.ndim} axes and {len(described.broadcastable)} broadcast flags")
        ndims += described.ndim
    ws.slots = <Slot*> PyMem_RawCalloc(ws.nslots + 1, sizeof(Slot))
    ws.layouts = <Py_ssize_t*> PyMem_RawMalloc((2 * ndims + 1) * sizeof(Py_ssize_t))
    if ws.slots == NULL or ws.layouts == NULL:
        raise MemoryError
    for i in range(2 * ndims):
        ws.layouts[i] = -1
    ndims = 0
    for i in range(ws.nslots):
        slot = &ws.slots[i]
        slot.ndim = slots[i].ndim
        slot.dims = ws.layouts + ndims
        slot.strides = slot.dims + slot.ndim
        ndims += 2 * slot.ndim
        slot.base = slot
        slot.storage = plan.storage[i]
        slot.color = plan.color[i]
        slot.destroyed = i in plan.destroyed
        slot.apart = i in plan.apart
        describe(slot, slots[i], ws.kept)
        if slot.color >= 0:
            ws.sharers[slot.color].append(i)
    return 0


cdef build_steps(Workspace ws, program):
    cdef Step step
    cdef int i
    ws.steps = []
    ws.nsteps = len(program.steps)
    ws.step = <PyObject**> PyMem_RawMalloc((ws.nsteps + 1) * sizeof(PyObject*))
    if ws.step == NULL:
        raise MemoryError
    for i in range(ws.nsteps):
        step = step_class(program.steps[i].kind)(ws, program.steps[i])
        ws.steps.append(step)
        ws.step[i] = <PyObject*> step


cdef class Step:
    """One step of a program, with its plan for the shapes it saw last.

    `prepare` (with the GIL) checks the inputs, gives the outputs their layout and picks the loop; `execute` (without)
    does the work and returns a `Status`.
    """

    def __cinit__(self, Workspace ws, described):
        cdef int k
        self.params = described.params
        self.node = described.node
        self.nin = len(described.inputs)
        self.nout = len(described.outputs)
        self.nseen = self.nin
        self.seen = -1
        self.inputs = <Slot**> PyMem_RawMalloc((self.nin + 1) * sizeof(Slot*))
        self.outputs = <Slot**> PyMem_RawMalloc((self.nout + 1) * sizeof(Slot*))
        self.taken = <int*> PyMem_RawMalloc((self.nout + 1) * sizeof(int))
        if self.inputs == NULL or self.outputs == NULL or self.taken == NULL:
            raise MemoryError
        for k in range(self.nin):
            self.inputs[k] = &ws.slots[<Py_ssize_t> described.inputs[k]]
        for k in range(self.nout):
            self.outputs[k] = &ws.slots[<Py_ssize_t> described.outputs[k]]
            self.taken[k] = described.inplace.get(k, -1)
            self.ntaken += self.taken[k] >= 0

    def __init__(self, Workspace ws, described):
        self.build(ws)

    def __dealloc__(self):
        PyMem_RawFree(self.inputs)
        PyMem_RawFree(self.outputs)
        PyMem_RawFree(self.taken)

    cdef int build(self, Workspace ws) except -1:
        """Parse the parameters, once."""
        return 0

    cdef int prepare(self, Workspace ws) except -1:
        return 0

    cdef int execute(self, Workspace ws) noexcept nogil:
        return DONE

    cdef void poison(self, Workspace ws) noexcept nogil:
        """Before `execute`, poison the memory that it is to fill, and the scratch memory."""
        cdef int k
        cdef Slot* slot
        ws.scratch.poison()
        for k in range(self.nout):
            slot = self.outputs[k]
            if self.taken[k] < 0 and slot.base == slot and slot.data != NULL and (slot.version or not slot.ndim) and (
                    slot.storage == OUTPUT or slot.storage == ARENA and slot.color >= 0):
                poison_items(slot.data, count(slot), slot.itemsize, slot.kind)

    cdef int perform(self, Workspace ws) except -1:
        """Run a PYTHON step, or raise the error of a step that returned FAIL."""
        raise RuntimeError(f"{type(self).__name__} step failed without a reason")

    cdef int output(self, Workspace ws, int k, const Py_ssize_t* dims) except -1:
        """Allocate output `k`: C contiguous, or the storage of the input it takes over."""
        cdef Slot* source
        cdef int axis
        if self.taken[k] < 0:
            return ws.allocate(self.outputs[k], dims, NULL)
        source = self.inputs[self.taken[k]]
        if source.ndim != self.outputs[k].ndim or source.typenum != self.outputs[k].typenum:
            raise ValueError(f"output {k} cannot take the storage of input {self.taken[k]}: their types differ")
        for axis in range(source.ndim):
            if source.dims[axis] != dims[axis]:
                raise ValueError(
                    f"output {k} cannot take the storage of input {self.taken[k]}: axis {axis} has length "
                    f"{source.dims[axis]}, not {dims[axis]}"
                )
        set_view(self.outputs[k], source, source.data, source.dims, source.strides)
        return 0


cdef inline bint is_untouched(Slot* slot, const Py_ssize_t* dims, const Py_ssize_t* strides) noexcept:
    """Return True if the array of an OUTPUT slot, which a caller may have had, is unchanged and has that layout."""
    return tg_is_untouched(slot.array, slot.data, slot.descr, slot.ndim, dims, strides)


cdef bint has_moved(Slot* slot) noexcept:
    """Return True if the memory that a slot points to is no longer that of its array."""
    return tg_has_moved(slot.array, slot.data, count(slot) * slot.itemsize)


cdef PyObject* memory_of(Workspace ws, Slot* slot) noexcept nogil:
    """Return the object that keeps the memory of a slot alive, NULL if that is the slot itself."""
    if slot.base.owner != NULL:
        return slot.base.owner
    if slot.base.storage == ARENA:
        return PyList_GET_ITEM(ws.buffers, slot.base.color)
    return slot.base.array


cdef list inputs_of(Workspace ws, Step step):
    """Return the inputs of a step as arrays that do not change."""
    cdef int k
    result = []
    for k in range(step.nin):
        if k >= step.nseen or ws.moved:
            result.append(None)
            continue
        array = ws.as_array(step.inputs[k])
        if step.inputs[k].base.storage == ARENA or step.inputs[k].base.owner != NULL:
            array = take(tg_copy(<PyObject*> array, cnp.NPY_KEEPORDER))
        result.append(array)
    return result


cdef int advance(Workspace ws, int* at, int stop) noexcept nogil:
    """Run steps as far as they need no GIL; `at` is then the next step."""
    cdef int i = at[0], k, status
    cdef Py_ssize_t versions
    cdef PyObject* step
    while i < stop:
        step = ws.step[i]
        versions = 0
        for k in range((<Step> step).nin):
            versions += (<Step> step).inputs[k].version
        if versions != (<Step> step).seen:
            at[0] = i
            return PREPARE
        if (<Step> step).ntaken:
            for k in range((<Step> step).nout):
                if (<Step> step).taken[k] >= 0:
                    (<Step> step).outputs[k].data = (<Step> step).inputs[(<Step> step).taken[k]].data
                    (<Step> step).outputs[k].base = (<Step> step).inputs[(<Step> step).taken[k]].base
        if poisoned:
            (<Step> step).poison(ws)
        status = (<Step> step).execute(ws)
        if status == SKIP:
            i += (<Step> step).jump
        elif status:
            at[0] = i
            return status
        i += 1
    at[0] = i
    return DONE
