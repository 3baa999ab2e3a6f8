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
    """A length is never below 0: the index arithmetic of slices asks for it again and again."""
    x, y = node.inputs
    name = node.op.scalar_op.record_name
    if name in ("lt", "ge"):
        pairs = ((x, y),)
    else:
        pairs = (x, y), (y, x)
    for n, bound in pairs:
        value = constant_value(bound)
        if value is None or value > 0 or constant_value(n) is not None or n.type.dtype[0] not in "iu":
            continue
        if (name in ("eq", "neq") and value == 0) or not is_nonnegative(n):
            continue
        if name == "maximum":
            return fit(n, node)
        return fit(bound if name == "minimum" else name in ("ge", "neq"), node)
    return None


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
