"""Text of the sums of formulas over rows or columns; ``generate.py`` writes it to ``_rowsums.pyx``.

``rows_sum_<formula>_<kinds>_<dtype>(o, operands, steps, width, rows)`` writes to ``o[r]`` the sum of a formula over row
r of the operands, whose rows are `steps` bytes apart: ``rows_sum_mul_mm_f64`` the products of two matrices. An operand
is ``m``, elements that lie side by side, or ``s``, one value for the row. ``columns_sum_...`` writes the sums over the
columns.

(a) Each row has four vectors of partial sums, which are added. The elements behind the last whole vector are those of
    one that ends with the row; what it has of others counts as nothing. A row has at least a vector of elements.
(b) As many rows as a vector has elements are finished together: see ``narrow.py``. Missing ones are zeros, so a row has
    the same sum alone and among others.
(c) Four vectors of columns are summed at once, of even rows and of odd ones, and long rows four at a time, so that what
    lies side by side is read at once. The last vector ends with the rows, and may begin before the one before it ends.
"""

from itertools import product

from ....scalar import REGISTRY
from ..superinstructions import tree_operands
from .folds import COUNTED, FORMULAS, SIZES
from .kerneltext import C_TYPES, KernelText, expression
from .narrow import CONVERT, START, rounds
from .widefloats import OPERATIONS, PAIRED, vector_expression

TERMS = OPERATIONS | {
    what: f"(({expression(op.c, 'f64', op.params, ['({0})', '({1})'])}) & 1)"
    for what, op in REGISTRY.items() if what in COUNTED
}
DTYPES = (("f32", "f64"), ("f64", "f64"))           # of the operands, of the sums
COUNTS = (("f32", "i64"), ("f64", "i64"))
LONG_ROW = 2048                                     # bytes of rows from which on they are read four at a time
FEWEST = 8                                          # elements of a row: those of the longest vector of sums

KERNEL = '''

cdef extern from *:
    """
#if TG_HAS_NARROW
enum {{ LANES_{name} = TG_NARROW_BYTES / sizeof({acc}) }};
typedef {type} p_{name} __attribute__((vector_size(LANES_{name} * sizeof({type}))));
typedef {type} at_{name} __attribute__((vector_size(sizeof(p_{name})), aligned(sizeof({type})), may_alias));
typedef {integer} int_{name} __attribute__((vector_size(sizeof(p_{name}))));
typedef {value} term_{name} __attribute__((vector_size(sizeof(p_{name}))));
typedef {acc} z_{name} __attribute__((vector_size(TG_NARROW_BYTES)));
typedef {bits} bits_{name} __attribute__((vector_size(TG_NARROW_BYTES)));
#define ABSOLUTE(x) ((p_{name}) ((int_{name}) (x) & ~(({integer}) 1 << (8 * sizeof({type}) - 1))))
#define SQUARE(x) ((x) * (x))
#define JOIN(x, y) ((x) + (y))

static inline __attribute__((always_inline)) term_{name} term_of_{name}(const {type}* a, const {type}* b, ptrdiff_t i)
{{
    p_{name} p = {load_p};
    {declare_q}
    return {formula};
}}
#define VALUE(a, b, i) {convert}(term_of_{name}(a, b, i), z_{name})
#define PAIR(a, b, i, c, d, j) {convert}(term_of_{name}(a, b, i) + term_of_{name}(c, d, j), z_{name})
#define ADD(s, t, a, b, i, c, d, j) \\
    if (in_pairs) s += PAIR(a, b, i, c, d, j); else s += VALUE(a, b, i), t += VALUE(c, d, j)

static inline int is_finite_{name}(z_{name} x)
{{
    {acc} total = 0;
    x -= x;
    for (int k = 0; k < LANES_{name}; k++) total += x[k];
    return total == 0;
}}

static inline __attribute__((always_inline)) z_{name} row_{name}(
    const {type}* a, const {type}* b, ptrdiff_t width, bits_{name} mask, const int in_pairs)
{{
    z_{name} s0 = {{0}}, s1 = s0, s2 = s0, s3 = s0;
    ptrdiff_t i = 0, n = LANES_{name};
    for (; i + 4 * n <= width; i += 4 * n) {{
        ADD(s0, s1, a, b, i, a, b, i + n);
        ADD(s2, s3, a, b, i + 2 * n, a, b, i + 3 * n);
    }}
    if (i + 2 * n <= width) {{
        ADD(s0, s1, a, b, i, a, b, i + n);
        i += 2 * n;
    }}
    if (i + n <= width) {{
        s2 += VALUE(a, b, i);
        i += n;
    }}
    if (i < width) s3 += (z_{name}) ((bits_{name}) VALUE(a, b, width - n) & mask);
    return (s0 + s1) + (s2 + s3);
}}

/* Sum a row whose pairs are infinite. */
static __attribute__((noinline)) {acc} apart_{name}(
    const char* a, const char* b, ptrdiff_t width, bits_{name} mask)
{{
    z_{name} row[LANES_{name}] = {{{{0}}}};
    row[0] = row_{name}((const {type}*) a, (const {type}*) b, width, mask, 0);
{rounds}
    return row[0][0];
}}

static void tg_rows_{name}(
    {acc}* z, const char* const* operands, const ptrdiff_t* steps, ptrdiff_t width, ptrdiff_t rows)
{{
    z_{name} row[LANES_{name}];
    bits_{name} mask;
    const char *a = operands[0], *b = operands[1];
    const ptrdiff_t to_a = steps[0], to_b = steps[1];
    for (int k = 0; k < LANES_{name}; k++) mask[k] = -(k >= LANES_{name} - width % LANES_{name});
    for (ptrdiff_t r = 0; r < rows; r += LANES_{name}) {{
        ptrdiff_t n = rows - r < LANES_{name} ? rows - r : LANES_{name};
        if (n == LANES_{name}) {{
#pragma GCC unroll 16
            for (int k = 0; k < LANES_{name}; k++, a += to_a, b += to_b)
                row[k] = row_{name}((const {type}*) a, (const {type}*) b, width, mask, {in_pairs});
        }} else {{
            for (int k = 0; k < LANES_{name}; k++) row[k] = (z_{name}) {{0}};
            for (int k = 0; k < n; k++, a += to_a, b += to_b)
                row[k] = row_{name}((const {type}*) a, (const {type}*) b, width, mask, {in_pairs});
        }}
{rounds}
        if ({in_pairs} && !is_finite_{name}(row[0]))
            for (int k = 0; k < n; k++)
                if (row[0][k] - row[0][k] != 0)
                    row[0][k] = apart_{name}(a - (n - k) * to_a, b - (n - k) * to_b, width, mask);
        memcpy(z + r, &row[0], n * sizeof({acc}));
    }}
}}

/* Sum n vectors of columns, 1 to 4, at the given places. */
static inline __attribute__((always_inline)) void sums_{name}(
    z_{name}* even, const char* a, const char* b, const ptrdiff_t* steps, const ptrdiff_t* at, ptrdiff_t rows, int n,
    const int in_pairs)
{{
    z_{name} odd[4] = {{{{0}}}};
    ptrdiff_t r = 0;
    for (int k = 0; k < n; k++) even[k] = (z_{name}) {{0}};
    for (; r + 2 <= rows; r += 2, a += 2 * steps[0], b += 2 * steps[1])
        for (int k = 0; k < n; k++)
            ADD(even[k], odd[k], (const {type}*) a, (const {type}*) b, at[k], (const {type}*) (a + steps[0]),
                (const {type}*) (b + steps[1]), at[k]);
    for (int k = 0; k < n; k++) {{
        if (r < rows) even[k] += VALUE((const {type}*) a, (const {type}*) b, at[k]);
        even[k] += odd[k];
    }}
}}

/* Sum those columns of a vector again whose pairs are infinite. */
static __attribute__((noinline)) void columns_apart_{name}(
    z_{name}* sum, const char* a, const char* b, const ptrdiff_t* steps, ptrdiff_t at, ptrdiff_t rows)
{{
    z_{name} found[4];
    sums_{name}(found, a, b, steps, &at, rows, 1, 0);
    for (int k = 0; k < LANES_{name}; k++)
        if ((*sum)[k] - (*sum)[k] != 0) (*sum)[k] = found[0][k];
}}

static inline __attribute__((always_inline)) void panel_{name}(
    {acc}* z, const char* a, const char* b, const ptrdiff_t* steps, const ptrdiff_t* at, ptrdiff_t rows, int n)
{{
    z_{name} sum[4];
    sums_{name}(sum, a, b, steps, at, rows, n, {in_pairs});
    for (int k = 0; k < n; k++) {{
        if ({in_pairs} && !is_finite_{name}(sum[k])) columns_apart_{name}(&sum[k], a, b, steps, at[k], rows);
        memcpy(z + at[k], &sum[k], sizeof(sum[k]));
    }}
}}

/* Sum a vector of columns of four rows, or of one. */
static inline __attribute__((always_inline)) z_{name} few_{name}(
    const char* a, const char* b, const ptrdiff_t* steps, ptrdiff_t at, int rows, const int in_pairs)
{{
    const {type} *a0 = (const {type}*) a, *a1 = (const {type}*) (a + steps[0]);
    const {type} *a2 = (const {type}*) (a + 2 * steps[0]), *a3 = (const {type}*) (a + 3 * steps[0]);
    const {type} *b0 = (const {type}*) b, *b1 = (const {type}*) (b + steps[1]);
    const {type} *b2 = (const {type}*) (b + 2 * steps[1]), *b3 = (const {type}*) (b + 3 * steps[1]);
    if (rows == 1) return VALUE(a0, b0, at);
    if (in_pairs) return PAIR(a0, b0, at, a1, b1, at) + PAIR(a2, b2, at, a3, b3, at);
    return (VALUE(a0, b0, at) + VALUE(a1, b1, at)) + (VALUE(a2, b2, at) + VALUE(a3, b3, at));
}}

/* Sum the columns of wide rows, four at a time. */
static void strips_{name}(
    {acc}* z, const char* a, const char* b, const ptrdiff_t* steps, ptrdiff_t width, ptrdiff_t rows)
{{
    enum {{ LANES = LANES_{name} }};
    const char *first_a = a, *first_b = b;
    const ptrdiff_t last = width - LANES, all = rows;
    z_{name} v, infinite = {{0}}, end = infinite;
#define ADD_FEW(n) do {{ \
    for (ptrdiff_t c = 0; c <= last; c += LANES) {{ \
        memcpy(&v, z + c, sizeof(v)); \
        v += few_{name}(a, b, steps, c, n, {in_pairs}); \
        memcpy(z + c, &v, sizeof(v)); \
    }} \
    end += few_{name}(a, b, steps, last, n, {in_pairs}); }} while (0)
    memset(z, 0, width * sizeof({acc}));
    for (; rows >= 4; rows -= 4, a += 4 * steps[0], b += 4 * steps[1]) ADD_FEW(4);
    for (; rows; rows--, a += steps[0], b += steps[1]) ADD_FEW(1);
#undef ADD_FEW
    memcpy(z + last, &end, sizeof(end));
    for (ptrdiff_t c = 0; {in_pairs} && c <= last; c += LANES) {{
        memcpy(&v, z + c, sizeof(v));
        infinite += v - v;
    }}
    if (!{in_pairs} || is_finite_{name}(infinite + (end - end))) return;
    for (ptrdiff_t c = 0; c < width; c += LANES) {{
        ptrdiff_t at = c < last ? c : last;
        memcpy(&v, z + at, sizeof(v));
        columns_apart_{name}(&v, first_a, first_b, steps, at, all);
        memcpy(z + at, &v, sizeof(v));
    }}
}}

static void tg_columns_{name}(
    {acc}* z, const char* const* operands, const ptrdiff_t* steps, ptrdiff_t width, ptrdiff_t rows)
{{
    const char *a = operands[0], *b = operands[1];
    ptrdiff_t n = LANES_{name};
    if (width * (ptrdiff_t) sizeof({type}) >= {longest}) {{
        strips_{name}(z, a, b, steps, width, rows);
        return;
    }}
    for (ptrdiff_t c = 0; c < width; c += 4 * n) {{
        ptrdiff_t at[4], last = width - n;
        for (int k = 0; k < 4; k++) at[k] = c + k * n < last ? c + k * n : last;
        if (at[2] == at[3] && at[1] == at[2] && at[0] == at[1]) panel_{name}(z, a, b, steps, at, rows, 1);
        else if (at[2] == at[3] && at[1] == at[2]) panel_{name}(z, a, b, steps, at, rows, 2);
        else if (at[2] == at[3]) panel_{name}(z, a, b, steps, at, rows, 3);
        else panel_{name}(z, a, b, steps, at, rows, 4);
    }}
}}
#undef ABSOLUTE
#undef SQUARE
#undef JOIN
#undef VALUE
#undef PAIR
#undef ADD
#else
#define ABSOLUTE(x) ((x) < 0 ? -(x) : (x))
#define SQUARE(x) ((x) * (x))
static void tg_rows_{name}(
    {acc}* z, const char* const* operands, const ptrdiff_t* steps, ptrdiff_t width, ptrdiff_t rows)
{{
    for (ptrdiff_t r = 0; r < rows; r++) {{
        const {type} *a = (const {type}*) (operands[0] + r * steps[0]);
        const {type} *b = (const {type}*) (operands[1] + r * steps[1]);
        z[r] = 0;
        for (ptrdiff_t i = 0; i < width; i++) {{
            {type} p = a[{at_p}], q = b[{at_q}];
            z[r] += ({acc}) ({formula});
            (void) q;
        }}
    }}
}}

static void tg_columns_{name}(
    {acc}* z, const char* const* operands, const ptrdiff_t* steps, ptrdiff_t width, ptrdiff_t rows)
{{
    for (ptrdiff_t i = 0; i < width; i++) z[i] = 0;
    for (ptrdiff_t r = 0; r < rows; r++) {{
        const {type} *a = (const {type}*) (operands[0] + r * steps[0]);
        const {type} *b = (const {type}*) (operands[1] + r * steps[1]);
        for (ptrdiff_t i = 0; i < width; i++) {{
            {type} p = a[{at_p}], q = b[{at_q}];
            z[i] += ({acc}) ({formula});
            (void) q;
        }}
    }}
}}
#undef ABSOLUTE
#undef SQUARE
#endif
    """
    void tg_rows_{name}(
        {acc}* z, const char* const* operands, const Py_ssize_t* steps, Py_ssize_t width, Py_ssize_t rows
    ) noexcept nogil
    void tg_columns_{name}(
        {acc}* z, const char* const* operands, const Py_ssize_t* steps, Py_ssize_t width, Py_ssize_t rows
    ) noexcept nogil
'''

CALL = '''

cdef void {axis}_sum_{name}(
    void* o, const char* const* operands, const Py_ssize_t* steps, Py_ssize_t width, Py_ssize_t rows
) noexcept nogil:
    tg_{axis}_{name}(<{acc}*> o, operands, steps, width, rows)
'''

LOADS = {"m": "*(const at_{name}*) ({array} + i)", "s": "*{array} - (p_{name}) {{0}}"}


def write_rowsums(out, formula, tree, kinds, code, acc):
    """Write the kernels of a formula over operands of the given kinds."""
    suffix = code if code == acc else f"{code}_{acc}"
    name = f"{formula}_{kinds}_{suffix}"
    load_p, load_q = (LOADS[kind].format(name=name, array=array) for kind, array in zip((kinds * 2)[:2], "ab"))
    at_p, at_q = ("i" if kind == "m" else "0" for kind in (kinds * 2)[:2])
    sizes = {total // SIZES[acc]: total for total in (64, 32, 16)}
    types, integer = (C_TYPES[code], C_TYPES[acc]), f"int{8 * SIZES[code]}_t"
    value = integer if formula in COUNTED else types[0]
    out.parts.append(KERNEL.format(
        name=name, type=types[0], acc=types[1], convert=CONVERT.get((value, types[1]), "TG_CONVERTED"),
        integer=integer, value=value, in_pairs=int(formula in PAIRED and code != acc), bits=f"int{8 * SIZES[acc]}_t",
        formula=vector_expression(tree, TERMS),
        longest=LONG_ROW, load_p=load_p, declare_q=f"p_{name} q = {load_q};" if len(kinds) > 1 else "(void) b;",
        at_p=at_p, at_q=at_q, rounds=rounds(name, sizes)))
    for axis in "rows", "columns":
        out.add(f"{axis}_sum_{name}", CALL, axis=axis, name=name, acc=types[1])


def text():
    """Return the text of the file."""
    out = KernelText()
    out.parts += [START, f"\n\nFEWEST = {FEWEST}      # elements of a row\nLONG_ROW = {LONG_ROW}  # bytes of one\n"]
    for formula, tree in FORMULAS.items():
        for kinds in ("m",) if len(tree_operands(tree)) == 1 else ("mm", "ms"):
            for code, acc in DTYPES:
                write_rowsums(out, formula, tree, kinds, code, acc)
    for what, kinds, (code, acc) in product(COUNTED, ("mm", "ms"), COUNTS):
        write_rowsums(out, what, (what, 0, 1), kinds, code, acc)
    return out.text()
