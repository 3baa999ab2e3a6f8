"""Quotients of a power less one by its exponent, which are a logarithm at 0: ``(x**y - 1) / y`` of Box and Cox.

Utilities of constant risk aversion, Tsallis' entropies and other deformed logarithms are such quotients. Derivatives
by y are differences of poles, as for ``(exp(y * t) - 1) / y``, which they are with ``t = log(x)``.
"""

from ....tensor.reductions.sums import Sum
from ....tensor.shape.dimshuffle import DimShuffle
from ...localseries import polynomial
from ...logdomain.form import in_dtype, op
from ...logdomain.form import number as constant
from ...logdomain.intervals import SIGNS, is_multiple
from ...passes.canonizer import PRODUCT, SUM, Lists, family_op, lists
from ...powerseries import coefficients
from ...rule import finite_only, node_rule, stabilize
from ...values import is_op, number, op_name
from .cancellation import is_chosen, log_of, unless

EDGE = 0.2  # the logarithm of a power from which on the quotient, and its derivatives, have most of their digits
TERMS = {"float32": 7, "float64": 12}
DEPTH = 4  # levels of sums and products that a divisor is moved into


@stabilize
@finite_only
@node_rule("true_div", "mul")
def local_box_cox(fgraph, node):
    """``(x**y - 1) / y``, nearly ``log(x)`` where y is small, loses the digits of its derivatives there."""
    # the value alone has its digits by another rule
    form = lists(fgraph, node, PRODUCT) if fgraph.ends is None else None
    if form is None or divided(fgraph, form, form.bottom) is None:
        return None
    return form.build()


def divided(fgraph, form, divisors, depth=DEPTH):
    """Move one of the divisors into a factor of a product, which changes; return it, None if that is not possible."""
    for v in form.top:
        for w in divisors:
            found = quotient(fgraph, v, w, depth)
            if found is not None:
                value, sign = found
                form.top[form.top.index(v)] = value
                form.bottom = [u for u in form.bottom if u is not w]
                form.constant *= sign
                return w
    return None


def quotient(fgraph, v, w, depth):
    """Return ``v / w`` for a power less one and its exponent, and a sign; also inside of a sum over axes, else None."""
    power, sign = power_less_one(fgraph, v)
    if power is not None:
        x, y = (in_dtype(u, v.type.dtype) for u in power.owner.inputs)
        minus = next((s for s in (1, -1) if is_multiple(as_number(y), as_number(w), s)), None)
        return None if minus is None else (deformed_log(fgraph, x, y), sign * minus)
    if v.owner is None or depth == 0 or not all(w.type.broadcastable):
        return None
    if isinstance(v.owner.op, (Sum, DimShuffle)):
        found = quotient(fgraph, v.owner.inputs[0], w, depth - 1)
        return None if found is None else (v.owner.op(found[0]), found[1])
    if family_op(v, PRODUCT):
        form = Lists(fgraph, v.owner, PRODUCT)
        return None if divided(fgraph, form, [w], depth - 1) is None else (form.build(), 1)
    return None


def as_number(y):
    """Return `y` without axes if it is a single number that was spread, else as it is."""
    if y.owner is None or not all(y.type.broadcastable):
        return y
    if isinstance(y.owner.op, DimShuffle):
        return as_number(y.owner.inputs[0])
    if op_name(y) in SIGNS:
        return y.owner.op(*(as_number(v) if number(v) is None else number(v) for v in y.owner.inputs))
    return y


def power_less_one(fgraph, v):
    """Return the power p of a `v` that is ``p - 1`` or ``1 - p``, and 1 or -1; None for others."""
    form = Lists(fgraph, v.owner, SUM) if v.type.dtype in TERMS and family_op(v, SUM) else None
    if form is None or len(form.top) + len(form.bottom) != 1:
        return None, 0
    (p,), sign = form.top or form.bottom, 1 if form.top else -1
    if form.constant != -sign or not is_op(p, "pow") or p.type.dtype != v.type.dtype:
        return None, 0
    return (None, 0) if is_chosen(p.owner.inputs[0]) else (p, sign)


def deformed_log(fgraph, x, y):
    """Return ``(x**y - 1) / y``, a polynomial of ``y * log(x)`` times the logarithm where that is small."""
    log = log_of(fgraph, x)
    size = op("mul", y, log)
    is_near = op("lt", op("abs_", size), constant(EDGE, size))
    size = op("switch", is_near, size, constant(0, size))
    terms = coefficients("expm1", TERMS[y.type.dtype] + 1)[1:]
    near = op("mul", log, polynomial({k: float(c) for k, c in enumerate(terms)}, size, True))
    far = op("sub", op("pow", unless(is_near, x), y), constant(1, size))
    return op("switch", is_near, near, op("true_div", far, unless(is_near, y)))
