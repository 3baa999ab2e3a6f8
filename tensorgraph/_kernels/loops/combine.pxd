# Products of a matrix and a vector: sums of its rows, times factors, and of the elements of each row.

cdef extern from *:
    """
    #include <stddef.h>

    /* total += b[r] a[r], for one row after another; a row has `width` elements, of which n are added.
       The compiler knows n, vectors have as many lanes as n is a multiple of, and several rows are added apart,
       as an addition waits for the one before it. */
    #if defined(__GNUC__)
    #define TG_COMBINE(name, type, lanes, vectors, apart)                                                            \\
        typedef type name##_vector __attribute__((vector_size((lanes) * sizeof(type)), aligned(sizeof(type)),        \\
                                                  may_alias));                                                       \\
        static inline void name(type* o, const type* a, const type* b, ptrdiff_t width, ptrdiff_t rows)              \\
        {                                                                                                            \\
            name##_vector total[apart][vectors];                                                                     \\
            ptrdiff_t r = 0;                                                                                         \\
            for (int u = 0; u < (apart); u++)                                                                        \\
                for (int k = 0; k < (vectors); k++)                                                                  \\
                    total[u][k] = (name##_vector) {0};                                                               \\
            for (; r + (apart) <= rows; r += (apart), a += (apart) * width)                                          \\
                for (int u = 0; u < (apart); u++)                                                                    \\
                    for (int k = 0; k < (vectors); k++)                                                              \\
                        total[u][k] += *(const name##_vector*) (a + u * width + k * (lanes)) * b[r + u];             \\
            for (; r < rows; r++, a += width)                                                                        \\
                for (int k = 0; k < (vectors); k++)                                                                  \\
                    total[0][k] += *(const name##_vector*) (a + k * (lanes)) * b[r];                                 \\
            for (int step = (apart) / 2; step > 0; step /= 2)                                                        \\
                for (int u = 0; u < step; u++)                                                                       \\
                    for (int k = 0; k < (vectors); k++)                                                              \\
                        total[u][k] += total[u + step][k];                                                           \\
            for (int k = 0; k < (vectors); k++)                                                                      \\
                *(name##_vector*) (o + k * (lanes)) = total[0][k];                                                   \\
        }
    #else
    #define TG_COMBINE(name, type, lanes, vectors, apart)                                                            \\
        static inline void name(type* o, const type* a, const type* b, ptrdiff_t width, ptrdiff_t rows)              \\
        {                                                                                                            \\
            for (int k = 0; k < (lanes) * (vectors); k++) {                                                          \\
                type total = 0;                                                                                      \\
                for (ptrdiff_t r = 0; r < rows; r++)                                                                 \\
                    total += a[r * width + k] * b[r];                                                                \\
                o[k] = total;                                                                                        \\
            }                                                                                                        \\
        }
    #endif

    #define TG_COMBINE_ROWS(name, type)                                                                              \\
        TG_COMBINE(name##_32, type, 8, 4, 2)                                                                         \\
        TG_COMBINE(name##_24, type, 8, 3, 2)                                                                         \\
        TG_COMBINE(name##_16, type, 8, 2, 4)                                                                         \\
        TG_COMBINE(name##_8, type, 8, 1, 4)                                                                          \\
        TG_COMBINE(name##_4, type, 4, 1, 4)                                                                          \\
        TG_COMBINE(name##_2, type, 2, 1, 4)                                                                          \\
        TG_COMBINE(name##_1, type, 1, 1, 4)                                                                          \\
        static void name(type* o, const type* a, const type* b, ptrdiff_t width, ptrdiff_t rows)                     \\
        {                                                                                                            \\
            ptrdiff_t i = 0;                                                                                         \\
            for (; i + 32 <= width; i += 32)                                                                         \\
                name##_32(o + i, a + i, b, width, rows);                                                             \\
            if ((width & 24) == 24)                                                                                  \\
                name##_24(o + i, a + i, b, width, rows);                                                             \\
            else if (width & 16)                                                                                     \\
                name##_16(o + i, a + i, b, width, rows);                                                             \\
            else if (width & 8)                                                                                      \\
                name##_8(o + i, a + i, b, width, rows);                                                              \\
            i += width & 24;                                                                                         \\
            if (width & 4)                                                                                           \\
                name##_4(o + i, a + i, b, width, rows);                                                              \\
            i += width & 4;                                                                                          \\
            if (width & 2)                                                                                           \\
                name##_2(o + i, a + i, b, width, rows);                                                              \\
            i += width & 2;                                                                                          \\
            if (width & 1)                                                                                           \\
                name##_1(o + i, a + i, b, width, rows);                                                              \\
        }

    TG_COMBINE_ROWS(tg_combine_f32, float)
    TG_COMBINE_ROWS(tg_combine_f64, double)

    /* o[r] = sum(a[r, :] b[:]) */
    #if defined(__GNUC__)
    #define TG_EIGHT ((total[0] + total[4]) + (total[2] + total[6])) + ((total[1] + total[5]) + (total[3] + total[7]))
    #define TG_TIMES_EIGHTS(type)                                                                                    \\
        if (width >= 8) {                                                                                            \\
            typedef type vector __attribute__((vector_size(8 * sizeof(type)), aligned(sizeof(type)), may_alias));    \\
            vector total = {0};                                                                                      \\
            for (; i + 8 <= width; i += 8)                                                                           \\
                total += *(const vector*) (a + i) * *(const vector*) (b + i);                                        \\
            sum = TG_EIGHT;                                                                                          \\
        }
    #else
    #define TG_TIMES_EIGHTS(type)
    #endif
    #define TG_TIMES(name, type)                                                                                     \\
        static void name(type* o, const type* a, const type* b, ptrdiff_t width, ptrdiff_t rows)                     \\
        {                                                                                                            \\
            for (ptrdiff_t r = 0; r < rows; r++, a += width) {                                                       \\
                ptrdiff_t i = 0;                                                                                     \\
                type sum = 0;                                                                                        \\
                TG_TIMES_EIGHTS(type)                                                                                \\
                for (; i + 4 <= width; i += 4)                                                                       \\
                    sum += (a[i] * b[i] + a[i + 2] * b[i + 2]) + (a[i + 1] * b[i + 1] + a[i + 3] * b[i + 3]);        \\
                for (; i < width; i++)                                                                               \\
                    sum += a[i] * b[i];                                                                              \\
                o[r] = sum;                                                                                          \\
            }                                                                                                        \\
        }

    TG_TIMES(tg_times_f32, float)
    TG_TIMES(tg_times_f64, double)
    """
    void tg_combine_f32(float*, const float*, const float*, Py_ssize_t, Py_ssize_t) noexcept nogil
    void tg_combine_f64(double*, const double*, const double*, Py_ssize_t, Py_ssize_t) noexcept nogil
    void tg_times_f32(float*, const float*, const float*, Py_ssize_t, Py_ssize_t) noexcept nogil
    void tg_times_f64(double*, const double*, const double*, Py_ssize_t, Py_ssize_t) noexcept nogil
