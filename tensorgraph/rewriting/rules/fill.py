"""Fills and allocs, dropped or moved where their shape is not needed."""

from ...graph.variable import Constant
from ...tensor.creation.alloc import Alloc
from ...tensor.elementwise.elemwise import Elemwise
from ...tensor.shape.dimshuffle import DimShuffle
from ...tensor.shape.reshape import Reshape
from ..lengths import compared, lengths_met, must_agree
from ..passes.folding import fold
from ..passes.shape import same_length
from ..rule import canonicalize, exact, node_rule, specialize, stabilize, useless
from ..values import broadcast_as, cast, constant_value, is_op, make_constant, typed_as
from .dimshuffle import shuffled


@useless
@canonicalize
@stabilize
@specialize
@exact
@node_rule("second")
def local_useless_fill(fgraph, node):
    """Drop a fill whose value has the shape already."""
    return fit_fill(node.inputs[1], node)


def fit_fill(value, node):
    """Return `value` in the dtype of the fill `node` if no axis is broadcast, else None."""
    if value.type.broadcastable != node.outputs[0].type.broadcastable:
        return None
    return cast(value, node.outputs[0].type.dtype)


def spread_value(shapes, v):
    """Return ``(value, template)`` if `v` is a value broadcast by a fill (template) or an alloc (None), else None.

    An alloc also repeats what is of length 1 at run time only, which elementwise operations refuse.
    """
    node = v.owner
    if node is None:
        return None
    if is_op(v, "second"):
        template, value = node.inputs
        return cast(value, v.type.dtype), template
    if isinstance(node.op, Alloc):
        value = node.inputs[0]
        missing = v.type.ndim - value.type.ndim
        value = shuffled(value, [*["x"] * missing, *range(value.type.ndim)])
        for i, one in enumerate(value.type.broadcastable):
            if not one and (shapes is None or not must_agree(shapes, value, v, i)):
                return None
        return value, None
    return None


@canonicalize
@stabilize
@specialize
@exact
@node_rule(Elemwise)
def local_fill_sink(fgraph, node):
    """``f(fill(a, b), c)`` is ``f(b, c)`` where c has the shape, else ``fill(a, f(b, c))``."""
    inputs = list(node.inputs)
    templates = []
    is_fill = node.op.scalar_op.record_name == "second"
    for i, v in enumerate(node.inputs):
        spread = spread_value(fgraph.shapes, v)
        if spread is None or (is_fill and i == 0 and spread[1] is None):
            continue
        if is_fill and i == 0:
            # only the shape of a template counts
            if spread[1].type.broadcastable != v.type.broadcastable:
                continue
            inputs[i] = spread[1]
        else:
            inputs[i] = spread[0]
            if spread[1] is not None:
                templates.append(spread[1])
    if all(a is b for a, b in zip(inputs, node.inputs)) or len(node.outputs) != 1:
        return None
    out = node.outputs[0]
    result = cast(node.op(*inputs), out.type.dtype)
    if is_fill and result.type != out.type:
        # fills of fills would replace each other for ever
        return None
    result = broadcast_as(result, out, templates)
    return None if result is None else compared(fgraph, result, [*node.inputs, *templates])


@canonicalize
@specialize
@exact
@node_rule(Elemwise)
def local_equal_numbers(fgraph, node):
    """A constant array of equal numbers is one number beside an input that is known to be as long."""
    if fgraph.shapes is None:
        return None
    for i, v in enumerate(node.inputs):
        value = constant_value(v) if isinstance(v, Constant) and not all(v.type.broadcastable) else None
        others = [*node.inputs[:i], *node.inputs[i + 1 :]]
        if value is not None and all(
            one or any(not w.type.broadcastable[k] and must_agree(fgraph.shapes, v, w, k) for w in others)
            for k, one in enumerate(v.type.broadcastable)
        ):
            others.insert(i, make_constant(value, v.type.dtype, v.type.ndim))
            return node.op(*others, return_list=True)
    return None


@canonicalize
@specialize
@exact
@node_rule(Elemwise)
def local_elemwise_of_equal_numbers(fgraph, node):
    """Compute one number of numbers and of arrays of equal numbers, and repeat it."""
    inputs, lengths = [], [1] * node.outputs[0].type.ndim
    for v in node.inputs:
        value, own = repeated_number(v)
        if value is None:
            return None
        inputs.append(value)
        for k, one in enumerate(v.type.broadcastable):
            if not one and lengths[k] not in (1, own[k]):
                return None
            lengths[k] = lengths[k] if one else own[k]
    if inputs == node.inputs or len(node.outputs) != 1:
        return None
    return typed_as(node, Alloc()(node.op(*inputs), *lengths))


def repeated_number(v):
    """Return an array of one element with the axes of `v`, and the lengths to which it is repeated there; or None."""
    if all(v.type.broadcastable):
        return v, (1,) * v.type.ndim
    if isinstance(v, Constant):
        value = constant_value(v)
        return (None, None) if value is None else (make_constant(value, v.type.dtype, v.type.ndim), v.data.shape)
    if v.owner is None or not isinstance(v.owner.op, Alloc) or not all(v.owner.inputs[0].type.broadcastable):
        return None, None
    value, *lengths = v.owner.inputs
    lengths = [constant_value(n) for n in lengths]
    if any(n is None for n in lengths):
        return None, None
    return shuffled(value, [*["x"] * (v.type.ndim - value.type.ndim), *range(value.type.ndim)]), lengths


@canonicalize
@specialize
@exact
@node_rule(Elemwise)
def local_elemwise_of_repeated_constants(fgraph, node):
    """Fold operations on constants of which some are repeated, as a tiled grid in ``sin(grid * k)``."""
    if all(constant_value(v) is not None for v in node.inputs):
        # it stays a number that is repeated
        return None
    inputs = []
    for v in node.inputs:
        inputs.append(repeated_constant(v))
        if inputs[-1] is None:
            return None
    return None if inputs == node.inputs else node.op(*inputs, return_list=True)


def is_repeating(v):
    """Return True if `v` has the numbers of another array, repeated or in another shape."""
    return v.owner is not None and isinstance(v.owner.op, (Alloc, DimShuffle, Reshape))


def repeated_constant(v):
    """Return a constant array that is repeated or reshaped as a constant, None if it is too large or variable."""
    nodes = []
    while not isinstance(v, Constant):
        if not is_repeating(v):
            return None
        nodes.append(v.owner)
        v = v.owner.inputs[0]
    for node in reversed(nodes):
        found = fold(node.clone_with_new_inputs([v, *node.inputs[1:]]), always=True)
        if found is None:
            return None
        (v,) = found
    return v


def length_to_compare(shapes, template, value, axis):
    """Return a length with which computing `template` compares that of `value`, which an alloc does then."""
    own = shapes.dim(value, axis)
    if template.type.broadcastable[axis]:
        return own
    return next((n for n in lengths_met(shapes, template, axis) if not same_length(n, own)), own)


@specialize
@exact
@node_rule("second")
def local_fill_to_alloc(fgraph, node):
    """Replace a fill by an alloc of the template's shape, so that the template's values are not needed."""
    template, value = node.inputs
    out = node.outputs[0]
    simple = fit_fill(value, node)
    if simple is not None:
        return simple
    shapes = fgraph.shapes
    if shapes is None:
        return None
    dims = [length_to_compare(shapes, template, value, i) for i in range(value.type.ndim)]
    result = Alloc()(cast(value, out.type.dtype), *dims)
    return typed_as(node, compared(fgraph, result, [value]))


@canonicalize
@stabilize
@specialize
@exact
@node_rule(Alloc)
def local_useless_alloc(fgraph, node):
    """Drop an alloc that changes no length: each axis is long in the value, or 1."""
    value, *lengths = node.inputs
    out = node.outputs[0]
    added = len(lengths) - value.type.ndim
    if (*[True] * added, *value.type.broadcastable) != out.type.broadcastable:
        return None
    for i, n in enumerate(lengths[added:]):
        if fgraph.shapes is None or not same_length(fgraph.shapes.dim(value, i), n):
            return None
    return shuffled(value, [*["x"] * added, *range(value.type.ndim)])


@canonicalize
@stabilize
@specialize
@exact
@node_rule(Alloc)
def local_merge_alloc(fgraph, node):
    """Merge an alloc of an alloc of a scalar."""
    inner = node.inputs[0].owner
    if inner is None:
        return None
    if isinstance(inner.op, DimShuffle) and inner.inputs[0].owner is not None:
        inner = inner.inputs[0].owner
    if not isinstance(inner.op, Alloc) or inner.inputs[0].type.ndim != 0:
        return None
    # the inner lengths must be 1 or the outer ones: only where they are known to be
    if not all(inner.outputs[0].type.broadcastable):
        return None
    return Alloc()(inner.inputs[0], *node.inputs[1:])


@canonicalize
@specialize
@exact
@node_rule(DimShuffle)
def local_dimshuffle_alloc(fgraph, node):
    """Replace a transposed alloc of a scalar by an alloc of the transposed shape."""
    inner = node.inputs[0].owner
    if inner is None or not isinstance(inner.op, Alloc) or inner.inputs[0].type.ndim != 0:
        return None
    value, *dims = inner.inputs
    lengths = [make_constant(1, "int64", 0) if i == "x" else dims[i] for i in node.op.new_order]
    return typed_as(node, Alloc()(value, *lengths))
