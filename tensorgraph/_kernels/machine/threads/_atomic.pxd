# Numbers that several threads change, and what starts a thread; every access is in one order that all threads see.
from libc.stdint cimport int64_t

cdef extern from "<fenv.h>" nogil:
    ctypedef struct fenv_t:
        pass
    int fegetenv(fenv_t* environment)
    int fesetenv(const fenv_t* environment)

cdef extern from *:
    """
    #include <stdint.h>
    static inline int64_t tg_get(int64_t* p) { return __atomic_load_n(p, __ATOMIC_SEQ_CST); }
    static inline void tg_put(int64_t* p, int64_t x) { __atomic_store_n(p, x, __ATOMIC_SEQ_CST); }
    static inline int64_t tg_swap(int64_t* p, int64_t x) { return __atomic_exchange_n(p, x, __ATOMIC_SEQ_CST); }
    static inline int64_t tg_add(int64_t* p, int64_t x) { return __atomic_add_fetch(p, x, __ATOMIC_SEQ_CST); }
    static inline int tg_replace(int64_t* p, int64_t old, int64_t x) {
        return __atomic_compare_exchange_n(p, &old, x, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
    }

    /* Tell the processor that this thread waits for a number to change. */
    static inline void tg_pause(void) {
    #if defined(__x86_64__) || defined(__i386__)
        __builtin_ia32_pause();
    #elif defined(__aarch64__)
        __asm__ __volatile__("yield");
    #endif
    }

    #ifdef _WIN32
    static inline int64_t tg_process(void) { return 1; }
    static inline int64_t tg_now(void) { return 0; }
    static int tg_start(void (*run)(void*), void* argument) {
        return PyThread_start_new_thread(run, argument) != PYTHREAD_INVALID_THREAD_ID;
    }
    #else
    #include <signal.h>
    #include <time.h>
    #include <unistd.h>
    static inline int64_t tg_process(void) { return getpid(); }
    static inline int64_t tg_now(void) {
        struct timespec now;
        clock_gettime(CLOCK_MONOTONIC, &now);
        return now.tv_sec * (int64_t) 1000000000 + now.tv_nsec;
    }

    /* Signals are left to the threads of the program, except those that a thread's own instructions raise. */
    static int tg_start(void (*run)(void*), void* argument) {
        sigset_t blocked, before;
        int started;
        sigfillset(&blocked);
        sigdelset(&blocked, SIGSEGV);
        sigdelset(&blocked, SIGBUS);
        sigdelset(&blocked, SIGFPE);
        sigdelset(&blocked, SIGILL);
        pthread_sigmask(SIG_SETMASK, &blocked, &before);
        started = PyThread_start_new_thread(run, argument) != PYTHREAD_INVALID_THREAD_ID;
        pthread_sigmask(SIG_SETMASK, &before, NULL);
        return started;
    }
    #endif
    """
    int64_t tg_get(int64_t* p) noexcept nogil
    void tg_put(int64_t* p, int64_t x) noexcept nogil
    int64_t tg_swap(int64_t* p, int64_t x) noexcept nogil                   # returns the number before
    int64_t tg_add(int64_t* p, int64_t x) noexcept nogil                    # returns the number after
    bint tg_replace(int64_t* p, int64_t old, int64_t x) noexcept nogil      # only if it is `old`; returns True if so
    void tg_pause() noexcept nogil
    int64_t tg_process() noexcept nogil                                     # changes in a child of fork
    int64_t tg_now() noexcept nogil                                         # ns
    bint tg_start(void (*run)(void*) noexcept nogil, void* argument) noexcept nogil
