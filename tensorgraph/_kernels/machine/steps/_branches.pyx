# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Branches: steps that run only when a condition asks for them.

A program stays a list.  `choose` turns a condition into a flag, `skip` jumps over the steps that only other branches
need, `select` shows the value of the branch that ran.  No step copies or recurses; a branch costs a few nanoseconds.

a. A flag says which side was taken, or that the decision did not matter: then its condition was not computed either,
   and may not be read.  `choose` itself is never skipped, so every flag is valid.
b. What lies in the slots of steps that were skipped is left over from another call.  Nothing but the `select` of the
   same decision, and steps that are skipped with them, may read it: `lowering.branches` writes programs so.
"""

from cpython.ref cimport Py_INCREF, Py_XDECREF

from .._workspace cimport DONE, PYTHON, SKIP, Slot, Step, Workspace, set_view

from ..kinds import KINDS

cdef enum:
    NEITHER = 0
    HOLDS = 1
    HOLDS_NOT = 2


cdef bint is_true(Slot* slot) noexcept nogil:
    """Return True if the value of a 0-d slot is not 0; False for nan."""
    cdef Py_ssize_t i
    cdef bint result = False
    if slot.kind == c"f" and slot.itemsize == 8:
        return (<double*> slot.data)[0] != 0
    if slot.kind == c"f" and slot.itemsize == 4:
        return (<float*> slot.data)[0] != 0
    if slot.kind == c"f" and slot.itemsize == 2:
        return (<unsigned short*> slot.data)[0] & 0x7fff != 0
    if slot.kind == c"c" and slot.itemsize == 16:
        return (<double*> slot.data)[0] != 0 or (<double*> slot.data)[1] != 0
    if slot.kind == c"c" and slot.itemsize == 8:
        return (<float*> slot.data)[0] != 0 or (<float*> slot.data)[1] != 0
    for i in range(slot.itemsize):
        result = result or slot.data[i] != 0
    return result


cdef class Guarded(Step):
    """A step that checks if one of some sides was taken; the flags are its last inputs."""

    cdef signed char[8] side
    cdef int nsides, first

    cdef int parse(self) except -1:
        cdef int k
        guard = self.params["guard"]
        self.nsides = len(guard)
        self.first = self.nin - self.nsides
        if self.nsides > 8 or self.first < 0:
            raise ValueError(f"a guard of {self.nsides} sides for {self.nin} inputs")
        for k in range(self.nsides):
            if guard[k] not in (0, 1):
                raise ValueError(f"a decision has sides 0 and 1, not {guard[k]}")
            self.side[k] = HOLDS_NOT if guard[k] else HOLDS
            check_flag(self.inputs[self.first + k])
        return 0

    cdef bint is_needed(self) noexcept nogil:
        cdef int k
        for k in range(self.nsides):
            if self.inputs[self.first + k].data[0] == self.side[k]:
                return True
        return self.nsides == 0


cdef int check_flag(Slot* slot) except -1:
    if slot.kind != c"i" or slot.itemsize != 1 or slot.ndim:
        raise ValueError("a flag is a 0-d int8 slot")
    return 0


cdef class Choose(Guarded):
    """A condition turned into a flag."""

    cdef int build(self, Workspace ws) except -1:
        self.parse()
        check_flag(self.outputs[0])
        if self.first != 1 or self.inputs[0].ndim or self.inputs[0].kind not in (c"b", c"i", c"u", c"f", c"c"):
            raise ValueError("a condition is one 0-d array")
        self.nseen = 0
        return 0

    cdef int prepare(self, Workspace ws) except -1:
        return ws.allocate(self.outputs[0], NULL, NULL)

    cdef int execute(self, Workspace ws) noexcept nogil:
        self.outputs[0].data[0] = (HOLDS if is_true(self.inputs[0]) else HOLDS_NOT) if self.is_needed() else NEITHER
        return DONE


cdef class Skip(Guarded):
    """A jump over the next steps unless one of some sides was taken."""

    cdef int build(self, Workspace ws) except -1:
        cdef Py_ssize_t steps = self.params["steps"]
        self.parse()
        self.jump = steps
        return 0

    cdef int execute(self, Workspace ws) noexcept nogil:
        return DONE if self.is_needed() else SKIP


cdef class Select(Step):
    """A selection: output k is input 1 + k, or input 1 + nout + k if the flag says so."""

    cdef bint has_objects

    cdef int build(self, Workspace ws) except -1:
        cdef int k
        check_flag(self.inputs[0])
        if self.nin != 1 + 2 * self.nout:
            raise ValueError(f"select has {self.nout} outputs and {self.nin - 1} values for them")
        for k in range(2 * self.nout):
            if self.inputs[1 + k].typenum != self.outputs[k % self.nout].typenum \
                    or self.inputs[1 + k].ndim != self.outputs[k % self.nout].ndim:
                raise ValueError(f"value {k} of a select has another type than its output")
            self.has_objects = self.has_objects or self.inputs[1 + k].kind == c"O"
        # the branches may have different layouts, which a later step may refuse
        self.fallible = 1
        self.nseen = 1
        return 0

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef int k, first = 1 + self.nout if self.inputs[0].data[0] == HOLDS_NOT else 1
        cdef Slot* x
        if self.has_objects:
            return PYTHON
        for k in range(self.nout):
            x = self.inputs[first + k]
            set_view(self.outputs[k], x, x.data, x.dims, x.strides)
        return DONE

    cdef int perform(self, Workspace ws) except -1:
        cdef int k, first = 1 + self.nout if self.inputs[0].data[0] == HOLDS_NOT else 1
        cdef Slot* x
        cdef Slot* out
        for k in range(self.nout):
            x = self.inputs[first + k]
            out = self.outputs[k]
            if x.kind == c"O":
                value = <object> x.array
                Py_INCREF(value)
                Py_XDECREF(out.array)
                out.array = x.array
            else:
                set_view(out, x, x.data, x.dims, x.strides)
        return 0


KINDS.update(choose=Choose, skip=Skip, select=Select)
