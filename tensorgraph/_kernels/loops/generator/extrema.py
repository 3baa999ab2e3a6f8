"""Text of the folds that find the largest or smallest element: C inside the file that ``folds.py`` writes.

Eight vectors take turns, as a comparison waits for the one before it. The elements before the first whole cache line
are those of a vector that begins with the block, and those behind the last whole vector those of one that ends with it:
an element may be compared twice. Nan is looked for aside, since the larger of two numbers is one instruction; where
there is one, the first of them is the result.
"""

from .narrow import PICK, PICK_FLOATS, PICKED, steps

SOON = 3072                 # bytes

EXTREMUM = '''

cdef extern from *:
    """
#if TG_HAS_NARROW
enum {{ FOLD_LANES_{name} = TG_NARROW_BYTES / sizeof({type}) }};
typedef {type} x_fold_{name} __attribute__((vector_size(TG_NARROW_BYTES), aligned(sizeof({type})), may_alias));
typedef {type} z_fold_{name} __attribute__((vector_size(TG_NARROW_BYTES)));
typedef {bits} bits_fold_{name} __attribute__((vector_size(TG_NARROW_BYTES)));
#define JOIN(x, y) ({join})
#define TAKE(x, k) (p = *(const x_fold_{name}*) (x), {look}v[k] = JOIN(p, v[k]))

static {type} tg_fold_{name}({type} z, const {type}* x, ptrdiff_t n)
{{
    enum {{ LANES = FOLD_LANES_{name} }};
    ptrdiff_t i = 0;
    if (n >= LANES) {{
        const int fetches = !TG_FORESEES;
        z_fold_{name} p, row, v[8];
        bits_fold_{name} nan = {{0}};
        for (int k = 0; k < 8; k++)
            v[k] = z - (z_fold_{name}) {{0}};
        if (n >= 16 * LANES) {{
            i = (ptrdiff_t) (-(size_t) x % TG_NARROW_BYTES / sizeof({type}));
            TAKE(x, 0);
        }}
        for (; i + 8 * LANES <= n; i += 8 * LANES) {{
            for (int k = 0; fetches && k < 8 * TG_NARROW_BYTES; k += 64)
                __builtin_prefetch((const char*) (x + i) + {soon} + k);
#pragma GCC unroll 8
            for (int k = 0; k < 8; k++)
                TAKE(x + i + k * LANES, k);
        }}
        for (; i + LANES <= n; i += LANES)
            TAKE(x + i, 0);
        if (i < n)
            TAKE(x + n - LANES, 1);
        for (int k = 0; k < 4; k++)
            v[k] = JOIN(v[k + 4], v[k]);
        v[0] = JOIN(v[2], v[0]);
        v[1] = JOIN(v[3], v[1]);
        row = JOIN(v[1], v[0]);
{steps}
        {found}
        return row[0];
    }}
    for (; i < n; i++)
        z = x[i] {sign} z || x[i] != x[i] ? x[i] : z;
    return z;
}}
#undef JOIN
#undef TAKE
#else
static {type} tg_fold_{name}({type} z, const {type}* x, ptrdiff_t n)
{{
    for (ptrdiff_t i = 0; i < n; i++)
        z = x[i] {sign} z || x[i] != x[i] ? x[i] : z;
    return z;
}}
#endif
    """
    {type} tg_fold_{name}({type} z, const {type}* x, Py_ssize_t n) noexcept nogil


cdef void fold_{name}(
        void* o, const void* a, const void* b, const void* c, const void* d, Py_ssize_t n) noexcept nogil:
    cdef {type}* z = <{type}*> o
    z[0] = tg_fold_{name}(z[0], <const {type}*> a, n)
'''

# the comparison of all lanes is joined as the values are
FOUND = """\
for (i = 0; nan[0] && i < n; i++)
            if (x[i] != x[i])
                return x[i];"""


def write_extremum(out, record, code, c_type, size):
    """Write the fold of the largest or smallest element of a dtype, of which an element has `size` bytes."""
    name, sizes = f"{record.name}_{code}", {total // size: total for total in (64, 32, 16)}
    is_float = code[0] == "f"
    join = (PICK_FLOATS if is_float else PICK).format(
        name=f"fold_{name}", sign=record.picks, which=PICKED[record.picks].upper(), acc=c_type)
    joined = steps(sizes)
    if is_float:
        joined += "\n" + steps(sizes).replace("row", "nan").replace("JOIN(nan, ", "(nan | ")
    out.add(
        f"fold_{name}", EXTREMUM, name=name, type=c_type, bits=f"int{8 * size}_t", sign=record.picks, join=join,
        soon=SOON, look=f"nan |= (bits_fold_{name}) (p != p), " if is_float else "", steps=joined,
        found=FOUND if is_float else "(void) nan;")
