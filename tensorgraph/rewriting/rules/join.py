"""Joins of one part, of empty parts, of scalars, of what is computed elementwise; splits into one part."""

from itertools import repeat

from ...graph.variable import Constant
from ...scalar import REGISTRY
from ...tensor.elementwise.elemwise import Elemwise
from ...tensor.reductions.careduce import CAReduce
from ...tensor.reductions.sums import Sum
from ...tensor.shape.dimshuffle import DimShuffle
from ...tensor.shape.join import Join, Split
from ...tensor.types.scalars import MakeVector
from ..rule import canonicalize, exact, node_rule, rounding, specialize
from ..values import cast, constant_value, made_like, typed_as
from .dimshuffle import shuffled
from .reduce import axes_of
from .reshape import lengths

MOST_PARTS = 16  # that are worth operations of their own


def parts_of(v):
    """Return the axis of a join, from 0 on, and what it joins, or None if `v` is no join or its axis is not known."""
    if v.owner is None or not isinstance(v.owner.op, Join):
        return None
    axis, *parts = v.owner.inputs
    axis = constant_value(axis)
    return None if axis is None else (int(axis) % v.type.ndim, parts)


@canonicalize
@specialize
@exact
@node_rule(Join)
def local_join_1(fgraph, node):
    """Drop a join of one part."""
    if len(node.inputs) != 2:
        return None
    x = node.inputs[1]
    return typed_as(node, x)


@canonicalize
@specialize
@exact
@node_rule(Join)
def local_join_empty(fgraph, node):
    """Drop empty constants from a join of vectors."""
    axis, *parts = node.inputs
    if node.outputs[0].type.ndim != 1:
        return None
    kept = [p for p in parts if not (isinstance(p, Constant) and p.data.size == 0)]
    if len(kept) == len(parts) or not kept:
        return None
    kept[0] = cast(kept[0], node.outputs[0].type.dtype)
    return typed_as(node, node.op(axis, *kept) if len(kept) > 1 else kept[0])


@canonicalize
@specialize
@exact
@node_rule(Join)
def local_join_make_vector(fgraph, node):
    """Merge adjacent vectors of scalars in a join."""
    axis, *parts = node.inputs
    if constant_value(axis) != 0:
        return None
    merged = [parts[0]]
    for p in parts[1:]:
        last = merged[-1].owner
        if p.owner is not None and last is not None and isinstance(p.owner.op, MakeVector) and last.op == p.owner.op:
            merged[-1] = last.op(*last.inputs, *p.owner.inputs)
        else:
            merged.append(p)
    if len(merged) == len(parts):
        return None
    return typed_as(node, node.op(axis, *merged) if len(merged) > 1 else merged[0])


@canonicalize
@rounding
@node_rule(CAReduce)
def local_reduce_join(fgraph, node):
    """Replace a reduction over the joined axis of parts of length 1 by an elementwise operation."""
    x = node.inputs[0]
    inner, found = x.owner, parts_of(x)
    if found is None or len(fgraph.clients(x)) != 1:
        return None
    position, parts = found
    if not 2 <= len(parts) <= MOST_PARTS or node.op.axis is None:
        return None
    if tuple(node.op.axis) != (position,) or not all(p.type.broadcastable[position] for p in parts):
        return None
    name = node.op.scalar_op.record_name
    if name not in ("add", "mul", "maximum", "minimum"):
        return None
    dtype = node.outputs[0].type.dtype
    order = [i for i in range(x.type.ndim) if i != position]
    parts = [cast(shuffled(p, order), getattr(node.op, "acc_dtype", dtype)) for p in parts]
    result = made_like(REGISTRY[name](*parts), inner) if name in ("add", "mul") else parts[0]
    if name in ("maximum", "minimum"):
        for p in parts[1:]:
            result = made_like(REGISTRY[name](result, p), inner)
    return typed_as(node, cast(result, dtype))


@specialize
@rounding
@node_rule(CAReduce)
def local_reduce_of_join(fgraph, node):
    """Reduce the parts of a join instead, which need not be copied then, where they are known to have equal lengths."""
    x = node.inputs[0]
    found = parts_of(x)
    if found is None or len(fgraph.clients(x)) != 1 or fgraph.shapes is None:
        return None
    position, (first, *rest) = found
    if len(rest) >= MOST_PARTS:
        return None
    axes, others = axes_of(node), [i for i in range(x.type.ndim) if i != position]
    if not all(fgraph.shapes.same_shape(first, p, i, i) for p in rest for i in others):
        return None
    parts = [cast(p, x.type.dtype) for p in (first, *rest)]
    if position not in axes:
        kept = [i for i in range(x.type.ndim) if i not in axes]
        return typed_as(node, Join()(kept.index(position), *[node.op(p) for p in parts]))
    if not isinstance(node.op, Sum):
        return None
    wide = Sum(axes, node.op.acc_dtype, node.op.acc_dtype)
    return typed_as(node, cast(REGISTRY["add"](*[wide(p) for p in parts]), node.outputs[0].type.dtype))


@specialize
@exact
@node_rule(Elemwise)
def local_elemwise_of_joins(fgraph, node):
    """``stack([x, y]) + stack([a, b])`` is ``stack([x + a, y + b])`` if these parts are computed elementwise."""
    joins = {v: parts_of(v) for v in node.inputs if v.owner is not None and isinstance(v.owner.op, Join)}
    if not joins or None in joins.values() or len(node.outputs) != 1 or node.op.inplace_pattern:
        return None
    if any(client is not node for v in joins for client, _ in fgraph.clients(v)):
        return None
    axis, first = next(iter(joins.values()))
    pattern = tuple(b or k == axis for k, b in enumerate(node.outputs[0].type.broadcastable))
    for other, parts in joins.values():
        if other != axis or len(parts) != len(first) or len(parts) > MOST_PARTS:
            return None
        if not all(p.type.broadcastable == pattern and is_elementwise(p) for p in parts):
            return None
    if not all(v in joins or v.type.broadcastable[axis] for v in node.inputs):
        return None
    rows = zip(*([cast(p, v.type.dtype) for p in joins[v][1]] if v in joins else repeat(v) for v in node.inputs))
    return typed_as(node, Join()(axis, *[made_like(node.op(*row), node) for row in rows]))


def is_elementwise(v):
    """Return True if `v` is the result of an elementwise operation, perhaps with other axes."""
    while v.owner is not None and isinstance(v.owner.op, DimShuffle):
        v = v.owner.inputs[0]
    return v.owner is not None and isinstance(v.owner.op, Elemwise)


@canonicalize
@specialize
@exact
@node_rule(Split)
def local_useless_split(fgraph, node):
    """Drop a split into one part that is as long as its input."""
    x, axis, splits = node.inputs
    shapes, position, sizes = fgraph.shapes, constant_value(axis), lengths(splits)
    if shapes is None or position is None or sizes is None or len(sizes) != 1:
        return None
    # other lengths raise an error
    return typed_as(node, x) if shapes.is_length(sizes[0], x, int(position)) else None
