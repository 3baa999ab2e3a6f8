"""Text of the loops that reduce, from the records of reductions; ``generate.py`` writes it to ``_folds.pyx``.

``fold_<how>_<dtype>(o, a, n)`` joins n elements to ``o[0]``: by lanes, whose number fixes what is joined to what, then
a tree. ``rows_<how>_<dtype>(o, a, b, width, rows)`` reduces dense rows: narrow ones eight at a time, others by lanes.
``columns_<how>_<dtype>(o, a, width, apart, rows, matrices)`` reduces the columns of matrices, or of a part of one.
``window_<how>_<dtype>(o, a, b, c, n, ws, step)`` reduces n windows of `ws` elements, `step` from one to the next.

(a) ``fold_sum_mul_f64`` adds the sum of what ``mul_f64`` computes to ``o[0]``, ``across_sum_mul_f64`` adds it to ``o``
    element by element: no block is stored between a formula and its sum. ``mul_f32_f64`` is summed in float64,
    ``gt_f32_i64`` counts how often one is greater.
(b) A nan is the maximum and the minimum of whatever it is among: see ``extrema.py``.
(c) Whether all or any of long rows of bools are true: see ``truth.py``. Bools are added in bytes, as many as these can
    count.
(d) Folds ask for memory ahead of what they read where the processor does so too late for what is in the last cache.
"""

from itertools import product

from ....scalar import KERNEL_CODES, REGISTRY
from ....scalar.reductions import REDUCTIONS
from ..superinstructions import SUPER, tree_operands
from .byterows import BY_NEIGHBOURS, neighbours
from .byterows import START as NEIGHBOURS
from .columns import write_columns
from .extrema import SOON, write_extremum
from .kerneltext import ARRAYS, C_TYPES, ELEMENTS, KernelText, expression, loads, operands, tree_expression
from .narrow import PICKED, SIGNS, START, for_elements, is_bool, narrow_rows
from .truth import write_truth
from .widefloats import LANES as ON_VECTORS
from .widefloats import OPERATIONS, PAIRED, vector_expression
from .widesums import COUNT, COUNT_FORMULA, ROW_SUMS, SUM, WIDER

FORMULAS = {                # that are often summed, and their trees
    name: SUPER.get(name) or (name, *range(len(REGISTRY[name].params)))
    for name in ("sqr", "abs_", "mul", "sqr_sub", "abs_sub")
}
COUNTED = ("lt", "le", "gt", "ge", "eq", "neq")
WINDOWS = ("max", "sum")                                    # reductions by which images are pooled
LANES = 32                  # as of lanes.pxd
ROW_LANES = 16
ADDED = ("f32", "f64", "i32", "i64")
COMPARED = (*ADDED, "i8", "i16", "u8", "u16", "u32", "u64")
SIZES = {code: int(code[1:]) // 8 for code in COMPARED}

HEAD = '''

from libc.string cimport memcpy

from tensorgraph._kernels.loops.prefetch cimport FORESEES, fetch
'''

FOLD = '''

cdef void fold_{how}_{name}(
        void* o, const void* a, const void* b, const void* c, const void* d, Py_ssize_t n) noexcept nogil:
    cdef {acc}* z = <{acc}*> o
{operands}
    cdef {acc}[{lanes}] lane
    cdef Py_ssize_t i, k, m = n // {lanes} * {lanes}
    cdef bint fetches = not FORESEES
    for k in range({lanes}):
        lane[k] = {identity}
    i = {on_vectors}
    for i in range(i, m, {lanes}):
{fetches}
        for k in range({lanes}):
            {lane_loads}
            lane[k] = {join}
    for k in range(n - m):
        {tail_loads}
        lane[k] = {join}
{tree}
'''

ACROSS = '''

cdef void across_{how}_{name}(
        void* o, const void* a, const void* b, const void* c, const void* d, Py_ssize_t n) noexcept nogil:
    cdef {acc}* restrict z = <{acc}*> o
{operands}
    cdef Py_ssize_t i
    for i in range({on_vectors}, n):
        {loads}
        z[i] = {join}
'''

ROWS = '''

cdef void rows_{how}_{name}(void* o, const void* a, const void* b, Py_ssize_t width, Py_ssize_t rows) noexcept nogil:
    """``o[r] = {how}(a[r, :])``"""
    cdef {out}* z = <{out}*> o
    cdef const {type}* x = <const {type}*> a
    cdef Py_ssize_t r = 0, i, k, m, done
    cdef {acc}[ROWS] total
    cdef {acc}[{lanes}] lane
    cdef {acc} p, one
{vectors}
    if width <= NARROW:
        while r + ROWS <= rows:
            for k in range(ROWS):
                total[k] = {first_of_8}
            for i in range(width):
                for k in range(ROWS):
                    p = <{acc}> x[k * width + i]
                    total[k] = {join_row}
            for k in range(ROWS):
                z[r + k] = <{out}> total[k]
            x += ROWS * width
            r += ROWS
        while r < rows:
            one = {first}
            for i in range(width):
                p = <{acc}> x[i]
                one = {join_one}
            z[r] = <{out}> one
            x += width
            r += 1
{wide}
'''

BY_VECTORS = '''\
    while TG_HAS_NARROW and {narrowest} <= width <= {widest} and r < rows:
        done = narrow_rows_{how}_{name}(z + r, x, width, rows - r)
        r, x = r + done, x + done * width
        for i in range(min(<Py_ssize_t> ROWS, rows - r)):
            # a nan is among them
            one = <{acc}> x[0]
            for k in range(1, width):
                p = <{acc}> x[k]
                one = {join_one}
            z[r] = <{out}> one
            r, x = r + 1, x + width'''

BY_COLUMNS = '''\
    if TG_HAS_NARROW and width <= 4:
        r = narrow_columns_{how}_{name}(z, x, width, rows)
        x += r * width
'''

BY_LANES = '''\
    m = width // {lanes} * {lanes}
    while r < rows:
        for k in range({lanes}):
            lane[k] = {first}
        for i in range(0, m, {lanes}):
            for k in range({lanes}):
                p = <{acc}> x[i + k]
                lane[k] = {join_lane}
        if m < width:
            for k in range({lanes}):
                p = <{acc}> x[m + k] if m + k < width else {first}
                lane[k] = {join_lane}
        z[r] = {first}
{tree}
        x += width
        r += 1'''

BY_FOLD = '''\
    while r < rows:
        z[r] = {first_out}
        fold_{how}_{name}(&z[r], x, NULL, NULL, NULL, width)
        x += width
        r += 1'''

WINDOW = '''

cdef void window_{how}_{name}(
        void* o, const void* a, const void* b, const void* c, Py_ssize_t n, Py_ssize_t ws, Py_ssize_t step
) noexcept nogil:
    """``o[j] = {how}(a[j step : j step + ws])``"""
    cdef {acc}* z = <{acc}*> o
    cdef const {acc}* x = <const {acc}*> a
    cdef Py_ssize_t j, k
    if step == 1:
        for j in range(n):
            z[j] = x[j]
        for k in range(1, ws):
            for j in range(n):
                z[j] = {join_1}
    elif step == 2 and ws > 1:
        for j in range(n):
            z[j] = {first_2}
        for k in range(2, ws):
            for j in range(n):
                z[j] = {join_2}
    else:
        # the operations of one window depend on each other, those of different windows do not
        for j in range(n):
            z[j] = x[j * step]
        for k in range(1, ws):
            for j in range(n):
                z[j] = {join_step}
'''


class Joined:
    """The expressions that combine values of a dtype in a reduction."""

    def __init__(self, record, code):
        self.record, self.code, self.op = record, code, REGISTRY[record.op]

    def of(self, x, y):
        """Return the expression that combines two values."""
        if self.record.picks:
            # fewer instructions than the formula of maximum
            return f"{PICKED[self.record.picks]}({y}, {x})"
        return expression(self.op.c, self.code, self.op.params, [x, y])

    def tree(self, lanes):
        """Return the statements that combine the lanes, and the expression that combines the rest with the result."""
        lines = []
        while lanes > 4:
            lanes //= 2
            lines += [f"for k in range({lanes}):", f"    lane[k] = {self.of('lane[k]', f'lane[k + {lanes}]')}"]
        halves = [f"({self.of(f'lane[{k}]', f'lane[{k + 2}]')})" for k in (0, 1)]
        lines.append(f"z[0] = {self.of('z[0]', f'({self.of(*halves)})')}")
        return "\n".join(f"    {line}" for line in lines)


def fetches(types, lanes):
    """Return statements that ask for `lanes` elements of each operand ahead."""
    return "\n".join(
        f"        if fetches:\n            fetch(<const char*> ({name} + i) + {SOON}, {lanes} * sizeof({c_type}))"
        for name, c_type in zip(ARRAYS, types, strict=False))


def write_fold(out, record, name, types, acc, joined, formula, tree=0):
    """Write the fold of a formula, which has a tree, over operands of the given C types."""
    on_vectors = "0"
    if (record.name, types[0], acc) == ("sum", "float", "double"):
        text = vector_expression(tree, OPERATIONS)
        in_pairs = int(name.removesuffix("_f32_f64") in PAIRED)
        out.parts.append(ON_VECTORS.format(name=name, lanes=LANES, soon=SOON, formula=text, in_pairs=in_pairs))
        on_vectors = f"lanes_{name}(lane, x, {'xy'[len(types) - 1]}, m)"
    out.add(
        f"fold_{record.name}_{name}", FOLD, how=record.name, name=name, acc=acc, identity=record.identity, lanes=LANES,
        on_vectors=on_vectors,
        operands=operands(types), fetches=fetches(types, LANES), lane_loads=loads(types, "i + k", 12),
        tail_loads=loads(types, "m + k", 8), join=joined.of("lane[k]", formula), tree=joined.tree(LANES),
    )


def write_across(out, record, name, types, acc, joined, formula):
    """Write the kernel that joins a formula to accumulators element by element."""
    on_vectors = "0"
    if (record.name, types[0], acc) == ("sum", "float", "double"):
        on_vectors = f"each_{name}(z, x, {'xy'[len(types) - 1]}, n)"
    out.add(
        f"across_{record.name}_{name}", ACROSS, how=record.name, name=name, acc=acc, operands=operands(types),
        on_vectors=on_vectors,
        loads=loads(types, "i", 8), join=joined.of("z[i]", formula),
    )


def widest(record, source, acc):
    """Return the length of the longest rows that are reduced on vectors, several at a time."""
    if record.picks:
        return 512 if acc in ("float", "double") else 256
    return 256 if (source, acc) == ("float", "double") else 128


def write_rows(out, record, name, source, acc, joined, result=None):
    """Write the kernel that reduces dense rows; results are those of `acc` unless another C type is given."""
    first, result = f"<{acc}> x[0]" if record.picks else str(int(record.identity)), result or acc
    fields = dict(how=record.name, name=name, type=source, acc=acc, out=result, lanes=ROW_LANES, first=first)
    fields |= dict(join_row=joined.of("total[k]", "p"), join_one=joined.of("one", "p"))
    fields["first_out"] = first.replace(acc, result)
    tree = joined.tree(ROW_LANES).replace("z[0]", "z[r]").replace("\n", "\n    ").replace("    ", "        ", 1)
    vectors = ""
    if record.picks or record.name in SIGNS:
        out.parts.append(narrow_rows(record, name, source, acc, result, SIZES[joined.code]))
        fields["widest"] = widest(record, source, acc)
        vectors = "" if record.picks else BY_COLUMNS.format(**fields)
        vectors += for_elements(BY_VECTORS, name).format(narrowest=2 if record.picks else 8, **fields)
        if record.picks and source == result != acc:
            out.parts.append(neighbours(record, name, source))
            vectors = BY_NEIGHBOURS.format(**fields) + vectors
    on_vectors = (record.name, source, acc) == ("sum", "float", "double")
    wide = BY_FOLD if record.picks or on_vectors or vectors and is_bool(name) else BY_LANES
    wide = wide.format(join_lane=joined.of("lane[k]", "p"), tree=tree, **fields)
    out.add(
        f"rows_{record.name}_{name}", for_elements(ROWS, name), wide=wide, vectors=vectors,
        first_of_8=first.replace("x[0]", "x[k * width]"), **fields,
    )


def write_window(out, record, code, joined):
    """Write the kernel that reduces the windows along one row."""
    out.add(
        f"window_{record.name}_{code}", WINDOW, how=record.name, name=code, acc=C_TYPES[code],
        join_1=joined.of("z[j]", "x[j + k]"), first_2=joined.of("x[2 * j]", "x[2 * j + 1]"),
        join_2=joined.of("z[j]", "x[2 * j + k]"), join_step=joined.of("z[j]", "x[j * step + k]"),
    )


def write_reduction(out, record, code):
    """Write the fold of a reduction of one dtype, and what reduces rows and columns."""
    joined, c_type = Joined(record, code), C_TYPES[code]
    if record.picks:
        write_extremum(out, record, code, c_type, SIZES[code])
    else:
        write_fold(out, record, code, [c_type], c_type, joined, "p")
    if SIZES[code] < 4:
        # a vector has too many of them for rows that are joined crosswise
        write_rows(out, record, code, c_type, C_TYPES["i32"], Joined(record, "i32"), c_type)
    else:
        write_rows(out, record, code, c_type, c_type, joined)
    write_columns(out, record, code, c_type, c_type, SIZES[code], joined.of("z[c]", "p"))


def write_folds(out):
    """Write the folds of all reductions."""
    for record in REDUCTIONS.values():
        codes = {*ADDED} & {KERNEL_CODES[dtype] for dtype in record.dtypes} & {*REGISTRY[record.op].kernel_dtypes}
        if record.name in ("any", "all"):
            write_truth(out, record)
        for code in COMPARED if record.picks else sorted(codes):
            write_reduction(out, record, code)
            if code in ("f32", "f64") and record.name in WINDOWS:
                write_window(out, record, code, Joined(record, code))
        if record.name in ("sum", "prod"):
            # which bits are set does not depend on the sign
            kernels = [kernel for kernel in out.table if kernel.endswith(f"_{record.name}_i64")]
            out.table |= {kernel.replace("_i64", "_u64"): kernel for kernel in kernels}
    # the largest of bools is true if any is
    for extremum, truth in ("max", "any"), ("min", "all"):
        kernels = [kernel for kernel in out.table if kernel.endswith(f"_{truth}_b1")]
        out.table |= {kernel.replace(truth, extremum): kernel for kernel in kernels}


def write_wide(out, record, code, acc):
    """Write the sums or products of the elements of one dtype in a wider one."""
    name, types, joined = f"{code}_{acc}", (C_TYPES[code], C_TYPES[acc]), Joined(record, acc)
    formula = f"<{types[1]}> (p != 0)" if code == "b1" else f"<{types[1]}> p"
    is_narrow = record.name == "sum" and SIZES.get(code, 4) < 4
    if record.name == "sum" and code == "b1":
        out.add(f"fold_sum_{name}", COUNT)
    elif is_narrow:
        out.add(f"fold_sum_{name}", SUM, name=name, type=types[0], acc=types[1])
    else:
        write_fold(out, record, name, types[:1], types[1], joined, formula)
    write_across(out, record, name, types[:1], types[1], joined, formula)
    write_columns(out, record, name, *types, 8, joined.of("z[c]", "p"))
    if is_narrow:
        write_rows(out, record, f"{code}_i32", types[0], C_TYPES["i32"], Joined(record, "i32"))
        out.add(f"rows_sum_{name}", ROW_SUMS, name=name, code=code, type=types[0], acc=types[1])
    else:
        write_rows(out, record, name, *types, joined)


def write_formulas(out):
    """Write the sums of formulas."""
    record = REDUCTIONS["sum"]
    for name, tree in FORMULAS.items():
        for code, acc in (("f32", "f32"), ("f32", "f64"), ("f64", "f64")):
            suffix = code if code == acc else f"{code}_{acc}"
            types, joined = [C_TYPES[code]] * len(tree_operands(tree)), Joined(record, acc)
            formula = f"<{C_TYPES[acc]}> ({tree_expression(tree, code, REGISTRY, ELEMENTS)})"
            write_fold(out, record, f"{name}_{suffix}", types, C_TYPES[acc], joined, formula, tree)
            write_across(out, record, f"{name}_{suffix}", types, C_TYPES[acc], joined, formula)


def write_counts(out):
    """Write the sums of comparisons."""
    record, joined = REDUCTIONS["sum"], Joined(REDUCTIONS["sum"], "i64")
    for what, code in product(COUNTED, ADDED):
        op, types, name = REGISTRY[what], [C_TYPES[code]] * 2, f"{what}_{code}"
        formula = expression(op.c, code, op.params, ELEMENTS)
        out.add(
            f"fold_sum_{name}_i64", COUNT_FORMULA, name=name, lanes=LANES, operands=operands(types),
            fetches=fetches(types, LANES), lane_loads=loads(types, "i + k", 12), tail_loads=loads(types, "m + k", 8),
            formula=f"<int32_t> ({formula})",
        )
        write_across(out, record, f"{name}_i64", types, C_TYPES["i64"], joined, f"<int64_t> ({formula})")


def text():
    """Return the text of the file."""
    out = KernelText()
    out.parts += [HEAD, START, NEIGHBOURS]
    write_folds(out)
    for name in "sum", "prod":
        for code, acc in WIDER.items():
            if name == "sum" or code != "b1":
                write_wide(out, REDUCTIONS[name], code, acc)
    write_formulas(out)
    write_counts(out)
    return out.text()
