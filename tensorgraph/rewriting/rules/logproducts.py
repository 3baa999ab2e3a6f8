"""Logarithms of products that leave the range of numbers where the sum of the logarithms does not.

A density is often written as it is defined: ``m**k * exp(-m) / gamma(k + 1)``, ``x**a * (1 - x)**b``.
"""

from ...tensor.elementwise.elemwise import Elemwise
from ...tensor.reductions.sums import Prod, Sum
from ..logdomain import is_below_zero, number, op
from ..logdomain.form import in_dtype, quotient
from ..logdomain.multiplication import parity
from ..passes.canonizer import PRODUCT, SUM, Lists, family_op
from ..rule import finite_only, node_rule, stabilize
from ..values import constant_value, fit, is_op, op_name
from .powers import LOGARITHMS, ODD, power_of


@stabilize
@finite_only
@node_rule("log", "log2", "log10")
def local_log_product(fgraph, node):
    """``log(x**a * y / gamma(b))`` is ``a * log(x) + log(y) - gammaln(b)``.

    Where an exponent is infinite, or a power is 0 and another factor negative, it may be nan.
    """
    (x,) = node.inputs
    dtype = x.type.dtype
    if dtype not in ("float32", "float64"):
        return None
    top, bottom, constant = factors_of(fgraph, x)
    logs, signs, left = [], [], ([], [])
    for inverted, factors in enumerate((top, bottom)):
        for v in factors:
            log, sign = separated(v, len(top) + len(bottom) == 1) if v.type.dtype == dtype else (None, None)
            if log is None:
                left[inverted].append(v)
                continue
            logs.append(op("neg", log) if inverted else log)
            if sign is not None:
                signs.append(sign)
    if not logs:
        return None
    if constant != 1:
        left[0].insert(0, number(constant, x))
    if any(left):
        logs.insert(0, op("log", quotient(in_dtypes(left[0] + signs, dtype), in_dtypes(left[1], dtype))))
    elif signs:
        logs.append(log_of_sign(quotient(signs, [])))
    return fit(in_base(op("add", *logs) if len(logs) > 1 else logs[0], node), node)


def log_of_sign(sign):
    """Return 0 where a sign is 1, or 0, as that of a factor whose logarithm is minus infinity, and nan elsewhere."""
    return op("switch", op("ge", sign, number(0, sign)), number(0, sign), number(float("nan"), sign))


def factors_of(fgraph, x):
    """Return the factors and the divisors of `x`, and a constant."""
    if family_op(x, PRODUCT) is None:
        return [x], [], 1
    form = Lists(fgraph, x.owner, PRODUCT)
    return form.top, form.bottom, form.constant


def in_dtypes(factors, dtype):
    """Return factors in `dtype`."""
    return [in_dtype(v, dtype) for v in factors]


def in_base(log, node):
    """Return a natural logarithm as that of `node`."""
    name = node.op.scalar_op.record_name
    return log if name == "log" else op("mul", number(LOGARITHMS[name](2.718281828459045), log), log)


def separated(v, is_alone):
    """Return the logarithm of the absolute value of a factor, and its sign, None for 1; or None twice.

    A power by a number is separated from other factors only.
    """
    node = v.owner
    if node is None:
        return None, None
    take = TAKES.get(op_name(v) if isinstance(node.op, Elemwise) else type(node.op))
    found = None if take is None else take(node)
    if found is None and not is_alone:
        found = of_constant_power(v)
    return found or (None, None)


def of_constant_power(v):
    """Separate a power by a number above 1 or below -1, which may overflow or vanish."""
    power = power_of(v)
    if not abs(power.exponent) > 1 or power.factor != 1:
        return None
    base = power.base
    is_signed = power.sign is not None and not is_below_zero(base, -1)
    log = op("log", op("abs_", base) if is_signed else base)
    sign = op("sgn", base) if is_signed and power.sign is ODD else None
    return op("mul", number(power.exponent, log), log), sign


def of_power(node):
    """Separate a power by a variable."""
    base, exponent = node.inputs
    if constant_value(exponent) is not None or constant_value(base) is not None:
        return None
    dtype = node.outputs[0].type.dtype
    x, n = in_dtype(base, dtype), in_dtype(exponent, dtype)
    log, sign, zero = op("log", x), None, number(0, n)
    if not is_below_zero(x, -1):
        below = op("lt", x, number(0, x))
        # other rules know logarithms of sums and quotients
        known = family_op(x, PRODUCT | SUM) is not None
        log = op("switch", below, op("log", op("neg", x)), log) if known else op("log", op("abs_", x))
        sign = op("switch", below, parity(n), number(1, n))
    # the powers of 0 and infinity by 0 are 1
    is_one = op("and_", op("eq", n, zero), op("isinf", log))
    return op("mul", n, op("switch", is_one, zero, log)), sign


def of_gamma(node):
    """Separate a gamma function, which is negative between -1 and 0, -3 and -2, and so on, with poles between."""
    x = in_dtype(node.inputs[0], node.outputs[0].type.dtype)
    if is_below_zero(x, -1):
        return op("gammaln", x), None
    floor, zero = op("floor", x), number(0, x)
    pole = op("switch", op("eq", x, floor), number(float("nan"), x), parity(floor))
    return op("gammaln", x), op("switch", op("ge", x, zero), number(1, x), pole)


def of_absolute_value(node):
    """Separate what has a sign of its own, which may be nan."""
    (x,) = node.inputs
    if x.type.dtype != node.outputs[0].type.dtype:
        return None
    log, sign = separated(x, True)
    return log, None if sign is None or isinstance(x.owner.op, Prod) else op("abs_", sign)


def of_prod(node):
    """Separate a product over axes."""
    (x,) = node.inputs
    if x.type.dtype != node.outputs[0].type.dtype or is_op(x, "sgn"):
        return None
    axes = tuple(range(x.type.ndim)) if node.op.axis is None else tuple(node.op.axis)
    if is_below_zero(x, -1):
        return Sum(axes)(op("log", x)), None
    return Sum(axes)(op("log", op("abs_", x))), node.clone_with_new_inputs([op("sgn", x)]).outputs[0]


TAKES = {"pow": of_power, "gamma": of_gamma, "abs_": of_absolute_value, Prod: of_prod}
"""Functions that return the logarithm of a factor's absolute value, and its sign, None for 1; by the name of a scalar
operation or the class of another one."""
