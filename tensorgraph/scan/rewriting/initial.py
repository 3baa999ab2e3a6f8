"""Buffers whose length does not depend on the number of rows of an initial state."""

from ...graph.trace import made_at
from ...graph.variable import Constant
from ...scalar import add
from ...tensor.creation.alloc import AllocEmpty
from ...tensor.elementwise.elemwise import Elemwise
from ...tensor.indexing.subtensor import IncSubtensor, Subtensor
from ...tensor.shape.shape import Shape
from ..rowvariables import expand_empty
from .parts import loops


def fix_depths(fgraph):
    """Give buffers exactly as many initial rows as the taps reach back.

    ``scan`` makes room for all of ``initial[:depth]``. If these are fewer rows than the taps reach back, steps read
    rows that were never set; with a fixed number, filling them is an error. Lengths become simpler, too.
    """
    for node in loops(fgraph):
        op = node.op
        for v, depth in zip(op.outer_mitsot(node), op.depths[op.n_mit_mot :]):
            found = parts_of(v)
            if found is not None:
                with made_at(node.trace):
                    new = v.type.filter_variable(expand_empty(*found, depth))
                fgraph.replace(v, new, "scan_initial_states")


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
