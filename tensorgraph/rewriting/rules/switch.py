"""Switches: known conditions, equal branches, and factors that sink into them."""

import functools

import numpy as np

from ...scalar import REGISTRY
from ...tensor.elementwise.elemwise import Elemwise
from ...tensor.indexing.subtensor import Subtensor
from ...tensor.nnet.softmax import LogSoftmax, LogSumExp
from ...tensor.reductions.careduce import CAReduce
from ...tensor.reductions.maxandargmax import MaxAndArgmax
from ...tensor.reductions.sums import Sum
from ...tensor.shape.dimshuffle import DimShuffle
from ...tensor.shape.shape import Shape_i, SpecifyShape
from ...tensor.types.constant import as_tensor_variable
from ...tensor.types.scalars import ScalarFromTensor, TensorFromScalar
from ..passes.canonizer import PRODUCT, divisors_of, holds, joined, lists
from ..passes.shape import as_length
from ..rule import Number, canonicalize, exact, finite_only, node_rule, rounding, specialize, stabilize
from ..values import cast, constant_value, fit, is_op, make_constant, with_dtype
from .dimshuffle import as_number, shuffled
from .reduce import axes_of
from .reshape import lengths

switch = REGISTRY["switch"]
lt, gt, mul = REGISTRY["lt"], REGISTRY["gt"], REGISTRY["mul"]


@canonicalize
@stabilize
@specialize
@exact
def local_useless_switch(c: Number, x, y):
    """Drop a switch with a known condition."""
    yield switch(c, x, y) >> x, c != 0
    yield switch(c, x, y) >> y, c == 0


@canonicalize
@stabilize
@specialize
@exact
@node_rule("switch")
def local_switch_of_equal_branches(fgraph, node):
    """Drop a switch with equal branches; as in Theano, the condition is dropped too, with its length."""
    _, x, y = node.inputs
    return fit(x, node) if x is y else None


@canonicalize
@specialize
@exact
def local_useless_elemwise_comparison(x):
    """``x < x`` is false."""
    yield lt(x, x) >> 0
    yield gt(x, x) >> 0


@canonicalize
@specialize
@exact
@node_rule("le", "ge", "eq", "neq")
def local_discrete_comparison(fgraph, node):
    """Integers equal themselves; a float may be nan, which does not."""
    x, y = node.inputs
    if x is not y or x.type.dtype[0] not in "iub":
        return None
    return fit(node.op.scalar_op.record_name != "neq", node)


def is_nonnegative(v):
    """Return True if the integer `v` is a length, or made of lengths so that it is never negative."""
    pending = [v]
    for _ in range(16):
        if not pending:
            return True
        v = pending.pop()
        value = constant_value(v)
        node = v.owner
        if value is not None:
            if value < 0:
                return False
        elif node is None or v.type.dtype[0] not in "iu":
            return False
        elif isinstance(node.op, Shape_i):
            continue
        elif isinstance(node.op, (DimShuffle, TensorFromScalar, ScalarFromTensor)) or is_op(v, "Cast"):
            pending.append(node.inputs[0])
        elif is_op(v, "maximum") and any(constant_value(w) is not None and constant_value(w) >= 0 for w in node.inputs):
            continue
        elif any(is_op(v, name) for name in ("add", "mul", "minimum", "maximum")):
            pending.extend(node.inputs)
        else:
            return False
    return False


@canonicalize
@specialize
@exact
@node_rule("lt", "ge", "eq", "neq", "maximum", "minimum")
def local_length_comparison(fgraph, node):
    """A length is never below 0: the index arithmetic of slices compares it again and again."""
    x, y = node.inputs
    name = node.op.scalar_op.record_name
    if name in ("lt", "ge"):
        pairs = ((x, y),)
    else:
        pairs = (x, y), (y, x)
    for n, bound in pairs:
        value = constant_value(bound)
        if value is None or value > 0:
            continue
        if (name in ("eq", "neq") and value == 0) or not is_nonnegative(n):
            continue
        if name == "maximum":
            return fit(n, node)
        return fit(bound if name == "minimum" else name in ("ge", "neq"), node)
    return None


# operations that may be infinite or nan where a mask is 0
POLES = frozenset(
    ("true_div", "inv", "pow", "log", "log2", "log10", "log1p", "sqrt", "exp", "exp2", "expm1", "cosh", "sinh", "tan",
     "arccos", "arcsin", "arccosh", "arctanh", "gamma", "gammaln", "psi", "erfinv", "erfcinv", "mod", "xlogy0")
)
# nan of infinities, which a mask that bounds a variable leaves out; of numbers they are numbers
PERIODIC = frozenset(("sin", "cos"))


def has_pole(v):
    """Return True if an operation near `v` may make infinities or nan of numbers, or nan of infinities."""
    pending = [v]
    for _ in range(16):
        if not pending:
            return False
        v = pending.pop()
        node = v.owner
        if node is None:
            value = constant_value(v)
            if value is not None and not np.isfinite(value):
                return True
        elif isinstance(node.op, Elemwise):
            name = node.op.scalar_op.record_name
            if name in POLES or name in PERIODIC:
                return True
            pending.extend(node.inputs)
        elif isinstance(node.op, (DimShuffle, SpecifyShape, Subtensor, CAReduce, MaxAndArgmax, LogSoftmax, LogSumExp)):
            pending.append(node.inputs[0])
    return bool(pending)


def is_multiplied_by_pole(fgraph, v, depth=4):
    """Return True if a product that `v` is a factor of, or one of that, may have a factor that is infinite or nan."""
    for node, i in fgraph.clients(v):
        if node == "output":
            continue
        out = node.outputs[0]
        if is_op(out, "true_div") and i == 0:
            return True
        if is_op(out, "mul") and any(has_pole(w) for k, w in enumerate(node.inputs) if k != i):
            return True
        if is_op(out, "mul") and depth and is_multiplied_by_pole(fgraph, out, depth - 1):
            return True
    return False


def unviewed(v):
    """Return what `v` shows, and the nodes between: one cast, layouts and asserted lengths, the outermost first."""
    views = []
    while v.owner is not None:
        is_cast = is_op(v, "Cast") and not any(is_op(node.outputs[0], "Cast") for node in views)
        is_asserted = isinstance(v.owner.op, SpecifyShape) and lengths(v.owner.inputs[1]) is not None
        if not (is_cast or is_asserted or isinstance(v.owner.op, DimShuffle)):
            break
        views.append(v.owner)
        v = v.owner.inputs[0]
    return v, views


def viewed(v, views):
    """Return `v`, an input of what `views` show, as they show it; its dtype stays."""
    for node in reversed(views):
        if isinstance(node.op, DimShuffle):
            v = DimShuffle(v.type.broadcastable, node.op.new_order)(v)
        elif isinstance(node.op, SpecifyShape):
            known = [1 if single else n for n, single in zip(lengths(node.inputs[1]), v.type.broadcastable)]
            v = node.op(v, as_tensor_variable(known))
    return v


def zero_branch(v):
    """Return ``(condition, other branch, True if the first is 0)`` for a switch with a branch of zeros, else None.

    What shows such a switch in another layout, with asserted lengths or as another dtype is one too; the branch is
    still to be cast.
    """
    mask, views = unviewed(v)
    if not is_op(mask, "switch"):
        return None
    condition, a, b = mask.owner.inputs
    if constant_value(a) == 0:
        return viewed(condition, views), viewed(b, views), True
    return (viewed(condition, views), viewed(a, views), False) if constant_value(b) == 0 else None


def masked(v, product):
    """Return `product` of the other branch of `v`, which has a :func:`zero_branch`, between the same zeros."""
    condition, _, first = zero_branch(v)
    mask, views = unviewed(v)
    # an array of zeros is still compared in length
    zero = cast(viewed(mask.owner.inputs[1 if first else 2], views), product.type.dtype)
    return switch(condition, zero, product) if first else switch(condition, product, zero)


def is_computed_twice(fgraph, v):
    """Return True if a mask that `v` shows is read elsewhere, so that a product in its branch computes it anew."""
    return any(len(fgraph.clients(u)) != 1 for u in (v, *[node.inputs[0] for node in unviewed(v)[1]]))


@canonicalize
@specialize
@finite_only
@node_rule("mul", "true_div", "neg")
def local_mul_switch_sink(fgraph, node):
    """``x * switch(c, 0, y)`` is ``switch(c, 0, x * y)``: no 0 * inf in a gradient, and one branch is free.

    A mask with other clients is worth duplicating where the product may have a pole, or one that it is a factor of.
    """
    name = node.op.scalar_op.record_name
    inputs = node.inputs
    for i, v in enumerate(inputs[:1] if name == "true_div" else inputs):
        mask = zero_branch(v)
        if mask is None:
            continue
        if is_computed_twice(fgraph, v) and not (
            name == "true_div"
            or (name == "neg" and is_op(v, "switch"))
            or any(has_pole(w) for k, w in enumerate(inputs) if k != i)
            or is_multiplied_by_pole(fgraph, node.outputs[0])
        ):
            continue
        other = cast(mask[1], v.type.dtype)
        return fit(masked(v, node.op(*inputs[:i], other, *inputs[i + 1 :])), node)
    return _sink_into_quotient(fgraph, node)


def _sink_into_quotient(fgraph, node):
    """Return ``switch(c, 0, x * y / z)`` for ``x * switch(c, 0, y) / z`` in any order, or None without a mask."""
    form = lists(fgraph, node, PRODUCT) if holds(fgraph, node, PRODUCT, "switch") else None
    if form is None or not form.bottom:
        return None
    for k, v in enumerate(form.top):
        mask = zero_branch(v)
        if mask is None:
            continue
        form.top[k] = cast(mask[1], v.type.dtype)
        return fit(masked(v, form.build()), node)
    return None


@canonicalize
@stabilize
@finite_only
@node_rule("mul", "true_div")
def local_cancel_in_switch(fgraph, node):
    """Multiply a factor into the branches of a switch if it cancels in one of them.

    The gradient of ``switch(c, log(p), log(1 - p))`` of a sigmoid has that form, and is 0 / 0 where p rounds to 0 or 1.
    """
    form = lists(fgraph, node, PRODUCT) if holds(fgraph, node, PRODUCT, "switch") else None
    if form is None:
        return None
    for k, v in enumerate(form.top):
        if not is_op(v, "switch") or len(fgraph.clients(v)) != 1 or v.type.dtype != form.out.type.dtype:
            continue
        divisors = _divisors_in_branches(fgraph, v)
        others = form.top[:k] + form.top[k + 1 :]
        moved = [f for f in others if f in divisors]
        if not moved:
            continue
        condition, *branches = v.owner.inputs
        products = [joined("mul", *with_dtype([*moved, b], v.type.dtype)) for b in branches]
        form.top = [f for f in others if f not in divisors]
        form.top.append(switch(condition, *products))
        return form.build()
    return None


def _divisors_in_branches(fgraph, v):
    """Return the divisors of the products in the branches of a switch, and of those among these."""
    found, pending = set(), [v]
    while pending:
        for branch in pending.pop().owner.inputs[1:]:
            if is_op(branch, "switch") and len(fgraph.clients(branch)) == 1:
                pending.append(branch)
            else:
                found.update(divisors_of(fgraph, branch))
    return found


@canonicalize
@specialize
@finite_only
@node_rule("mul")
def local_mul_masks_sink(fgraph, node):
    """``x * (switch(c, y, 0) + switch(d, z, 0))`` is a sum of switches too where x may have a pole.

    So the gradient of what several masks hide is finite where they all hide it.
    """
    inputs = node.inputs
    for i, v in enumerate(inputs):
        total = v.owner.inputs[0] if is_op(v, "Cast") else v
        if not (is_op(total, "add") or is_op(total, "sub")):
            continue
        masks = [zero_branch(w) for w in total.owner.inputs]
        if None in masks or not any(has_pole(w) for k, w in enumerate(inputs) if k != i):
            continue
        products = [node.op(*inputs[:i], cast(other, v.type.dtype), *inputs[i + 1 :]) for _, other, _ in masks]
        terms = [masked(w, product) for w, product in zip(total.owner.inputs, products)]
        return fit(total.owner.op(*terms), node)
    return None


@canonicalize
@specialize
@exact
@node_rule("add", "sub", "mul", "true_div", "maximum", "minimum")
def local_merge_switch_same_cond(fgraph, node):
    """An operation on switches with one condition is a switch between two such operations."""
    if len(node.inputs) < 2 or not all(is_op(v, "switch") for v in node.inputs):
        return None
    masks = is_op(node.outputs[0], "add") and all(zero_branch(v) is not None for v in node.inputs)
    if not masks and any(len(fgraph.clients(v)) != 1 for v in node.inputs):
        return None
    conditions = {v.owner.inputs[0] for v in node.inputs}
    if len(conditions) != 1:
        return None
    first, second = (node.op(*[cast(v.owner.inputs[k], v.type.dtype) for v in node.inputs]) for k in (1, 2))
    return fit(switch(conditions.pop(), first, second), node)


@canonicalize
@specialize
@rounding
@node_rule(Sum)
def local_sum_of_choice(fgraph, node):
    """``sum(switch(c, x, k))`` is ``switch(c, sum(x), n * k)`` where c and k are the same in all that is added.

    So is the log-density of data, -inf where a parameter of all of them is invalid.
    """
    (z,), out = node.inputs, node.outputs[0]
    if not is_op(z, "switch") or len(fgraph.clients(z)) != 1 or fgraph.shapes is None:
        return None
    if out.type.dtype not in ("float32", "float64") or out.type.dtype != z.type.dtype:
        # a count may not be a number of other dtypes
        return None
    condition, *branches = z.owner.inputs
    axes = axes_of(node)
    alike = [all(v.type.broadcastable[i] for i in axes) for v in (condition, *branches)]
    if not alike[0] or alike[1] == alike[2]:
        return None
    added, repeated = branches if alike[2] else branches[::-1]
    if added.type.dtype != z.type.dtype:
        return None
    kept, numbers = [i for i in range(z.type.ndim) if i not in axes], {}
    condition, value = [shuffled(v, kept) if kept else as_number(v, numbers) for v in (condition, repeated)]
    count = functools.reduce(mul, [cast(as_length(fgraph.shapes.dim(added, i)), "int64") for i in axes])
    total = mul(cast(value, z.type.dtype), cast(count, z.type.dtype))
    known = constant_value(value)
    if known is None or not np.isfinite(known):
        # the sum of no elements is 0, even if each would be infinite
        total = switch(count, total, make_constant(0, z.type.dtype, 0))
    parts = [node.op(added), total] if alike[2] else [total, node.op(added)]
    return fit(switch(condition, *parts), node)
