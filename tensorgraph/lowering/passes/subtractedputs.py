"""Values that are subtracted from slices instead of being negated and added.

Gradients of differences end like that: ``u[1:] - u[:-1]`` adds a derivative to one slice and its opposite to another.
The loop that computed both stores one of them only.
"""

from ..program import Program
from .loopparts import CODES, readers_of, without_outputs

_VIEWS = frozenset(("dimshuffle", "subtensor", "reshape", "specify_shape", "split"))
_KNOWN = _VIEWS | {"loop", "put_slice", "alloc", "shape_i"}


def subtract_puts(program):
    """Return the program with such steps joined, the same one where there are none."""
    if not any(step.kind == "put_slice" for step in program.steps):
        return program
    steps = list(program.steps)
    readers = readers_of(program)
    makers = {slot: i for i, step in enumerate(steps) for slot in step.outputs}
    for i, put in enumerate(steps):
        if put.kind != "put_slice" or put.params["how"] != "inc" or readers[put.inputs[1]] != [i]:
            continue
        j = makers.get(put.inputs[1])
        found = None if j is None else _opposite(program.slots, steps[j], put.inputs[1])
        if found is None or not _keeps(steps, found, j, i):
            continue
        steps[j] = without_outputs(steps[j], [put.inputs[1]])
        steps[i] = put._replace(inputs=(put.inputs[0], found, *put.inputs[2:]), params={**put.params, "how": "dec"})
    return Program(program.slots, tuple(steps), *program[2:]) if steps != list(program.steps) else program


def _opposite(slots, loop, slot):
    """Return the output of a loop whose opposite `slot` is, or None."""
    if loop.kind != "loop" or len(loop.outputs) < 2:
        return None
    outs, code = loop.params["outs"], loop.params["code"]
    k = loop.outputs.index(slot)
    register, how = outs[k][:2]
    op, srcs = next(((op, srcs) for op, dst, srcs in code if dst == register), (None, ()))
    if how != "store" or op != f"neg_{CODES.get(slots[slot].dtype)}" or k in loop.inplace:
        return None
    if any(register in srcs for _, _, srcs in code) or [out[0] for out in outs].count(register) != 1:
        return None
    for other, out in enumerate(outs):
        if out[:2] == (srcs[0], "store"):
            return loop.outputs[other]
    return None


def _keeps(steps, source, j, i):
    """Return True if the memory of `source`, which step j writes, has its values until step i."""
    same = {source}
    for step in steps[j + 1 : i]:
        if same.isdisjoint(step.inputs):
            continue
        if step.kind not in _KNOWN or any(step.inputs[taken] in same for taken in step.inplace.values()):
            return False
        if step.kind in _VIEWS:
            same.update(step.outputs)
    return True
