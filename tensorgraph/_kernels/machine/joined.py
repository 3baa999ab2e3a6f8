"""Steps that do the work of several."""

JOINED = frozenset(("rows", "padded_loop"))
"""Kinds of such steps: these are the steps of the parameter ``program``, whose slots are ``slots`` of the program."""


def apart(program):
    """Yield the steps of a program, with joined steps taken apart, on the slots of the program."""
    for step in program.steps:
        if step.kind not in JOINED:
            yield step
            continue
        outer = step.params["slots"]
        for inner in step.params["program"].steps:
            yield inner._replace(
                inputs=tuple(outer[slot] for slot in inner.inputs), outputs=tuple(outer[slot] for slot in inner.outputs)
            )
