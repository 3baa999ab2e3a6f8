"""Parts of loops, and who reads what: what passes that change loops share."""

CODES = {"float32": "f32", "float64": "f64"}
"""The end of the names of kernels for each dtype that these passes know."""


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


def readers_of(program):
    """Return the steps that read each slot, None for the results of the program."""
    readers = {}
    for i, step in enumerate(program.steps):
        for slot in step.inputs:
            readers.setdefault(slot, []).append(i)
    for slot in (*program.outputs, *(new for _, new in program.updates)):
        readers.setdefault(slot, []).append(None)
    return readers
