"""Text of the loops that find whether all or any of the bools of rows and columns are true, for ``folds.py``.

The largest or smallest of the bytes tells it. Whole arrays, and long rows, are left to NumPy, whose loops stop where
the result is known.
"""

ONES = "<uint64_t> 0x0101010101010101"

TRUTH = '''

cdef void rows_{how}_b1(void* o, const void* a, const void* b, Py_ssize_t width, Py_ssize_t rows) noexcept nogil:
    """``o[r] = {how}(a[r, :])``, the rows of a few elements side by side, others eight bytes at a time"""
    cdef uint8_t* z = <uint8_t*> o
    cdef const uint8_t* x = <const uint8_t*> a
    cdef uint64_t word, found
    cdef Py_ssize_t r, i
    if 0 < width < 16:
        rows_{extremum}_u8(o, a, b, width, rows)
        for r in range(rows):
            z[r] = z[r] != 0
        return
    for r in range(rows):
        found = 0
        for i in range(0, width - 7, 8):
            memcpy(&word, x + i, 8)
            found |= {of_word}
        if width >= 8:
            memcpy(&word, x + width - 8, 8)
            found |= {of_word}
        z[r] = found {compare} 0
        x += width


cdef void columns_{how}_b1(
    void* o, const void* a, Py_ssize_t width, Py_ssize_t apart, Py_ssize_t rows, Py_ssize_t matrices
) noexcept nogil:
    """``o[m, c] = {how}(a[m, :, c])`` of rows that begin `apart` elements after each other"""
    cdef uint8_t* z = <uint8_t*> o
    cdef Py_ssize_t k
    columns_{extremum}_u8(o, a, width, apart, rows, matrices)
    for k in range(matrices * width):
        z[k] = z[k] != 0
'''


def write_truth(out, record):
    """Write the kernels that find whether all or any of a row or a column are true."""
    is_any = record.name == "any"
    out.add(
        f"rows_{record.name}_b1", TRUTH, how=record.name, extremum="max" if is_any else "min",
        compare="!=" if is_any else "==", of_word="word" if is_any else f"(word - {ONES}) & ~word & ({ONES} << 7)")
    out.table[f"columns_{record.name}_b1"] = f"columns_{record.name}_b1"
