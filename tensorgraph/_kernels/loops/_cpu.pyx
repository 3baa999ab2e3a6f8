# cython: language_level=3
"""The instruction sets that this processor and the operating system support."""

cdef extern from *:
    """
    #if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
    #define TG_LEVEL_V2 (__builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("popcnt"))
    #define TG_LEVEL_V3 (TG_LEVEL_V2 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") \\
                         && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2"))
    #define TG_LEVEL_V4 (TG_LEVEL_V3 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") \\
                         && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512cd")            \\
                         && __builtin_cpu_supports("avx512dq"))
    static int tg_cpu_level(void) {
        __builtin_cpu_init();
        return TG_LEVEL_V4 ? 4 : TG_LEVEL_V3 ? 3 : TG_LEVEL_V2 ? 2 : 0;
    }
    #else
    static int tg_cpu_level(void) { return 0; }
    #endif
    """
    int tg_cpu_level() nogil
    const char* TG_INSTRUCTION_SETS


def instruction_sets():
    """Return the names of the instruction sets that modules were built for and this processor has, slowest first."""
    built = (<bytes> TG_INSTRUCTION_SETS).decode().split()
    level = tg_cpu_level()
    return tuple(name for name in built if name == "base" or int(name[-1]) <= level)
