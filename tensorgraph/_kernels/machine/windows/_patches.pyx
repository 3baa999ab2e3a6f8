# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Patches of images as columns of a matrix, and such columns added to images.

Row k of the matrix belongs to element k of a filter (channel, plane, row, column); along it stand the places of the
result, row after row.  So a row of the matrix consists of runs of the image, which are copied whole:

a.  Where there are zeros around the image, where places are more than one element apart, or where the elements of the
    image are, a channel is first copied into a frame: with its zeros, and with the elements of each phase (those that
    are `stride` apart) side by side.  Then every run is consecutive, and no run has to look where the image ends.
b.  A frame holds those rows of one channel that the rows of the result at hand see: it is small, and stays in cache
    while it is read once for each element of the filter.
"""

from libc.string cimport memset

from .._move cimport copy_run

from ...loops import dispatch

ctypedef void (*copy_t)(char* to, const char* source, Py_ssize_t step, Py_ssize_t n, Py_ssize_t rows) noexcept nogil
ctypedef void (*add_t)(char* to, Py_ssize_t step, const char* source, Py_ssize_t n, Py_ssize_t rows) noexcept nogil

cdef copy_t copy_runs           # n bytes each
cdef add_t[2] _add_runs         # n elements each: float32, float64


def _load():
    global copy_runs
    loops = dispatch.module("runs").kernels()
    copy_runs = <copy_t> <void*> <size_t> loops["copy_runs"]
    _add_runs[0] = <add_t> <void*> <size_t> loops["add_runs_f32"]
    _add_runs[1] = <add_t> <void*> <size_t> loops["add_runs_f64"]


_load()


cdef struct Band:               # what a part of the result sees of the padded image
    Py_ssize_t plane, planes
    Py_ssize_t row, rows
    Py_ssize_t before           # zeros before what it sees of a row; negative if that begins later
    Py_ssize_t phase            # elements of each phase in a row of the frame
    Py_ssize_t row_size         # bytes of a row of the frame


cdef void copy_wide(char* to, const char* source, Py_ssize_t n) noexcept nogil:
    """Copy n bytes, a multiple of 4."""
    copy_runs(to, source, 0, n, 1)


cdef inline void add_strided(
    char* to, Py_ssize_t step, const char* source, Py_ssize_t n, Py_ssize_t size
) noexcept nogil:
    cdef Py_ssize_t i
    if step == size:
        _add_runs[size == 8](to, 0, source, n, 1)
    elif size == 8:
        for i in range(n):
            (<double*> (to + i * step))[0] += (<const double*> source)[i]
    else:
        for i in range(n):
            (<float*> (to + i * step))[0] += (<const float*> source)[i]


cdef Py_ssize_t seen(Patches* p, int axis, Py_ssize_t places) noexcept nogil:
    """Return the number of elements along an axis that so many places see."""
    return (places - 1) * p.stride[axis] + (p.taps[axis] - 1) * p.dilation[axis] + 1


cdef Band band_of(Patches* p, Part* part) noexcept nogil:
    cdef Band band
    cdef Py_ssize_t first = part.r0 // p.out[1], last = (part.r1 - 1) // p.out[1]
    cdef Py_ssize_t top = part.r0 - first * p.out[1], bottom = part.r1 - 1 - last * p.out[1]
    if first != last:
        top, bottom = 0, p.out[1] - 1
    band.plane = first * p.stride[0]
    band.planes = seen(p, 0, last - first + 1)
    band.row = top * p.stride[1]
    band.rows = seen(p, 1, bottom - top + 1)
    band.before = p.before[2] - part.w0 * p.stride[2]
    band.phase = (seen(p, 2, part.w1 - part.w0) + p.stride[2] - 1) // p.stride[2]
    band.row_size = band.phase * p.stride[2] * p.size
    return band


cdef Py_ssize_t frame_size(Patches* p, Py_ssize_t rows, Py_ssize_t width) noexcept nogil:
    """Return the bytes of a frame for at most so many rows of the result, of at most that width."""
    cdef Py_ssize_t phase = (seen(p, 2, width) + p.stride[2] - 1) // p.stride[2]
    cdef Py_ssize_t planes = min(p.out[0], (rows + p.out[1] - 2) // p.out[1] + 1)
    if not p.framed:
        return 0
    # rows that straddle planes need all of their rows
    rows = p.out[1] if planes > 1 else min(rows, p.out[1])
    return seen(p, 0, planes) * seen(p, 1, rows) * phase * p.stride[2] * p.size


cdef void finish(Patches* p) noexcept nogil:
    """Compute what follows from the lengths."""
    cdef int k
    p.ntaps = p.taps[0] * p.taps[1] * p.taps[2]
    p.nplaces = p.out[0] * p.out[1] * p.out[2]
    p.framed = p.stride[2] > 1 or p.steps[3] != p.size and p.image[2] > 1
    for k in range(3):
        if p.before[k] > 0 or seen(p, k, p.out[k]) > p.image[k]:
            p.framed = True


cdef bint is_plain(Patches* p) noexcept nogil:
    """Return True if the matrix is the image itself, with a channel per row."""
    return (
        p.ntaps == 1 and not p.framed and p.stride[0] == p.stride[1] == 1
        and (p.out[1] == 1 or p.steps[2] == p.out[2] * p.size)
        and (p.out[0] == 1 or p.steps[1] == p.out[1] * p.out[2] * p.size)
        and (p.channels == 1 or p.steps[0] >= p.nplaces * p.size and p.steps[0] % p.size == 0)
    )


cdef void load_frame(Patches* p, const char* channel, Band* band, char* frame) noexcept nogil:
    """Copy the part of a channel in a band into the frame."""
    cdef Py_ssize_t s = p.stride[2]
    cdef Py_ssize_t d, h, f, first, last, start
    cdef const char* source
    for d in range(band.plane - p.before[0], band.plane - p.before[0] + band.planes):
        for h in range(band.row - p.before[1], band.row - p.before[1] + band.rows):
            if not (0 <= d < p.image[0] and 0 <= h < p.image[1]):
                memset(frame, 0, band.row_size)
                frame += band.row_size
                continue
            source = channel + d * p.steps[1] + h * p.steps[2]
            for f in range(s):
                # element i of this phase is element i s + f - before of the row
                start = f - band.before
                first = min(band.phase, (-start + s - 1) // s) if start < 0 else 0
                last = (p.image[2] - 1 - start) // s + 1 if p.image[2] > start else 0
                last = max(first, min(band.phase, last))
                memset(frame, 0, first * p.size)
                if s == 1 and p.steps[3] == p.size:
                    copy_wide(
                        frame + first * p.size, source + (first + start) * p.size, (last - first) * p.size)
                else:
                    copy_run(
                        frame + first * p.size, p.size, source + (first * s + start) * p.steps[3], s * p.steps[3],
                        last - first, p.size)
                memset(frame + last * p.size, 0, (band.phase - last) * p.size)
                frame += band.phase * p.size


cdef void add_frame(Patches* p, char* channel, Band* band, const char* frame) noexcept nogil:
    """Add the part of the frame without padding to the channel."""
    cdef Py_ssize_t s = p.stride[2]
    cdef Py_ssize_t d, h, f, first, last, start
    cdef char* to
    for d in range(band.plane - p.before[0], band.plane - p.before[0] + band.planes):
        for h in range(band.row - p.before[1], band.row - p.before[1] + band.rows):
            if not (0 <= d < p.image[0] and 0 <= h < p.image[1]):
                frame += band.row_size
                continue
            to = channel + d * p.steps[1] + h * p.steps[2]
            for f in range(s):
                start = f - band.before
                first = min(band.phase, (-start + s - 1) // s) if start < 0 else 0
                last = (p.image[2] - 1 - start) // s + 1 if p.image[2] > start else 0
                last = max(first, min(band.phase, last))
                add_strided(
                    to + (first * s + start) * p.steps[3], s * p.steps[3], frame + first * p.size, last - first,
                    p.size)
                frame += band.phase * p.size


cdef void over_patches(
    Patches* p, char* image, Py_ssize_t k0, Py_ssize_t k1, Part* part, char* slab, Py_ssize_t ld, char* frame, bint add
) noexcept nogil:
    """Read rows k0 to k1 for a part of the result, or add them to the image."""
    cdef Band band = band_of(p, part)
    cdef Py_ssize_t plane = p.steps[1], row = p.steps[2]
    cdef Py_ssize_t n = part.w1 - part.w0, width = n * p.size, nrows = part.r1 - part.r0
    cdef Py_ssize_t h0 = part.r0 % p.out[1], c, t, first, last, td, th, tw, h, left, rows, down, across, start
    cdef add_t add_runs = _add_runs[p.size == 8]
    cdef bint joined
    cdef char* base
    cdef char* run
    cdef char* to
    if p.framed:
        row = band.row_size
        plane = band.rows * row
    down, across = p.stride[1] * row, p.stride[0] * plane
    # the first place of the part, in the image or in the frame, which begins with the band
    start = part.r0 // p.out[1] * across + h0 * down
    if p.framed:
        start -= band.plane * plane + band.row * row
    else:
        start += part.w0 * p.size
    # rows of the result that are consecutive in the image too
    joined = down == width and (part.r0 // p.out[1] == (part.r1 - 1) // p.out[1] or across == p.out[1] * down)
    if joined:
        n *= nrows
        width *= nrows
        nrows = 1
    for c in range(k0 // p.ntaps, (k1 - 1) // p.ntaps + 1):
        base = image + c * p.steps[0]
        if p.framed:
            if add:
                memset(frame, 0, band.planes * plane)
            else:
                load_frame(p, base, &band, frame)
            base = frame
        first = max(k0 - c * p.ntaps, <Py_ssize_t> 0)
        last = min(k1 - c * p.ntaps, p.ntaps)
        for t in range(first, last):
            tw = t % p.taps[2]
            th = t // p.taps[2] % p.taps[1]
            td = t // (p.taps[2] * p.taps[1])
            if p.flip:
                td, th, tw = p.taps[0] - 1 - td, p.taps[1] - 1 - th, p.taps[2] - 1 - tw
            tw *= p.dilation[2]
            run = base + start + td * p.dilation[0] * plane + th * p.dilation[1] * row
            run += (tw % p.stride[2] * band.phase + tw // p.stride[2]) * p.size
            to = slab + (c * p.ntaps + t - k0) * ld * p.size
            h, left = h0, nrows
            while left > 0:
                # the rows of one plane
                rows = min(left, p.out[1] - h)
                if add:
                    add_runs(run, down, to, n, rows)
                else:
                    copy_runs(to, run, down, width, rows)
                to += rows * width
                run += across - h * down
                left -= rows
                h = 0
        if add and p.framed:
            add_frame(p, image + c * p.steps[0], &band, frame)


cdef void read_patches(
    Patches* p, char* image, Py_ssize_t k0, Py_ssize_t k1, Part* part, char* slab, Py_ssize_t ld, char* frame
) noexcept nogil:
    """Read rows k0 to k1 of the matrix, for a part of the result; ld elements from one row to the next."""
    over_patches(p, image, k0, k1, part, slab, ld, frame, False)


cdef void add_patches(
    Patches* p, char* image, Py_ssize_t k0, Py_ssize_t k1, Part* part, char* slab, Py_ssize_t ld, char* frame
) noexcept nogil:
    """Add such rows to the places of the image that they come from."""
    over_patches(p, image, k0, k1, part, slab, ld, frame, True)
