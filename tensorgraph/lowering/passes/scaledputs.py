"""Rows that are scaled and then added to rows of a table, in one step.

Gradients of ``E[i]`` and updates of rows that were taken (``inc_subtensor(E[i], -0.01 * g)``) end like that. The loop
that scaled need not write what only the next step reads; it keeps its reductions, or is dropped.
"""

from ..program import Program

_PUTS = frozenset(("put", "put_pick"))
CODES = {"float32": "f32", "float64": "f64"}


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


def readers_of(program):
    """Return the steps that read each slot, None for the results of the program."""
    readers = {}
    for i, step in enumerate(program.steps):
        for slot in step.inputs:
            readers.setdefault(slot, []).append(i)
    for slot in (*program.outputs, *(new for _, new in program.updates)):
        readers.setdefault(slot, []).append(None)
    return readers


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


def without_outputs(loop, gone):
    """Return a loop without some of its outputs and what only they need, or None if nothing is left.

    It keeps its inputs, which tell its shape.

    Parameters
    ----------
    loop : Step
    gone : collection of int
        The slots of the outputs.
    """
    kept = [k for k, slot in enumerate(loop.outputs) if slot not in gone]
    if not kept:
        return None
    outs = [loop.params["outs"][k] for k in kept]
    code = needed_for(loop, [out[0] for out in outs])
    first = len(loop.inputs) + len(loop.params["consts"])
    place = {r: r for r in range(first)} | {dst: first + i for i, (_, dst, _) in enumerate(code)}
    dtypes = loop.params["reg_dtypes"]
    params = {
        **loop.params,
        "outs": tuple([(place[out[0]], *out[1:]) for out in outs]),
        "code": tuple([(op, place[dst], tuple([place[r] for r in srcs])) for op, dst, srcs in code]),
        "reg_dtypes": (*dtypes[:first], *[dtypes[dst] for _, dst, _ in code]),
    }
    inplace = {kept.index(k): j for k, j in loop.inplace.items() if k in kept}
    return loop._replace(outputs=tuple([loop.outputs[k] for k in kept]), params=params, inplace=inplace)


def without_inputs(loop):
    """Return a loop without the inputs that its code does not read."""
    nin = len(loop.inputs)
    read = {out[0] for out in loop.params["outs"]}.union(*[srcs for _, _, srcs in loop.params["code"]])
    kept = [r for r in range(len(loop.params["reg_dtypes"])) if r >= nin or r in read]
    place = {r: i for i, r in enumerate(kept)}
    params = {
        **loop.params,
        "outs": tuple([(place[out[0]], *out[1:]) for out in loop.params["outs"]]),
        "code": tuple([(op, place[dst], tuple([place[r] for r in srcs])) for op, dst, srcs in loop.params["code"]]),
        "reg_dtypes": tuple([loop.params["reg_dtypes"][r] for r in kept]),
    }
    return loop._replace(inputs=tuple([slot for r, slot in enumerate(loop.inputs) if r in place]), params=params)


def needed_for(loop, registers):
    """Return the instructions of a loop that compute some of its registers, in order."""
    found, wanted = [], set(registers)
    for op, dst, srcs in reversed(loop.params["code"]):
        if dst in wanted:
            wanted.update(srcs)
            found.append((op, dst, srcs))
    return found[::-1]
