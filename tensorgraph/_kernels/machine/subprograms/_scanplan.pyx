# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""The plan of the scan step: the roles of slots outside and inside, and their lengths."""

from cpython.mem cimport PyMem_RawFree
from cpython.object cimport PyObject
from cpython.ref cimport Py_INCREF, Py_XDECREF
from libc.string cimport memcpy

from .._array cimport tg_data, tg_dims, tg_strides
from .._buffer cimport Buffer
from .._move cimport copy_array
from ._ring cimport dense_strides, same_row
from .._slices cimport raise_too_few
from ._tape cimport tape_of
from .._workspace cimport DONE, FAIL, MAX_NDIM, advance, count, memory_of, read_int
from ..memory cimport zeros
from ..threads._crew cimport replan

import copy

from ..steps._take_put import PutSlice
from .trial import trial_row


cdef void keep_object(Slot* slot, PyObject* value):
    """Store an object in an outer slot."""
    if value != NULL:
        Py_INCREF(<object> value)
    Py_XDECREF(slot.array)
    slot.array = value


cdef int try_steps(SubProgram body) noexcept:
    """Run the inner program for shapes: what is put into an empty array has no place there, and needs none."""
    cdef Workspace ws = body.ws
    cdef int at = 0, status, k
    replan(ws)
    for k in range(body.nheld):
        ws.slots[body.holders[k]].data = NULL
    while True:
        status = advance(ws, &at, ws.nsteps)
        if status == DONE:
            return DONE
        step = <Step> ws.step[at]
        if status == FAIL and isinstance(step, PutSlice) and count(step.outputs[0]) == 0:
            at += 1
        elif not body.resume(status, &at):
            return FAIL


cdef class ScanPlan(Step):

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
        self.body.ws.outer = <PyObject*> ws
        self.nseqs, self.nshared = params["n_seqs"], params["n_shared"]
        self.nstates = len(params["taps"])
        self.nrows = self.nstates + params["n_outs"]
        self.nothers = self.nin - (1 + self.nseqs + self.nrows + self.nshared)
        self.fallible = 2
        if self.nothers < 0 or self.inputs[0].ndim or self.inputs[0].kind not in (c"i", c"u"):
            raise ValueError("a scan takes a number of steps, sequences, states, shared values, lengths and others")
        self.seqs = <Sequence*> zeros(self.nseqs, sizeof(Sequence))
        self.rows = <Rows*> zeros(self.nrows, sizeof(Rows))
        self.shared = <Slot**> zeros(2 * self.nshared, sizeof(Slot*))
        self.others = <Slot**> zeros(self.nothers, sizeof(Slot*))
        self.describe_rows()
        self.check()
        self.tape = tape_of(params["program"])
        if self.tape is not None:
            self.moving = <Moving*> zeros(self.body.nin + self.body.nout, sizeof(Moving))
            self.items = <Item*> zeros(self.body.nout, sizeof(Item))
            for k in range(self.nstates, self.nrows):
                self.rows[<int> k].known = True
        return 0

    def programs(self):
        """Return the programs that it runs."""
        return [self.body]

    cdef int describe_rows(self) except -1:
        """Assign roles to the slots, outside and inside."""
        cdef int k, j, top = 0
        cdef int inner_in = self.nseqs, inner_out = 0, after = 1 + self.nseqs + self.nstates
        cdef Rows* rows
        taps = [*self.params["taps"], *[()] * (self.nrows - self.nstates)]
        places = [*self.params["places"], *[(0,)] * (self.nrows - len(self.params["places"]))]
        self.numbers = <int*> zeros(sum(map(len, taps)) + sum(map(len, places)), sizeof(int))
        self.asides = <Py_ssize_t*> zeros(sum(map(len, taps)), sizeof(Py_ssize_t))
        self.copies = Buffer(0)
        wanted = self.nrows + self.nshared + (self.nrows - self.params["n_added_to"] if self.params["as_while"] else 0)
        if self.nout != wanted:
            raise ValueError(f"the scan has {self.nout} outputs, not {wanted}")
        for k in range(self.nseqs):
            self.seqs[k].slot = self.inputs[1 + k]
        for k in range(self.nrows):
            rows = &self.rows[k]
            self.describe_outside(k, rows, taps[k])
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

    cdef int describe_outside(self, int k, Rows* rows, taps) except -1:
        """Assign the outer slots of a state or an output."""
        rows.slot = self.outputs[k]
        rows.added_to = k < self.params["n_added_to"]
        if k < self.nstates:
            rows.source = self.inputs[1 + self.nseqs + k]
            rows.depth = -min(taps)
            rows.known = True
        else:
            rows.length = self.inputs[1 + self.nseqs + self.nshared + k]
        if self.params["as_while"] and not rows.added_to:
            rows.used = self.outputs[self.nrows + self.nshared + k - <int> self.params["n_added_to"]]
        return 0

    cdef int check(self) except -1:
        """Check that the types outside and inside fit."""
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
        return self.run_on_trial(ws) if self.n == 0 else 0

    cdef int prepare_rows(self, Workspace ws, int k, Py_ssize_t* top) except -1:
        cdef Rows* rows = &self.rows[k]
        cdef Py_ssize_t[MAX_NDIM] dense
        cdef Py_ssize_t size, more
        cdef int i, j
        if rows.used != NULL:
            ws.allocate(rows.used, NULL, NULL)
        if rows.source == NULL:
            rows.n = read_int(rows.length)
            if rows.n < 0:
                raise ValueError(f"output {k} of the loop {self.params['name']} cannot have {rows.n} rows")
            return self.make_room(ws, k) if rows.known else 0
        rows.n = rows.source.dims[0]
        more = self.n if k in self.params.get("long", ()) else 0
        if rows.n - more < rows.depth or rows.n == 0 and self.n:
            raise ValueError(
                f"state {k} of the loop {self.params['name']} has {rows.n - more}{' initial' if more else ''} rows, "
                f"but its taps reach back {rows.depth} steps"
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
        """Return True if the row that a tap reads must be kept while the step runs."""
        cdef int i, written = 0
        for i in range(rows.nin):
            if i != j and same_row(rows, rows.taps[i], rows.taps[j]):
                return True
        for i in range(rows.nout):
            written += same_row(rows, rows.places[i], rows.taps[j])
        return written != 1

    cdef int make_room(self, Workspace ws, int k) except -1:
        """Allocate the buffer of an output with the row length of the inner result."""
        cdef Py_ssize_t dims[MAX_NDIM]
        cdef Rows* rows = &self.rows[k]
        dims[0] = rows.n
        memcpy(dims + 1, self.row_dims(k), (rows.slot.ndim - 1) * sizeof(Py_ssize_t))
        ws.allocate(rows.slot, dims, NULL)
        rows.place.dims, rows.place.strides = rows.slot.dims + 1, rows.slot.strides + 1
        rows.place.owner = memory_of(ws, rows.slot)
        rows.known = True
        return 0

    cdef const Py_ssize_t* row_dims(self, int k) noexcept nogil:
        """Return the shape of the rows of an output."""
        return self.body.outputs[self.rows[k].first_out].dims

    cdef bint are_numbers(self) noexcept:
        """Return True if the rows of all outputs are numbers, whose shape no step has to tell."""
        cdef int k
        for k in range(self.nstates, self.nrows):
            if self.body.outputs[self.rows[k].first_out].ndim:
                return False
        return True

    cdef int run_on_trial(self, Workspace ws) except -1:
        """Run the inner program on trial rows for the shape of output rows in a loop without steps."""
        cdef int k, j
        if self.are_numbers():
            for k in range(self.nstates, self.nrows):
                self.make_room(ws, k)
            return 0
        rows = []
        for k in range(self.shared_in):
            shape = tuple([self.body.inputs[k].dims[axis] for axis in range(self.body.inputs[k].ndim)])
            row = trial_row(shape, <object> self.body.inputs[k].descr)
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
        if try_steps(self.body) == FAIL:
            raise self.body.failure(self, "the step that tells the shapes of what a loop without steps gives")
        for k in range(self.nstates, self.nrows):
            self.make_room(ws, k)
        for k in range(self.nseqs):
            self.body.show(k, self.seqs[k].slot.dims + 1, self.seqs[k].slot.strides + 1)
        for k in range(self.nstates):
            for j in range(self.rows[k].nin):
                self.body.show(self.rows[k].first_in + j, self.rows[k].place.dims, self.rows[k].place.strides)
        return self.body.let_go()

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
        """Keep the initial object of a shared value, or a copy if steps change it."""
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

    cdef bint changed(self) noexcept nogil:
        """Return True if the numbers of steps and rows differ from those in `prepare`."""
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
