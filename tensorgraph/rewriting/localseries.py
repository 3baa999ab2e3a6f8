"""An expression of one variable that is a polynomial near 0, and stays as it was written elsewhere.

Where derivatives will be taken, the polynomial is ``p(c) + (u - c) * (p'(c) + (u - c) * r(u))`` with a c that has the
value of u and no derivative. So a derivative is one polynomial, and not what the rules of sums and products make of p;
the factor ``u - c`` is 0, which rewrites find.
"""

from fractions import Fraction
from math import gcd, lcm

import numpy as np

from ..gradient.barriers import disconnected_grad_
from ..graph.traverse import clone_replace
from .logdomain.form import number as constant
from .logdomain.form import op
from .onevariable import Powers, graph_of, power_of_series, raised, series_of
from .powerseries import PowerSeries, Unknown, monomial
from .values import is_op, number

MOST = {"float32": 8, "float64": 14}  # terms of a polynomial
# terms of series by which cancellations are found, and from which polynomials are made
FEW, MANY = 8, 40


class Regular:
    """``u**power * f(u) * rest`` with an f that is a product of expressions of u.

    Attributes
    ----------
    unit : Powers
        What u is.
    factors : list of (TensorVariable, int)
        Expressions of u and their exponents.
    power : int
    rest : Powers
        Everything else.
    """

    def __init__(self, unit, factors, power=0, rest=None):
        self.unit = unit
        self.factors = factors
        self.power = power
        self.rest = Powers(Fraction(1), {}) if rest is None else rest

    def series(self):
        """Return the power series of the product without `rest`, without terms if there is none."""
        total = monomial(1, self.power, MANY)
        try:
            for v, e in self.factors:
                total *= power_of_series(series_of(v, self.unit, MANY), e, self.unit)
        except Unknown:
            return PowerSeries(0, [])
        return total

    def graph(self, out, is_derived):
        """Return `out`, which is this product, as a polynomial near 0, or None if that is not known.

        A graph of which derivatives may be taken, `is_derived`, is made for that.
        """
        base, exponent = next(iter(self.unit))
        if is_away(base, exponent):
            return None
        found = polynomial_of(self.series(), out.type.dtype)
        if found is None:
            return None
        terms, edge = found
        u = graph_of(self.unit)
        is_near = op("lt", op("abs_", u), constant(edge, u))
        near = self.near(terms, is_near, edge, is_derived)
        # no derivative of what is not read may be infinite; the rest, all of a gradient so far, is there once
        others = {v: v for v, _ in self.rest}
        others.update((v, op("switch", is_near, constant(1, v), v)) for v, _ in self.unit)
        others[base] = op("switch", is_near, away(base, edge, exponent), base)
        return op("switch", is_near, near, *clone_replace([out], others))

    def near(self, terms, is_near, edge, is_derived):
        """Return the product near 0: the coefficients in `terms` by their powers."""
        lowest = min(terms)
        size = lcm(*[e.denominator for _, e in self.unit])
        if any((k - lowest) % size for k in terms):
            # of u itself, a root: not all powers are powers of what it is the root of
            size = 1
        w = graph_of(self.unit ** Fraction(size))
        w = op("switch", is_near, w, constant(edge**size, w))
        outside = lowest if lowest < 0 else lowest % size
        terms = {(k - outside) // size: float(c) for k, c in terms.items()}
        value = polynomial(terms, w, is_derived)
        powers = self.unit ** Fraction(outside) * self.rest
        return value if not powers.exponents and powers.coefficient == 1 else op("mul", value, graph_of(powers, w))


def lowest(v, unit, known=None):
    """Return the lowest power in the series of an expression of u, or how many are 0, or None if there is no series."""
    try:
        series = series_of(v, unit, FEW, known)
    except Unknown:
        return None
    return series.low


def is_away(v, exponent):
    """Return True if `v` has another value where its power is near 0, as in a result of :class:`Regular`."""
    if not is_op(v, "switch") or not is_op(v.owner.inputs[0], "lt"):
        return False
    edge, value = number(v.owner.inputs[0].owner.inputs[1]), number(v.owner.inputs[1])
    return edge is not None and value is not None and value == away(v, edge, exponent).data.item()


def away(v, edge, exponent):
    """Return the value of `v` of which a power is `edge`."""
    return constant(float(edge) ** float(1 / exponent), v)


def polynomial_of(series, dtype, most=None):
    """Return the first coefficients of a series by power, and up to which u they are enough, or None if not known.

    There are no more than `most`, by default a number for each dtype.

    Second derivatives are to have their digits as well; from a fourth of the scale of the function on the expression
    itself has most of its own.
    """
    step = gcd(*[k for k, c in enumerate(series.terms) if c]) or 1
    terms = series.terms[::step]
    sizes = [abs(float(c / terms[0])) for c in terms]
    eps, most = float(np.finfo(dtype).eps), most or MOST[dtype]
    known = [k for k in range(1, len(sizes)) if sizes[k]]
    if not known:
        return None
    scale = min(sizes[k] ** (-1 / k) for k in known[:3])
    for count in range(3, most + 1):
        left = [k for k in known if k >= count]
        radius = min(((eps / (sizes[k] * k * k)) ** (1 / k) for k in left), default=scale)
        if radius >= scale / 4:
            break
    edge = np.dtype(dtype).type(min(radius, scale / 2) ** (1 / step))
    return {series.low + step * k: c for k, c in enumerate(terms[:count])}, float(edge)


def polynomial(terms, w, is_derived):
    """Return a polynomial of `w`, whose coefficients are given by power, to take derivatives of or not."""
    first = min(terms)
    step = gcd(*[k - first for k in terms]) or 1
    z, coefficients = raised(w, Fraction(step)), [constant(terms[k], w) for k in sorted(terms)]
    found = with_derivatives(coefficients, z) if is_derived else horner(coefficients, z)[0]
    return op("mul", raised(w, Fraction(first)), found) if first else found


def horner(coefficients, z):
    """Return the value of a polynomial, and the coefficients of ``(p(w) - p(z)) / (w - z)`` as a polynomial of w."""
    found = [coefficients[-1]]
    for c in coefficients[-2::-1]:
        found.append(op("add", c, op("mul", z, found[-1])))
    return found[-1], found[-2::-1]


def with_derivatives(coefficients, z):
    """Return a polynomial as the first two terms around the value of `z`, and what is left."""
    still = disconnected_grad_(z)
    value, quotient = horner(coefficients, still)
    slope, rest = horner(quotient, still)
    change = op("sub", z, still)
    left = op("mul", change, horner(rest, z)[0])
    return op("add", value, op("mul", change, op("add", slope, left)))
