"""The instructions on rows of each kind of step."""

from math import prod
from types import SimpleNamespace

from ...joined import apart
from ...storage import owners_of
from .bodies import Body, Unfit
from .rowindices import put, take
from .rowloops import cumulative, loop
from .rownumbers import NUMBERS
from .rowplaces import (
    alloc,
    arange,
    copy,
    diagonal,
    dimshuffle,
    first_rows,
    join,
    make_vector,
    put_slice,
    reshape,
    shape_i,
    shape_of,
    specify_shape,
    split,
    subtensor,
)
from .rowproducts import batched_dot, dot, gemv, ger
from .rowsoftmax import argmax, logsumexp, softmax, softmax_grad

STEPS = {
    "loop": loop, "copy": copy, "dimshuffle": dimshuffle, "shape_i": shape_i, "alloc": alloc, "reshape": reshape,
    "specify_shape": specify_shape, "subtensor": subtensor, "put_slice": put_slice, "make_vector": make_vector,
    "join": join, "split": split, "first_rows": first_rows, "shape": shape_of, "arange": arange, "diagonal": diagonal,
    "take": take, "pick": take, "put": put, "put_pick": put, "cumulative": cumulative,
    "dot": dot, "gemv": gemv, "gemm": gemv, "ger": ger, "batched_dot": batched_dot,
    "softmax": softmax, "logsoftmax": softmax, "softmax_grad": softmax_grad, "logsoftmax_grad": softmax_grad,
    "logsumexp": logsumexp, "argmax": argmax,
}
"""The function that adds the instructions of a kind of step."""

LAYOUTS = frozenset(("shape_i", "shape"))
"""Kinds of steps that read no element."""

_READ = {"arange": (0, 1, 2), "first_rows": (1,)}
"""The inputs that are lengths, besides those in indices and shapes."""


def shaping_inputs(step):
    """Return which inputs of a step its shapes depend on."""
    entries = list(step.params.get("shape", ()))
    for value in step.params.get("index", ()):
        entries.extend(value[1:] if isinstance(value, tuple) and value[0] == "slice" else [])
    found = [entry[1] for entry in entries if isinstance(entry, tuple) and entry[0] == "in"]
    return found + list(_READ.get(step.kind, ()))


def reads_overwritten(program):
    """Return True if an element is written over and read by another name than that of the step's output.

    Rows are written once, and a step that writes over one gives a copy: a view that it is written through, and read
    again as what it is a view of, shows nothing of that. So are diagonals filled, and parts of indexed parts.
    """
    steps = list(apart(program))
    owners = owners_of(SimpleNamespace(slots=program.slots, steps=steps))
    made = {i for i, slot in enumerate(program.slots) if slot.kind != "temp"}
    overwritten = set()
    for step in steps:
        if step.kind not in LAYOUTS and not overwritten.isdisjoint(step.inputs):
            return True
        for k in step.inplace.values():
            memory = set(owners[step.inputs[k]])
            overwritten.update(slot for slot in made if not memory.isdisjoint(owners[slot]))
        made.update(step.outputs)
    return not overwritten.isdisjoint(program.outputs)


def write_body(program, *args):
    """Return the `Body` of a program, with its instructions."""
    if reads_overwritten(program):
        raise Unfit("rows that are read as they were written over")
    body = Body(program, *args)
    for step in apart(program):
        handle = STEPS.get(step.kind)
        if handle is None:
            raise Unfit(step.kind)
        shapes = [body.shapes[i] for i in step.inputs]
        if not (_is_of_numbers(body, step, shapes) and NUMBERS[step.kind](body, step, *shapes)):
            handle(body, step, *shapes)
    return body


def _is_of_numbers(body, step, shapes):
    """Return True if a step may leave rows of a few numbers as these numbers."""
    if step.kind not in NUMBERS or not all([prod(shape) for shape in shapes]):
        return False
    return step.kind == "put_slice" or any([i in body.elements for i in step.inputs])
