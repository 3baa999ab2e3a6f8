"""Error functions: their differences from 1 have functions of their own."""

from ...scalar import REGISTRY
from ..logdomain import log_erfc
from ..passes.canonizer import PRODUCT, Lists, family_op, holds, lists
from ..rule import Float, Number, canonicalize, node_rule, rounding, specialize, stabilize
from ..values import fit, is_op, number

erf, erfc, erfcx = (REGISTRY[name] for name in ("erf", "erfc", "erfcx"))


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
