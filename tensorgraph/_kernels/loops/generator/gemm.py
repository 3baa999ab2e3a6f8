"""Text of the tiles of matrix products; ``generate.py`` writes it to ``gemm.h``.

``tg_product_<dtype>[rows - 1][vectors - 1]`` computes a tile of the result, so many rows of so many vectors, which
stays in vector registers over the whole sum. B is read by vectors, A element by element. Of the last vector `last`
elements are used, where there are masks. Without vectors there are no tiles.
"""

DTYPES = {
    "f32": dict(real="float", integer="int32_t", size=4, lanes=16, p="ps"),
    "f64": dict(real="double", integer="int64_t", size=8, lanes=8, p="pd"),
}
# rows and vectors of the largest tile where there are 32 vector registers, or 16
WIDE, NARROW = (8, 3), (4, 3)

HEADER = f'''\
/* Tiles of matrix products. Written by generate.py; not to be edited. */
#include <stddef.h>
#include <stdint.h>

#if !defined(__GNUC__)
enum {{ TG_GEMM_VECTOR = 0, TG_GEMM_MASKS = 0, TG_GEMM_ROWS = 1, TG_GEMM_VECTORS = 1 }};
#elif defined(__AVX512F__)
#include <immintrin.h>
enum {{ TG_GEMM_VECTOR = 64, TG_GEMM_MASKS = 1, TG_GEMM_ROWS = {WIDE[0]}, TG_GEMM_VECTORS = {WIDE[1]} }};
#else
enum {{ TG_GEMM_MASKS = 0, TG_GEMM_ROWS = {NARROW[0]}, TG_GEMM_VECTORS = {NARROW[1]} }};
#if defined(__AVX__)
enum {{ TG_GEMM_VECTOR = 32 }};
#else
enum {{ TG_GEMM_VECTOR = 16 }};
#endif
#endif
#if defined(__clang__) || __GNUC__ >= 12
#define SHUFFLE(mask, x, y, ...) __builtin_shufflevector(x, y, __VA_ARGS__)
#else
#define SHUFFLE(mask, x, y, ...) __builtin_shuffle(x, y, (mask) {{ __VA_ARGS__ }})
#endif
'''

POINTER = '''
typedef void (*tg_product_t_{code})(
    ptrdiff_t, const {real}*, ptrdiff_t, ptrdiff_t, const {real}*, ptrdiff_t, {real}*, ptrdiff_t, ptrdiff_t,
    {real}, {real});
'''

VECTORS = '''
typedef {real} product_{code} __attribute__((vector_size(TG_GEMM_VECTOR)));
typedef {real} from_{code} __attribute__((vector_size(TG_GEMM_VECTOR), aligned({size}), may_alias));
enum {{ TG_GEMM_LANES_{code} = TG_GEMM_VECTOR / {size} }};
#if defined(__AVX512F__)
#define USED_{code} const __mmask{lanes} used = (__mmask{lanes}) ((1u << last) - 1);
#define LOAD_{code}(x) ((product_{code}) _mm512_maskz_loadu_{p}(used, x))
#define STORE_{code}(x, value) _mm512_mask_storeu_{p}(x, used, value)
#else
#define USED_{code}
#define LOAD_{code}(x) (*(const from_{code}*) (x))
#define STORE_{code}(x, value) (*(from_{code}*) (x) = (value))
#endif

typedef {real} quad_{code} __attribute__((vector_size(4 * {size})));
typedef {integer} order_{code} __attribute__((vector_size(4 * {size})));
typedef {real} four_{code} __attribute__((vector_size(4 * {size}), aligned({size}), may_alias));

/* Write four columns of four rows as four rows: to[p * wide + j] = b[j * column + p]. */
static inline void tg_turn_{code}({real}* to, ptrdiff_t wide, const {real}* b, ptrdiff_t column)
{{
    quad_{code} w = *(const four_{code}*) b, x = *(const four_{code}*) (b + column);
    quad_{code} y = *(const four_{code}*) (b + 2 * column), z = *(const four_{code}*) (b + 3 * column);
    quad_{code} even = SHUFFLE(order_{code}, w, x, 0, 4, 2, 6), even2 = SHUFFLE(order_{code}, y, z, 0, 4, 2, 6);
    quad_{code} odd = SHUFFLE(order_{code}, w, x, 1, 5, 3, 7), odd2 = SHUFFLE(order_{code}, y, z, 1, 5, 3, 7);
    *(four_{code}*) to = SHUFFLE(order_{code}, even, even2, 0, 1, 4, 5);
    *(four_{code}*) (to + wide) = SHUFFLE(order_{code}, odd, odd2, 0, 1, 4, 5);
    *(four_{code}*) (to + 2 * wide) = SHUFFLE(order_{code}, even, even2, 2, 3, 6, 7);
    *(four_{code}*) (to + 3 * wide) = SHUFFLE(order_{code}, odd, odd2, 2, 3, 6, 7);
}}
'''

NONE = '''
enum {{ TG_GEMM_LANES_{code} = 1 }};
static const tg_product_t_{code} tg_product_{code}[1][1];
static void tg_turn_{code}({real}* to, ptrdiff_t wide, const {real}* b, ptrdiff_t column) {{ }}
'''

TILE = '''
static void tg_product_{code}_{rows}_{vectors}(
    ptrdiff_t k, const {real}* a, ptrdiff_t row, ptrdiff_t column, const {real}* b, ptrdiff_t row_b,
    {real}* c, ptrdiff_t row_c, ptrdiff_t last, {real} alpha, {real} beta)
{{
    USED_{code}
    const product_{code} zero = {{0}};
    product_{code} {sums};
    do {{
        {loads}
{sum}
        a += column;
        b += row_b;
    }} while (--k);
    if (beta == 0) {{
{plain}
    }} else {{
{added}
    }}
}}
'''


def tile(code, rows, vectors):
    """Return the function of a tile."""

    def place(array, v):
        return f"{array} + {v} * TG_GEMM_LANES_{code}"

    def load(array, v):
        return f"LOAD_{code}({place(array, v)})" if v == vectors - 1 else f"*(const from_{code}*) ({place(array, v)})"

    def store(array, v, value):
        if v == vectors - 1:
            return f"        STORE_{code}({place(array, v)}, {value});"
        return f"        *(from_{code}*) ({place(array, v)}) = {value};"

    each, every = range(rows), range(vectors)
    sums = [" ".join(f"s{i}_{v} += x * b{v};" for v in every) for i in each]
    places = [(f"c + {i} * row_c", v, f"alpha * s{i}_{v}") for i in each for v in every]
    return TILE.format(
        code=code, rows=rows, vectors=vectors, real=DTYPES[code]["real"],
        sums=", ".join(f"s{i}_{v} = {{0}}" for i in each for v in every),
        loads=" ".join(f"product_{code} b{v} = {load('b', v)};" for v in every),
        sum="\n".join(f"        {{ const product_{code} x = a[{i} * row] - zero; {sums[i]} }}" for i in each),
        plain="\n".join(store(c, v, value) for c, v, value in places),
        added="\n".join(store(c, v, f"{value} + beta * {load(c, v)}") for c, v, value in places),
    )


def tiles(code, rows, vectors):
    """Return the functions of all tiles up to the largest, and their table."""
    every = [[(code, i, v) for v in range(1, vectors + 1)] for i in range(1, rows + 1)]
    functions = "".join(tile(*key) for row in every for key in row)
    table = ", ".join("{" + ", ".join("tg_product_{}_{}_{}".format(*key) for key in row) + "}" for row in every)
    return f"{functions}\nstatic const tg_product_t_{code} tg_product_{code}[{rows}][{vectors}] = {{ {table} }};\n"


def text():
    """Return the text of the file."""
    pointers, vectors, none = (
        "".join(part.format(code=code, **names) for code, names in DTYPES.items()) for part in (POINTER, VECTORS, NONE)
    )
    wide, narrow = ("".join(tiles(code, *most) for code in DTYPES) for most in (WIDE, NARROW))
    tiled = f"{vectors}\n#if defined(__AVX512F__)\n{wide}#else\n{narrow}#endif\n"
    return f"{HEADER}{pointers}\n#if defined(__GNUC__)\n{tiled}#else\n{none}#endif\n"
