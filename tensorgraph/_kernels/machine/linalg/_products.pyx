# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Products of vectors and matrices: dot, gemm, gemv, ger, batched_dot."""

from cpython.object cimport PyObject

from .._array cimport NPY_DOUBLE, NPY_FLOAT
from ._matrices cimport (
    BlasStep, Matrix, Vector, finish_matrix, multiply_complex, plan_matrix, plan_vector, product_cost, read_matrix,
    read_vector, vector_cost
)
from ..loop._instructions cimport kernel_address
from .._move cimport copy_array, copy_run
from ._parts cimport OuterProduct, add_parts
from ..loop._reductions cimport rows_t
from ..threads._crew cimport MOST_PIECES, scratch_of
from ..threads.limits cimport PIECE
from ..threads._workers cimport parts_of, run_pieces, thread_count
from ._small cimport SmallProducts, multiply_small, plan_small
from ._tiled cimport mirror
from .._workspace cimport BLOCK, DONE, Slot, Workspace

from ..kinds import KINDS

cdef enum:
    LARGE = 1000000             # multiplications from which on BLAS has a routine that is faster
    FEW = 4                     # products of a batch that are no pieces

cdef struct Share:              # a batch that threads share out
    PyObject* step
    PyObject* ws


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
        self.plan_product(&self.a, &self.b, &self.c, &top)
        self.cost = 200 + product_cost(self.a.rows, self.b.columns, self.a.columns, self.size)
        return self.reserve(ws, top, self.tiled.npieces)

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef Slot* z = self.outputs[0]
        cdef char* scratch = ws.scratch.data
        cdef char* to
        self.read_scalars()
        if self.taken[0] < 0 and not self.is_zero(self.beta):
            copy_array(2, z.dims, z.data, z.strides, self.inputs[2].data, self.inputs[2].strides, self.size)
        to = read_matrix(&self.c, z.data, scratch, self.size)
        self.share_product(
            &self.a, &self.b, &self.c, read_matrix(&self.a, self.inputs[0].data, scratch, self.size),
            read_matrix(&self.b, self.inputs[1].data, scratch, self.size), to, self.alpha, self.beta, ws)
        if self.c.copied:
            write_back(&self.c, z, to, self.size)
        return DONE


cdef void write_back(Matrix* c, Slot* z, char* block, Py_ssize_t size) noexcept nogil:
    """Copy a result from scratch memory to an output that BLAS could not write."""
    cdef Py_ssize_t strides[2]
    strides[0], strides[1] = c.columns * size, size
    copy_array(2, z.dims, z.data, z.strides, block, strides, size)


cdef int _check_product(Slot* x, Slot* y) except -1:
    if x.dims[1] != y.dims[0]:
        raise ValueError(
            f"Shape mismatch: x has {x.dims[1]} cols (and {x.dims[0]} rows) "
            f"but y has {y.dims[0]} rows (and {y.dims[1]} cols)"
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
        self.cost = 100 + vector_cost(self.a.rows, self.a.columns, self.size)
        return self.reserve(ws, top, MOST_PIECES)

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
                f"Shape mismatch: A has shape ({A.dims[0]}, {A.dims[1]}) "
                f"but x and y have lengths {self.inputs[0].dims[0]} and {self.inputs[1].dims[0]}"
            )
        self.output(ws, 0, A.dims)
        plan_vector(&self.x, A.dims[0], self.inputs[0].strides[0], self.size, &top)
        plan_vector(&self.y, A.dims[1], self.inputs[1].strides[0], self.size, &top)
        plan_matrix(&self.a, self.outputs[0], 0, self.size, &top)
        self.cost = 100 + vector_cost(self.a.rows, self.a.columns, self.size)
        return self.reserve(ws, top, MOST_PIECES)

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef Slot* z = self.outputs[0]
        cdef char* scratch = ws.scratch.data
        cdef char* to
        cdef char* x
        cdef char* y
        cdef OuterProduct product
        cdef int m = self.a.rows, n = self.a.columns
        if m == 0 or n == 0:
            return DONE
        self.read_scalars()
        if self.taken[0] < 0:
            copy_array(2, z.dims, z.data, z.strides, self.inputs[2].data, self.inputs[2].strides, self.size)
        to = read_matrix(&self.a, z.data, scratch, self.size)
        x = read_vector(&self.x, self.inputs[0].data, scratch, self.size)
        y = read_vector(&self.y, self.inputs[1].data, scratch, self.size)
        product.blas, product.size, product.alpha = self.blas, self.size, self.alpha
        product.a, product.ld = to, self.a.ld
        if self.a.by_columns:
            product.m, product.x, product.inc_x = m, x, self.x.inc
            product.n, product.y, product.inc_y = n, y, self.y.inc
        else:
            product.m, product.x, product.inc_x = n, y, self.y.inc
            product.n, product.y, product.inc_y = m, x, self.x.inc
        add_parts(&product, min(self.crew, thread_count()))
        if self.a.copied:
            write_back(&self.a, z, to, self.size)
        return DONE


cdef class Dot(BlasStep):
    """``x y`` of vectors and matrices."""

    cdef Matrix a, b, c
    cdef Vector x, y
    cdef rows_t rows_dot        # NULL for complex numbers
    cdef bint is_large

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
        cdef Py_ssize_t npieces = 1
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
                plan_vector(&self.x, x.dims[0], x.strides[0], self.size, &top)
                plan_vector(&self.y, y.dims[0], y.strides[0], self.size, &top)
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
            self.plan_product(&self.a, &self.b, &self.c, &top)
            self.is_large = <double> self.a.rows * self.a.rows * self.a.columns > LARGE
            self.cost = 200 + product_cost(self.a.rows, self.b.columns, self.a.columns, self.size)
            npieces = self.tiled.npieces
        if x.ndim + y.ndim == 3:
            self.cost = 100 + vector_cost(self.a.rows, self.a.columns, self.size)
            npieces = MOST_PIECES
        return self.reserve(ws, top, npieces)

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef Slot* x = self.inputs[0]
        cdef Slot* y = self.inputs[1]
        cdef char* z = self.outputs[0].data
        cdef char* scratch = ws.scratch.data
        cdef Vector out
        out.inc = 1
        out.n = self.a.rows
        if x.ndim == 2 and y.ndim == 2:
            self.tiled.product.mirrored = self.rows_dot != NULL and self.tiled.square and x.data == y.data
            if self.tiled.product.mirrored and not self.tiled.used and self.is_large:
                self.multiply_transposed(read_matrix(&self.a, x.data, scratch, self.size), z)
                return DONE
            self.share_product(
                &self.a, &self.b, &self.c, read_matrix(&self.a, x.data, scratch, self.size),
                read_matrix(&self.b, y.data, scratch, self.size), z, self.blas.one, self.blas.zero, ws)
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
            multiply_complex(
                self.blas, &self.x, &self.y, read_vector(&self.x, x.data, scratch, self.size),
                read_vector(&self.y, y.data, scratch, self.size), z, self.size)
        return DONE

    cdef void multiply_transposed(self, char* x, char* z) noexcept nogil:
        """Multiply a matrix by its transpose with BLAS: what lies below the diagonal, which is then copied."""
        cdef char upper = c"U", by = c"N" if self.a.by_columns else c"T"
        cdef int n = self.a.rows, k = self.a.columns
        self.blas.syrk(&upper, &by, &n, &k, self.blas.one, x, &self.a.ld, self.blas.zero, z, &self.c.ld)
        mirror(z, self.c.ld, n, self.size)

    cdef void inner_product(self, char* z) noexcept nogil:
        """Multiply two real vectors by blocks, with the same bits whatever BLAS does with its threads."""
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
    cdef SmallProducts small
    cdef bint is_small
    cdef Py_ssize_t group       # products of a piece

    cdef int check(self) except -1:
        return self.check_ranks((3, 3, 3))

    cdef int prepare(self, Workspace ws) except -1:
        cdef Slot* A = self.inputs[0]
        cdef Slot* B = self.inputs[1]
        cdef Py_ssize_t dims[3]
        cdef Py_ssize_t top = 0, npieces
        cdef double one
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
        self.plan_product(&self.a, &self.b, &self.c, &top)
        self.is_small = self.outputs[0].typenum in (NPY_FLOAT, NPY_DOUBLE) and plan_small(
            &self.small, &self.a, &self.b, A.strides[0], B.strides[0], self.size)
        one = product_cost(self.a.rows, self.b.columns, self.a.columns, self.size) + (5 if self.is_small else 100)
        self.cost = 100 + dims[0] * one
        # pieces are some products each; of few products, the parts of one after another
        self.group = dims[0]
        npieces = self.tiled.npieces
        if dims[0] >= FEW:
            self.group = max(parts_of(dims[0], MOST_PIECES), <Py_ssize_t> (PIECE / one))
            npieces = parts_of(dims[0], self.group)
        return self.reserve(ws, top, npieces)

    cdef int execute(self, Workspace ws) noexcept nogil:
        cdef Share share
        cdef Py_ssize_t k, n = self.outputs[0].dims[0]
        if n < FEW:
            for k in range(n):
                self.multiply_one(k, ws, 0)
            return DONE
        share.step, share.ws = <PyObject*> self, <PyObject*> ws
        run_pieces(run_group, &share, parts_of(n, self.group), min(self.crew, thread_count()), self.cost)
        return DONE

    cdef void multiply_group(self, Py_ssize_t piece, Workspace ws, int number) noexcept nogil:
        """Compute some of the products."""
        cdef Py_ssize_t k, first = piece * self.group, end = min(first + self.group, self.outputs[0].dims[0])
        if self.is_small:
            multiply_small(
                &self.small, end - first, self.inputs[0].data + first * self.inputs[0].strides[0],
                self.inputs[1].data + first * self.inputs[1].strides[0],
                self.outputs[0].data + first * self.outputs[0].strides[0], self.size)
            return
        for k in range(first, end):
            self.multiply_one(k, ws, number)

    cdef void multiply_one(self, Py_ssize_t k, Workspace ws, int number) noexcept nogil:
        """Compute product k, in the scratch memory of a thread; with others if there are few products."""
        cdef char* scratch = scratch_of(ws, number)
        cdef char* A = read_matrix(
            &self.a, self.inputs[0].data + k * self.inputs[0].strides[0], scratch, self.size)
        cdef char* B = read_matrix(
            &self.b, self.inputs[1].data + k * self.inputs[1].strides[0], scratch, self.size)
        cdef char* C = self.outputs[0].data + k * self.outputs[0].strides[0]
        if self.outputs[0].dims[0] < FEW:
            self.share_product(&self.a, &self.b, &self.c, A, B, C, self.blas.one, self.blas.zero, ws)
        else:
            self.multiply(&self.a, &self.b, &self.c, A, B, C, self.blas.one, self.blas.zero, scratch)


cdef void run_group(void* argument, int number, Py_ssize_t piece) noexcept nogil:
    cdef Share* share = <Share*> argument
    (<BatchedDot> share.step).multiply_group(piece, <Workspace> share.ws, number)


KINDS.update(dot=Dot, gemm=Gemm, gemv=Gemv, ger=Ger, batched_dot=BatchedDot)
