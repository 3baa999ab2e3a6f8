"""Quotients and remainders by numbers for which no division is needed."""

from ...scalar import REGISTRY
from ..rule import exact, node_rule, specialize
from ..values import make_constant, number, typed_as

and_, right_shift, floor, sub = (REGISTRY[name] for name in ("and_", "right_shift", "floor", "sub"))


@specialize
@exact
@node_rule("int_div", "mod")
def local_shift_of_division(fgraph, node):
    """``x // 2**k`` of integers is ``x >> k``, ``x % 2**k`` is ``x & (2**k - 1)``: both round down, as shifts do."""
    x, divisor = node.inputs
    dtype, value = node.outputs[0].type.dtype, number(divisor)
    # x has the dtype of the result, or its bits would be others
    if value is None or x.type.dtype != dtype or dtype[0] not in "iu":
        return None
    value = int(value)
    if value < 2 or value & (value - 1):
        return None
    if node.op.scalar_op.record_name == "mod":
        return typed_as(node, and_(x, make_constant(value - 1, dtype, x.type.ndim)))
    return typed_as(node, right_shift(x, make_constant(value.bit_length() - 1, dtype, x.type.ndim)))


@specialize
@exact
@node_rule("mod")
def local_remainder_of_one(fgraph, node):
    """``x % 1`` of floats is ``x - floor(x)``, to the last bit."""
    x, divisor = node.inputs
    return typed_as(node, sub(x, floor(x))) if number(divisor) == 1 else None
