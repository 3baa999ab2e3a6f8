"""Rows that are scaled and then added to rows of a table, in one step.

Gradients of ``E[i]`` and updates of rows that were taken (``inc_subtensor(E[i], -0.01 * g)``) end like that. The loop
that scaled need not write what only the next step reads; it keeps its reductions, or is dropped.
"""

from ..program import Program
from .loopparts import CODES, readers_of, without_outputs

_PUTS = frozenset(("put", "put_pick"))


def scale_puts(program):
    """Return the program with such steps joined, the same one where there are none."""
    if not any(step.kind in _PUTS for step in program.steps):
        return program
    steps = list(program.steps)
    readers = readers_of(program)
    makers = {slot: i for i, step in enumerate(steps) for slot in step.outputs}
    for i, put in enumerate(steps):
        if put.kind not in _PUTS or put.params["how"] != "inc" or readers[put.inputs[1]] != [i]:
            continue
        j = makers.get(put.inputs[1])
        found = None if j is None else _product(program.slots, steps[j], put.inputs[1])
        if found is None or any(step.inplace for step in program.steps[j + 1 : i]):
            continue
        source, scale = found
        steps[j] = without_outputs(steps[j], [put.inputs[1]])
        if steps[j] is not None and any(steps[j].inputs[taken] == source for taken in steps[j].inplace.values()):
            steps[j] = program.steps[j]
            continue
        inputs = (put.inputs[0], source, *put.inputs[2:])
        steps[i] = put._replace(inputs=inputs, params={**put.params, "scale": scale})
    steps = [step for step in steps if step is not None]
    return Program(program.slots, tuple(steps), *program[2:]) if steps != list(program.steps) else program


def _product(slots, loop, slot):
    """Return the slot that an output of a loop scales, and the factor, or None."""
    if loop.kind != "loop":
        return None
    k = loop.outputs.index(slot)
    register, how = loop.params["outs"][k][:2]
    code, nin = loop.params["code"], len(loop.inputs)
    if how != "store" or any(register in srcs for _, _, srcs in code):
        return None
    if [out[0] for out in loop.params["outs"]].count(register) != 1:
        return None
    op, srcs = next(((op, srcs) for op, dst, srcs in code if dst == register), (None, ()))
    suffix = CODES.get(slots[slot].dtype)
    if suffix is None or op not in (f"mul_{suffix}", f"neg_{suffix}"):
        return None
    numbers = [-1.0] if op.startswith("neg") else []
    for source in srcs:
        if nin <= source < nin + len(loop.params["consts"]):
            numbers.append(loop.params["consts"][source - nin][1])
    arrays = [loop.inputs[source] for source in srcs if source < nin]
    if len(numbers) != 1 or len(arrays) != 1 or slots[arrays[0]].broadcastable != slots[slot].broadcastable:
        return None
    return arrays[0], numbers[0]
