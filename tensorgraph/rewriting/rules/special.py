"""Error functions: a difference from 1 has its own function."""

from ...scalar import REGISTRY
from ..rule import Float, canonicalize, node_rule, rounding, specialize, stabilize
from ..values import fit, is_op, make_constant

erf, erfc, erfcx, log, switch, sqr, minimum, maximum = (
    REGISTRY[name] for name in ("erf", "erfc", "erfcx", "log", "switch", "sqr", "minimum", "maximum")
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
    """``1 + erf(x)`` for x far below 0."""
    yield 1 + erf(x) >> erfc(-x)


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
    """``log(erfc(x))`` is -inf for large x: erfcx keeps the exponent apart."""
    (z,) = node.inputs
    if not is_op(z, "erfc") or z.type.dtype[0] != "f":
        return None
    x = z.owner.inputs[0]
    if is_op(x, "minimum"):
        # what this rule made
        return None
    one = make_constant(1, x.type.dtype, x.type.ndim)
    near = log(erfc(minimum(x, one)))
    far = log(erfcx(maximum(x, one))) - sqr(x)
    return fit(switch(x < one, near, far), node)
