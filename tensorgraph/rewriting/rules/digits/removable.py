"""Quotients and differences that lose their digits near 0, in any spelling: there they are polynomials.

``sin(x) / x``, ``x / (exp(x) - 1)``, ``1 / tanh(x) - 1 / x`` and ``(x - sin(x)) / x**3`` are functions without a pole,
but their derivatives are differences of poles. A power series with exact coefficients tells which expressions are of
this kind, and what they are near 0; far from it they stay as they were written.
"""

from fractions import Fraction

from ...localseries import Regular, lowest
from ...onevariable import Findings, Powers, arguments_of, graph_of, powers_of, units_of
from ...passes.canonizer import PRODUCT, SUM, absorbed, family_op, joined, lists
from ...rule import finite_only, node_rule, stabilize
from ...values import fit, is_op, number, op_name
from .fractions import BINARY, are_fractions, terms_in

# sums of more terms are not looked at
WIDE = 8
# differences from one for which there are other rules
CLOSED = frozenset(("cos", "exp", "expm1", "sqrt", "sqr"))
DTYPES = ("float32", "float64")


@stabilize
@finite_only
@node_rule("mul", "true_div", "inv")
def local_removable_pole(fgraph, node):
    """``sin(x) / x`` has no pole, but its derivatives are differences of poles."""
    return replaced(fgraph, node, regular_product(fgraph, node))


@stabilize
@finite_only
@node_rule("add", "sub")
def local_cancelling_series(fgraph, node):
    """``x - sin(x)`` and ``1 / tanh(x) - 1 / x`` lose the digits of a small ``x``."""
    return replaced(fgraph, node, regular_sum(fgraph, node))


@stabilize
@finite_only
@node_rule("log")
def local_log_of_series(fgraph, node):
    """``log(sinh(x) / x)`` loses the digits of a small ``x``."""
    return replaced(fgraph, node, regular_log(fgraph, node))


def replaced(fgraph, node, found):
    """Return the expression that was found, unless one that reads it will be replaced."""
    if found is None or is_part(fgraph, node):
        return None
    value = found.graph(node.outputs[0], fgraph.ends is None)
    return None if value is None else fit(value, node)


def is_part(fgraph, node):
    """Return True if this is an operand of one expression that is itself regular where this one need not be."""
    clients = fgraph.clients(node.outputs[0])
    reader = clients[0][0]
    if len(clients) > 1 or reader == "output":
        return False
    if is_op(reader.outputs[0], "log"):
        return regular_log(fgraph, reader) is not None
    for family, find in ((PRODUCT, regular_product), (SUM, regular_sum)):
        if family_op(reader.outputs[0], family):
            root = reader
            while absorbed(fgraph, root, family):
                root = fgraph.clients(root.outputs[0])[0][0]
            if find(fgraph, root) is not None:
                return True
    return False


def regular_product(fgraph, node):
    """Return a product as a :class:`Regular` one if poles and zeros in it cancel, else None."""
    form = lists(fgraph, node, PRODUCT)
    if form is None or form.out.type.dtype not in DTYPES:
        return None
    known = Findings.of(fgraph)
    whole = over_divisors(fgraph, powers_of(form.out, known))
    if all(e > 0 for _, e in whole):
        return None
    arguments = arguments_of(form.top + form.bottom, known)
    if not arguments:
        return None
    units = units_of(arguments, [Powers(Fraction(1), {v: e}) for v, e in whole], list(whole.exponents), known)
    return next(filter(None, (product_of(whole, unit, known) for unit in units)), None)


def over_divisors(fgraph, powers):
    """Return `powers` with ``(1 + k) / k`` for each factor ``1 + 1 / k``."""
    for v, e in powers:
        terms = terms_in(fgraph, v) if e % 1 == 0 and family_op(v, BINARY) else None
        if terms and are_fractions(terms):
            shared = Powers(Fraction(1), {w: min(p.exponents.get(w, 0) for p in terms) for p in terms for w, _ in p})
            numerator = joined("add", *[graph_of(p * shared**-1, v) for p in terms])
            powers = powers * (shared * Powers(Fraction(1), {v: -1, numerator: 1})) ** e
    return powers


def product_of(whole, unit, known):
    """Return a product as a :class:`Regular` one of the powers `unit`, if poles and zeros of them cancel, else None."""
    factors, rest, zeros, poles = [], {}, 0, 0
    for v, e in whole:
        low = lowest(v, unit, known)
        if low is None:
            rest[v] = e
            continue
        factors.append((v, e))
        zeros += max(low * e, 0)
        poles -= min(low * e, 0)
    power = opposing([Fraction(rest.get(v, 0)) / e for v, e in unit], int(zeros - poles))
    if power or (zeros and poles):
        return Regular(unit, factors, power, Powers(whole.coefficient, rest) * unit**-power)
    return None


def opposing(exponents, order):
    """Return the power of u, among factors with these exponents, that makes up for zeros or poles of an order."""
    sign = 1 if order > 0 else -1
    most = int(max(-sign * e for e in exponents))
    return -sign * max(0, min(abs(order), most))


def regular_sum(fgraph, node):
    """Return a sum as a :class:`Regular` expression if the leading terms of its series cancel, else None."""
    form = lists(fgraph, node, SUM)
    if form is None or form.out.type.dtype not in DTYPES:
        return None
    terms = form.top + form.bottom
    if len(terms) > WIDE or (len(terms) == 1 and is_closed(terms[0])):
        return None
    known = Findings.of(fgraph)
    arguments = arguments_of(terms, known)
    for unit in units_of(arguments, [powers_of(v, known) for v in terms], [form.out], known):
        total = lowest(form.out, unit, known)
        # most are no series of most units, and a walk that begins at a term may end elsewhere
        parts = [] if total is None else [lowest(v, unit, known) for v in terms]
        if parts and None not in parts and total > min(parts + [0] * int(form.has_constant())):
            return Regular(unit, [(form.out, Fraction(1))])
    return None


def is_closed(v):
    """Return True if another rule knows the difference of `v` and 1."""
    name = op_name(v)
    if name in ("true_div", "inv"):
        return is_op(v.owner.inputs[-1], "exp")
    if name != "pow":
        return name in CLOSED
    exponent = number(v.owner.inputs[1])
    return exponent is None or exponent > 0 or bool(2 * exponent % 1)


def regular_log(fgraph, node):
    """Return the logarithm of a :func:`regular_product` that is 1 at 0, else None."""
    (x,) = node.inputs
    product = regular_product(fgraph, x.owner) if family_op(x, PRODUCT) else None
    if product is None or lowest(node.outputs[0], product.unit) is None:
        return None
    return Regular(product.unit, [(node.outputs[0], Fraction(1))])
