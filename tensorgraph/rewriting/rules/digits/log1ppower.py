"""Logarithms of one and a power, which may overflow, and of one less a power that is nearly 1."""

import numpy as np

from ...logdomain import BIGGEST, form_of, has_exponential, number, op
from ...logdomain.form import in_dtype, same_graph
from ...rule import node_rule, rounding, stabilize
from ...values import constant_value, fit, is_op, op_name
from ...values import number as number_of

EXPONENTS = {"sqr": 2.0, "sqrt": 0.5}  # of powers that are operations of their own


@stabilize
@rounding
@node_rule("log1p")
def local_log1p_power(fgraph, node):
    """``log1p(x**y)`` overflows where ``softplus(y * log(x))`` does not, and ``1 - x**y`` loses the digits of its size.

    Powers below 1 are right as they are, and below 1/2 if subtracted. So are powers by a number, unless the logarithm
    of their base has digits that the base has not: it is a share of a sum, or a sum with 1. What is made of
    exponentials has forms.
    """
    (z,) = node.inputs
    power = z.owner.inputs[0] if is_op(z, "neg") else z
    if op_name(power) not in ("pow", *EXPONENTS) or power.type.dtype not in BIGGEST or form_of(power) is not None:
        return None
    x, *exponent = (in_dtype(v, power.type.dtype) for v in power.owner.inputs)
    y = exponent[0] if exponent else number(EXPONENTS[op_name(power)], x)
    if is_op(x, "switch") and constant_value(x.owner.inputs[1]) == 1:
        # a result of this rule
        return None
    if constant_value(y) is not None and (power is z or has_exponential(x) or not has_digits_in_log(x)):
        return None
    log = op("mul", y, op("log", x))
    if power is z:
        is_large, large = op("gt", log, number(0, log)), op("softplus", log)
    else:
        is_large, large = op("gt", log, number(-np.log(2), log)), op("log", op("neg", op("expm1", log)))
    base = op("switch", is_large, number(1, x), x)
    small = power.owner.op(base, *power.owner.inputs[1:])
    return fit(op("switch", is_large, large, op("log1p", small if power is z else op("neg", small))), node)


def has_digits_in_log(x):
    """Return True if `x` is a share of a sum, ``1 + u`` or ``1 - u``."""
    if is_op(x, "true_div"):
        part, total = x.owner.inputs
        return is_op(total, "add") and any(same_graph(part, v) for v in total.owner.inputs)
    if is_op(x, "inv"):
        return has_digits_in_log(*x.owner.inputs)
    if is_op(x, "sub"):
        return number_of(x.owner.inputs[0]) == 1
    return is_op(x, "add") and 1 in map(number_of, x.owner.inputs)
