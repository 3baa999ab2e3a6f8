"""Text of the kernels over rows of a few elements; ``generate.py`` writes it to ``_short_rows.pyx``.

They are those of ``_elementwise.pyx`` and ``_folds.pyx`` of the same names, with the same bits, for loops whose steps
work on short rows. Only cheap formulas are here: what a kernel of others costs is its formula.

(a) A row is taken apart in the same way by all kernels: eights, then four, two and one. What one kernel writes another
    reads at once; a processor passes it on only if both have the same parts.
(b) An output is none of the inputs.
(c) Folds have up to 16 elements. They join lanes in the order of the general fold, whose other lanes are empty.
"""

import re

from ....scalar import KERNEL_CODES, REGISTRY
from ....scalar.reductions import REDUCTIONS
from ..superinstructions import SUPER, tree_operands
from .elementwise import DTYPES, SIZES
from .folds import FORMULAS, Joined
from .kerneltext import C_TYPES, ELEMENTS, GUARDED, KernelText, expression, loads, operands, tree_expression

CHEAP = frozenset("absolute maximum minimum sgn sqrt float double int64_t int32_t uint64_t uint8_t".split())
CODES = ("f32", "f64", "b1")
LONGEST_FOLD = 16

KERNEL = '''

cdef void {name}(void* o, const void* a, const void* b, const void* c, const void* d, Py_ssize_t n) noexcept nogil:
    cdef {result}* z = <{result}*> o
{operands}
    cdef {result}[8] part
    cdef Py_ssize_t i = 0, k
    while i + 8 <= n:
        for k in range(8):
            {loads_8}
            part[k] = <{result}> ({formula})
        for k in range(8):
            z[i + k] = part[k]
        i += 8
    if n & 4:
        for k in range(4):
            {loads_8}
            part[k] = <{result}> ({formula})
        for k in range(4):
            z[i + k] = part[k]
        i += 4
    if n & 2:
        for k in range(2):
            {loads_8}
            part[k] = <{result}> ({formula})
        for k in range(2):
            z[i + k] = part[k]
        i += 2
    if n & 1:
        {loads_1}
        z[i] = <{result}> ({formula})
'''

FOLD = '''

cdef inline {acc} {name}_lane(
        const void* a, const void* b, const void* c, const void* d, Py_ssize_t n, Py_ssize_t i, {acc} empty
) noexcept nogil:
{operands}
    if i >= n:
        return empty
    {loads}
    return {lane}


cdef void {name}(void* o, const void* a, const void* b, const void* c, const void* d, Py_ssize_t n) noexcept nogil:
    cdef {acc}* z = <{acc}*> o
    cdef {acc} empty = {empty}
    cdef {acc} {lanes}
{fill}
    if n > 8:
{fill_more}
{join_more}
{join}
'''


def is_cheap(text):
    """Return True if a formula calls no function that takes longer than the call of a kernel."""
    return all(name in CHEAP for name in re.findall(r"(\w+)\(", text))


def write_kernel(out, name, types, result, formula):
    """Write a kernel over operands of the given C types."""
    out.add(
        name, KERNEL, name=name, result=result, operands=operands(types), formula=formula,
        loads_8=loads(types, "i + k", 12), loads_1=loads(types, "i", 8))


def write_ops(out):
    """Write the kernels of the op records."""
    for op in REGISTRY.values():
        for code in op.kernel_dtypes if op.c and op.name not in GUARDED and is_cheap(op.c) else ():
            if code in CODES:
                types = [C_TYPES[code]] * len(op.params)
                result = KERNEL_CODES[op.output_dtypes(*[DTYPES[code]] * len(types))[0]]
                formula = expression(op.c, code, op.params, ELEMENTS)
                write_kernel(out, f"{op.name}_{code}", types, C_TYPES[result], formula)


def write_moves(out):
    """Write copies, repeated values and switches of elements of 4 and 8 bytes."""
    for size in (4, 8):
        c_type, codes = SIZES[size]
        for what, types, formula in (
            ("copy", [c_type], "p"),
            ("repeat", [c_type], "x[0]"),
            # compilers make no masks of bytes for elements of other sizes
            ("switch", ["uint8_t", c_type, c_type], f"r ^ ((q ^ r) & (<{c_type}> 0 - <{c_type}> (p != 0)))"),
        ):
            write_kernel(out, f"{what}_{size}", types, c_type, formula)
            del out.table[f"{what}_{size}"]
            out.table.update((f"{what}_{code}", f"{what}_{size}") for code in codes.split())


def write_super(out):
    """Write the kernels of the superinstructions."""
    for name, tree in SUPER.items():
        for code in ("f32", "f64"):
            formula = tree_expression(tree, code, REGISTRY, ELEMENTS)
            if is_cheap(formula):
                write_kernel(out, f"{name}_{code}", [C_TYPES[code]] * len(tree_operands(tree)), C_TYPES[code], formula)


def write_fold(out, record, name, types, acc, formula):
    """Write a fold by lanes that are variables."""
    joined = Joined(record, {c_type: code for code, c_type in C_TYPES.items()}[acc])

    def pairs(lanes):
        half = lanes // 2
        return "\n".join(f"p{k} = {joined.of(f'p{k}', f'p{k + half}')}" for k in range(half)).splitlines()

    def fill(first, last, indent):
        return "\n".join(f"{indent}p{k} = {name}_lane(a, b, c, d, n, {k}, empty)" for k in range(first, last))

    halves = [f"({joined.of(f'p{k}', f'p{k + 2}')})" for k in (0, 1)]
    join = [*pairs(8), f"z[0] = {joined.of('z[0]', f'({joined.of(*halves)})')}"]
    out.add(
        name, FOLD, name=name, acc=acc, operands=operands(types), loads=loads(types, "i", 4),
        lane=joined.of("empty", formula), empty="z[0]" if record.picks else record.identity,
        lanes=", ".join(f"p{k}" for k in range(LONGEST_FOLD)), fill=fill(0, 8, " " * 4), fill_more=fill(8, 16, " " * 8),
        join_more="\n".join(" " * 8 + line for line in pairs(16)), join="\n".join(" " * 4 + line for line in join))


def write_folds(out):
    """Write the folds of all reductions, and the sums of formulas."""
    for record in REDUCTIONS.values():
        codes = {KERNEL_CODES[dtype] for dtype in record.dtypes} & {*REGISTRY[record.op].kernel_dtypes} & {"f32", "f64"}
        for code in sorted(codes):
            write_fold(out, record, f"fold_{record.name}_{code}", [C_TYPES[code]], C_TYPES[code], "p")
    formulas = {f"{name}_": tree for name, tree in FORMULAS.items()}
    for name, tree in {"": 0, **formulas}.items():
        for code, acc in (("f32", "f32"), ("f32", "f64"), ("f64", "f64")):
            if name or code != acc:
                suffix = code if code == acc else f"{code}_{acc}"
                formula = f"<{C_TYPES[acc]}> ({tree_expression(tree, code, REGISTRY, ELEMENTS)})"
                types = [C_TYPES[code]] * len(tree_operands(tree))
                write_fold(out, REDUCTIONS["sum"], f"fold_sum_{name}{suffix}", types, C_TYPES[acc], formula)


def text():
    """Return the text of the file."""
    out = KernelText()
    out.parts.append(f"\n\nLONGEST_FOLD = {LONGEST_FOLD}     # elements that folds have at most\n")
    for write in write_ops, write_moves, write_super, write_folds:
        write(out)
    return out.text()
