"""Names of the slots of a program: those of the user's variables where they have one."""

import numpy as np

_LETTERS = {"input": "input", "shared": "shared", "temp": "t"}


def slot_names(program, variables):
    """Return a short name for each slot of a program.

    Parameters
    ----------
    program : Program
    variables : dict
        From slots to variables; not all slots have one.

    Returns
    -------
    list of str
        Different names for different slots that are no constants.
    """
    names, taken = [], {}
    for i, slot in enumerate(program.slots):
        if slot.kind == "const":
            names.append(constant_text(slot.value))
            continue
        name = getattr(variables.get(i), "name", None) or f"{_LETTERS[slot.kind]}{i}"
        if name in taken:
            name = f"{name}.{i}"
        taken[name] = i
        names.append(name)
    return names


def constant_text(value):
    """Return a constant as a number, or as the shape of the array that it is."""
    if isinstance(value, np.ndarray):
        if value.size == 1:
            return f"{value.reshape(())[()]:.6g}" if value.dtype.kind == "f" else str(value.reshape(())[()])
        return f"constant{list(value.shape)}"
    return type(value).__name__


def slot_variables(fgraph, program, reads):
    """Return ``{slot: variable}`` for the inputs, the outputs and what nodes read.

    Parameters
    ----------
    fgraph : FunctionGraph
        Whose program it is.
    program : Program
    reads : list of tuple of int
        For each node the slots of its inputs, -1 where a step needs none.
    """
    found = dict(enumerate(fgraph.inputs))
    for node, slots in zip(fgraph.toposort(), reads):
        found.update((slot, v) for v, slot in zip(node.inputs, slots) if slot >= 0)
    for v, slot in zip(fgraph.outputs, program.outputs):
        found.setdefault(slot, v)
    return found
