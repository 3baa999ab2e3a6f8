"""Text of the machine that keeps tiles in vector registers; ``generate.py`` writes it to ``tiles.h``.

``tg_segment_<dtype>`` runs code (see ``tileops.py``) on one stretch of elements after the other, row by row. It jumps
from operation to operation, so that the compiler leaves the tiles where they are.
"""

import re
from itertools import product

from ..tileops import BINARY, BOUNDED, FREE, OF_HALVES, SYMMETRIC, TERNARY, UNARY

VECTORS = 4                             # of a tile
WIDE, NARROW = "abcd", "abc"            # tiles where there are 32 vector registers, or 16
SETS = ("#if defined(__AVX512DQ__)", WIDE, True), ("#elif defined(__F16C__)", NARROW, True), ("#else", NARROW, False)
SQUARES = ("fma", "fms", "fnma")        # what may multiply a tile by itself

DTYPES = {
    "f32": dict(real="float", integer="int32_t", size=4, p="ps", d="", f="f", rounded="name##f", bits=32, half=128),
    "f64": dict(real="double", integer="int64_t", size=8, p="pd", d="d", f="", rounded="name", bits=64, half=64),
}

HEADER = '''\
/* Segments of code on tiles. Written by generate.py; not to be edited. */
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct { const void* label; int32_t x, y; } tg_tile_op;
typedef struct { ptrdiff_t bytes; int32_t reg; } tg_row_step;

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
static inline void tg_storemask_f32(void* p, __mmask16 a, __mmask16 b, __mmask16 c, __mmask16 d)
{
    __mmask64 all = _mm512_kunpackd(_mm512_kunpackw(d, c), _mm512_kunpackw(b, a));
    _mm512_storeu_si512(p, _mm512_maskz_set1_epi8(all, 1));
}

static inline void tg_storemask_f64(void* p, __mmask8 a, __mmask8 b, __mmask8 c, __mmask8 d)
{
    __mmask32 all = _mm512_kunpackw(_mm512_kunpackb(d, c), _mm512_kunpackb(b, a));
    _mm256_storeu_si256(p, _mm256_maskz_set1_epi8(all, 1));
}
#elif defined(__AVX2__)
/* Masks of bools, of which all but 0 are true: a compiler takes conversions between such vectors apart. */
static inline __m256 tg_loadmask_f32(const void* p)
{
    return (__m256) _mm256_cmpgt_epi32(_mm256_cvtepu8_epi32(_mm_loadu_si64(p)), _mm256_setzero_si256());
}

static inline __m256d tg_loadmask_f64(const void* p)
{
    int32_t bytes;
    memcpy(&bytes, p, 4);
    return (__m256d) _mm256_cmpgt_epi64(_mm256_cvtepu8_epi64(_mm_cvtsi32_si128(bytes)), _mm256_setzero_si256());
}

static inline void tg_storemask_f32(void* p, __m256 x)
{
    __m128i halves = _mm_packs_epi32(_mm256_castsi256_si128((__m256i) x), _mm256_extracti128_si256((__m256i) x, 1));
    _mm_storeu_si64(p, _mm_and_si128(_mm_packs_epi16(halves, halves), _mm_set1_epi8(1)));
}

static inline void tg_storemask_f64(void* p, __m256d x)
{
    /* a factor that moves bit k of four to the lowest of byte k */
    uint32_t bytes = (uint32_t) _mm256_movemask_pd(x) * 0x204081u & 0x01010101u;
    memcpy(p, &bytes, 4);
}
#endif
'''

NAMES = "VEC INT REAL RAW HIGHEST CHOOSE LARGER SMALLER SQRT ROUNDED EACH TRUTH LOADMASK STOREMASK STOREMASKS".split()

FUNCTION = '''
typedef {real} vec_{code} __attribute__((vector_size(TG_VECTOR)));
typedef {real} at_{code} __attribute__((vector_size(TG_VECTOR), aligned({size}), may_alias));
typedef {integer} int_{code} __attribute__((vector_size(TG_VECTOR)));
typedef int8_t bytes_{code} __attribute__((vector_size(TG_VECTOR / {size}), aligned(1), may_alias));
enum {{ TG_LANES_{code} = TG_VECTOR / {size}, TG_TILE_{code} = {vectors} * TG_LANES_{code} }};
#define VEC vec_{code}
#define INT int_{code}
#define REAL(x) ((VEC) {{x}})
#define HIGHEST (~(({integer}) 1 << ({size} * 8 - 1)))
#if defined(__AVX512DQ__)
#define RAW(x) ((__m512{d}) (x))
#define CHOOSE(m, x, y) ((VEC) _mm512_ternarylogic_epi64((__m512i) (m), (__m512i) (x), (__m512i) (y), 0xCA))
#define LARGER(x, y) ((VEC) _mm512_max_{p}((__m512{d}) (x), (__m512{d}) (y)))
#define SMALLER(x, y) ((VEC) _mm512_min_{p}((__m512{d}) (x), (__m512{d}) (y)))
#define SQRT(x) ((VEC) _mm512_sqrt_{p}((__m512{d}) (x)))
#define ROUNDED(x, how, name) ((VEC) _mm512_roundscale_{p}((__m512{d}) (x), how))
#define LOADMASK(p) \
((VEC) _mm512_movm_epi{bits}(_mm_cmpneq_epi8_mask(_mm_loadu_si{half}((const void*) (p)), _mm_setzero_si128())))
#define TRUTH(x) _mm512_movepi{bits}_mask((__m512i) (x))
#define STOREMASKS(p, x) tg_storemask_{code}(p, TRUTH(x##0), TRUTH(x##1), TRUTH(x##2), TRUTH(x##3))
#elif defined(__AVX__)
#define RAW(x) ((__m256{d}) (x))
#define CHOOSE(m, x, y) ((VEC) _mm256_blendv_{p}((__m256{d}) (y), (__m256{d}) (x), (__m256{d}) (m)))
#define LARGER(x, y) ((VEC) _mm256_max_{p}((__m256{d}) (x), (__m256{d}) (y)))
#define SMALLER(x, y) ((VEC) _mm256_min_{p}((__m256{d}) (x), (__m256{d}) (y)))
#define SQRT(x) ((VEC) _mm256_sqrt_{p}((__m256{d}) (x)))
#define ROUNDED(x, how, name) ((VEC) _mm256_round_{p}((__m256{d}) (x), how))
#if defined(__AVX2__)
#define LOADMASK(p) tg_loadmask_{code}(p)
#define STOREMASK(p, x) tg_storemask_{code}(p, x)
#endif
#elif defined(__SSE4_1__)
#define RAW(x) ((__m128{d}) (x))
#define CHOOSE(m, x, y) ((VEC) _mm_blendv_{p}((__m128{d}) (y), (__m128{d}) (x), (__m128{d}) (m)))
#define LARGER(x, y) ((VEC) _mm_max_{p}((__m128{d}) (x), (__m128{d}) (y)))
#define SMALLER(x, y) ((VEC) _mm_min_{p}((__m128{d}) (x), (__m128{d}) (y)))
#define SQRT(x) ((VEC) _mm_sqrt_{p}((__m128{d}) (x)))
#define ROUNDED(x, how, name) ((VEC) _mm_round_{p}((__m128{d}) (x), how))
#else
#define RAW(x) (x)
#define CHOOSE(m, x, y) ((VEC) (((INT) (m) & (INT) (x)) | (~(INT) (m) & (INT) (y))))
#define LARGER(x, y) CHOOSE((x) > (y), x, y)
#define SMALLER(x, y) CHOOSE((x) < (y), x, y)
#define EACH(x, f) ({{ VEC v = x; for (int k = 0; k < TG_LANES_{code}; k++) v[k] = f(v[k]); v; }})
#define SQRT(x) EACH(x, sqrt{f})
#define ROUNDED(x, how, name) EACH(x, {rounded})
#endif

#ifndef LOADMASK
#define LOADMASK(p) ((VEC) __builtin_convertvector(*(bytes_{code}*) (p) != 0, INT))
#define STOREMASK(p, x) *(bytes_{code}*) (p) = -__builtin_convertvector((INT) (x), bytes_{code})
#endif
#ifndef STOREMASKS
#define STOREMASKS(p, x) do {{ \
STOREMASK(p, x##0); STOREMASK((p) + TG_LANES_{code}, x##1); \
STOREMASK((p) + 2 * TG_LANES_{code}, x##2); STOREMASK((p) + 3 * TG_LANES_{code}, x##3); }} while (0)
#endif

#ifndef TG_HAS_PARTS
static inline VEC tg_part_{code}(const {real}* p, int k)
{{
    VEC x;
    for (int i = 0; i < TG_LANES_{code}; i++) x[i] = p[2 * i + k];
    return x;
}}

static inline void tg_join_{code}({real}* p, VEC x, VEC y)
{{
    for (int i = 0; i < TG_LANES_{code}; i++) p[2 * i] = x[i], p[2 * i + 1] = y[i];
}}
#endif

static const char* const tg_tiles_{code} = "{tiles}";
static const char* const tg_names_{code} = "{names}";
static const void* tg_labels_{code}[{count}];

static void tg_segment_{code}(
    const tg_tile_op* code, char** reg, ptrdiff_t at, ptrdiff_t n, ptrdiff_t rows, const tg_row_step* steps)
{{
    const tg_tile_op* op = code;
    VEC {registers};
    if (code == NULL) {{
        const void* labels[] = {{ {labels} }};
        memcpy(tg_labels_{code}, labels, sizeof(labels));
        return;
    }}
    goto *op->label;
{cases}
L_end:
    at += TG_TILE_{code};
    if (at >= n) {{
        if (--rows == 0) return;
        for (int k = 0; k < op->y; k++) reg[steps[k].reg] += steps[k].bytes;
        at = 0;
    }}
    else if (at + TG_TILE_{code} > n) at = n - TG_TILE_{code};
    for (int k = 1; k <= op->x; k++) {{
        const char* ahead = reg[op[k].x] + at * op[k].y + TG_AHEAD;
        for (int byte = 0; byte < TG_TILE_{code} * op[k].y; byte += 64) __builtin_prefetch(ahead + byte);
    }}
    op = code;
    goto *op->label;
}}
{undefined}
'''

NONE = '''
enum {{ TG_TILE_{code} = 0 }};
static const char* const tg_tiles_{code} = "";
static const char* const tg_names_{code} = "";
static const void* tg_labels_{code}[1];
static void tg_segment_{code}(
    const tg_tile_op* code, char** reg, ptrdiff_t at, ptrdiff_t n, ptrdiff_t rows, const tg_row_step* steps) {{ }}
'''


class Cases:
    """The operations of a dtype: their names, and what is done at their labels."""

    def __init__(self, code, tiles, halves):
        self.tiles, self.halves = tiles, halves and code == "f32"
        self.code, self.real, self.sources = code, DTYPES[code]["real"], (*tiles, "m", "s")
        self.texts = {}

    def add(self, name, formula, target="", **sources):
        """Add an operation: the sources by their names in the formula, with ``#`` for the number of a vector."""
        before, text = "", formula
        for operand, (kind, field) in sources.items():
            if kind == "m":
                before += f"const at_{self.code}* {operand} = (void*) ((const {self.real}*) reg[op->{field}] + at); "
            elif kind == "s":
                before += f"const VEC {operand} = *(const {self.real}*) reg[op->{field}] - REAL(0); "
            used = {"m": f"{operand}[#]", "s": operand}.get(kind, f"{kind}#")
            text = re.sub(rf"\b{operand}\b", used, text)
        lines = " ".join(f"{target}{text};".replace("#", str(k)) for k in range(VECTORS))
        self.texts[name] = f"L_{name}: {{ {before}{lines} }} op++; goto *op->label;"

    def pairs(self, name):
        """Return pairs of sources; where their order does not matter, tiles come first, in order."""
        pairs = product(self.sources, repeat=2)
        if name not in SYMMETRIC:
            return list(pairs)
        return [(x, y) for x, y in pairs if x in "ms" and y in "ms" or x not in "ms" and (y in "ms" or x <= y)]

    def moves(self, r):
        """Add what copies, loads and stores a tile."""
        for kind in self.sources:
            if kind != r:
                self.add(f"load_{r}_{kind}", "x", f"{r}# = ", x=(kind, "x"))
        array, mask = f"(({self.real}*) reg[op->x] + at)", f"(reg[op->x] + at + # * TG_LANES_{self.code})"
        self.add(f"store_{r}", f"((at_{self.code}*) {array})[#] = {r}#")
        self.add(f"loadmask_{r}", f"LOADMASK({mask})", f"{r}# = ")
        pair = f"(({self.real}*) reg[op->x] + 2 * (at + # * TG_LANES_{self.code}))"
        for k, part in enumerate(("real", "imag")):
            self.add(f"load{part}_{r}", f"(VEC) tg_part_{self.code}({pair}, {k})", f"{r}# = ")
        for other in self.tiles:
            self.add(f"storecomplex_{r}_{other}", f"tg_join_{self.code}({pair}, RAW({r}#), RAW({other}#))")
        if self.halves:
            half = f"(reg[op->x] + 2 * (at + # * TG_LANES_{self.code}))"
            self.add(f"loadhalf_{r}", f"LOADHALF({half})", f"{r}# = ")
            self.add(f"storehalf_{r}", f"STOREHALF({half}, {r}#)")
        self.texts[f"storemask_{r}"] = f"L_storemask_{r}: STOREMASKS(reg[op->x] + at, {r}); op++; goto *op->label;"

    def operations(self, r):
        """Add the operations that write a tile."""
        for name, formula in UNARY.items():
            if name in OF_HALVES and not self.halves:
                continue
            for kind in self.sources:
                if name in FREE or kind in (r, "m", "s"):
                    self.add(f"{name}_{r}_{kind}", formula, f"{r}# = ", x=(kind, "x"))
        for name, formula in BINARY.items():
            for first, second in self.pairs(name):
                if name in FREE or r == first or r == second and name in SYMMETRIC or {first, second} <= {r, "m", "s"}:
                    self.add(f"{name}_{r}_{first}_{second}", formula, f"{r}# = ", x=(first, "x"), y=(second, "y"))
        for name, formula in TERNARY.items():
            for first, second in self.pairs(name):
                if r != second and (r != first or name in SQUARES):
                    sources = dict(x=(r, ""), y=(first, "x"), z=(second, "y"))
                    self.add(f"{name}_{r}_{first}_{second}", formula, f"{r}# = ", **sources)
        for name, formula in BOUNDED.items():
            self.add(f"{name}_{r}_s_s", formula, f"{r}# = ", x=(r, ""), y=("s", "x"), z=("s", "y"))


def function(code, tiles, halves):
    """Return the text of the function for a dtype, on so many tiles."""
    cases = Cases(code, tiles, halves)
    for r in tiles:
        cases.moves(r)
        cases.operations(r)
    names = [*cases.texts, "end"]
    return FUNCTION.format(
        code=code, tiles=tiles, vectors=VECTORS, names=" ".join(names), count=len(names),
        registers=", ".join(f"{r}{k} = {{0}}" for r in tiles for k in range(VECTORS)),
        labels=", ".join(f"&&L_{name}" for name in names), cases="\n".join(cases.texts.values()),
        undefined="\n".join(f"#undef {name}" for name in NAMES), **DTYPES[code],
    )


def text():
    """Return the text of the file."""
    none = [NONE.format(code=code) for code in DTYPES]
    parts = [HEADER]
    for test, tiles, halves in SETS:
        parts += [f"{test}\nenum {{ TG_TILES_OF_HALVES = {int(halves)} }};\n"]
        parts += [function(code, tiles, halves) for code in DTYPES]
    return "".join([*parts, "#endif\n#else\nenum { TG_TILES_OF_HALVES = 0 };\n", *none, "#endif\n"])
