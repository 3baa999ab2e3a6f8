"""Text of generated kernels: operands, formulas, and the file with a table of their names."""

import re

C_TYPES = {
    "b1": "uint8_t", "i8": "int8_t", "i16": "int16_t", "i32": "int32_t", "i64": "int64_t",
    "u8": "uint8_t", "u16": "uint16_t", "u32": "uint32_t", "u64": "uint64_t", "f32": "float", "f64": "double",
}
POINTERS = ("a", "b", "c", "d")       # to the operands
ARRAYS = ("x", "y", "w", "v")
ELEMENTS = ("p", "q", "r", "s")       # loaded before the formula, so that a select has no load in its arms
GUARDED = ("sin", "cos")              # vectorised up to trig_limit only
REFLECTED = ("gammaln", "psi", "tri_gamma")             # one formula, and for blocks with negative numbers a second one
SWITCH = "x if condition else y"      # its own kernels exist once per size, so its record has no formula

HEADER = '''\
# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True, freethreading_compatible=True
"""Kernels over blocks.  Written by generate.py; not to be edited."""

from libc.math cimport INFINITY, NAN
from libc.math cimport cos as libm_cos, cosf as libm_cosf, sin as libm_sin, sinf as libm_sinf
from libc.stdint cimport int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t

from tensorgraph._kernels.loops.choice cimport chosen
from tensorgraph._kernels.loops.lanes cimport larger, smaller
from tensorgraph._kernels.loops.vecmath cimport *

cdef enum:
    ROWS = 8                    # that are reduced side by side
    NARROW = 40                 # up to here that is faster than one after the other
'''

OPERAND = """\
    cdef const {type}* restrict {name} = <const {type}*> {pointer}
    cdef {type} {element}"""

TABLE = '''

def kernels():
    """Addresses of the kernels by name."""
    cdef size_t[{count}] table
{entries}
    return {{name: table[<Py_ssize_t> i] for i, name in enumerate({names!r}.split())}}
'''


def expression(formula, code, params, operands):
    """Return a formula over `params` on the given operands, its numbers in the width of a dtype."""
    if re.search(rf"\b({'|'.join(GUARDED + REFLECTED)})\(", formula):
        raise ValueError(f"{formula}: only their own kernels look for negative arguments and those beyond trig_limit")
    text = formula.replace("{f}", "")                     # the functions of vecmath take both widths
    text = text.replace("{ones}", "1" if code == "b1" else "-1").replace("{bits}", code[1:])
    if code[0] == "f":
        text = text.replace("floor_", "far_")             # the function for any floats
    if code == "b1":
        operands = [f"({operand} != 0)" for operand in operands]    # any other byte is true, as in NumPy
    if code == "f32":
        text = re.sub(r"(?<![\w.>])(?<!> )(\d+(?:\.\d*)?(?:e-?\d+)?)", r"<float> \1", text)
    return re.sub(rf"\b({'|'.join(params)})\b", lambda m: operands[params.index(m[0])], text)


def tree_expression(tree, code, ops, operands, switch=SWITCH):
    """Return a superinstruction's tree as one expression."""
    if isinstance(tree, int):
        return operands[tree]
    if isinstance(tree, float):
        return f"<{C_TYPES[code]}> {tree}"
    name, *rest = tree
    parts = [tree_expression(part, code, ops, operands, switch) for part in rest]
    if name == "fma":
        return f"fused({', '.join(parts)})"
    return f"({expression(ops[name].c or switch, code, ops[name].params, parts)})"


def operands(types):
    """Return declarations of operands of the given C types."""
    return "\n".join(
        OPERAND.format(type=c_type, name=operand, pointer=pointer, element=element)
        for c_type, operand, pointer, element in zip(types, ARRAYS, POINTERS, ELEMENTS, strict=False)
    )


def loads(types, index, indent):
    """Return statements that load the ELEMENTS at an index."""
    lines = [f"{element} = {name}[{index}]" for element, name, _ in zip(ELEMENTS, ARRAYS, types, strict=False)]
    return f"\n{' ' * indent}".join(lines)


class KernelText:
    """A writer of the text of the kernels and the table of their names."""

    def __init__(self):
        self.parts = [HEADER]
        self.table = {}                # name of the table -> name of the function

    def add(self, function, template, **fields):
        """Write a function, whose name in the table is its own."""
        self.parts.append(template.format(**fields))
        self.table[function] = function

    def text(self):
        functions = self.table.values()
        entries = "\n".join(f"    table[{i}] = <size_t> <void*> {function}" for i, function in enumerate(functions))
        return "".join(self.parts) + TABLE.format(count=len(functions), entries=entries, names=" ".join(self.table))
