# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The scan step: a loop whose steps are runs of an inner program.

a. Rows are pointers.  Before each run the inputs of the inner program are pointed at rows of sequences and buffers, and
   its results are aimed at the rows where they belong; nothing is moved but what cannot be computed there.
b. A buffer may be shorter than the loop is long: the oldest row makes room for the next, and in the end the rows are
   put in order.  Where a step would write a row that it reads (the buffer has as many rows as the taps reach back, or
   rows are added to), the row is written when the step has ended.
c. How long the rows of an output are is known after the first step: its buffer is allocated then, and at the beginning
   of the next call.
d. Steps in Python need the GIL each time: a loop of short ones holds it, for with other threads at work it is slow to
   come by.
e. A long loop looks for signals now and then: it may be interrupted.
f. A value that each step makes anew without keeping the old ones ("shared") is a buffer of one row.
"""

from cpython.exc cimport PyErr_CheckSignals
from cpython.mem cimport PyMem_RawCalloc, PyMem_RawFree, PyMem_RawMalloc
from cpython.object cimport PyObject
from cpython.ref cimport Py_INCREF, Py_XDECREF
from libc.string cimport memcpy, memset

from ._array cimport tg_data, tg_dims, tg_strides
from ._move cimport copy_array
from ._slices cimport raise_too_few
from ._tape cimport tape_of
from ._workspace cimport DONE, FAIL, MAX_NDIM, PREPARE, Buffer, memory_of, read_int

import copy

import numpy as np

from ._workspace import KINDS

cdef enum:
    TAPE_CHECKS = 1 << 22       # instructions of a tape between looks for signals

cdef double PATIENCE = 5e7      # ns of work between looks for signals
cdef double HOLD = 1e5          # ns of a run with steps in Python up to which the GIL is not let go in between


cdef void* _zeros(Py_ssize_t n, size_t size) except NULL:
    cdef void* memory = PyMem_RawCalloc(n + 1, size)
    if memory == NULL:
        raise MemoryError
    return memory


cdef class Scan(Step):

    def __dealloc__(self):
        PyMem_RawFree(self.seqs)
        PyMem_RawFree(self.rows)
        PyMem_RawFree(self.numbers)
        PyMem_RawFree(self.asides)
        PyMem_RawFree(self.shared)
        PyMem_RawFree(self.others)
        PyMem_RawFree(self.moving)
        PyMem_RawFree(self.items)

    cdef int build(self, Workspace ws) except -1:
        params = self.params
        self.body = SubProgram(params["program"])
        self.nseqs, self.nshared = params["n_seqs"], params["n_shared"]
        self.nstates = len(params["taps"])
        self.nrows = self.nstates + params["n_outs"]
        self.nothers = self.nin - (1 + self.nseqs + self.nrows + self.nshared)
        self.fallible = 2
        if self.nothers < 0 or self.inputs[0].ndim or self.inputs[0].kind not in (c"i", c"u"):
            raise ValueError("a scan takes a number of steps, sequences, states, shared values, lengths and others")
        self.seqs = <Sequence*> _zeros(self.nseqs, sizeof(Sequence))
        self.rows = <Rows*> _zeros(self.nrows, sizeof(Rows))
        self.shared = <Slot**> _zeros(2 * self.nshared, sizeof(Slot*))
        self.others = <Slot**> _zeros(self.nothers, sizeof(Slot*))
        self.describe_rows()
        self.check()
        self.tape = tape_of(params["program"])
        if self.tape is not None:
            self.moving = <Moving*> _zeros(self.body.nin + self.body.nout, sizeof(Moving))
            self.items = <Item*> _zeros(self.body.nout, sizeof(Item))
            for k in range(self.nstates, self.nrows):
                self.rows[<int> k].known = True
        return 0

    cdef int describe_rows(self) except -1:
        """Which slots are what, outside and inside."""
        cdef int k, j, top = 0
        cdef int inner_in = self.nseqs, inner_out = 0, after = 1 + self.nseqs + self.nstates
        cdef Rows* rows
        taps = [*self.params["taps"], *[()] * (self.nrows - self.nstates)]
        places = [*self.params["places"], *[(0,)] * (self.nrows - len(self.params["places"]))]
        self.numbers = <int*> _zeros(sum(map(len, taps)) + sum(map(len, places)), sizeof(int))
        self.asides = <Py_ssize_t*> _zeros(sum(map(len, taps)), sizeof(Py_ssize_t))
        self.copies = Buffer(0)
        wanted = self.nrows + self.nshared + (self.nrows - self.params["n_added_to"] if self.params["as_while"] else 0)
        if self.nout != wanted:
            raise ValueError(f"the scan has {self.nout} outputs, not {wanted}")
        for k in range(self.nseqs):
            self.seqs[k].slot = self.inputs[1 + k]
        for k in range(self.nrows):
            rows = &self.rows[k]
            rows.slot = self.outputs[k]
            rows.added_to = k < self.params["n_added_to"]
            if k < self.nstates:
                rows.source = self.inputs[1 + self.nseqs + k]
                rows.depth = -min(taps[k])
                rows.known = True
            else:
                rows.length = self.inputs[after + self.nshared + k - self.nstates]
            if self.params["as_while"] and not rows.added_to:
                rows.used = self.outputs[self.nrows + self.nshared + k - <int> self.params["n_added_to"]]
            rows.taps, rows.nin, rows.first_in = self.numbers + top, len(taps[k]), inner_in
            rows.aside = self.asides + inner_in - self.nseqs
            for j in range(rows.nin):
                rows.taps[j] = taps[k][j]
            top += rows.nin
            rows.places, rows.nout, rows.first_out = self.numbers + top, len(places[k]), inner_out
            for j in range(rows.nout):
                rows.places[j] = places[k][j]
            top += rows.nout
            inner_in += rows.nin
            inner_out += rows.nout
        self.shared_in, self.shared_out = inner_in, inner_out
        for k in range(self.nshared):
            self.shared[k] = self.inputs[after + k]
            self.shared[self.nshared + k] = self.outputs[self.nrows + k]
        self.others_in = inner_in + self.nshared
        for k in range(self.nothers):
            self.others[k] = self.inputs[self.nin - self.nothers + k]
        return 0

    cdef int check(self) except -1:
        """Do the types outside and inside fit?"""
        cdef int k, j
        cdef Rows* rows
        for k in range(self.nseqs):
            self.body.check_input(k, self.seqs[k].slot, 1, f"sequence {k}")
        for k in range(self.nrows):
            rows = &self.rows[k]
            for j in range(rows.nin):
                self.body.check_input(rows.first_in + j, rows.source, 1, f"state {k}")
            for j in range(rows.nout):
                self.body.check_output(rows.first_out + j, rows.slot, 1, f"output {k}")
            if rows.length != NULL and (rows.length.ndim or rows.length.kind not in (c"i", c"u")):
                raise ValueError(f"the length of output {k} is not an integer")
            if rows.source != NULL and rows.source.ndim != rows.slot.ndim:
                raise ValueError(f"state {k} has {rows.source.ndim} axes before the loop and {rows.slot.ndim} after it")
        for k in range(self.nshared):
            self.body.check_input(self.shared_in + k, self.shared[k], 0, f"shared value {k}")
            self.body.check_output(self.shared_out + k, self.shared[self.nshared + k], 0, f"shared value {k}")
        for k in range(self.nothers):
            self.body.check_input(self.others_in + k, self.others[k], 0, f"argument {k}")
        if self.body.nin != self.others_in + self.nothers:
            raise ValueError(f"the inner program has {self.body.nin} inputs, not {self.others_in + self.nothers}")
        k = self.shared_out + self.nshared
        if self.params["as_while"]:
            if self.body.nout <= k or self.body.outputs[k].ndim or self.body.outputs[k].kind == c"O":
                raise ValueError("the last output of a scan with a condition is a number")
            self.condition = self.body.outputs[k]
            k += 1
        if self.body.nout != k:
            raise ValueError(f"the inner program has {self.body.nout} outputs, not {k}")
        return 0

    # ------------------------------------------------------------- shapes

    cdef int prepare(self, Workspace ws) except -1:
        cdef int k
        cdef Py_ssize_t top = 0
        name = self.params["name"]
        self.n = read_int(self.inputs[0])
        if self.n < 0:
            raise IndexError(f"the loop {name} was asked to run for a negative number of steps: {self.n}")
        for k in range(self.nseqs):
            if self.seqs[k].slot.dims[0] < self.n:
                raise_too_few(name, k, self.n, self.seqs[k].slot)
            self.seqs[k].stride = self.seqs[k].slot.strides[0]
            self.body.show(k, self.seqs[k].slot.dims + 1, self.seqs[k].slot.strides + 1)
        for k in range(self.nshared):
            if self.shared[k].kind != c"O":
                ws.allocate(self.shared[self.nshared + k], self.shared[k].dims, NULL)
                self.body.show_whole(self.shared_in + k, self.shared[self.nshared + k])
        for k in range(self.nothers):
            if self.others[k].kind != c"O":
                self.body.show_whole(self.others_in + k, self.others[k])
        for k in range(self.nrows):
            self.prepare_rows(ws, k, &top)
        if self.copies.size < top:
            self.copies = Buffer(top)
        if self.tape is not None:
            self.cost = 100 + 5.0 * self.n * (1 + self.tape.ncode)
        else:
            self.cost = 100 + self.n * max(self.body.ws.cost, 100.0 * self.body.ws.nsteps)
        return self.run_on_zeros(ws) if self.n == 0 else 0

    cdef int prepare_rows(self, Workspace ws, int k, Py_ssize_t* top) except -1:
        cdef Rows* rows = &self.rows[k]
        cdef Py_ssize_t[MAX_NDIM] dense
        cdef Py_ssize_t size
        cdef int i, j
        if rows.used != NULL:
            ws.allocate(rows.used, NULL, NULL)
        if rows.source == NULL:
            rows.n = read_int(rows.length)
            if rows.n < 0:
                raise ValueError(f"output {k} of the loop {self.params['name']} cannot have {rows.n} rows")
            return self.make_room(ws, k) if rows.known else 0
        rows.n = rows.source.dims[0]
        if rows.n < rows.depth or rows.n == 0 and self.n:
            raise ValueError(
                f"state {k} of the loop {self.params['name']} has {rows.n} rows, but its taps reach back "
                f"{rows.depth} steps"
            )
        self.output(ws, k, rows.source.dims)
        rows.place.dims, rows.place.strides = rows.slot.dims + 1, rows.slot.strides + 1
        size = dense_strides(rows, dense)
        for j in range(rows.nin):
            rows.aside[j] = -1
            if self.body.inputs[rows.first_in + j].destroyed and self.is_kept(rows, j):
                self.body.show(rows.first_in + j, rows.place.dims, dense)
                rows.aside[j] = top[0]
                top[0] += (size + 63) & ~<Py_ssize_t> 63
            else:
                self.body.show(rows.first_in + j, rows.place.dims, rows.place.strides)
        rows.apart = False
        for i in range(rows.nout):
            for j in range(rows.nin):
                rows.apart = rows.apart or same_row(rows, rows.places[i], rows.taps[j])
            for j in range(i):
                rows.apart = rows.apart or same_row(rows, rows.places[i], rows.places[j])
        return 0

    cdef bint is_kept(self, Rows* rows, int j) noexcept nogil:
        """Must the row that a tap reads stay as it is while the step runs?"""
        cdef int i, written = 0
        for i in range(rows.nin):
            if i != j and same_row(rows, rows.taps[i], rows.taps[j]):
                return True
        for i in range(rows.nout):
            written += same_row(rows, rows.places[i], rows.taps[j])
        return written != 1

    cdef int make_room(self, Workspace ws, int k) except -1:
        """Allocate the buffer of an output whose rows are as long as the result of the inner program."""
        cdef Py_ssize_t dims[MAX_NDIM]
        cdef Rows* rows = &self.rows[k]
        cdef Slot* result = self.body.outputs[rows.first_out]
        dims[0] = rows.n
        memcpy(dims + 1, result.dims, result.ndim * sizeof(Py_ssize_t))
        ws.allocate(rows.slot, dims, NULL)
        rows.place.dims, rows.place.strides = rows.slot.dims + 1, rows.slot.strides + 1
        rows.place.owner = memory_of(ws, rows.slot)
        rows.known = True
        return 0

    cdef int run_on_zeros(self, Workspace ws) except -1:
        """Without any step, the rows of outputs have the shape that a step makes of zeros."""
        cdef int k, j
        if self.nrows == self.nstates:
            return 0
        rows = []
        for k in range(self.shared_in):
            shape = tuple([self.body.inputs[k].dims[axis] for axis in range(self.body.inputs[k].ndim)])
            row = np.zeros(shape, <object> self.body.inputs[k].descr)
            rows.append(row)
            self.body.show(k, tg_dims(<PyObject*> row), tg_strides(<PyObject*> row))
            self.body.point(k, <char*> tg_data(<PyObject*> row), <PyObject*> row)
        for k in range(self.nshared):
            if self.begin_shared(ws, k) == FAIL:
                raise self.error
        for k in range(self.nothers):
            self.body.point_whole(self.others_in + k, ws, self.others[k])
        for k in range(self.body.nout):
            self.body.aim(k, NULL)
        if self.body.run() == FAIL:
            raise self.body.failure(self, "the step on zeros that tells the shapes of what a loop without steps gives")
        for k in range(self.nstates, self.nrows):
            self.make_room(ws, k)
        for k in range(self.nseqs):
            self.body.show(k, self.seqs[k].slot.dims + 1, self.seqs[k].slot.strides + 1)
        for k in range(self.nstates):
            for j in range(self.rows[k].nin):
                self.body.show(self.rows[k].first_in + j, self.rows[k].place.dims, self.rows[k].place.strides)
        return self.body.let_go()

    cdef bint changed(self) noexcept nogil:
        """Do the numbers of steps and rows differ from what `prepare` saw?"""
        cdef int k, axis
        if read_int(self.inputs[0]) != self.n:
            return True
        for k in range(self.nstates, self.nrows):
            if read_int(self.rows[k].length) != self.rows[k].n:
                return True
        for k in range(self.nshared):
            # a step of the last call may have given it another shape
            for axis in range(self.shared[k].ndim):
                if self.shared[k].dims[axis] != self.shared[self.nshared + k].dims[axis]:
                    return True
        return False

    # ------------------------------------------------------------- steps

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef int status
        cdef double cost
        if self.changed():
            return PREPARE
        if self.body.nheld and self.body.ws.cost < HOLD:
            with gil:
                status = self.run_all(ws)
        else:
            status = self.run_all(ws)
        if status == DONE and self.tape is None:
            cost = 100 + self.n * self.body.ws.cost
            ws.cost += cost - self.cost
            self.cost = cost
        return status

    cdef int run_all(self, Workspace ws) noexcept nogil:
        cdef double waited = 0
        self.i = 0
        if self.begin(ws) == FAIL:
            return FAIL
        if self.tape is not None:
            return FAIL if self.play(self.tape) == FAIL else self.end(ws)
        while self.i < self.n:
            self.point()
            if self.body.run() == FAIL or self.land(ws) == FAIL:
                return FAIL
            self.i += 1
            waited += self.body.ws.cost + 100
            if waited > PATIENCE:
                waited = 0
                if self.is_interrupted():
                    return FAIL
            if self.condition != NULL and self.stops():
                break
        return self.end(ws)

    cdef bint is_interrupted(self) noexcept nogil:
        """Did the user ask to stop?"""
        with gil:
            try:
                PyErr_CheckSignals()
            except BaseException as exception:
                self.error = exception
                return True
        return False

    cdef int begin(self, Workspace ws) noexcept nogil:
        """Put what is there before the first step where it belongs."""
        cdef int k, j
        cdef Py_ssize_t first
        cdef Rows* rows
        self.misfit = -1
        for k in range(self.nseqs):
            self.body.point(k, NULL, memory_of(ws, self.seqs[k].slot))
        for k in range(self.nrows):
            rows = &self.rows[k]
            rows.at = rows.depth % rows.n if rows.n else 0
            rows.place.owner = memory_of(ws, rows.slot)
            for j in range(rows.nin):
                self.body.point(
                    rows.first_in + j, NULL, rows.place.owner if rows.aside[j] < 0 else <PyObject*> self.copies)
            if rows.source != NULL and self.taken[k] < 0:
                first = rows.slot.dims[0]
                if not rows.added_to:
                    rows.slot.dims[0] = rows.depth
                copy_array(
                    rows.slot.ndim, rows.slot.dims, rows.slot.data, rows.slot.strides, rows.source.data,
                    rows.source.strides, rows.slot.itemsize)
                rows.slot.dims[0] = first
        for k in range(self.nothers):
            self.body.point_whole(self.others_in + k, ws, self.others[k])
        for k in range(self.nshared):
            if self.begin_shared(ws, k) == FAIL:
                return FAIL
        return DONE

    cdef int begin_shared(self, Workspace ws, int k) noexcept nogil:
        cdef Slot* source = self.shared[k]
        cdef Slot* slot = self.shared[self.nshared + k]
        if slot.kind == c"O":
            with gil:
                if self.begin_object(k) == FAIL:
                    return FAIL
            self.body.inputs[self.shared_in + k].array = slot.array
        else:
            copy_array(
                slot.ndim, slot.dims, slot.data, slot.strides, source.data, source.strides, slot.itemsize)
            self.body.point_whole(self.shared_in + k, ws, slot)
        return DONE

    cdef int begin_object(self, int k) noexcept:
        """Keep the object that a shared value is before the first step, or a copy where steps change it."""
        cdef Slot* source = self.shared[k]
        try:
            if self.body.inputs[self.shared_in + k].destroyed and source.array != NULL:
                value = copy.deepcopy(<object> source.array)
                keep_object(self.shared[self.nshared + k], <PyObject*> value)
            else:
                keep_object(self.shared[self.nshared + k], source.array)
        except BaseException as exception:
            self.error = exception
            return FAIL
        return DONE

    cdef void point(self) noexcept nogil:
        """Point the inner program at the rows of the next step."""
        cdef int k, j
        cdef Rows* rows
        cdef Slot* slot
        for k in range(self.nseqs):
            self.body.inputs[k].data = self.seqs[k].slot.data + self.i * self.seqs[k].stride
        for k in range(self.nrows):
            rows = &self.rows[k]
            for j in range(rows.nin):
                slot = self.body.inputs[rows.first_in + j]
                slot.data = row(rows, rows.taps[j])
                if rows.aside[j] >= 0:
                    copy_array(
                        slot.ndim, slot.dims, self.copies.data + rows.aside[j], slot.strides, slot.data,
                        rows.place.strides, slot.itemsize)
                    slot.data = self.copies.data + rows.aside[j]
            for j in range(rows.nout):
                if rows.apart or not rows.known or rows.n == 0:
                    self.body.aim(rows.first_out + j, NULL)
                else:
                    rows.place.data = row(rows, rows.places[j])
                    self.body.aim(rows.first_out + j, &rows.place)
        for k in range(self.nshared):
            self.body.aim(self.shared_out + k, NULL)

    cdef int land(self, Workspace ws) noexcept nogil:
        """Let the results of a step be in the rows where they belong."""
        cdef int k, j
        cdef Rows* rows
        for k in range(self.nrows):
            rows = &self.rows[k]
            if rows.source == NULL and self.i == 0 and not (
                    rows.known and self.body.fits(rows.first_out, rows.place.dims)):
                with gil:
                    if self.try_make_room(ws, k) == FAIL:
                        return FAIL
            for j in range(rows.nout):
                if not self.body.fits(rows.first_out + j, rows.place.dims):
                    self.misfit = k
                    return FAIL
                if rows.n:
                    rows.place.data = row(rows, rows.places[j])
                    self.body.land(rows.first_out + j, &rows.place)
            rows.at += 1
            if rows.at >= rows.n:
                rows.at = 0
        for k in range(self.nshared):
            if self.body.outputs[self.shared_out + k].kind == c"O":
                with gil:
                    keep_object(self.shared[self.nshared + k], self.body.outputs[self.shared_out + k].array)
                self.body.inputs[self.shared_in + k].array = self.shared[self.nshared + k].array
            elif self.keep_shared(ws, k) == FAIL:
                return FAIL
        return DONE

    cdef int keep_shared(self, Workspace ws, int k) noexcept nogil:
        """Let the next step read what this one made of a shared value."""
        cdef Slot* slot = self.shared[self.nshared + k]
        cdef Place place
        if not self.body.fits(self.shared_out + k, slot.dims):
            with gil:
                if self.try_resize(ws, k) == FAIL:
                    return FAIL
        place.data, place.dims, place.strides = slot.data, slot.dims, slot.strides
        self.body.land(self.shared_out + k, &place)
        return DONE

    cdef int try_make_room(self, Workspace ws, int k) noexcept:
        try:
            self.make_room(ws, k)
        except BaseException as exception:
            self.error = exception
            return FAIL
        return DONE

    cdef int try_resize(self, Workspace ws, int k) noexcept:
        """Give a shared value the shape that a step made of it."""
        cdef Slot* slot = self.shared[self.nshared + k]
        try:
            ws.allocate(slot, self.body.outputs[self.shared_out + k].dims, NULL)
            self.body.show_whole(self.shared_in + k, slot)
            self.body.point_whole(self.shared_in + k, ws, slot)
        except BaseException as exception:
            self.error = exception
            return FAIL
        return DONE

    cdef int play(self, Tape tape) noexcept nogil:
        """All steps of a loop that computes numbers."""
        cdef char** reg = tape.reg
        cdef int k, j, out, n = 0, nitems = 0
        cdef Py_ssize_t i = 0, check = 0
        cdef Rows* rows
        cdef Moving* moving
        tape.rest()
        for k in range(self.nseqs):
            self.move(&n, tape.inputs[k], self.seqs[k].slot.data, self.seqs[k].stride, NULL, NULL)
        for k in range(self.nothers):
            reg[tape.inputs[self.others_in + k]] = self.others[k].data
        for k in range(self.nshared):
            reg[tape.inputs[self.shared_in + k]] = reg[tape.nreg + self.shared_out + k] = (
                self.shared[self.nshared + k].data)
            self.put(&nitems, self.shared_out + k)
        for k in range(self.nrows):
            rows = &self.rows[k]
            for j in range(rows.nin):
                self.move_rows(&n, tape.inputs[rows.first_in + j], rows, rows.taps[j])
            if rows.n == 0:
                continue
            for j in range(rows.nout):
                out = rows.first_out + j
                if self.is_direct(rows, j):
                    self.move_rows(&n, tape.outputs[out], rows, rows.places[j])
                else:
                    self.move_rows(&n, tape.nreg + out, rows, rows.places[j])
                    self.put(&nitems, out)
        while i < self.n:
            if i == check:
                check += TAPE_CHECKS // (tape.ncode + 1)
                if i and self.is_interrupted():
                    return FAIL
            tape.play()
            i += 1
            for k in range(nitems):
                memcpy(reg[self.items[k].target], reg[self.items[k].source], self.items[k].size)
            if self.condition != NULL:
                self.condition.data = reg[tape.outputs[tape.nout - 1]]
                if self.stops():
                    break
            for k in range(n):
                moving = &self.moving[k]
                reg[moving.reg] += moving.stride
                if reg[moving.reg] == moving.end:
                    reg[moving.reg] = moving.first
        self.i = i
        for k in range(self.nrows):
            if self.rows[k].n:
                self.rows[k].at = (self.rows[k].at + i) % self.rows[k].n
        return DONE

    cdef bint is_direct(self, Rows* rows, int j) noexcept nogil:
        """May the tape write a result to its row while the step goes on?"""
        cdef int k, out = rows.first_out + j
        if not self.tape.single[out]:
            return False
        for k in range(rows.nin):
            if same_row(rows, rows.places[j], rows.taps[k]) and not self.tape.may_share(out, rows.first_in + k):
                return False
        for k in range(rows.nout):
            if k != j and same_row(rows, rows.places[j], rows.places[k]):
                return False
        return True

    cdef void put(self, int* n, int out) noexcept nogil:
        """Copy a result after each step."""
        cdef Item* item = &self.items[n[0]]
        item.source, item.target = self.tape.outputs[out], self.tape.nreg + out
        item.size = self.body.outputs[out].itemsize
        n[0] += 1

    cdef void move_rows(self, int* n, int reg, Rows* rows, Py_ssize_t tap) noexcept nogil:
        """Let a register go through the rows of a buffer."""
        cdef Py_ssize_t stride = rows.slot.strides[0]
        self.move(n, reg, row(rows, tap), stride, rows.slot.data, rows.slot.data + rows.n * stride)

    cdef void move(self, int* n, int reg, char* at, Py_ssize_t stride, char* first, char* end) noexcept nogil:
        cdef Moving* moving = &self.moving[n[0]]
        self.tape.reg[reg] = at
        moving.reg, moving.stride, moving.first, moving.end = reg, stride, first, end
        n[0] += 1

    cdef bint stops(self) noexcept nogil:
        """Is the condition to stop true?"""
        cdef Slot* slot = self.condition
        if slot.kind != c"f" and slot.kind != c"c":
            return read_int(slot) != 0
        if slot.itemsize == 2:
            return (<unsigned short*> slot.data)[0] & 0x7fff != 0
        if slot.itemsize == 4:
            return (<float*> slot.data)[0] != 0
        return (<double*> slot.data)[0] != 0

    cdef int end(self, Workspace ws) noexcept nogil:
        """Put the rows in order; those that no step made are 0."""
        cdef int k
        cdef Py_ssize_t made
        cdef Rows* rows
        for k in range(self.nrows):
            rows = &self.rows[k]
            if rows.added_to:
                continue
            made = self.i + rows.depth
            if rows.used != NULL:
                (<long long*> rows.used.data)[0] = made if self.i < self.n and made < rows.n else rows.n
            if made < rows.n:
                clear_rows(rows, made)
            elif made > rows.n and rows.at and rotate(rows) == FAIL:
                return FAIL
        if self.body.nheld:
            with gil:
                self.forget(ws)
        return DONE

    cdef void forget(self, Workspace ws) noexcept:
        """Let go of what steps in Python have seen."""
        cdef int k
        try:
            self.body.let_go()
            for k in range(self.nin):
                ws.detach(self.inputs[k])
            for k in range(self.nout):
                ws.detach(self.outputs[k])
        except BaseException as exception:
            self.error = exception

    cdef int perform(self, Workspace ws) except -1:
        """Raise the error of a step."""
        error, self.error = self.error, None
        self.within = None
        if error is None and self.misfit < 0 and self.body.has_failed():
            error = self.body.failure(self, f"step {self.i} of the loop {self.params['name']}")
        if error is None and self.misfit >= 0:
            error = self.misfit_error()
        self.body.let_go()
        raise MemoryError if error is None else error

    def misfit_error(self):
        """A step made a row that is not as long as the others."""
        cdef Rows* rows = &self.rows[self.misfit]
        cdef int k, axis
        for k in range(rows.first_out, rows.first_out + rows.nout):
            if not self.body.fits(k, rows.place.dims):
                break
        kind = "output" if rows.source == NULL else "state"
        number = self.misfit - (self.nstates if rows.source == NULL else 0)
        shape = tuple([rows.place.dims[axis] for axis in range(rows.slot.ndim - 1)])
        made = tuple([self.body.outputs[k].dims[axis] for axis in range(rows.slot.ndim - 1)])
        return ValueError(
            f"{kind} {number} of the loop {self.params['name']} has rows of shape {shape}, but step {self.i} made one "
            f"of shape {made}"
        )


cdef inline bint same_row(Rows* rows, Py_ssize_t x, Py_ssize_t y) noexcept nogil:
    """Do two taps or places mean one row?"""
    return rows.n == 0 or (x - y) % rows.n == 0


cdef inline char* row(Rows* rows, Py_ssize_t tap) noexcept nogil:
    """The row that a tap means in the step that runs."""
    cdef Py_ssize_t i = rows.at + tap
    if i < 0 or i >= rows.n:
        i %= rows.n
        if i < 0:
            i += rows.n
    return rows.slot.data + i * rows.slot.strides[0]


cdef void keep_object(Slot* slot, PyObject* value):
    """Let an outer slot hold an object."""
    if value != NULL:
        Py_INCREF(<object> value)
    Py_XDECREF(slot.array)
    slot.array = value


cdef void clear_rows(Rows* rows, Py_ssize_t first) noexcept nogil:
    """Set the rows from `first` on to 0."""
    cdef Py_ssize_t[MAX_NDIM] none
    cdef double[2] zero
    cdef Py_ssize_t n = rows.slot.dims[0]
    memset(none, 0, sizeof(none))
    zero[0] = zero[1] = 0
    rows.slot.dims[0] = n - first
    copy_array(
        rows.slot.ndim, rows.slot.dims, rows.slot.data + first * rows.slot.strides[0], rows.slot.strides, <char*> zero,
        none, rows.slot.itemsize)
    rows.slot.dims[0] = n


cdef Py_ssize_t dense_strides(Rows* rows, Py_ssize_t* strides) noexcept nogil:
    """The strides of a row that is C contiguous, and its size in bytes."""
    cdef Py_ssize_t size = rows.slot.itemsize
    cdef int axis
    for axis in range(rows.slot.ndim - 1, 0, -1):
        strides[axis - 1] = size
        size *= rows.slot.dims[axis]
    return size


cdef int rotate(Rows* rows) noexcept nogil:
    """Let the row at `at` be the first."""
    cdef Py_ssize_t[MAX_NDIM] dense
    cdef Slot* slot = rows.slot
    cdef Py_ssize_t size = dense_strides(rows, dense), i
    cdef Py_ssize_t stride = slot.strides[0]
    cdef char* aside
    aside = <char*> PyMem_RawMalloc(rows.at * size + 1)
    if aside == NULL:
        return FAIL
    for i in range(rows.at):
        copy_array(
            slot.ndim - 1, slot.dims + 1, aside + i * size, dense, slot.data + i * stride, slot.strides + 1,
            slot.itemsize)
    for i in range(rows.at, rows.n):
        copy_array(
            slot.ndim - 1, slot.dims + 1, slot.data + (i - rows.at) * stride, slot.strides + 1, slot.data + i * stride,
            slot.strides + 1, slot.itemsize)
    for i in range(rows.at):
        copy_array(
            slot.ndim - 1, slot.dims + 1, slot.data + (rows.n - rows.at + i) * stride, slot.strides + 1,
            aside + i * size, dense, slot.itemsize)
    PyMem_RawFree(aside)
    return DONE


KINDS["scan"] = Scan
