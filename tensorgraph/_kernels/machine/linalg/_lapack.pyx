# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Steps on square matrices: our loops for small ones, SciPy's LAPACK for others.

a. A matrix by rows is its transpose for LAPACK, which has columns. No step turns one around: it takes the factors
   of the transpose, whose triangles have exchanged places.
b. What is not usual (an empty or singular matrix, nan, infinity, a bad condition) is left to the op: its
   ``perform`` gives the result, the warning or the error that it always did. So a step writes over no input.
c. LAPACK's file is loaded when the first matrix that is not small comes.
"""

from libc.limits cimport INT_MAX
from libc.string cimport memcpy, memset

from .._array cimport NPY_DOUBLE, NPY_FLOAT
from ..loop._instructions cimport kernel_address
from .._move cimport copy_array
from ._matrices cimport gemm_t, routine_address

from .scipy_routines import routines

cdef Lapack[2] _lapack          # float32, float64
cdef bint _loaded = False


def _load():
    global _loaded
    cdef int k
    blas, lapack = routines("cython_blas"), routines("cython_lapack")
    for k, letter in enumerate("sd"):
        _lapack[k].trsm = <trsm_t> routine_address(blas, f"{letter}trsm")
        _lapack[k].gemm = <gemm_t> routine_address(blas, f"{letter}gemm")
        _lapack[k].trsv = <trsv_t> routine_address(blas, f"{letter}trsv")
        _lapack[k].potrf = <potrf_t> routine_address(lapack, f"{letter}potrf")
        _lapack[k].getrf = <getrf_t> routine_address(lapack, f"{letter}getrf")
        _lapack[k].getri = <getri_t> routine_address(lapack, f"{letter}getri")
        _lapack[k].gecon = <gecon_t> routine_address(lapack, f"{letter}gecon")
        _lapack[k].syevd = <syevd_t> routine_address(lapack, f"{letter}syevd")
        _lapack[k].geev = <geev_t> routine_address(lapack, f"{letter}geev")
        _lapack[k].gesdd = <gesdd_t> routine_address(lapack, f"{letter}gesdd")
        _lapack[k].geqrf = <geqrf_t> routine_address(lapack, f"{letter}geqrf")
        _lapack[k].gees = <gees_t> routine_address(lapack, f"{letter}gees")
        _lapack[k].gges = <gges_t> routine_address(lapack, f"{letter}gges")
        _lapack[k].geqp3 = <geqp3_t> routine_address(lapack, f"{letter}geqp3")
        _lapack[k].gtsv = <gtsv_t> routine_address(lapack, f"{letter}gtsv")
        _lapack[k].orgqr = <orgqr_t> routine_address(lapack, f"{letter}orgqr")
    (<float*> _lapack[0].one)[0] = 1
    (<float*> _lapack[0].minus_one)[0] = -1
    _lapack[1].one[0] = 1
    _lapack[1].minus_one[0] = -1
    _loaded = True


cdef class LapackStep(PythonStep):
    """Base class: the dtype, the loops, and what the op does where they cannot."""

    cdef int build_matrices(self, int given, int nout) except -1:
        """Check the types, and find the loops of their dtype."""
        cdef int k, typenum = self.inputs[0].typenum
        if self.nin < given or self.nout != nout or any([self.inputs[k].typenum != typenum for k in range(given)]) \
                or any([self.outputs[k].typenum != typenum for k in range(nout)]):
            raise ValueError(f"{type(self).__name__} takes {given} arrays of one dtype")
        return self.build_step(given)

    cdef int build_step(self, int given) except -1:
        """Find the loops of the dtype, and what the op does."""
        PythonStep.build(self, None)
        self.fallible = 1
        self.given = given
        return self.find_loops()

    cdef int find_loops(self) except -1:
        cdef int typenum = self.inputs[0].typenum
        if typenum not in (NPY_FLOAT, NPY_DOUBLE):
            raise ValueError(f"{type(self).__name__} takes float32 or float64, not {<object> self.inputs[0].descr}")
        self.size = self.inputs[0].itemsize
        code = "f32" if typenum == NPY_FLOAT else "f64"
        self.loops.cholesky = <cholesky_t> <void*> kernel_address(f"cholesky_{code}")
        self.loops.cholesky_grad = <cholesky_grad_t> <void*> kernel_address(f"cholesky_grad_{code}")
        self.loops.lu = <lu_t> <void*> kernel_address(f"lu_{code}")
        self.loops.solve_rows = <solve_rows_t> <void*> kernel_address(f"solve_rows_{code}")
        self.loops.largest_column = <norm_t> <void*> kernel_address(f"largest_column_{code}")
        self.loops.largest_row = <norm_t> <void*> kernel_address(f"largest_row_{code}")
        self.loops.inverse_bound = <bound_t> <void*> kernel_address(f"inverse_bound_{code}")
        self.loops.not_finite = <test_t> <void*> kernel_address(f"not_finite_{code}")
        return 0

    cdef int load(self) except -1:
        """Load LAPACK."""
        if not _loaded:
            _load()
        self.lapack = &_lapack[self.size == 8]
        return 0

    cdef list run_op(self, Workspace ws):
        """Return what the op makes of copies of the inputs."""
        cdef int k
        return self.computed(ws, [ws.view(self.inputs[k]).copy("K") for k in range(self.given)])

    cdef int perform(self, Workspace ws) except -1:
        return self.fill(ws, self.run_op(ws))

    cdef int refuse(self, Workspace ws) except -1:
        """Raise the error of the op for shapes that it does not take."""
        shapes = [ws.view(self.inputs[k]).shape for k in range(self.given)]
        self.run_op(ws)
        raise ValueError(f"{self.params['op']} does not take shapes {shapes}")

    cdef int take_square(self, Workspace ws, Slot* x) except -1:
        """Set the number of rows to that of a square matrix."""
        if x.dims[0] != x.dims[1] or x.dims[0] > INT_MAX:
            self.refuse(ws)
        self.n = <int> x.dims[0]
        return 0

    cdef int take_system(self, Workspace ws, bint by_columns) except -1:
        """Check the shapes of A and b, allocate the solution, and return the number of its columns."""
        cdef Slot* b = self.inputs[1]
        cdef Slot* x = self.outputs[0]
        cdef Py_ssize_t strides[2]
        self.take_square(ws, self.inputs[0])
        if b.ndim != x.ndim or b.dims[0] != self.n or b.ndim == 2 and b.dims[1] > INT_MAX:
            self.refuse(ws)
        strides[0], strides[1] = x.itemsize, self.n * x.itemsize
        ws.allocate(x, b.dims, strides if by_columns else NULL)
        return <int> b.dims[1] if b.ndim == 2 else 1

    cdef void read_rows(self, Slot* x, char* to, bint transposed) noexcept nogil:
        """Copy a matrix, or its transpose, to dense rows."""
        cdef Py_ssize_t strides[2]
        cdef Py_ssize_t i, k, rows = x.dims[transposed], columns = x.dims[not transposed]
        cdef Py_ssize_t row = x.strides[transposed], column = x.strides[not transposed]
        cdef const char* source = x.data
        if column == self.size and row == columns * column:
            memcpy(to, source, rows * row)
        elif columns > SMALL:
            strides[transposed], strides[not transposed] = columns * self.size, self.size
            copy_array(2, x.dims, to, strides, source, x.strides, self.size)
        elif self.size == 8:
            for i in range(rows):
                for k in range(columns):
                    (<double*> to)[i * columns + k] = (<const double*> (source + i * row + k * column))[0]
        else:
            for i in range(rows):
                for k in range(columns):
                    (<float*> to)[i * columns + k] = (<const float*> (source + i * row + k * column))[0]

    cdef void clear_above(self, char* rows) noexcept nogil:
        """Write zeros above the diagonal of dense rows."""
        cdef Py_ssize_t i
        for i in range(self.n - 1):
            memset(rows + (i * (self.n + 1) + 1) * self.size, 0, (self.n - 1 - i) * self.size)

    cdef void solve_triangle(self, char* x, const char* a, int ld, int width, int how) noexcept nogil:
        """Solve a triangular system, of a matrix by rows, for the rows of x."""
        cdef char side = c"R", uplo = c"U" if how & LOWER else c"L", diag = c"U" if how & UNIT else c"N"
        cdef char turned = c"N" if how & TRANSPOSED else c"T", plain = c"T" if how & TRANSPOSED else c"N"
        cdef int one = 1
        if self.n <= SMALL:
            self.loops.solve_rows(x, a, ld, self.n, width, how)
        elif width == 1:
            self.lapack.trsv(&uplo, &turned, &diag, &self.n, a, &ld, x, &one)
        else:
            self.lapack.trsm(&side, &uplo, &plain, &diag, &width, &self.n, self.lapack.one, a, &ld, x, &width)
