"""Storage assignment: who holds the memory of each slot, from the live ranges of its values.

A slot *owns* memory or is a view of one or more owners. Owners that leave the call (outputs, new values of shared
variables) are fresh ndarrays; the other temporaries share as few buffers as their live ranges allow.
"""

from typing import NamedTuple

INPUT, SHARED, CONST, ARENA, OUTPUT, OBJECT = range(6)  # as in _workspace.pxd

VIEWS = frozenset({"dimshuffle", "subtensor", "diagonal", "pairs", "split", "specify_shape", "first_rows"})
"""Kinds of steps whose outputs are views of their first input."""

MAYBE_VIEWS = frozenset({"reshape"})
"""Kinds of steps whose output is a view of the first input, or memory of its own."""


class Plan(NamedTuple):
    """The storage of the values of a program.

    Attributes
    ----------
    storage : list of int
        For each slot.
    color : list of int
        For each ARENA slot the buffer it uses, else -1.
    ncolors : int
    destroyed : set of int
        Inputs, shared slots and results of Python steps that some step writes over.
    destroyers : dict
        For each step that writes over shared slots: those slots.
    apart : set of int
        Results of Python steps that get memory of their own: they leave the program, or some step writes over them
        or over what they may be views of.
    homes : list of int
        Of a program in a program, for each output: the slot in whose memory it is computed, if that may lie anywhere
        and no other output needs it; else -1.
    """

    storage: list
    color: list
    ncolors: int
    destroyed: set
    destroyers: dict
    apart: set
    homes: list


def runs_user_code(step):
    """Return True if a step, or one of a program inside of it, runs Python code that is not the package's own."""
    inner = []
    for value in step.params.values():
        inner.extend(p for p in (value if type(value) in (list, tuple) else (value,)) if hasattr(p, "steps"))
    return bool(step.params.get("user")) or any(runs_user_code(s) for program in inner for s in program.steps)


def user_steps(program):
    """Return how many steps run before shared variables are read, and how many before a call takes its turn.

    All steps that run code of the user precede the turn. The first of these that need no shared variable read none.
    """
    alone = early = 0
    for i, step in enumerate(program.steps):
        if runs_user_code(step):
            alone = i + 1
    for i, step in enumerate(program.steps):
        if step.kind == "skip" and i < alone < i + 1 + step.params["steps"]:
            alone = i + 1 + step.params["steps"]
    while early < alone and not any(program.slots[slot].kind == "shared" for slot in program.steps[early].inputs):
        early += 1
    for i, step in enumerate(program.steps):
        if step.kind == "skip" and i < early < i + 1 + step.params["steps"]:
            early = i
    return early, alone


def may_share(program):
    """Return for each slot the slots whose memory it may share, also through steps in Python."""
    owners = [(i,) for i in range(len(program.slots))]
    for step in program.steps:
        for slot in step.outputs:
            owners[slot] = tuple(dict.fromkeys((slot, *(owner for k in step.inputs for owner in owners[k]))))
    return owners


UNKNOWN = -1
"""Stands for all slots among those whose memory a slot may be."""


def owners_of(program, of_python=()):
    """Return for each slot the tuple of slots whose memory it may be.

    Parameters
    ----------
    program : Program
    of_python : tuple of int
        Further owners of what steps in Python give.
    """
    owners = [(i,) for i in range(len(program.slots))]
    for step in program.steps:
        if step.kind == "python":
            for slot in step.outputs:
                owners[slot] = (slot, *of_python)
            continue
        for k, slot in enumerate(step.outputs):
            if k in step.inplace:
                owners[slot] = owners[step.inputs[step.inplace[k]]]
            elif step.kind in VIEWS:
                owners[slot] = owners[step.inputs[0]]
            elif step.kind in MAYBE_VIEWS:
                owners[slot] = (slot, *owners[step.inputs[0]])
            elif step.kind == "select":
                n = len(step.outputs)
                owners[slot] = tuple(dict.fromkeys(owners[step.inputs[1 + k]] + owners[step.inputs[1 + n + k]]))
    return owners


def _check_written_once(program):
    written = {i for i, slot in enumerate(program.slots) if slot.kind != "temp"}
    for step in program.steps:
        for slot in step.inputs:
            if slot not in written:
                raise ValueError(f"{step.kind} step reads slot {slot} before it is written")
        for slot in step.outputs:
            if slot in written:
                raise ValueError(f"{step.kind} step writes slot {slot}, which has a value")
            written.add(slot)
    for slot in (*program.outputs, *(new for _, new in program.updates)):
        if slot not in written:
            raise ValueError(f"slot {slot} is an output and is never written")


def runs_python(program):
    """Return True if a step, or one of a program inside of a step, is in Python."""
    return any(
        step.kind == "python" or "program" in step.params and runs_python(step.params["program"])
        for step in program.steps
    )


def plan(program, inner=False):
    """Decide the storage of each slot of a program.

    Parameters
    ----------
    program : Program
    inner : bool
        The program runs in a step of another one, which says where results go: they own buffers, which lie elsewhere
        for the time of a run.

    Returns
    -------
    Plan

    Raises
    ------
    ValueError
        A slot is read before it is written, is written twice, or a constant would be written over.
    """
    _check_written_once(program)
    owners = owners_of(program)
    kinds = {"input": INPUT, "shared": SHARED, "const": CONST, "temp": ARENA}
    storage = [kinds[slot.kind] for slot in program.slots]
    leaving = {owner for slot in program.outputs for owner in owners[slot]}
    leaving.update(owner for _, new in program.updates for owner in owners[new])
    if not inner:
        for owner in leaving:
            if storage[owner] == ARENA:
                storage[owner] = OUTPUT
    destroyed, destroyers = set(), {}
    for step in program.steps:
        for slot in step.outputs:
            if step.kind == "python" or program.slots[slot].dtype == "object":
                storage[slot] = OBJECT
    for i, step in enumerate(program.steps):
        for k in step.inplace.values():
            for owner in owners[step.inputs[k]]:
                if storage[owner] == CONST:
                    raise ValueError(f"{step.kind} step would write over the constant in slot {owner}")
                if storage[owner] in (INPUT, SHARED, OBJECT):
                    destroyed.add(owner)
                if storage[owner] == SHARED:
                    destroyers.setdefault(i, set()).add(owner)
    color, ncolors = _colors(program, owners, storage, leaving)
    homes = _homes(program, owners, storage) if inner else []
    apart = _apart(program, owners, storage, leaving | destroyed)
    return Plan(storage, color, ncolors, destroyed, destroyers, apart, homes)


def _apart(program, owners, storage, seen):
    """Return the results of Python steps that must have memory of their own.

    Those among the owners `seen`, also as what another step says that it shows; and those that may show, without
    saying so, memory that some step writes over.
    """
    apart = {slot for slot in seen if storage[slot] == OBJECT}
    for step in reversed(program.steps):
        if step.kind != "python":
            continue
        op = step.params["op"]
        for name in ("view_map", "destroy_map"):
            for k, shown in (getattr(op, name, None) or {}).items():
                if step.outputs[k] in apart:
                    inputs = [owner for j in shown for owner in owners[step.inputs[j]]]
                    apart.update(owner for owner in inputs if storage[owner] == OBJECT)
    overwritten = {owner for step in program.steps for k in step.inplace.values() for owner in owners[step.inputs[k]]}
    shown = {}
    for step in program.steps if overwritten else ():
        if step.kind == "python":
            given = {owner for slot in step.inputs for owner in owners[slot]}
            given = given.union(*[shown.get(owner, ()) for owner in given])
            shown.update(dict.fromkeys(step.outputs, given))
            if given & overwritten:
                apart.update(step.outputs)
    return apart


def filled_slots(program):
    """Return for each slot the one whose memory it always fills: itself, or what steps overwrite to make it."""
    filled = list(range(len(program.slots)))
    for step in program.steps:
        for k, j in step.inplace.items():
            filled[step.outputs[k]] = filled[step.inputs[j]]
    return filled


def _homes(program, owners, storage):
    """Return for each output the slot whose memory it fills, -1 if none or if other outputs need that memory."""
    filled = filled_slots(program)
    needed = [owner for slot in program.outputs for owner in owners[slot]]
    return [
        filled[slot]
        if owners[slot] == (filled[slot],) and storage[filled[slot]] == ARENA and needed.count(filled[slot]) == 1
        else -1
        for slot in program.outputs
    ]


def _colors(program, owners, storage, leaving):
    """Assign different buffers to owners with overlapping live ranges; those that leave get one each."""
    last = {}
    for i, step in enumerate(program.steps):
        for slot in (*step.inputs, *step.outputs):
            for owner in owners[slot]:
                last[owner] = i
    ending = {}
    for owner, i in last.items():
        if storage[owner] == ARENA and owner not in leaving:
            ending.setdefault(i, []).append(owner)
    color = [-1] * len(program.slots)
    free, ncolors = [], 0
    for i, step in enumerate(program.steps):
        for slot in step.outputs:
            if storage[slot] == ARENA and owners[slot][0] == slot:
                if free and slot not in leaving:
                    color[slot] = free.pop()
                else:
                    color[slot] = ncolors
                    ncolors += 1
        free.extend(color[owner] for owner in ending.get(i, ()))
    return color, ncolors
