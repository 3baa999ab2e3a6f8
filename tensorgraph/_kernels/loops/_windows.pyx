# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, freethreading_compatible=True
"""Loops over the windows along one row.  Compiled once per instruction set.

There are n windows of `ws` elements, `step` from one to the next.  Steps of one and two, which images are pooled
with, have loops that vectorise; a nan is the maximum of whatever it is among.
"""

ctypedef fused real:
    float
    double


cdef void window_divide(
    real* o, const real* a, const real* b, const real* c, Py_ssize_t n, Py_ssize_t ws, Py_ssize_t step
) noexcept nogil:
    """``o[j] = a[j] / (b[j] c[0])``"""
    cdef Py_ssize_t j
    cdef real value = c[0]
    for j in range(n):
        o[j] = a[j] / (b[j] * value)


cdef void window_spread(
    real* o, const real* a, const void* b, const void* c, Py_ssize_t n, Py_ssize_t ws, Py_ssize_t step
) noexcept nogil:
    """``o[j step : j step + ws] = a[j]`` for the first window and the next ones that do not overlap it."""
    cdef Py_ssize_t j, k, apart
    if ws == step == 2:
        for j in range(n):
            o[2 * j] = a[j]
            o[2 * j + 1] = a[j]
        return
    apart = (ws + step - 1) // step
    for j in range((n + apart - 1) // apart):
        for k in range(ws):
            o[j * apart * step + k] = a[j * apart]


cdef void window_add(
    real* o, const real* a, const void* b, const void* c, Py_ssize_t n, Py_ssize_t ws, Py_ssize_t step
) noexcept nogil:
    """``o[j step] += a[j]``"""
    cdef Py_ssize_t j
    if step == 1:
        for j in range(n):
            o[j] += a[j]
    else:
        for j in range(n):
            o[j * step] += a[j]


cdef void window_add_where(
    real* o, const real* a, const real* b, const real* c, Py_ssize_t n, Py_ssize_t ws, Py_ssize_t step
) noexcept nogil:
    """``o[j step] += c[j] where a[j step] == b[j]``"""
    cdef Py_ssize_t j
    if step == 1:
        for j in range(n):
            o[j] += c[j] if a[j] == b[j] else 0
    else:
        for j in range(n):
            o[j * step] += c[j] if a[j * step] == b[j] else 0


cdef void window_pick(
    real* o, const real* a, const real* b, const real* c, Py_ssize_t n, Py_ssize_t ws, Py_ssize_t step
) noexcept nogil:
    """``o[j] += c[j step] where a[j step] == b[j]``"""
    cdef Py_ssize_t j
    if step == 1:
        for j in range(n):
            o[j] += c[j] if a[j] == b[j] else 0
    elif step == 2:
        for j in range(n):
            o[j] += c[2 * j] if a[2 * j] == b[j] else 0
    else:
        for j in range(n):
            o[j] += c[j * step] if a[j * step] == b[j] else 0


ctypedef void (*one_f32)(
    float*, const float*, const void*, const void*, Py_ssize_t, Py_ssize_t, Py_ssize_t) noexcept nogil
ctypedef void (*one_f64)(
    double*, const double*, const void*, const void*, Py_ssize_t, Py_ssize_t, Py_ssize_t) noexcept nogil
ctypedef void (*three_f32)(
    float*, const float*, const float*, const float*, Py_ssize_t, Py_ssize_t, Py_ssize_t) noexcept nogil
ctypedef void (*three_f64)(
    double*, const double*, const double*, const double*, Py_ssize_t, Py_ssize_t, Py_ssize_t) noexcept nogil


def kernels():
    """Return the addresses of the loops by name."""
    return {
        "window_divide_f32": <size_t> <void*> <three_f32> window_divide,
        "window_divide_f64": <size_t> <void*> <three_f64> window_divide,
        "window_spread_f32": <size_t> <void*> <one_f32> window_spread,
        "window_spread_f64": <size_t> <void*> <one_f64> window_spread,
        "window_add_f32": <size_t> <void*> <one_f32> window_add,
        "window_add_f64": <size_t> <void*> <one_f64> window_add,
        "window_add_where_f32": <size_t> <void*> <three_f32> window_add_where,
        "window_add_where_f64": <size_t> <void*> <three_f64> window_add_where,
        "window_pick_f32": <size_t> <void*> <three_f32> window_pick,
        "window_pick_f64": <size_t> <void*> <three_f64> window_pick,
    }
