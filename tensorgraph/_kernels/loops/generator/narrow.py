"""Text of reductions of narrow rows on vectors: C inside the file that ``folds.py`` writes.

As many rows are reduced at once as a vector has elements. The vectors of one row are joined first; the last of them is
filled up with what leaves the result as it is. Then the vectors of the rows are joined crosswise: a round puts halves
of two vectors together, and after the last one a single vector has the result of each row. Rows of two to four
elements are reduced as so many vectors, one for each column.

Sums in vectors of two elements are slower than the plain loop, and so are those of fewer than eight elements.
Elements of one and two bytes are compared as numbers of four, where a vector has eight of them.
An extremum of floats looks for nan aside: where there is one, the rows are left to the plain loop.
"""

import re

START = '''

cdef extern from *:
    """
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#if defined(__AVX512DQ__)
#define TG_NARROW_BYTES 64
#elif defined(__AVX__)
#define TG_NARROW_BYTES 32
#else
#define TG_NARROW_BYTES 16
#endif
#if defined(__has_builtin)
#if __has_builtin(__builtin_shufflevector)
#define TG_HAS_NARROW 1
#endif
#endif
#ifndef TG_HAS_NARROW
#define TG_HAS_NARROW 0
#endif
/* Vectors of longer elements. Compilers may convert each half of a vector and put them together. */
#define TG_CONVERTED(x, type) __builtin_convertvector(x, type)
#if defined(__AVX__)
#include <immintrin.h>
#endif
#if defined(__AVX512DQ__)
#define TG_DOUBLES(x, type) ((type) _mm512_cvtps_pd((__m256) (x)))
#define TG_LONGS(x, type) ((type) _mm512_cvtepi32_epi64((__m256i) (x)))
#define TG_UNSIGNED_LONGS(x, type) ((type) _mm512_cvtepu32_epi64((__m256i) (x)))
#elif defined(__AVX2__)
#define TG_DOUBLES(x, type) ((type) _mm256_cvtps_pd((__m128) (x)))
#define TG_LONGS(x, type) ((type) _mm256_cvtepi32_epi64((__m128i) (x)))
#define TG_UNSIGNED_LONGS(x, type) ((type) _mm256_cvtepu32_epi64((__m128i) (x)))
#else
#define TG_DOUBLES TG_CONVERTED
#define TG_LONGS TG_CONVERTED
#define TG_UNSIGNED_LONGS TG_CONVERTED
#endif
#if defined(__AVX512DQ__)
#define TG_BYTES(x, type) ((type) _mm512_cvtepi8_epi32((__m128i) (x)))
#define TG_UNSIGNED_BYTES(x, type) ((type) _mm512_cvtepu8_epi32((__m128i) (x)))
#define TG_SHORTS(x, type) ((type) _mm512_cvtepi16_epi32((__m256i) (x)))
#define TG_UNSIGNED_SHORTS(x, type) ((type) _mm512_cvtepu16_epi32((__m256i) (x)))
#define TG_HALF(x) _mm_cvtsi64_si128((long long) (x))
#define TG_BYTES_8(x, type) ((type) _mm512_cvtepi8_epi64(TG_HALF(x)))
#define TG_UNSIGNED_BYTES_8(x, type) ((type) _mm512_cvtepu8_epi64(TG_HALF(x)))
#define TG_SHORTS_8(x, type) ((type) _mm512_cvtepi16_epi64((__m128i) (x)))
#define TG_UNSIGNED_SHORTS_8(x, type) ((type) _mm512_cvtepu16_epi64((__m128i) (x)))
#elif defined(__AVX2__)
#define TG_HALF(x) _mm_cvtsi64_si128((long long) (x))
#define TG_BYTES(x, type) ((type) _mm256_cvtepi8_epi32(TG_HALF(x)))
#define TG_UNSIGNED_BYTES(x, type) ((type) _mm256_cvtepu8_epi32(TG_HALF(x)))
#define TG_SHORTS(x, type) ((type) _mm256_cvtepi16_epi32((__m128i) (x)))
#define TG_UNSIGNED_SHORTS(x, type) ((type) _mm256_cvtepu16_epi32((__m128i) (x)))
#define TG_BYTES_8(x, type) ((type) _mm256_cvtepi8_epi64(_mm_cvtsi32_si128((int) (x))))
#define TG_UNSIGNED_BYTES_8(x, type) ((type) _mm256_cvtepu8_epi64(_mm_cvtsi32_si128((int) (x))))
#define TG_SHORTS_8(x, type) ((type) _mm256_cvtepi16_epi64(TG_HALF(x)))
#define TG_UNSIGNED_SHORTS_8(x, type) ((type) _mm256_cvtepu16_epi64(TG_HALF(x)))
#else
#define TG_BYTES TG_CONVERTED
#define TG_UNSIGNED_BYTES TG_CONVERTED
#define TG_SHORTS TG_CONVERTED
#define TG_UNSIGNED_SHORTS TG_CONVERTED
#define TG_BYTES_8 TG_CONVERTED
#define TG_UNSIGNED_BYTES_8 TG_CONVERTED
#define TG_SHORTS_8 TG_CONVERTED
#define TG_UNSIGNED_SHORTS_8 TG_CONVERTED
#endif
#define TG_CHOOSE(bits, m, x, y) (((bits) (m) & (bits) (x)) | (~(bits) (m) & (bits) (y)))
/* The second of two floats unless the first is larger, or smaller; and where one of two is nan. */
#if defined(__AVX512DQ__)
#define TG_LARGER_float(x, y) _mm512_max_ps((__m512) (x), (__m512) (y))
#define TG_SMALLER_float(x, y) _mm512_min_ps((__m512) (x), (__m512) (y))
#define TG_LARGER_double(x, y) _mm512_max_pd((__m512d) (x), (__m512d) (y))
#define TG_SMALLER_double(x, y) _mm512_min_pd((__m512d) (x), (__m512d) (y))
typedef __mmask16 tg_some_float;
typedef __mmask8 tg_some_double;
#define TG_NAN_float(x, y) _mm512_cmp_ps_mask((__m512) (x), (__m512) (y), _CMP_UNORD_Q)
#define TG_NAN_double(x, y) _mm512_cmp_pd_mask((__m512d) (x), (__m512d) (y), _CMP_UNORD_Q)
#elif defined(__AVX__)
#define TG_LARGER_float(x, y) _mm256_max_ps((__m256) (x), (__m256) (y))
#define TG_SMALLER_float(x, y) _mm256_min_ps((__m256) (x), (__m256) (y))
#define TG_LARGER_double(x, y) _mm256_max_pd((__m256d) (x), (__m256d) (y))
#define TG_SMALLER_double(x, y) _mm256_min_pd((__m256d) (x), (__m256d) (y))
typedef __m256i tg_some_float, tg_some_double;
#define TG_NAN_float(x, y) ((__m256i) _mm256_cmp_ps((__m256) (x), (__m256) (y), _CMP_UNORD_Q))
#define TG_NAN_double(x, y) ((__m256i) _mm256_cmp_pd((__m256d) (x), (__m256d) (y), _CMP_UNORD_Q))
#else
#define TG_LARGER_float(x, y) TG_CHOOSE(int32_t __attribute__((vector_size(16))), (x) > (y), x, y)
#define TG_SMALLER_float(x, y) TG_CHOOSE(int32_t __attribute__((vector_size(16))), (x) < (y), x, y)
#define TG_LARGER_double(x, y) TG_CHOOSE(int64_t __attribute__((vector_size(16))), (x) > (y), x, y)
#define TG_SMALLER_double(x, y) TG_CHOOSE(int64_t __attribute__((vector_size(16))), (x) < (y), x, y)
typedef int32_t tg_some_float __attribute__((vector_size(16)));
typedef int64_t tg_some_double __attribute__((vector_size(16)));
#define TG_NAN_float(x, y) (((x) != (x)) | ((y) != (y)))
#define TG_NAN_double(x, y) (((x) != (x)) | ((y) != (y)))
#endif
    """
    enum: TG_HAS_NARROW
'''

NARROW = '''

cdef extern from *:
    """
#if TG_HAS_NARROW && TG_NARROW_BYTES >= {least}
enum {{ LANES_{name} = TG_NARROW_BYTES / sizeof({acc}) }};
typedef {type} x_{name} __attribute__((vector_size(LANES_{name} * sizeof({type})), aligned(sizeof({type})), may_alias));
typedef {acc} z_{name} __attribute__((vector_size(TG_NARROW_BYTES)));
typedef {bits} bits_{name} __attribute__((vector_size(TG_NARROW_BYTES)));
typedef {out} o_{name} __attribute__((vector_size(LANES_{name} * sizeof({out})), aligned(sizeof({out})), may_alias));
#define LOAD(x) {convert}(*(const x_{name}*) (x), z_{name})
#define JOIN(x, y) ({join})
#define STORE(z, v) (*(o_{name}*) (z) = __builtin_convertvector(v, o_{name}))

/* Reduce up to as many rows as a vector has elements, the last of them again where there are fewer. As many elements
   may be read behind all but the last one, of which `last` has what does not fill a vector. Return 0 if it cannot be
   done. */
static inline __attribute__((always_inline)) int narrow_{name}(
    z_{name}* result, const {type}* x, ptrdiff_t width, ptrdiff_t rows, bits_{name} mask, const {type}* last)
{{
    z_{name} row[LANES_{name}], v;
    bits_{name} nan = {{0}};
    ptrdiff_t full = width & -LANES_{name};
#pragma GCC unroll 16
    for (int r = 0; r < LANES_{name}; x += ++r < rows ? width : 0) {{
        if (full < width) {{
            v = LOAD(r < rows - 1 ? x + full : last);
            v = (z_{name}) TG_CHOOSE(bits_{name}, mask, v, ({acc}) {rest} - (z_{name}) {{0}});
        }} else
            v = {whole};
        {look}
        row[r] = v;
        for (ptrdiff_t i = {after}; i < full; i += LANES_{name}) {{
            v = LOAD(x + i);
            {look}
            row[r] = JOIN(v, row[r]);
        }}
    }}
{rounds}
    *result = row[0];
    {check}
    return 1;
}}

/* Reduce one row, in the same order. Return 0 if it cannot be done. */
static int narrow_one_{name}({out}* z, const {type}* x, ptrdiff_t width, bits_{name} mask)
{{
    {type} last[LANES_{name}] = {{0}};
    z_{name} v, row;
    bits_{name} nan = {{0}};
    ptrdiff_t full = width & -LANES_{name};
    memcpy(last, x + full, sizeof({type}) * (width - full));
    v = LOAD(last);
    v = (z_{name}) TG_CHOOSE(bits_{name}, mask, v, ({acc}) {rest} - (z_{name}) {{0}});
    {look}
    row = v;
    for (ptrdiff_t i = 0; i < full; i += LANES_{name}) {{
        v = LOAD(x + i);
        {look}
        row = JOIN(v, row);
    }}
{steps}
    *z = row[0];
    {check}
    return 1;
}}

/* Reduce rows of two to four elements; return how many were: there are fewer left than a vector has, or a nan. */
static ptrdiff_t narrow_columns_{name}({out}* z, const {type}* x, ptrdiff_t width, ptrdiff_t rows)
{{
    z_{name} result;
    ptrdiff_t r = 0;
{columns}
    return r;
}}

/* Reduce rows; return how many were. */
static ptrdiff_t narrow_rows_{name}({out}* z, const {type}* x, ptrdiff_t width, ptrdiff_t rows)
{{
    {type} few[LANES_{name} * LANES_{name}], last[LANES_{name}] = {{0}};
    bits_{name} mask;
    z_{name} result;
    ptrdiff_t r = 0, full = width & -LANES_{name};
    for (int k = 0; k < LANES_{name}; k++)
        mask[k] = -(k < width % LANES_{name});
    {columns_first}
    for (; (r + LANES_{name}) * width + LANES_{name} - 1 <= rows * width; r += LANES_{name}) {{
        const {type}* end = x + (r + LANES_{name} - 1) * width + full;
        if (!narrow_{name}(&result, x + r * width, width, LANES_{name}, mask, end))
            return r;
        STORE(z + r, result);
    }}
    if (4 * (rows - r) >= LANES_{name} && width >= LANES_{name}) {{
        memcpy(last, x + (rows - 1) * width + full, sizeof({type}) * (width - full));
        if (!narrow_{name}(&result, x + r * width, width, rows - r, mask, last))
            return r;
        for (int k = 0; r + k < rows; k++)
            z[r + k] = result[k];
        return rows;
    }}
    for (; r < rows && 0 < width && width < LANES_{name}; r += LANES_{name}) {{
        ptrdiff_t left = rows - r < LANES_{name} ? rows - r : LANES_{name};
        memset(few, 0, sizeof({type}) * LANES_{name} * (width + 1));
        memcpy(few, x + r * width, sizeof({type}) * left * width);
        if (!narrow_{name}(&result, few, width, LANES_{name}, mask, few + (LANES_{name} - 1) * width))
            return r;
        for (int k = 0; k < left; k++)
            z[r + k] = result[k];
    }}
    while (r < rows && narrow_one_{name}(z + r, x + r * width, width, mask))
        r++;
    return r < rows ? r : rows;
}}
#undef LOAD
#undef JOIN
#undef STORE
#else
#define narrow_rows_{name}(z, x, width, rows) 0
#define narrow_columns_{name}(z, x, width, rows) 0
#endif
    """
    Py_ssize_t narrow_columns_{name}({out}* z, const {type}* x, Py_ssize_t width, Py_ssize_t rows) noexcept nogil
    Py_ssize_t narrow_rows_{name}({out}* z, const {type}* x, Py_ssize_t width, Py_ssize_t rows) noexcept nogil
'''

CONVERT = {                     # others: TG_CONVERTED
    ("float", "double"): "TG_DOUBLES", ("int32_t", "int64_t"): "TG_LONGS",
    ("int8_t", "int32_t"): "TG_BYTES", ("uint8_t", "int32_t"): "TG_UNSIGNED_BYTES",
    ("int16_t", "int32_t"): "TG_SHORTS", ("uint16_t", "int32_t"): "TG_UNSIGNED_SHORTS",
    ("uint32_t", "uint64_t"): "TG_UNSIGNED_LONGS",
    ("int8_t", "int64_t"): "TG_BYTES_8", ("uint8_t", "uint64_t"): "TG_UNSIGNED_BYTES_8",
    ("int16_t", "int64_t"): "TG_SHORTS_8", ("uint16_t", "uint64_t"): "TG_UNSIGNED_SHORTS_8",
}
CHECK = "int any = 0; for (int k = 0; k < LANES_{name}; k++) any |= (int) nan[k]; if (any) return 0;"
PICK = "(z_{name}) TG_CHOOSE(bits_{name}, (x) {sign} (y), x, y)"
PICK_FLOATS = "(z_{name}) TG_{which}_{acc}(x, y)"
PICKED = {">": "larger", "<": "smaller"}        # functions of lanes.pxd, and in capitals those of START


def rounds(name, sizes):
    """Return the statements that join vectors crosswise, for each number of elements that a vector may have."""
    lines = []
    for lanes in sizes:
        lines.append(f"#if TG_NARROW_BYTES == {sizes[lanes]}")
        distance = 1
        while distance < lanes:
            blocks = range(0, lanes, 2 * distance)
            low = [start + k for block in blocks for start in (block, lanes + block) for k in range(distance)]
            for r in blocks:
                pair = f"row[{r}], row[{r + distance}]"
                first, second = (
                    f"__builtin_shufflevector({pair}, {', '.join(str(k + by) for k in low)})" for by in (0, distance)
                )
                lines.append(f"    row[{r}] = JOIN({first}, {second});")
            distance *= 2
        lines.append("#endif")
    return "\n".join(lines)


COLUMNS = '''\
    for (; width == {width} && r + LANES_{name} <= rows; r += LANES_{name}) {{
        z_{name} v[{width}], c[{width}];
        bits_{name} nan = {{0}};
        for (int k = 0; k < {width}; k++) {{
            v[k] = LOAD(x + r * {width} + k * LANES_{name});
            {look}
        }}
{shuffles}
        {check}
        result = {joined};
        STORE(z + r, result);
    }}'''
# the order of the rounds, in which what fills a vector up comes last, and that of the plain loop
PICKED_BY_COLUMNS = {
    2: "JOIN(JOIN(c[0], c[1]), c[0])", 3: "JOIN(JOIN(JOIN(c[0], c[1]), JOIN(c[2], c[0])), c[0])",
    4: "JOIN(JOIN(JOIN(c[0], c[1]), JOIN(c[2], c[3])), c[0])",
}
JOINED_BY_COLUMNS = {
    width: " {sign} ".join(["({acc}) {rest}", *[f"c[{k}]" for k in range(width)]]) for width in (2, 3, 4)
}
SIGNS = {"sum": "+", "prod": "*"}


def columns(record, name, acc, sizes, looks):
    """Return the loops that reduce rows of two to four elements."""
    found = []
    for width, joined in (PICKED_BY_COLUMNS if record.picks else JOINED_BY_COLUMNS).items():
        lines = []
        for lanes in sizes:
            lines.append(f"#if TG_NARROW_BYTES == {sizes[lanes]}")
            lines += [column(width, lanes, which) for which in range(width)]
            lines.append("#endif")
        found.append(COLUMNS.format(
            name=name, width=width, shuffles="\n".join(lines),
            joined=joined.format(acc=acc, sign=SIGNS.get(record.name), rest=record.identity),
            look=f"nan |= (bits_{name}) (v[k] != v[k]);" if looks else "",
            check=CHECK.format(name=name).replace("return 0", "return r") if looks else "",
        ))
    return "\n".join(found)


def column(width, lanes, which):
    """Return the statement that picks a column of `lanes` rows, which lie in as many vectors as a row has elements."""
    places = range(which, width * lanes, width)
    text = "v[0]"
    for k in range(1, width):
        # of the vectors before, an element is where it belongs; those of later ones follow
        known = [place if k == 1 else i for i, place in enumerate(places)]
        chosen = [
            here if place < k * lanes else place - (k - 1) * lanes for here, place in zip(known, places, strict=True)]
        chosen = [place if place < 2 * lanes else 0 for place in chosen]
        text = f"__builtin_shufflevector({text}, v[{k}], {', '.join(map(str, chosen))})"
    return f"        c[{which}] = {text};"


def steps(sizes):
    """Return the statements that join the elements of a vector, for each number of them, in the order of the rounds."""
    lines = []
    for lanes in sizes:
        lines.append(f"#if TG_NARROW_BYTES == {sizes[lanes]}")
        distance = 1
        while distance < lanes:
            behind = ", ".join(str((k + distance) % lanes) for k in range(lanes))
            lines.append(f"    row = JOIN(row, __builtin_shufflevector(row, row, {behind}));")
            distance *= 2
        lines.append("#endif")
    return "\n".join(lines)


def is_bool(name):
    """Return whether a kernel reads bools, which its name says."""
    return name.partition("_")[0] == "b1"


def for_elements(text, name):
    """Return the template of a kernel as it reads its elements: of bools all but 0 are 1."""
    if not is_bool(name):
        return text
    text = re.sub(r"<{acc}> (x\[[^]]+\])", r"<{acc}> (\1 != 0)", text)
    vectors = r"{convert}\((.*) \(x\), (\w+{name})\)"
    return re.sub(vectors, r"(-{convert}(\1 (x) != 0, \2))", text)


def narrow_rows(record, name, source, acc, out, size):
    """Return the text of the reduction of dense rows of C type `source`.

    Parameters
    ----------
    record : Reduction
        A sum or product, or one that picks an element.
    name : str
        That of the kernel, without the reduction.
    source, acc, out : str
        C types of the elements, of what they are joined as, and of the results.
    size : int
        Bytes of `acc`.
    """
    template, name = for_elements(NARROW, name), f"{record.name}_{name}"
    is_float = acc in ("float", "double")
    looks = bool(record.picks) and is_float
    sizes = {total // size: total for total in (64, 32, 16)}
    join = f"(x) {SIGNS.get(record.name)} (y)"
    if record.picks:
        join = PICK_FLOATS if is_float else PICK
        join = join.format(name=name, sign=record.picks, which=PICKED[record.picks].upper(), acc=acc)
    return template.format(
        name=name, type=source, acc=acc, out=out, bits=f"int{8 * size}_t",
        convert=CONVERT.get((source, acc), "TG_CONVERTED"),
        least=32 if source != acc == "int32_t" else (2 if record.picks else 4) * size,
        join=join, rest="x[0]" if record.picks else record.identity,
        # a sum of floats begins with 0, which is not -0
        whole="LOAD(x)" if record.picks or not is_float else f"({acc}) {record.identity} - (z_{name}) {{0}}",
        after=f"full < width ? 0 : LANES_{name}" if record.picks or not is_float else "0",
        look=f"nan |= (bits_{name}) (v != v);" if looks else "",
        check=CHECK.format(name=name) if looks else "",
        rounds=rounds(name, sizes), steps=steps(sizes),
        columns=columns(record, name, acc, sizes, looks),
        columns_first=f"r = narrow_columns_{name}(z, x, width, rows);" if record.picks else "",
    )
