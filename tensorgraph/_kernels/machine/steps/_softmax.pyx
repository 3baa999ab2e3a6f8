# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Softmax, its logarithm, their gradients, log-sum-exp."""

from ._columns cimport log_sum_exp_columns, softmax_columns, softmax_grad_columns
from ._rows cimport GROUP, RowLoops, Rows, RowStep
from .._move cimport copy_run
from ..threads._crew cimport CrewStep
from .._workspace cimport BLOCK, DONE, Workspace

from ..kinds import KINDS


cdef class Softmax(RowStep):
    """``exp(x) / sum(exp(x))``, or its logarithm; of x + b with a row b."""

    cdef Rows x, out
    cdef bint is_log
    cdef Py_ssize_t b_place, sum_place
    cdef char* b                # consecutive

    cdef int build(self, Workspace ws) except -1:
        self.find_loops()
        if self.nin == 2 and (self.inputs[1].ndim != 1 or self.axis != self.inputs[0].ndim - 1):
            raise ValueError("the bias of a softmax is a row, added along the last axis")
        return 0

    cdef int prepare(self, Workspace ws) except -1:
        cdef Py_ssize_t top = 0
        self.find_rows(self.inputs[0])
        self.plan_rows(&self.x, self.inputs[0], self.axis, &top)
        self.make_output(ws, &self.x)
        self.plan_rows(&self.out, self.outputs[0], self.axis, &top)
        self.by_columns = self.limit_run(&self.x) and self.limit_run(&self.out) and self.nin == 1
        self.b_place = self.sum_place = top
        if self.nin == 2:
            if self.inputs[1].dims[0] != self.width:
                raise ValueError(f"b.shape[0] = {self.inputs[1].dims[0]} is not x.shape[1] = {self.width}")
            self.sum_place = top + ((self.width * self.size + 63) & ~<Py_ssize_t> 63)
            top = self.sum_place + self.group * self.width * self.size
        return self.reserve_rows(ws, top)

    cdef int execute(self, Workspace ws) noexcept nogil:
        if self.nin == 2:
            self.b = ws.scratch.data + self.b_place
            copy_run(self.b, self.size, self.inputs[1].data, self.inputs[1].strides[0], self.width, self.size)
        if self.width:
            self.run_crew(ws)
        return DONE

    cdef void run_piece(self, CrewStep leader, char* scratch, Py_ssize_t piece) noexcept nogil:
        cdef char* x
        cdef char* to
        cdef double[BLOCK] top, total
        cdef double[GROUP] block
        cdef Py_ssize_t r, n
        cdef RowLoops* loops = &self.loops
        self.begin_piece(piece)
        r = self.first
        while r < self.end and self.by_columns:
            n = self.columns(r)
            softmax_columns(
                self, self.row(&self.x, r), self.x.step, self.row(&self.out, r), self.out.step, self.is_log, n)
            r += n
        while r < self.end:
            n = min(self.group, self.end - r)
            x = self.read(&self.x, r, n, scratch)
            if self.nin == 2:
                self.add_row(x, (<Softmax> leader).b, scratch + self.sum_place, n)
                x = scratch + self.sum_place
            to = self.target(&self.out, r, scratch)
            if self.is_log:
                self.exps(x, <char*> block, False, False, <char*> top, <char*> total, n)
                loops.log(total, total, NULL, NULL, NULL, n)
                loops.rows_sub(to, x, top, self.width, n)
                loops.rows_sub(to, to, total, self.width, n)
            else:
                self.exps(x, to, True, False, <char*> top, <char*> total, n)
                loops.inv(total, total, NULL, NULL, NULL, n)
                loops.rows_mul(to, to, total, self.width, n)
            self.write(&self.out, r, n, to)
            r += n


cdef class LogSoftmax(Softmax):

    cdef int build(self, Workspace ws) except -1:
        self.is_log = True
        return Softmax.build(self, ws)


cdef class SoftmaxGrad(RowStep):
    """``(dz - sum(dz z)) z``, or for the logarithm ``dz - exp(z) sum(dz)``"""

    cdef Rows dz, z, out
    cdef bint is_log

    cdef int build(self, Workspace ws) except -1:
        self.find_loops()
        if self.inputs[1].typenum != self.inputs[0].typenum or self.inputs[1].ndim != self.inputs[0].ndim:
            raise ValueError("a softmax and its gradient have one type")
        return 0

    cdef int prepare(self, Workspace ws) except -1:
        cdef Py_ssize_t top = 0
        self.find_rows(self.inputs[0])
        self.plan_rows(&self.dz, self.inputs[0], self.axis, &top)
        self.make_output(ws, &self.dz)
        self.plan_rows(&self.z, self.inputs[1], self.axis, &top)
        self.plan_rows(&self.out, self.outputs[0], self.axis, &top)
        self.by_columns = self.limit_run(&self.dz) and self.limit_run(&self.z) and self.limit_run(&self.out)
        return self.reserve_rows(ws, top)

    cdef int execute(self, Workspace ws) noexcept nogil:
        if self.width:
            self.run_crew(ws)
        return DONE

    cdef void run_piece(self, CrewStep leader, char* scratch, Py_ssize_t piece) noexcept nogil:
        cdef char* dz
        cdef char* z
        cdef char* to
        cdef double[BLOCK] total
        cdef double[GROUP] block
        cdef Py_ssize_t r, n, left, m
        cdef RowLoops* loops = &self.loops
        self.begin_piece(piece)
        r = self.first
        while r < self.end and self.by_columns:
            n = self.columns(r)
            softmax_grad_columns(
                self, self.row(&self.dz, r), self.dz.step, self.row(&self.z, r), self.z.step, self.row(&self.out, r),
                self.out.step, self.is_log, n)
            r += n
        while r < self.end:
            n = min(self.group, self.end - r)
            dz = self.read(&self.dz, r, n, scratch)
            z = self.read(&self.z, r, n, scratch)
            to = self.target(&self.out, r, scratch)
            if self.is_log:
                loops.rows_sum(total, dz, NULL, self.width, n)
            else:
                loops.rows_dot(total, dz, z, self.width, n)
            if self.group > 1:
                if self.is_log:
                    loops.exp(block, z, NULL, NULL, NULL, n * self.width)
                    loops.rows_mul(block, block, total, self.width, n)
                    loops.sub(to, dz, block, NULL, NULL, n * self.width)
                else:
                    loops.rows_sub(block, dz, total, self.width, n)
                    loops.mul(to, block, z, NULL, NULL, n * self.width)
            else:
                copy_run(<char*> total, self.size, <char*> total, 0, BLOCK, self.size)
                left = 0
                while left < self.width:
                    m = min(<Py_ssize_t> BLOCK, self.width - left)
                    if self.is_log:
                        loops.exp(block, z + left * self.size, NULL, NULL, NULL, m)
                        loops.nmul_add(to + left * self.size, block, total, dz + left * self.size, NULL, m)
                    else:
                        loops.sub_mul(
                            to + left * self.size, dz + left * self.size, total, z + left * self.size, NULL, m)
                    left += m
            self.write(&self.out, r, n, to)
            r += n


cdef class LogSoftmaxGrad(SoftmaxGrad):

    cdef int build(self, Workspace ws) except -1:
        self.is_log = True
        return SoftmaxGrad.build(self, ws)


cdef class LogSumExp(RowStep):
    """``log(sum(exp(x)))`` without overflow."""

    cdef Rows x, out

    cdef int build(self, Workspace ws) except -1:
        self.find_loops()
        if self.outputs[0].ndim != self.inputs[0].ndim - 1 or self.outputs[0].typenum != self.inputs[0].typenum:
            raise ValueError("the axis of a logsumexp leaves the shape")
        return 0

    cdef int prepare(self, Workspace ws) except -1:
        cdef Py_ssize_t top = 0
        self.find_rows(self.inputs[0])
        ws.allocate(self.outputs[0], self.outer, NULL)
        self.plan_rows(&self.x, self.inputs[0], self.axis, &top)
        self.plan_rows(&self.out, self.outputs[0], -1, &top)
        self.by_columns = self.limit_run(&self.x)
        return self.reserve_rows(ws, top)

    cdef int execute(self, Workspace ws) noexcept nogil:
        self.run_crew(ws)
        return DONE

    cdef void run_piece(self, CrewStep leader, char* scratch, Py_ssize_t piece) noexcept nogil:
        cdef char* to
        cdef double[BLOCK] top, total
        cdef double[GROUP] block
        cdef Py_ssize_t r, n
        self.begin_piece(piece)
        r = self.first
        while r < self.end and self.by_columns:
            n = self.columns(r)
            to = self.target(&self.out, r, scratch)
            log_sum_exp_columns(self, self.row(&self.x, r), self.x.step, to, n)
            self.write(&self.out, r, n, to)
            r += n
        while r < self.end:
            n = min(self.group, self.end - r)
            to = self.target(&self.out, r, scratch)
            if self.width:
                self.exps(self.read(&self.x, r, n, scratch), <char*> block, False, True, <char*> top, <char*> total, n)
            else:
                top[0] = total[0] = 0
            self.loops.log(total, total, NULL, NULL, NULL, n)
            self.loops.add(to, top, total, NULL, NULL, n)
            self.write(&self.out, r, n, to)
            r += n


KINDS.update(
    softmax=Softmax, logsoftmax=LogSoftmax, softmax_grad=SoftmaxGrad, logsoftmax_grad=LogSoftmaxGrad,
    logsumexp=LogSumExp,
)
