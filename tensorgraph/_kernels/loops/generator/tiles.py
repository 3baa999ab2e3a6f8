"""Text of the machine that keeps tiles in vector registers; ``generate.py`` writes it to ``tiles.h``, ``tiles-f32.c``.

``tg_segment_<dtype>`` runs code (see ``tileops.py``) on one stretch of elements after the other, row by row. It jumps
from operation to operation, so that the compiler leaves the tiles where they are. Where there are registers for it,
``tg_long_segment_<dtype>`` does the same on longer tiles of floats: fewer jumps, for stretches of many elements.
Compilers take a while for each, so each has a file.
"""

import re
from itertools import product

from ..tileops import (
    BINARY,
    BOUNDED,
    CONVERTED,
    FREE,
    OF_FLOATS,
    OF_HALVES,
    OF_INTEGERS,
    SHIFTS,
    SYMMETRIC,
    TERNARY,
    UNARY,
)
from . import tileloads
from .tileheader import HEADER, SHARED

VECTORS, LONG = 4, 6                    # of a tile
WIDE, NARROW = "abcd", "abc"            # tiles where there are 32 vector registers, or 16
SETS = (                                # the last of which cannot convert what it loads
    ("#if defined(__AVX512DQ__)", WIDE, True), ("#elif defined(__F16C__) && defined(__AVX2__)", NARROW, True),
    ("#else", NARROW, False),
)
SQUARES = ("fma", "fms", "fnma")        # what may multiply a tile by itself
FLOATING = ("f32", "f64")

DTYPES = {
    "f32": dict(real="float", integer="int32_t", size=4, p="ps", d="", f="f", rounded="name##f", bits=32, half=128),
    "f64": dict(real="double", integer="int64_t", size=8, p="pd", d="d", f="", rounded="name", bits=64, half=64),
    "i32": dict(real="int32_t", integer="int32_t", size=4, d="", bits=32, half=128),
    "i64": dict(real="int64_t", integer="int64_t", size=8, d="d", bits=64, half=64),
}

TYPES = '''
typedef {real} vec_{code} __attribute__((vector_size(TG_VECTOR)));
typedef {real} at_{code} __attribute__((vector_size(TG_VECTOR), aligned({size}), may_alias));
typedef {integer} int_{code} __attribute__((vector_size(TG_VECTOR)));
typedef {integer} int_at_{code} __attribute__((vector_size(TG_VECTOR), aligned({size}), may_alias));
typedef int8_t bytes_{code} __attribute__((vector_size(TG_VECTOR / {size}), aligned(1), may_alias));
enum {{ TG_LANES_{code} = TG_VECTOR / {size} }};
#define VEC vec_{code}
#define INT int_{code}
#define REAL(x) ((VEC) {{x}})
#define HIGHEST (~(({integer}) 1 << ({size} * 8 - 1)))
'''

FLOATS = '''
#if defined(__AVX512DQ__)
#define RAW(x) ((__m512{d}) (x))
#define CHOOSE(m, x, y) ((VEC) _mm512_ternarylogic_epi64((__m512i) (m), (__m512i) (x), (__m512i) (y), 0xCA))
#define ANY(m) _mm512_test_epi64_mask((__m512i) (m), (__m512i) (m))
#define LARGER(x, y) ((VEC) _mm512_max_{p}((__m512{d}) (x), (__m512{d}) (y)))
#define SMALLER(x, y) ((VEC) _mm512_min_{p}((__m512{d}) (x), (__m512{d}) (y)))
#define SQRT(x) ((VEC) _mm512_sqrt_{p}((__m512{d}) (x)))
#define ROUNDED(x, how, name) ((VEC) _mm512_roundscale_{p}((__m512{d}) (x), how))
#elif defined(__AVX__)
#define RAW(x) ((__m256{d}) (x))
#define CHOOSE(m, x, y) ((VEC) _mm256_blendv_{p}((__m256{d}) (y), (__m256{d}) (x), (__m256{d}) (m)))
#define ANY(m) _mm256_movemask_{p}((__m256{d}) (m))
#define LARGER(x, y) ((VEC) _mm256_max_{p}((__m256{d}) (x), (__m256{d}) (y)))
#define SMALLER(x, y) ((VEC) _mm256_min_{p}((__m256{d}) (x), (__m256{d}) (y)))
#define SQRT(x) ((VEC) _mm256_sqrt_{p}((__m256{d}) (x)))
#define ROUNDED(x, how, name) ((VEC) _mm256_round_{p}((__m256{d}) (x), how))
#elif defined(__SSE4_1__)
#define RAW(x) ((__m128{d}) (x))
#define CHOOSE(m, x, y) ((VEC) _mm_blendv_{p}((__m128{d}) (y), (__m128{d}) (x), (__m128{d}) (m)))
#define ANY(m) _mm_movemask_{p}((__m128{d}) (m))
#define LARGER(x, y) ((VEC) _mm_max_{p}((__m128{d}) (x), (__m128{d}) (y)))
#define SMALLER(x, y) ((VEC) _mm_min_{p}((__m128{d}) (x), (__m128{d}) (y)))
#define SQRT(x) ((VEC) _mm_sqrt_{p}((__m128{d}) (x)))
#define ROUNDED(x, how, name) ((VEC) _mm_round_{p}((__m128{d}) (x), how))
#else
#define RAW(x) (x)
#define CHOOSE(m, x, y) ((VEC) (((INT) (m) & (INT) (x)) | (~(INT) (m) & (INT) (y))))
#define ANY(m) ({{ int some = 0; for (int k = 0; k < TG_LANES_{code}; k++) some |= ((INT) (m))[k] != 0; some; }})
#define LARGER(x, y) CHOOSE((x) > (y), x, y)
#define SMALLER(x, y) CHOOSE((x) < (y), x, y)
#define EACH(x, f) ({{ VEC v = x; for (int k = 0; k < TG_LANES_{code}; k++) v[k] = f(v[k]); v; }})
#define SQRT(x) EACH(x, sqrt{f})
#define ROUNDED(x, how, name) EACH(x, {rounded})
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
'''

INTEGERS = '''
typedef u{real} unsigned_{code} __attribute__((vector_size(TG_VECTOR)));
#define SHIFTED(x, y) ((VEC) ((unsigned_{code}) (x) << (unsigned_{code}) (y)))
#define CHOOSE(m, x, y) (((m) & (x)) | (~(m) & (y)))
#if defined(__AVX512DQ__)
#define LARGER(x, y) ((VEC) _mm512_max_epi{bits}((__m512i) (x), (__m512i) (y)))
#define SMALLER(x, y) ((VEC) _mm512_min_epi{bits}((__m512i) (x), (__m512i) (y)))
#else
#define LARGER(x, y) CHOOSE((x) > (y), x, y)
#define SMALLER(x, y) CHOOSE((x) < (y), x, y)
#endif
'''

MASKS = '''
#if defined(__AVX512DQ__)
#define LOADMASK(p) \
((VEC) _mm512_movm_epi{bits}(_mm_cmpneq_epi8_mask(_mm_loadu_si{half}((const void*) (p)), _mm_setzero_si128())))
#define TRUTH(x) _mm512_movepi{bits}_mask((__m512i) (x))
#define STOREMASKS(p, x, i, j, k, l) \
tg_storemask_{bits}((p) + i * TG_LANES_{code}, TRUTH(x##i), TRUTH(x##j), TRUTH(x##k), TRUTH(x##l))
#elif defined(__AVX2__)
#define LOADMASK(p) ((VEC) tg_loadmask_{bits}(p))
#define STOREMASK(p, x) tg_storemask_{bits}(p, (__m256{d}) (x))
#endif

#ifndef LOADMASK
#define LOADMASK(p) ((VEC) __builtin_convertvector(*(bytes_{code}*) (p) != 0, INT))
#define STOREMASK(p, x) *(bytes_{code}*) (p) = -__builtin_convertvector((INT) (x), bytes_{code})
#endif
#ifndef STOREMASKS
#define STOREMASKS(p, x, i, j, k, l) do {{ \
STOREMASK((p) + i * TG_LANES_{code}, x##i); STOREMASK((p) + j * TG_LANES_{code}, x##j); \
STOREMASK((p) + k * TG_LANES_{code}, x##k); STOREMASK((p) + l * TG_LANES_{code}, x##l); }} while (0)
#endif
'''

FUNCTION = '''
static const void* tg_{long}labels_{code}[{count}];

static void tg_{long}segment_{code}(
    const tg_tile_op* code, char** reg, ptrdiff_t at, ptrdiff_t n, ptrdiff_t rows, const tg_row_step* steps)
{{
    const tg_tile_op* op = code;
    VEC {registers};
    if (code == NULL) {{
        const void* labels[] = {{ {labels} }};
        memcpy(tg_{long}labels_{code}, labels, sizeof(labels));
        return;
    }}
    goto *op->label;
{cases}
L_end:
    at += {tile};
    if (at >= n) {{
        if (--rows == 0) return;
        for (int k = 0; k < op->y; k++) reg[steps[k].reg] += steps[k].bytes;
        at = 0;
    }}
    else if (at + {tile} > n) at = n - {tile};
    for (int k = 1; k <= op->x; k++) {{
        const char* ahead = reg[op[k].x] + at * op[k].y + TG_AHEAD;
        for (int byte = 0; byte < {tile} * op[k].y; byte += 64) __builtin_prefetch(ahead + byte);
    }}
    op = code;
    goto *op->label;
}}

const tg_tile_function tg_tiles_{long}{code} = {{
    "{long}segment_{code}", tg_{long}segment_{code}, tg_{long}labels_{code}, "{names}", {tile}
}};
'''

FUNCTIONS = '''
#if defined(__GNUC__)
extern const tg_tile_function {every};
#if defined(__AVX512DQ__)
extern const tg_tile_function {long};
#endif
#endif

static const tg_tile_function* const tg_tile_functions[] = {{
#if defined(__GNUC__)
    {every_address},
#if defined(__AVX512DQ__)
    {long_address},
#endif
#endif
    NULL
}};
'''

SET = '''
static const char* const tg_tiles = "{tiles}";
enum {{ TG_TILES_CONVERT = {converts} }};
'''


class Cases:
    """The operations of a dtype: their names, and what is done at their labels."""

    def __init__(self, code, tiles, vectors, converts):
        self.tiles, self.vectors, self.halves = tiles, vectors, converts and code == "f32"
        self.converted = CONVERTED[code] if converts else ()
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
        lines = " ".join(f"{target}{text};".replace("#", str(k)) for k in range(self.vectors))
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
        for source in self.converted:
            place = f"(reg[op->x] + {int(source[1:]) // 8} * (at + # * TG_LANES_{self.code}))"
            self.add(f"load{source}_{r}", f"LOAD_{source}({place})", f"{r}# = ")
        if self.code in FLOATING:
            self.parts(r)
        if self.halves:
            half = f"(reg[op->x] + 2 * (at + # * TG_LANES_{self.code}))"
            self.add(f"loadhalf_{r}", f"LOADHALF({half})", f"{r}# = ")
            self.add(f"storehalf_{r}", f"STOREHALF({half}, {r}#)")
        # four at a time, the last of which may have been stored
        fours = [[min(k + i, self.vectors - 4 + i) for i in range(4)] for k in range(0, self.vectors, 4)]
        masks = " ".join(f"STOREMASKS(reg[op->x] + at, {r}, {', '.join(map(str, four))});" for four in fours)
        self.texts[f"storemask_{r}"] = f"L_storemask_{r}: {masks} op++; goto *op->label;"

    def parts(self, r):
        """Add what loads and stores complex numbers."""
        pair = f"(({self.real}*) reg[op->x] + 2 * (at + # * TG_LANES_{self.code}))"
        for k, part in enumerate(("real", "imag")):
            self.add(f"load{part}_{r}", f"(VEC) tg_part_{self.code}({pair}, {k})", f"{r}# = ")
        for other in self.tiles:
            self.add(f"storecomplex_{r}_{other}", f"tg_join_{self.code}({pair}, RAW({r}#), RAW({other}#))")

    def jumps(self):
        """Add what goes on with another operation, always, or where some element of a mask is true."""
        self.texts["go"] = "L_go: op += op->x; goto *op->label;"
        for r in self.tiles:
            some = f"{r}0"
            for k in range(1, self.vectors):
                some = f"BITS({some}, |, {r}{k})"
            self.texts[f"leave_{r}"] = f"L_leave_{r}: op += ANY({some}) ? op->x : 1; goto *op->label;"

    def formulas(self, table):
        """Return the names and formulas of the operations of a table that the dtype has."""
        if self.code in FLOATING:
            return [(name, formula) for name, formula in table.items() if self.halves or name not in OF_HALVES]
        return [(name, OF_INTEGERS.get(name, formula)) for name, formula in table.items() if name not in OF_FLOATS]

    def operations(self, r):
        """Add the operations that write a tile."""
        for name, formula in self.formulas(UNARY):
            for kind in self.sources:
                if name in FREE or kind in (r, "m", "s"):
                    self.add(f"{name}_{r}_{kind}", formula, f"{r}# = ", x=(kind, "x"))
        for name, formula in self.formulas(BINARY):
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
        for name, formula in SHIFTS.items() if self.code not in FLOATING else ():
            self.add(f"{name}_{r}_s", formula, f"{r}# = ", x=(r, ""), y=("s", "x"))


def function(code, long, tiles, converts):
    """Return the text of a function of an instruction set with so many tiles, and of what is known of it."""
    vectors = LONG if long else VECTORS
    cases = labels(code, tiles, vectors, converts)
    names = [*cases, "end"]
    return FUNCTION.format(
        code=code, long=long, tile=f"{vectors} * TG_LANES_{code}", count=len(names), names=" ".join(names),
        registers=", ".join(f"{r}{k} = {{0}}" for r in tiles for k in range(vectors)),
        labels=", ".join(f"&&L_{name}" for name in names), cases="\n".join(cases.values()),
    )


def labels(code, tiles, vectors, converts):
    """Return what is done at the labels of a function, by the names of the operations."""
    cases = Cases(code, tiles, vectors, converts)
    if code in FLOATING:
        # integers have one version, and gcc would compute what all tiles of them have in common before each operation
        cases.jumps()
    for r in tiles:
        cases.moves(r)
        cases.operations(r)
    return cases.texts


def header():
    """Return the text of the header, which names the functions."""
    every, long = [f"tg_tiles_{code}" for code in DTYPES], [f"tg_tiles_long_{code}" for code in FLOATING]
    functions = FUNCTIONS.format(
        every=", ".join(every), every_address=", ".join(f"&{name}" for name in every),
        long=", ".join(long), long_address=", ".join(f"&{name}" for name in long),
    )
    sets = [test + SET.format(tiles=tiles, converts=int(converts)) for test, tiles, converts in SETS]
    none = SET.format(tiles="", converts=0)
    return "".join([HEADER, functions, "\n#if defined(__GNUC__)\n", *sets, "#endif\n#else", none, "#endif\n"])


def text(part=None):
    """Return the text of the header, or of the file of a function: ``f32``, ``long_f32``."""
    if part is None:
        return header()
    long, code = part[:-3], part[-3:]
    kinds = (TYPES, FLOATS if code in FLOATING else INTEGERS, MASKS)
    shared = "".join(kind.format(code=code, **DTYPES[code]) for kind in kinds)
    sets = [
        test + "\n" + function(code, long, tiles, converts)
        for test, tiles, converts in SETS if tiles == WIDE or not long
    ]
    return "".join([SHARED, shared, tileloads.text(code), *sets, "#endif\n#endif\n"])
