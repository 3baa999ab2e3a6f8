"""Where exponentials come from."""

import numpy as np

from ...tensor.dimshuffle import dim_shuffle
from ...tensor.elemwise import Elemwise
from ...tensor.nnet.softmax import LogSoftmax, LogSumExp, Softmax, SoftmaxWithBias
from ..values import cast, constant_value, is_op
from .form import BIGGEST, DOUBLY, MOVES, SMALLEST, Form, form, is_below_zero, makes, number, op


@makes("exp")
def _exp(node, depth):
    (x,) = node.inputs
    if is_op(x, "minimum") and {constant_value(v) for v in x.owner.inputs} & {BIGGEST.get(x.type.dtype), DOUBLY}:
        # what _scaled and _expm1 made
        return None
    return Form(cast(x, node.outputs[0].type.dtype), not is_below_zero(x), not is_below_zero(x, -1))


@makes("exp2")
def _exp2(node, depth):
    x = cast(node.inputs[0], node.outputs[0].type.dtype)
    return Form(op("mul", number(np.log(2.0), x), x), True, True)


@makes("expm1")
def _expm1(node, depth):
    """``exp(x) - 1`` is ``exp(x) * (1 - exp(-x))`` above 0, and has any sign."""
    log = log_complement(node.inputs[0], of_log=True)
    if log is not None:
        return Form(log, False, True, [number(-1, log)])
    x = cast(node.inputs[0], node.outputs[0].type.dtype)
    if is_below_zero(x):
        small = form(op("neg", x), depth)
        if small is None or not small.is_positive or not small.under:
            return None
        # exp(x) - 1 is x where x has vanished
        size = op("maximum", small.log, number(SMALLEST[x.type.dtype], x))
        far = op("log", op("neg", op("expm1", op("neg", op("exp", op("minimum", size, number(DOUBLY, x)))))))
        return Form(_small_or(small.log, far), False, True, [number(-1, x)])
    zero = number(0, x)
    rest = op("switch", op("gt", x, zero), op("neg", op("expm1", op("neg", x))), op("expm1", x))
    return Form(op("maximum", x, zero), True, False, [rest])


@makes("sinh")
def _sinh(node, depth):
    """``exp(abs(x)) * (1 - exp(-2 * abs(x))) / 2``, with the sign of x."""
    x = cast(node.inputs[0], node.outputs[0].type.dtype)
    two, half = number(2, x), number(0.5, x)
    above = op("neg", op("expm1", op("mul", number(-2, x), x)))
    rest = op("switch", op("gt", x, number(0, x)), above, op("expm1", op("mul", two, x)))
    return Form(op("abs_", x), True, False, [op("mul", half, rest)])


@makes("sigmoid")
def _sigmoid(node, depth):
    x = cast(node.inputs[0], node.outputs[0].type.dtype)
    return Form(op("neg", op("softplus", op("neg", x))), False, True)


@makes("softplus")
def _softplus(node, depth):
    x = cast(node.inputs[0], node.outputs[0].type.dtype)
    smallest = number(SMALLEST[x.type.dtype], x)
    if is_op(x, "maximum") and smallest in x.owner.inputs:
        # what this made
        return None
    return Form(_small_or(x, op("log", op("softplus", op("maximum", x, smallest)))), False, True)


def _small_or(log, other):
    """Return `log`, the logarithm of what a function is of arguments that have vanished, or else `other`."""
    return op("switch", op("lt", log, number(SMALLEST[log.type.dtype], log)), log, other)


@makes("cosh")
def _cosh(node, depth):
    x = cast(node.inputs[0], node.outputs[0].type.dtype)
    return Form(op("sub", op("logaddexp", x, op("neg", x)), number(np.log(2.0), x)), True, False)


@makes("erfc")
def _erfc(node, depth):
    x = cast(node.inputs[0], node.outputs[0].type.dtype)
    if is_op(x, "minimum") and any(constant_value(v) is not None for v in x.owner.inputs):
        # what log_erfc made
        return None
    return Form(log_erfc(x), False, True)


def log_erfc(x):
    """Return ``log(erfc(x))``; for large x the exponent is kept apart by erfcx."""
    one = number(1, x)
    near = op("log", op("erfc", op("minimum", x, one)))
    far = op("sub", op("log", op("erfcx", op("maximum", x, one))), op("sqr", x))
    return op("switch", op("lt", x, one), near, far)


@makes(Softmax, SoftmaxWithBias)
def _softmax(node, depth):
    return Form(LogSoftmax()(_softmax_input(node)), False, True)


def _softmax_input(node):
    """Return what a softmax, perhaps with a bias, is taken of."""
    x = node.inputs[0]
    if isinstance(node.op, SoftmaxWithBias):
        x = op("add", x, dim_shuffle(node.inputs[1].type.broadcastable, ("x", 0))(node.inputs[1]))
    return x


def log_complement(v, of_log=False):
    """Return ``log(1 - p)`` for elements `v` of a softmax p, or `of_log` of its logarithm; None for anything else.

    What is most of a row may round to 1: its complement is the sum of the others.
    """
    if not of_log and is_op(v, "exp"):
        v, of_log = v.owner.inputs[0], True
    moves = []
    while v.owner is not None and (isinstance(v.owner.op, MOVES) or is_op(v, "second")):
        moves.append(v.owner)
        v = v.owner.inputs[is_op(v, "second")]
    if v.owner is None or not isinstance(v.owner.op, LogSoftmax if of_log else (Softmax, SoftmaxWithBias)):
        return None
    x = _softmax_input(v.owner)
    p = op("exp", v) if of_log else v
    # one element of a row at most
    is_most = op("gt", p, number(0.5, p))
    others = LogSumExp((1,))(op("switch", is_most, number(-np.inf, x), x))
    rest = op("sub", others, LogSumExp((1,))(x))
    rest = dim_shuffle(rest.type.broadcastable, (0, "x"))(rest)
    small = op("log1p", op("neg", op("switch", is_most, number(0, p), p)))
    log = op("switch", is_most, rest, small)
    for node in reversed(moves):
        inputs = list(node.inputs)
        inputs[isinstance(node.op, Elemwise)] = log
        log = node.clone_with_new_inputs(inputs, strict=False).outputs[0]
    return log
