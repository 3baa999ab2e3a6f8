"""Write the elementwise kernels and their sums: ``python generate.py _elementwise.pyx _formula_sums.pyx``.

The build runs it.

The file holds one kernel for each op record and dtype, the casts between all dtypes, copies, switches and the
superinstructions.  It is compiled once per instruction set.  A kernel is called ``<op>_<dtype code>``, the code being
that of its inputs: ``add_f64``, ``lt_f64`` (bool out), ``cast_i32_f64`` (from, to), ``switch_f64`` (bool, f64, f64).

(a) Only vector kernels exist: a scalar operand is a block filled with it.
(b) Element i of the inputs is read before element i of the output is written: in place is the same kernel.
(c) A kernel cannot fail, allocates nothing, touches no Python.  Pointers are aligned as their elements are.
(d) Kernels that move values without looking at them (copies, switches) exist once per size of an element.
(e) ``fold_sum_mul_f64`` adds the sum of what ``mul_f64`` computes to ``o[0]``, ``across_sum_mul_f64`` adds it to ``o``
    element by element: no block is stored between a formula and its sum. ``mul_f32_f64`` is summed in float64.
"""

import argparse
import re
import sys
import types
from pathlib import Path

from tensorgraph._kernels.loops.superinstructions import SUPER, tree_operands
from tensorgraph.scalar import KERNEL_CODES, REGISTRY

HERE = Path(__file__).resolve().parent

C_TYPES = {
    "b1": "uint8_t", "i8": "int8_t", "i16": "int16_t", "i32": "int32_t", "i64": "int64_t",
    "u8": "uint8_t", "u16": "uint16_t", "u32": "uint32_t", "u64": "uint64_t", "f32": "float", "f64": "double",
}
SIZES = {
    1: ("uint8_t", "b1 i8 u8"), 2: ("uint16_t", "i16 u16"), 4: ("uint32_t", "i32 u32 f32"),
    8: ("uint64_t", "i64 u64 f64 c64"), 16: ("double complex", "c128"),
}
POINTERS = ("a", "b", "c", "d")       # to the operands
ARRAYS = ("x", "y", "w", "v")
ELEMENTS = ("p", "q", "r", "s")       # loaded before the formula, so that a select has no load in its arms
GUARDED = ("sin", "cos")              # vectorised up to trig_limit only
FOLDED = ("sqr", "abs_", "mul", "sqr_sub", "abs_sub")     # what is often summed
SWITCH = "x if condition else y"      # its own kernels exist once per size, so its record has no formula

HEADER = '''\
# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, freethreading_compatible=True
"""Elementwise kernels over blocks.  Written by generate.py; not to be edited."""

from libc.math cimport INFINITY, NAN
from libc.math cimport cos as libm_cos, cosf as libm_cosf, sin as libm_sin, sinf as libm_sinf
from libc.stdint cimport int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t

from tensorgraph._kernels.loops.lanes cimport LANES, tree_sum
from tensorgraph._kernels.loops.vecmath cimport *

ctypedef void (*kernel_t)(
    void* o, const void* a, const void* b, const void* c, const void* d, Py_ssize_t n) noexcept nogil
'''

KERNEL = '''

cdef void {name}(void* o, const void* a, const void* b, const void* c, const void* d, Py_ssize_t n) noexcept nogil:
    cdef {result}* restrict z = <{result}*> o
{operands}
    cdef Py_ssize_t i
    for i in range(n):
        {loads}
        z[i] = <{result}> ({formula})
'''

OPERAND = """\
    cdef const {type}* restrict {name} = <const {type}*> {pointer}
    cdef {type} {element}"""

FOLD_KERNEL = '''

cdef void fold_sum_{name}(
        void* o, const void* a, const void* b, const void* c, const void* d, Py_ssize_t n) noexcept nogil:
{operands}
    cdef {acc}[LANES] lane
    cdef Py_ssize_t i, k, m = n // LANES * LANES
    for k in range(LANES):
        lane[k] = 0
    for i in range(0, m, 32):
        for k in range(LANES):
            {lane_loads}
            lane[k] += <{acc}> ({formula})
    for k in range(n - m):
        {tail_loads}
        lane[k] += <{acc}> ({formula})
    (<{acc}*> o)[0] += tree_sum(lane)


cdef void across_sum_{name}(
        void* o, const void* a, const void* b, const void* c, const void* d, Py_ssize_t n) noexcept nogil:
    cdef {acc}* restrict z = <{acc}*> o
{operands}
    cdef Py_ssize_t i
    for i in range(n):
        {loads}
        z[i] += <{acc}> ({formula})
'''

GUARDED_KERNEL = '''

cdef void {op}_{code}(void* o, const void* a, const void* b, const void* c, const void* d, Py_ssize_t n) noexcept nogil:
    cdef {type}* restrict z = <{type}*> o
    cdef const {type}* restrict x = <const {type}*> a
    cdef {type}[256] given
    cdef {type} limit = trig_limit(<{type}> 0), beyond = 0
    cdef Py_ssize_t i, m
    for i in range(n):
        beyond = <{type}> 1 if absolute(x[i]) > limit else beyond
    if beyond == 0:
        for i in range(n):
            z[i] = {op}(x[i])
        return
    # what an element becomes does not depend on the others of its block; z may be x
    while n > 0:
        m = min(n, <Py_ssize_t> 256)
        for i in range(m):
            given[i] = x[i]
        for i in range(m):
            z[i] = {op}(<{type}> 0 if absolute(given[i]) > limit else given[i])
        for i in range(m):
            if absolute(given[i]) > limit:
                z[i] = libm_{op}{f}(given[i])
        x += m
        z += m
        n -= m
'''

TABLE = '''

def kernels():
    """Addresses of the kernels by name."""
    cdef kernel_t[{count}] table
{entries}
    return {{name: <size_t> table[<Py_ssize_t> i] for i, name in enumerate({names!r}.split())}}
'''


def load_package():
    """Import `tensorgraph` as a bare package, so that its pure modules import where nothing is compiled yet."""
    package = types.ModuleType("tensorgraph")
    package.__path__ = [str(HERE.parent.parent)]
    sys.modules["tensorgraph"] = package


def expression(formula, code, params, operands):
    """Return a formula over `params` on the given operands, its numbers in the width of a dtype."""
    text = formula.replace("{f}", "")                     # the functions of vecmath take both widths
    if code == "f32":
        text = re.sub(r"(?<![\w.>])(?<!> )(\d+(?:\.\d*)?(?:e-?\d+)?)", r"<float> \1", text)
    return re.sub(rf"\b({'|'.join(params)})\b", lambda m: operands[params.index(m[0])], text)


def tree_expression(tree, code, ops, operands):
    """Return a superinstruction's tree as one expression."""
    if isinstance(tree, int):
        return operands[tree]
    if isinstance(tree, float):
        return f"<{C_TYPES[code]}> {tree}"
    name, *rest = tree
    parts = [tree_expression(part, code, ops, operands) for part in rest]
    return f"({expression(ops[name].c or SWITCH, code, ops[name].params, parts)})"


def cast_formula(source, target):
    """Return the formula that casts x from one dtype to another as NumPy does here, also where C is undefined."""
    if target == "b1":
        return "x != 0"
    if source[0] == "f" and target[0] in "iu":
        if target == "u64":
            half = "9223372036854775808.0"
            return f"<int64_t> x if x < {half} else <uint64_t> (<int64_t> (x - {half})) ^ (<uint64_t> 1 << 63)"
        return "<int64_t> x" if target in ("u32", "i64") else "<int32_t> x"
    return "x"


def operands(types):
    """Declarations of operands of the given C types."""
    return "\n".join(
        OPERAND.format(type=c_type, name=operand, pointer=pointer, element=element)
        for c_type, operand, pointer, element in zip(types, ARRAYS, POINTERS, ELEMENTS, strict=False)
    )


def loads(types, index, indent):
    """Statements that load the ELEMENTS at an index."""
    lines = [f"{element} = {name}[{index}]" for element, name, _ in zip(ELEMENTS, ARRAYS, types, strict=False)]
    return f"\n{' ' * indent}".join(lines)


class Writer:
    """A writer of the text of the kernels and the table of their names."""

    def __init__(self):
        self.parts = [HEADER]
        self.table = {}                # name of the table -> name of the function

    def kernel(self, name, types, result, formula):
        """Write a kernel over operands of the given C types; `formula` is about ELEMENTS."""
        self.parts.append(KERNEL.format(
            name=name, result=result, operands=operands(types), loads=loads(types, "i", 8), formula=formula,
        ))
        self.table[name] = name

    def fold(self, name, types, acc, formula):
        """Write the sums of a formula, over a block and element by element."""
        self.parts.append(FOLD_KERNEL.format(
            name=name, acc=acc, operands=operands(types), loads=loads(types, "i", 8), formula=formula,
            lane_loads=loads(types, "i + k", 12), tail_loads=loads(types, "m + k", 8),
        ))
        self.table.update((f"{how}_sum_{name}", f"{how}_sum_{name}") for how in ("fold", "across"))

    def text(self):
        return "".join(self.parts) + TABLE.format(
            count=len(self.table),
            entries="\n".join(f"    table[{i}] = {function}" for i, function in enumerate(self.table.values())),
            names=" ".join(self.table),
        )


def write_ops(out, ops, dtypes):
    """Write the kernels of the op records that have a formula."""
    codes = {dtype: code for code, dtype in dtypes.items()}
    for op in ops.values():
        if op.c is None:
            continue
        for code in op.kernel_dtypes:
            name, c_type = f"{op.name}_{code}", C_TYPES[code]
            if op.name in GUARDED:
                f = "f" if code == "f32" else ""
                out.parts.append(GUARDED_KERNEL.format(op=op.name, code=code, type=c_type, f=f))
                out.table[name] = name
                continue
            count = len(op.params)
            result = codes[op.output_dtypes(*[dtypes[code]] * count)[0]]
            out.kernel(name, [c_type] * count, C_TYPES[result], expression(op.c, code, op.params, ELEMENTS))


def write_casts(out):
    """Write a kernel for each pair of different dtypes."""
    for source, c_type in C_TYPES.items():
        for target, result in C_TYPES.items():
            if source != target:
                formula = cast_formula(source, target).replace("x", "p")
                out.kernel(f"cast_{source}_{target}", [c_type], result, formula)


def write_moves(out):
    """Write copies and switches, one for each size of an element."""
    for size, (c_type, codes) in SIZES.items():
        out.kernel(f"copy_{size}", [c_type], c_type, "p")
        out.kernel(f"switch_{size}", ["uint8_t", c_type, c_type], c_type, "q if p != 0 else r")
        for what in ("copy", "switch"):
            del out.table[f"{what}_{size}"]
            out.table.update((f"{what}_{code}", f"{what}_{size}") for code in codes.split())


def write_super(out, ops, trees, tree_operands):
    """Write the kernels of the superinstructions, which are given as trees of ops."""
    for name, tree in trees.items():
        count = len(tree_operands(tree))
        for code in ("f32", "f64"):
            formula = tree_expression(tree, code, ops, ELEMENTS)
            out.kernel(f"{name}_{code}", [C_TYPES[code]] * count, C_TYPES[code], formula)


def write_sums(out, ops, trees, tree_operands):
    """Write the sums of the formulas in `FOLDED`."""
    for name in FOLDED:
        tree = trees.get(name) or (name, *range(len(ops[name].params)))
        types = len(tree_operands(tree))
        for code, acc in (("f32", "f32"), ("f32", "f64"), ("f64", "f64")):
            formula = tree_expression(tree, code, ops, ELEMENTS)
            suffix = code if code == acc else f"{code}_{acc}"
            out.fold(f"{name}_{suffix}", [C_TYPES[code]] * types, C_TYPES[acc], formula)


def main():
    """Write the file that the command line names, and its dependencies for the build."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("output")
    parser.add_argument("--depfile")
    options = parser.parse_args()
    load_package()
    out = Writer()
    if Path(options.output).name == "_formula_sums.pyx":
        write_sums(out, REGISTRY, SUPER, tree_operands)
    else:
        write_ops(out, REGISTRY, {code: dtype for dtype, code in KERNEL_CODES.items()})
        write_casts(out)
        write_moves(out)
        write_super(out, REGISTRY, SUPER, tree_operands)
    Path(options.output).write_text(out.text())
    if options.depfile:
        read = sorted(module.__file__ for name, module in sys.modules.items() if name.startswith("tensorgraph."))
        Path(options.depfile).write_text(f"{options.output}: {__file__} {' '.join(read)}\n")


if __name__ == "__main__":
    main()
