"""Negatives of expressions, with the signs moved to their terms."""

from ...scalar.dtypes import is_discrete
from ...tensor.reductions.sums import Sum
from ...tensor.types.variable import TensorConstant
from ..values import is_op, op_name
from ..values import number as number_of
from .form import MOVES, op, product, remembered
from .signs import is_below_zero

ODD = frozenset(("tanh", "erf"))  # functions between -1 and 1 that have the sign of their argument


def negated(x):
    """Return ``-x`` for an `x` below 0, with the signs moved to its terms."""
    return remembered(_negated, 0, x)


def _negated(x, depth):
    node = x.owner
    if isinstance(x, TensorConstant):
        return TensorConstant(x.type, -x.data)
    if is_op(x, "neg"):
        return node.inputs[0]
    signed = [] if node is None else _signed_inputs(x)
    # bools have no negative, and those of unsigned integers wrap around
    if not signed or any(is_discrete(node.inputs[k].type.dtype) for k in signed):
        return op("neg", x)
    if is_op(x, "sub"):
        return op("add", negated(node.inputs[0]), node.inputs[1])
    inputs = [negated(v) if k in signed else v for k, v in enumerate(node.inputs)]
    if is_op(x, "mul"):
        # a square may be left
        rest = product([v for v in inputs if number_of(v) != 1])
        if rest is not None and rest.type == x.type:
            return rest
    return node.clone_with_new_inputs(inputs, strict=False).outputs[0]


def is_odd_product(x):
    """Return True if `x` is a product with an odd function, which has either sign."""
    return is_op(x, "mul") and any(op_name(v) in ODD for v in x.owner.inputs)


def _signed_inputs(x):
    """Return the positions of inputs whose negation negates `x`, or none if unknown."""
    node = x.owner
    if is_op(x, "add"):
        return range(len(node.inputs))
    if is_op(x, "switch"):
        return (1, 2)
    if is_op(x, "second"):
        return (1,)
    if is_op(x, "mul"):
        below = [k for k, v in enumerate(node.inputs) if is_below_zero(v)]
        return (below or [k for k, v in enumerate(node.inputs) if is_op(v, "neg")])[:1]
    return (0,) if isinstance(node.op, (*MOVES, Sum)) or is_op(x, "true_div") or is_op(x, "sub") else ()
