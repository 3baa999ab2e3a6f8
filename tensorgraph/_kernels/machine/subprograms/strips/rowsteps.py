"""The instructions on rows of each kind of step."""

from ...joined import apart
from .bodies import Body, Unfit
from .rowloops import loop
from .rownumbers import NUMBERS
from .rowplaces import (
    alloc,
    copy,
    dimshuffle,
    join,
    make_vector,
    put_slice,
    reshape,
    shape_i,
    specify_shape,
    subtensor,
)
from .rowproducts import dot, gemv, ger
from .rowsoftmax import argmax, logsumexp, softmax, softmax_grad

STEPS = {
    "loop": loop, "copy": copy, "dimshuffle": dimshuffle, "shape_i": shape_i, "alloc": alloc, "reshape": reshape,
    "specify_shape": specify_shape, "subtensor": subtensor, "put_slice": put_slice, "make_vector": make_vector,
    "join": join, "dot": dot, "gemv": gemv, "gemm": gemv, "ger": ger,
    "softmax": softmax, "logsoftmax": softmax, "softmax_grad": softmax_grad, "logsoftmax_grad": softmax_grad,
    "logsumexp": logsumexp, "argmax": argmax,
}
"""The function that adds the instructions of a kind of step."""


def shaping_inputs(step):
    """Return which inputs of a step its shapes depend on."""
    entries = list(step.params.get("shape", ()))
    for value in step.params.get("index", ()):
        entries.extend(value[1:] if isinstance(value, tuple) and value[0] == "slice" else [])
    return [entry[1] for entry in entries if isinstance(entry, tuple) and entry[0] == "in"]


def write_body(program, *args):
    """Return the `Body` of a program, with its instructions."""
    body = Body(program, *args)
    for step in apart(program):
        handle = STEPS.get(step.kind)
        if handle is None:
            raise Unfit(step.kind)
        shapes = [body.shapes[i] for i in step.inputs]
        if step.kind in NUMBERS and (step.kind == "put_slice" or any([i in body.elements for i in step.inputs])):
            if NUMBERS[step.kind](body, step, *shapes):
                continue
        handle(body, step, *shapes)
    return body
