# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Products of vectors and matrices by SciPy's BLAS, or by our own tiles (``_tiled.pyx``).

BLAS has matrices by columns, with a flag for the transpose.  A matrix whose rows or whose columns are consecutive is
given as it lies; only one that is neither (strides in both directions, or negative) is copied first.  A result that
lies by rows is computed as its transpose: ``C' = B' A'``.  A matrix of one row or column is a vector for BLAS, which is
several times faster.  No product of real numbers wakes the threads of BLAS: vectors are multiplied here, matrices and
vectors part by part (``_parts.pyx``).
"""

from cpython.pycapsule cimport PyCapsule_GetName, PyCapsule_GetPointer
from libc.limits cimport INT_MAX
from libc.string cimport memcpy, memset

from .._array cimport NPY_CDOUBLE, NPY_CFLOAT, NPY_DOUBLE, NPY_FLOAT
from .._move cimport copy_array
from ._parts cimport VectorProduct, multiply_parts
from ._tiled cimport multiply_tiled, plan_tiled, share_tiled
from ..threads._crew cimport hire
from ..threads._workers cimport thread_count

from .scipy_routines import routines

cdef Routines[4] _routines      # float32, float64, complex64, complex128


cdef void* routine_address(module, name) except NULL:
    """Return the address of one of SciPy's routines."""
    capsule = module.__pyx_capi__[name]
    cdef const char* signature = PyCapsule_GetName(capsule)
    if b"int *" not in signature:
        raise ImportError(f"SciPy's {name} does not take int: {signature}")
    return PyCapsule_GetPointer(capsule, signature)


def _load():
    cdef int k
    module = routines("cython_blas")
    for k, letter in enumerate("sdcz"):
        _routines[k].gemm = <gemm_t> routine_address(module, f"{letter}gemm")
        _routines[k].gemv = <gemv_t> routine_address(module, f"{letter}gemv")
        _routines[k].ger = <ger_t> routine_address(module, f"{letter}geru" if k > 1 else f"{letter}ger")
        _routines[k].axpy = <axpy_t> routine_address(module, f"{letter}axpy")
        _routines[k].syrk = <syrk_t> routine_address(module, f"{letter}syrk")
        _routines[k].whole, _routines[k].part, _routines[k].outer = 1 << 18, 1 << 18, 8192
        if k > 1:
            _routines[k].dotu = routine_address(module, f"{letter}dotu")
            _routines[k].whole, _routines[k].part, _routines[k].outer = 4000, 4000, 2300
        memset(_routines[k].one, 0, 16)
        memset(_routines[k].zero, 0, 16)
        if k % 2:
            _routines[k].one[0] = 1
        else:
            (<float*> _routines[k].one)[0] = 1


_load()


cdef Routines* routines_for(int typenum) noexcept:
    """Return the routines of a dtype, NULL if BLAS does not have it."""
    cdef int k
    cdef int[4] types = [NPY_FLOAT, NPY_DOUBLE, NPY_CFLOAT, NPY_CDOUBLE]
    for k in range(4):
        if types[k] == typenum:
            return &_routines[k]
    return NULL


cdef bint set_leading(Matrix* x, Py_ssize_t size) noexcept nogil:
    """Decide how BLAS may read a matrix in place; return False if it cannot."""
    cdef Py_ssize_t ld
    if (x.row == size or x.rows <= 1) and (x.column % size == 0 and x.column >= x.rows * size or x.columns <= 1):
        ld = x.column // size if x.columns > 1 else x.rows
        x.by_columns = True
    elif (x.column == size or x.columns <= 1) and (x.row % size == 0 and x.row >= x.columns * size or x.rows <= 1):
        ld = x.row // size if x.rows > 1 else x.columns
        x.by_columns = False
    else:
        return False
    if ld > INT_MAX:
        return False
    x.ld = max(<int> ld, 1)
    return True


cdef int plan_matrix(Matrix* x, Slot* slot, int first, Py_ssize_t size, Py_ssize_t* top) except -1:
    """Plan to read axes `first` and the next of a slot as a matrix."""
    x.rows, x.columns = slot.dims[first], slot.dims[first + 1]
    x.row, x.column = slot.strides[first], slot.strides[first + 1]
    return finish_matrix(x, size, top)


cdef int finish_matrix(Matrix* x, Py_ssize_t size, Py_ssize_t* top) except -1:
    if x.rows > INT_MAX or x.columns > INT_MAX:
        raise OverflowError(f"a matrix of shape ({x.rows}, {x.columns}) is too large for BLAS")
    x.copied = not set_leading(x, size)
    if x.copied:
        x.place = top[0]
        top[0] += (x.rows * x.columns * size + 63) & ~<Py_ssize_t> 63
        x.by_columns = False
        x.ld = max(<int> x.columns, 1)
    return 0


cdef char* read_matrix(Matrix* x, char* data, char* scratch, Py_ssize_t size) noexcept nogil:
    """Return the matrix as BLAS may read it."""
    cdef Py_ssize_t dims[2]
    cdef Py_ssize_t to[2]
    cdef Py_ssize_t source[2]
    if not x.copied:
        return data
    dims[0], dims[1] = x.rows, x.columns
    to[0], to[1] = x.columns * size, size
    source[0], source[1] = x.row, x.column
    copy_array(2, dims, scratch + x.place, to, data, source, size)
    return scratch + x.place


cdef int plan_vector(Vector* x, Py_ssize_t n, Py_ssize_t stride, Py_ssize_t size, Py_ssize_t* top) except -1:
    if n > INT_MAX:
        raise OverflowError(f"a vector of length {n} is too long for BLAS")
    x.n, x.stride = n, stride
    x.copied = n > 1 and (stride == 0 or stride % size != 0 or not -INT_MAX <= stride // size <= INT_MAX)
    x.inc = 1 if x.copied or n <= 1 else <int> (stride // size)
    if x.copied:
        x.place = top[0]
        top[0] += (n * size + 63) & ~<Py_ssize_t> 63
    return 0


cdef char* read_vector(Vector* x, char* data, char* scratch, Py_ssize_t size) noexcept nogil:
    """Return the vector as BLAS may read it: a negative increment starts at the end."""
    if not x.copied:
        return data + (x.n - 1) * x.stride if x.n > 1 and x.stride < 0 else data
    copy_array(1, &x.n, scratch + x.place, &size, data, &x.stride, size)
    return scratch + x.place


cdef inline char* _block(Vector* x, char* data, Py_ssize_t left, int n, Py_ssize_t size) noexcept nogil:
    """Return where the next `n` elements of those that are left begin, or end if the increment is negative."""
    return data + ((x.n - left) * x.inc if x.inc > 0 else (n - left) * x.inc) * size


cdef void multiply_complex(
    Routines* blas, Vector* x, Vector* y, char* a, char* b, char* z, Py_ssize_t size
) noexcept nogil:
    """Multiply two vectors of complex numbers, by blocks that OpenBLAS gives to one thread."""
    cdef Py_ssize_t left = x.n
    cdef double complex total = 0
    cdef char* first
    cdef char* second
    cdef int n
    while left > 0:
        n = <int> min(left, <Py_ssize_t> 8192)
        first, second = _block(x, a, left, n, size), _block(y, b, left, n, size)
        if size == 16:
            total += (<zdotu_t> blas.dotu)(&n, first, &x.inc, second, &y.inc)
        else:
            total += (<cdotu_t> blas.dotu)(&n, first, &x.inc, second, &y.inc)
        left -= n
    if size == 16:
        (<double complex*> z)[0] = total
    else:
        (<float complex*> z)[0] = <float complex> total


cdef class BlasStep(Step):
    """Base class of products: the dtype, alpha and beta."""

    cdef int build(self, Workspace ws) except -1:
        cdef int k, typenum = self.outputs[0].typenum
        self.blas = routines_for(typenum)
        if self.blas == NULL or any([self.inputs[k].typenum != typenum for k in range(self.nin)]):
            raise ValueError("BLAS takes operands of one dtype, float or complex")
        self.size = self.outputs[0].itemsize
        self.alpha_slot = self.scalar("alpha", self.alpha)
        self.beta_slot = self.scalar("beta", self.beta)
        return self.check()

    cdef int check(self) except -1:
        """Check the ranks of the operands."""
        return 0

    cdef int check_ranks(self, ranks) except -1:
        cdef int k
        if self.outputs[0].ndim != ranks[len(ranks) - 1] or self.nin < len(ranks) - 1:
            raise ValueError(f"{type(self).__name__} takes and gives arrays of ranks {ranks}")
        for k in range(len(ranks) - 1):
            if self.inputs[k].ndim != ranks[k]:
                raise ValueError(f"{type(self).__name__} takes and gives arrays of ranks {ranks}")
        return 0

    cdef Slot* scalar(self, name, double* value) except? NULL:
        """Read alpha or beta: a number, or a slot that is read at run time."""
        given = self.params.get(name, 1)
        if isinstance(given, tuple):
            slot = self.inputs[<int> given[1]]
            if slot.ndim:
                raise ValueError(f"{name} is not a scalar")
            return slot
        memset(value, 0, 16)
        number = complex(given)
        if self.size == 4 or self.outputs[0].typenum == NPY_CFLOAT:
            (<float*> value)[0] = number.real
            if self.size == 8:
                (<float*> value)[1] = number.imag
        else:
            value[0] = number.real
            if self.size == 16:
                value[1] = number.imag
        return NULL

    cdef void read_scalars(self) noexcept nogil:
        if self.alpha_slot != NULL:
            memcpy(self.alpha, self.alpha_slot.data, self.size)
        if self.beta_slot != NULL:
            memcpy(self.beta, self.beta_slot.data, self.size)

    cdef bint is_zero(self, const double* value) noexcept nogil:
        if self.size == 4:
            return (<float*> value)[0] == 0
        if self.outputs[0].typenum == NPY_CFLOAT:
            return (<float*> value)[0] == 0 and (<float*> value)[1] == 0
        return value[0] == 0 and (self.size == 8 or value[1] == 0)

    cdef int plan_product(self, Matrix* a, Matrix* b, Matrix* c, Py_ssize_t* top) except -1:
        """Choose between tiles and BLAS, which the matrices are planned for; `top` is the end of what is reserved."""
        if self.outputs[0].typenum in (NPY_FLOAT, NPY_DOUBLE):
            return plan_tiled(&self.tiled, a, b, c, self.size, top)
        return 0

    cdef int reserve(self, Workspace ws, Py_ssize_t top, Py_ssize_t npieces) except -1:
        """Reserve scratch memory, at the end of `prepare`, for all threads that may take part."""
        ws.reserve(top)
        self.crew = hire(ws, npieces, self.cost)
        return 0

    cdef void share_product(
        self, Matrix* a, Matrix* b, Matrix* c, char* A, char* B, char* C, double* alpha, double* beta, Workspace ws
    ) noexcept nogil:
        """Compute ``C := alpha A B + beta C`` by several threads, if that pays."""
        cdef int crew = min(self.crew, thread_count())
        if self.tiled.used and self.tiled.npieces > 1 and crew > 1:
            share_tiled(&self.tiled, A, B, C, alpha, beta, ws, crew, self.cost, self.size)
        else:
            self.multiply(a, b, c, A, B, C, alpha, beta, ws.scratch.data)

    cdef void multiply(
        self, Matrix* a, Matrix* b, Matrix* c, char* A, char* B, char* C, double* alpha, double* beta, char* scratch
    ) noexcept nogil:
        """Compute ``C := alpha A B + beta C``; C is not copied here."""
        cdef char by_a = c"N" if a.by_columns == c.by_columns else c"T"
        cdef char by_b = c"N" if b.by_columns == c.by_columns else c"T"
        cdef int m = a.rows, n = b.columns, k = a.columns
        cdef Matrix turned
        cdef Vector x, y
        if m == 0 or n == 0:
            return
        if self.tiled.used:
            multiply_tiled(&self.tiled, A, B, C, alpha, beta, scratch, self.size)
        elif n == 1 and k > 0:
            x.inc, y.inc = 1 if b.by_columns else b.ld, 1 if c.by_columns else c.ld
            self.multiply_vector(a, &x, &y, A, B, C, alpha, beta, self.is_zero(beta))
        elif m == 1 and k > 0:
            x.inc, y.inc = a.ld if a.by_columns else 1, c.ld if c.by_columns else 1
            turned.rows, turned.columns, turned.by_columns, turned.ld = b.columns, b.rows, not b.by_columns, b.ld
            self.multiply_vector(&turned, &x, &y, B, A, C, alpha, beta, self.is_zero(beta))
        elif c.by_columns:
            self.blas.gemm(&by_a, &by_b, &m, &n, &k, alpha, A, &a.ld, B, &b.ld, beta, C, &c.ld)
        else:
            self.blas.gemm(&by_b, &by_a, &n, &m, &k, alpha, B, &b.ld, A, &a.ld, beta, C, &c.ld)

    cdef void multiply_vector(
        self, Matrix* a, Vector* x, Vector* y, char* A, char* X, char* Y, void* alpha, void* beta, bint fresh
    ) noexcept nogil:
        """Compute ``y := alpha A x + beta y``; `fresh`: beta is 0 and y has not been written."""
        cdef char by = c"N" if a.by_columns else c"T"
        cdef int m = a.rows if a.by_columns else a.columns
        cdef int n = a.columns if a.by_columns else a.rows
        cdef int inc = y.inc if y.inc > 0 else -y.inc
        cdef int one = 1, none = 0, ld = a.ld
        cdef VectorProduct product
        cdef Py_ssize_t i
        if a.rows == 0:
            return
        if a.rows == 1 and a.by_columns and ld == 1:
            # a dot product, for which gemv is made if the one row is a column of the transposed matrix
            by, m, n, ld = c"T", a.columns, 1, max(a.columns, 1)
        if fresh:
            if inc == 1:
                memset(Y, 0, a.rows * self.size)
            else:
                for i in range(a.rows):
                    memset(Y + i * inc * self.size, 0, self.size)
            beta = self.blas.one
        if a.columns:
            product.blas, product.size = self.blas, self.size
            product.by, product.m, product.n, product.ld = by, m, n, ld
            product.alpha, product.beta, product.a, product.x, product.y = alpha, beta, A, X, Y
            product.inc_x, product.inc_y = x.inc, y.inc
            multiply_parts(&product, min(self.crew, thread_count()))
        elif not fresh:
            # gemv leaves y alone where A has no columns; gemm scales it, as a matrix of one row.
            by = c"N"
            n = a.rows
            self.blas.gemm(&by, &by, &one, &n, &none, alpha, A, &one, X, &one, beta, Y, &inc)
