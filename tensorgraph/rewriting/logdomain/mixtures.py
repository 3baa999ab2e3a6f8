"""Complements of mixtures: ``1 - (p * a + (1 - p) * b)`` is ``p * (1 - a) + (1 - p) * (1 - b)``."""

from ..values import is_op
from ..values import number as number_of
from .complements import completes
from .form import form, in_dtype, number, op, product, same_graph
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
