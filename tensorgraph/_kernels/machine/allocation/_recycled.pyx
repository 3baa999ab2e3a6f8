# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Memory of large results and temporaries, which is used again.

A program that holds a result while it computes the next one gives one array back in each turn.  The C library returns
such memory to the system, which clears it page by page when it is needed again: that takes longer than to compute
what fills it.  So memory that is given back is kept for what needs as much; what was not used for a second goes back
when the next piece is given.

Invariants: what is in use and what is kept together are never more than what was in use at once; what is kept is at
most ``TENSORGRAPH_KEPT_BYTES`` of the environment, and is released where memory does not suffice.

Large data lies at another place of its page than NumPy's arrays do: a processor takes a load for one of what it has
just stored, and waits, if both have the same place in a page (x + y of 200,000 float64: 74 us, 55 so).
"""

import os

from libc.stdint cimport int64_t
from libc.stdlib cimport free, malloc

from .keeping import most_kept
from ..threads._atomic cimport tg_now, tg_pause, tg_put, tg_swap

cdef extern from *:
    """
    #if defined(__linux__)
    #include <sys/mman.h>
    #endif
    #if defined(__SANITIZE_ADDRESS__)
    #include <sanitizer/asan_interface.h>
    #define tg_hide(p, n) ASAN_POISON_MEMORY_REGION(p, n)
    #define tg_unhide(p, n) ASAN_UNPOISON_MEMORY_REGION(p, n)
    #else
    #define tg_hide(p, n)
    #define tg_unhide(p, n)
    #endif

    /* Ask for pages that are large: fewer are cleared, and looked up. */
    static inline void tg_advise(char* data, size_t size) {
    #if defined(MADV_HUGEPAGE)
        enum { TG_PAGE = 4096, TG_HUGE = 1 << 22 };
        if (size >= TG_HUGE) {
            size_t first = ((size_t)data + TG_PAGE - 1) & ~(size_t)(TG_PAGE - 1);
            madvise((void*)first, (size_t)data + size - first, MADV_HUGEPAGE);
        }
    #endif
    }
    """
    void tg_hide(void* p, size_t n) noexcept nogil      # tell a sanitizer that nobody may use it
    void tg_unhide(void* p, size_t n) noexcept nogil
    void tg_advise(char* data, size_t size) noexcept nogil

cdef enum:
    LINE = 64
    APART = 1024
    ROOM = LARGE + APART        # bytes of a piece that is large, at least
    MOST = 32                   # pieces that are kept
    SECOND = 1000000000         # ns

cdef struct Header:             # lies before the data
    char* raw
    size_t room                 # bytes, from `raw` on

cdef struct Piece:
    char* raw
    size_t room
    int64_t since               # when it was given back


cdef Piece[MOST] _kept          # the oldest first
cdef int _nkept
cdef size_t _kept_bytes, _used, _most_used
cdef size_t _limit = most_kept(os.environ)
cdef int64_t _busy


cdef inline void lock() noexcept nogil:
    while tg_swap(&_busy, 1):
        tg_pause()


cdef inline void unlock() noexcept nogil:
    tg_put(&_busy, 0)


def _free_lock():
    unlock()


if hasattr(os, "register_at_fork"):
    # another thread of the parent may have had it
    os.register_at_fork(after_in_child=_free_lock)


cdef inline char* placed(char* raw, size_t room) noexcept nogil:
    """Return where the data of a piece begins, and write what is needed to give it back."""
    cdef char* data = <char*> ((<size_t> raw + sizeof(Header) + LINE - 1) & ~<size_t> (LINE - 1))
    if room >= ROOM:
        data += APART
    (<Header*> data - 1).raw, (<Header*> data - 1).room = raw, room
    return data


cdef inline Piece removed(int k) noexcept nogil:
    """Take a piece out of those that are kept."""
    cdef Piece piece = _kept[k]
    global _nkept, _kept_bytes
    _nkept -= 1
    _kept_bytes -= piece.room
    for k in range(k, _nkept):
        _kept[k] = _kept[k + 1]
    tg_unhide(piece.raw, piece.room)
    return piece


cdef int best(size_t room) noexcept nogil:
    """Return which piece serves for so many bytes, that which was given back last where several do; -1 if none."""
    cdef int k, found = -1
    for k in range(_nkept):
        if room <= _kept[k].room <= room + room // 8 and (found < 0 or _kept[k].room <= _kept[found].room):
            found = k
    return found


cdef char* allocated(size_t size) noexcept nogil:
    cdef Piece[MOST] old
    cdef size_t room = size + sizeof(Header) + LINE + (APART if size >= LARGE else 0)
    cdef int k, nold = 0
    cdef char* raw
    cdef char* data
    global _used, _most_used
    if room < size:
        return NULL
    if room < ROOM:
        raw = <char*> malloc(room)
        return NULL if raw == NULL else placed(raw, room)
    lock()
    k = best(room)
    if k >= 0:
        old[0] = removed(k)
        _used += old[0].room
        unlock()
        return placed(old[0].raw, old[0].room)
    _used += room
    while _nkept and _used + _kept_bytes > _most_used:
        old[nold] = removed(0)
        nold += 1
    _most_used = max(_most_used, _used)
    unlock()
    for k in range(nold):
        free(old[k].raw)
    raw = <char*> malloc(room)
    if raw == NULL and release():
        raw = <char*> malloc(room)
    if raw == NULL:
        lock()
        _used -= room
        unlock()
        return NULL
    data = placed(raw, room)
    tg_advise(data, size)
    return data


cdef size_t capacity(const char* data) noexcept nogil:
    cdef Header* header = <Header*> data - 1
    return header.room - (data - header.raw)


cdef void give_back(char* data) noexcept nogil:
    cdef Piece[MOST + 1] old
    cdef Piece piece
    cdef int k, nold = 0
    global _used, _kept_bytes, _nkept
    piece.raw, piece.room, piece.since = (<Header*> data - 1).raw, (<Header*> data - 1).room, 0
    if piece.room < ROOM:
        free(piece.raw)
        return
    piece.since = tg_now()
    lock()
    _used -= piece.room
    while _nkept and (_nkept == MOST or _kept_bytes + piece.room > _limit or piece.since - _kept[0].since > SECOND):
        old[nold] = removed(0)
        nold += 1
    if piece.room <= _limit:
        tg_hide(piece.raw, piece.room)
        _kept[_nkept] = piece
        _nkept += 1
        _kept_bytes += piece.room
    else:
        old[nold] = piece
        nold += 1
    unlock()
    for k in range(nold):
        free(old[k].raw)


cdef int release() noexcept nogil:
    """Return to the system what is kept; return the number of pieces."""
    cdef Piece[MOST] old
    cdef int k, nold = 0
    lock()
    while _nkept:
        old[nold] = removed(0)
        nold += 1
    unlock()
    for k in range(nold):
        free(old[k].raw)
    return nold


def kept_bytes():
    """Return the number of bytes that are kept."""
    return _kept_bytes


def used_bytes():
    """Return the number of bytes of large pieces that are in use."""
    return _used


def release_kept():
    """Return to the system what is kept."""
    release()
