# Half precision: conversions of arrays to float32 and back, rounded to the nearest, ties to even.
from libc.stdint cimport uint16_t


cdef extern from *:
    """
    #include <stdint.h>
    #include <string.h>

    #if defined(__AVX512F__)
    #include <immintrin.h>
    enum { TG_HALVES = 16 };
    static inline __m512 tg_wide_halves(const uint16_t* x)
    {
        return _mm512_cvtph_ps(_mm256_loadu_si256((const __m256i*) x));
    }
    static inline __m256i tg_narrow_floats(const float* x) { return _mm512_cvtps_ph(_mm512_loadu_ps(x), 8); }
    static inline void tg_some_to_f32(float* z, const uint16_t* x) { _mm512_storeu_ps(z, tg_wide_halves(x)); }
    static inline void tg_some_to_f16(uint16_t* z, const float* x)
    {
        _mm256_storeu_si256((__m256i*) z, tg_narrow_floats(x));
    }
    static inline void tg_some_rounded(float* z, const float* x)
    {
        _mm512_storeu_ps(z, _mm512_cvtph_ps(tg_narrow_floats(x)));
    }
    #elif defined(__F16C__)
    #include <immintrin.h>
    enum { TG_HALVES = 8 };
    static inline __m128i tg_narrow_floats(const float* x) { return _mm256_cvtps_ph(_mm256_loadu_ps(x), 8); }
    static inline void tg_some_to_f32(float* z, const uint16_t* x)
    {
        _mm256_storeu_ps(z, _mm256_cvtph_ps(_mm_loadu_si128((const __m128i*) x)));
    }
    static inline void tg_some_to_f16(uint16_t* z, const float* x)
    {
        _mm_storeu_si128((__m128i*) z, tg_narrow_floats(x));
    }
    static inline void tg_some_rounded(float* z, const float* x)
    {
        _mm256_storeu_ps(z, _mm256_cvtph_ps(tg_narrow_floats(x)));
    }
    #endif

    #if defined(__AVX512F__) || defined(__F16C__)
    #define TG_HALVES_OF(name, some, target, source) \\
    static inline void name(target* z, const source* x, Py_ssize_t n) \\
    { \\
        target last[TG_HALVES]; \\
        source rest[TG_HALVES] = {0}; \\
        for (; n >= TG_HALVES; n -= TG_HALVES, x += TG_HALVES, z += TG_HALVES) some(z, x); \\
        if (n == 0) return; \\
        memcpy(rest, x, n * sizeof(source)); \\
        some(last, rest); \\
        memcpy(z, last, n * sizeof(target)); \\
    }
    #else
    static inline uint32_t tg_bits_of(float x) { uint32_t i; memcpy(&i, &x, 4); return i; }
    static inline float tg_of_bits(uint32_t i) { float x; memcpy(&x, &i, 4); return x; }

    /* The float of half the range of exponents; where the exponent is 0, the mantissa is a multiple of 2**-24. */
    static inline float tg_one_to_f32(uint16_t x)
    {
        uint32_t i = (uint32_t) (x & 0x7fff) << 13, above = i >= 0x0f800000 ? 0x70000000 : 0x38000000;
        uint32_t small = tg_bits_of(tg_of_bits(i + 0x38800000) - 6.103515625e-5f);
        return tg_of_bits((i < 0x00800000 ? small : i + above) | (uint32_t) (x & 0x8000) << 16);
    }

    /* Below 2**-14 the sum with 0.5 rounds to a multiple of 2**-24; above, half a unit is added to the bits. */
    static inline uint16_t tg_one_to_f16(float x)
    {
        uint32_t i = tg_bits_of(x), sign = i & 0x80000000, magnitude = i ^ sign;
        uint32_t small = tg_bits_of(tg_of_bits(magnitude) + 0.5f) - 0x3f000000;
        uint32_t normal = (magnitude - 0x38000000 + 0xfff + (magnitude >> 13 & 1)) >> 13;
        uint32_t large = magnitude > 0x7f800000 ? 0x7e00 | (magnitude >> 13 & 0x3ff) : 0x7c00;
        uint32_t finite = magnitude < 0x38800000 ? small : normal;
        return (uint16_t) ((magnitude >= 0x47800000 ? large : finite) | sign >> 16);
    }

    static inline float tg_one_rounded(float x)
    {
        uint32_t i = tg_bits_of(x), sign = i & 0x80000000, magnitude = i ^ sign;
        uint32_t small = tg_bits_of((tg_of_bits(magnitude) + 0.5f) - 0.5f);
        uint32_t normal = (magnitude + 0xfff + (magnitude >> 13 & 1)) & 0xffffe000;
        uint32_t finite = magnitude < 0x38800000 ? small : normal >= 0x47800000 ? 0x7f800000 : normal;
        return tg_of_bits((magnitude > 0x7f800000 ? magnitude : finite) | sign);
    }

    #define TG_HALVES_OF(name, some, target, source) \\
    static inline void name(target* z, const source* x, Py_ssize_t n) \\
    { \\
        for (Py_ssize_t i = 0; i < n; i++) z[i] = some(x[i]); \\
    }
    #define tg_some_to_f32 tg_one_to_f32
    #define tg_some_to_f16 tg_one_to_f16
    #define tg_some_rounded tg_one_rounded
    #endif

    TG_HALVES_OF(tg_halves_to_f32, tg_some_to_f32, float, uint16_t)
    TG_HALVES_OF(tg_halves_of_f32, tg_some_to_f16, uint16_t, float)
    TG_HALVES_OF(tg_rounded_to_halves, tg_some_rounded, float, float)

    /* A float64 is rounded once: what does not fit into float32 makes its last bit odd there, so that no tie is new. */
    static inline void tg_halves_of_f64(uint16_t* z, const double* x, Py_ssize_t n)
    {
        float odd[64];
        for (Py_ssize_t m; n > 0; n -= m, x += m, z += m) {
            m = n < 64 ? n : 64;
            for (Py_ssize_t i = 0; i < m; i++) {
                float y = (float) x[i];
                double exact = x[i] < 0 ? -x[i] : x[i], near = y < 0 ? -(double) y : (double) y;
                uint32_t bits, step = near > exact ? (uint32_t) -1 : near < exact;
                memcpy(&bits, &y, 4);
                bits += bits & 1 ? 0 : step;
                memcpy(&odd[i], &bits, 4);
            }
            tg_halves_of_f32(z, odd, m);
        }
    }
    """
    void halves_to_f32 "tg_halves_to_f32"(float* z, const uint16_t* x, Py_ssize_t n) noexcept nogil
    void halves_of_f32 "tg_halves_of_f32"(uint16_t* z, const float* x, Py_ssize_t n) noexcept nogil
    void halves_of_f64 "tg_halves_of_f64"(uint16_t* z, const double* x, Py_ssize_t n) noexcept nogil
    # The nearest half of each float, as a float.
    void rounded_to_halves "tg_rounded_to_halves"(float* z, const float* x, Py_ssize_t n) noexcept nogil
