"""Complements of exponentials in the log domain: ``log(1 - exp(x))`` for an x that may have rounded to 0.

That of an element of a logsoftmax is the logarithm of the sum of the others, however the logsoftmax is written.
"""

import numpy as np

from ...tensor.nnet.softmax import LogSoftmax, LogSumExp
from ...tensor.shape.dimshuffle import dim_shuffle, spread_order
from ...tensor.types.variable import TensorConstant
from ..values import is_op, op_name
from ..values import number as number_of
from .form import DEPTH, DOUBLY, MOVES, SMALLEST, Form, form, in_dtype, number, op
from .negation import negated
from .normalized import LINEAR, left_over, normalized, power_of_shares, weighted_terms
from .shifts import reduction_of


def log_of_one_minus_exp(x, depth):
    """Return ``log(1 - exp(x))`` for an `x` below 0 that may have rounded to 0, None if it cannot have."""
    log = log_complement(x)
    if log is not None:
        return log
    small = form(negated(x), depth)
    if small is None or not small.is_positive or not small.under:
        small = _minus_power_of_shares(x)
    if small is None:
        return None
    # exp(x) - 1 is x where x is tiny
    size = op("maximum", small.log, number(SMALLEST[x.type.dtype], x))
    minus = op("neg", op("exp", op("minimum", size, number(DOUBLY, x))))
    near, far = op("log", op("neg", op("expm1", minus))), op("log1p", op("neg", op("exp", minus)))
    return small_or(small.log, op("switch", op("lt", minus, number(-np.log(2), x)), far, near))


def is_log_of_shares(x):
    """Return True if `x` is the logarithm of shares that are written out, or of a power of them."""
    found = power_of_shares(x)
    return found is not None and not found[3]


def log_complement(v, depth=DEPTH):
    """Return ``log(1 - exp(v))`` for elements `v` of a logsoftmax, None for anything else.

    An element that dominates a row may round to 1: its complement is the sum of the others.
    """
    node = v.owner
    if node is None or depth == 0:
        return None
    if isinstance(node.op, LogSoftmax):
        return _of_logsoftmax(v, node.inputs[0], (1,))
    if is_op(v, "sub"):
        log = _of_difference(*node.inputs)
        if log is not None:
            return log
    if op_name(v) in ("add", "sub"):
        log = _of_masked_sum(v, depth - 1)
        if log is not None:
            return log
    if op_name(v) in LINEAR:
        found = normalized([(1.0, v)], v.type)
        return _of_chosen(v) if found is None else _of_logsoftmax(v, *found)
    if is_op(v, "switch"):
        return _behind_mask(v, lambda w: w, depth - 1)
    if not isinstance(node.op, MOVES) and not is_op(v, "second"):
        return None
    inputs = list(node.inputs)
    at = int(is_op(v, "second"))
    inputs[at] = log_complement(inputs[at], depth - 1)
    return None if inputs[at] is None else node.clone_with_new_inputs(inputs, strict=False).outputs[0]


def _behind_mask(masked, place, depth):
    """Return the log complement of ``place(masked)``, which a mask of -inf hides as it hides `masked`, else None."""
    condition, *branches = masked.owner.inputs
    shown = [in_dtype(w, masked.type.dtype) for w in branches]
    logs = [number(0, masked) if number_of(w) == -np.inf else log_complement(place(w), depth) for w in shown]
    return None if any(log is None for log in logs) else op("switch", condition, *logs)


def _of_masked_sum(v, depth):
    """Return the log complement of a sum with a mask of -inf among its terms, else None."""
    node = v.owner
    for i, w in enumerate(node.inputs[:1] if is_op(v, "sub") else node.inputs):
        if is_op(w, "switch") and -np.inf in [number_of(branch) for branch in w.owner.inputs[1:]]:

            def place(shown, i=i):
                inputs = [*node.inputs[:i], shown, *node.inputs[i + 1 :]]
                return node.clone_with_new_inputs(inputs, strict=False).outputs[0]

            return _behind_mask(w, place, depth)
    return None


def _of_difference(x, y):
    """Return the log complement of ``x - logsumexp(x)``, a logsoftmax written out, or of a part of it, else None."""
    found = reduction_of(y, x)
    if found is None or not isinstance(found[0].owner.op, LogSumExp):
        return None
    total, axes = found
    whole = total.owner.inputs[0]
    log = _of_logsoftmax(op("sub", whole, y), whole, axes)
    return log if x is whole else x.owner.clone_with_new_inputs([log, *x.owner.inputs[1:]]).outputs[0]


def _of_chosen(v):
    """Return the log complement of ``logsumexp(log(w) + z) - logsumexp(z)``, the part w of all shares, else None."""
    terms = sorted(weighted_terms([(1.0, v)], v.type.dtype), key=lambda term: -term[0])
    if [factor for factor, _, _ in terms] != [1, -1] or terms[0][2] != terms[1][2]:
        return None
    x, y = (total for _, total, _ in terms)
    if any(w.owner is None or not isinstance(w.owner.op, LogSumExp) for w in (x, y)) or x.owner.op != y.owner.op:
        return None
    others = _others(*x.owner.inputs, *y.owner.inputs)
    if others is None:
        return None
    rest = op("sub", x.owner.op(others), y)
    return rest_or_small(op("exp", v), dim_shuffle(rest.type.broadcastable, terms[0][2])(rest))


def _others(some, every):
    """Return ``log(1 - w) + z`` for ``log(w) + z`` and z, with a mask or a constant w, else None."""
    if some.type != every.type:
        return None
    if is_op(some, "switch"):
        condition, *branches = some.owner.inputs
        if {number_of(w) for w in branches} != {None, -np.inf}:
            return None
        is_first = number_of(branches[1]) is not None
        if _less(branches[not is_first], every):
            return None
        none = number(-np.inf, every)
        return op("switch", condition, *((none, every) if is_first else (every, none)))
    rest = _less(some, every)
    if len(rest) != 1 or not isinstance(rest[0][1], TensorConstant):
        return None
    ((factor, log, order),) = rest
    weights = np.exp(factor * log.data)
    if not (weights <= 1).all():
        return None
    with np.errstate(divide="ignore"):
        left = TensorConstant(log.type, np.log1p(-weights))
    return op("add", every, dim_shuffle(left.type.broadcastable, order)(left))


def _less(x, y):
    """Return the terms of ``x - y`` that are left over."""
    return left_over(weighted_terms([(1.0, x)], x.type.dtype), weighted_terms([(-1.0, y)], y.type.dtype), 1)


def _of_logsoftmax(v, x, axes):
    p = op("exp", v)
    # at most one element of a row
    is_most = op("gt", p, number(0.5, p))
    others = LogSumExp(axes)(op("switch", is_most, number(-np.inf, x), x))
    rest = op("sub", others, LogSumExp(axes)(x))
    return rest_or_small(p, dim_shuffle(rest.type.broadcastable, spread_order(x.type.ndim, axes))(rest))


def rest_or_small(p, rest):
    """Return `rest`, the logarithm of the complement of `p`, where that is small; elsewhere the digits of p count."""
    # the bound matters for derivatives only
    small = op("log1p", op("neg", op("minimum", p, number(0.75, p))))
    return op("switch", op("gt", p, number(0.5, p)), rest, small)


def small_or(log, other):
    """Return `log` where it is very small, the logarithm of a function whose argument vanished, else `other`."""
    return op("switch", op("lt", log, number(SMALLEST[log.type.dtype], log)), log, other)


def minus_logsoftmax(x):
    """Return the form of minus elements `x` of a logsoftmax, which vanishes as their complement does.

    None for anything else.
    """
    log = log_complement(x)
    if log is None:
        return None
    least = number(np.exp(SMALLEST[x.type.dtype]), x)
    return Form(small_or(log, op("log", op("maximum", op("neg", x), least))), False, True)


def _minus_power_of_shares(x):
    """Return the form of ``-x`` for the logarithm `x` of a power of shares, which vanishes as their complement does."""
    power, z, axes, constants = power_of_shares(x) or (1, None, None, None)
    if power == 1 or constants:
        return None
    found = minus_logsoftmax(log_of_shares(z, axes))
    return Form(op("add", found.log, number(np.log(power), x)), False, True)


def log_of_shares(z, axes):
    """Return ``z - logsumexp(z)`` over `axes`."""
    total = LogSumExp(axes)(z)
    return op("sub", z, dim_shuffle(total.type.broadcastable, spread_order(z.type.ndim, axes))(total))
