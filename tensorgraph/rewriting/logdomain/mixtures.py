"""Complements of mixtures and of weighted probabilities.

``1 - (p * a + (1 - p) * b)`` is ``p * (1 - a) + (1 - p) * (1 - b)``, and ``1 - w * p`` is ``(1 - w) + w * (1 - p)``.
"""

from ..values import is_op
from ..values import number as number_of
from .complements import complement, completes
from .form import Form, form, in_dtype, number, op, product, same_graph
from .intervals import is_multiple
from .sigmoid import logistic_argument


@completes("add")
def _of_mixture(node, depth):
    """Return the form of the complement of a mixture of two, None of another sum."""
    out = node.outputs[0]
    if len(node.inputs) != 2:
        return None
    first, second = (multiplied(in_dtype(v, out.type.dtype)) for v in node.inputs)
    for p in first:
        q = next((q for q in second if are_complements(p, q)), None)
        if q is not None:
            parts = [(p, product([v for v in first if v is not p])), (q, product([v for v in second if v is not q]))]
            left = [op("mul", weight, op("sub", number(1, out), v)) for weight, v in parts if v is not None]
            return form(op("add", *left), depth) if left else None
    return None


@completes("mul")
def _of_weighted(node, depth):
    """Return the form of the complement of a probability times a weight of which nothing is known.

    Where the weight is 1, as masks are, it is the complement of the probability; at any other weight it is in range.
    """
    out = node.outputs[0]
    whole = form(out, depth)
    if whole is None or whole.is_positive:
        return None
    known, unknown = [], []
    for v in node.inputs:
        v = in_dtype(v, out.type.dtype)
        found = form(v, depth)
        is_known = found is not None and found.is_positive and number_of(v) is None
        (known if is_known else unknown).append(v)
    if not [v for v in unknown if number_of(v) is None]:
        return None
    if not known:
        return None
    p, weight, one = product(known), product(unknown), number(1, out)
    found = complement(p, depth)
    if found is None or not found.is_positive or not found.under:
        return None
    is_one = op("eq", weight, one)
    # the digits of a large weight and a small probability are in the product
    near = op("add", op("sub", one, weight), op("mul", weight, op("exp", found.log)))
    away = op("switch", op("gt", p, number(0.5, out)), near, op("sub", one, op("mul", weight, p)))
    log = op("switch", is_one, found.log, number(0, out))
    return Form(log, found.over, True, [op("switch", is_one, one, away)])


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
