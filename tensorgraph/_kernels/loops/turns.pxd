# Transposed copies of small tiles: loads, shuffles and stores of whole vectors.

cdef extern from *:
    """
    #include <stddef.h>
    #include <stdint.h>
    #include <string.h>

    /* elements on a side of a tile, by their bytes */
    enum { TG_TURN_1 = 8, TG_TURN_2 = 8, TG_TURN_4 = 8, TG_TURN_8 = 4 };

    #if defined(__GNUC__) && (defined(__clang__) || __GNUC__ >= 12)
    typedef uint32_t tg_eight __attribute__((vector_size(32), aligned(4), may_alias));
    /* complex64 may begin at any multiple of 4 bytes */
    typedef uint64_t tg_four __attribute__((vector_size(32), aligned(4), may_alias));
    #define TG_PAIRS(x, y, how) __builtin_shufflevector(x, y, how)
    #define TG_LOW 0, 8, 1, 9, 4, 12, 5, 13
    #define TG_HIGH 2, 10, 3, 11, 6, 14, 7, 15
    #define TG_LOW_2 0, 1, 8, 9, 4, 5, 12, 13
    #define TG_HIGH_2 2, 3, 10, 11, 6, 7, 14, 15
    #define TG_LOW_4 0, 1, 2, 3, 8, 9, 10, 11
    #define TG_HIGH_4 4, 5, 6, 7, 12, 13, 14, 15

    typedef uint8_t tg_bytes __attribute__((vector_size(16), aligned(1), may_alias));
    typedef uint64_t tg_two __attribute__((vector_size(16)));
    typedef uint64_t tg_word __attribute__((aligned(1), may_alias));
    typedef uint16_t tg_shorts __attribute__((vector_size(16), aligned(1), may_alias));
    #define TG_LOW_BYTES 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23
    #define TG_HIGH_BYTES 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31
    #define TG_LOW_SHORTS 0, 8, 1, 9, 2, 10, 3, 11
    #define TG_HIGH_SHORTS 4, 12, 5, 13, 6, 14, 7, 15

    /* Elements of the rows take turns: of the first half and the second one, then of four parts, and of all. */
    static inline void tg_turn_1(char* to, ptrdiff_t to_row, const char* from, ptrdiff_t row)
    {
        tg_bytes x[8], y[4];
        for (int k = 0; k < 8; k++) x[k] = (tg_bytes) (tg_two) {*(const tg_word*) (from + k * row), 0};
        for (int k = 0; k < 4; k++) y[k] = TG_PAIRS(x[k], x[k + 4], TG_LOW_BYTES);
        for (int k = 0; k < 2; k++) {
            x[k] = TG_PAIRS(y[k], y[k + 2], TG_LOW_BYTES);
            x[k + 2] = TG_PAIRS(y[k], y[k + 2], TG_HIGH_BYTES);
        }
        for (int k = 0; k < 4; k += 2) {
            y[k] = TG_PAIRS(x[k], x[k + 1], TG_LOW_BYTES);
            y[k + 1] = TG_PAIRS(x[k], x[k + 1], TG_HIGH_BYTES);
        }
        for (int k = 0; k < 4; k++) {
            *(tg_word*) (to + 2 * k * to_row) = ((tg_two) y[k])[0];
            *(tg_word*) (to + (2 * k + 1) * to_row) = ((tg_two) y[k])[1];
        }
    }

    static inline void tg_turn_2(char* to, ptrdiff_t to_row, const char* from, ptrdiff_t row)
    {
        tg_shorts x[8], y[8];
        for (int k = 0; k < 8; k++) x[k] = *(const tg_shorts*) (from + k * row);
        for (int k = 0; k < 4; k++) {
            y[k] = TG_PAIRS(x[k], x[k + 4], TG_LOW_SHORTS);
            y[k + 4] = TG_PAIRS(x[k], x[k + 4], TG_HIGH_SHORTS);
        }
        for (int half = 0; half < 8; half += 4)
            for (int k = half; k < half + 2; k++) {
                x[k] = TG_PAIRS(y[k], y[k + 2], TG_LOW_SHORTS);
                x[k + 2] = TG_PAIRS(y[k], y[k + 2], TG_HIGH_SHORTS);
            }
        for (int k = 0; k < 8; k += 2) {
            *(tg_shorts*) (to + k * to_row) = TG_PAIRS(x[k], x[k + 1], TG_LOW_SHORTS);
            *(tg_shorts*) (to + (k + 1) * to_row) = TG_PAIRS(x[k], x[k + 1], TG_HIGH_SHORTS);
        }
    }

    static inline void tg_turn_4(char* to, ptrdiff_t to_row, const char* from, ptrdiff_t row)
    {
        tg_eight x[8], y[8];
        for (int k = 0; k < 8; k++) x[k] = *(const tg_eight*) (from + k * row);
        for (int k = 0; k < 8; k += 2) {
            y[k] = TG_PAIRS(x[k], x[k + 1], TG_LOW);
            y[k + 1] = TG_PAIRS(x[k], x[k + 1], TG_HIGH);
        }
        for (int k = 0; k < 8; k += 4) {
            x[k] = TG_PAIRS(y[k], y[k + 2], TG_LOW_2);
            x[k + 1] = TG_PAIRS(y[k], y[k + 2], TG_HIGH_2);
            x[k + 2] = TG_PAIRS(y[k + 1], y[k + 3], TG_LOW_2);
            x[k + 3] = TG_PAIRS(y[k + 1], y[k + 3], TG_HIGH_2);
        }
        for (int k = 0; k < 4; k++) {
            *(tg_eight*) (to + k * to_row) = TG_PAIRS(x[k], x[k + 4], TG_LOW_4);
            *(tg_eight*) (to + (k + 4) * to_row) = TG_PAIRS(x[k], x[k + 4], TG_HIGH_4);
        }
    }

    static inline void tg_turn_8(char* to, ptrdiff_t to_row, const char* from, ptrdiff_t row)
    {
        tg_four x[4], y[4];
        for (int k = 0; k < 4; k++) x[k] = *(const tg_four*) (from + k * row);
        for (int k = 0; k < 4; k += 2) {
            y[k] = __builtin_shufflevector(x[k], x[k + 1], 0, 4, 2, 6);
            y[k + 1] = __builtin_shufflevector(x[k], x[k + 1], 1, 5, 3, 7);
        }
        for (int k = 0; k < 2; k++) {
            *(tg_four*) (to + k * to_row) = __builtin_shufflevector(y[k], y[k + 2], 0, 1, 4, 5);
            *(tg_four*) (to + (k + 2) * to_row) = __builtin_shufflevector(y[k], y[k + 2], 2, 3, 6, 7);
        }
    }
    #else
    #define TG_TURN(name, type, side) \\
    static inline void name(char* to, ptrdiff_t to_row, const char* from, ptrdiff_t row) \\
    { \\
        for (int i = 0; i < side; i++) \\
            for (int j = 0; j < side; j++) \\
                memcpy(to + i * to_row + j * sizeof(type), from + j * row + i * sizeof(type), sizeof(type)); \\
    }
    TG_TURN(tg_turn_1, uint8_t, TG_TURN_1)
    TG_TURN(tg_turn_2, uint16_t, TG_TURN_2)
    TG_TURN(tg_turn_4, uint32_t, TG_TURN_4)
    TG_TURN(tg_turn_8, uint64_t, TG_TURN_8)
    #endif
    """
    enum: TG_TURN_1
    enum: TG_TURN_2
    enum: TG_TURN_4
    enum: TG_TURN_8
    # Write the columns of a tile of elements of so many bytes as rows.
    void turn_1 "tg_turn_1"(char* to, Py_ssize_t to_row, const char* source, Py_ssize_t row) noexcept nogil
    void turn_2 "tg_turn_2"(char* to, Py_ssize_t to_row, const char* source, Py_ssize_t row) noexcept nogil
    void turn_4 "tg_turn_4"(char* to, Py_ssize_t to_row, const char* source, Py_ssize_t row) noexcept nogil
    void turn_8 "tg_turn_8"(char* to, Py_ssize_t to_row, const char* source, Py_ssize_t row) noexcept nogil
