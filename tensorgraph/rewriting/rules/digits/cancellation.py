"""Differences of nearly equal numbers, in spellings that subtract nothing: they keep the digits of what is left."""

from fractions import Fraction

import numpy as np

from ....scalar import REGISTRY
from ...logdomain.complements import squared
from ...logdomain.form import in_dtype, op, same_graph
from ...logdomain.form import number as constant
from ...logdomain.intervals import difference
from ...logdomain.signs import is_below_zero
from ...passes.canonizer import SUM, Lists, family_op, holds, lists
from ...rule import Float, Number, finite_only, node_rule, rounding, specialize, stabilize
from ...values import fit, is_op, make_constant, number, op_name

arccosh, arcsinh, arctanh, cos, log, sigmoid, sin, sqr, sqrt, tanh = (
    REGISTRY[name]
    for name in ("arccosh", "arcsinh", "arctanh", "cos", "log", "sigmoid", "sin", "sqr", "sqrt", "tanh")
)
TINY = {"float32": 2e-38, "float64": 3e-308}
# below which exp(x) - 1 - x is a polynomial of x
SMALL = {"float32": 0.1, "float64": 0.01}
SERIES = (1 / 720, 1 / 120, 1 / 24, 1 / 6, 1 / 2)


@specialize
@rounding
def local_one_minus_cos(x: Float):
    """``1 - cos(x)``, nearly ``x**2 / 2``, loses the digits of a small ``x``."""
    yield 1 - cos(x) >> 2 * sqr(sin(0.5 * x))
    yield cos(x) - 1 >> -2 * sqr(sin(0.5 * x))
    yield -1 + cos(x) >> -2 * sqr(sin(0.5 * x))


@specialize
@rounding
def local_log_to_arctanh(x: Float):
    """``log((1 + x) / (1 - x))`` loses the digits of a small ``x``."""
    yield log((1 + x) / (1 - x)) >> 2 * arctanh(x)
    yield log((1 - x) / (1 + x)) >> -2 * arctanh(x)


@stabilize
@specialize
@rounding
def local_arccosh_near_one(x: Float):
    """``arccosh(1 + x)``, a distance in hyperbolic space, loses the digits of a small ``x``."""
    yield arccosh(1 + x) >> 2 * arcsinh(sqrt(0.5 * x))


@specialize
@rounding
def local_shifted_sigmoid(a: Number, b: Number, x: Float):
    """``1 - 2 * sigmoid(x)`` loses the digits of a small ``x``."""
    yield a + b * sigmoid(x) >> a * tanh(-0.5 * x), b == -2 * a
    yield a - b * sigmoid(x) >> a * tanh(-0.5 * x), b == 2 * a
    yield b * sigmoid(x) - a >> a * tanh(0.5 * x), b == 2 * a


@specialize
@rounding
@node_rule("add", "sub")
def local_power_less_one(fgraph, node):
    """``x**y - 1`` loses the digits of a small ``y * log(x)``, and ``(1 + x)**y - 1`` those of a small ``x`` too."""
    form = lists(fgraph, node, SUM) if holds(fgraph, node, SUM, "pow") else None
    if form is None or len(form.top) + len(form.bottom) != 1 or form.constant != (1 if form.bottom else -1):
        return None
    (v,) = form.top or form.bottom
    if not is_op(v, "pow") or v.type.dtype not in TINY or v.type.dtype != form.out.type.dtype:
        return None
    x, y = (in_dtype(w, v.type.dtype) for w in v.owner.inputs)
    exponent = number(y)
    if number(x) is not None or is_chosen(x) or (exponent is not None and 2 * exponent % 1 == 0):
        # roots, and products of equals, are other operations
        return None
    size = op("mul", y, log_of(fgraph, x))
    is_near = op("lt", op("abs_", size), constant(1, size))
    far = op("sub", op("pow", unless(is_near, x), y), constant(1, v))
    value = op("switch", is_near, op("expm1", size), far)
    return fit(op("neg", value) if form.bottom else value, node)


def log_of(fgraph, x):
    """Return the logarithm of `x`, ``log1p(z)`` for a sum ``1 + z``, also for a result of this rule."""
    choice = x.owner.inputs[0] if is_op(x, "neg") else None
    if choice is not None and is_op(choice, "switch"):
        is_near, _, far = choice.owner.inputs
        # an integer less one may have wrapped
        if is_op(far, "sub") and far.type.dtype == x.type.dtype and number(far.owner.inputs[1]) == 1:
            p = in_dtype(far.owner.inputs[0], x.type.dtype)
            return op("switch", is_near, op("log", x), op("log1p", op("neg", p)))
    if family_op(x, SUM):
        form = Lists(fgraph, x.owner, SUM)
        if form.constant == 1:
            form.constant = type(form.constant)(0)
            return op("log1p", form.build())
    return op("log", x)


def unless(condition, x):
    """Return `x`, or 1 where the condition holds: the value is not read there."""
    return op("switch", condition, constant(1, x), x)


def is_chosen(x):
    """Return True if `x` is a result of :func:`unless`."""
    return is_op(x, "switch") and number(x.owner.inputs[1]) == 1


@specialize
@rounding
@node_rule("add", "sub")
def local_exp_less_tangent(fgraph, node):
    """``exp(x) - 1 - x``, an estimate of a divergence and nearly ``x**2 / 2``, loses the digits of a small ``x``."""
    form = lists(fgraph, node, SUM) if holds(fgraph, node, SUM, "exp", "expm1") else None
    dtype = node.outputs[0].type.dtype
    if form is None or len(form.top) != 1 or len(form.bottom) != 1 or dtype not in SMALL:
        return None
    for e, x in ((form.top[0], form.bottom[0]), (form.bottom[0], form.top[0])):
        sign = 1 if e is form.top[0] else -1
        one = {"exp": -sign, "expm1": 0}.get(op_name(e))
        if one == form.constant and e.owner.inputs[0] is x and e.type == x.type and not is_chosen(x):
            return fit(exp_less_tangent(x) if sign > 0 else op("neg", exp_less_tangent(x)), node)
    return None


def exp_less_tangent(x):
    """Return ``exp(x) - 1 - x``, a polynomial near 0."""
    is_near = op("lt", op("abs_", x), constant(SMALL[x.type.dtype], x))
    series = constant(SERIES[0], x)
    for c in SERIES[1:]:
        series = op("add", constant(c, x), op("mul", x, series))
    z = unless(is_near, x)
    return op("switch", is_near, op("mul", op("sqr", x), series), op("sub", op("expm1", z), z))


@specialize
@finite_only
@node_rule("add", "sub")
def local_root_difference(fgraph, node):
    """``sqrt(1 + x) - 1`` and ``sqrt(x**2 + y) - x`` are quotients by sums where both terms are nearly equal."""
    form = lists(fgraph, node, SUM) if holds(fgraph, node, SUM, "sqrt") else None
    dtype = node.outputs[0].type.dtype
    if form is None or dtype not in TINY:
        return None
    terms = [(v, 1) for v in form.top] + [(v, -1) for v in form.bottom]
    if form.has_constant():
        terms.append((make_constant(form.constant, dtype, form.out.type.ndim), 1))
    if len(terms) != 2 or any(v.type.dtype != dtype for v, _ in terms):
        return None
    for (root, sign), (other, minus) in (terms, terms[::-1]):
        if is_op(root, "sqrt") and root.owner.inputs[0].type.dtype == dtype:
            value = sum_with_root(fgraph, root, other if sign == minus else negative(other))
            if value is not None:
                return fit(value if sign > 0 else op("neg", value), node)
    return None


def negative(x):
    """Return ``-x``, of a constant as a constant."""
    value = number(x)
    return op("neg", x) if value is None else constant(-value, x)


def sum_with_root(fgraph, root, x):
    """Return ``root + x`` with the digits of the sum where x is negative, None if the squares have no common term."""
    (square,) = root.owner.inputs
    c, minus = number(x), x.owner.inputs[0] if is_op(x, "neg") else None
    if c is not None:
        rest = without_constant(fgraph, square, c) if c < 0 else None
        if rest is None:
            return None
        total = op("add", root, constant(-c, root))
        return op("switch", op("lt", rest, constant(np.inf, rest)), op("true_div", rest, total), root)
    if minus is not None and is_op(minus, "sqrt"):
        rest = difference(square, minus.owner.inputs[0])
        if is_op(rest, "sub"):
            return None
        return op("true_div", rest, op("maximum", op("add", root, minus), constant(TINY[root.type.dtype], root)))
    rest = None if is_below_zero(x, -1) else without_square(fgraph, square, minus or x)
    if rest is None:
        return None
    total = op("add", root, op("abs_", x))
    return op("switch", op("lt", x, constant(0, x)), divided(rest, total), total)


def divided(x, y):
    """Return ``x / y``, of a square, which may be infinite, as a product of two factors."""
    if not is_op(x, "sqr"):
        return op("true_div", x, y)
    (root,) = x.owner.inputs
    return op("mul", root, op("true_div", root, y))


def without_constant(fgraph, x, c):
    """Return ``x - c**2`` for a sum `x` with nearly this constant, else None."""
    if not family_op(x, SUM):
        return None
    form = Lists(fgraph, x.owner, SUM)
    k = float(form.constant)
    if not 0 < k < np.inf:
        return None
    left = Fraction(k) - Fraction(float(c)) ** 2
    if abs(left) > k / 2:
        return None
    form.constant = type(form.constant)(left)
    return form.build()


def without_square(fgraph, x, root):
    """Return ``x - root**2`` for a sum `x` that this square is a term of, else None."""
    if not family_op(x, SUM):
        return None
    root = root.owner.inputs[0] if is_op(root, "abs_") else root
    form = Lists(fgraph, x.owner, SUM)
    for k, v in enumerate(form.top):
        u = squared(v)
        if u is not None and same_graph(u.owner.inputs[0] if is_op(u, "abs_") else u, root):
            del form.top[k]
            return form.build()
    return None
