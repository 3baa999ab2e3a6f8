"""Shares of powers, ``x**n / (k**n + x**n)``, whose powers leave the range of numbers where the share does not."""

from ...logdomain.form import number as constant
from ...logdomain.form import op
from ...passes.canonizer import PRODUCT, lists
from ...rule import finite_only, node_rule, patient, stabilize
from ...values import constant_value, is_op, number
from .boxcox import power_less_one

DTYPES = ("float32", "float64")


@stabilize
@patient
@finite_only
@node_rule("true_div", "inv")
def local_power_share(fgraph, node):
    """``1 / (1 + x**n)`` and ``x**n / (k**n + x**n)`` are 0 / 0 or infinite in derivatives where a power overflows."""
    form = lists(fgraph, node, PRODUCT)
    if form is None:
        return None
    for i, total in enumerate(form.bottom):
        power, sign = power_less_one(fgraph, total)
        if power in form.top and is_power(power):
            form.top.remove(power)
            x, n = power.owner.inputs
            form.top.append(share(x, op("neg", n), None, -1))
            del form.bottom[i]
            form.constant *= sign
            return form.build()
        for part, other in pairs(total):
            ratio = ratio_of(part, other)
            power = other if number(part) == 1 else part
            if ratio is None or (power in form.top) != (power is part):
                continue
            rest = list(form.top)
            if power is part:
                rest.remove(part)
            form.top = [share(*ratio), *rest]
            del form.bottom[i]
            return form.build()
    return None


def pairs(total):
    """Return the two terms of a sum, in both orders: the one whose share is looked for comes first."""
    if not is_op(total, "add") or len(total.owner.inputs) != 2:
        return ()
    first, second = total.owner.inputs
    return (first, second), (second, first)


def ratio_of(part, other):
    """Return base, exponent and whether the base is that of a power for ``other / part``, None if that is no power."""
    if number(part) == 1 and is_power(other):
        return (*other.owner.inputs, None)
    if not is_power(part) or (number(other) != 1 and not is_power(other)):
        return None
    x, n = part.owner.inputs
    if number(other) == 1:
        return x, op("neg", n), None
    k, m = other.owner.inputs
    return (op("true_div", k, x), n, x) if m is n else None


def is_power(v):
    """Return True if `v` is a power by a variable, of a variable, and not that of a result of :func:`share`."""
    if not is_op(v, "pow") or v.type.dtype not in DTYPES or is_op(v.owner.inputs[1], "switch"):
        return False
    return all(w.type.dtype == v.type.dtype and constant_value(w) is None for w in v.owner.inputs)


def share(base, exponent, divisor, sign=1):
    """Return ``1 / (1 + base**exponent)``, by the power with the sign of the exponent with which it is below 1.

    With a `sign` of -1 it is ``1 / (1 - base**exponent)``.
    """
    zero, one = constant(0, exponent), constant(1, base)
    grows = op("gt", op("abs_", base), one)
    is_large = op("eq", grows, op("gt", exponent, zero))
    signed = op("switch", is_large, op("neg", exponent), exponent)
    if divisor is not None:
        # the quotient of two numbers below 0 has powers that these do not have
        is_real = op("or_", op("ge", divisor, constant(0, divisor)), op("eq", exponent, op("floor", exponent)))
        signed = op("switch", is_real, signed, constant(float("nan"), signed))
    power = op("pow", base, signed)
    above = power if sign > 0 else op("neg", power)
    total = op("add" if sign > 0 else "sub", constant(1, power), power)
    return op("true_div", op("switch", is_large, above, constant(1, power)), total)
