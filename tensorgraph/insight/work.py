"""Estimates of the work of program steps: operations on floating-point numbers, bytes read and written."""

from math import prod

import numpy as np

_PRODUCTS = ("dot", "gemm", "gemv", "batched_dot")


def _shape(layouts, slots, slot):
    if slots[slot].kind == "const" and isinstance(slots[slot].value, np.ndarray):
        return slots[slot].value.shape
    return None if layouts[slot] is None else layouts[slot][0]


def step_bytes(step, slots, layouts):
    """Return how many bytes of arrays a step reads and writes, each array once."""
    total = 0
    for slot in {*step.inputs, *step.outputs}:
        shape = _shape(layouts, slots, slot)
        if shape is not None and slots[slot].dtype != "object":
            total += prod(shape) * np.dtype(slots[slot].dtype).itemsize
    return total


def step_flops(step, slots, layouts):
    """Return the number of additions, multiplications and the like of a step; functions count as one, None if unknown.

    Parameters
    ----------
    step : Step
    slots : sequence of Slot
    layouts : list
        ``(shape, strides)`` of each slot, or None.
    """
    shapes = [_shape(layouts, slots, slot) for slot in step.inputs]
    if None in shapes or not shapes:
        return None
    if step.kind == "loop":
        rank = max(map(len, shapes))
        length = prod(max((s[k] for s in shapes if len(s) == rank), default=1) for k in range(rank))
        reductions = sum(how != "store" for _, how, *_ in step.params["outs"])
        return length * (len(step.params["code"]) + reductions)
    if step.kind in _PRODUCTS:
        out = _shape(layouts, slots, step.outputs[0])
        return None if out is None else 2 * prod(out) * shapes[0][-1]
    if step.kind == "ger":
        return 2 * prod(shapes[2])
    return None


def peak_bytes(program, layouts):
    """Return the most bytes of arrays without a name that are alive at once, by the shapes of the last call."""
    last = {slot: len(program.steps) for slot in program.outputs}
    for i, step in enumerate(program.steps):
        last.update((slot, max(i, last.get(slot, 0))) for slot in step.inputs)
    live = peak = 0
    ends, sizes = {}, {}
    for i, step in enumerate(program.steps):
        overwritten = {step.outputs[k]: step.inputs[j] for k, j in step.inplace.items()}
        for slot in step.outputs:
            shape = layouts[slot]
            if shape is None or slot in overwritten or 0 in shape[1] or program.slots[slot].dtype == "object":
                continue
            sizes[slot] = prod(shape[0]) * np.dtype(program.slots[slot].dtype).itemsize
            live += sizes[slot]
            ends.setdefault(last.get(slot, i), []).append(slot)
        peak = max(peak, live)
        live -= sum(sizes[slot] for slot in ends.pop(i, ()))
    return peak
