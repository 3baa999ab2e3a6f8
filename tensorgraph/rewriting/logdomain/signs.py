"""Signs of exponents, as far as operations tell: the exponential of a negative number cannot overflow."""

from ...tensor.elementwise.elemwise import Elemwise
from ...tensor.nnet.softmax import LogSoftmax, Softmax, SoftmaxWithBias
from ...tensor.reductions.careduce import CAReduce
from ...tensor.reductions.maxandargmax import MaxAndArgmax
from ...tensor.shape.join import Join
from ...tensor.shape.shape import Shape, Shape_i
from ...tensor.types.variable import TensorConstant
from ..values import constant_value, op_name
from .form import DEPTH, MOVES, opened, remembered
from .shifts import reduction_of

UP_TO_ONE = frozenset(("sigmoid", "tanh", "erf", "sin", "cos"))  # between -1 and 1
ABOVE = frozenset(("sqr", "abs_", "softplus", "exp", "sigmoid", "erfc", "erfcx", "cosh", "sqrt"))


def is_below_zero(x, sign=1, depth=DEPTH):
    """Return True if `x`, times `sign`, is never above 0."""
    return remembered(_is_below_zero, depth, x, sign)


def _is_below_zero(x, sign, depth):
    dtype = getattr(x.type, "dtype", "")
    if dtype.startswith(("bool", "uint")):
        return sign < 0
    if dtype.startswith("complex"):
        return False
    node = x.owner
    if isinstance(x, TensorConstant):
        return bool((x.data <= 0 if sign > 0 else x.data >= 0).all())
    if node is None or depth == 0:
        return False
    if isinstance(node.op, (Shape, Shape_i)):
        return sign < 0
    inside = opened(node)
    if inside is not None:
        return is_below_zero(inside[x.index], sign, depth - 1)
    if isinstance(node.op, MOVES):
        return is_below_zero(node.inputs[0], sign, depth - 1)
    if isinstance(node.op, Join):
        return all(is_below_zero(v, sign, depth - 1) for v in node.inputs[1:])
    if isinstance(node.op, LogSoftmax):
        return sign > 0
    if isinstance(node.op, (Softmax, SoftmaxWithBias)):
        return sign < 0
    if isinstance(node.op, MaxAndArgmax):
        return is_below_zero(node.inputs[0], sign, depth - 1)
    if isinstance(node.op, CAReduce):
        name = node.op.scalar_op.record_name
        if sign > 0 and name not in ("add", "maximum", "minimum"):
            return False
        return is_below_zero(node.inputs[0], sign, depth - 1)
    if not isinstance(node.op, Elemwise):
        return False
    name = node.op.scalar_op.record_name
    if name in ABOVE:
        return sign < 0
    return _of_elemwise(name, node.inputs, sign, depth - 1)


def _of_elemwise(name, inputs, sign, depth):
    def below(v, sign):
        return is_below_zero(v, sign, depth)

    if name == "neg":
        return below(inputs[0], -sign)
    if name in ("Cast", "log1p", "expm1"):
        return below(inputs[0], sign)
    if name == "pow":
        exponent = constant_value(inputs[1])
        return sign < 0 and (below(inputs[0], -1) or (exponent is not None and exponent % 2 == 0))
    if name == "second":
        return below(inputs[1], sign)
    if name == "switch":
        return below(inputs[1], sign) and below(inputs[2], sign)
    if name == "sub":
        x, y = inputs
        if sign < 0 and constant_value(x) is not None and constant_value(x) >= 1 and is_at_most_one(y, depth):
            return True
        return bounds(y, x) == sign or bounds(x, y) == -sign or (below(x, sign) and below(y, -sign))
    if name == "add":
        return all(below(v, sign) for v in inputs)
    if name in ("maximum", "minimum"):
        # one negative element makes the minimum negative
        return (any if (name == "minimum") == (sign > 0) else all)(below(v, sign) for v in inputs)
    if name in ("mul", "true_div"):
        negations, factors = unpaired(inputs)
        if negations % 2:
            sign = -sign
        for v in factors:
            if below(v, 1):
                sign = -sign
            elif not below(v, -1):
                return False
        return sign < 0
    return False


def is_at_most_one(x, depth=DEPTH):
    """Return True if `x` is never above 1, as far as operations tell."""
    return remembered(_is_at_most_one, depth, x)


def _is_at_most_one(x, depth):
    node = x.owner
    if isinstance(x, TensorConstant):
        return bool((x.data <= 1).all())
    if node is None or depth == 0:
        return False
    if isinstance(node.op, (Softmax, SoftmaxWithBias)):
        return True
    if isinstance(node.op, (*MOVES, MaxAndArgmax)):
        return is_at_most_one(node.inputs[0], depth - 1)
    if not isinstance(node.op, Elemwise):
        return False
    name = node.op.scalar_op.record_name
    if name in UP_TO_ONE:
        return True
    if name == "sqr":
        return op_name(node.inputs[0]) in UP_TO_ONE or is_share(node.inputs[0], depth - 1)
    if name == "exp":
        return is_below_zero(node.inputs[0], 1, depth - 1)
    if name == "mul":
        return all(is_share(v, depth - 1) for v in node.inputs)
    if name == "sub":
        return is_at_most_one(node.inputs[0], depth - 1) and is_below_zero(node.inputs[1], -1, depth - 1)
    return False


def is_share(x, depth):
    """Return True if `x` is known to be between 0 and 1."""
    return is_below_zero(x, -1, depth) and is_at_most_one(x, depth)


def unpaired(factors):
    """Return the number of negated factors, and the factors left over where pairs of the same are squares."""
    negations, found = 0, {}
    for v in factors:
        while op_name(v) == "neg":
            negations += 1
            v = v.owner.inputs[0]
        if v in found:
            del found[v]
        else:
            found[v] = True
    return negations, found


def bounds(y, x):
    """Return 1 if `y` is at least the maximum of `x` along some axes, -1 if at most the minimum, else 0."""
    found = reduction_of(y, x)
    if found is None:
        return 0
    total, _ = found
    node = total.owner
    if isinstance(node.op, CAReduce):
        return {"maximum": 1, "minimum": -1}.get(node.op.scalar_op.record_name, 0)
    return int(total is node.outputs[0])
