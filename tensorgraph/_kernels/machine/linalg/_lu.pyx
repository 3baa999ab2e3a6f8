# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Factors of square matrices: a step that makes them, and what those share that read them.

Our loops factor a small matrix, ``A = P L U``, with ones on the diagonal of L. LAPACK takes the rows of a large one for
columns: ``A' = P L U``, so that the rows are those of U' and L'.
"""

from libc.string cimport memcpy

from .._array cimport NPY_INT
from .._workspace cimport DONE, Slot, Workspace
from ._lapack cimport LOWER, SMALL, TRANSPOSED, UNIT, LapackStep

from ..kinds import KINDS

cdef enum:
    NOT_FINITE = -1             # instead of the number of the first pivot that is 0


cdef class LU(LapackStep):
    """``(x) -> (factors, exchanges)``; nothing is refused, for the steps that read them know what to do."""

    cdef int build(self, Workspace ws) except -1:
        if self.nin != 1 or self.nout != 2 or self.outputs[0].typenum != self.inputs[0].typenum \
                or self.outputs[1].typenum != NPY_INT:
            raise ValueError("lu gives factors of the dtype of the matrix, and int32 exchanges")
        return self.find_loops()

    cdef int prepare(self, Workspace ws) except -1:
        cdef Slot* x = self.inputs[0]
        cdef Py_ssize_t dims[2]
        self.n = <int> x.dims[0] if x.dims[0] == x.dims[1] and x.dims[0] < 1 << 30 else 0
        dims[0] = dims[1] = self.n
        ws.allocate(self.outputs[0], dims, NULL)
        dims[0] = self.n + 1
        ws.allocate(self.outputs[1], dims, NULL)
        if self.n > SMALL:
            self.load()
        self.cost = 100 + 0.2 * self.n * self.n * self.n
        return 0

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef char* a = self.outputs[0].data
        cdef int* pivots = <int*> self.outputs[1].data
        pivots[self.n] = 0
        if self.n == 0:
            return DONE
        self.read_rows(self.inputs[0], a, False)
        if self.loops.not_finite(a, self.n * <Py_ssize_t> self.n):
            pivots[self.n] = NOT_FINITE
        elif self.n <= SMALL:
            pivots[self.n] = <int> self.loops.lu(a, pivots, self.n)
        else:
            self.lapack.getrf(&self.n, &self.n, a, &self.n, pivots, pivots + self.n)
        return DONE


cdef class Factored(LapackStep):
    """Base class of steps whose last inputs are what ``lu`` gave."""

    cdef int build_factored(self, int given, int nout) except -1:
        if self.nin != given + 2 or self.inputs[given].typenum != self.inputs[0].typenum \
                or self.inputs[given + 1].typenum != NPY_INT:
            raise ValueError(f"{type(self).__name__} takes what lu gives")
        self.lu, self.pivots = self.inputs[given], self.inputs[given + 1]
        self.transposed = self.params.get("transposed", False)
        return self.build_matrices(given, nout)

    cdef int plan(self) except -1:
        """Plan to read the factors of a matrix of n rows."""
        if self.lu.dims[0] != self.n or self.lu.dims[1] != self.n or self.pivots.dims[0] != self.n + 1:
            raise ValueError(f"factors of {self.lu.dims[0]} rows are not those of a matrix of {self.n}")
        self.small = self.n <= SMALL
        if not self.small:
            self.load()
        return 0

    cdef int status(self) noexcept nogil:
        """Return the number of the first pivot that is 0, a negative number where an element was not finite."""
        return (<int*> self.pivots.data)[self.n]

    cdef void exchange(self, char* x, Py_ssize_t row, bint back) noexcept nogil:
        """Exchange rows of x, as those of the factors were, or back."""
        cdef int* pivots = <int*> self.pivots.data
        cdef Py_ssize_t t, i, j
        for t in range(self.n):
            i = self.n - 1 - t if back else t
            j = pivots[i] if self.small else pivots[i] - 1
            if i != j:
                swap(x + i * row, x + j * row, row)

    cdef void solve_factored(self, char* x, int width) noexcept nogil:
        """Replace x, n rows, by the solution of the system."""
        cdef Py_ssize_t row = width * self.size
        cdef const char* a = self.lu.data
        if self.small and not self.transposed:
            self.exchange(x, row, False)
            self.solve_triangle(x, a, self.n, width, LOWER | UNIT)
            self.solve_triangle(x, a, self.n, width, 0)
        elif self.small:
            self.solve_triangle(x, a, self.n, width, TRANSPOSED)
            self.solve_triangle(x, a, self.n, width, TRANSPOSED | LOWER | UNIT)
            self.exchange(x, row, True)
        elif not self.transposed:
            self.solve_triangle(x, a, self.n, width, LOWER)
            self.solve_triangle(x, a, self.n, width, UNIT)
            self.exchange(x, row, True)
        else:
            self.exchange(x, row, False)
            self.solve_triangle(x, a, self.n, width, TRANSPOSED | UNIT)
            self.solve_triangle(x, a, self.n, width, TRANSPOSED | LOWER)


cdef void swap(char* x, char* y, Py_ssize_t size) noexcept nogil:
    cdef char[64] held
    cdef Py_ssize_t n
    while size > 0:
        n = min(size, <Py_ssize_t> 64)
        memcpy(held, x, n)
        memcpy(x, y, n)
        memcpy(y, held, n)
        x += n
        y += n
        size -= n


KINDS.update(lu=LU)
