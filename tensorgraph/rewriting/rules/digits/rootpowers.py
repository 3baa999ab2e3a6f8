"""Differences of powers of two numbers that have most in common: derivatives of differences of roots, of any order."""

from fractions import Fraction

from ...logdomain.form import number as constant
from ...logdomain.form import op
from ...logdomain.intervals import difference
from ...onevariable import Powers, graph_of
from ...rule import finite_only, node_rule, specialize
from ...values import fit, is_op
from .cancellation import divided, without_square
from .fractions import collected, fractions_of

HIGHEST = Fraction(7, 2)  # power that is taken apart


@specialize
@finite_only
@node_rule("add", "sub")
def local_root_power_difference(fgraph, node):
    """``1 / sqrt(x + 1) - 1 / sqrt(x)`` is a quotient of what x + 1 and x do not have in common."""
    terms = collected(fractions_of(fgraph, node) or [])
    if len(terms) != 2 or terms[0].coefficient != -terms[1].coefficient:
        return None
    first = terms[0].exponents
    powers = list(change_of(*terms).items())
    if len(powers) != 2 or powers[0][1] != -powers[1][1]:
        return None
    (a, power), (b, _) = powers
    if power.denominator != 2 or abs(power) > HIGHEST:
        return None
    value = power_difference(a, b, power)
    if value is None:
        return None
    rest = Powers(terms[0].coefficient, {**first, a: first.get(a, 0) - power})
    return fit(op("mul", graph_of(rest, value), value), node)


def power_difference(a, b, power):
    """Return ``a**power - b**power`` for half an odd number, None if a and b have nothing in common."""
    distance = difference(a, b)
    if is_op(distance, "sub"):
        return None
    x, y = op("sqrt", a), op("sqrt", b)
    found, total = op("true_div", distance, op("add", x, y)), constant(1, distance)
    if power < 0:
        inverse = op("inv", op("mul", x, y))
        found = op("neg", op("mul", found, inverse))
        x, y = op("mul", y, inverse), op("mul", x, inverse)
    for k in range(1, abs(power.numerator)):
        total = op("add", op("mul", total, x), op("pow", y, constant(k, y)))
    return op("mul", found, total)


def change_of(first, second):
    """Return the exponents, by variable, of the quotient of two powers."""
    a, b = first.exponents, second.exponents
    return {v: a.get(v, 0) - b.get(v, 0) for v in {**a, **b} if a.get(v, 0) != b.get(v, 0)}


@specialize
@finite_only
@node_rule("add", "sub")
def local_one_less_cosine(fgraph, node):
    """``1 - x / sqrt(x**2 + y)``, nearly ``y / x**2 / 2`` where x is large, loses its digits."""
    terms = collected(fractions_of(fgraph, node) or [])
    if len(terms) != 2 or abs(terms[0].coefficient) != abs(terms[1].coefficient):
        return None
    for first, second in (terms, terms[::-1]):
        change = change_of(first, second)
        if sorted(change.values()) == [Fraction(-1, 2), 1]:
            square, x = sorted(change, key=change.get)
            rest = without_square(fgraph, square, x)
            if rest is not None:
                value = one_and_cosine(x, square, rest, first.coefficient == second.coefficient)
                return fit(op("mul", graph_of(second, value), value), node)
    return None


def one_and_cosine(x, square, rest, is_sum):
    """Return ``1 + x / sqrt(square)``, or ``1 - x / sqrt(square)``, where the square is ``x**2 + rest``."""
    root = op("sqrt", square)
    total = op("add", root, op("abs_", x))
    is_small = op("lt" if is_sum else "gt", x, constant(0, x))
    return op("true_div", op("switch", is_small, divided(rest, total), total), root)
