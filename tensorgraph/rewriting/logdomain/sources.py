"""Operations that make exponentials."""

import numpy as np

from ...tensor.linalg.det import Det, slogdet
from ...tensor.nnet.softmax import LogSoftmax, Softmax, SoftmaxWithBias
from ...tensor.shape.dimshuffle import dim_shuffle
from ..values import cast, constant_value, is_op, made_like
from .form import SMALLEST, Form, form, is_bounded, makes, number, op
from .logcomplement import small_or
from .sigmoid import log_erfc
from .signs import is_below_zero

# the scaled functions, and arguments at which they are neither 0 nor refused
SCALED = {"i0": ("i0e", 1e30), "i1": ("i1e", 1e30), "iv": ("ive", 1e9), "kv": ("kve", 1e9)}


@makes("exp")
def _exp(node, depth):
    (x,) = node.inputs
    if is_bounded(x):
        # a result of scaled_by and log_of_one_minus_exp
        return None
    return Form(cast(x, node.outputs[0].type.dtype), not is_below_zero(x), not is_below_zero(x, -1))


@makes("exp2")
def _exp2(node, depth):
    x = cast(node.inputs[0], node.outputs[0].type.dtype)
    return Form(op("mul", number(np.log(2.0), x), x), True, True)


@makes("sinh")
def _sinh(node, depth):
    """Make the form of ``sinh(x)``: ``exp(abs(x)) * (1 - exp(-2 * abs(x))) / 2``, with the sign of x."""
    x = cast(node.inputs[0], node.outputs[0].type.dtype)
    two, half = number(2, x), number(0.5, x)
    above = op("gt", x, number(0, x))
    far = op("neg", op("expm1", op("mul", number(-2, x), x)))
    rest = op("switch", above, far, op("expm1", op("mul", two, x)))
    return Form(op("switch", above, x, op("neg", x)), True, False, [op("mul", half, rest)])


@makes("sigmoid")
def _sigmoid(node, depth):
    x = cast(node.inputs[0], node.outputs[0].type.dtype)
    return Form(op("neg", op("softplus", op("neg", x))), False, True)


@makes("log1p")
def _log1p(node, depth):
    found = form(node.inputs[0], depth)
    return None if found is None or not found.is_positive else _of_softplus(found.log)


@makes("softplus")
def _softplus(node, depth):
    return _of_softplus(cast(node.inputs[0], node.outputs[0].type.dtype))


def _of_softplus(x):
    smallest = number(SMALLEST[x.type.dtype], x)
    if is_op(x, "maximum") and smallest in x.owner.inputs:
        # a result of this function
        return None
    return Form(small_or(x, op("log", op("softplus", op("maximum", x, smallest)))), False, True)


@makes("cosh")
def _cosh(node, depth):
    x = cast(node.inputs[0], node.outputs[0].type.dtype)
    return Form(op("sub", op("logaddexp", x, op("neg", x)), number(np.log(2.0), x)), True, False)


@makes("erfc")
def _erfc(node, depth):
    x = cast(node.inputs[0], node.outputs[0].type.dtype)
    if is_op(x, "minimum") and any(has_value(v, below=1) for v in x.owner.inputs):
        # a result of log_erfc and _erfcx
        return None
    return Form(log_erfc(x), False, True)


@makes("erfcx")
def _erfcx(node, depth):
    """Make the form of ``erfcx(x)``: ``exp(x**2) * erfc(x)``."""
    x = cast(node.inputs[0], node.outputs[0].type.dtype)
    if is_op(x, "maximum") and any(has_value(v, above=-1) for v in x.owner.inputs):
        # a result of this function and log_erfc
        return None
    edge = number(-1, x)
    near = op("log", op("erfcx", op("maximum", x, edge)))
    far = op("add", op("sqr", x), op("log", op("erfc", op("minimum", x, edge))))
    return Form(op("switch", op("lt", x, edge), far, near), True, False)


@makes(*SCALED)
def _bessel(node, depth):
    """Make the form of a modified Bessel function: its scaled function times ``exp(abs(x))``, or ``exp(-x)``."""
    *order, x = (cast(v, node.outputs[0].type.dtype) for v in node.inputs)
    name, far = SCALED[node.op.scalar_op.record_name]
    scaled = op(name, *order, op("clip", x, number(-far, x), number(far, x)))
    grows = name != "kve"
    return Form(op("abs_" if grows else "neg", x), grows, not grows, [scaled])


def has_value(v, above=-np.inf, below=np.inf):
    """Return True if `v` has a known value within bounds."""
    value = constant_value(v)
    return value is not None and bool(above <= value <= below)


@makes(Softmax, SoftmaxWithBias)
def _softmax(node, depth):
    x = node.inputs[0]
    if isinstance(node.op, SoftmaxWithBias):
        x = op("add", x, dim_shuffle(node.inputs[1].type.broadcastable, ("x", 0))(node.inputs[1]))
    return Form(LogSoftmax()(x), False, True)


@makes(Det)
def _det(node, depth):
    """Make the form of a determinant, the product of as many pivots as there are rows: its sign is a factor."""
    sign, log = slogdet(node.inputs[0])
    return Form(made_like(log, node), True, True, [sign])
