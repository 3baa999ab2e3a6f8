# Sixteen bytes, or the words of a whole vector, in any order: a load, a shuffle and a store.

cdef extern from *:
    """
    #include <stdint.h>
    #include <string.h>

    #if defined(__SSSE3__)
    #include <tmmintrin.h>
    typedef __m128i tg_sixteen;
    static inline tg_sixteen tg_load_16(const void* from) { return _mm_loadu_si128((const __m128i*) from); }
    static inline void tg_store_16(void* to, tg_sixteen x) { _mm_storeu_si128((__m128i*) to, x); }
    static inline tg_sixteen tg_shuffle_16(tg_sixteen x, tg_sixteen places) { return _mm_shuffle_epi8(x, places); }
    #elif defined(__aarch64__) && defined(__ARM_NEON)
    #include <arm_neon.h>
    typedef uint8x16_t tg_sixteen;
    static inline tg_sixteen tg_load_16(const void* from) { return vld1q_u8((const uint8_t*) from); }
    static inline void tg_store_16(void* to, tg_sixteen x) { vst1q_u8((uint8_t*) to, x); }
    static inline tg_sixteen tg_shuffle_16(tg_sixteen x, tg_sixteen places) { return vqtbl1q_u8(x, places); }
    #else
    typedef struct { uint8_t at[16]; } tg_sixteen;
    static inline tg_sixteen tg_load_16(const void* from) { tg_sixteen x; memcpy(&x, from, 16); return x; }
    static inline void tg_store_16(void* to, tg_sixteen x) { memcpy(to, &x, 16); }
    static inline tg_sixteen tg_shuffle_16(tg_sixteen x, tg_sixteen places)
    {
        tg_sixteen z;
        for (int k = 0; k < 16; k++) z.at[k] = x.at[places.at[k] & 15];
        return z;
    }
    #endif

    #if defined(__AVX512F__)
    #include <immintrin.h>
    enum { TG_WIDE = 64 };
    typedef __m512i tg_wide;
    static inline tg_wide tg_load_wide(const void* from) { return _mm512_loadu_si512(from); }
    static inline void tg_store_wide(void* to, tg_wide x) { _mm512_storeu_si512(to, x); }
    static inline tg_wide tg_shuffle_wide(tg_wide x, tg_wide places) { return _mm512_permutexvar_epi32(places, x); }
    #elif defined(__AVX2__)
    #include <immintrin.h>
    enum { TG_WIDE = 32 };
    typedef __m256i tg_wide;
    static inline tg_wide tg_load_wide(const void* from) { return _mm256_loadu_si256((const __m256i*) from); }
    static inline void tg_store_wide(void* to, tg_wide x) { _mm256_storeu_si256((__m256i*) to, x); }
    static inline tg_wide tg_shuffle_wide(tg_wide x, tg_wide places)
    {
        return _mm256_permutevar8x32_epi32(x, places);
    }
    #else
    /* nobody calls these: words are shuffled as bytes */
    enum { TG_WIDE = 16 };
    typedef tg_sixteen tg_wide;
    static inline tg_wide tg_load_wide(const void* from) { return tg_load_16(from); }
    static inline void tg_store_wide(void* to, tg_wide x) { tg_store_16(to, x); }
    static inline tg_wide tg_shuffle_wide(tg_wide x, tg_wide places) { return tg_shuffle_16(x, places); }
    #endif
    """
    enum: TG_WIDE               # bytes of a vector of words
    ctypedef struct sixteen "tg_sixteen":
        pass
    sixteen load_16 "tg_load_16"(const void* source) noexcept nogil
    void store_16 "tg_store_16"(void* to, sixteen x) noexcept nogil
    # Byte k of the result is byte places[k] of x: a place is below 16, or of a byte that nobody reads.
    sixteen shuffle_16 "tg_shuffle_16"(sixteen x, sixteen places) noexcept nogil
    ctypedef struct wide "tg_wide":
        pass
    wide load_wide "tg_load_wide"(const void* source) noexcept nogil
    void store_wide "tg_store_wide"(void* to, wide x) noexcept nogil
    # The same for words of four bytes, whose places are words.
    wide shuffle_wide "tg_shuffle_wide"(wide x, wide places) noexcept nogil
