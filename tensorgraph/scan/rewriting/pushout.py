"""Hoisting out of loops of work that does not depend on earlier steps.

Loop-invariant work is computed once. Work that depends only on rows of sequences is computed for all steps at once, if
a single operation does that: one matrix product in place of one per step.

Work that only one branch of a conditional needs stays inside, since it might never be needed; so do views of rows,
which cost nothing, zeros, which may simplify the step, and shapes, whose numbers are all that steps need.
"""

from ...graph.variable import Constant
from ...rewriting.values import constant_value, make_constant
from ...tensor.creation.alloc import Alloc, alloc
from ...tensor.indexing.subtensor import Subtensor
from ...tensor.shape.dimshuffle import DimShuffle
from ...tensor.shape.rebroadcast import Rebroadcast
from ...tensor.shape.shape import Shape
from ...tensor.types.scalars import MakeVector
from ..rowvariables import safe_new
from .batched import Outside, can_be_rows
from .outside import StepGraph, is_same_number
from .parts import Loop, LoopArgument, inside_first, loops

_VIEWS = (DimShuffle, Rebroadcast, Subtensor)


@inside_first
def push_out_invariants(fgraph):
    """Hoist loop-invariant work."""
    for node in loops(fgraph):
        push_out(fgraph, node, False, "scanOp_pushout_nonseqs_ops")


@inside_first
def push_out_sequences(fgraph):
    """Hoist work that depends on sequences only."""
    for node in loops(fgraph):
        # sequences may go on long after the last step of a loop that stops
        if not node.op.as_while:
            push_out(fgraph, node, True, "scanOp_pushout_seqs_ops")


def push_out(fgraph, node, rows, reason):
    """Hoist work out of the loop; with `rows`, for all steps at once."""
    loop = Loop(node)
    step = StepGraph(loop)
    values = step.values(rows)
    more = replace_results(loop, values) if not loop.is_while else []
    moved = [v for v in step.asked_for(values) if not is_view(v, values)]
    for v in moved:
        if not values[v].is_rows and constant_value(values[v].v) == 0:
            loop.replace[v] = zeros_inside(loop, values[v].v)
            continue
        if not values[v].is_rows and is_shape(v):
            loop.replace[v] = shape_inside(loop, v, values[v].v)
            continue
        inside = safe_new(v)
        inside.name = v.name
        loop.replace[v] = inside
        (loop.seqs if values[v].is_rows else loop.others).append(LoopArgument(inside, values[v].v))
    if moved or more:
        loop.put_into(fgraph, reason, more)


def zeros_inside(loop, v):
    """Return zeros of the shape of the outer variable `v`, for the step of a loop."""
    zero = make_constant(0, v.type.dtype, 0)
    if not v.type.ndim:
        return zero
    lengths = zip(lengths_of(v), v.type.broadcastable)
    return alloc(zero, *[1 if is_one else number_inside(loop, n) for n, is_one in lengths])


def number_inside(loop, n):
    """Return a number of the outer graph for the step of a loop."""
    if isinstance(n, Constant):
        return n
    inside = n.type()
    loop.others.append(LoopArgument(inside, n))
    return inside


def is_shape(v):
    """Return True if `v` is a shape, or a vector of integers each of which is a variable."""
    op = getattr(v.owner, "op", None)
    return isinstance(op, Shape) or isinstance(op, MakeVector) and v.type.dtype == "int64"


def shape_inside(loop, v, outside):
    """Return the vector `v` for the step of a loop, made there: what reads it can take its numbers instead."""
    n = v.owner.inputs[0].type.ndim if isinstance(v.owner.op, Shape) else len(v.owner.inputs)
    return MakeVector("int64")(*[number_inside(loop, outside[i]) for i in range(n)])


def lengths_of(v):
    """Return the lengths of the axes of `v`."""
    if v.owner is not None and isinstance(v.owner.op, Alloc):
        return v.owner.inputs[1:]
    return [v.shape[i] for i in range(v.type.ndim)]


def is_view(v, values):
    """Return True if `v` is only a view of rows of a sequence."""
    if not values[v].is_rows:
        return False
    while v.owner is not None and isinstance(v.owner.op, _VIEWS) and all(
        isinstance(w, Constant) for w in v.owner.inputs[1:]
    ):
        v = v.owner.inputs[0]
    return v.owner is None


def replace_results(loop, values):
    """Remove results that are known outside from a loop and return pairs of old and new variables."""
    more, left = [], []
    for result in loop.results:
        made = result.made
        value = Outside(made, False) if isinstance(made, Constant) else values.get(made)
        if value is None or not can_be_rows(made) or not is_same_number(result.length, loop.steps):
            left.append(result)
        elif value.is_rows:
            more.append((result.old, value.v))
        else:
            lengths = [value.v.shape[i] for i in range(value.v.type.ndim)]
            more.append((result.old, alloc(value.v, loop.steps, *lengths)))
    loop.results = left
    return more
