# Prefetching of rows of a table, whose addresses the processor cannot predict.
cdef enum:
    AHEAD = 2                   # rows that are asked for before they are needed

cdef extern from *:
    """
    #if defined(__GNUC__) || defined(__clang__)
    #define TG_PREFETCH(p) __builtin_prefetch(p)
    #else
    #define TG_PREFETCH(p) ((void) 0)
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
    # Prefetch the beginning of a row.
    void fetch "tg_fetch"(const char* row, Py_ssize_t size) noexcept nogil
