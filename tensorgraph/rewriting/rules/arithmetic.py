"""Sums, products, quotients and powers."""

from collections import Counter
from functools import reduce

import numpy as np

from ...scalar import REGISTRY
from ..passes.association import arrange
from ..passes.canonizer import PRODUCT, SUM, Lists, canonize, distribute, family_op, joined, lists
from ..rule import (
    Discrete,
    Float,
    Signed,
    Varying,
    canonicalize,
    exact,
    finite_only,
    node_rule,
    rounding,
    specialize,
    stabilize,
    useless,
)
from ..values import cast, fit, is_op, make_constant, number, op_name, with_dtype, wraps_at

add, mul, sub, neg, inv, sqr, sqrt, int_div, true_div = (
    REGISTRY[name] for name in ("add", "mul", "sub", "neg", "inv", "sqr", "sqrt", "int_div", "true_div")
)
power = REGISTRY["pow"]
VANISHING = frozenset(("exp", "sigmoid", "erfc"))  # functions that are 0 for large arguments


@stabilize
@canonicalize
@finite_only
@node_rule("mul", "true_div", "inv", "neg")
def local_mul_canonizer(fgraph, node):
    """Collect products and quotients into a list of factors and one of divisors; equal ones cancel."""
    return canonize(fgraph, node)


@stabilize
@canonicalize
@finite_only
@node_rule("add", "sub", "neg")
def local_add_canonizer(fgraph, node):
    """Cancel equal terms of sums and differences, fold their constants and move signs into subtractions."""
    return arrange(fgraph, node)


@specialize
@canonicalize
@exact
def local_pow_canonicalize(x):
    """``x**0`` is 1 and ``x**1`` is x."""
    yield x**0 >> 1
    yield x**1 >> x


@useless
@canonicalize
@exact
def local_pow_to_inv(x: Float):
    """``x**-1`` is ``1 / x``, which rules for products and quotients know."""
    yield x**-1 >> inv(x)


@canonicalize
@specialize
@exact
def local_intdiv_by_one(x: Discrete):
    """``x // 1`` is x."""
    yield x // 1 >> x


@canonicalize
@specialize
@finite_only
def local_mul_zero(x):
    """``0 * x`` is 0, also where x is nan or inf."""
    yield x * 0 >> 0


@canonicalize
@specialize
@finite_only
def local_zero_div(x):
    """``0 / x`` is 0."""
    yield 0 / x >> 0
    yield 0 // x >> 0


@specialize
@stabilize
@exact
def local_neg_sub(x: Float, y):
    """``-(x - y)`` is ``y - x``."""
    yield -(x - y) >> y - x


@specialize
@exact
def local_neg_div_neg(x: Signed, y: Signed):
    """``-x / -y`` is ``x / y``: signs cancel in a quotient."""
    yield -(-x / y) >> x / y
    yield (-x) / (-y) >> x / y


@specialize
@exact
def local_elemwise_sub_zeros(x: Signed):
    """``x - 0`` is x; and ``x - x`` is 0, also for nan and inf (as in the canonizer)."""
    yield x - 0 >> x
    yield 0 - x >> -x


@specialize
@exact
def local_mul_to_sqr(x: Varying):
    """``x * x`` is ``sqr(x)``, which reads its input once."""
    yield x * x >> sqr(x)


@specialize
@finite_only
def local_pow_specialize(x: Float):
    """A power by a small constant is a product or a root; ``(-inf) ** 0.5`` becomes nan."""
    yield x**2 >> sqr(x)
    yield x**0.5 >> sqrt(x)
    yield x**-1 >> inv(x)
    yield x**-2 >> inv(sqr(x))
    yield x**-0.5 >> inv(sqrt(x))


@specialize
@rounding
@node_rule("pow")
def local_pow_specialize_device(fgraph, node):
    """Compute an integer power up to 512 by repeated squaring."""
    x, exponent = node.inputs
    n = None if exponent.type.dtype[0] == "c" else number(exponent)
    if n is None or n != n or abs(n) > 512 or n != int(n) or abs(n) < 2:
        return None
    dtype = node.outputs[0].type.dtype
    if n < 0 and dtype[0] != "f":
        return None
    n = int(n)
    square, factors = cast(x, dtype), []
    left = abs(n)
    while left:
        if left & 1:
            factors.append(square)
        left >>= 1
        square = sqr(square)
    result = reduce(mul, reversed(factors))  # the highest first, as Theano prints it
    return fit(inv(result) if n < 0 else result, node)


@specialize
@rounding
@node_rule("mul")
def local_mul_specialize(fgraph, node):
    """A factor -1 is a sign, and signs of factors cancel: ``-1 * x * -y`` is ``x * y``."""
    dtype = node.outputs[0].type.dtype
    factors, negative, changed = [], False, False
    for v in node.inputs:
        value = number(v)
        if value is not None and abs(value) == 1 and value.imag == 0:
            negative ^= bool(value == -1)
            changed = True
        elif is_op(v, "neg") and wraps_at(v, dtype) and len(fgraph.clients(v)) == 1:
            negative ^= True
            changed = True
            factors.append(v.owner.inputs[0])
        else:
            factors.append(v)
    if not changed:
        return None
    if not factors:
        return fit(-1 if negative else 1, node)
    factors = with_dtype(factors, dtype)
    result = joined("mul", *factors)
    return fit(neg(result) if negative else result, node)


@specialize
@rounding
@node_rule("mul")
def local_constant_last(fgraph, node):
    """``1.5 * x * sigmoid(-x)`` is inf * 0 where x is nearly the largest number: the constant goes last."""
    c, *factors = node.inputs
    value = number(c)
    if value is None or node.outputs[0].type.dtype[0] != "f" or not 1 < abs(value) < np.inf:
        return None
    if not any(op_name(v) in VANISHING for v in factors[1:]):
        return None
    return [mul(*factors, c)]


@specialize
@exact
@node_rule("add")
def local_add_specialize(fgraph, node):
    """Drop zero terms; subtract negated ones."""
    terms = [v for v in node.inputs if number(v) != 0]
    if len(terms) == len(node.inputs):
        if len(terms) == 2:
            x, y = terms
            if x.type.dtype != y.type.dtype:
                return None
            if is_op(y, "neg"):
                return fit(sub(x, y.owner.inputs[0]), node)
            if is_op(x, "neg"):
                return fit(sub(y, x.owner.inputs[0]), node)
        return None
    if not terms:
        return fit(0, node)
    terms = with_dtype(terms, node.outputs[0].type.dtype)
    return fit(joined("add", *terms), node)


@specialize
@exact
def local_sub_neg(x, y: Signed):
    """``x - -y`` is ``x + y``."""
    yield x - (-y) >> x + y
    yield (-y) - x >> -(y + x)


@specialize
@exact
def local_div_to_inv(x: Float):
    """``1 / x`` is ``inv(x)``."""
    yield 1 / x >> inv(x)


@canonicalize
@specialize
@exact
def local_abs_merge(x: Signed, y: Float):
    """``abs(-x)`` is ``abs(x)``, and squares need no absolute value inside or outside; those of integers may wrap."""
    yield abs(-x) >> abs(x)
    yield abs(sqr(y)) >> sqr(y)
    yield sqr(abs(y)) >> sqr(y)
    yield abs(y) ** 2 >> y**2
    yield abs(y) * abs(y) >> y * y


@canonicalize
@specialize
@exact
def local_sqrt_sqr(x: Float):
    """``sqrt(x**2)`` is ``abs(x)``, without overflow."""
    yield sqrt(sqr(x)) >> abs(x)
    yield sqrt(x**2) >> abs(x)
    yield sqrt(x * x) >> abs(x)


@canonicalize
@stabilize
@finite_only
@node_rule("sub", "add")
def local_one_minus_share(fgraph, node):
    """``1 - x / (x + y)`` is ``y / (x + y)``, which keeps the digits of a small y."""
    form = lists(fgraph, node, SUM)
    if form is None or len(form.top) + len(form.bottom) != 1 or form.constant != (1 if form.bottom else -1):
        return None
    (share,) = form.bottom or form.top
    if share.type.dtype[0] != "f":
        return None
    rest = rest_of(fgraph, share) or rest_beside_quotient(fgraph, share)
    return rest and fit(rest if form.bottom else neg(rest), node)


def rest_of(fgraph, share):
    """Return ``y / (x + y)`` for ``x / (x + y)``, where x may be a sum itself, None for anything else."""
    if not is_op(share, "true_div"):
        return None
    x, total = share.owner.inputs
    if family_op(total, SUM) is None or total.type.dtype != share.type.dtype:
        return None
    terms = Lists(fgraph, total.owner, SUM)
    if x in terms.top:
        terms.top.remove(x)
        return true_div(terms.build(), total)
    if family_op(x, SUM) is None or x.type.dtype != total.type.dtype:
        return None
    known = Lists(fgraph, x.owner, SUM).constant
    left, terms.constant = terms.constant - known, known
    if not terms.take(fgraph, x):
        return None
    terms.constant = left
    return true_div(terms.build(), total)


def rest_beside_quotient(fgraph, share):
    """Return ``y / (x + y)`` for ``x / (x + y)`` where x is ``a / b``, written ``a / (b * (x + y))``, else None."""
    if op_name(share) not in ("true_div", "inv"):
        return None
    whole = Lists(fgraph, share.owner, PRODUCT)
    for total in whole.bottom:
        if family_op(total, SUM) is None:
            continue
        terms = Lists(fgraph, total.owner, SUM)
        for x in terms.top:
            if family_op(x, PRODUCT) is None or x.type.dtype != share.type.dtype:
                continue
            part = Lists(fgraph, x.owner, PRODUCT)
            same = part.constant == whole.constant and Counter(part.top) == Counter(whole.top)
            if same and Counter([*part.bottom, total]) == Counter(whole.bottom):
                terms.top.remove(x)
                return true_div(terms.build(), total)
    return None


@canonicalize
@stabilize
@finite_only
@node_rule("mul", "true_div", "neg")
def local_greedy_distributor(fgraph, node):
    """Multiply a factor into a sum if it cancels in one of its terms."""
    return distribute(fgraph, node)


@canonicalize
@rounding
@node_rule("mul")
def local_constant_distributor(fgraph, node):
    """Replace ``c * (d * x + e)``, with constants, by ``(c d) x + c e``, which saves a multiplication."""
    if len(node.inputs) != 2 or node.outputs[0].type.dtype[0] != "f":
        return None
    c, total = node.inputs
    value = number(c)
    if value is None or total.type.dtype != node.outputs[0].type.dtype or not is_op(total, "add"):
        return None
    terms = total.owner.inputs
    if len(fgraph.clients(total)) != 1 or len(terms) > 8:
        return None
    scaled = [scale(fgraph, v, value, total.type) for v in terms]
    return fit(add(*scaled), node) if all(v is not None for v in scaled) else None


def scale(fgraph, v, value, target):
    """Return a term with its constant multiplied by `value`, or None without one, or if the product is out of range."""
    known, others = number(v), ()
    if is_op(v, "mul") and wraps_at(v, target.dtype) and len(fgraph.clients(v)) == 1:
        first, *others = v.owner.inputs
        known = number(first)
    if known is None:
        return None
    with np.errstate(all="ignore"):
        constant = make_constant(known * value, target.dtype, target.ndim)
    if value and known and not np.finfo(target.dtype).tiny <= abs(number(constant)) < np.inf:
        return None
    return joined("mul", constant, *others)
