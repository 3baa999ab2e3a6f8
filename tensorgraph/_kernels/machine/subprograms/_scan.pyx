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

from cpython.object cimport PyObject

from .._move cimport copy_array
from ._ring cimport Rows, clear_rows, rotate, row
from ._scanplan cimport keep_object
from ._subprogram cimport Place
from .._workspace cimport DONE, FAIL, PREPARE, Slot, memory_of

from ..kinds import KINDS

cdef double PATIENCE = 5e7      # ns of work between looks for signals
cdef double HOLD = 1e5          # ns of a run with steps in Python up to which the GIL is not let go in between


cdef class Scan(StrippedScan):

    def run_one_by_one(self):
        """Run the steps of the body one by one from now on; return how they ran until now."""
        cdef int k
        way = "in strips" if self.strips is not None else "from a tape" if self.tape is not None else ""
        if self.tape is not None:
            self.tape = None
            for k in range(self.nstates, self.nrows):
                self.rows[k].known = False
        self.known_strips = {None: None}
        self.seen = -1              # prepares again
        return way

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
        if status == DONE and self.tape is None and self.strips is None:
            cost = 100 + self.n * self.body.ws.cost
            ws.cost += cost - self.cost
            self.cost = cost
        return status

    cdef int run_all(self, Workspace ws) noexcept nogil:
        cdef double waited = 0
        self.i = 0
        if self.begin(ws) == FAIL:
            return FAIL
        if self.strips is not None:
            if self.run_strips() == FAIL:
                return FAIL
            if not self.strips.strayed:
                return self.end(ws)
            # steps one by one tell which place of which step lies outside
            self.strips.strayed = False
        elif self.tape is not None:
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
            if self.condition != NULL and self.stops(self.condition):
                break
        return self.end(ws)

    cdef int begin(self, Workspace ws) noexcept nogil:
        """Store the initial values in their places."""
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
        """Move the results of a step to their rows."""
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
        """Pass a shared value from this step to the next."""
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
        """Resize a shared value to the shape that a step made."""
        cdef Slot* slot = self.shared[self.nshared + k]
        try:
            ws.allocate(slot, self.body.outputs[self.shared_out + k].dims, NULL)
            self.body.show_whole(self.shared_in + k, slot)
            self.body.point_whole(self.shared_in + k, ws, slot)
        except BaseException as exception:
            self.error = exception
            return FAIL
        return DONE

    cdef int end(self, Workspace ws) noexcept nogil:
        """Put the rows in order; rows that no step made are 0."""
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
        """Release what steps in Python have seen."""
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
        """Return the error of a step that made a row of another length."""
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


KINDS["scan"] = Scan
