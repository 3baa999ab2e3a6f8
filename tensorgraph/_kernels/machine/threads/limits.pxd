# From how much work on it is shared out.  Built with -DTG_SHARE_ALL, as .ci/threads does it, nearly everything is.
cdef extern from *:
    """
    #ifdef TG_SHARE_ALL
    enum {
        TG_PIECE = 20, TG_SHARE = 1, TG_WAKING = 0, TG_SOON = 2000000, TG_ALONE = 0, TG_LARGE = 64,
        TG_TABLE = 512, TG_MATRIX = 512, TG_CACHED = 256
    };
    #else
    enum {
        TG_PIECE = 10000, TG_SHARE = 20000, TG_WAKING = 100000, TG_SOON = 20000, TG_ALONE = 16, TG_LARGE = 1 << 20,
        TG_TABLE = 1 << 19, TG_MATRIX = 1 << 24, TG_CACHED = 1 << 19
    };
    #endif
    """
    enum:
        PIECE "TG_PIECE"        # ns of work in a piece
        SHARE "TG_SHARE"        # ns of work for each thread, at least
        WAKING "TG_WAKING"      # ns of work for which workers are woken
        SOON "TG_SOON"          # ns after which work follows other work
        ALONE "TG_ALONE"        # times as long as a wait: how long callers run alone after it
        LARGE "TG_LARGE"        # bytes that are copied
        TABLE "TG_TABLE"        # bytes of rows taken from tables that the nearer caches hold anyway
        MATRIX "TG_MATRIX"      # of rows that lie one after another, which the processor foresees
        CACHED "TG_CACHED"      # of rows in a block
