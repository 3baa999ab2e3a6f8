# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Cross-entropy of a softmax with integer labels, and its gradient.

All labels are read once and checked before anything is written: another thread may change them meanwhile.
"""

from .._array cimport NPY_INT64, tg_argmax, tg_argmax_t
from .._move cimport copy_run
from ._rows cimport GROUP, RowLoops, Rows, RowStep
from ..threads._crew cimport CrewStep
from .._workspace cimport BLOCK, DONE, FAIL, Slot, Workspace, read_int

cimport numpy as cnp

from ....errors import LabelError
from ..kinds import KINDS

cnp.import_array()


cdef class Labelled(RowStep):
    """Base class of steps on the rows of a matrix, each with a label."""

    cdef Slot* labels
    cdef Py_ssize_t label_place
    cdef long long* label       # of each row, checked
    cdef long long bad_label
    cdef bint wraps             # negative labels count from the end

    cdef int take_labels(self, int k) except -1:
        self.fallible = 1
        self.labels = self.inputs[k]
        if self.labels.ndim != 1 or self.labels.kind not in (c"i", c"u"):
            raise ValueError("labels are an integer vector")
        self.wraps = self.params.get("wraps", False) and self.labels.kind == c"i"
        return 0

    cdef int plan_labels(self, Py_ssize_t* top) except -1:
        """Check that there is one label per row, and plan where they are kept in scratch memory."""
        self.by_columns = False
        if self.labels.dims[0] != self.nrows:
            raise ValueError(f"there are {self.labels.dims[0]} labels for {self.nrows} rows")
        self.label_place = top[0]
        top[0] += (self.nrows * sizeof(long long) + 63) & ~<Py_ssize_t> 63
        return 0

    cdef int read_labels(self, char* scratch) noexcept nogil:
        cdef Slot here = self.labels[0]
        cdef Py_ssize_t r
        cdef long long label
        self.label = <long long*> (scratch + self.label_place)
        for r in range(self.nrows):
            label = read_int(&here)
            self.label[r] = label + self.width if self.wraps and label < 0 else label
            if not 0 <= self.label[r] < self.width:
                self.bad_label = label
                return FAIL
            here.data += here.strides[0]
        return DONE

    cdef int perform(self, Workspace ws) except -1:
        if self.wraps:
            raise IndexError(f"index {self.bad_label} is out of bounds for axis 1 with size {self.width}")
        raise LabelError(self.bad_label, self.width)


cdef class CrossEntropy(Labelled):
    """``-log(softmax(x + b)[label])`` of each row, the softmax, and the argmax."""

    cdef Rows x, nll, softmax
    cdef int at_nll, at_softmax, at_argmax  # which output, -1: not wanted
    cdef Py_ssize_t b_place, sum_place
    cdef char* b                # consecutive
    cdef tg_argmax_t find_largest

    cdef int build(self, Workspace ws) except -1:
        self.find_loops()
        if self.inputs[0].ndim != 2 or self.nin not in (2, 3) or self.nin == 3 and self.inputs[1].ndim != 1:
            raise ValueError("xent takes a matrix, a bias vector if there is one, and labels")
        self.take_labels(self.nin - 1)
        names = list(self.params["outs"])
        if len(names) != self.nout or not {*names} <= {"nll", "softmax", "argmax"}:
            raise ValueError(f"xent does not give {names}")
        self.at_nll = names.index("nll") if "nll" in names else -1
        self.at_softmax = names.index("softmax") if "softmax" in names else -1
        self.at_argmax = names.index("argmax") if "argmax" in names else -1
        if self.at_argmax >= 0 and self.outputs[self.at_argmax].typenum != NPY_INT64:
            raise ValueError("argmax is int64")
        self.find_largest = tg_argmax(self.inputs[0].descr)
        return 0

    cdef int prepare(self, Workspace ws) except -1:
        cdef Py_ssize_t top = 0
        cdef Slot* x = self.inputs[0]
        self.find_rows(x)
        self.plan_labels(&top)
        if self.nin == 3 and self.inputs[1].dims[0] != self.width:
            raise ValueError(f"b.shape[0] = {self.inputs[1].dims[0]} is not x.shape[1] = {self.width}")
        self.plan_rows(&self.x, x, 1, &top)
        if self.at_nll >= 0:
            ws.allocate(self.outputs[self.at_nll], &self.nrows, NULL)
            self.plan_rows(&self.nll, self.outputs[self.at_nll], -1, &top)
        if self.at_softmax >= 0:
            self.output(ws, self.at_softmax, x.dims)
            self.plan_rows(&self.softmax, self.outputs[self.at_softmax], 1, &top)
        if self.at_argmax >= 0:
            ws.allocate(self.outputs[self.at_argmax], &self.nrows, NULL)
        self.b_place = top
        self.sum_place = top + ((self.width * self.size + 63) & ~<Py_ssize_t> 63)
        return self.reserve_rows(ws, self.sum_place + self.group * self.width * self.size if self.nin == 3 else top)

    cdef int execute(self, Workspace ws) noexcept nogil:
        if self.read_labels(ws.scratch.data):
            return FAIL
        if self.nin == 3:
            self.b = ws.scratch.data + self.b_place
            copy_run(self.b, self.size, self.inputs[1].data, self.inputs[1].strides[0], self.width, self.size)
        self.run_crew(ws)
        return DONE

    cdef void run_piece(self, CrewStep leader, char* scratch, Py_ssize_t piece) noexcept nogil:
        cdef char* x
        cdef char* e
        cdef double[BLOCK] top, total
        cdef double[GROUP] block
        cdef Py_ssize_t r, n, k
        cdef Py_ssize_t place
        cdef RowLoops* loops = &self.loops
        self.begin_piece(piece)
        self.label = (<CrossEntropy> leader).label
        r = self.first
        while r < self.end:
            n = min(self.group, self.end - r)
            x = self.read(&self.x, r, n, scratch)
            if self.nin == 3:
                self.add_row(x, (<CrossEntropy> leader).b, scratch + self.sum_place, n)
                x = scratch + self.sum_place
            if self.at_argmax >= 0:
                for k in range(n):
                    self.find_largest(x + k * self.width * self.size, self.width, &place, NULL)
                    (<long long*> self.outputs[self.at_argmax].data)[r + k] = place
            self.losses(x, r, n, <char*> block)
            e = self.target(&self.softmax, r, scratch) if self.at_softmax >= 0 else <char*> block
            self.exps(x, e, self.at_softmax >= 0, False, <char*> top, <char*> total, n)
            if self.at_nll >= 0:
                # the value at the label was saved, because e may overwrite x
                self.finish_losses(r, n, <char*> top, <char*> total)
            if self.at_softmax >= 0:
                loops.inv(total, total, NULL, NULL, NULL, n)
                loops.rows_mul(e, e, total, self.width, n)
                self.write(&self.softmax, r, n, e)
            r += n

    cdef void losses(self, const char* x, Py_ssize_t r, Py_ssize_t n, char* block) noexcept nogil:
        """Store ``x[label]`` of each row in the output."""
        cdef Py_ssize_t k
        if self.at_nll < 0:
            return
        for k in range(n):
            copy_run(
                self.outputs[self.at_nll].data + (r + k) * self.size, self.size,
                x + (k * self.width + self.label[r + k]) * self.size, self.size, 1, self.size)

    cdef void finish_losses(self, Py_ssize_t r, Py_ssize_t n, char* top, char* total) noexcept nogil:
        """Store ``(top - x[label]) + log(total)``."""
        cdef char* to = self.outputs[self.at_nll].data + r * self.size
        cdef double[BLOCK] logs
        self.loops.log(logs, total, NULL, NULL, NULL, n)
        self.loops.sub(to, top, to, NULL, NULL, n)
        self.loops.add(to, to, logs, NULL, NULL, n)


cdef class CrossEntropyGrad(Labelled):
    """``dnll[i] (softmax[i, :] - onehot(labels[i]))``"""

    cdef Rows dnll, softmax, out

    cdef int build(self, Workspace ws) except -1:
        self.find_loops()
        self.axis = 1
        if self.inputs[0].ndim != 1 or self.inputs[1].ndim != 2 or self.inputs[1].typenum != self.inputs[0].typenum:
            raise ValueError("xent_grad takes a vector and a matrix of one dtype, and labels")
        return self.take_labels(2)

    cdef int prepare(self, Workspace ws) except -1:
        cdef Py_ssize_t top = 0
        self.find_rows(self.inputs[1])
        self.plan_labels(&top)
        self.output(ws, 0, self.inputs[1].dims)
        self.plan_rows(&self.dnll, self.inputs[0], -1, &top)
        self.plan_rows(&self.softmax, self.inputs[1], 1, &top)
        self.plan_rows(&self.out, self.outputs[0], 1, &top)
        return self.reserve_rows(ws, top)

    cdef int execute(self, Workspace ws) noexcept nogil:
        if self.read_labels(ws.scratch.data):
            return FAIL
        self.run_crew(ws)
        return DONE

    cdef void run_piece(self, CrewStep leader, char* scratch, Py_ssize_t piece) noexcept nogil:
        cdef char* dnll
        cdef char* to
        cdef Py_ssize_t r, n, k, place
        self.begin_piece(piece)
        self.label = (<CrossEntropyGrad> leader).label
        r = self.first
        while r < self.end:
            n = min(self.group, self.end - r)
            dnll = self.read(&self.dnll, r, n, scratch)
            to = self.target(&self.out, r, scratch)
            self.loops.rows_mul(to, self.read(&self.softmax, r, n, scratch), dnll, self.width, n)
            for k in range(n):
                place = k * self.width + self.label[r + k]
                if self.size == 8:
                    (<double*> to)[place] -= (<double*> dnll)[k]
                else:
                    (<float*> to)[place] -= (<float*> dnll)[k]
            self.write(&self.out, r, n, to)
            r += n


KINDS.update(xent=CrossEntropy, xent_grad=CrossEntropyGrad)
