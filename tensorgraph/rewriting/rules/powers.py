"""Logarithms of powers, which overflow and vanish where their logarithm does not."""

import numpy as np

from ...scalar import REGISTRY
from ...tensor.elementwise.elemwise import Elemwise, named
from ...tensor.shape.dimshuffle import DimShuffle
from ...tensor.shape.reshape import Reshape
from ..rule import finite_only, node_rule, stabilize
from ..values import fit, make_constant, number

DEPTH = 8  # levels of operations that one power looks through
LOGARITHMS = {"log": np.log, "log2": np.log2, "log10": np.log10}
# the sign of a power of a base below 0
ODD, EVEN, NAN = -1, 1, None


class Power:
    """``factor * base ** exponent``, of ``abs(base)`` if its sign is EVEN."""

    __slots__ = ("factor", "base", "exponent", "sign")

    def __init__(self, factor, base, exponent, sign):
        self.factor = factor
        self.base = base
        self.exponent = exponent
        self.sign = sign


def power_of(v):
    """Return the :class:`Power` that `v` is, which may be the first power of itself."""
    return _power_of(v, DEPTH, {})


def _power_of(v, depth, known):
    # a variable that is read twice is looked at once
    if v not in known:
        known[v] = _found(v, depth, known)
    return known[v]


def _found(v, depth, known):
    node = v.owner
    itself = Power(np.float64(1), v, 1.0, ODD)
    if node is None or depth == 0:
        return itself
    if isinstance(node.op, (DimShuffle, Reshape)):
        found = _power_of(node.inputs[0], depth - 1, known)
        base = node.clone_with_new_inputs([found.base, *node.inputs[1:]]).outputs[0]
        return Power(found.factor, base, found.exponent, found.sign)
    make = MAKERS.get(node.op.scalar_op.record_name) if isinstance(node.op, Elemwise) else None
    values = [number(w) for w in node.inputs]
    variables = [w for w, value in zip(node.inputs, values) if value is None]
    if make is None or not variables or any(w.type.dtype != v.type.dtype for w in variables):
        return itself
    parts = [
        _power_of(w, depth - 1, known) if value is None else np.float64(value) for w, value in zip(node.inputs, values)
    ]
    with np.errstate(all="ignore"):
        if make is raised and values[1] is not None and values[1] % 1 and parts[0].factor < 0:
            # the negative of a number below 0 has such a power
            parts[0] = Power(np.float64(1), node.inputs[0], 1.0, ODD)
        return make(*parts) or itself


def raised(x, c):
    """Return the power `c` of a power, or None if `c` is no finite number."""
    if isinstance(c, Power) or not np.isfinite(c):
        return None
    if c % 1:
        sign = EVEN if x.sign is EVEN else NAN
    else:
        sign = EVEN if x.sign is ODD and c % 2 == 0 else x.sign
    return Power(x.factor**c, x.base, x.exponent * c, sign)


def multiplied(*factors):
    """Return the product of numbers and of powers of one base, or None if there are several."""
    powers = [x for x in factors if isinstance(x, Power)]
    base, sign = powers[0].base, EVEN
    if any(x.base is not base for x in powers):
        return None
    for x in powers:
        sign = NAN if NAN in (sign, x.sign) else sign * x.sign
    factor = np.prod([x.factor if isinstance(x, Power) else x for x in factors])
    return Power(factor, base, sum(x.exponent for x in powers), sign)


def divided(x, y):
    """Return the quotient of a number, or a power, and another, or None if there are several bases."""
    return multiplied(x, raised(y, -1.0) if isinstance(y, Power) else 1 / y)


def absolute(x):
    """Return the absolute value of a power."""
    return Power(abs(x.factor), x.base, x.exponent, EVEN if x.sign is ODD else x.sign)


MAKERS = {
    "pow": raised,
    "sqr": lambda x: raised(x, 2.0),
    "sqrt": lambda x: raised(x, 0.5),
    "inv": lambda x: raised(x, -1.0),
    "mul": multiplied,
    "true_div": divided,
    "neg": lambda x: multiplied(x, -1.0),
    "abs_": absolute,
}


@stabilize
@finite_only
@node_rule("log", "log2", "log10")
def local_log_power(fgraph, node):
    """``log(c * x**n)`` is ``log(c) + n * log(x)``, of ``abs(x)`` for an even power.

    The inverse of -0 is infinite, not minus infinity, and a fractional power of minus infinity is nan.
    """
    (x,) = node.inputs
    if x.type.dtype[0] != "f":
        return None
    power = power_of(x)
    factor, base, exponent, sign = power.factor, power.base, power.exponent, power.sign
    # a multiple, or a quotient by a variable, stays in the range of numbers
    if exponent in (0, 1) or (exponent == -1 and factor != 1 and sign is ODD):
        return None
    if factor < 0 and sign is ODD:
        factor, base = -factor, _op("neg", base)
    if not 0 < factor < np.inf:
        return None
    log = node.op(_op("abs_", base) if sign is EVEN else base)
    log = _op("mul", make_constant(exponent, log.type.dtype, log.type.ndim), log)
    if factor != 1:
        shift = LOGARITHMS[node.op.scalar_op.record_name](factor)
        log = _op("add", make_constant(shift, log.type.dtype, log.type.ndim), log)
    return fit(log, node)


def _op(name, *args):
    return named(REGISTRY[name])(*args)
