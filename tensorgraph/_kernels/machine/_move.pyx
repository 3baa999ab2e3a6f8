# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Copies between layouts.

An array is copied in the order of the memory that is written; where the source lies across it, by square tiles that
stay in cache.
"""

from libc.stdint cimport uint16_t, uint32_t, uint64_t
from libc.string cimport memcpy, memset

from ._workspace cimport MAX_NDIM

cdef enum:
    SQUARE = 32                 # elements on a side
    LONG = 1024                 # bytes that are worth a look at what they are filled with
    NEAR = 4096                 # bytes that stay in the nearest cache while they are copied


ctypedef fused item_t:
    unsigned char
    uint16_t
    uint32_t
    uint64_t
    double complex


cdef void copy_items(
    item_t* to, Py_ssize_t to_step, const char* source, Py_ssize_t step, Py_ssize_t n
) noexcept nogil:
    cdef Py_ssize_t i
    cdef item_t value
    cdef char* out = <char*> to
    if to_step == sizeof(item_t):
        if step == 0 and n > 0:
            value = (<item_t*> source)[0]
            for i in range(n):
                to[i] = value
        else:
            for i in range(n):
                to[i] = (<item_t*> (source + i * step))[0]
    else:
        for i in range(n):
            (<item_t*> (out + i * to_step))[0] = (<item_t*> (source + i * step))[0]


cdef bint is_one_byte(const char* source, Py_ssize_t itemsize) noexcept nogil:
    """Return True if all bytes of an element are equal, as in zeros."""
    cdef Py_ssize_t i
    for i in range(1, itemsize):
        if source[i] != source[0]:
            return False
    return True


cdef void fill(char* to, const char* source, Py_ssize_t size, Py_ssize_t itemsize) noexcept nogil:
    """Repeat an element over many bytes by copying what was written already, as long as it is near."""
    cdef Py_ssize_t have, more
    if is_one_byte(source, itemsize):
        memset(to, source[0], size)
        return
    have = LONG // 8
    copy_run(to, itemsize, source, 0, have // itemsize, itemsize)
    while have < size:
        more = min(min(have, <Py_ssize_t> NEAR), size - have)
        memcpy(to + have, to, more)
        have += more


cdef void copy_run(
    char* to, Py_ssize_t to_step, const char* source, Py_ssize_t step, Py_ssize_t n, Py_ssize_t itemsize
) noexcept nogil:
    """Copy n elements at equal distances."""
    if step == itemsize and to_step == itemsize:
        memcpy(to, source, n * itemsize)
    elif step == 0 and to_step == itemsize and n * itemsize >= LONG:
        fill(to, source, n * itemsize, itemsize)
    elif itemsize == 8:
        copy_items(<uint64_t*> to, to_step, source, step, n)
    elif itemsize == 4:
        copy_items(<uint32_t*> to, to_step, source, step, n)
    elif itemsize == 1:
        copy_items(<unsigned char*> to, to_step, source, step, n)
    elif itemsize == 2:
        copy_items(<uint16_t*> to, to_step, source, step, n)
    else:
        copy_items(<double complex*> to, to_step, source, step, n)


cdef void copy_items_of_rows(
    item_t* to, const char* source, Py_ssize_t row, Py_ssize_t step, Py_ssize_t rows, Py_ssize_t n
) noexcept nogil:
    cdef Py_ssize_t _i, j
    cdef item_t value
    for _i in range(rows):
        if step == 0 and n > 0:
            value = (<item_t*> source)[0]
            for j in range(n):
                to[j] = value
        else:
            for j in range(n):
                to[j] = (<item_t*> (source + j * step))[0]
        to += n
        source += row


cdef void copy_rows(
    char* to, const char* source, Py_ssize_t row, Py_ssize_t step, Py_ssize_t rows, Py_ssize_t n, Py_ssize_t itemsize
) noexcept nogil:
    """Copy short rows of n elements, one after another."""
    if itemsize == 8:
        copy_items_of_rows(<uint64_t*> to, source, row, step, rows, n)
    elif itemsize == 4:
        copy_items_of_rows(<uint32_t*> to, source, row, step, rows, n)
    elif itemsize == 1:
        copy_items_of_rows(<unsigned char*> to, source, row, step, rows, n)
    elif itemsize == 2:
        copy_items_of_rows(<uint16_t*> to, source, row, step, rows, n)
    else:
        copy_items_of_rows(<double complex*> to, source, row, step, rows, n)


cdef void copy_square(
    Py_ssize_t rows, Py_ssize_t n, char* to, Py_ssize_t to_row, Py_ssize_t to_step, const char* source, Py_ssize_t row,
    Py_ssize_t step, Py_ssize_t itemsize
) noexcept nogil:
    """Copy a matrix whose columns are close in the source."""
    cdef Py_ssize_t i, j, k
    for i in range(0, (rows + SQUARE - 1) // SQUARE):
        for j in range(0, (n + SQUARE - 1) // SQUARE):
            for k in range(i * SQUARE, min(rows, (i + 1) * SQUARE)):
                copy_run(
                    to + k * to_row + j * SQUARE * to_step, to_step, source + k * row + j * SQUARE * step, step,
                    min(<Py_ssize_t> SQUARE, n - j * SQUARE), itemsize)


cdef void copy_array(
    int ndim, const Py_ssize_t* dims, char* to, const Py_ssize_t* to_strides, const char* source,
    const Py_ssize_t* strides, Py_ssize_t itemsize
) noexcept nogil:
    """Copy all elements of an array to another of the same shape; a stride of the source may be 0."""
    cdef Py_ssize_t n[MAX_NDIM]
    cdef Py_ssize_t out[MAX_NDIM]
    cdef Py_ssize_t step[MAX_NDIM]
    cdef Py_ssize_t index[MAX_NDIM]
    cdef int nd = 0, i, k
    for k in range(ndim):
        if dims[k] == 0:
            return
        if dims[k] == 1:
            continue
        i = nd
        while i > 0 and magnitude(out[i - 1]) < magnitude(to_strides[k]):
            n[i], out[i], step[i] = n[i - 1], out[i - 1], step[i - 1]
            i -= 1
        n[i], out[i], step[i] = dims[k], to_strides[k], strides[k]
        nd += 1
    if nd == 0:
        memcpy(to, source, itemsize)
        return
    k = 0
    for i in range(1, nd):
        if out[k] == out[i] * n[i] and step[k] == step[i] * n[i]:
            n[k], out[k], step[k] = n[k] * n[i], out[i], step[i]
        else:
            k += 1
            n[k], out[k], step[k] = n[i], out[i], step[i]
    nd = k + 1
    for k in range(nd):
        index[k] = 0
    if nd >= 2 and step[nd - 2] and magnitude(step[nd - 2]) < magnitude(step[nd - 1]) and n[nd - 1] > 4:
        while True:
            copy_square(
                n[nd - 2], n[nd - 1], to, out[nd - 2], out[nd - 1], source, step[nd - 2], step[nd - 1], itemsize)
            k = nd - 3
            while k >= 0:
                index[k] += 1
                to += out[k]
                source += step[k]
                if index[k] < n[k]:
                    break
                to -= index[k] * out[k]
                source -= index[k] * step[k]
                index[k] = 0
                k -= 1
            if k < 0:
                return
    while True:
        copy_run(to, out[nd - 1], source, step[nd - 1], n[nd - 1], itemsize)
        k = nd - 2
        while k >= 0:
            index[k] += 1
            to += out[k]
            source += step[k]
            if index[k] < n[k]:
                break
            to -= index[k] * out[k]
            source -= index[k] * step[k]
            index[k] = 0
            k -= 1
        if k < 0:
            return
