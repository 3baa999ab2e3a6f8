"""Text of reductions of the columns of many matrices: C inside the file that ``folds.py`` writes.

A vector holds as many rows of a matrix as fit, and the next one the rows behind them; at last the elements of a column
are joined. Of few rows each has a vector of its own. Rows that are wider than a vector are reduced part by part, the
last of which overlaps the one before it. Four vectors take turns, as a sum waits for the one before it; where rows are
wider than that, they are those of four parts, since what lies side by side comes from memory together.

Rows that are wider than four vectors are joined four at a time to results in the nearest cache: what lies side by side
is read at once, whatever the distance of rows. Nan is looked for aside there, and where there is one the matrix is
reduced again.
"""

from .narrow import CONVERT, PICK, PICK_FLOATS, PICKED, SIGNS, for_elements

STRIPS_FROM = 8             # rows

COLUMNS = '''

cdef extern from *:
    """
#if TG_HAS_NARROW && TG_NARROW_BYTES >= 2 * {size}
enum {{ COLUMN_LANES_{name} = TG_NARROW_BYTES / sizeof({acc}) }};
typedef {type} cx_{name}
    __attribute__((vector_size(COLUMN_LANES_{name} * sizeof({type})), aligned(sizeof({type})), may_alias));
typedef {acc} z_columns_{name} __attribute__((vector_size(TG_NARROW_BYTES)));
typedef {bits} bits_columns_{name} __attribute__((vector_size(TG_NARROW_BYTES)));
#define LOAD(x) {convert}(*(const cx_{name}*) (x), z_columns_{name})
#define JOIN(x, y) ({join})
#define FASTER(x, y) ({faster})

/* Join n vectors, `step` elements from one to the next, but for the last one. */
static inline z_columns_{name} stacked_{name}(const {type}* x, ptrdiff_t step, ptrdiff_t n, const {type}* last)
{{
    z_columns_{name} v, turns[4];
    ptrdiff_t i = 1;
    if (n == 1)
        return LOAD(last);
    v = LOAD(x);
    if (n > 8) {{
        turns[0] = v;
        for (int k = 1; k < 4; k++)
            turns[k] = LOAD(x + k * step);
        for (i = 4; i + 4 < n; i += 4)
            for (int k = 0; k < 4; k++)
                turns[k] = JOIN(LOAD(x + (i + k) * step), turns[k]);
        turns[0] = JOIN(turns[2], turns[0]);
        turns[1] = JOIN(turns[3], turns[1]);
        v = JOIN(turns[1], turns[0]);
    }}
    for (; i < n - 1; i++)
        v = JOIN(LOAD(x + i * step), v);
    return JOIN(LOAD(last), v);
}}

/* Reduce four vectors of columns, which begin at the given places, of two or more rows. */
static inline void panel_{name}(
    {acc}* z, const {type}* x, const ptrdiff_t* at, ptrdiff_t width, ptrdiff_t rows)
{{
    z_columns_{name} even[4], odd[4];
    ptrdiff_t r = 2;
    for (int k = 0; k < 4; k++) {{
        even[k] = LOAD(x + at[k]);
        odd[k] = LOAD(x + width + at[k]);
    }}
    for (x += 2 * width; r + 2 <= rows; r += 2, x += 2 * width)
        for (int k = 0; k < 4; k++) {{
            even[k] = JOIN(LOAD(x + at[k]), even[k]);
            odd[k] = JOIN(LOAD(x + width + at[k]), odd[k]);
        }}
    for (int k = 0; k < 4; k++) {{
        if (r < rows)
            even[k] = JOIN(LOAD(x + at[k]), even[k]);
        even[k] = JOIN(odd[k], even[k]);
        memcpy(z + at[k], &even[k], sizeof(even[k]));
    }}
}}

/* Reduce columns that are wider than a vector, four rows at a time; return 0 if there may be nan. */
static int strips_{name}({acc}* z, const {type}* x, ptrdiff_t width, ptrdiff_t apart, ptrdiff_t rows)
{{
    enum {{ LANES = COLUMN_LANES_{name} }};
    const ptrdiff_t last = width - LANES;
    ptrdiff_t r = 4;
    z_columns_{name} v, end;
    {declare_nan}
/* Join elements of four rows from c on. */
#define FOUR(c, joined) \
    z_columns_{name} p0 = LOAD(x + (c)), p1 = LOAD(x + apart + (c)); \
    z_columns_{name} p2 = LOAD(x + 2 * apart + (c)), p3 = LOAD(x + 3 * apart + (c)); \
    {look_four} \
    z_columns_{name} joined = FASTER(FASTER(p0, p1), FASTER(p2, p3))
    for (ptrdiff_t c = 0; c <= last; c += LANES) {{
        FOUR(c, some);
        memcpy(z + c, &some, sizeof(some));
    }}
    {{
        FOUR(last, some);
        end = some;
    }}
    for (x += 4 * apart; r + 4 <= rows; r += 4, x += 4 * apart) {{
        for (ptrdiff_t c = 0; c <= last; c += LANES) {{
            FOUR(c, some);
            memcpy(&v, z + c, sizeof(v));
            v = FASTER(some, v);
            memcpy(z + c, &v, sizeof(v));
        }}
        FOUR(last, some);
        end = FASTER(some, end);
    }}
#undef FOUR
    for (; r < rows; r++, x += apart) {{
        for (ptrdiff_t c = 0; c <= last; c += LANES) {{
            z_columns_{name} p = LOAD(x + c);
            memcpy(&v, z + c, sizeof(v));
            {look_p}
            v = FASTER(p, v);
            memcpy(z + c, &v, sizeof(v));
        }}
        v = LOAD(x + last);
        {look_v}
        end = FASTER(v, end);
    }}
    memcpy(z + last, &end, sizeof(end));
    return {no_nan};
}}

/* Reduce the columns of the first rows of a matrix; return how many rows. As many elements as `left` may be read, and
   as many as `room` be written. */
static inline ptrdiff_t columns_{name}_on_vectors(
    {acc}* z, const {type}* x, ptrdiff_t width, ptrdiff_t apart, ptrdiff_t rows, ptrdiff_t left, ptrdiff_t room)
{{
    enum {{ LANES = COLUMN_LANES_{name} }};
    {type} copy[5 * LANES] = {{0}};
    {acc} lane[LANES];
    z_columns_{name} v;
    if (width > LANES) {{
        ptrdiff_t c = 0, at[4];
        if (width > 4 * LANES && rows >= {strips_from} && strips_{name}(z, x, width, apart, rows))
            return rows;
        for (; rows > 1 && c + LANES < width; c += 4 * LANES) {{
            for (int k = 0; k < 4; k++)
                at[k] = c + k * LANES < width - LANES ? c + k * LANES : width - LANES;
            panel_{name}(z, x, at, apart, rows);
        }}
        for (; c < width; c += LANES) {{
            if (c > width - LANES)
                c = width - LANES;
            v = stacked_{name}(x + c, apart, rows, x + c + (rows - 1) * apart);
            memcpy(z + c, &v, sizeof(v));
        }}
        return rows;
    }}
    if (apart != width)
        return 0;
    ptrdiff_t step = LANES / width * width, n = rows * width / step;
    if (n < 4) {{
        step = width;
        n = rows;
    }}
    const {type}* last = x + (n - 1) * step;
    if ((n - 1) * step + LANES > left) {{
        if (2 * step > LANES) {{
            memcpy(copy, last, step * sizeof({type}));
            last = copy;
        }} else {{
            memcpy(copy, x, rows * width * sizeof({type}));
            last = copy + (last - x);
            x = copy;
        }}
    }}
    v = stacked_{name}(x, step, n, last);
    if (step == width && room >= LANES) {{
        memcpy(z, &v, sizeof(v));
        return n;
    }}
    memcpy(lane, &v, sizeof(v));
    for (ptrdiff_t c = 0; c < width; c++) {{
        z[c] = lane[c];
        for (ptrdiff_t k = c + width; k < step; k += width)
            z[c] = {join_one};
    }}
    return n * step / width;
}}
#undef LOAD
#undef JOIN
#undef FASTER
#else
#define columns_{name}_on_vectors(z, x, width, apart, rows, left, room) 0
#endif
    """
    Py_ssize_t columns_{name}_on_vectors(
        {acc}* z, const {type}* x, Py_ssize_t width, Py_ssize_t apart, Py_ssize_t rows, Py_ssize_t left,
        Py_ssize_t room) noexcept nogil
'''

KERNEL = '''

cdef void columns_{name}(
    void* o, const void* a, Py_ssize_t width, Py_ssize_t apart, Py_ssize_t rows, Py_ssize_t matrices
) noexcept nogil:
    """``o[m, c] = {how}(a[m, :, c])`` of rows that begin `apart` elements after each other"""
    cdef {acc}* z = <{acc}*> o
    cdef const {type}* x = <const {type}*> a
    cdef Py_ssize_t m, r, c
    cdef {acc} p
    for m in range(matrices, 0, -1):
        r = {on_vectors}
        if r == 0:
            for c in range(width):
                z[c] = <{acc}> x[c]
            r = 1
        for r in range(r, rows):
            for c in range(width):
                p = <{acc}> x[r * apart + c]
                z[c] = {join_row}
        z += width
        x += rows * apart
'''

DECLARE_NAN = "tg_some_{acc} nan, none; memset(&nan, 0, sizeof(nan)); none = nan;"
NO_NAN = "memcmp(&nan, &none, sizeof(nan)) == 0"
LOOK = {
    place: " ".join(f"nan |= TG_NAN_{{acc}}({x}, {y});" for x, y in pairs)
    for place, pairs in {"v": ["vv"], "p": ["pp"], "four": [("p0", "p1"), ("p2", "p3")]}.items()
}
"""Statements that note where vectors are nan, by the places of the text that ask."""
PICK_ONE = "lane[k] {sign} z[c] || lane[k] != lane[k] ? lane[k] : z[c]"


def write_columns(out, record, name, source, acc, size, join_row):
    """Write the kernel that reduces the columns of matrices.

    Parameters
    ----------
    out : KernelText
    record : Reduction
    name : str
        That of the kernel, without the reduction.
    source, acc : str
        C types.
    size : int
        Bytes of `acc`.
    join_row : str
        Joins `p` to ``z[c]``.
    """
    fields = dict(how=record.name, name=f"{record.name}_{name}", type=source, acc=acc, size=size)
    on_vectors = "0"
    if record.picks or record.name in SIGNS:
        sign = SIGNS.get(record.name)
        join, one = f"(x) {sign} (y)", f"z[c] {sign} lane[k]"
        faster, looks = join, False
        if record.picks:
            looks = acc in ("float", "double")
            better = "((x) {sign} (y)) | ((x) != (x))" if looks else "(x) {sign} (y)"
            on = dict(name=f"columns_{fields['name']}", sign=record.picks)
            join = PICK.replace("(x) {sign} (y)", better).format(**on)
            faster = (PICK_FLOATS if looks else PICK).format(which=PICKED[record.picks].upper(), acc=acc, **on)
            one = PICK_ONE.format(sign=record.picks)
        template = for_elements(COLUMNS, name)
        convert = CONVERT.get((source, acc), "TG_CONVERTED")
        look = {f"look_{place}": text.format(acc=acc) if looks else "" for place, text in LOOK.items()}
        look |= dict(declare_nan=DECLARE_NAN.format(acc=acc) if looks else "", no_nan=NO_NAN if looks else "1")
        out.parts.append(template.format(
            bits=f"int{8 * size}_t", join=join, join_one=one, faster=faster, convert=convert, strips_from=STRIPS_FROM,
            **look, **fields))
        on_vectors = f"columns_{fields['name']}_on_vectors(z, x, width, apart, rows, m * rows * width, m * width)"
    kernel = for_elements(KERNEL, name)
    out.add(f"columns_{fields['name']}", kernel, on_vectors=on_vectors, join_row=join_row, **fields)
