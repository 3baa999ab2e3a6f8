"""Sums of fractions whose numerators cancel: ``1 / x - 1 / (1 + x)`` is ``1 / x / (1 + x)``, with all digits.

Derivatives are such sums, by the rule of products: ``1 / h - x**2 / h**3`` for ``h = sqrt(x**2 + y**2)`` is nearly 0
where x is large, and ``y**2 / h**3`` has its digits. The terms are brought over common divisors, powers of sums, and
multiplied out, with exact coefficients; if some of what is then added cancels, the rest is the better numerator.
"""

from fractions import Fraction
from itertools import zip_longest

from ...logdomain.form import number as constant
from ...logdomain.form import op
from ...onevariable import Findings, Powers, powers_of, raised
from ...passes.canonizer import SUM, Lists, family_op, holds, joined, lists
from ...rule import finite_only, node_rule, specialize
from ...values import fit, is_op

TERMS = 6  # of a sum, and of what it divides by
DEGREE = 4  # to which a divisor is multiplied out
WIDE = 32  # terms of products that are multiplied out
# divisors from which on both parts of a fraction may be infinite
EDGE = {"float32": 1e30, "float64": 1e290}
BINARY = frozenset(("add", "sub"))


@specialize
@finite_only
@node_rule("add", "sub")
def local_cancelling_fractions(fgraph, node):
    """``1 / x - 1 / (1 + x)`` and ``1 / h - x**2 / h**3`` lose the digits of what is left."""
    terms, out = fractions_of(fgraph, node), node.outputs[0]
    if terms is None:
        return None
    divisors = {v for p in terms for v, _ in p if family_op(v, BINARY)}
    sums = {}
    for v in sorted(divisors, key=lambda v: [v in p.exponents for p in terms], reverse=True)[:3]:
        parts = terms_in(fgraph, v)
        if parts is not None:
            sums[v] = parts
    sizes = {v for parts in sums.values() for p in parts for v, _ in p if is_op(v, "abs_")}
    terms = [with_sizes(p, sizes) for p in terms]
    sums = {v: [with_sizes(p, sizes) for p in parts] for v, parts in sums.items()}
    for chosen in dict.fromkeys([tuple(sums), *((v,) for v in sums)]):
        found = cancelled(terms, {v: sums[v] for v in chosen})
        if found is not None:
            return fit(chosen_where_finite(quotient(*found, out), found, sums, terms, out), node)
    return None


def fractions_of(fgraph, node):
    """Return the terms of a sum as powers if it may be one of fractions, else None; several rules ask for them."""
    key = fractions_of, node
    if key not in fgraph.known:
        fgraph.known[key] = _fractions_of(fgraph, node)
    return fgraph.known[key]


def _fractions_of(fgraph, node):
    form = lists(fgraph, node, SUM) if holds(fgraph, node, SUM, "true_div", "inv", "mul", "pow") else None
    if form is None or form.out.type.dtype not in EDGE:
        return None
    terms = terms_of(fgraph, form)
    while terms is not None:
        found = [q for p in terms for q in distributed(fgraph, p)]
        if len(found) == len(terms) or len(found) > WIDE:
            break
        terms = found
    return terms


def distributed(fgraph, powers):
    """Return a product as several, without one of its factors that is a sum of fractions, or of equals."""
    for v, e in powers:
        terms = terms_in(fgraph, v) if e == 1 and family_op(v, BINARY) else None
        if terms and (are_fractions(terms) or are_alike(terms)):
            rest = powers * Powers(Fraction(1), {v: Fraction(-1)})
            return [p * rest for p in terms]
    return [powers]


def are_fractions(terms):
    """Return True if one of these powers has a divisor."""
    return any(e < 0 for p in terms for _, e in p)


def are_alike(terms):
    """Return True if powers differ in their coefficients only."""
    return all(p.exponents == terms[0].exponents for p in terms)


def terms_in(fgraph, v):
    """Return the :func:`terms_of` a sum, which many products have as a factor."""
    key = terms_of, v
    if key not in fgraph.known:
        fgraph.known[key] = terms_of(fgraph, Lists(fgraph, v.owner, SUM))
    return fgraph.known[key]


def terms_of(fgraph, form):
    """Return the terms of a sum as :class:`Powers`, None if many, or some have another dtype or are no numbers."""
    known, minus, variables = Findings.of(fgraph), Powers(Fraction(-1), {}), form.top + form.bottom
    if len(variables) > TERMS or any(v.type.dtype != form.out.type.dtype for v in variables):
        return None
    found = [powers_of(v, known) for v in form.top]
    found += [p and p * minus for p in (powers_of(v, known) for v in form.bottom)]
    if form.has_constant():
        value = float(form.constant)
        found.append(Powers(Fraction(value), {}) if abs(value) < float("inf") else None)
    return None if None in found else found


def with_sizes(powers, sizes):
    """Return `powers` with even powers of x, and products of x and its sign, as powers of the given absolute values."""
    exponents = dict(powers.exponents)
    for size in sizes:
        (x,) = size.owner.inputs
        power = exponents.get(x, 0)
        sign = next((v for v in exponents if is_op(v, "sgn") and v.owner.inputs[0] is x), None)
        if power % 2 == 1 and sign is not None:
            exponents[sign] -= 1
        elif power % 2:
            continue
        exponents[size] = exponents.get(size, 0) + exponents.pop(x, 0)
    return Powers(powers.coefficient, exponents)


def cancelled(terms, sums):
    """Return ``(numerator, rest)``, a list of powers and one, whose product is the sum of `terms`, if terms cancel.

    Parameters
    ----------
    sums : dict
        The terms of the divisors that are multiplied out.
    """
    read, most = {v for p in terms for v in p.exponents}, min(len(terms), TERMS)
    # what cancels as it is needs no common divisor, and would be found again in the quotient
    terms = [p for p in collected(terms) if p.coefficient]
    lowest = {v: min((p.exponents.get(v, Fraction(0)) for p in terms), default=0) for v in sums}
    lowest = {v: e for v, e in lowest.items() if e < 0}
    if not lowest:
        return None
    shared = Powers(Fraction(1), lowest)
    products = [multiplied_out(p * shared**-1, {v: sums[v] for v in lowest}) for p in terms]
    if None in products:
        return None
    total = collected([q for product in products for q in product])
    numerator = [p for p in total if p.coefficient]
    if not 0 < len(numerator) < len(total) or len(numerator) > most:
        return None
    kept = {v for p in (*numerator, *[q for v in lowest for q in sums[v]]) for v in p.exponents} | lowest.keys()
    return (numerator, shared) if kept.issuperset(read) else None


def collected(terms):
    """Return powers, those of equal exponents as one, whose coefficient may be 0."""
    total = {}
    for p in terms:
        key = frozenset(p.exponents.items())
        total[key] = total.get(key, 0) + p.coefficient
    return [Powers(c, dict(key)) for key, c in total.items()]


def multiplied_out(powers, sums):
    """Return a product as a list of powers without the sums in it, None if that is too long."""
    exponents, found = dict(powers.exponents), [Powers(Fraction(1), {})]
    for v, parts in sums.items():
        degree = exponents.pop(v, Fraction(0))
        if degree.denominator > 1 or degree > DEGREE:
            return None
        for _ in range(int(degree)):
            found = [p * q for p in found for q in parts]
            if len(found) > WIDE:
                return None
    rest = Powers(powers.coefficient, exponents)
    return [rest * p for p in found]


def quotient(numerator, rest, out):
    """Return the graph of a sum of powers times powers; factors are divided one by one, so that none overflows."""
    common = {v: min(p.exponents.get(v, Fraction(0)) for p in numerator) for v in numerator[0].exponents}
    shared = Powers(Fraction(1), common)
    parts, whole = [p * shared**-1 for p in numerator], shared * rest
    if len(parts) == 1 or any(sum(p.exponents.values()) > 1 for p in parts):
        # a factor of its own may overflow
        parts, whole = [p * whole for p in parts], Powers(Fraction(1), {})
    plus = [product(p, [], out) for p in parts if p.coefficient > 0]
    minus = [product(p * Powers(Fraction(-1), {}), [], out) for p in parts if p.coefficient < 0]
    total = joined("add", *(plus or minus))
    if not plus:
        return op("neg", product(whole, [total], out))
    return product(whole, [op("sub", total, joined("add", *minus)) if minus else total], out)


def product(powers, factors, out):
    """Return the graph of `powers` times some factors."""
    units = [(raised(v, Fraction(1, e.denominator)), e.numerator) for v, e in powers]
    above = factors + [v for v, n in units for _ in range(n)]
    below = [v for v, n in units for _ in range(-n)]
    found = constant(float(powers.coefficient), out)
    for v, w in zip_longest(above, below):
        if v is None:
            found = op("true_div", found, w)
        else:
            found = op("mul", found, v if w is None else op("true_div", v, w))
    return found


def chosen_where_finite(value, found, sums, terms, out):
    """Return `value`, or `out` as it is where a divisor is so large that factors of both sides may be infinite.

    Where each term is divided, all are 0 there, and the factors are divided one by one.
    """
    numerator, rest = found
    for v, _ in rest:
        powers = [q.exponents.get(w, 0) for p in numerator for w, _ in p for q in sums[v]]
        if max(powers, default=0) > 1 and any(v not in p.exponents for p in terms):
            is_finite = op("lt", op("abs_", v), constant(EDGE[out.type.dtype], v))
            value = op("switch", is_finite, value, out)
    return value
