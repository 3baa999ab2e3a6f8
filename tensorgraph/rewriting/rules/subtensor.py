"""Reads of slices: only the needed elements, and one slice instead of two."""

import sys

from ...tensor.indexing.subtensor import IncSubtensor, Subtensor, get_constant_idx
from ...tensor.shape.rebroadcast import Rebroadcast
from ...tensor.types.scalars import MakeVector
from ..passes.shape import have_same_shape
from ..rule import canonicalize, exact, node_rule, specialize, stabilize, useless
from ..values import constant_value, made_like, typed_as
from .dimshuffle import shuffled


def entries(node):
    """Return the index of a Subtensor or IncSubtensor node: ints, variables and slices of them."""
    first = 1 if isinstance(node.op, Subtensor) else 2
    return get_constant_idx(node.op.idx_list, [node.inputs[0], *node.inputs[first:]])


def is_full(item, length=None):
    """Return True if an index entry takes a whole axis as it is."""
    if not isinstance(item, slice):
        return False
    if item.step not in (None, 1) or item.start not in (None, 0):
        return False
    if item.stop is None or (isinstance(item.stop, int) and item.stop >= sys.maxsize):
        return True
    return length is not None and length(item.stop)


def take(x, index):
    """Return ``x[index]``, or `x` if that reads everything."""
    index = list(index)
    while index and is_full(index[-1]):
        index.pop()
    return x[tuple(index)] if index else x


@useless
@canonicalize
@stabilize
@specialize
@exact
@node_rule(Subtensor)
def local_useless_subtensor(fgraph, node):
    """Drop a slice of everything."""
    x = node.inputs[0]
    if x.type != node.outputs[0].type:
        return None
    shapes = fgraph.shapes
    for axis, item in enumerate(entries(node)):

        def length(stop, axis=axis):
            if isinstance(stop, int):
                return shapes is not None and (n := constant_value(shapes.dim(x, axis))) is not None and 0 <= n <= stop
            return shapes is not None and shapes.is_length(stop, x, axis)

        if not is_full(item, length):
            return None
    return x


@canonicalize
@specialize
@exact
@node_rule(Subtensor)
def local_subtensor_merge(fgraph, node):
    """Merge a slice of a slice where the bounds are known well enough."""
    x = node.inputs[0]
    inner = x.owner
    if inner is None or not isinstance(inner.op, Subtensor):
        return None
    merged, outer = [], list(entries(node))
    for item in entries(inner):
        if not isinstance(item, slice):
            merged.append(item)
            continue
        if not outer:
            merged.append(item)
            continue
        one = merge_entries(item, outer.pop(0))
        if one is None:
            return None
        merged.append(one)
    result = take(inner.inputs[0], merged + outer)
    if result.owner is not None and all(isinstance(item, slice) for item in node.op.idx_list):
        # which takes what there is
        made_like(result, inner)
    return typed_as(node, result)


def merge_entries(a, b):
    """Return the entry that reads ``x[a][b]``, or None where that depends on the length of x."""
    # Idea: with positive steps and no indices from the end, element i of b is element a.start + i * a.step of x.
    # Invariant: the entry reads the same elements as both, for any length of x, and fails where one of them fails.
    # Example: x[2:][1:4:2] is x[3:6:2]; x[2:5][i] stays, since x[2 + i] would give an element for i = 3.
    if is_full(a):
        return b
    if is_full(b):
        return a
    simple = [a.start, a.stop, a.step]
    if all(v is None for v in simple[:2]) and a.step == -1:
        return _of_reversed(b)
    start, step = 0 if a.start is None else a.start, 1 if a.step is None else a.step
    if not isinstance(start, int) or start < 0 or not isinstance(step, int) or step < 1:
        return None
    if not isinstance(b, slice):
        # an index beyond the stop must stay an error
        if isinstance(b, int) and a.stop is None and b >= 0:
            return _within_range(start + b * step)
        return None
    b_start, b_step = 0 if b.start is None else b.start, 1 if b.step is None else b.step
    if not isinstance(b_start, int) or b_start < 0 or not isinstance(b_step, int) or b_step < 1:
        return None
    if b.stop is not None and not (isinstance(b.stop, int) and b.stop >= 0):
        return None
    stop = a.stop
    if stop is not None and not (isinstance(stop, int) and stop >= 0):
        return None
    if b.stop is not None:
        end = _within_range(start + b.stop * step)
        stop = end if stop is None else min(stop, end)
    return slice(_within_range(start + b_start * step), stop, _within_range(step * b_step))


def _within_range(n):
    """Return a place, or a step, that reads the same: no array is longer than what an index can be."""
    return min(n, sys.maxsize)


def _of_reversed(b):
    """Return the entry that reads ``x[::-1][b]``, or None."""
    if isinstance(b, slice):
        if b.start is None and b.stop is None and b.step in (-1,):
            return slice(None)
        return None
    return -1 - b if isinstance(b, int) else None


@canonicalize
@specialize
@exact
@node_rule(Subtensor)
def local_subtensor_make_vector(fgraph, node):
    """Replace an entry of a vector of scalars by the scalar."""
    inner = node.inputs[0].owner
    if inner is not None and isinstance(inner.op, Rebroadcast):
        inner = inner.inputs[0].owner
    if inner is None or not isinstance(inner.op, MakeVector):
        return None
    (item,) = entries(node) or (slice(None),)
    items = inner.inputs
    if isinstance(item, int):
        if not -len(items) <= item < len(items):
            return None
        v = items[item]
        return typed_as(node, v)
    if isinstance(item, slice) and all(n is None or isinstance(n, int) for n in (item.start, item.stop, item.step)):
        return typed_as(node, MakeVector(inner.op.dtype)(*items[item]))
    return None


@canonicalize
@stabilize
@specialize
@exact
@node_rule(Subtensor)
def local_subtensor_inc_subtensor(fgraph, node):
    """Read the values just set, unless they may have been broadcast to fill the slice."""
    inner = node.inputs[0].owner
    if inner is None or not isinstance(inner.op, IncSubtensor) or not inner.op.set_instead_of_inc:
        return None
    if inner.op.idx_list != node.op.idx_list or inner.inputs[2:] != node.inputs[1:]:
        return None
    y = inner.inputs[1]
    if y.type != node.outputs[0].type:
        return None
    part = node.op(inner.inputs[0], *node.inputs[1:])
    return y if have_same_shape(fgraph, y, part) else None


@canonicalize
@specialize
@exact
@node_rule(Subtensor)
def local_subtensor_remove_broadcastable_index(fgraph, node):
    """``x[:, 0]`` on an axis of length 1 drops the axis."""
    x = node.inputs[0]
    order = []
    index = entries(node)
    for axis, item in enumerate(index):
        if is_full(item):
            order.append(axis)
        elif not (item in (0, -1) and x.type.broadcastable[axis]):
            return None
    order += range(len(index), x.type.ndim)
    if len(order) == x.type.ndim:
        return None
    return shuffled(x, order)
