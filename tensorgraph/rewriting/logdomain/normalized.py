"""Logarithms of shares and their powers, ``c * (z - logsumexp(z))``, in any order and spelling of their terms.

``exp(x) / (exp(m) * sum(exp(x - m)))`` has the logarithm ``x - (m + logsumexp(x - m))``. The terms of the logarithm,
each with its factor and the axes along which it is spread, are compared with those of z.
"""

import math

from ...tensor.nnet.softmax import LogSoftmax
from ...tensor.shape.dimshuffle import dim_shuffle
from ...tensor.types.variable import TensorConstant
from ..values import make_constant, op_name
from ..values import number as number_of
from .form import number, op, same_graph
from .shifts import summed_exponent, unshuffled

MOST = 16  # terms
LINEAR = frozenset(("add", "sub", "neg", "mul", "true_div"))  # operations that make sums and multiples


def normalized(parts, kind):
    """Return z and axes if the sum of ``(factor, variable)`` is ``z - logsumexp(z)`` of the type `kind`, else None.

    The exponentials of such a sum add up to 1 along the axes.
    """
    found = _power_in(weighted_terms(parts, kind.dtype), kind)
    return found[1:3] if found is not None and found[0] == 1 and not found[3] else None


def power_of_shares(log):
    """Return c, z, axes and constants for ``c * (z - logsumexp(z)) + constants``, with a number c above 0, else None.

    The constants, logarithms of weights, are a list of terms.
    """
    return _power_in(weighted_terms([(1.0, log)], log.type.dtype), log.type)


def _power_in(terms, kind):
    for k, (factor, total, order) in enumerate(terms):
        node = total.owner
        if node is not None and isinstance(node.op, LogSoftmax):
            z, axes, whole = node.inputs[0], (1,), []
            if not factor > 0 or order != spread(z, ()):
                continue
        elif factor < 0:
            z, axes, places = summed_exponent(total)
            if z is None or tuple("x" if i == "x" else places[i] for i in order) != spread(z, axes):
                continue
            whole = weighted_terms([(1.0, z)], z.type.dtype)
        else:
            continue
        if z.type != kind:
            continue
        size = abs(factor)
        rest = left_over(terms[:k] + terms[k + 1 :], [(-size * c, v, places) for c, v, places in whole], size)
        if all(isinstance(v, TensorConstant) for _, v, _ in rest):
            return size, z, axes, rest
    return None


def spread(z, axes):
    """Return the source of each axis of a reduction of `z` that is spread over the `axes` again."""
    kept = [i for i in range(z.type.ndim) if i not in axes]
    return tuple("x" if i in axes or one else kept.index(i) for i, one in enumerate(z.type.broadcastable))


def weighted_terms(parts, dtype):
    """Return the terms of a sum of ``(factor, variable)`` as ``(factor, variable, order)``.

    The order is the source of each axis of the sum. Sums of another dtype are terms, and so are those beyond `MOST`.
    """
    found, pending = [], [(factor, v, tuple(range(v.type.ndim))) for factor, v in parts]
    while pending:
        factor, v, order = pending.pop()
        base, places = unshuffled(v)
        order = tuple("x" if i == "x" else places[i] for i in order)
        parts = () if base.type.dtype != dtype or len(found) + len(pending) > MOST else parts_of(base)
        if parts:
            pending += [(factor * c, w, order) for c, w in parts]
        else:
            found.append((factor, base, order))
    return found


def parts_of(v):
    """Return the terms of a sum and a multiple as ``(factor, variable)``, none of other operations."""
    name = op_name(v)
    if name in ("add", "sub", "neg"):
        return [(-1.0 if name == "neg" or (name == "sub" and i) else 1.0, w) for i, w in enumerate(v.owner.inputs)]
    if name not in ("mul", "true_div") or len(v.owner.inputs) != 2:
        return ()
    x, c = v.owner.inputs
    if name == "mul" and number_of(c) is None:
        x, c = c, x
    value = number_of(c)
    if value is None or value == 0 or not math.isfinite(value):
        return ()
    return [(float(value) if name == "mul" else 1 / float(value), x)]


def left_over(first, second, size):
    """Return the sum of these terms, whose factors have roundings of that size."""
    left, value, like = [], 0.0, None
    for factor, v, order in first + second:
        if number_of(v) is not None:
            value, like = value + factor * float(number_of(v)), (v, order)
            continue
        for k, (other, w, places) in enumerate(left):
            if places == order and same_graph(v, w):
                left[k] = factor + other, w, places
                break
        else:
            left.append((factor, v, order))
    if abs(value) > 1e-12 * size:
        v, order = like
        left.append((1.0, make_constant(value, v.type.dtype, v.type.ndim), order))
    return [term for term in left if abs(term[0]) > 1e-12 * size]


def total_of(terms):
    """Return the sum of terms as a variable, None of no terms."""
    parts = [op("mul", number(c, v), v) for c, v, _ in terms]
    parts = [dim_shuffle(v.type.broadcastable, order)(v) for v, (_, _, order) in zip(parts, terms)]
    return op("add", *parts) if len(parts) > 1 else parts[0] if parts else None
