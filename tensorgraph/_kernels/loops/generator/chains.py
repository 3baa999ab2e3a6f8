"""Text of the functions that recurrences of numbers are made of; ``generate.py`` writes it to ``_chains.pyx``.

``chain_<kernel>_<places>(last, row)`` computes a kernel's formula on single numbers, stores the result at ``row[0]``
and returns it. The operands are at ``row[1]``, ``row[2]``, ..., except for those at the given places, which are `last`:
what the function before has returned, in a register. So a chain of operations does not wait for what it stores. Of a
comparison the result is stored, and `last` is returned.

``steps_<kernel>_<places>(last, row, step, n)`` does that in `n` steps, for recurrences that are a single operation: the
result of step i is stored at ``row[0] + i * step[0]``, the operands are at ``row[1] + i * step[1]``, and so on.
Pointers that are stored from step to step would take longer than an addition.

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

STEPS = '''

cdef {type} {name}({type} last, char** row, const Py_ssize_t* step, Py_ssize_t n) noexcept nogil:
{pointers}
    cdef Py_ssize_t _step
    for _step in range(n):
{operands}
        last = {formula}
        (<{type}*> row_0)[0] = last
{moves}
    return last
'''
CHOICE = "chosen({}, {}, {})"          # without a branch: when it is mispredicted, it takes as long as some steps


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


def write_steps(out, kernel, types, code, formula):
    """Write the functions of a kernel that run a recurrence, with `last` at one place and at two."""
    c_type = C_TYPES[code]
    usable = [k for k, operand in enumerate(types) if operand == c_type]
    for places in [*combinations(usable, 1), *combinations(usable, 2)]:
        name = f"steps_{kernel}_{''.join(map(str, places))}"
        rows = [0, *[k + 1 for k in range(len(types)) if k not in places]]
        pointers = [f"    cdef char* row_{k} = row[{k}]" for k in rows]
        pointers += [f"    cdef {operand} {element}" for operand, element in zip(types, ELEMENTS, strict=False)]
        operands = [
            f"        {element} = " + ("last" if k in places else f"(<{operand}*> row_{k + 1})[0]")
            for k, (operand, element) in enumerate(zip(types, ELEMENTS, strict=False))
        ]
        out.add(
            name, STEPS, name=name, type=c_type, formula=formula, pointers="\n".join(pointers),
            operands="\n".join(operands), moves="\n".join(f"        row_{k} += step[{k}]" for k in rows))


def text():
    """Return the text of the file."""
    out, choice = KernelText(), CHOICE.format("condition", "x", "y")
    for code in ("f32", "f64"):
        c_type = C_TYPES[code]
        for op in REGISTRY.values():
            if op.c and code in op.kernel_dtypes and op.name not in GUARDED + REFLECTED:
                types = [c_type] * len(op.params)
                result = KERNEL_CODES[op.output_dtypes(*[DTYPES[code]] * len(types))[0]]
                formula = expression(op.c, code, op.params, ELEMENTS)
                write_chains(out, f"{op.name}_{code}", types, code, C_TYPES[result], formula)
                if C_TYPES[result] == c_type and where_normal(formula) is None:
                    write_steps(out, f"{op.name}_{code}", types, code, formula)
        for name, tree in SUPER.items():
            types = [c_type] * len(tree_operands(tree))
            formula = tree_expression(tree, code, REGISTRY, ELEMENTS)
            write_chains(out, f"{name}_{code}", types, code, c_type, formula)
            if where_normal(formula) is None:
                write_steps(out, f"{name}_{code}", types, code, tree_expression(tree, code, REGISTRY, ELEMENTS, choice))
        write_chains(out, f"copy_{code}", [c_type], code, c_type, "p")
        write_chains(out, f"switch_{code}", ["uint8_t", c_type, c_type], code, c_type, "q if p != 0 else r")
        write_steps(out, f"switch_{code}", ["uint8_t", c_type, c_type], code, CHOICE.format(*"pqr"))
        write_chains(out, f"cast_b1_{code}", ["uint8_t"], code, c_type, "p")
    return out.text()
