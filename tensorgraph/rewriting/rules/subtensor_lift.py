"""Slices moved before operations, so that only the needed elements are computed."""

from ...tensor.creation.alloc import Alloc
from ...tensor.elementwise.elemwise import Elemwise
from ...tensor.indexing.subtensor import Subtensor
from ...tensor.nnet.conv.abstract import AbstractConv
from ...tensor.products.dot import Dot, dot
from ...tensor.reductions.careduce import CAReduce
from ...tensor.shape.dimshuffle import DimShuffle
from ...tensor.shape.shape import Shape_i, SpecifyShape
from ...tensor.types.scalars import MakeVector
from ..rule import canonicalize, exact, node_rule, rounding, specialize, stabilize
from ..values import cast, constant_value, is_op, made_like, typed_as
from .dimshuffle import shuffled
from .join import MOST_PARTS, parts_of
from .subtensor import entries, is_full, take

MOST_OPERATIONS = 8  # between a join and a row of what is computed from it


@canonicalize
@exact
@node_rule(Subtensor)
def local_subtensor_lift(fgraph, node):
    """``exp(x)[i]`` is ``exp(x[i])``: only the needed elements are computed."""
    x = node.inputs[0]
    inner = x.owner
    if inner is None or not isinstance(inner.op, Elemwise) or len(fgraph.clients(x)) != 1 or len(inner.outputs) != 1:
        return None
    if inner.op.inplace_pattern:
        return None
    index = entries(node)
    if not may_cut(fgraph, inner.inputs, [axis for axis, item in enumerate(index) if not is_full(item)]):
        return None
    return typed_as(node, inner.op(*[part_read(v, x, index) for v in inner.inputs]))


def part_read(v, x, index):
    """Return what ``x[index]`` reads of `v`, an input of the elementwise operation that gives `x`."""
    own = []
    for one, is_one, item in zip(v.type.broadcastable, x.type.broadcastable, index):
        if one and not is_one:
            # a repeated axis has one entry for every index; for an integer, an IndexError would be lost
            item = slice(None) if isinstance(item, slice) else 0
        own.append(item)
    return take(v, own)


@specialize
@exact
@node_rule(Subtensor)
def local_rows_of_joined(fgraph, node):
    """``(a + stack([x, y]))[0]`` is ``a[0] + x`` if nothing but its rows are read: they need not be joined for that."""
    x = node.inputs[0]
    clients = fgraph.clients(x)
    if x.owner is None or not isinstance(x.owner.op, Elemwise) or len(clients) > MOST_PARTS:
        return None
    if not read_rows(clients):
        return None
    row = row_of_joined(fgraph, x, *row_read(node))
    return None if row is None else typed_as(node, row)


@specialize
@exact
@node_rule(Subtensor)
def local_rows_read_alone(fgraph, node):
    """``y = a + b`` in ``y[0] * y[1]`` is ``(a[0] + b[0]) * (a[1] + b[1])``, one loop, if nothing else reads it."""
    x = node.inputs[0]
    clients = fgraph.clients(x)
    if not is_computed(x) or len(clients) > MOST_PARTS or fgraph.shapes is None:
        return None
    if not read_rows(clients) or not all(serves_loops(fgraph, client) for client, _ in clients):
        return None
    axis, i = row_read(node)
    leaves = leaves_below(fgraph, x, axis)
    first = next(iter(leaves))
    for v in leaves:
        if not fgraph.shapes.same_shape(first, v, axis, axis):
            # what is no longer compared is checked
            lengths = [fgraph.shapes.dim(first if k == axis else v, k) for k in range(v.type.ndim)]
            leaves[v] = SpecifyShape()(v, MakeVector("int64")(*lengths))
    return typed_as(node, row_computed(x, axis, i, leaves))


def is_computed(v):
    """Return True if `v` is the only result of an elementwise operation that overwrites nothing."""
    inner = v.owner
    is_elementwise = inner is not None and isinstance(inner.op, Elemwise)
    return is_elementwise and not inner.op.inplace_pattern and len(inner.outputs) == 1


def serves_loops(fgraph, node):
    """Return True if what a node reads is computed with where it is read, in loops."""
    pending = [node]
    for node in pending:
        readers = [reader for reader, _ in fgraph.clients(node.outputs[0])]
        if len(pending) > MOST_OPERATIONS or any(reader == "output" for reader in readers):
            return False
        pending += [reader for reader in readers if isinstance(reader.op, DimShuffle)]
        if not all(isinstance(reader.op, (Elemwise, CAReduce, DimShuffle)) for reader in readers):
            return False
    return True


def leaves_below(fgraph, x, axis):
    """Return a dict of what `x` is computed of elementwise, and for it alone: arrays that are long on an axis."""
    leaves, pending = {}, [(x, 0)]
    for v, depth in pending:
        if depth and (not is_computed(v) or len(fgraph.clients(v)) > 1 or depth > MOST_OPERATIONS):
            leaves[v] = v
        else:
            pending += [(u, depth + 1) for u in v.owner.inputs if not u.type.broadcastable[axis]]
    return leaves


def row_computed(v, axis, i, leaves):
    """Return entry i of an axis of `v`, computed elementwise from those of `leaves`."""
    index = [slice(None)] * axis + [i]
    parts = [
        take(leaves[u], index) if u in leaves
        else part_read(u, v, index) if u.type.broadcastable[axis]
        else row_computed(u, axis, i, leaves)
        for u in v.owner.inputs
    ]
    return made_like(v.owner.op(*parts), v.owner)


def read_rows(clients):
    """Return True if clients read single rows of one axis, all counted from one end: merged nodes read each once."""
    rows = [row_read(client) for client, _ in clients]
    return None not in rows and len({(axis, i < 0) for axis, i in rows}) == 1


def row_read(node):
    """Return ``(axis, i)`` if a node reads the entries number i of an axis and all of the others, else None."""
    if node == "output" or not isinstance(node.op, Subtensor):
        return None
    cut = [(axis, item) for axis, item in enumerate(entries(node)) if not is_full(item)]
    return cut[0] if len(cut) == 1 and isinstance(cut[0][1], int) else None


def row_of_joined(fgraph, v, axis, i, depth=0):
    """Return entry i of an axis of what is computed elementwise from joined entries, without the join, or None."""
    inner, parts = v.owner, alike(fgraph, v, axis)
    if -len(parts) <= i < len(parts) and len(parts) <= MOST_PARTS:
        return take(cast(parts[i], v.type.dtype), [slice(None)] * axis + [0])
    if inner is None or not isinstance(inner.op, Elemwise) or inner.op.inplace_pattern or len(inner.outputs) > 1:
        return None
    if depth and len(fgraph.clients(v)) > 1 or depth > MOST_OPERATIONS or not may_cut(fgraph, inner.inputs, [axis]):
        return None
    rows, reached = [], False
    for u in inner.inputs:
        row = row_of_joined(fgraph, u, axis, i, depth + 1)
        if row is not None:
            reached = True
        else:
            row = part_read(u, v, [slice(None)] * axis + [i])
        rows.append(row)
    return inner.op(*rows) if reached else None


def alike(fgraph, v, axis):
    """Return what is joined on an axis if each part has length 1, and known, equal lengths on all others, else []."""
    found = parts_of(v)
    if found is None or found[0] != axis:
        return []
    parts = found[1]
    pattern = parts[0].type.broadcastable
    if not pattern[axis] or any(p.type.broadcastable != pattern for p in parts):
        return []
    # the join compares lengths, but its parts do not
    return parts if all(same_where_cut(fgraph, parts, k) for k in range(v.type.ndim)) else []


def may_cut(fgraph, inputs, axes):
    """Return True if inputs of an elementwise operation may be cut first: their lengths are not compared then."""
    # as in Theano, they need to be known only if inputs are repeated
    stretched = any(0 < sum(v.type.broadcastable) < v.type.ndim for v in inputs)
    return not stretched or all(same_where_cut(fgraph, inputs, axis) for axis in axes)


def same_where_cut(fgraph, inputs, axis):
    """Return True if inputs are known to be equally long on an axis; once cut, their lengths are not compared."""
    long = [v for v in inputs if not v.type.broadcastable[axis]]
    shapes = fgraph.shapes
    return shapes is not None and all(shapes.same_shape(long[0], v, axis, axis) for v in long[1:])


@canonicalize
@stabilize
@specialize
@exact
@node_rule(Subtensor)
def local_subtensor_of_alloc(fgraph, node):
    """Replace a slice of a repeated scalar by a smaller alloc."""
    x = node.inputs[0]
    inner = x.owner
    if inner is None or not isinstance(inner.op, Alloc) or inner.inputs[0].type.ndim != 0:
        return None
    shapes = fgraph.shapes
    if shapes is None or not in_bounds(inner.inputs[1:], entries(node)):
        return None
    return typed_as(node, Alloc()(inner.inputs[0], *shapes.shape(node.outputs[0])))


def in_bounds(lengths, index):
    """Return True if the integers of an index are known to be in bounds for these `lengths`; slices always are."""
    for length, item in zip(map(least, lengths), index):
        if isinstance(item, slice):
            continue
        if not isinstance(item, int) or not -length <= item < length:
            return False
    return True


def least(length):
    """Return a lower bound of a length: the rows of a loop are one more than its steps."""
    value = constant_value(length)
    if value is not None:
        return max(int(value), 0)
    if is_op(length, "add") and all(is_length(v) for v in length.owner.inputs):
        return sum(map(least, length.owner.inputs))
    return 0


def is_length(v):
    """Return True if an integer is known not to be negative."""
    value = constant_value(v)
    if value is not None:
        return value >= 0
    return v.owner is not None and isinstance(v.owner.op, Shape_i)


@canonicalize
@exact
@node_rule(Subtensor)
def local_subtensor_of_dot(fgraph, node):
    """``dot(A, B)[i, j]`` is ``dot(A[i], B[:, j])``."""
    x = node.inputs[0]
    inner = x.owner
    if inner is None or not isinstance(inner.op, Dot) or len(fgraph.clients(x)) != 1:
        return None
    a, b = inner.inputs
    index = entries(node)
    rows = a.type.ndim - 1
    return typed_as(node, dot(take(a, index[:rows]), take(b, [slice(None), *index[rows:]])))


@canonicalize
@rounding
@node_rule(Subtensor)
def local_subtensor_of_conv(fgraph, node):
    """Convolve those images with those filters only that are read: ``conv2d(x, w)[:, :2]`` reads ``w[:2]``."""
    x = node.inputs[0]
    inner = x.owner
    if inner is None or not isinstance(inner.op, AbstractConv) or len(fgraph.clients(x)) != 1:
        return None
    op, operands, index = inner.op, list(inner.inputs), entries(node)
    # declared numbers of filters are checked
    if op.num_groups > 1 or op.unshared or op.imshp[0] is not None or op.kshp[0] is not None:
        return None
    for axis, item in enumerate(index[:2]):
        if not isinstance(item, slice) and not x.type.broadcastable[axis]:
            part = operands[axis][item]
            operands[axis] = part.dimshuffle("x", *range(part.type.ndim))
            index[axis] = 0
        elif isinstance(item, slice) and not is_full(item):
            operands[axis] = operands[axis][item]
            index[axis] = slice(None)
    return None if operands == inner.inputs else typed_as(node, take(op(*operands), index))


@canonicalize
@exact
@node_rule(Subtensor)
def local_subtensor_of_dimshuffle(fgraph, node):
    """Slice before a transpose, which then reads less."""
    x = node.inputs[0]
    inner = x.owner
    if inner is None or not isinstance(inner.op, DimShuffle) or inner.inputs[0].owner is None:
        return None
    order = inner.op.new_order
    source = inner.inputs[0]
    index = entries(node) + [slice(None)] * (x.type.ndim - len(node.op.idx_list))
    own = [slice(None)] * source.type.ndim
    left = []
    for axis, item in zip(order, index):
        if axis == "x":
            if isinstance(item, slice):
                if not is_full(item):
                    return None
                left.append("x")
            elif item not in (0, -1):
                return None
        else:
            own[axis] = item
            if isinstance(item, slice):
                left.append(axis)
    kept = [axis for axis in range(source.type.ndim) if isinstance(own[axis], slice)]
    return typed_as(node, shuffled(take(source, own), [i if i == "x" else kept.index(i) for i in left]))


@canonicalize
@specialize
@exact
@node_rule(Subtensor)
def local_subtensor_of_join(fgraph, node):
    """Read one of the joined parts if each has length 1 on the axis of the join."""
    found = parts_of(node.inputs[0])
    index = entries(node)
    if found is None or len(index) <= found[0] or not isinstance(index[found[0]], int):
        return None
    axis, i = found[0], index[found[0]]
    parts = alike(fgraph, node.inputs[0], axis)
    if not -len(parts) <= i < len(parts):
        return None
    index[axis] = 0
    return typed_as(node, take(parts[i], index))
