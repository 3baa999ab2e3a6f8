"""Deviations of labels from probabilities: ``y - p`` for a y of 0 or 1 and a p made of exponentials.

Where both are nearly 1 their complements are what differs: ``y - p`` is ``(1 - p) - (1 - y)``. And ``1 - abs(y - p)``
is p where y is 1, and the complement of p where y is 0.
"""

from ..values import is_op, op_name
from ..values import number as number_of
from .complements import complement, completes
from .form import (
    BIGGEST,
    BUDGET,
    DEPTH,
    Form,
    form,
    form_of,
    has_exponential,
    in_dtype,
    is_source,
    looked_at,
    number,
    op,
)

LABELS = (0, 1)
POWERS = {"abs_": 1, "sqr": 2, "pow": None}


def parts_of(d, depth=DEPTH):
    """Return y, the logarithms of p and of its complement, and the sign of y in a deviation `d`; else None.

    A number that is no label has nothing to tell apart: it would be folded, and be what it was.
    """
    if not is_op(d, "sub"):
        return None
    for sign, (y, p) in ((1, d.owner.inputs), (-1, d.owner.inputs[::-1])):
        if has_exponential(y) or number_of(y) not in (None, *LABELS) or not has_exponential(p):
            continue
        forms = [find(in_dtype(p, d.type.dtype), depth) for find in (form, complement)]
        if all(f is not None and f.is_positive for f in forms):
            return in_dtype(y, d.type.dtype), *[f.log for f in forms], sign
    return None


@completes("abs_")
def _of_distance(node, depth):
    """Return the form of ``1 - abs(y - p)``."""
    (d,) = node.inputs
    found = parts_of(d, depth)
    if found is None:
        return None
    y, log, other, _ = found
    one, is_near = number(1, d), op("gt", y, number(0.5, d))
    rest = op("switch", is_near, op("sub", one, y), y)
    log, factor = _of_label(one, rest, op("switch", is_near, log, other), op("sub", one, op("abs_", d)))
    return Form(log, False, True, [factor])


def factored(v):
    """Return the logarithm and the factor of a deviation, its size or a power of it; None for anything else."""
    name = op_name(v)
    if name not in POWERS:
        return _of_deviation(v)
    base, *exponent = v.owner.inputs
    power = POWERS[name] or number_of(*exponent)
    found = None if power is None or base.type.dtype != v.type.dtype else factored(base)
    if found is None:
        return None
    log, factor = found
    return op("mul", number(power, log), log), op(name, factor, *exponent)


def log_of_deviation(x):
    """Return the logarithm of the distance of a label from a probability, or of a power of it, else None."""
    found = factored(x)
    if found is None:
        return None
    log, factor = found
    return op("add", op("log", factor), log)


def _of_deviation(d):
    found = parts_of(d)
    if found is None:
        return None
    y, log, other, sign = found
    one, is_near = number(sign, d), op("gt", y, number(0.5, d))
    first = op("switch", is_near, one, number(-sign, d))
    rest = op("mul", one, op("switch", is_near, op("sub", y, number(1, d)), y))
    return _of_label(first, rest, op("switch", is_near, other, log), d)


def _of_label(first, rest, log, other):
    """Return the logarithm and the factor of ``first * exp(log) + rest`` where `rest` is 0, of `other` elsewhere.

    There the rest is a term for its derivative's sake.
    """
    zero = number(0, log)
    is_label = op("eq", rest, zero)
    inverse = op("exp", op("minimum", op("neg", log), number(BIGGEST[log.type.dtype], log)))
    factor = op("switch", is_label, op("add", first, op("mul", rest, inverse)), other)
    return op("switch", is_label, log, zero), factor


def take_deviations(product, below):
    """Replace deviations from probabilities that other factors depend on by a factor and an exponential each.

    Parameters
    ----------
    product : Lists
        Whose `top` is changed.
    below : list of TensorVariable
        The divisors that have a form.

    Returns
    -------
    bool
        Whether there is one.
    """
    parts = {v: found for v in product.top if (found := factored(v)) is not None}
    taken = [v for v in parts if any(share_exponents(v, w) for w in [*below, *filter(may_be_infinite, product.top)])]
    product.top = [w for v in product.top for w in ((parts[v][1], op("exp", parts[v][0])) if v in taken else (v,))]
    return bool(taken)


def may_be_infinite(v):
    """Return True if `v` has a form that may overflow."""
    found = form_of(v)
    return found is not None and found.over


def share_exponents(v, w):
    """Return True if an exponent in `v`, or its negative, is among what `w` is made of, as far as that is searched."""
    exponents, pending = set(), [v]
    for u in pending:
        node = u.owner
        if node is not None and is_source(node):
            x = node.inputs[-1]
            exponents.add(x.owner.inputs[0] if is_op(x, "neg") else x)
        elif node is not None and len(pending) < BUDGET:
            pending += looked_at(node)
    pending = [w]
    for u in pending:
        if u in exponents:
            return True
        if u.owner is not None and len(pending) < BUDGET:
            pending += u.owner.inputs
    return False
