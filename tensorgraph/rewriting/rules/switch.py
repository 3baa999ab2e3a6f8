"""Switches: known conditions, equal branches, and factors that sink into them."""

from ...scalar import REGISTRY
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
