"""Exponentials and logarithms that keep their digits."""

import math

from ...scalar import REGISTRY
from ...tensor.elementwise.elemwise import named
from ..logdomain.intervals import is_multiple
from ..passes.canonizer import SUM, holds, lists
from ..rule import Float, Number, canonicalize, exact, finite_only, node_rule, rounding, specialize, stabilize, useless
from ..values import fit, is_op, make_constant

abs_, arccosh, arcsinh, cosh, exp, log, log1p, expm1, logaddexp, sinh, sqr, sqrt, switch, softplus, tanh = (
    REGISTRY[name]
    for name in (
        "abs_", "arccosh", "arcsinh", "cosh", "exp", "log", "log1p", "expm1", "logaddexp", "sinh", "sqr", "sqrt",
        "switch", "softplus", "tanh",
    )  # fmt: skip
)
NAN = float("nan")


@specialize
@stabilize
@rounding
def local_log_add(x: Float, y: Float):
    """``log(exp(x) + exp(y))`` overflows where the result does not."""
    yield log(exp(x) + exp(y)) >> logaddexp(x, y)


@canonicalize
@specialize
@stabilize
@rounding
def local_expm1(x: Float):
    """``exp(x) - 1`` loses the digits of a small ``x``."""
    yield exp(x) - 1 >> expm1(x)
    yield -1 + exp(x) >> expm1(x)
    yield 1 - exp(x) >> -expm1(x)


@specialize
@stabilize
@rounding
def local_expm1_of_power(c: Number, x: Float):
    """``1 - exp(x)**c`` loses the digits of a small ``x``; the power of 0 is 1 for an infinite one too."""
    yield exp(x) ** c - 1 >> expm1(c * x), c != 0
    yield -1 + exp(x) ** c >> expm1(c * x), c != 0
    yield 1 - exp(x) ** c >> -expm1(c * x), c != 0
    yield sqr(exp(x)) - 1 >> expm1(2 * x)
    yield -1 + sqr(exp(x)) >> expm1(2 * x)
    yield 1 - sqr(exp(x)) >> -expm1(2 * x)


@canonicalize
@rounding
def local_expm1_in_range(x: Float):
    """The form of ``expm1(x)`` in the log domain is the function itself where no factor is taken out of it."""
    yield switch(x > 0, -expm1(-x), expm1(x)) * exp(switch(x > 0, x, 0)) >> expm1(x)


@specialize
@rounding
def local_exp_log(x: Float):
    """``exp(log(x))`` is x; below the domain it stays nan."""
    yield exp(log(x)) >> switch(x >= 0, x, NAN)
    yield expm1(log1p(x)) >> switch(x >= -1, x, NAN)
    yield exp(log1p(x)) >> switch(x >= -1, 1 + x, NAN)


@stabilize
@rounding
def log1pexp_to_softplus(x: Float):
    """``log(1 + exp(x))`` overflows where the result does not."""
    yield log(1 + exp(x)) >> softplus(x)
    yield log1p(exp(x)) >> softplus(x)


@useless
@stabilize
@exact
def local_add_twice(x: Float):
    """``exp(x) + exp(x)`` is ``2 * exp(x)``, a multiple of an exponential."""
    yield exp(x) + exp(x) >> 2 * exp(x)


@stabilize
@rounding
def local_log1p_expm1(x: Float):
    """``log1p(expm1(x))`` is minus infinity for an `x` far below 0."""
    yield log1p(expm1(x)) >> x


@stabilize
@rounding
def local_one_and_chosen_expm1(c, x: Float, y: Float):
    """``1 + elu(x)``, a positive scale, is 0 where ``exp(x)`` is small."""
    yield 1 + switch(c, x, expm1(y)) >> switch(c, 1 + x, exp(y))
    yield 1 + switch(c, expm1(y), x) >> switch(c, exp(y), 1 + x)


@stabilize
@rounding
def local_log1p_minus_one(x: Float):
    """``1 + (x - 1)`` loses the digits of a small ``x``."""
    yield log1p(x - 1) >> log(x)
    yield log1p(-1 + x) >> log(x)


@stabilize
@specialize
@rounding
def local_log1p(x: Float):
    """``log(1 + x)`` loses the digits of a small ``x``."""
    yield log(1 + x) >> log1p(x)
    yield log(1 - x) >> log1p(-x)


@stabilize
@finite_only
def local_log_share(c: Number, d: Number, x: Float, y: Float):
    """``log(x / (x + y))`` loses the digits of a small y, and ``log(1 - x / (x + y))`` those of a small x."""
    yield log(x / (x + y)) >> -log1p(y / x)
    yield log(c / (d + x)) >> -log1p(x / d), c == d
    yield log1p(-1 * x / (x + y)) >> -log1p(x / y)
    yield log1p(c / (d + x)) >> -log1p(d / x), c == -d


@specialize
@finite_only
def local_log_difference(x: Float, y: Float):
    """``log(x + y) - log(x)`` loses the digits of a small ``y / x``; without the logarithm of x it may be a number."""
    yield log(x + y) - log(x) >> log1p(y / x)
    yield log(x) - log(x + y) >> -log1p(y / x)
    yield log(x - y) - log(x) >> log1p(-y / x)
    yield log(x) - log(x - y) >> -log1p(-y / x)
    yield log1p(x) - log(x) >> log1p(1 / x)
    yield log(x) - log1p(x) >> -log1p(1 / x)
    yield log((x + y) / x) >> log1p(y / x)


@canonicalize
@specialize
@finite_only
def local_log_sqrt(x: Float):
    """``log(sqrt(x))`` is ``0.5 * log(x)``."""
    yield log(sqrt(x)) >> 0.5 * log(x)


@stabilize
@rounding
def local_log_to_arcsinh(x: Float):
    """``log(x + sqrt(1 + x**2))`` is -inf for x far below 0, and loses the digits of a small x."""
    for square in (sqr(x), x**2, x * x):
        for root in (sqrt, lambda y: y**0.5):
            yield log(x + root(1 + square)) >> arcsinh(x)
            yield log(root(1 + square) - x) >> -arcsinh(x)


@stabilize
@rounding
def local_log_to_arccosh(x: Float):
    """``log(x + sqrt(x**2 - 1))``, a distance in hyperbolic space, loses the digits of an x near 1."""
    for square in (sqr(x), x**2, x * x):
        for root in (sqrt, lambda y: y**0.5):
            yield log(x + root(square - 1)) >> arccosh(x)
            yield log(x + root(-1 + square)) >> arccosh(x)


@specialize
@finite_only
@node_rule("add", "sub")
def local_log_cosh(fgraph, node):
    """``log(cosh(x))``, less than ``x**2 / 2``, loses the digits of a small ``x`` as the logarithm of a sum."""
    form = lists(fgraph, node, SUM) if holds(fgraph, node, SUM, "logaddexp", "softplus") else None
    x = None if form is None else cosh_argument(form)
    if x is None:
        return None
    two = make_constant(math.log(2), x.type.dtype, x.type.ndim)
    size, half = named(abs_)(x), make_constant(0.5, x.type.dtype, x.type.ndim)
    near = named(log1p)(named(sqr)(named(sinh)(half * x)) / half)
    far = size + named(log1p)(named(exp)(-size / half)) - two
    value = named(switch)(size < 2 * half, near, far)
    return fit(value if form.constant < 0 else -value, node)


def cosh_argument(form):
    """Return x if a sum is ``log(2 * cosh(x)) - log(2)`` or its negative, else None."""
    two = make_constant(math.log(2), form.out.type.dtype, 0).data
    minus, plus = (form.top, form.bottom) if form.constant > 0 else (form.bottom, form.top)
    if abs(form.constant) != two:
        return None
    for v in plus:
        if v.type.dtype != form.out.type.dtype:
            # the negative of an integer may have wrapped
            continue
        others = [w for w in plus if w is not v]
        if is_op(v, "logaddexp") and not others and not minus:
            x, y = v.owner.inputs
            if x.type.dtype == v.type.dtype and is_multiple(x, y, -1):
                return x
        elif is_op(v, "softplus") and v.owner.inputs[0].type.dtype == v.type.dtype and len(others) + len(minus) == 1:
            (x,) = others or minus
            if is_multiple(v.owner.inputs[0], x, -2 if others else 2):
                return x
    return None


@canonicalize
@stabilize
@specialize
@rounding
def local_exp_quotient_to_tanh(x: Float):
    """A hyperbolic tangent that is written out overflows."""
    yield sinh(x) / cosh(x) >> tanh(x)
    yield (exp(x) - exp(-x)) / (exp(x) + exp(-x)) >> tanh(x)
    yield (exp(x) - 1) / (exp(x) + 1) >> tanh(0.5 * x)
    yield (1 - exp(x)) / (1 + exp(x)) >> tanh(-0.5 * x)
    yield expm1(x) / (1 + exp(x)) >> tanh(0.5 * x)
    yield -expm1(x) / (1 + exp(x)) >> tanh(-0.5 * x)
    yield expm1(x) / (2 + expm1(x)) >> tanh(0.5 * x)
    yield cosh(x) / sinh(x) >> 1 / tanh(x)
    yield (1 + exp(x)) / expm1(x) >> 1 / tanh(0.5 * x)
    yield -(1 + exp(x)) / expm1(x) >> 1 / tanh(-0.5 * x)
