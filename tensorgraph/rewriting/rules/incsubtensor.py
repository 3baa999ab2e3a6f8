"""Writes to slices: increments of zeros, and sums of them."""

from ...graph.variable import Constant
from ...tensor.creation.alloc import Alloc
from ...tensor.indexing.advanced_subtensor import AdvancedIncSubtensor, AdvancedIncSubtensor1, AdvancedSubtensor1
from ...tensor.indexing.subtensor import IncSubtensor, Subtensor
from ...tensor.shape.cuts import halves, one_bound
from ...tensor.shape.join import join
from ..lengths import checked
from ..passes.canonizer import joined
from ..passes.shape import have_same_shape
from ..rule import canonicalize, exact, finite_only, node_rule, rounding, specialize, stabilize
from ..values import cast, constant_value, fit, is_op, made_like
from .join import MOST_PARTS
from .subtensor import entries, is_full, take
from .subtensor_lift import in_bounds
from .switch import has_pole


def replaced(op, **changes):
    """Return a copy of an IncSubtensor op with other attributes."""
    given = {
        "idx_list": op.idx_list,
        "inplace": op.inplace,
        "set_instead_of_inc": op.set_instead_of_inc,
        "destroyhandler_tolerate_aliased": op.destroyhandler_tolerate_aliased,
    }
    given.update(changes)
    return IncSubtensor(**given)


@canonicalize
@stabilize
@specialize
@exact
@node_rule(IncSubtensor, AdvancedIncSubtensor1, AdvancedIncSubtensor)
def local_useless_inc_subtensor(fgraph, node):
    """Drop a write that sets everything or adds zeros."""
    x, y = node.inputs[:2]
    if not node.op.set_instead_of_inc:
        # nothing is out of bounds, and unknown lengths agree, as in Theano
        return x if constant_value(y) == 0 and may_fit(fgraph, node, y) else None
    if not isinstance(node.op, IncSubtensor):
        return None
    items = entries(node)
    if y.type != node.outputs[0].type or not all(is_full(item) or is_backwards(item) for item in items):
        return None
    # a value of another shape would be repeated, or be an error
    return take(y, items) if have_same_shape(fgraph, x, y) else None


def is_backwards(item):
    """Return True if an index entry takes a whole axis from its end."""
    return item == slice(None, None, -1)


@canonicalize
@stabilize
@specialize
@exact
@node_rule(IncSubtensor)
def local_incsubtensor_of_zeros_to_setsubtensor(fgraph, node):
    """Replace an increment of zeros at distinct positions by a set."""
    x = node.inputs[0]
    if node.op.set_instead_of_inc or constant_value(x) != 0:
        return None
    return replaced(node.op, set_instead_of_inc=True)(*node.inputs)


@specialize
@exact
@node_rule(IncSubtensor)
def local_setsubtensor_of_itself(fgraph, node):
    """Drop a write of values that are there already."""
    x, y = node.inputs[:2]
    if not node.op.set_instead_of_inc or not is_part(y, x, node):
        return None
    shapes = fgraph.shapes
    return x if shapes is not None and in_bounds(shapes.shape(x), entries(node)) else None


def is_part(v, x, node):
    """Return True if `v` is the part of `x` that the writing `node` writes."""
    read = v.owner
    return (
        read is not None
        and isinstance(read.op, Subtensor)
        and read.inputs[0] is x
        and read.op.idx_list == node.op.idx_list
        and read.inputs[1:] == node.inputs[2:]
    )


@specialize
@rounding
@node_rule(IncSubtensor)
def local_set_to_inc_subtensor(fgraph, node):
    """``set(x[i], x[i] + d)`` is ``inc(x[i], d)``, which does not copy the old entries."""
    x, y = node.inputs[:2]
    if not node.op.set_instead_of_inc or not is_op(y, "add") or len(y.owner.inputs) != 2:
        return None
    for read, other in (y.owner.inputs, y.owner.inputs[::-1]):
        if is_part(read, x, node):
            return replaced(node.op, set_instead_of_inc=False)(x, other, *node.inputs[2:])
    return None


@canonicalize
@rounding
@node_rule("add")
def local_join_of_increments(fgraph, node):
    """Join what is added to the two parts of zeros, the gradient of ``roll``, if it is the two parts of one tensor."""
    out, found = node.outputs[0], {}
    for v in node.inputs:
        cut = _cut_of_zeros(fgraph, v)
        if cut is None:
            continue
        axis, here = cut
        other = found.get((axis, here.stop, here.start))
        if other is not None:
            pair = (v, other) if here.start is None else (other, v)
            parts = [w.owner.inputs[1] for w in pair]
            if halves(parts, axis) is not None and all(_is_like(y, out, axis) for y in parts):
                both = checked(fgraph, join(axis, *parts), pair)
                return joined("add", both, *[w for w in node.inputs if w is not v and w is not other])
        found[axis, here.start, here.stop] = v
    return None


def _cut_of_zeros(fgraph, v):
    """Return the axis and the slice if `v` is zeros but for what is before or after a place on one axis, or None."""
    node = v.owner
    if node is None or not isinstance(node.op, IncSubtensor) or len(fgraph.clients(v)) != 1:
        return None
    if constant_value(node.inputs[0]) != 0:
        return None
    index = entries(node)
    found = [(axis, one_bound(index, axis)) for axis in range(len(index))]
    return next(((axis, cut) for axis, cut in found if cut is not None), None)


def _is_like(y, out, axis):
    """Return whether the axes of `y` are repeated where those of `out` are, but for one axis."""
    a, b = y.type.broadcastable, out.type.broadcastable
    return a[:axis] + a[axis + 1 :] == b[:axis] + b[axis + 1 :]


@canonicalize
@rounding
@node_rule("add")
def local_IncSubtensor_serialize(fgraph, node):
    """Turn a sum of increments of zeros, the gradient of several slices, into a chain of increments."""
    out = node.outputs[0]
    movable = []
    for v in node.inputs:
        inner = v.owner
        if (
            inner is not None
            and isinstance(inner.op, (IncSubtensor, AdvancedIncSubtensor1, AdvancedIncSubtensor))
            and v.type == out.type
            and len(fgraph.clients(v)) == 1
            and constant_value(inner.inputs[0]) == 0
            and (not inner.op.set_instead_of_inc or isinstance(inner.op, IncSubtensor))
        ):
            movable.append(v)
    if not movable:
        return None
    together = [v for v in movable if have_same_shape(fgraph, v, movable[0])]
    rest = [v for v in node.inputs if not any(v is m for m in together)]
    separate = []
    if not any(v.type == out.type and have_same_shape(fgraph, v, movable[0]) for v in rest):
        # the sum compares lengths that are not known to be equal
        separate, rest, together = rest, together[:1], together[1:]
    if not together:
        return None
    base = joined("add", *rest)
    for v in together:
        op = v.owner.op
        if op.set_instead_of_inc:
            op = replaced(op, set_instead_of_inc=False)
        base = op(base, *v.owner.inputs[1:])
    return joined("add", *separate, base)


@specialize
@rounding
@node_rule(IncSubtensor)
def local_increments_of_one_row(fgraph, node):
    """Add up what is added to one row, between writes to others: the gradient of rows that are read twice."""
    if node.op.set_instead_of_inc:
        return None
    x, y = node.inputs[:2]
    place, between = row_written(node), []
    while place is not None and len(between) < MOST_PARTS:
        inner = x.owner
        if inner is None or not isinstance(inner.op, IncSubtensor) or len(fgraph.clients(x)) != 1:
            return None
        axis, i = row_written(inner) or (None, 0)
        if axis != place[0] or (i < 0) != (place[1] < 0):
            return None
        x = inner.inputs[0]
        if i == place[1]:
            terms = [cast(value, x.type.dtype) for value in (inner.inputs[1], y)]
            if not have_same_shape(fgraph, *terms):
                return None
            x = inner.op(x, made_like(joined("add", *terms), node), *inner.inputs[2:])
            for other in reversed(between):
                x = other.op(x, *other.inputs[1:])
            return x
        between.append(inner)
    return None


def row_written(node):
    """Return ``(axis, i)`` if a node writes to the entries number i of an axis and to all of the others, else None."""
    cut = [(axis, item) for axis, item in enumerate(entries(node)) if not is_full(item)]
    return cut[0] if len(cut) == 1 and isinstance(cut[0][1], int) else None


@canonicalize
@stabilize
@specialize
@exact
@node_rule(AdvancedSubtensor1)
def local_adv_sub1_adv_inc_sub1(fgraph, node):
    """Read the values just set at the same constant, distinct indices."""
    inner = node.inputs[0].owner
    if inner is None or not isinstance(inner.op, AdvancedIncSubtensor1) or not inner.op.set_instead_of_inc:
        return None
    if inner.inputs[2] is not node.inputs[1] or not hasattr(node.inputs[1], "data"):
        return None
    places = node.inputs[1].data.tolist()
    shapes = fgraph.shapes
    length = None if shapes is None else constant_value(shapes.dim(inner.inputs[0], 0))
    if length is None or len(set(places)) != len(places) or not all(0 <= i < length for i in places):
        return None
    y = inner.inputs[1]
    return y if y.type == node.outputs[0].type and have_same_shape(fgraph, y, node.outputs[0]) else None


@specialize
@exact
@node_rule(IncSubtensor)
def local_useless_inc_subtensor_alloc(fgraph, node):
    """Drop an alloc below a write, which broadcasts by itself.

    Lengths that the graph computes are not compared: Theano asserts that they agree, which costs more than the alloc.
    """
    x, y, *index = node.inputs
    inner = y.owner
    if inner is None or not isinstance(inner.op, Alloc) or not may_fit(fgraph, node, y):
        return None
    return node.op(x, inner.inputs[0], *index)


@canonicalize
@stabilize
@specialize
@exact
@node_rule(IncSubtensor)
def local_setsubtensor_of_constants(fgraph, node):
    """Drop a write of a value that is everywhere already; lengths that are computed are not compared, as in Theano."""
    x, y = node.inputs[:2]
    if not node.op.set_instead_of_inc or isinstance(x, Constant):
        return None
    value = constant_value(x)
    return x if value is not None and value == constant_value(y) and may_fit(fgraph, node, y) else None


def may_fit(fgraph, node, y):
    """Return True unless a value that is written has a number as length which is not known to be that of its place."""
    shapes = fgraph.shapes
    if shapes is None:
        return False
    part = shapes.shape(part_that_is_written(node.inputs[0], node))
    pairs = zip(map(constant_value, shapes.shape(y)), map(constant_value, part[len(part) - y.type.ndim :]))
    return all(n is None or n in (1, length) for n, length in pairs)


def part_that_is_written(x, node):
    """Return the part of `x`, an array of the shape of what `node` writes to, that it writes."""
    op, index = node.op, node.inputs[2:]
    if isinstance(op, IncSubtensor):
        return Subtensor(op.idx_list)(x, *index)
    return (AdvancedSubtensor1() if isinstance(op, AdvancedIncSubtensor1) else op._read())(x, *index)


WRITES = (IncSubtensor, AdvancedIncSubtensor1, AdvancedIncSubtensor)


def is_written(v):
    """Return True if parts of an array are written to make `v`."""
    return v.owner is not None and isinstance(v.owner.op, WRITES)


def below_writes(v, product):
    """Return ``product(v)`` with the product taken of what was written to `v`, or None if that is not around zeros.

    `product` takes what stands in the place of `v`, and the write of which it is a part or None if it is whole.
    """
    write = v.owner
    base, y = write.inputs[:2]
    if constant_value(y) == 0:
        return write.op(product(base, None), y, *write.inputs[2:])
    if constant_value(base) != 0:
        base = below_writes(base, product) if is_written(base) else None
        if base is None:
            return None
    return write.op(base, product(y, write), *write.inputs[2:])


def factors(node):
    """Return the factors of a product or a quotient, the divisor last, and a function that makes it of others."""
    if is_op(node.outputs[0], "mul"):
        return node.inputs, node.op
    top, divisor = node.inputs
    if not (is_op(top, "mul") or is_op(top, "neg")):
        return node.inputs, node.op
    return [*top.owner.inputs, divisor], lambda *xs: node.op(top.owner.op(*xs[:-1]), xs[-1])


@canonicalize
@specialize
@finite_only
@node_rule("mul", "true_div")
def local_mul_write_sink(fgraph, node):
    """``x * inc(zeros, y, i)`` is ``inc(zeros, x[i] * y, i)`` where x may have a pole, or divides.

    What a function did not read has no part in its gradient, and 0 * inf would be nan. A number that is infinite makes
    what was read infinite too, which is not worth to write twice where the increments themselves are read.
    """
    inputs, make = factors(node)
    divides = is_op(node.outputs[0], "true_div") and constant_value(inputs[-1]) is None
    for i, v in enumerate(inputs[:-1] if is_op(node.outputs[0], "true_div") else inputs):
        if not is_written(v) or v.type.dtype != node.outputs[0].type.dtype:
            continue
        if not divides and not any(map(has_pole, inputs)):
            continue
        if not all(all(w.type.broadcastable) or have_same_shape(fgraph, v, w) for w in inputs):
            continue
        numbers = all(all(w.type.broadcastable) for k, w in enumerate(inputs) if k != i)
        if numbers and len(fgraph.clients(v)) > 1:
            continue

        def product(y, write, i=i):
            def part(w):
                if write is None:
                    return w
                return w.dimshuffle() if all(w.type.broadcastable) else part_that_is_written(w, write)

            return make(*[y if k == i else part(w) for k, w in enumerate(inputs)])

        sunk = below_writes(v, product)
        if sunk is not None:
            return fit(sunk, node)
    return None
