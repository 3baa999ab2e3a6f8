"""Buffers of loops as ``scan`` makes them: the initial rows of a state, and room for those of the steps."""

from ..graph.variable import Constant
from ..scalar import add
from ..tensor.creation.alloc import AllocEmpty
from ..tensor.elementwise.elemwise import Elemwise
from ..tensor.indexing.subtensor import IncSubtensor, Subtensor
from ..tensor.shape.shape import Shape


def long_states(op, node):
    """Return the states, by number, whose buffers have room for the rows of all steps behind the initial ones.

    Where a rewrite made a buffer, it may be shorter, and it has as many initial rows as the taps reach back.
    """
    found = []
    for k, v in enumerate(op.outer_mitsot(node), op.n_mit_mot):
        parts = parts_of(v)
        if parts is not None and parts[1] is node.inputs[0]:
            found.append(k)
    return tuple(found)


def parts_of(v):
    """Return the initial rows and the number of steps of a buffer as ``scan`` makes it, or None."""
    set_rows = owner(v, IncSubtensor)
    if set_rows is None or not set_rows.op.set_instead_of_inc:
        return None
    room, initial = owner(set_rows.inputs[0], AllocEmpty), set_rows.inputs[1]
    if room is None or not is_slice_of_constant_length(initial):
        return None
    total = owner(room.inputs[0], Elemwise)
    if total is None or total.op.scalar_op != add or len(total.inputs) != 2:
        return None
    steps, length = total.inputs
    first = owner(length, Subtensor)
    shape = None if first is None else owner(first.inputs[0], Shape)
    if shape is None or shape.inputs[0] is not initial:
        return None
    return initial, steps


def is_slice_of_constant_length(v):
    """Return True if `v` is ``x[:n]`` with a constant n."""
    node = owner(v, Subtensor)
    if node is None or len(node.op.idx_list) != 1 or len(node.inputs) != 2:
        return False
    (entry,) = node.op.idx_list
    plain = isinstance(entry, slice) and entry.start is None and entry.step is None
    return plain and isinstance(node.inputs[1], Constant)


def owner(v, kind):
    """Return the node that computes a variable if its op is of a class, else None."""
    node = v.owner
    return node if node is not None and isinstance(node.op, kind) else None
