"""Text of the sums of elements of a few bytes in a wider dtype, and of counts, for ``folds.py``.

So many bools are counted in bytes, and so many bytes and shorts added in 32 bits, as cannot overflow.
"""

WIDER = {                   # dtypes whose sums and products are of another one, and that
    "f32": "f64", **dict.fromkeys(("b1", "i8", "i16", "i32"), "i64"), **dict.fromkeys(("u8", "u16", "u32"), "u64"),
}


COUNT = '''

cdef inline int64_t counted(const uint8_t* lane) noexcept nogil:
    """Return the sum of 64 bytes: no four of their sums in 16 bits overflow."""
    cdef uint64_t[8] word
    cdef uint64_t total = 0, low = <uint64_t> 0x00ff00ff00ff00ff
    cdef Py_ssize_t k
    memcpy(word, lane, 64)
    for k in range(8):
        total += (word[k] & low) + ((word[k] >> 8) & low)
    return <int64_t> ((total * <uint64_t> 0x0001000100010001) >> 48)


cdef void fold_sum_b1_i64(
        void* o, const void* a, const void* b, const void* c, const void* d, Py_ssize_t n) noexcept nogil:
    cdef int64_t* z = <int64_t*> o
    cdef const uint8_t* x = <const uint8_t*> a
    cdef uint8_t[64] lane
    cdef Py_ssize_t i = 0, k, m
    cdef uint64_t word, low = <uint64_t> 0x7f7f7f7f7f7f7f7f, ones = <uint64_t> 0x0101010101010101
    while n - i >= 64:
        m = i + min(n - i, <Py_ssize_t> (64 * 255)) // 64 * 64
        for k in range(64):
            lane[k] = 0
        while i < m:
            for k in range(64):
                lane[k] += x[i + k] != 0
            i += 64
        z[0] += counted(lane)
    while n - i >= 8:
        # the highest bit of a byte is set where one of its bits is
        memcpy(&word, x + i, 8)
        word = ((((word & low) + low) | word) >> 7) & ones
        z[0] += <int64_t> ((word * ones) >> 56)
        i += 8
    for i in range(i, n):
        z[0] += x[i] != 0
'''


COUNT_FORMULA = '''

cdef void fold_sum_{name}_i64(
        void* o, const void* a, const void* b, const void* c, const void* d, Py_ssize_t n) noexcept nogil:
    """Lanes of 32 bits suffice for 2**36 elements."""
    cdef int64_t* z = <int64_t*> o
{operands}
    cdef int32_t[{lanes}] lane
    cdef Py_ssize_t i, k, m = n // {lanes} * {lanes}
    cdef bint fetches = not FORESEES
    for k in range({lanes}):
        lane[k] = 0
    for i in range(0, m, {lanes}):
{fetches}
        for k in range({lanes}):
            {lane_loads}
            lane[k] += {formula}
    for k in range(n - m):
        {tail_loads}
        lane[k] += {formula}
    for k in range({lanes}):
        z[0] += lane[k]
'''


SUM = '''

cdef void fold_sum_{name}(
        void* o, const void* a, const void* b, const void* c, const void* d, Py_ssize_t n) noexcept nogil:
    """So many at a time that none of the sums of 32 bits overflows."""
    cdef {acc}* z = <{acc}*> o
    cdef const {type}* x = <const {type}*> a
    cdef int32_t[32] lane
    cdef Py_ssize_t i = 0, k, m
    cdef bint fetches = not FORESEES
    while n - i >= 32:
        m = i + min(n - i, <Py_ssize_t> 16384) // 32 * 32
        for k in range(32):
            lane[k] = 0
        while i < m:
            if fetches:
                fetch(<const char*> (x + i) + 3072, 32 * sizeof({type}))
            for k in range(32):
                lane[k] += x[i + k]
            i += 32
        for k in range(32):
            z[0] += lane[k]
    for i in range(i, n):
        z[0] += x[i]
'''


ROW_SUMS = '''

cdef void rows_sum_{name}(void* o, const void* a, const void* b, Py_ssize_t width, Py_ssize_t rows) noexcept nogil:
    """``o[r] = sum(a[r, :])``, of rows that are not too long in 32 bits"""
    cdef {acc}* z = <{acc}*> o
    cdef const {type}* x = <const {type}*> a
    cdef int32_t[256] some
    cdef Py_ssize_t r, n
    while rows > 0:
        n = min(rows, <Py_ssize_t> 256)
        if width <= 16384:
            rows_sum_{code}_i32(some, x, NULL, width, n)
            for r in range(n):
                z[r] = some[r]
        else:
            for r in range(n):
                z[r] = 0
                fold_sum_{name}(&z[r], x + r * width, NULL, NULL, NULL, width)
        x += n * width
        z += n
        rows -= n
'''
