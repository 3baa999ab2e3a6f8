"""Switches: known conditions, equal branches, and factors that sink into them."""

from ...scalar import REGISTRY
from ...tensor.elemwise import DimShuffle
from ...tensor.shape import ScalarFromTensor, Shape_i, TensorFromScalar
from ..rule import Number, canonicalize, exact, finite_only, node_rule, specialize, stabilize
from ..values import constant_value, fit, is_op

switch, mul, true_div = (REGISTRY[name] for name in ("switch", "mul", "true_div"))
lt, gt = REGISTRY["lt"], REGISTRY["gt"]


@canonicalize
@stabilize
@specialize
@exact
def local_useless_switch(c: Number, x, y, condition):
    """A switch whose condition is known, or whose branches are the same."""
    yield switch(c, x, y) >> x, c != 0
    yield switch(c, x, y) >> y, c == 0
    yield switch(condition, x, x) >> x


@canonicalize
@specialize
@exact
def local_useless_elemwise_comparison(x):
    """A comparison of a variable with itself."""
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
    """Whether the integer `v` is a length, or made of lengths so that it cannot be below 0."""
    for _ in range(8):
        value = constant_value(v)
        if value is not None:
            return bool(value >= 0)
        node = v.owner
        if node is None:
            return False
        if isinstance(node.op, Shape_i):
            return True
        if isinstance(node.op, (DimShuffle, TensorFromScalar, ScalarFromTensor)) or is_op(v, "Cast"):
            v = node.inputs[0]
            if v.type.dtype[0] not in "iu":
                return False
        elif is_op(v, "maximum") and any(constant_value(w) is not None and constant_value(w) >= 0 for w in node.inputs):
            return True
        else:
            return False
    return False


@canonicalize
@specialize
@exact
@node_rule("lt", "ge", "maximum")
def local_length_comparison(fgraph, node):
    """A length is never below 0: the index arithmetic of slices asks for it again and again."""
    x, y = node.inputs
    name = node.op.scalar_op.record_name
    if name == "maximum":
        for a, b in ((x, y), (y, x)):
            value = constant_value(b)
            if value is not None and value <= 0 and is_nonnegative(a) and a.type.dtype[0] in "iu":
                return fit(a, node)
        return None
    if x.type.dtype[0] not in "iu" or constant_value(x) is not None:
        return None
    value = constant_value(y)
    if value is None or value > 0 or not is_nonnegative(x):
        return None
    return fit(name == "ge", node)


@canonicalize
@specialize
@finite_only
@node_rule("mul", "true_div")
def local_mul_switch_sink(fgraph, node):
    """``x * switch(c, 0, y)`` is ``switch(c, 0, x * y)``: no 0 * inf in a gradient, and one branch is free."""
    name = node.op.scalar_op.record_name
    where = node.inputs[:1] if name == "true_div" else node.inputs
    for i, v in enumerate(where):
        if not is_op(v, "switch") or len(fgraph.clients(v)) != 1:
            continue
        condition, a, b = v.owner.inputs
        for first, zero, other in ((True, a, b), (False, b, a)):
            if constant_value(zero) != 0:
                continue
            inputs = list(node.inputs)
            inputs[i] = other
            product = mul(*inputs) if name == "mul" else true_div(*inputs)
            return fit(switch(condition, zero, product) if first else switch(condition, product, zero), node)
    return None


@canonicalize
@specialize
@exact
@node_rule("add", "sub", "mul", "true_div", "maximum", "minimum")
def local_merge_switch_same_cond(fgraph, node):
    """An operation on switches with one condition is a switch between two such operations."""
    if len(node.inputs) < 2 or not all(is_op(v, "switch") and len(fgraph.clients(v)) == 1 for v in node.inputs):
        return None
    conditions = {v.owner.inputs[0] for v in node.inputs}
    if len(conditions) != 1:
        return None
    first, second = (node.op(*[v.owner.inputs[k] for v in node.inputs]) for k in (1, 2))
    return fit(switch(conditions.pop(), first, second), node)
