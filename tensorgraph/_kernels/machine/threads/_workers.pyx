# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, initializedcheck=False
"""Threads that take part in the work of a step.

Work is a function of a number of pieces.  Each thread has a range of them, the same in each call, so that it finds its
part of the arrays in its own caches; it takes one after another from the beginning of its range, then from the ends
of the others'.  What a piece computes must not depend on who runs it.

a. Nobody waits for a thread: a caller that finds the workers busy does all pieces itself, and it ends when all pieces
   are done, whether a worker that it called has come or not.
b. A range and the number of its job are one number, which whoever takes a piece replaces.  A worker that comes late,
   when its job is over and another one has perhaps begun, cannot replace what has changed since it read it.
c. A worker that has nothing to do looks for work for some microseconds, then sleeps.  Whoever may go to sleep says so
   first and looks once more; whoever has news tells those that have said so.  Waking takes longer than small work does:
   that is shared with workers that are awake, and wakes others only if one piece of work follows another.
d. A worker that loses its processor in the midst of a piece is waited for.  Where that took longer than the work of the
   caller, the machine is busy, and callers run alone for some time, which keeps such waits a small part of all.
e. Workers run no Python and handle no signals.  They are no threads of the interpreter, which ends without them.
f. A child of fork has none of them, whatever they were doing; it makes its own pool when it needs one.
"""

import os

from cpython.mem cimport PyMem_RawCalloc, PyMem_RawFree
from libc.stdint cimport int64_t

from ._atomic cimport (
    fegetenv, fenv_t, fesetenv, tg_add, tg_get, tg_now, tg_pause, tg_process, tg_put, tg_replace, tg_start, tg_swap
)
from .limits cimport ALONE, SOON, WAKING

from .processors import first_count, usable_processors

cdef extern from "Python.h" nogil:
    ctypedef void* PyThread_type_lock
    PyThread_type_lock PyThread_allocate_lock()
    void PyThread_free_lock(PyThread_type_lock lock)
    int PyThread_acquire_lock(PyThread_type_lock lock, int wait)
    void PyThread_release_lock(PyThread_type_lock lock)

cdef enum:
    SPINS = 500                 # pauses, some 20 microseconds
    MASK = 0xFFFF               # of the number of a piece

cdef struct Range:
    int64_t word                # number of the job << 32 | first piece << 16 | end
    int64_t[7] _rest            # of its cache line

cdef struct Worker:
    Pool* pool
    int number
    PyThread_type_lock bell     # held, except between the call of a worker that sleeps and its waking
    int64_t asked               # how many jobs it has been asked to take part in
    int64_t asleep

cdef struct Pool:
    int64_t process
    int64_t busy
    int nworkers
    Worker[MOST_THREADS] workers
    int64_t job
    Range[MOST_THREADS] ranges
    int64_t run                 # a piece_t,
    int64_t work                # its argument,
    int64_t crew                # and how many threads may take part
    fenv_t environment          # of the caller: results must not depend on who computes them
    int64_t left                # pieces that are not done
    int64_t last                # end of the last work
    int64_t alone               # until that time, callers run alone
    int64_t waiting             # the caller sleeps until all are
    PyThread_type_lock finished

MOST = MOST_THREADS

cdef int64_t _pool = 0          # address of the pool
cdef int64_t _count = 1


cdef int thread_count() noexcept nogil:
    """Return the number of threads that work may be shared out among."""
    return <int> tg_get(&_count)


def set_count(int n):
    """Set the number of threads; `n` is within the limits."""
    tg_put(&_count, n)


def get_count():
    """Return the number of threads."""
    return thread_count()


cdef Pool* find_pool() noexcept nogil:
    """Return the pool of this process, NULL without memory."""
    cdef int64_t found = tg_get(&_pool)
    cdef Pool* pool = <Pool*> <size_t> found
    if pool != NULL and pool.process == tg_process():
        return pool
    # that of the parent process is left as it is: one of its locks may be taken for ever
    pool = <Pool*> PyMem_RawCalloc(1, sizeof(Pool))
    if pool == NULL:
        return NULL
    pool.process = tg_process()
    pool.finished = PyThread_allocate_lock()
    if pool.finished == NULL:
        PyMem_RawFree(pool)
        return NULL
    PyThread_acquire_lock(pool.finished, 1)
    if not tg_replace(&_pool, found, <int64_t> <size_t> pool):
        PyThread_free_lock(pool.finished)
        PyMem_RawFree(pool)
        return <Pool*> <size_t> tg_get(&_pool)
    return pool


cdef int hire(Pool* pool, int n) noexcept nogil:
    """Start threads until there are n workers; return how many there are, n at most."""
    cdef Worker* worker
    while pool.nworkers < n:
        worker = &pool.workers[pool.nworkers]
        worker.pool, worker.number = pool, pool.nworkers + 1
        if worker.bell == NULL:
            worker.bell = PyThread_allocate_lock()
            if worker.bell == NULL:
                break
            PyThread_acquire_lock(worker.bell, 1)
        if not tg_start(work_for_ever, worker):
            break
        pool.nworkers += 1
    return min(n, pool.nworkers)


cdef void work_for_ever(void* argument) noexcept nogil:
    cdef Worker* worker = <Worker*> argument
    cdef int64_t asked = 0
    while True:
        asked = next_call(worker, asked)
        take_part(worker.pool, worker.number)


cdef int64_t next_call(Worker* worker, int64_t asked) noexcept nogil:
    """Wait until a worker has been asked more often than `asked` times; return how often."""
    cdef int _i
    for _i in range(SPINS):
        if tg_get(&worker.asked) != asked:
            return tg_get(&worker.asked)
        tg_pause()
    tg_put(&worker.asleep, 1)
    if tg_get(&worker.asked) == asked or not tg_swap(&worker.asleep, 0):
        PyThread_acquire_lock(worker.bell, 1)
    return tg_get(&worker.asked)


cdef void ask(Worker* worker) noexcept nogil:
    tg_add(&worker.asked, 1)
    if tg_swap(&worker.asleep, 0):
        PyThread_release_lock(worker.bell)


cdef void take_part(Pool* pool, int number) noexcept nogil:
    """Run pieces of the pool's job until none is left."""
    cdef int64_t word, run, work, crew
    cdef int others = 0
    cdef bint prepared = number == 0
    cdef Range* range_
    while True:
        crew = tg_get(&pool.crew)
        if others >= crew or number >= crew:
            return
        range_ = &pool.ranges[(number + others) % crew]
        word = tg_get(&range_.word)
        run, work, crew = tg_get(&pool.run), tg_get(&pool.work), tg_get(&pool.crew)
        if (word >> 16 & MASK) >= (word & MASK):
            others += 1
            continue
        if number >= crew or not tg_replace(&range_.word, word, word - 1 if others else word + (1 << 16)):
            continue
        if not prepared:
            fesetenv(&pool.environment)
            prepared = True
        (<piece_t> <size_t> run)(<void*> <size_t> work, number, (word & MASK) - 1 if others else word >> 16 & MASK)
        if tg_add(&pool.left, -1) == 0 and tg_swap(&pool.waiting, 0):
            PyThread_release_lock(pool.finished)


cdef void wait_for_others(Pool* pool) noexcept nogil:
    """Wait until all pieces are done."""
    cdef int _i
    for _i in range(SPINS):
        if tg_get(&pool.left) == 0:
            return
        tg_pause()
    while tg_get(&pool.left):
        tg_put(&pool.waiting, 1)
        if tg_get(&pool.left) or not tg_swap(&pool.waiting, 0):
            # a worker that ended an earlier job late may ring too
            PyThread_acquire_lock(pool.finished, 1)


cdef bint is_worthwhile(Pool* pool, int crew, double cost, int64_t now) noexcept nogil:
    """Return True if sharing work of so many ns pays."""
    cdef int i
    if now < tg_get(&pool.alone):
        return False
    if cost >= WAKING or now < tg_get(&pool.last) + SOON:
        return True
    for i in range(min(crew - 1, pool.nworkers)):
        if not tg_get(&pool.workers[i].asleep):
            return True
    return False


cdef void share_out(Pool* pool, piece_t run, void* work, Py_ssize_t npieces, int crew) noexcept nogil:
    """Run all pieces, beside the workers."""
    cdef int n = hire(pool, crew - 1) + 1
    cdef int i
    # all ranges of the job before are empty: nobody takes anything until there are new ones
    pool.job = pool.job + 1 & 0x7FFFFFFF
    tg_put(&pool.run, <int64_t> <size_t> run)
    tg_put(&pool.work, <int64_t> <size_t> work)
    tg_put(&pool.crew, n)
    tg_put(&pool.left, npieces)
    fegetenv(&pool.environment)
    for i in range(n):
        tg_put(&pool.ranges[i].word, pool.job << 32 | i * npieces // n << 16 | (i + 1) * npieces // n)
    for i in range(n - 1):
        ask(&pool.workers[i])
    take_part(pool, 0)


cdef void run_pieces(piece_t run, void* work, Py_ssize_t npieces, int crew, double cost) noexcept nogil:
    """Run ``run(work, number, piece)`` for all pieces; no two threads of a crew have one number at the same time."""
    cdef Pool* pool = <Pool*> <size_t> tg_get(&_pool) if crew > 1 and npieces <= MASK else NULL
    cdef int64_t begin = tg_now() if pool != NULL else 0
    cdef int64_t end
    cdef Py_ssize_t piece
    cdef bint shared = False
    if pool != NULL and is_worthwhile(pool, crew, cost, begin):
        # not before: a process asks the system for its number
        pool = find_pool()
        shared = pool != NULL and tg_replace(&pool.busy, 0, 1)
    if shared:
        share_out(pool, run, work, npieces, crew)
        end = tg_now()
        wait_for_others(pool)
        if tg_now() - end > end - begin:
            tg_put(&pool.alone, tg_now() + ALONE * (tg_now() - end))
        tg_put(&pool.busy, 0)
    else:
        for piece in range(npieces):
            run(work, 0, piece)
    if pool != NULL:
        tg_put(&pool.last, tg_now())


find_pool()
set_count(first_count(os.environ, usable_processors(), MOST))
