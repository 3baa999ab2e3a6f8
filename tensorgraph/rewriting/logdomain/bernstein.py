"""Polynomials of probabilities, however they are written: ``p + q - p * q``, ``3 * p**2 - 2 * p**3``.

The coefficients of a polynomial in the Bernstein basis say how it is composed of probabilities p and of their
complements: ``f = (1 - p) * a + p * b``, where a and b have one degree less. If none is negative, nothing cancels in
the logarithm of such a sum. The complement is the polynomial ``1 - f``.
"""

from functools import cache
from math import comb

import numpy as np

from ..values import number as number_of
from ..values import op_name
from .complements import complement, completes
from .form import Form, form, in_dtype, number, op, same_graph
from .logcomplement import rest_or_small
from .mixtures import are_complements

ATOMS = 4  # probabilities in one polynomial
DEGREE = 4  # factors of one product
TERMS = 32
EXACT = 4 * np.finfo(float).eps  # of the size of what was added, a sum below it stands for 0


class NoPolynomial(Exception):
    """An expression is no polynomial of a few probabilities."""


def of_difference(v, depth):
    """Return the form of a sum `v` with terms of both signs that is a polynomial of probabilities, else None.

    None also for one that is nowhere 0, as ``2 - p`` is: it keeps its digits.
    """
    found, rest = _forms(v, depth)
    if found is None or not found.under:
        return None
    return found if rest is None else _from_either(found, rest)


@completes("otherwise")
def _of_complement(node, depth):
    """Return the form of the complement of a polynomial of probabilities, else None."""
    found, rest = _forms(node.outputs[0], depth)
    return None if found is None or rest is None else _from_either(rest, found)


def _from_either(found, rest):
    """Return the form of a polynomial with the digits of its complement, whose form is `rest`, where that is small."""
    return Form(rest_or_small(op("exp", rest.log), found.log), False, found.under)


def _forms(v, depth):
    """Return the forms of a polynomial `v` of probabilities and of ``1 - v``, None for one that is not known."""
    atoms = []
    try:
        terms = _expanded(v, atoms, depth)
    except NoPolynomial:
        return None, None
    known = [] if any(p is v for p in atoms) else [(form(p, depth), complement(p, depth)) for p in atoms]
    if not known or any(f is None or not f.is_positive for pair in known for f in pair):
        return None, None
    logs = [tuple(f.log for f in pair) for pair in known]
    rest = _sum([({(): 1.0}, 1), (terms, -1)])
    found = [_form_of(polynomial, logs) for polynomial in (terms, rest)]
    # what cancels may have been longest
    return [f if f is not None and f.log.type == v.type else None for f in found]


def _expanded(v, atoms, depth):
    """Return the coefficients of `v` by the sorted indices of the factors in `atoms`, which gets those not in it."""
    value, name = number_of(v), op_name(v)
    if value is not None:
        return {(): float(value)}
    inputs = () if v.owner is None else v.owner.inputs
    if depth == 0:
        raise NoPolynomial
    if name in ("add", "sub"):
        signs = [1, *[1 if name == "add" else -1] * (len(inputs) - 1)]
        return _sum([(_expanded(w, atoms, depth - 1), sign) for w, sign in zip(inputs, signs)])
    if name == "neg":
        return _sum([(_expanded(*inputs, atoms, depth - 1), -1)])
    if name == "mul":
        return _product([_expanded(w, atoms, depth - 1) for w in inputs])
    if name == "true_div" and number_of(inputs[1]):
        return _product([_expanded(inputs[0], atoms, depth - 1), {(): 1 / float(number_of(inputs[1]))}])
    if name == "expm1":
        return _sum([(_atom(op("exp", in_dtype(*inputs, v.type.dtype)), atoms), 1), ({(): 1.0}, -1)])
    power = 2 if name == "sqr" else number_of(inputs[1]) if name == "pow" else None
    if power in range(2, DEGREE + 1):
        return _product([_expanded(inputs[0], atoms, depth - 1)] * int(power))
    return _atom(v, atoms)


def _atom(v, atoms):
    """Return the coefficients of `v`, one of `atoms`, or the complement of one."""
    for k, p in enumerate(atoms):
        if same_graph(p, v):
            return {(k,): 1.0}
        if are_complements(p, v):
            return {(): 1.0, (k,): -1.0}
    if v.owner is None or len(atoms) == ATOMS:
        raise NoPolynomial
    atoms.append(v)
    return {(len(atoms) - 1,): 1.0}


def _sum(parts):
    """Return the sum of pairs of terms and their common weight."""
    total, size = {}, {}
    for terms, weight in parts:
        for factors, value in terms.items():
            total[factors] = total.get(factors, 0.0) + weight * value
            size[factors] = max(size.get(factors, 0.0), abs(value))
    return _limited({factors: value for factors, value in total.items() if abs(value) > EXACT * size[factors]})


def _product(parts):
    total, *others = parts
    for terms in others:
        products = [({tuple(sorted(a + b)): x * y}, 1) for a, x in total.items() for b, y in terms.items()]
        total = _sum(products)
    return total


def _limited(terms):
    if len(terms) > TERMS or any(len(factors) > DEGREE for factors in terms):
        raise NoPolynomial
    return terms


def _form_of(terms, logs):
    """Return the form of a polynomial of probabilities, given the logarithms of each and its complement, else None."""
    nested = _in_bernstein_basis(terms, len(logs))
    log = _composer(logs)(nested, 0)
    return Form(log, False, _vanishes(nested)) if hasattr(log, "owner") else None


def _vanishes(nested):
    """Return True if a polynomial is 0 where each of the probabilities is 0 or 1, for some of these."""
    return any(map(_vanishes, (nested[0], nested[-1]))) if isinstance(nested, tuple) else nested == 0


def _in_bernstein_basis(terms, number_of_atoms, k=0):
    """Return the coefficients by the k-th probability, tuples of those by the next; None if one is negative."""
    if k == number_of_atoms:
        (value,) = terms.values() or (0.0,)
        # 0.7 + 0.1 + 0.2 stands for 1
        return None if value < 0 else float(f"{value:.15g}")
    degree = max((factors.count(k) for factors in terms), default=0)
    by_power = [{} for _ in range(degree + 1)]
    for factors, value in terms.items():
        by_power[factors.count(k)][tuple(i for i in factors if i != k)] = value
    found = []
    for j in range(degree + 1):
        parts = [(by_power[i], comb(j, i) / comb(degree, i)) for i in range(j + 1)]
        found.append(_in_bernstein_basis(_sum(parts), number_of_atoms, k + 1))
    return None if None in found else tuple(found)


def _composer(logs):
    """Return a function of coefficients, and of the probability they belong to, that composes the logarithm.

    It returns what is no tuple as it is: the number that a polynomial is, or None.
    """

    @cache
    def composed(parts, k):
        if not isinstance(parts, tuple):
            return parts
        if all(part == parts[0] for part in parts):
            return composed(parts[0], k + 1)
        log, rest = logs[k]
        return _sum_of_logs(_with(rest, composed(parts[:-1], k)), _with(log, composed(parts[1:], k)))

    return composed


def _with(log, factor):
    """Return the logarithm of ``exp(log)`` times a number or the exponential of a variable, None if it is 0."""
    if hasattr(factor, "owner"):
        return op("add", log, factor)
    if factor in (0, 1):
        return log if factor else None
    return op("add", log, number(np.log(factor), log))


def _sum_of_logs(first, second):
    if first is None or second is None:
        return second if first is None else first
    return op("logaddexp", first, second)
