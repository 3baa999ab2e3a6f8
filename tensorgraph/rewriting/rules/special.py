"""Error functions, the arctangent and Laplace's distribution: their distances from their limits, with all digits."""

import numpy as np

from ...scalar import REGISTRY
from ..logdomain import log_erfc
from ..passes.canonizer import PRODUCT, SUM, Lists, family_op, holds, lists
from ..rule import Float, Number, canonicalize, node_rule, rounding, specialize, stabilize
from ..values import cast, fit, is_op, make_constant, number

arctan2, erf, erfc, erfcx, exp, gt, lt, mul, neg, sub, switch = (
    REGISTRY[name] for name in ("arctan2", "erf", "erfc", "erfcx", "exp", "gt", "lt", "mul", "neg", "sub", "switch")
)


@canonicalize
@stabilize
@specialize
@rounding
def local_one_minus_erf(x: Float):
    """``1 - erf(x)`` is 0 for large x, erfc(x) is not."""
    yield 1 - erf(x) >> erfc(x)
    yield 1 + (-erf(x)) >> erfc(x)
    yield erf(x) - 1 >> -erfc(x)
    yield -1 + erf(x) >> -erfc(x)


@canonicalize
@stabilize
@specialize
@rounding
def local_one_plus_erf(x: Float):
    """``1 + erf(x)`` loses all digits for x far below 0."""
    yield 1 + erf(x) >> erfc(-x)
    yield -1 - erf(x) >> -erfc(-x)


@stabilize
@rounding
def local_shifted_erf(a: Number, b: Number, x: Float):
    """``0.5 + 0.5 * erf(x)``, the distribution function of the normal, loses all digits for x far below 0."""
    yield a + b * erf(x) >> a * erfc(-x), a == b
    yield a + b * erf(x) >> a * erfc(x), a == -b
    yield a - b * erf(x) >> a * erfc(x), a == b


@stabilize
@rounding
@node_rule("add", "sub")
def local_shifted_arctan(fgraph, node):
    """``0.5 + arctan(x) / pi``, the distribution function of Cauchy, loses all digits for x far below 0.

    At -inf it is a rounding error, of either sign: processors add a product with one rounding or with two.
    """
    form = lists(fgraph, node, SUM)
    if form is None or len(form.top) + len(form.bottom) != 1 or form.out.type.dtype[0] != "f":
        return None
    (v,) = form.top or form.bottom
    slope, angle = form.constant.dtype.type(-1 if form.bottom else 1), v
    if family_op(v, PRODUCT):
        product = Lists(fgraph, v.owner, PRODUCT)
        if len(product.top) != 1 or product.bottom:
            return None
        slope, (angle,) = slope * product.constant, product.top
    if not is_op(angle, "arctan") or abs(form.constant) != abs(slope * (np.pi / 2)):
        return None
    # the negative of an integer may wrap
    dtype, x = form.out.type.dtype, cast(angle.owner.inputs[0], form.out.type.dtype)
    one, scale = (make_constant(n, dtype, form.out.type.ndim) for n in (1, np.copysign(slope, form.constant)))
    return fit(mul(scale, arctan2(one, neg(x) if slope * form.constant > 0 else x)), node)


@stabilize
@rounding
@node_rule("add", "sub")
def local_shifted_sign(fgraph, node):
    """``0.5 - 0.5 * sgn(x) * expm1(-abs(x))``, Laplace's distribution function, loses all digits far below 0."""
    form = lists(fgraph, node, SUM)
    if form is None or len(form.top) + len(form.bottom) != 1:
        return None
    (v,) = form.top or form.bottom
    if not family_op(v, PRODUCT) or v.type.dtype != form.out.type.dtype:
        return None
    product = Lists(fgraph, v.owner, PRODUCT)
    factors = sorted(product.top, key=lambda w: is_op(w, "expm1"))
    if len(factors) != 2 or product.bottom or abs(product.constant) != abs(form.constant):
        return None
    if not is_op(factors[0], "sgn") or not is_op(factors[1], "expm1"):
        return None
    ((x,), (exponent,)), c = (w.owner.inputs for w in factors), form.constant
    if exponent.type.dtype != v.type.dtype or not has_size(fgraph, exponent, x):
        return None
    c, limit, zero = (make_constant(n, v.type.dtype, v.type.ndim) for n in (c, 2 * c, 0))
    falls = (product.constant > 0) == (bool(form.top) == (form.constant > 0))
    is_small = (gt if falls else lt)(x, zero)
    rest = mul(c, exp(exponent))
    return fit(switch(is_small, rest, sub(limit, rest)), node)


def has_size(fgraph, v, x):
    """Return True if `v` is a product with the absolute value of `x` as a factor, and so 0 or nan where x is 0."""
    if not family_op(v, PRODUCT):
        return False
    known = (x, x.owner.inputs[0]) if is_op(x, "neg") else (x,)
    return any(is_op(w, "abs_") and w.owner.inputs[0] in known for w in Lists(fgraph, v.owner, PRODUCT).top)


@canonicalize
@stabilize
@specialize
@rounding
def local_one_minus_erfc(x: Float):
    """``1 - erfc(x)`` loses the digits of a small x."""
    yield 1 - erfc(x) >> erf(x)
    yield erfc(x) - 1 >> -erf(x)
    yield -1 + erfc(x) >> -erf(x)


@stabilize
@specialize
@rounding
def local_two_minus_erfc(x: Float):
    """``2 - erfc(x)`` is 0 for x far below 0, ``erfc(-x)`` is not."""
    yield 2 - erfc(x) >> erfc(-x)
    yield erfc(x) - 2 >> -erfc(-x)


@stabilize
@rounding
def local_shifted_erfc(a: Number, b: Number, x: Float):
    """``1 - 0.5 * erfc(x)``, the complement of a tail of the normal, is 0 for x far below 0."""
    yield a - b * erfc(x) >> b * erfc(-x), a == 2 * b
    yield a + b * erfc(x) >> -b * erfc(-x), a == -2 * b
    yield b * erfc(x) - a >> -b * erfc(-x), a == 2 * b
    yield a - b * erfc(x) >> a * erf(x), a == b
    yield a + b * erfc(x) >> a * erf(x), a == -b
    yield b * erfc(x) - a >> -b * erf(x), a == b


@stabilize
@specialize
@rounding
@node_rule("log")
def local_log_erfc(fgraph, node):
    """``log(erfc(x))`` is -inf for large x; erfcx keeps the exponent separate."""
    (z,) = node.inputs
    if not is_op(z, "erfc") or z.type.dtype[0] != "f":
        return None
    x = z.owner.inputs[0]
    if is_op(x, "minimum"):
        # a result of this rule
        return None
    return fit(log_erfc(x), node)


@canonicalize
@stabilize
@rounding
@node_rule("true_div", "mul")
def local_grad_log_erfc_neg(fgraph, node):
    """``exp(-x**2) / erfc(x)``, the gradient of ``log(erfc(x))``, is ``1 / erfcx(x)``: not 0 / 0 for large x."""
    form = lists(fgraph, node, PRODUCT) if holds(fgraph, node, PRODUCT, "erfc") else None
    if form is None:
        return None
    for i, bottom in enumerate(form.bottom):
        if not is_op(bottom, "erfc"):
            continue
        x = bottom.owner.inputs[0]
        if x.type.dtype[0] != "f":
            # the square of an integer may have wrapped
            continue
        for k, top in enumerate(form.top):
            if is_op(top, "exp") and minus_square(fgraph, top.owner.inputs[0], x):
                form.bottom[i] = erfcx(x)
                del form.top[k]
                return form.build()
    return None


def minus_square(fgraph, v, x):
    """Return True if `v` is ``-x**2``."""
    if family_op(v, PRODUCT) is None:
        return False
    form = Lists(fgraph, v.owner, PRODUCT)
    if form.bottom or form.constant != -1:
        return False
    if form.top == [x, x]:
        return True
    square = form.top[0].owner if len(form.top) == 1 else None
    if square is None or square.inputs[0] is not x:
        return False
    return is_op(form.top[0], "sqr") or (is_op(form.top[0], "pow") and number(square.inputs[1]) == 2)
