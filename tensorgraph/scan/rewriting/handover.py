"""Gradients of where loops end.

Of a state of which only the last row is read, or no row at all, the gradient comes in with the first step that goes
back. The buffer of the gradients of all its rows is zeros but for that one, and each step adds to the next row: it may
as well hand over what it has to the next step.
"""

from collections import Counter

from ...graph.trace import made_at
from ...graph.variable import Constant
from ...rewriting.passes.shape import unwrapped
from ...rewriting.rules.incsubtensor import replaced
from ...rewriting.rules.subtensor import entries
from ...rewriting.values import constant_value, is_op, make_constant
from ...tensor.creation.alloc import alloc
from ...tensor.elementwise.math import minimum
from ...tensor.indexing.subtensor import IncSubtensor, Subtensor
from ..longbuffers import owner
from ..rowvariables import expand_empty
from .memory import save_memory
from .parts import Loop, loops
from .rowreaders import is_reversal

MOST = 16  # numbers that a length is the sum of


def hand_over(fgraph):
    """Let states that are added to be plain ones, if nothing is in their buffers but in the first row.

    Zeros of what was not read are known by then, as they are not told from others any more.
    """
    handed = False
    for node in loops(fgraph) if fgraph.shapes is not None else ():
        loop = Loop(node)
        found = [(state, first_row(fgraph, state, loop)) for state in loop.states if is_gradient(state)]
        changed = [(state, row) for state, row in found if row is not None]
        for state, row in changed:
            later, now = (state.inside[state.taps.index(tap)] for tap in (1, 0))
            loop.replace[later] = later.type.filter_variable(now.zeros_like())
            state.taps, state.inside, state.slices, state.adds_up = [-1], [now], [0], False
            with made_at(node.trace):
                buffer = expand_empty(row, loop.steps.astype("int64"), 1)
            state.outside = state.outside.type.filter_variable(buffer)
        if changed:
            loop.put_into(fgraph, "scan_handover")
            handed = True
    if handed:
        save_memory(fgraph)


def is_gradient(state):
    """Return True if a step reads a row of a buffer and adds to the next one."""
    return state.adds_up and sorted(state.taps) == [0, 1] and state.slices == [1]


def first_row(fgraph, state, loop):
    """Return the first row of the buffer of a state as an array of one, or None if there is something in others."""
    turned, zeros = owner(state.outside, Subtensor), constant_value(state.outside)
    if zeros == 0:
        return row_of(fgraph, state.outside) if has_one_more(fgraph, state.outside, loop.steps) else None
    if turned is None or not is_reversal(turned):
        return None
    rows = turned.inputs[0]
    if not has_one_more(fgraph, rows, loop.steps):
        return None
    write = owner(rows, IncSubtensor)
    if write is None or constant_value(write.inputs[0]) != 0:
        return None
    if is_at_end(write):
        return written(write, row_of(fgraph, rows))
    inner = owner(write.inputs[1], IncSubtensor)
    if not skips_one(write) or inner is None or constant_value(inner.inputs[0]) != 0 or not is_at_end(inner):
        return None
    if inner.outputs[0].type.ndim != rows.type.ndim:
        return None
    # a loop of no step has no last row to write to, which is an error as before
    length = 1 if isinstance(loop.steps, Constant) and loop.steps.data > 0 else minimum(loop.steps.astype("int64"), 1)
    return written(inner, row_of(fgraph, rows, length))


def skips_one(node):
    """Return True if all rows but the first are written."""
    return entries(node) == [slice(1, None, None)]


def is_at_end(node):
    """Return True if nothing but the last row is written, and there has to be one."""
    entry = entries(node)[0]
    return not hasattr(entry, "owner") and entry == -1


def has_one_more(fgraph, v, steps):
    """Return True if a buffer is known to have a row more than a loop has steps."""
    found = Counter()
    pending = [(fgraph.shapes.dim(v, 0), 1), (steps, -1)]
    for n, sign in pending:
        n, value = unwrapped(n), constant_value(n)
        if value is not None:
            found[None] += sign * int(value)
        elif len(pending) < MOST and (is_op(n, "add") or is_op(n, "sub")):
            first, *others = n.owner.inputs
            pending.append((first, sign))
            pending += [(other, sign if is_op(n, "add") else -sign) for other in others]
        else:
            found[n] += sign
    return found.pop(None, 0) == 1 and not any(found.values())


def row_of(fgraph, v, length=1):
    """Return zeros like one row of `v`, or as many rows as `length` says."""
    zero = make_constant(0, v.type.dtype, 0)
    return alloc(zero, length, *[fgraph.shapes.dim(v, axis) for axis in range(1, v.type.ndim)])


def written(node, rows):
    """Return what a write makes of other rows."""
    return replaced(node.op, inplace=False)(rows, *node.inputs[1:])
