# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Products of many small matrices, such as rotations, for which a call of anything takes longer than the arithmetic."""

ctypedef fused real:
    float
    double

cdef enum:
    MOST_WORK = 64              # multiplications of a product,
    MOST_OF_VECTOR = 128        # of a matrix and a vector


cdef bint plan_small(
    SmallProducts* x, Matrix* a, Matrix* b, Py_ssize_t next_a, Py_ssize_t next_b, Py_ssize_t size
) noexcept:
    """Plan products of matrices `next_a` and `next_b` bytes apart; return False where tiles or BLAS are faster."""
    cdef Py_ssize_t work = a.rows * b.columns * a.columns
    cdef int i
    if not 0 < work <= (MOST_OF_VECTOR if a.rows == 1 or b.columns == 1 else MOST_WORK):
        return False
    x.m, x.n, x.k = a.rows, b.columns, a.columns
    x.a[0], x.a[1], x.a[2] = next_a, a.row, a.column
    x.b[0], x.b[1], x.b[2] = next_b, b.row, b.column
    for i in range(3):
        if x.a[i] % size or x.b[i] % size:
            return False
        x.a[i] //= size
        x.b[i] //= size
    return True


cdef inline void multiply(
    const SmallProducts* x, Py_ssize_t k, Py_ssize_t count, const real* a, const real* b, real* c
) noexcept nogil:
    cdef Py_ssize_t _i, _j, _product, p
    cdef const real* row
    cdef const real* column
    cdef real total
    for _product in range(count):
        row = a
        for _i in range(x.m):
            column = b
            for _j in range(x.n):
                total = row[0] * column[0]
                for p in range(1, k):
                    total += row[p * x.a[2]] * column[p * x.b[1]]
                c[0] = total
                c += 1
                column += x.b[2]
            row += x.a[1]
        a += x.a[0]
        b += x.b[0]


cdef inline void multiply_all(const SmallProducts* x, Py_ssize_t count, real* a, real* b, real* c) noexcept nogil:
    # loops of known length are unrolled
    if x.k == 1:
        multiply(x, 1, count, a, b, c)
    elif x.k == 2:
        multiply(x, 2, count, a, b, c)
    elif x.k == 3:
        multiply(x, 3, count, a, b, c)
    elif x.k == 4:
        multiply(x, 4, count, a, b, c)
    else:
        multiply(x, x.k, count, a, b, c)


cdef void multiply_small(
    const SmallProducts* x, Py_ssize_t count, char* a, char* b, char* c, Py_ssize_t size
) noexcept nogil:
    """Compute so many products into matrices that lie one behind the other, by rows."""
    if size == 4:
        multiply_all(x, count, <float*> a, <float*> b, <float*> c)
    else:
        multiply_all(x, count, <double*> a, <double*> b, <double*> c)
