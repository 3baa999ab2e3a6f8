# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Systems of equations and Schur's form in complex numbers of double precision, from real or complex matrices."""

from libc.math cimport hypot

from .._array cimport NPY_CDOUBLE, NPY_DOUBLE
from ..loop._instructions cimport kernel_address
from .._workspace cimport DONE, FAIL, Slot, Workspace, count
from ._lapack cimport ComplexLapack, LapackStep, gecon_c_t, gees_c_t, getrf_t, getrs_t, rounded, test_t
from ._matrices cimport routine_address

from ..kinds import KINDS
from .scipy_routines import routines

cdef ComplexLapack _lapack
cdef bint _loaded = False


def _load():
    global _loaded
    lapack = routines("cython_lapack")
    _lapack.gees = <gees_c_t> routine_address(lapack, "zgees")
    _lapack.getrf = <getrf_t> routine_address(lapack, "zgetrf")
    _lapack.gecon = <gecon_c_t> routine_address(lapack, "zgecon")
    _lapack.getrs = <getrs_t> routine_address(lapack, "zgetrs")
    _loaded = True


cdef class ComplexStep(LapackStep):
    """Base class: complex outputs of real or complex inputs."""

    cdef int find_loops(self) except -1:
        cdef int k
        for k in range(self.nin):
            if self.inputs[k].typenum not in (NPY_DOUBLE, NPY_CDOUBLE):
                raise ValueError(f"{type(self).__name__} takes float64 or complex128")
        for k in range(self.nout):
            if self.outputs[k].typenum != NPY_CDOUBLE:
                raise ValueError(f"{type(self).__name__} gives complex128")
        self.size = 16
        self.loops.not_finite = <test_t> <void*> kernel_address("not_finite_f64")
        return 0

    cdef int load(self) except -1:
        if not _loaded:
            _load()
        return 0

    cdef void read_columns(self, Slot* x, double* to) noexcept nogil:
        """Copy a vector, or a matrix, to dense columns of pairs."""
        cdef Py_ssize_t i, j, columns = x.dims[1] if x.ndim == 2 else 1, step = x.strides[1] if x.ndim == 2 else 0
        cdef bint paired = x.itemsize == 16
        cdef const double* source
        for j in range(columns):
            for i in range(x.dims[0]):
                source = <const double*> (x.data + i * x.strides[0] + j * step)
                to[0], to[1] = source[0], source[1] if paired else 0
                to += 2

    cdef bint is_finite(self, const void* x, Py_ssize_t n) noexcept nogil:
        """Return True if none of n complex numbers has a part that is nan or infinite."""
        return not self.loops.not_finite(x, 2 * n)


cdef class ComplexSolve(ComplexStep):
    """``A z = b`` for a vector or matrix b; ``quiet`` where the op does not warn of a bad condition."""

    cdef bint quiet
    cdef int width
    cdef Py_ssize_t pivots, work

    cdef int build(self, Workspace ws) except -1:
        if self.nin != 2 or self.nout != 1:
            raise ValueError("complex_solve takes a matrix and right sides")
        self.quiet = self.params["quiet"]
        return self.build_step(2)

    cdef int prepare(self, Workspace ws) except -1:
        self.width = self.take_system(ws, True)
        self.load()
        self.cost = 1000 + self.n * (self.n + 0.0) * (self.n + self.width)
        self.pivots = rounded(self.n * <Py_ssize_t> self.n * 16)
        self.work = self.pivots + rounded(self.n * sizeof(int))
        return ws.reserve(self.work + 48 * <Py_ssize_t> self.n)

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef char* a = ws.scratch.data
        cdef int* pivots = <int*> (a + self.pivots)
        cdef double* work = <double*> (a + self.work)
        cdef Slot* x = self.outputs[0]
        cdef char turned = c"N", which = c"1"
        cdef double norm, inverse = 1
        cdef int info = 0
        self.read_columns(self.inputs[0], <double*> a)
        self.read_columns(self.inputs[1], <double*> x.data)
        if count(x) == 0 or not self.is_finite(a, self.n * <Py_ssize_t> self.n) or not self.is_finite(x.data, count(x)):
            return FAIL
        norm = 0 if self.quiet else self.norm(<const double*> a)
        _lapack.getrf(&self.n, &self.n, a, &self.n, pivots, &info)
        if info == 0 and not self.quiet:
            _lapack.gecon(&which, &self.n, a, &self.n, &norm, &inverse, work, work + 4 * self.n, &info)
        # twice the limit of the op, whose norms may be others
        if info or not inverse > 4.440892098500626e-16:
            return FAIL
        _lapack.getrs(&turned, &self.n, &self.width, a, &self.n, pivots, x.data, &self.n, &info)
        return FAIL if info else DONE

    cdef double norm(self, const double* a) noexcept nogil:
        """Return the largest sum of the absolute values of a column."""
        cdef Py_ssize_t i, j, n = self.n
        cdef double total, largest = 0
        for j in range(n):
            total = 0
            for i in range(j * n, (j + 1) * n):
                total += hypot(a[2 * i], a[2 * i + 1])
            largest = max(largest, total)
        return largest


cdef class ComplexSchur(ComplexStep):
    """``(t, z)`` of a matrix: Schur's complex form and the unitary matrix, in no order of eigenvalues."""

    cdef int lwork
    cdef Py_ssize_t reals, work  # places in the scratch memory, behind the eigenvalues

    cdef int build(self, Workspace ws) except -1:
        if self.nin != 1 or self.nout != 2:
            raise ValueError("complex_schur takes a matrix and gives two")
        return self.build_step(1)

    cdef int prepare(self, Workspace ws) except -1:
        cdef double query[2]
        cdef char vectors = c"V", sort = c"N"
        cdef int k, info = 0, found = 0, unused = 0, all = -1
        cdef Py_ssize_t dims[2]
        cdef Py_ssize_t strides[2]
        self.take_square(ws, self.inputs[0])
        self.load()
        dims[0] = dims[1] = self.n
        strides[0], strides[1] = 16, self.n * <Py_ssize_t> 16
        for k in range(2):
            ws.allocate(self.outputs[k], dims, strides)
        self.lwork = 1
        if self.n:
            _lapack.gees(
                &vectors, &sort, NULL, &self.n, query, &self.n, &found, query, query, &self.n, query, &all, query,
                &unused, &info)
            self.lwork = <int> query[0]
        self.cost = 1000 + 40.0 * self.n * self.n * self.n
        self.reals = rounded(self.n * <Py_ssize_t> 16)
        self.work = self.reals + rounded(self.n * <Py_ssize_t> 8)
        return ws.reserve(self.work + self.lwork * <Py_ssize_t> 16)

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef char* scratch = ws.scratch.data
        cdef char* t = self.outputs[0].data
        cdef char vectors = c"V", sort = c"N"
        cdef int info = 0, found = 0, unused = 0
        self.read_columns(self.inputs[0], <double*> t)
        if self.n == 0 or not self.is_finite(t, self.n * <Py_ssize_t> self.n):
            return FAIL
        _lapack.gees(
            &vectors, &sort, NULL, &self.n, t, &self.n, &found, scratch, self.outputs[1].data, &self.n,
            scratch + self.work, &self.lwork, scratch + self.reals, &unused, &info)
        return FAIL if info else DONE


KINDS.update(complex_solve=ComplexSolve, complex_schur=ComplexSchur)
