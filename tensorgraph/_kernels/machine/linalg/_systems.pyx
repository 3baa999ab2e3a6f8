# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Systems of equations, inverses and determinants."""

from libc.math cimport INFINITY, fabs, frexp, isfinite, ldexp, log
from libc.string cimport memcpy, memset

from .._move cimport copy_array
from .._workspace cimport DONE, FAIL, Slot, Workspace, count
from ._lapack cimport LOWER, SMALL, TRANSPOSED, UNIT, LapackStep, read, rounded
from ._lu cimport Factored
from ._matrices cimport Matrix, plan_matrix, read_matrix

from ..kinds import KINDS


cdef double LOG2 = 0.6931471805599453


cdef class SolveTriangular(LapackStep):
    """``A z = b`` for the lower or upper triangle of A."""

    cdef bint lower
    cdef Matrix a
    cdef int width

    cdef int build(self, Workspace ws) except -1:
        self.lower = self.params["lower"]
        return self.build_matrices(2, 1)

    cdef int prepare(self, Workspace ws) except -1:
        cdef Py_ssize_t top = 0
        self.width = self.take_system(ws, False)
        plan_matrix(&self.a, self.inputs[0], 0, self.size, &top)
        if self.n > SMALL:
            self.load()
        self.cost = 100 + 0.2 * self.n * self.n * (self.width + 1.0)
        return ws.reserve(top)

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef char* A = read_matrix(&self.a, self.inputs[0].data, ws.scratch.data, self.size)
        cdef Slot* x = self.outputs[0]
        cdef Slot* b = self.inputs[1]
        cdef Py_ssize_t i, row = self.a.ld * self.size
        cdef bint dense = self.a.ld == self.n
        cdef int how = TRANSPOSED if self.a.by_columns else 0
        copy_array(b.ndim, b.dims, x.data, x.strides, b.data, b.strides, self.size)
        if count(x) == 0 or self.loops.not_finite(x.data, count(x)):
            return FAIL
        for i in range(1 if dense else self.n):
            if self.loops.not_finite(A + i * row, self.n * (self.n if dense else 1)):
                return FAIL
        for i in range(self.n):
            if read(A + i * (row + self.size), self.size) == 0:
                return FAIL
        if self.lower != self.a.by_columns:
            how |= LOWER
        self.solve_triangle(x.data, A, self.a.ld, self.width, how)
        return DONE


cdef void set_identity(char* x, Py_ssize_t n, Py_ssize_t size) noexcept nogil:
    cdef Py_ssize_t i
    memset(x, 0, n * n * size)
    for i in range(n):
        if size == 4:
            (<float*> x)[i * (n + 1)] = 1
        else:
            (<double*> x)[i * (n + 1)] = 1


cdef class Solve(Factored):
    """``A z = b``, from the factors of A or of its transpose."""

    cdef int width
    cdef Py_ssize_t place       # of more work space, in the scratch memory

    cdef int build(self, Workspace ws) except -1:
        return self.build_factored(2, 1)

    cdef int prepare(self, Workspace ws) except -1:
        self.width = self.take_system(ws, False)
        self.plan()
        self.cost = 100 + 0.4 * self.n * self.n * (self.width + 1.0)
        self.place = rounded(4 * self.n * self.size)
        # of that size are integers for LAPACK, the inverse of a small matrix, and a copy of one that is not dense
        return ws.reserve(self.place + rounded(self.n * <Py_ssize_t> self.n * self.size))

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef Slot* x = self.outputs[0]
        cdef Slot* b = self.inputs[1]
        copy_array(b.ndim, b.dims, x.data, x.strides, b.data, b.strides, self.size)
        if self.status() or count(x) == 0 or self.loops.not_finite(x.data, count(x)) \
                or not self.is_conditioned(ws.scratch.data):
            return FAIL
        self.solve_factored(x.data, self.width)
        return DONE

    cdef double norm(self, char* work) noexcept nogil:
        """Return the largest sum of the absolute values of a column."""
        cdef Slot* A = self.inputs[0]
        cdef Py_ssize_t row = self.n * self.size
        if A.strides[1] == self.size and A.strides[0] == row:
            return self.loops.largest_column(A.data, work, self.n)
        if A.strides[0] == self.size and A.strides[1] == row:
            return self.loops.largest_row(A.data, work, self.n)
        self.read_rows(A, work + self.place, False)
        return self.loops.largest_column(work + self.place, work, self.n)

    cdef bint is_conditioned(self, char* work) noexcept nogil:
        """Return True if the op gives no warning: the condition, or a bound of it, is good enough."""
        cdef double least = 1.1920928955078125e-07 if self.size == 4 else 2.220446049250313e-16
        cdef double norm = self.norm(work)
        cdef char* a = self.lu.data
        cdef int turned = TRANSPOSED if self.transposed else 0
        cdef double condition = norm * self.loops.inverse_bound(
            a, work, self.n, turned | (UNIT | LOWER if self.small else UNIT))
        cdef char which = c"O" if self.transposed else c"I"
        cdef double[2] given
        cdef int info = 0
        condition *= self.loops.inverse_bound(a, work, self.n, turned | (0 if self.small else LOWER))
        if condition * least < 0.5:
            return True
        if self.small:
            set_identity(work + self.place, self.n, self.size)
            self.solve_factored(work + self.place, self.n)
            return norm * self.loops.largest_column(work + self.place, work, self.n) * least < 0.5
        if self.size == 4:
            (<float*> given)[0] = <float> norm
        else:
            given[0] = norm
        self.lapack.gecon(
            &which, &self.n, a, &self.n, given, given + 1, work, <int*> (work + self.place), &info)
        return ((<float*> (given + 1))[0] if self.size == 4 else given[1]) >= least


cdef class Inverse(Factored):
    """``x^-1``"""

    cdef int lwork

    cdef int build(self, Workspace ws) except -1:
        return self.build_factored(1, 1)

    cdef int prepare(self, Workspace ws) except -1:
        cdef double size[1]
        cdef int info = 0
        self.take_square(ws, self.inputs[0])
        ws.allocate(self.outputs[0], self.inputs[0].dims, NULL)
        self.plan()
        self.cost = 100 + 0.4 * self.n * self.n * self.n
        self.lwork = -1
        if self.small:
            return 0
        self.lapack.getri(&self.n, size, &self.n, &info, size, &self.lwork, &info)
        self.lwork = <int> read(<char*> size, self.size)
        return ws.reserve(self.lwork * <Py_ssize_t> self.size)

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef char* z = self.outputs[0].data
        cdef Py_ssize_t total = self.n * <Py_ssize_t> self.n
        cdef int info = 0
        if self.n == 0 or self.status():
            return FAIL
        if self.small:
            set_identity(z, self.n, self.size)
            self.solve_factored(z, self.n)
        else:
            memcpy(z, self.lu.data, total * self.size)
            self.lapack.getri(&self.n, z, &self.n, <int*> self.pivots.data, ws.scratch.data, &self.lwork, &info)
        return FAIL if info or self.loops.not_finite(z, total) else DONE


cdef class Det(Factored):
    """The determinant, or with ``log`` its sign and the logarithm of its absolute value."""

    cdef bint log

    cdef int build(self, Workspace ws) except -1:
        self.log = self.params["log"]
        return self.build_factored(1, 2 if self.log else 1)

    cdef int prepare(self, Workspace ws) except -1:
        cdef int k
        self.take_square(ws, self.inputs[0])
        for k in range(self.nout):
            ws.allocate(self.outputs[k], NULL, NULL)
        self.cost = 50 + 5 * self.n
        return self.plan()

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef const char* a = self.lu.data
        cdef int* pivots = <int*> self.pivots.data
        cdef double value = 0 if self.status() else 1, pivot
        cdef int i, exponent, power = 0
        if self.n == 0 or self.status() < 0:
            return FAIL
        for i in range(self.n):
            pivot = read(a + i * (self.n + <Py_ssize_t> 1) * self.size, self.size)
            value *= pivot if pivots[i] == i + (not self.small) else -pivot
            value = frexp(value, &exponent)
            power += exponent
        if not self.log:
            value = ldexp(value, power)
            self.write(0, value)
            return DONE if isfinite(value if self.size == 8 else <float> value) else FAIL
        self.write(0, (value > 0) - (value < 0))
        value = fabs(value)
        if value < 0.75:
            # near 1 both parts of the logarithm are 0
            value *= 2
            power -= 1
        self.write(1, log(value) + power * LOG2 if value else -INFINITY)
        return DONE if isfinite(value) else FAIL

    cdef void write(self, int k, double value) noexcept nogil:
        if self.size == 4:
            (<float*> self.outputs[k].data)[0] = <float> value
        else:
            (<double*> self.outputs[k].data)[0] = value


KINDS.update(solve=Solve, solve_triangular=SolveTriangular, inverse=Inverse, det=Det)
