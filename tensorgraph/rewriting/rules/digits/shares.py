"""Quotients by powers, and shares of them, ``x**n / (k**n + x**n)``, which stay in range where the powers do not."""

from ...logdomain.form import number as constant
from ...logdomain.form import op
from ...passes.canonizer import PRODUCT, lists
from ...rule import canonicalize, finite_only, node_rule, patient, rounding, stabilize
from ...values import constant_value, is_op, number
from .boxcox import power_less_one

DTYPES = ("float32", "float64")


@canonicalize
@rounding
@node_rule("true_div", "inv")
def local_divided_by_power(fgraph, node):
    """``y / x**n`` is ``y * x**-n``: where the power overflows the derivatives of the quotient are nan."""
    form = lists(fgraph, node, PRODUCT)
    if form is None:
        return None
    powers = [v for v in form.bottom if is_power(v) and len(fgraph.clients(v)) == 1]
    for v in powers:
        x, n = v.owner.inputs
        form.bottom.remove(v)
        form.top.append(op("pow", x, op("neg", n)))
    return form.build() if powers else None


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
    if number(other) == 1 and is_power(part):
        x, n = part.owner.inputs
        return x, op("neg", n), None
    if not (is_power_by_variable(part) and is_power_by_variable(other)):
        return None
    (x, n), (k, m) = part.owner.inputs, other.owner.inputs
    return (op("true_div", k, x), n, x) if m is n else None


def is_power(v):
    """Return True if `v` is a power by a variable, of a variable, and not that of a result of :func:`share`."""
    return is_power_by_variable(v) and constant_value(v.owner.inputs[0]) is None


def is_power_by_variable(v):
    """Return True if `v` is a power by a variable, and not that of a result of :func:`share`."""
    if not is_op(v, "pow") or v.type.dtype not in DTYPES or is_op(v.owner.inputs[1], "switch"):
        return False
    return all(w.type.dtype == v.type.dtype for w in v.owner.inputs) and constant_value(v.owner.inputs[1]) is None


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
