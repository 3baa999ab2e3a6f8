# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, freethreading_compatible=True
"""Loops that draw random numbers, one from each of many streams side by side.  Compiled once per instruction set.

``mrg_<dtype>(o, x2, x3, y1, y3, n)`` is a step of n generators MRG31k3p, see ``tensor/random/mrg31k3p.py``: it reads
the words ``x[n-2], x[n-3], y[n-1], y[n-3]`` of each and writes the new ones over `x3` and `y3`.

a. Words are unsigned, so that a sum that overflows 31 bits still is a number; ``min(s, s - m)`` takes the modulus away
   where it fits, without a branch.
b. A float32 sample is the integer draw, rounded to float32, times the largest factor that keeps it below 1.
"""

from libc.stdint cimport int32_t, uint32_t

ctypedef fused real:
    float
    double

cdef enum:
    M1 = 2147483647
    M2 = 2147462579


cdef inline uint32_t reduced(uint32_t s, uint32_t m) noexcept nogil:
    """``s - m``, or s where that is negative."""
    cdef uint32_t less = s - m
    return less if less < s else s


cdef void mrg(
    real* o, const uint32_t* x2, uint32_t* x3, const uint32_t* y1, uint32_t* y3, Py_ssize_t n
) noexcept nogil:
    cdef real scale = <real> 4.656612873077392578125e-10 if real is double else <real> 4.6566126e-10
    cdef uint32_t a, c, x, y, z
    cdef Py_ssize_t i
    for i in range(n):
        a = x2[i]
        c = x3[i]
        x = ((a & 511) << 22) + (a >> 9) + ((c & 16777215) << 7) + (c >> 24)
        x = reduced(reduced(x, M1) + c, M1)
        x3[i] = x
        a = y1[i]
        c = y3[i]
        z = reduced(((a & 65535) << 15) + 21069 * (a >> 16), M2)
        y = reduced(((c & 65535) << 15) + 21069 * (c >> 16), M2)
        y = reduced(reduced(y + c, M2) + z, M2)
        y3[i] = y
        z = x - y
        z = z + M1 if x <= y else z
        o[i] = <real> <int32_t> z * scale


ctypedef void (*mrg_f32)(float*, const uint32_t*, uint32_t*, const uint32_t*, uint32_t*, Py_ssize_t) noexcept nogil
ctypedef void (*mrg_f64)(double*, const uint32_t*, uint32_t*, const uint32_t*, uint32_t*, Py_ssize_t) noexcept nogil


def kernels():
    """Return the addresses of the loops by name."""
    return {"mrg_f32": <size_t> <void*> <mrg_f32> mrg, "mrg_f64": <size_t> <void*> <mrg_f64> mrg}
