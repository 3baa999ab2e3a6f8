"""Complements of mixtures and of weighted probabilities.

``1 - (p * a + (1 - p) * b)`` is ``p * (1 - a) + (1 - p) * (1 - b)``, and ``1 - w * p`` is ``(1 - w) + w * (1 - p)``.
"""

import numpy as np

from ..values import constant_value, is_op, op_name
from ..values import number as number_of
from .complements import complement, completes, of_elements
from .form import Form, form, in_dtype, number, op, product, same_graph
from .intervals import is_multiple
from .negation import ODD
from .sigmoid import log_erfc, logistic_argument


@completes("add")
def _of_mixture(node, depth):
    """Return the form of the complement of a mixture of two, or of elements of a softmax, None of another sum."""
    found, out = of_elements(node, depth), node.outputs[0]
    if found is not None:
        return found
    if len(node.inputs) != 2:
        return None
    first, second = (multiplied(in_dtype(v, out.type.dtype)) for v in node.inputs)
    for p in first:
        q = next((q for q in second if are_complements(p, q)), None)
        if q is not None:
            parts = [(p, product(without(first, p))), (q, product(without(second, q)))]
            left = [op("mul", weight, op("sub", number(1, out), v)) for weight, v in parts if v is not None]
            return form(op("add", *left), depth) if left else None
    return None


@completes("neg")
def _of_negated(node, depth):
    """Return the form of the complement of minus a product with an odd function, which has either sign itself."""
    (v,) = node.inputs
    factors = multiplied(v)
    odd = _odd_factor(factors)
    if odd is None:
        return _of_factors(factors, True, v, depth)
    minus = op(op_name(odd), op("neg", in_dtype(odd.owner.inputs[0], v.type.dtype)))
    return _of_odd(minus, [w for w in factors if w is not odd], v)


def _odd_factor(factors):
    """Return the only odd function among several factors, else None."""
    found = [v for v in factors if op_name(v) in ODD]
    return found[0] if len(found) == 1 and len(factors) > 1 else None


def _of_odd(odd, weights, like):
    """Return the form of ``1 - w * tanh(x)``, which is ``1 - tanh(w * x)`` where w is 1 or -1.

    None for a w that is known to be another number: the form would be what it is made of.
    """
    (x,), weight, one = odd.owner.inputs, product([in_dtype(v, like.type.dtype) for v in weights]), number(1, like)
    value = constant_value(weight)
    if value is not None and abs(value) != 1:
        return None
    signed = op("mul", weight, x)
    if is_op(odd, "erf"):
        log = log_erfc(signed)
    else:
        log = op("sub", number(np.log(2.0), like), op("softplus", op("mul", number(2, like), signed)))
    is_sign = op("eq", op("abs_", weight), one)
    away = op("switch", is_sign, one, op("sub", one, op("mul", weight, odd)))
    return Form(op("switch", is_sign, log, number(0, like)), False, True, [away])


def _of_factors(factors, is_negative, like, depth):
    """Return the form of ``1 - a * b * c``, ``(1 - a) + a * (1 - b) + a * b * (1 - c)``, else None.

    The complement of each factor must be known: where all are nearly 1, so is the product of any of them.
    """
    if len(set(factors)) < len(factors):
        # squares have forms of their own
        return None
    terms, before = [], []
    for v in factors:
        if is_op(v, "expm1"):
            v, is_negative = op("neg", v), not is_negative
        v = in_dtype(v, like.type.dtype)
        left = complement(v, depth)
        if left is None or not left.is_positive:
            return None
        terms.append(product([*before, op("exp", left.log)]))
        before.append(v)
    found = None if is_negative or len(terms) < 2 else form(op("add", *terms), depth)
    if found is None:
        return None
    p, rest, half, one = product(before), found.rest(), number(0.5, like), number(1, like)
    # a small product has its digits itself
    is_small = op("le", op("abs_", p), half)
    small = op("log1p", op("neg", op("clip", p, number(-0.5, like), half)))
    top = [] if rest is None else [op("switch", is_small, one, rest)]
    return Form(op("switch", is_small, small, found.log), found.over, found.under, top)


@completes("mul")
def _of_weighted(node, depth):
    """Return the form of the complement of a probability times a weight of which nothing is known.

    Where the weight is 1, as masks are, it is the complement of the probability; at any other weight it is in range.
    """
    out = node.outputs[0]
    odd = _odd_factor(node.inputs)
    if odd is not None:
        return _of_odd(odd, [v for v in node.inputs if v is not odd], out)
    whole = form(out, depth)
    if whole is not None and whole.is_positive:
        return None
    found = _of_factors(node.inputs, False, out, depth)
    if found is not None:
        return found
    known, unknown = [], []
    for v in node.inputs:
        v = in_dtype(v, out.type.dtype)
        found = form(v, depth)
        is_known = found is not None and found.is_positive and number_of(v) is None
        (known if is_known else unknown).append(v)
    if not known:
        return None
    p, weight, one = product(known), product(unknown), number(1, out)
    found = complement(p, depth)
    if found is None or not found.is_positive:
        return None
    is_one = op("eq", weight, one)
    # the digits of a large weight and a small probability are in the product
    near = op("add", op("sub", one, weight), op("mul", weight, op("exp", found.log)))
    away = op("switch", op("gt", p, number(0.5, out)), near, op("sub", one, op("mul", weight, p)))
    log = op("switch", is_one, found.log, number(0, out))
    return Form(log, found.over, found.under, [op("switch", is_one, one, away)])


def without(factors, v):
    """Return `factors` without one `v`, which may be there twice."""
    at = next(k for k, w in enumerate(factors) if w is v)
    return factors[:at] + factors[at + 1 :]


def multiplied(v):
    """Return the factors of a product, or `v` alone."""
    return list(v.owner.inputs) if is_op(v, "mul") else [v]


def are_complements(p, q):
    """Return True if the sum of two probabilities is known to be 1."""
    a, b = (logistic_argument(v) for v in (p, q))
    if a is not None and b is not None:
        return is_multiple(a, b, -1.0)
    return any(rests_from(v, w) for v, w in ((p, q), (q, p)))


def rests_from(v, w):
    """Return True if `v` is ``1 - w``, or ``-expm1(x)`` for an ``exp(x)``."""
    if is_op(v, "sub"):
        return number_of(v.owner.inputs[0]) == 1 and same_graph(v.owner.inputs[1], w)
    if not is_op(v, "neg") or not is_op(v.owner.inputs[0], "expm1") or not is_op(w, "exp"):
        return False
    return same_graph(v.owner.inputs[0].owner.inputs[0], w.owner.inputs[0])
