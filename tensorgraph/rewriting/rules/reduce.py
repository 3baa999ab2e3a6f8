"""Reductions: of products with scalars, of reductions, over axes of length 1, of repeated elements."""

from collections import Counter

import numpy as np

from ...scalar import REGISTRY
from ...tensor.creation.alloc import Alloc
from ...tensor.elementwise.elemwise import Elemwise
from ...tensor.reductions.careduce import CAReduce
from ...tensor.reductions.maxandargmax import Argmax, Argmin, MaxAndArgmax
from ...tensor.reductions.sums import Prod, Sum
from ...tensor.shape.dimshuffle import DimShuffle
from ...tensor.shape.rebroadcast import addbroadcast
from ...tensor.shape.reshape import Reshape
from ...tensor.shape.shape import Shape_i, SpecifyShape
from ..passes.canonizer import joined
from ..passes.shape import as_length, same_length, unwrapped
from ..rule import canonicalize, exact, finite_only, node_rule, rounding, specialize, uncanonicalize, useless
from ..values import cast, constant_value, is_op, made_like, make_constant, typed_as
from .dimshuffle import shuffled
from .reshape import lengths, repetition

mul, neg, neq, power, second, switch, true_div = (
    REGISTRY[name] for name in ("mul", "neg", "neq", "pow", "second", "switch", "true_div"))
WITH_IDENTITY = ("add", "mul", "and_", "or_")  # a reduction of nothing is no error


def axes_of(node):
    """Return the axes of a reduction as a tuple."""
    axis = node.op.axis
    return tuple(range(node.inputs[0].type.ndim)) if axis is None else tuple(axis)


@canonicalize
@specialize
@uncanonicalize
@exact
@node_rule(Sum, Prod)
def local_sum_prod_all_to_none(fgraph, node):
    """Replace a list of all axes by ``axis=None``."""
    axis = node.op.axis
    if axis is None or set(axis) != set(range(node.inputs[0].type.ndim)):
        return None
    return node.op.clone_with_axis(None)(node.inputs[0])


@useless
@canonicalize
@specialize
@uncanonicalize
@exact
@node_rule(CAReduce)
def local_cut_useless_reduce(fgraph, node):
    """Drop a reduction over no axes, except for a conversion of the dtype."""
    return typed_as(node, cast(node.inputs[0], node.outputs[0].type.dtype))


@useless
@canonicalize
@specialize
@uncanonicalize
@exact
@node_rule(CAReduce)
def local_reduce_broadcastable(fgraph, node):
    """Drop axes of length 1 instead of reducing over them."""
    x = node.inputs[0]
    axes = axes_of(node)
    short = [i for i in axes if x.type.broadcastable[i]]
    if not short:
        return None
    y = shuffled(x, [i for i in range(x.type.ndim) if i not in short])
    left = [i - sum(s < i for s in short) for i in axes if i not in short]
    return typed_as(node, node.op.clone_with_axis(tuple(left))(y))


def keeps_numbers(node):
    """Return True if the input of a reduction converts to its dtype up to rounding or modulo 2**bits."""
    source, target = node.inputs[0].type.dtype, node.outputs[0].type.dtype
    return target[0] in "fc" or source == target or (target[0] in "ui" and source[0] in "uib")


@canonicalize
@specialize
@rounding
@node_rule(CAReduce)
def local_op_of_op(fgraph, node):
    """Merge a sum of sums, a product of products, a maximum of maxima."""
    x = node.inputs[0]
    inner = x.owner
    if inner is None or not isinstance(inner.op, CAReduce) or len(fgraph.clients(x)) != 1:
        return None
    # the same operation in the same dtypes
    if inner.op.clone_with_axis(None) != node.op.clone_with_axis(None) or not keeps_numbers(inner):
        return None
    first = axes_of(inner)
    kept = [i for i in range(inner.inputs[0].type.ndim) if i not in first]
    axes = tuple(sorted(set(first) | {kept[i] for i in axes_of(node)}))
    if len(axes) == inner.inputs[0].type.ndim:
        axes = None
    return typed_as(node, node.op.clone_with_axis(axes)(inner.inputs[0]))


@specialize
@finite_only
@node_rule(Sum)
def local_sum_prod_mul_by_scalar(fgraph, node):
    """``sum(a * x)`` is ``a * sum(x)`` for a scalar a, and ``sum(-x)`` is ``-sum(x)``."""
    x = node.inputs[0]
    out = node.outputs[0]
    if x.type.dtype != out.type.dtype or len(fgraph.clients(x)) != 1:
        return None
    if is_op(x, "neg"):
        return neg(node.op(x.owner.inputs[0]))
    if not is_op(x, "mul"):
        return None
    single = [v for v in x.owner.inputs if all(v.type.broadcastable)]
    others = [v for v in x.owner.inputs if not all(v.type.broadcastable)]
    if not single or not others:
        return None
    inner = joined("mul", *others)
    if inner.type != x.type:
        return None
    order = ("x",) * out.type.ndim
    outside = [shuffled(shuffled(v, ()), order) for v in single]
    result = mul(*outside, node.op(inner))
    return typed_as(node, result)


@canonicalize
@specialize
@finite_only
@node_rule(Sum)
def local_sum_prod_div_dimshuffle(fgraph, node):
    """``sum(a / b)`` over axes on which b has length 1 is ``sum(a) / b``.

    Where b is that sum, the quotients add up to 1, whatever they are rounded to and whoever else reads them.
    """
    x = node.inputs[0]
    out = node.outputs[0]
    if not is_op(x, "true_div") or x.type.dtype != out.type.dtype:
        return None
    a, b = x.owner.inputs
    axes = axes_of(node)
    if a.type != x.type or not all(b.type.broadcastable[i] for i in axes):
        return None
    divisor = shuffled(b, [i for i in range(x.type.ndim) if i not in axes])
    made, shapes = divisor.owner, fgraph.shapes
    if shapes is not None and made is not None and made.op == node.op and made.inputs[0] is a:
        # the sum of no quotients is 0
        count = joined("mul", *[as_length(shapes.dim(a, i)) for i in axes])
        total = cast(neq(count, 0), out.type.dtype)
        return typed_as(node, second(divisor, shuffled(total, ("x",) * out.type.ndim)))
    if len(fgraph.clients(x)) != 1:
        return None
    return typed_as(node, true_div(node.op(a), divisor))


@canonicalize
@specialize
@rounding
@node_rule(Sum, Prod)
def local_opt_alloc(fgraph, node):
    """Replace the sum of a repeated value by its product with the count, after a sum over its own axes."""
    inner, axes = node.inputs[0].owner, axes_of(node)
    dtype, lost = node.outputs[0].type.dtype, []
    if inner is not None and isinstance(inner.op, DimShuffle) and has_lost_axes(inner):
        kept = inner.op.new_order
        lost = [k for k in range(inner.inputs[0].type.ndim) if k not in kept]
        inner = inner.inputs[0].owner
        axes = tuple([kept[k] for k in axes])
    if inner is not None and isinstance(inner.op, SpecifyShape) and constant_value(inner.inputs[0]) == 0:
        # the sum of zeros is 0 whatever their lengths
        inner = inner.inputs[0].owner
    if inner is None or not isinstance(inner.op, Alloc):
        return None
    value, *dims = inner.inputs
    # small integers and float16 cannot hold a count; complex products turn infinities into nan
    if not axes or dtype not in ("float32", "float64"):
        return None
    value, repeated = reduced_value(fgraph, node, value, dims, axes, lost)
    if value is None:
        return None
    rest = [d for i, d in enumerate(dims) if i not in axes and i not in lost]
    if not repeated:
        return typed_as(node, Alloc()(value, *rest))
    count = mul(*[cast(n, "int64") for n in repeated])
    if isinstance(node.op, Sum):
        result = mul(value, cast(count, dtype))
        known = constant_value(value)
        if known is None or not np.isfinite(known):
            # the sum of no elements is 0, even if the value is nan
            result = switch(count, result, make_constant(0, dtype, 0))
    else:
        result = power(value, cast(count, dtype))
    return typed_as(node, Alloc()(result, *rest))


def has_lost_axes(shuffling):
    """Return True if a tensor has lost axes of length 1, and nothing else has changed."""
    order = shuffling.op.new_order
    return "x" not in order and list(order) == sorted(order)


def reduced_value(fgraph, node, value, dims, reduced, lost):
    """Return `value`, which an alloc repeats, reduced over its own axes, without those that go; None if not known.

    Parameters
    ----------
    node : Apply
        The reduction of the alloc.
    dims : list of Variable
        The lengths of the alloc.
    reduced, lost : sequence of int
        Axes of the alloc: those that are reduced, and those of length 1 that go as well.

    Returns
    -------
    value : TensorVariable or None
    repeated : list of Variable
        The lengths of the other axes that go.
    """
    before = len(dims) - value.type.ndim
    axes = [i - before for i in reduced]
    own = [k for k in axes if k >= 0 and not value.type.broadcastable[k]]
    repeated = [dims[before + k] for k in axes if k not in own]
    if not all(isinstance(node.op, Sum) and is_long(fgraph, value, k, dims[before:]) for k in own):
        return None, repeated
    # its type need not say that an axis has length 1 which the alloc's does
    value = addbroadcast(value, *[i - before for i in lost if i >= before])
    left = [k for k in range(value.type.ndim) if k not in axes and k + before not in lost]
    if own:
        value = node.op.clone_with_axis(tuple(own))(value)
        left = [k - sum(i < k for i in own) for k in left]
    return cast(shuffled(value, left), node.outputs[0].type.dtype), repeated


@specialize
@exact
@node_rule(MaxAndArgmax)
def local_max_and_argmax(fgraph, node):
    """Compute only the output that is read."""
    largest, where = node.outputs
    if bool(fgraph.clients(largest)) == bool(fgraph.clients(where)):
        return None
    if fgraph.clients(where):
        return [None, Argmax(node.op.axis)(node.inputs[0])]
    return [CAReduce(REGISTRY["maximum"], node.op.axis)(node.inputs[0]), None]


@specialize
@exact
@node_rule(Argmax)
def local_argmax_to_argmin(fgraph, node):
    """``argmax(-x)`` of floats is ``argmin(x)``, and so is ``argmax(~x)`` of others, as which ``argmin`` is built."""
    (x,) = node.inputs
    # -x of the least integer is not the largest
    if not is_op(x, "neg" if x.type.dtype[0] == "f" else "invert"):
        return None
    return Argmin(node.op.axis)(x.owner.inputs[0])


@uncanonicalize
@finite_only
@node_rule(CAReduce)
def local_max_of_neg(fgraph, node):
    """``max(-x)`` that arithmetic reads is ``-min(x)``: the sign belongs to what is left."""
    (x,) = node.inputs
    if node.op.scalar_op.record_name != "maximum" or not is_op(x, "neg") or x.type.dtype[0] != "f":
        return None
    if len(fgraph.clients(x)) != 1 or not all(_reads_elements(fgraph, *client) for client in fgraph.clients(node.out)):
        return None
    return neg(CAReduce(REGISTRY["minimum"], node.op.axis)(x.owner.inputs[0]))


def _reads_elements(fgraph, client, _):
    """Return True if a client, or each of those of a view, is elementwise and no sign, which is another rule's."""
    if client == "output":
        return False
    if isinstance(client.op, DimShuffle):
        return all(_reads_elements(fgraph, *other) for other in fgraph.clients(client.outputs[0]))
    return isinstance(client.op, Elemwise) and client.op.scalar_op.record_name != "neg"


@uncanonicalize
@finite_only
@node_rule("neg", "invert")
def local_max_to_min(fgraph, node):
    """``-max(-x)`` of floats, and ``~max(~x)`` of integers, is ``min(x)``."""
    (z,) = node.inputs
    inner, name = z.owner, node.op.scalar_op.record_name
    if inner is None or type(inner.op) is not CAReduce or inner.op.scalar_op.record_name != "maximum":
        return None
    if len(fgraph.clients(z)) != 1 or not is_op(inner.inputs[0], name) or (z.type.dtype[0] == "f") != (name == "neg"):
        # -x of the least integer is not the largest
        return None
    return typed_as(node, CAReduce(REGISTRY["minimum"], inner.op.axis)(inner.inputs[0].owner.inputs[0]))


@specialize
@rounding
@node_rule(CAReduce)
def local_reduce_of_repeated(fgraph, node):
    """``sum(repeat(x))`` is ``repeat(sum(x))``, or the sum of what is repeated before axes are joined."""
    found = repetition(fgraph, node.inputs[0])
    if found is None or node.op.scalar_op.record_name not in WITH_IDENTITY:
        return None
    repeating, joining = found
    x, *counts = repeating.inputs
    shape, axes = lengths(joining.inputs[1]), axes_of(node)
    if shape is None:
        return None
    shape = list(map(as_length, shape))
    places = same_axes(shape, counts)
    others = [axis for axis in range(len(shape)) if axis not in places]
    parts = [k for k in range(len(counts)) if k not in places.values()]
    # other lengths are an error, unless an axis of length 0 lets them be any
    if not same_product([shape[axis] for axis in others], [counts[k] for k in parts]):
        return None
    if len(others) == 1 and others[0] in axes:
        if not all(is_no_mistake(counts[k]) for k in parts):
            return None
        # the axis that is joined: nothing else keeps the axes behind it apart
        total = node.op.clone_with_axis(tuple(sorted([*parts, *[places[k] for k in axes if k in places]])))
        return typed_as(node, total(repeating.outputs[0]))
    if len(axes) == len(shape):
        return None
    if not all(axis in places and is_long(fgraph, x, places[axis], counts) for axis in axes):
        return None
    reduced = sorted(places[axis] for axis in axes)
    made = node.op.clone_with_axis(tuple(reduced))(x)
    repeated = made_like(Alloc()(made, *[n for k, n in enumerate(counts) if k not in reduced]), repeating)
    rest = [n for axis, n in enumerate(shape) if axis not in axes]
    return typed_as(node, made_like(Reshape(len(rest))(repeated, rest), joining))


def same_axes(shape, before):
    """Return which axis from the beginning, or the end, of a reshaped array is which one of the array before."""
    found, most = {}, min(len(shape), len(before))
    for k in range(most):
        if not same_length(shape[k], before[k]):
            break
        found[k] = k
    for k in range(1, most - len(found) + 1):
        if not same_length(shape[-k], before[-k]):
            break
        found[len(shape) - k] = len(before) - k
    return found


def is_no_mistake(n):
    """Return True if a length is known not to be negative, which an alloc says."""
    return constant_value(n) is not None or isinstance(getattr(unwrapped(n).owner, "op", None), Shape_i)


def same_product(lengths, others):
    """Return True if two lists of lengths are seen to have the same product."""
    return Counter(factors_of(lengths)) == Counter(factors_of(others))


def factors_of(lengths):
    """Return the factors of products of lengths, the constants as one."""
    pending, found, constant = list(lengths), [], 1
    while pending:
        n = unwrapped(pending.pop())
        if is_op(n, "mul"):
            pending += n.owner.inputs
        elif constant_value(n) is not None:
            constant *= int(constant_value(n))
        else:
            found.append(n)
    return [*found, constant]


def is_long(fgraph, x, axis, counts):
    """Return True if an alloc to these lengths leaves an axis of `x` as long as it is."""
    return fgraph.shapes is not None and fgraph.shapes.is_length(counts[axis], x, axis)
