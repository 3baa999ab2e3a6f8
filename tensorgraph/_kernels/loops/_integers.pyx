# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, freethreading_compatible=True
"""Products of matrices of integers, modulo ``2**bits``: the same for numbers with and without a sign.

``integer_product_<bytes>`` computes four rows of two vectors at a time, whose sums stay in registers. The last columns
are those of a vector that reads on into the next row, and whose other elements are not stored.
"""

cdef extern from *:
    """
    #include <stddef.h>
    #include <stdint.h>
    #include <string.h>
    #if defined(__AVX512DQ__)
    #define TG_BYTES 64
    #elif defined(__AVX__)
    #define TG_BYTES 32
    #else
    #define TG_BYTES 16
    #endif
    enum { TG_TERMS = 512 };        /* of a sum, whose part of b stays in the second cache */

    #define TG_INTEGERS(T)                                                                                            \\
    typedef T vec_##T __attribute__((vector_size(TG_BYTES), aligned(sizeof(T)), may_alias));                          \\
                                                                                                                      \\
    /* Add a part of the sums to `rows` rows and n columns of c, at most `vectors` vectors; b has rows of `wide`. */  \\
    static inline __attribute__((always_inline)) void tg_tile_##T(                                                    \\
        ptrdiff_t n, ptrdiff_t k, const T* a, ptrdiff_t row, ptrdiff_t column, const T* b, ptrdiff_t wide,            \\
        ptrdiff_t readable, T* c, ptrdiff_t c_row, const int rows, const int vectors)                                 \\
    {                                                                                                                 \\
        enum { LANES = TG_BYTES / sizeof(T) };                                                                        \\
        vec_##T sum[4][2] = {{{0}}};                                                                                  \\
        T last[2 * LANES] = {0};                                                                                      \\
        for (ptrdiff_t p = 0; p < k; p++, b += wide, readable -= wide) {                                              \\
            const T* source = b;                                                                                      \\
            if (readable < vectors * LANES) {                                                                         \\
                memcpy(last, b, n * sizeof(T));                                                                       \\
                source = last;                                                                                        \\
            }                                                                                                         \\
            _Pragma("GCC unroll 4") for (int r = 0; r < rows; r++)                                                    \\
                _Pragma("GCC unroll 2") for (int v = 0; v < vectors; v++)                                             \\
                    sum[r][v] += a[r * row + p * column] * *(const vec_##T*) (source + v * LANES);                    \\
        }                                                                                                             \\
        for (int r = 0; r < rows; r++, c += c_row) {                                                                  \\
            memcpy(last, c, n * sizeof(T));                                                                           \\
            _Pragma("GCC unroll 2") for (int v = 0; v < vectors; v++)                                                 \\
                *(vec_##T*) (last + v * LANES) += sum[r][v];                                                          \\
            memcpy(c, last, n * sizeof(T));                                                                           \\
        }                                                                                                             \\
    }                                                                                                                 \\
                                                                                                                      \\
    static void tg_integer_product_##T(                                                                               \\
        ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const T* a, ptrdiff_t row, ptrdiff_t column, const T* b, T* c)         \\
    {                                                                                                                 \\
        enum { LANES = TG_BYTES / sizeof(T) };                                                                        \\
        memset(c, 0, m * n * sizeof(T));                                                                              \\
        for (ptrdiff_t first = 0; first < k; first += TG_TERMS) {                                                     \\
            ptrdiff_t terms = k - first < TG_TERMS ? k - first : TG_TERMS;                                            \\
            for (ptrdiff_t j = 0; j < n; j += 2 * LANES) {                                                            \\
                ptrdiff_t left = n - j < 2 * LANES ? n - j : 2 * LANES;                                               \\
                const T* source = b + first * n + j;                                                                  \\
                ptrdiff_t readable = k * n - (first * n + j);                                                         \\
                for (ptrdiff_t i = 0; i < m; i += 4) {                                                                \\
                    const T* x = a + i * row + first * column;                                                        \\
                    T* z = c + i * n + j;                                                                             \\
                    if (i + 4 <= m && left > LANES)                                                                   \\
                        tg_tile_##T(left, terms, x, row, column, source, n, readable, z, n, 4, 2);                    \\
                    else if (i + 4 <= m)                                                                              \\
                        tg_tile_##T(left, terms, x, row, column, source, n, readable, z, n, 4, 1);                    \\
                    else for (int r = 0; i + r < m; r++, x += row, z += n)                                            \\
                        tg_tile_##T(left, terms, x, row, column, source, n, readable, z, n, 1, 2);                    \\
                }                                                                                                     \\
            }                                                                                                         \\
        }                                                                                                             \\
    }                                                                                                                 \\
                                                                                                                      \\
    /* Sums along the rows of a, for one column. */                                                                   \\
    static void tg_integer_rows_##T(                                                                                  \\
        ptrdiff_t m, ptrdiff_t k, const T* a, ptrdiff_t row, ptrdiff_t column, const T* b, T* c)                      \\
    {                                                                                                                 \\
        for (ptrdiff_t i = 0; i < m; i++, a += row) {                                                                 \\
            T sum = 0;                                                                                                \\
            if (column == 1)                                                                                          \\
                for (ptrdiff_t p = 0; p < k; p++) sum += a[p] * b[p];                                                 \\
            else                                                                                                      \\
                for (ptrdiff_t p = 0; p < k; p++) sum += a[p * column] * b[p];                                        \\
            c[i] = sum;                                                                                               \\
        }                                                                                                             \\
    }                                                                                                                 \\
                                                                                                                      \\
    static void tg_integers_##T(                                                                                      \\
        ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const void* a, ptrdiff_t row, ptrdiff_t column, const void* b, void* c)\\
    {                                                                                                                 \\
        if (n == 1)                                                                                                   \\
            tg_integer_rows_##T(m, k, (const T*) a, row, column, (const T*) b, (T*) c);                               \\
        else                                                                                                          \\
            tg_integer_product_##T(m, n, k, (const T*) a, row, column, (const T*) b, (T*) c);                         \\
    }
    TG_INTEGERS(uint8_t)
    TG_INTEGERS(uint16_t)
    TG_INTEGERS(uint32_t)
    TG_INTEGERS(uint64_t)
    """
    void tg_integers_uint8_t(
        Py_ssize_t, Py_ssize_t, Py_ssize_t, const void*, Py_ssize_t, Py_ssize_t, const void*, void*) noexcept nogil
    void tg_integers_uint16_t(
        Py_ssize_t, Py_ssize_t, Py_ssize_t, const void*, Py_ssize_t, Py_ssize_t, const void*, void*) noexcept nogil
    void tg_integers_uint32_t(
        Py_ssize_t, Py_ssize_t, Py_ssize_t, const void*, Py_ssize_t, Py_ssize_t, const void*, void*) noexcept nogil
    void tg_integers_uint64_t(
        Py_ssize_t, Py_ssize_t, Py_ssize_t, const void*, Py_ssize_t, Py_ssize_t, const void*, void*) noexcept nogil


def kernels():
    """Return the addresses of the products by name.

    They compute ``c = a b``; of a the steps from row to row and from column to column are given, in elements.
    """
    return {
        "integer_product_1": <size_t> <void*> tg_integers_uint8_t,
        "integer_product_2": <size_t> <void*> tg_integers_uint16_t,
        "integer_product_4": <size_t> <void*> tg_integers_uint32_t,
        "integer_product_8": <size_t> <void*> tg_integers_uint64_t,
    }
