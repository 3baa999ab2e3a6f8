# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Products of vectors and matrices by SciPy's BLAS.

BLAS has matrices by columns, with a flag for the transpose.  A matrix whose rows or whose columns are consecutive is given as it
lies; only one that is neither (strides in both directions, or negative) is copied first.  A result that lies by rows is computed
as its transpose: ``C' = B' A'``.  Real vectors are multiplied here: BLAS would share long ones out among its threads.
"""

from cpython.pycapsule cimport PyCapsule_GetName, PyCapsule_GetPointer
from libc.limits cimport INT_MAX
from libc.string cimport memcpy, memset

from ._array cimport NPY_CDOUBLE, NPY_CFLOAT, NPY_DOUBLE, NPY_FLOAT
from ._code cimport kernel_address
from ._move cimport copy_array, copy_run
from ._reduction cimport rows_t
from ._workspace cimport BLOCK, DONE, Slot, Step, Workspace

from ._workspace import KINDS
from .blas import cython_blas

ctypedef void (*gemm_t)(
    char*, char*, int*, int*, int*, void*, const void*, int*, const void*, int*, void*, void*, int*) noexcept nogil
ctypedef void (*gemv_t)(char*, int*, int*, void*, const void*, int*, const void*, int*, void*, void*, int*) noexcept nogil
ctypedef void (*ger_t)(int*, int*, void*, const void*, int*, const void*, int*, void*, int*) noexcept nogil

cdef struct Routines:
    gemm_t gemm
    gemv_t gemv
    ger_t ger
    double one[2]               # 1 and 0 of the dtype
    double zero[2]

cdef Routines[4] _routines      # float32, float64, complex64, complex128


cdef void* _address(module, name) except NULL:
    capsule = module.__pyx_capi__[name]
    cdef const char* signature = PyCapsule_GetName(capsule)
    if b"int *" not in signature:
        raise ImportError(f"SciPy's BLAS does not take int: {signature}")
    return PyCapsule_GetPointer(capsule, signature)


def _load():
    cdef int k
    module = cython_blas()
    for k, letter in enumerate("sdcz"):
        _routines[k].gemm = <gemm_t> _address(module, f"{letter}gemm")
        _routines[k].gemv = <gemv_t> _address(module, f"{letter}gemv")
        _routines[k].ger = <ger_t> _address(module, f"{letter}geru" if k > 1 else f"{letter}ger")
        memset(_routines[k].one, 0, 16)
        memset(_routines[k].zero, 0, 16)
        if k % 2:
            _routines[k].one[0] = 1
        else:
            (<float*> _routines[k].one)[0] = 1


_load()


cdef struct Matrix:
    char* data
    Py_ssize_t rows, columns
    Py_ssize_t row, column      # strides in bytes
    bint copied                 # neither rows nor columns are consecutive: copied into the scratch memory first
    Py_ssize_t place
    bint by_columns             # as BLAS has them
    int ld


cdef struct Vector:
    char* data
    Py_ssize_t n
    Py_ssize_t stride
    bint copied
    Py_ssize_t place
    int inc


cdef bint set_leading(Matrix* x, Py_ssize_t size) noexcept nogil:
    """How BLAS may read a matrix as it lies; False where it cannot."""
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
    """Axes `first` and the next of a slot as a matrix."""
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
    """The matrix as BLAS may read it."""
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
    """The vector as BLAS may read it: a negative increment starts at the end."""
    if not x.copied:
        return data + (x.n - 1) * x.stride if x.n > 1 and x.stride < 0 else data
    copy_array(1, &x.n, scratch + x.place, &size, data, &x.stride, size)
    return scratch + x.place


cdef class BlasStep(Step):
    """What all products share: the dtype, alpha and beta."""

    cdef Routines* blas
    cdef Py_ssize_t size
    cdef Slot* alpha_slot
    cdef Slot* beta_slot
    cdef double[2] alpha
    cdef double[2] beta

    cdef int build(self, Workspace ws) except -1:
        cdef int k, typenum = self.outputs[0].typenum
        names = {NPY_FLOAT: 0, NPY_DOUBLE: 1, NPY_CFLOAT: 2, NPY_CDOUBLE: 3}
        if typenum not in names or any([self.inputs[k].typenum != typenum for k in range(self.nin)]):
            raise ValueError("BLAS takes operands of one dtype, float or complex")
        self.blas = &_routines[<int> names[typenum]]
        self.size = self.outputs[0].itemsize
        self.alpha_slot = self.scalar("alpha", self.alpha)
        self.beta_slot = self.scalar("beta", self.beta)
        return self.check()

    cdef int check(self) except -1:
        """Ranks of the operands."""
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

    cdef void multiply(
        self, Matrix* a, Matrix* b, Matrix* c, char* A, char* B, char* C, void* alpha, void* beta
    ) noexcept nogil:
        """``C := alpha A B + beta C``; C is not copied here."""
        cdef char by_a = c"N" if a.by_columns == c.by_columns else c"T"
        cdef char by_b = c"N" if b.by_columns == c.by_columns else c"T"
        cdef int m = a.rows, n = b.columns, k = a.columns
        if m == 0 or n == 0:
            return
        if c.by_columns:
            self.blas.gemm(&by_a, &by_b, &m, &n, &k, alpha, A, &a.ld, B, &b.ld, beta, C, &c.ld)
        else:
            self.blas.gemm(&by_b, &by_a, &n, &m, &k, alpha, B, &b.ld, A, &a.ld, beta, C, &c.ld)

    cdef void multiply_vector(
        self, Matrix* a, Vector* x, Vector* y, char* A, char* X, char* Y, void* alpha, void* beta, bint fresh
    ) noexcept nogil:
        """``y := alpha A x + beta y``; `fresh`: beta is 0 and y has not been written."""
        cdef char by = c"N" if a.by_columns else c"T"
        cdef int m = a.rows if a.by_columns else a.columns
        cdef int n = a.columns if a.by_columns else a.rows
        cdef int inc = y.inc if y.inc > 0 else -y.inc
        cdef int one = 1, none = 0
        cdef Py_ssize_t i
        if a.rows == 0:
            return
        if fresh:
            for i in range(a.rows):
                memset(Y + i * inc * self.size, 0, self.size)
            beta = self.blas.one
        if a.columns:
            self.blas.gemv(&by, &m, &n, alpha, A, &a.ld, X, &x.inc, beta, Y, &y.inc)
        elif not fresh:
            # gemv leaves y alone where A has no columns; gemm scales it, as a matrix of one row.
            by = c"N"
            n = a.rows
            self.blas.gemm(&by, &by, &one, &n, &none, alpha, A, &one, X, &one, beta, Y, &inc)


cdef class Gemm(BlasStep):
    """``z := alpha A B + beta C``"""

    cdef Matrix a, b, c
    cdef Py_ssize_t c_place

    cdef int check(self) except -1:
        return self.check_ranks((2, 2, 2, 2))

    cdef int prepare(self, Workspace ws) except -1:
        cdef Slot* A = self.inputs[0]
        cdef Slot* B = self.inputs[1]
        cdef Slot* C = self.inputs[2]
        cdef Py_ssize_t top = 0
        _check_product(A, B)
        if C.dims[0] != A.dims[0] or C.dims[1] != B.dims[1]:
            raise ValueError(
                f"Shape mismatch: z has shape ({C.dims[0]}, {C.dims[1]}) but x y has shape ({A.dims[0]}, {B.dims[1]})"
            )
        self.output(ws, 0, C.dims)
        plan_matrix(&self.a, A, 0, self.size, &top)
        plan_matrix(&self.b, B, 0, self.size, &top)
        plan_matrix(&self.c, self.outputs[0], 0, self.size, &top)
        self.cost = 200 + 0.1 * self.a.rows * self.a.columns * self.b.columns
        return ws.reserve(top)

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef Slot* z = self.outputs[0]
        cdef char* scratch = ws.scratch.data
        cdef char* to
        cdef Matrix back
        self.read_scalars()
        if self.taken[0] < 0 and not self.is_zero(self.beta):
            copy_array(2, z.dims, z.data, z.strides, self.inputs[2].data, self.inputs[2].strides, self.size)
        to = read_matrix(&self.c, z.data, scratch, self.size)
        self.multiply(
            &self.a, &self.b, &self.c, read_matrix(&self.a, self.inputs[0].data, scratch, self.size),
            read_matrix(&self.b, self.inputs[1].data, scratch, self.size), to, self.alpha, self.beta)
        if self.c.copied:
            write_back(&self.c, z, to, self.size)
        return DONE


cdef void write_back(Matrix* c, Slot* z, char* block, Py_ssize_t size) noexcept nogil:
    """Copy a result from the scratch memory to an output that BLAS could not write."""
    cdef Py_ssize_t strides[2]
    strides[0], strides[1] = c.columns * size, size
    copy_array(2, z.dims, z.data, z.strides, block, strides, size)


cdef int _check_product(Slot* x, Slot* y) except -1:
    if x.dims[1] != y.dims[0]:
        raise ValueError(
            f"Shape mismatch: x has {x.dims[1]} cols (and {x.dims[0]} rows) but y has {y.dims[0]} rows (and {y.dims[1]} cols)"
        )
    return 0


cdef class Gemv(BlasStep):
    """``z := alpha A x + beta y``"""

    cdef Matrix a
    cdef Vector x, z

    cdef int check(self) except -1:
        return self.check_ranks((2, 1, 1, 1))

    cdef int prepare(self, Workspace ws) except -1:
        cdef Slot* A = self.inputs[0]
        cdef Py_ssize_t top = 0
        if A.dims[1] != self.inputs[1].dims[0]:
            raise ValueError(f"Shape mismatch: A.shape[1] != x.shape[0]: {A.dims[1]}, {self.inputs[1].dims[0]}")
        if A.dims[0] != self.inputs[2].dims[0]:
            raise ValueError(f"Shape mismatch: A.shape[0] != y.shape[0]: {A.dims[0]}, {self.inputs[2].dims[0]}")
        self.output(ws, 0, self.inputs[2].dims)
        plan_matrix(&self.a, A, 0, self.size, &top)
        plan_vector(&self.x, A.dims[1], self.inputs[1].strides[0], self.size, &top)
        plan_vector(&self.z, A.dims[0], self.outputs[0].strides[0], self.size, &top)
        self.cost = 100 + 0.3 * self.a.rows * self.a.columns
        return ws.reserve(top)

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef Slot* z = self.outputs[0]
        cdef char* scratch = ws.scratch.data
        cdef char* to
        self.read_scalars()
        cdef bint fresh = self.is_zero(self.beta)
        if self.taken[0] < 0 and not fresh:
            copy_array(1, z.dims, z.data, z.strides, self.inputs[2].data, self.inputs[2].strides, self.size)
        to = read_vector(&self.z, z.data, scratch, self.size)
        self.multiply_vector(
            &self.a, &self.x, &self.z, read_matrix(&self.a, self.inputs[0].data, scratch, self.size),
            read_vector(&self.x, self.inputs[1].data, scratch, self.size), to, self.alpha, self.beta, fresh)
        if self.z.copied:
            copy_array(1, z.dims, z.data, z.strides, to, &self.size, self.size)
        return DONE


cdef class Ger(BlasStep):
    """``z := A + alpha x y'``"""

    cdef Matrix a
    cdef Vector x, y

    cdef int check(self) except -1:
        return self.check_ranks((1, 1, 2, 2))

    cdef int prepare(self, Workspace ws) except -1:
        cdef Slot* A = self.inputs[2]
        cdef Py_ssize_t top = 0
        if A.dims[0] != self.inputs[0].dims[0] or A.dims[1] != self.inputs[1].dims[0]:
            raise ValueError(
                f"Shape mismatch: A has shape ({A.dims[0]}, {A.dims[1]}) but x and y have lengths {self.inputs[0].dims[0]} and "
                f"{self.inputs[1].dims[0]}"
            )
        self.output(ws, 0, A.dims)
        plan_vector(&self.x, A.dims[0], self.inputs[0].strides[0], self.size, &top)
        plan_vector(&self.y, A.dims[1], self.inputs[1].strides[0], self.size, &top)
        plan_matrix(&self.a, self.outputs[0], 0, self.size, &top)
        self.cost = 100 + 0.3 * self.a.rows * self.a.columns
        return ws.reserve(top)

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef Slot* z = self.outputs[0]
        cdef char* scratch = ws.scratch.data
        cdef char* to
        cdef char* x
        cdef char* y
        cdef int m = self.a.rows, n = self.a.columns
        if m == 0 or n == 0:
            return DONE
        self.read_scalars()
        if self.taken[0] < 0:
            copy_array(2, z.dims, z.data, z.strides, self.inputs[2].data, self.inputs[2].strides, self.size)
        to = read_matrix(&self.a, z.data, scratch, self.size)
        x = read_vector(&self.x, self.inputs[0].data, scratch, self.size)
        y = read_vector(&self.y, self.inputs[1].data, scratch, self.size)
        if self.a.by_columns:
            self.blas.ger(&m, &n, self.alpha, x, &self.x.inc, y, &self.y.inc, to, &self.a.ld)
        else:
            self.blas.ger(&n, &m, self.alpha, y, &self.y.inc, x, &self.x.inc, to, &self.a.ld)
        if self.a.copied:
            write_back(&self.a, z, to, self.size)
        return DONE


cdef class Dot(BlasStep):
    """``x y`` of vectors and matrices."""

    cdef Matrix a, b, c
    cdef Vector x
    cdef rows_t rows_dot        # NULL for complex numbers

    cdef int check(self) except -1:
        if self.outputs[0].typenum in (NPY_FLOAT, NPY_DOUBLE):
            self.rows_dot = <rows_t> <void*> kernel_address("rows_dot_f32" if self.size == 4 else "rows_dot_f64")
        if self.nin != 2 or self.inputs[0].ndim not in (1, 2) or self.inputs[1].ndim not in (1, 2):
            raise ValueError("dot takes vectors and matrices")
        if self.outputs[0].ndim != self.inputs[0].ndim + self.inputs[1].ndim - 2:
            raise ValueError(f"dot does not give {self.outputs[0].ndim} axes")
        return 0

    cdef int prepare(self, Workspace ws) except -1:
        cdef Slot* x = self.inputs[0]
        cdef Slot* y = self.inputs[1]
        cdef Py_ssize_t dims[2]
        cdef Py_ssize_t top = 0
        cdef Slot* z = self.outputs[0]
        if x.ndim == 2 and y.ndim == 2:
            _check_product(x, y)
            dims[0], dims[1] = x.dims[0], y.dims[1]
        elif x.dims[x.ndim - 1] != y.dims[0]:
            raise ValueError(
                f"Shape mismatch: x.shape[{x.ndim - 1}] != y.shape[0]: {x.dims[x.ndim - 1]}, {y.dims[0]}"
            )
        else:
            dims[0] = x.dims[0] if x.ndim == 2 else y.dims[y.ndim - 1]
        ws.allocate(z, dims, NULL)
        if x.ndim == 1 and y.ndim == 1:
            self.cost = 50 + 0.3 * x.dims[0]
            if self.rows_dot == NULL:
                # Complex vectors: x as a matrix of one row.
                self.a.rows, self.a.columns, self.a.row, self.a.column = 1, x.dims[0], self.size, x.strides[0]
                finish_matrix(&self.a, self.size, &top)
                plan_vector(&self.x, y.dims[0], y.strides[0], self.size, &top)
        elif y.ndim == 1:
            plan_matrix(&self.a, x, 0, self.size, &top)
            plan_vector(&self.x, y.dims[0], y.strides[0], self.size, &top)
        elif x.ndim == 1:
            self.a.rows, self.a.columns, self.a.row, self.a.column = y.dims[1], y.dims[0], y.strides[1], y.strides[0]
            finish_matrix(&self.a, self.size, &top)
            plan_vector(&self.x, x.dims[0], x.strides[0], self.size, &top)
        else:
            plan_matrix(&self.a, x, 0, self.size, &top)
            plan_matrix(&self.b, y, 0, self.size, &top)
            plan_matrix(&self.c, z, 0, self.size, &top)
            self.cost = 200 + 0.1 * self.a.rows * self.a.columns * self.b.columns
        if x.ndim + y.ndim == 3:
            self.cost = 100 + 0.3 * self.a.rows * self.a.columns
        return ws.reserve(top)

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef Slot* x = self.inputs[0]
        cdef Slot* y = self.inputs[1]
        cdef char* z = self.outputs[0].data
        cdef char* scratch = ws.scratch.data
        cdef Vector out
        out.inc = 1
        out.n = self.a.rows
        if x.ndim == 2 and y.ndim == 2:
            self.multiply(
                &self.a, &self.b, &self.c, read_matrix(&self.a, x.data, scratch, self.size),
                read_matrix(&self.b, y.data, scratch, self.size), z, self.blas.one, self.blas.zero)
        elif y.ndim == 1 and x.ndim == 2:
            self.multiply_vector(
                &self.a, &self.x, &out, read_matrix(&self.a, x.data, scratch, self.size),
                read_vector(&self.x, y.data, scratch, self.size), z, self.blas.one, self.blas.zero, True)
        elif y.ndim == 2:
            self.multiply_vector(
                &self.a, &self.x, &out, read_matrix(&self.a, y.data, scratch, self.size),
                read_vector(&self.x, x.data, scratch, self.size), z, self.blas.one, self.blas.zero, True)
        elif self.rows_dot != NULL:
            self.inner_product(z)
        else:
            self.multiply_vector(
                &self.a, &self.x, &out, read_matrix(&self.a, x.data, scratch, self.size),
                read_vector(&self.x, y.data, scratch, self.size), z, self.blas.one, self.blas.zero, True)
        return DONE

    cdef void inner_product(self, char* z) noexcept nogil:
        """Of two real vectors, by blocks: the same bits whatever BLAS does with its threads."""
        cdef Slot* x = self.inputs[0]
        cdef Slot* y = self.inputs[1]
        cdef Py_ssize_t left = x.dims[0], n, longest = 16 * BLOCK
        cdef double[BLOCK] a, b
        cdef double part, total = 0
        cdef char* first = x.data
        cdef char* second = y.data
        cdef bint near_x = x.strides[0] == self.size, near_y = y.strides[0] == self.size
        if not (near_x and near_y):
            longest = BLOCK
        while left > 0:
            n = min(left, longest)
            if not near_x:
                copy_run(<char*> a, self.size, first, x.strides[0], n, self.size)
            if not near_y:
                copy_run(<char*> b, self.size, second, y.strides[0], n, self.size)
            self.rows_dot(&part, first if near_x else <char*> a, second if near_y else <char*> b, n, 1)
            total += part if self.size == 8 else (<float*> &part)[0]
            first += n * x.strides[0]
            second += n * y.strides[0]
            left -= n
        if self.size == 8:
            (<double*> z)[0] = total
        else:
            (<float*> z)[0] = <float> total


cdef class BatchedDot(BlasStep):
    """``z[i] = A[i] B[i]``"""

    cdef Matrix a, b, c

    cdef int check(self) except -1:
        return self.check_ranks((3, 3, 3))

    cdef int prepare(self, Workspace ws) except -1:
        cdef Slot* A = self.inputs[0]
        cdef Slot* B = self.inputs[1]
        cdef Py_ssize_t dims[3]
        cdef Py_ssize_t top = 0
        if A.dims[0] != B.dims[0] or A.dims[2] != B.dims[1]:
            what = "batch sizes unequal" if A.dims[0] != B.dims[0] else "summation axes unequal"
            raise ValueError(
                f"Shape mismatch: {what}. x.shape is ({A.dims[0]}, {A.dims[1]}, {A.dims[2]}), "
                f"y.shape is ({B.dims[0]}, {B.dims[1]}, {B.dims[2]})."
            )
        dims[0], dims[1], dims[2] = A.dims[0], A.dims[1], B.dims[2]
        ws.allocate(self.outputs[0], dims, NULL)
        plan_matrix(&self.a, A, 1, self.size, &top)
        plan_matrix(&self.b, B, 1, self.size, &top)
        plan_matrix(&self.c, self.outputs[0], 1, self.size, &top)
        self.cost = 100 + dims[0] * (100 + 0.1 * self.a.rows * self.a.columns * self.b.columns)
        return ws.reserve(top)

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef char* A = self.inputs[0].data
        cdef char* B = self.inputs[1].data
        cdef char* C = self.outputs[0].data
        cdef char* scratch = ws.scratch.data
        cdef Py_ssize_t i
        for i in range(self.outputs[0].dims[0]):
            self.multiply(
                &self.a, &self.b, &self.c, read_matrix(&self.a, A, scratch, self.size),
                read_matrix(&self.b, B, scratch, self.size), C, self.blas.one, self.blas.zero)
            A += self.inputs[0].strides[0]
            B += self.inputs[1].strides[0]
            C += self.outputs[0].strides[0]
        return DONE


KINDS.update(dot=Dot, gemm=Gemm, gemv=Gemv, ger=Ger, batched_dot=BatchedDot)
