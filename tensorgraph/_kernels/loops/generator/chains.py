"""Text of the functions that recurrences of numbers are made of; ``generate.py`` writes it to ``_chains.pyx``.

``chain_<kernel>_<places>(last, row)`` computes a kernel's formula on single numbers, stores the result at ``row[0]``
and returns it. The operands are at ``row[1]``, ``row[2]``, ..., except for those at the given places, which are `last`:
what the function before has returned, in a register. So a chain of operations does not wait for what it stores. Of a
comparison the result is stored, and `last` is returned.

(a) Formulas are those of the kernels over blocks, with the same bits.
(b) A value that is read twice may be at two places.
(c) An exponential or a logarithm looks at its argument first: a recurrence waits less for the short formula.
"""

from itertools import combinations

from ....scalar import KERNEL_CODES, REGISTRY
from ..superinstructions import SUPER, tree_operands
from .elementwise import DTYPES
from .kerneltext import C_TYPES, ELEMENTS, GUARDED, REFLECTED, KernelText, expression, tree_expression
from .normal import where_normal

FUNCTION = '''

cdef {type} {name}({type} last, char** row) noexcept nogil:
{operands}
    cdef {result} value
    {compute}
    (<{result}*> row[0])[0] = value
    return {returned}
'''


def computation(result, formula):
    """Return the statements that set `value`."""
    found = where_normal(formula)
    if found is None:
        return f"value = <{result}> ({formula})"
    test, argument, normal = found
    return f"""\
if {test}(<{result}> ({argument}), <{result}> 0) == 0:
        value = <{result}> ({normal})
    else:
        value = <{result}> ({formula})"""


def write_chains(out, kernel, types, code, result, formula):
    """Write the functions of a kernel with `last` at no place, at one, and at two."""
    c_type = C_TYPES[code]
    usable = [k for k, operand in enumerate(types) if operand == c_type]
    for places in [(), *combinations(usable, 1), *combinations(usable, 2)]:
        lines = [
            f"    cdef {operand} {element} = " + ("last" if k in places else f"(<{operand}*> row[{k + 1}])[0]")
            for k, (operand, element) in enumerate(zip(types, ELEMENTS, strict=False))
        ]
        out.add(
            f"chain_{kernel}_{''.join(map(str, places))}", FUNCTION, name=f"chain_{kernel}_{''.join(map(str, places))}",
            type=c_type, operands="\n".join(lines), result=result, compute=computation(result, formula),
            returned="value" if result == c_type else "last")


def text():
    """Return the text of the file."""
    out = KernelText()
    for code in ("f32", "f64"):
        c_type = C_TYPES[code]
        for op in REGISTRY.values():
            if op.c and code in op.kernel_dtypes and op.name not in GUARDED + REFLECTED:
                types = [c_type] * len(op.params)
                result = KERNEL_CODES[op.output_dtypes(*[DTYPES[code]] * len(types))[0]]
                formula = expression(op.c, code, op.params, ELEMENTS)
                write_chains(out, f"{op.name}_{code}", types, code, C_TYPES[result], formula)
        for name, tree in SUPER.items():
            types = [c_type] * len(tree_operands(tree))
            write_chains(out, f"{name}_{code}", types, code, c_type, tree_expression(tree, code, REGISTRY, ELEMENTS))
        write_chains(out, f"copy_{code}", [c_type], code, c_type, "p")
        write_chains(out, f"switch_{code}", ["uint8_t", c_type, c_type], code, c_type, "q if p != 0 else r")
        write_chains(out, f"cast_b1_{code}", ["uint8_t"], code, c_type, "p")
    return out.text()
