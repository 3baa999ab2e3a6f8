"""C that the functions on tiles share, for ``tiles.py``: types, macros, loads and stores of parts and masks."""

HEADER = '''\
/* Segments of code on tiles. Written by generate.py; not to be edited. */
#include <stddef.h>
#include <stdint.h>

typedef struct { const void* label; int32_t x, y; } tg_tile_op;
typedef struct { ptrdiff_t bytes; int32_t reg; } tg_row_step;
typedef void tg_segment(
    const tg_tile_op* code, char** reg, ptrdiff_t at, ptrdiff_t n, ptrdiff_t rows, const tg_row_step* steps);
typedef struct {
    const char* name;
    tg_segment* run;
    const void** labels;
    const char* names;
    int tile;                   /* its elements */
} tg_tile_function;
'''

SHARED = '''\
/* Written by generate.py; not to be edited. */
#include <math.h>
#include <string.h>
#include "tiles.h"

#if defined(__GNUC__)
#if defined(__x86_64__)
#include <immintrin.h>
#endif
#if defined(__AVX512DQ__)
enum { TG_VECTOR = 64 };
#elif defined(__AVX__)
enum { TG_VECTOR = 32 };
#else
enum { TG_VECTOR = 16 };
#endif
enum { TG_AHEAD = 4096 };       /* bytes: memory that is far is asked for so long before */
#define ONE (REAL(0) + 1)
#define MASK(condition) ((VEC) (condition))
#define BITS(x, o, y) ((VEC) ((INT) (x) o (INT) (y)))
#define OPPOSITE(x) ((VEC) ~(INT) (x))
#define ABSOLUTE(x) ((VEC) ((INT) (x) & HIGHEST))
/* LARGER and SMALLER give their second argument where one is nan; bounds that cross are rare */
#define CLIPPED(x, low, high) \
((low)[0] > (high)[0] ? CHOOSE((x) < (low), low, CHOOSE((x) > (high), high, x)) : SMALLER(high, LARGER(low, x)))

#if defined(__AVX512DQ__)
#define HALF(x) ((vec_f32) _mm512_cvtph_ps(_mm512_cvtps_ph((__m512) (x), 8)))
#define LOADHALF(p) ((vec_f32) _mm512_cvtph_ps(_mm256_loadu_si256((const void*) (p))))
#define STOREHALF(p, x) _mm256_storeu_si256((void*) (p), _mm512_cvtps_ph((__m512) (x), 8))
#elif defined(__F16C__)
#define HALF(x) ((vec_f32) _mm256_cvtph_ps(_mm256_cvtps_ph((__m256) (x), 8)))
#define LOADHALF(p) ((vec_f32) _mm256_cvtph_ps(_mm_loadu_si128((const void*) (p))))
#define STOREHALF(p, x) _mm_storeu_si128((void*) (p), _mm256_cvtps_ph((__m256) (x), 8))
#endif

/* Parts of complex numbers, 0 the real ones and 1 the imaginary ones, and complex numbers of parts. */
#if defined(__AVX512DQ__)
#define TG_HAS_PARTS
static inline __m512 tg_part_f32(const float* p, int k)
{
    __m512i places = _mm512_set_epi32(30, 28, 26, 24, 22, 20, 18, 16, 14, 12, 10, 8, 6, 4, 2, 0);
    places = _mm512_add_epi32(places, _mm512_set1_epi32(k));
    return _mm512_permutex2var_ps(_mm512_loadu_ps(p), places, _mm512_loadu_ps(p + 16));
}

static inline __m512d tg_part_f64(const double* p, int k)
{
    __m512i places = _mm512_add_epi64(_mm512_set_epi64(14, 12, 10, 8, 6, 4, 2, 0), _mm512_set1_epi64(k));
    return _mm512_permutex2var_pd(_mm512_loadu_pd(p), places, _mm512_loadu_pd(p + 8));
}

static inline void tg_join_f32(float* p, __m512 x, __m512 y)
{
    __m512i places = _mm512_set_epi32(23, 7, 22, 6, 21, 5, 20, 4, 19, 3, 18, 2, 17, 1, 16, 0);
    _mm512_storeu_ps(p, _mm512_permutex2var_ps(x, places, y));
    _mm512_storeu_ps(p + 16, _mm512_permutex2var_ps(x, _mm512_add_epi32(places, _mm512_set1_epi32(8)), y));
}

static inline void tg_join_f64(double* p, __m512d x, __m512d y)
{
    __m512i places = _mm512_set_epi64(11, 3, 10, 2, 9, 1, 8, 0);
    _mm512_storeu_pd(p, _mm512_permutex2var_pd(x, places, y));
    _mm512_storeu_pd(p + 8, _mm512_permutex2var_pd(x, _mm512_add_epi64(places, _mm512_set1_epi64(4)), y));
}
#elif defined(__AVX__)
#define TG_HAS_PARTS
static inline __m256 tg_part_f32(const float* p, int k)
{
    __m256 a = _mm256_loadu_ps(p), b = _mm256_loadu_ps(p + 8);
    __m256 x = _mm256_permute2f128_ps(a, b, 0x20), y = _mm256_permute2f128_ps(a, b, 0x31);
    return k ? _mm256_shuffle_ps(x, y, 0xdd) : _mm256_shuffle_ps(x, y, 0x88);
}

static inline __m256d tg_part_f64(const double* p, int k)
{
    __m256d a = _mm256_loadu_pd(p), b = _mm256_loadu_pd(p + 4);
    __m256d x = _mm256_permute2f128_pd(a, b, 0x20), y = _mm256_permute2f128_pd(a, b, 0x31);
    return k ? _mm256_unpackhi_pd(x, y) : _mm256_unpacklo_pd(x, y);
}

static inline void tg_join_f32(float* p, __m256 x, __m256 y)
{
    __m256 a = _mm256_unpacklo_ps(x, y), b = _mm256_unpackhi_ps(x, y);
    _mm256_storeu_ps(p, _mm256_permute2f128_ps(a, b, 0x20));
    _mm256_storeu_ps(p + 8, _mm256_permute2f128_ps(a, b, 0x31));
}

static inline void tg_join_f64(double* p, __m256d x, __m256d y)
{
    __m256d a = _mm256_unpacklo_pd(x, y), b = _mm256_unpackhi_pd(x, y);
    _mm256_storeu_pd(p, _mm256_permute2f128_pd(a, b, 0x20));
    _mm256_storeu_pd(p + 4, _mm256_permute2f128_pd(a, b, 0x31));
}
#elif defined(__SSE4_1__)
#define TG_HAS_PARTS
static inline __m128 tg_part_f32(const float* p, int k)
{
    __m128 a = _mm_loadu_ps(p), b = _mm_loadu_ps(p + 4);
    return k ? _mm_shuffle_ps(a, b, 0xdd) : _mm_shuffle_ps(a, b, 0x88);
}

static inline __m128d tg_part_f64(const double* p, int k)
{
    __m128d a = _mm_loadu_pd(p), b = _mm_loadu_pd(p + 2);
    return k ? _mm_unpackhi_pd(a, b) : _mm_unpacklo_pd(a, b);
}

static inline void tg_join_f32(float* p, __m128 x, __m128 y)
{
    _mm_storeu_ps(p, _mm_unpacklo_ps(x, y));
    _mm_storeu_ps(p + 4, _mm_unpackhi_ps(x, y));
}

static inline void tg_join_f64(double* p, __m128d x, __m128d y)
{
    _mm_storeu_pd(p, _mm_unpacklo_pd(x, y));
    _mm_storeu_pd(p + 2, _mm_unpackhi_pd(x, y));
}
#endif

#if defined(__AVX512DQ__)
/* A tile of masks as bools. */
static inline void tg_storemask_32(void* p, __mmask16 a, __mmask16 b, __mmask16 c, __mmask16 d)
{
    __mmask64 all = _mm512_kunpackd(_mm512_kunpackw(d, c), _mm512_kunpackw(b, a));
    _mm512_storeu_si512(p, _mm512_maskz_set1_epi8(all, 1));
}

static inline void tg_storemask_64(void* p, __mmask8 a, __mmask8 b, __mmask8 c, __mmask8 d)
{
    __mmask32 all = _mm512_kunpackw(_mm512_kunpackb(d, c), _mm512_kunpackb(b, a));
    _mm256_storeu_si256(p, _mm256_maskz_set1_epi8(all, 1));
}
#elif defined(__AVX2__)
/* Masks of bools, of which all but 0 are true: a compiler takes conversions between such vectors apart. */
static inline __m256 tg_loadmask_32(const void* p)
{
    return (__m256) _mm256_cmpgt_epi32(_mm256_cvtepu8_epi32(_mm_loadu_si64(p)), _mm256_setzero_si256());
}

static inline __m256d tg_loadmask_64(const void* p)
{
    int32_t bytes;
    memcpy(&bytes, p, 4);
    return (__m256d) _mm256_cmpgt_epi64(_mm256_cvtepu8_epi64(_mm_cvtsi32_si128(bytes)), _mm256_setzero_si256());
}

static inline void tg_storemask_32(void* p, __m256 x)
{
    __m128i halves = _mm_packs_epi32(_mm256_castsi256_si128((__m256i) x), _mm256_extracti128_si256((__m256i) x, 1));
    _mm_storeu_si64(p, _mm_and_si128(_mm_packs_epi16(halves, halves), _mm_set1_epi8(1)));
}

static inline void tg_storemask_64(void* p, __m256d x)
{
    /* a factor that moves bit k of four to the lowest of byte k */
    uint32_t bytes = (uint32_t) _mm256_movemask_pd(x) * 0x204081u & 0x01010101u;
    memcpy(p, &bytes, 4);
}
#endif
'''
