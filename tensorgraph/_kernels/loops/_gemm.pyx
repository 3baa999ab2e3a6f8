# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, freethreading_compatible=True
"""Matrix products: ``C := alpha A B + beta C``.  Compiled once per instruction set.

``plan_<dtype>`` chooses the blocks of a product and its scratch memory, from its shape and strides; or BLAS, where that
was measured to be faster. ``gemm_<dtype>`` computes the product, tile by tile (``generator/gemm.py``):

a. A tile stays in registers while a part of the sums runs. An element of C gets the same bits whatever else is
   computed, so rows may be shared out among threads.
b. A is read as it lies. What a tile reads of it fits into the nearest cache and serves all tiles of its rows.
c. Of a symmetric C, tiles above the diagonal are left out, and copied by ``mirror_<dtype>`` at the end.
d. B is read as it lies, two panels at a time, which stay in the second cache for all rows, if it is small or serves few
   rows; else block by block from a packed copy; always where its rows are not consecutive.
"""

from libc.string cimport memcpy, memset

from .products cimport Product

cdef extern from "gemm.h":
    enum: TG_GEMM_VECTOR
    enum: TG_GEMM_MASKS
    enum: TG_GEMM_ROWS
    enum: TG_GEMM_VECTORS
    enum: TG_GEMM_LANES_f32
    enum: TG_GEMM_LANES_f64
    ctypedef void (*tg_product_t_f32)(
        Py_ssize_t, const float*, Py_ssize_t, Py_ssize_t, const float*, Py_ssize_t, float*, Py_ssize_t, Py_ssize_t,
        float, float) noexcept nogil
    ctypedef void (*tg_product_t_f64)(
        Py_ssize_t, const double*, Py_ssize_t, Py_ssize_t, const double*, Py_ssize_t, double*, Py_ssize_t, Py_ssize_t,
        double, double) noexcept nogil
    void tg_turn_f32(float*, Py_ssize_t, const float*, Py_ssize_t) noexcept nogil
    void tg_turn_f64(double*, Py_ssize_t, const double*, Py_ssize_t) noexcept nogil
    tg_product_t_f32 tg_product_f32[TG_GEMM_ROWS][TG_GEMM_VECTORS]
    tg_product_t_f64 tg_product_f64[TG_GEMM_ROWS][TG_GEMM_VECTORS]

ctypedef fused real:
    float
    double

cdef enum:
    NEAREST = 4096              # bytes of a row of A that stay in the nearest cache, for the rows of a tile
    TERMS = 256                 # of a sum, before it is added to C: more would round worse than OpenBLAS


cdef inline Py_ssize_t lanes(const real* x) noexcept nogil:
    return TG_GEMM_LANES_f32 if real is float else TG_GEMM_LANES_f64


cdef void pack(
    real* to, Py_ssize_t wide, const real* x, Py_ssize_t row, Py_ssize_t column, Py_ssize_t k, Py_ssize_t n
) noexcept nogil:
    """Pack k rows of n columns, padded to `wide` columns."""
    cdef Py_ssize_t j, p = 0, full = n // 4 * 4
    if n < wide:
        memset(to, 0, k * wide * sizeof(real))
    if row == 1 and column != 1:
        while p + 4 <= k:
            j = 0
            while j < full:
                if real is float:
                    tg_turn_f32(to + j, wide, x + j * column, column)
                else:
                    tg_turn_f64(to + j, wide, x + j * column, column)
                j += 4
            for j in range(full, n):
                to[j] = x[j * column]
                to[wide + j] = x[j * column + 1]
                to[2 * wide + j] = x[j * column + 2]
                to[3 * wide + j] = x[j * column + 3]
            to += 4 * wide
            x += 4
            p += 4
    while p < k:
        if column == 1:
            memcpy(to, x, n * sizeof(real))
        else:
            for j in range(n):
                to[j] = x[j * column]
        to += wide
        x += row
        p += 1


cdef inline void product(
    Py_ssize_t rows, Py_ssize_t vectors, Py_ssize_t k, const real* a, Py_ssize_t row, Py_ssize_t column,
    const real* b, Py_ssize_t row_b, real* c, Py_ssize_t row_c, Py_ssize_t last, real alpha, real beta
) noexcept nogil:
    if real is float:
        tg_product_f32[rows - 1][vectors - 1](k, a, row, column, b, row_b, c, row_c, last, alpha, beta)
    else:
        tg_product_f64[rows - 1][vectors - 1](k, a, row, column, b, row_b, c, row_c, last, alpha, beta)


cdef inline Py_ssize_t share(Py_ssize_t n, Py_ssize_t most, Py_ssize_t done) noexcept nogil:
    """Return the next part of n, of which so many are done: about equal parts of at most so many."""
    cdef Py_ssize_t left = n - done, parts = (left + most - 1) // most
    return (left + parts - 1) // parts


cdef void tile(
    Py_ssize_t rows, Py_ssize_t vectors, Py_ssize_t k, const real* a, Py_ssize_t row, Py_ssize_t column,
    const real* b, Py_ssize_t row_b, real* c, Py_ssize_t row_c, Py_ssize_t last, real alpha, real beta
) noexcept nogil:
    """Compute a tile, some terms of its sums at a time."""
    cdef Py_ssize_t done = 0, terms
    while done < k:
        terms = share(k, TERMS, done)
        product(
            rows, vectors, terms, a + done * column, row, column, b + done * row_b, row_b, c, row_c, last, alpha, beta)
        done += terms
        beta = 1


cdef void narrow_tile(
    Py_ssize_t rows, Py_ssize_t vectors, Py_ssize_t k, const real* a, Py_ssize_t row, Py_ssize_t column,
    const real* b, Py_ssize_t row_b, real* c, Py_ssize_t row_c, Py_ssize_t last, real alpha, real beta
) noexcept nogil:
    """Compute a tile whose last vector is not full, in scratch memory; `b` is padded."""
    cdef real[TG_GEMM_ROWS * TG_GEMM_VECTORS * TG_GEMM_LANES_f32] part
    cdef Py_ssize_t i, wide = vectors * lanes(b), used = (wide - lanes(b) + last) * sizeof(real)
    if beta != 0:
        memset(part, 0, sizeof(part))
        for i in range(rows):
            memcpy(part + i * wide, c + i * row_c, used)
    tile(rows, vectors, k, a, row, column, b, row_b, <real*> part, wide, lanes(b), alpha, beta)
    for i in range(rows):
        memcpy(c + i * row_c, part + i * wide, used)


cdef void panels(
    const Product* x, Py_ssize_t rows, Py_ssize_t n, Py_ssize_t wanted, Py_ssize_t k, const real* a,
    const real* b, const real* copy, real* c, real alpha, real beta
) noexcept nogil:
    """Compute some rows of a block of C, tile by tile, up to the wanted column."""
    cdef Py_ssize_t total = (n + lanes(b) - 1) // lanes(b), done = 0, vectors, wide, last, row
    cdef const real* panel
    while done < total and done * lanes(b) < wanted:
        vectors = share(total, TG_GEMM_VECTORS, done)
        wide = vectors * lanes(b)
        last = min(lanes(b), n - (done + vectors - 1) * lanes(b))
        if x.packed:
            panel, row = copy + done * lanes(b) * k, wide
        elif last < lanes(b) and not TG_GEMM_MASKS:
            panel, row = copy, wide
        else:
            panel, row = b + done * lanes(b), x.row_b
        if TG_GEMM_MASKS or last == lanes(b):
            tile(rows, vectors, k, a, x.row_a, x.col_a, panel, row, c + done * lanes(b), x.row_c, last, alpha, beta)
        else:
            narrow_tile(
                rows, vectors, k, a, x.row_a, x.col_a, panel, row, c + done * lanes(b), x.row_c, last, alpha, beta)
        done += vectors


cdef void pack_block(const Product* x, real* to, const real* b, Py_ssize_t k, Py_ssize_t n) noexcept nogil:
    """Pack a block of B; if it is not packed, its last panel if that is narrow."""
    cdef Py_ssize_t total = (n + lanes(b) - 1) // lanes(b), done = 0, vectors, wide
    while done < total:
        vectors = share(total, TG_GEMM_VECTORS, done)
        wide = vectors * lanes(b)
        if x.packed or (done + vectors == total and not TG_GEMM_MASKS and n % lanes(b)):
            pack(to, wide, b + done * lanes(b) * x.col_b, x.row_b, x.col_b, k, min(wide, n - done * lanes(b)))
            to += wide * k
        done += vectors


cdef void gemm(
    const Product* x, const real* a, const real* b, real* c, const real* factors, real* scratch
) noexcept nogil:
    """Compute a product; the factors are alpha and beta. If beta is 0, C is not read."""
    cdef Py_ssize_t p = 0, i, j, k, n, rows, wanted
    cdef real beta = factors[1]
    while p < x.k:
        k = share(x.k, x.depth, p)
        j = 0
        while j < x.n:
            n = min(x.width, x.n - j)
            pack_block(x, scratch, b + p * x.row_b + j * x.col_b, k, n)
            i = 0
            while i < x.m:
                rows = share(x.m, TG_GEMM_ROWS, i)
                wanted = min(n, i + rows + x.below - j) if x.mirrored else n
                panels(x, rows, n, wanted, k, a + i * x.row_a + p * x.col_a, b + p * x.row_b + j, <const real*> scratch,
                       c + i * x.row_c + j, factors[0], beta)
                i += rows
            j += n
        p += k
        beta = 1


cdef void mirror(real* c, Py_ssize_t row, Py_ssize_t n) noexcept nogil:
    """Copy what is below the diagonal of n rows to the places above it."""
    cdef Py_ssize_t i = 0, j, full = n // 4 * 4
    while i < full:
        j = 0
        while j < i:
            if real is float:
                tg_turn_f32(c + j * row + i, row, c + i * row + j, row)
            else:
                tg_turn_f64(c + j * row + i, row, c + i * row + j, row)
            j += 4
        mirror_block(c, row, i, i, i + 4)
        i += 4
    mirror_block(c, row, full, 0, n)


cdef inline void mirror_block(
    real* c, Py_ssize_t row, Py_ssize_t first, Py_ssize_t left, Py_ssize_t end
) noexcept nogil:
    """Copy rows from `first` on, from column `left` to the diagonal."""
    cdef Py_ssize_t i, j
    for i in range(first, end):
        for j in range(left, i):
            c[j * row + i] = c[i * row + j]


cdef bint is_better_by_blas(const Product* x, const real* one) noexcept nogil:
    """Return True for the shapes at which OpenBLAS was measured to be faster (decisions 28, 42)."""
    cdef Py_ssize_t size = sizeof(real), full = (x.n + lanes(one) - 1) // lanes(one) * lanes(one)
    cdef double work = <double> x.m * x.n * x.k
    if work <= 3000:
        return False
    if work <= 1000000:         # OpenBLAS has kernels for these that copy nothing
        if x.m <= 2 or x.n <= 2 or x.k <= 2:
            return True
        if x.col_b != 1 and x.m < 16 and x.k > 64 or work > 8000 and x.n <= 5:
            return True
        return work > (36000 if TG_GEMM_MASKS else 24000) and (
            x.col_b == 1 or x.row_a == 1 or x.m < 32 or 10 * x.n < 7 * full)
    if size == 4 and not TG_GEMM_MASKS and x.n <= 4 and x.row_a != 1:
        return True
    if 4 < x.m <= 64 and x.k * x.n * size >= 1 << 23:
        return True
    return not TG_GEMM_MASKS and x.m > 64 and x.n > 128


cdef bint plan(Product* x, Py_ssize_t* scratch, bint always, const real* one) noexcept nogil:
    """Choose the blocks of a product and the bytes of scratch memory; return False where BLAS is better or needed."""
    cdef Py_ssize_t size = sizeof(real), panel = TG_GEMM_VECTORS * lanes(one)
    if TG_GEMM_VECTOR < 32 or not always and is_better_by_blas(x, one):
        return False
    x.tile_rows, x.tile_columns, x.below = TG_GEMM_ROWS, panel, 0
    x.depth = NEAREST // size
    x.packed = x.col_b != 1 or (
        x.m > (64 if TG_GEMM_MASKS else 32) and x.k * x.n * size > (1 << 19 if TG_GEMM_MASKS else 1 << 17))
    x.width = 2 * panel if not x.packed else panel if x.m <= 64 else 24 * panel
    scratch[0] = (min(x.width, x.n) if x.packed else 0) + panel
    scratch[0] *= min(x.depth, x.k) * size
    return True


cdef bint plan_f32(Product* x, Py_ssize_t* scratch, bint always) noexcept nogil:
    return plan(x, scratch, always, <const float*> NULL)


cdef bint plan_f64(Product* x, Py_ssize_t* scratch, bint always) noexcept nogil:
    return plan(x, scratch, always, <const double*> NULL)


ctypedef void (*mirror_f32)(float*, Py_ssize_t, Py_ssize_t) noexcept nogil
ctypedef void (*mirror_f64)(double*, Py_ssize_t, Py_ssize_t) noexcept nogil
ctypedef void (*gemm_f32)(const Product*, const float*, const float*, float*, const float*, float*) noexcept nogil
ctypedef void (*gemm_f64)(const Product*, const double*, const double*, double*, const double*, double*) noexcept nogil


def kernels():
    """Return the addresses of the products by name."""
    if not TG_GEMM_VECTOR:
        return {}
    return {
        "gemm_f32": <size_t> <void*> <gemm_f32> gemm, "gemm_f64": <size_t> <void*> <gemm_f64> gemm,
        "mirror_f32": <size_t> <void*> <mirror_f32> mirror, "mirror_f64": <size_t> <void*> <mirror_f64> mirror,
    }


def vector():
    """Return the bytes of a vector, 0 where there are no products."""
    return TG_GEMM_VECTOR


def plans():
    """Return the addresses of the functions that plan products, for each dtype."""
    return {"f32": <size_t> <void*> plan_f32, "f64": <size_t> <void*> plan_f64}
