# Prefetching of rows of a table, whose addresses the processor cannot predict, and of what a loop walks through.
#
# Intel's processors do not fetch several arrays in time when a segment walks through them: four of a million float64
# took 1.2 to 2.5 times as long.  AMD's do, and take up to 1.3 times as long where they are told.
cdef enum:
    AHEAD = 2                   # rows that are asked for before they are needed

cdef extern from *:
    """
    #if defined(__GNUC__) || defined(__clang__)
    #define TG_PREFETCH(p) __builtin_prefetch(p)
    #else
    #define TG_PREFETCH(p) ((void) 0)
    #endif

    #if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
    #define TG_FORESEES (__builtin_cpu_is("amd") != 0)
    #else
    #define TG_FORESEES 0
    #endif

    enum { TG_CACHE_LINE = 64, TG_FETCHED = 1024 };

    static inline void tg_fetch(const char* row, Py_ssize_t size) {
        const char* end = row + (size < TG_FETCHED ? size : TG_FETCHED);
        for (; end - row >= 4 * TG_CACHE_LINE; row += 4 * TG_CACHE_LINE) {
            TG_PREFETCH(row);
            TG_PREFETCH(row + TG_CACHE_LINE);
            TG_PREFETCH(row + 2 * TG_CACHE_LINE);
            TG_PREFETCH(row + 3 * TG_CACHE_LINE);
        }
        for (; row < end; row += TG_CACHE_LINE) TG_PREFETCH(row);
    }
    """
    bint FORESEES "TG_FORESEES"
    # Prefetch the beginning of a row.
    void fetch "tg_fetch"(const char* row, Py_ssize_t size) noexcept nogil
