"""Exponentials and logarithms that keep their digits."""

import math

from ...scalar import REGISTRY
from ...tensor.elementwise.elemwise import named
from ..passes.canonizer import SUM, holds, lists
from ..rule import Float, Number, canonicalize, exact, finite_only, node_rule, rounding, specialize, stabilize, useless
from ..values import fit, is_op, make_constant

abs_, arcsinh, cosh, exp, log, log1p, expm1, logaddexp, sinh, sqr, sqrt, switch, softplus, tanh = (
    REGISTRY[name]
    for name in (
        "abs_", "arcsinh", "cosh", "exp", "log", "log1p", "expm1", "logaddexp", "sinh", "sqr", "sqrt", "switch",
        "softplus", "tanh",
    )  # fmt: skip
)
NAN, INFINITY = float("nan"), float("inf")


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


@specialize
@rounding
def local_root_less_one(x: Float):
    """``sqrt(1 + x) - 1`` loses the digits of a small ``x``."""
    value = switch(x < INFINITY, x / (1 + sqrt(1 + x)), sqrt(1 + x))
    for root in (sqrt, lambda y: y**0.5):
        yield root(1 + x) - 1 >> value
        yield -1 + root(1 + x) >> value
        yield 1 - root(1 + x) >> -value


@specialize
@rounding
@node_rule("add", "sub")
def local_log_cosh(fgraph, node):
    """``log(cosh(x))``, less than ``x**2 / 2``, loses the digits of a small ``x`` as the logarithm of a sum."""
    form = lists(fgraph, node, SUM) if holds(fgraph, node, SUM, "logaddexp") else None
    if form is None or len(form.top) + len(form.bottom) != 1:
        return None
    (v,) = form.top or form.bottom
    two = make_constant(math.log(2), v.type.dtype, v.type.ndim)
    if not is_op(v, "logaddexp") or form.constant != (two.data.flat[0] if form.bottom else -two.data.flat[0]):
        return None
    x, y = v.owner.inputs
    if x.type.dtype != v.type.dtype:
        # the negative of an integer may have wrapped
        return None
    if not (is_op(y, "neg") and y.owner.inputs[0] is x) and not (is_op(x, "neg") and x.owner.inputs[0] is y):
        return None
    size, half = named(abs_)(x), make_constant(0.5, x.type.dtype, x.type.ndim)
    near = named(log1p)(named(sqr)(named(sinh)(half * x)) / half)
    far = size + named(log1p)(named(exp)(-size / half)) - two
    value = named(switch)(size < 2 * half, near, far)
    return fit(-value if form.bottom else value, node)


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
