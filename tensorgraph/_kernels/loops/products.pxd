# What a product by tiles is given: ``_gemm.pyx``.
cdef struct Product:            # C := alpha A B + beta C
    Py_ssize_t m, n, k
    Py_ssize_t row_a, col_a, row_b, col_b, row_c        # strides in elements; columns of C are consecutive
    Py_ssize_t depth, width     # of a block of B
    Py_ssize_t tile_rows, tile_columns                  # of the largest tile
    Py_ssize_t below            # row less column, in the whole of C, of the first element of the part that is computed
    bint packed                 # blocks of B are packed first
    bint mirrored               # C is symmetric: what is above its diagonal is left out, for `mirror`


cdef struct Tiled:              # how a step computes a product
    bint used                   # else by BLAS
    bint square                 # B lies as the transpose of A would, and half of their product pays for its copy
    bint turned                 # C lies by columns: C' := alpha B' A' + beta C'
    Py_ssize_t place            # of its scratch memory
    Py_ssize_t rows, columns    # of a piece of C, for several threads
    Py_ssize_t npieces
    Product product

ctypedef bint (*plan_product_t)(Product*, Py_ssize_t*, bint) noexcept nogil
ctypedef void (*mirror_t)(void* c, Py_ssize_t row, Py_ssize_t n) noexcept nogil
ctypedef void (*product_t)(const Product*, const void*, const void*, void*, const void*, void*) noexcept nogil
