"""Differences of exponentials, and of error functions, in the log domain.

``exp(a) - exp(b)`` is ``exp(a) * (1 - exp(b - a))``. The distance ``b - a`` is all that is known of a small difference:
terms that both exponents have must cancel in the graph, not among numbers. In ``(c + exp(s) - x) - (c - x)`` a large c
would take ``exp(s)`` with it.
"""

from itertools import repeat

import numpy as np

from ..values import number as number_of
from ..values import op_name
from .form import Form, form, in_dtype, number, op, same_graph
from .signs import is_below_zero

TERMS = 6  # levels of sums and constant factors
SIGNS = {"add": repeat(1), "sub": (1, -1), "neg": (-1,)}
# the width of an interval of a normal density around it, of which the middle represents it
WIDE = 60.0  # a width at whose end nothing is left
NARROW = {"float32": 0.03, "float64": 2e-3}


def difference(a, b):
    """Return ``a - b`` without the terms that both have."""
    left, constant, count = _combined(a, b, 1.0)
    if len(left) == count:
        return op("sub", a, b)
    parts = [op("mul", number(c, v), v) for v, c in left if c != 0]
    return op("add", number(constant, op("sub", a, b)), *parts)


def is_multiple(a, b, factor):
    """Return True if `a` is known to be `factor` times `b`."""
    left, constant, _ = _combined(a, b, factor)
    return constant == 0 and all(c == 0 for _, c in left)


def _combined(a, b, factor):
    """Return the terms of ``a - factor * b`` with their factors, its constant, and how many terms were combined."""
    terms, constants = [], []
    for v, c in ((a, 1.0), (b, -factor)):
        _collect(v, c, TERMS, terms, constants)
    left = []
    for v, c in terms:
        k = next((k for k, (w, _) in enumerate(left) if same_graph(v, w)), len(left))
        left[k:] = [(v, c + sum(d for _, d in left[k : k + 1])), *left[k + 1 :]]
    return left, sum(constants), len(terms)


def _collect(v, factor, depth, terms, constants):
    """Append the terms of `v` times `factor` to `terms`, with their factors, or to `constants`."""
    value, name, node = number_of(v), op_name(v), v.owner
    if value is not None:
        constants.append(factor * float(value))
    elif name == "Cast" and depth and node.inputs[0].type.dtype in NARROW:
        _collect(*node.inputs, factor, depth - 1, terms, constants)
    elif name in SIGNS and depth:
        for w, sign in zip(node.inputs, SIGNS[name]):
            _collect(in_dtype(w, v.type.dtype), sign * factor, depth - 1, terms, constants)
    elif name == "mul" and depth and number_of(node.inputs[0]) is not None and len(node.inputs) == 2:
        w = in_dtype(node.inputs[1], v.type.dtype)
        _collect(w, factor * float(number_of(node.inputs[0])), depth - 1, terms, constants)
    elif name == "true_div" and depth and number_of(node.inputs[1]):
        w = in_dtype(node.inputs[0], v.type.dtype)
        _collect(w, factor / float(number_of(node.inputs[1])), depth - 1, terms, constants)
    else:
        terms.append((v, factor))


def one_minus_exp(x, depth):
    """Return the form of ``1 - exp(x)``, with the digits of a small `x`."""
    rest = op("neg", op("expm1", x))
    found = form(rest, depth) if is_below_zero(x) else None
    return Form(number(0, x), top=[rest]) if found is None else found


def times(found, log, under=True):
    """Return a form times ``exp(log)``."""
    if number_of(found.log) != 0:
        log = op("add", log, found.log)
    return Form(log, False, under, found.top, found.bottom)


def of_exponentials(a, b, depth):
    """Return the form of ``exp(a) - exp(b)``; its flags are for the caller to set."""
    x = difference(b, a)
    if is_below_zero(x):
        return times(one_minus_exp(x, depth), a)
    if is_below_zero(x, -1):
        found = times(one_minus_exp(difference(a, b), depth), b)
        found.top.insert(0, number(-1, x))
        return found
    # the second may be hidden by a mask, and so may both
    x = op("switch", op("eq", b, number(-np.inf, b)), number(-np.inf, x), x)
    zero = number(0, x)
    above, (first, second) = op("gt", x, zero), (op("expm1", op("minimum", v, zero)) for v in (op("neg", x), x))
    rest = op("switch", above, first, op("neg", second))
    return Form(op("switch", above, b, a), top=[rest])


def of_erfc(a, b):
    """Return the form of ``erfc(a) - erfc(b)``, an integral from `a` to `b`.

    The interval is reflected so that it lies above 0, or around it. The middle of a narrow one represents it.
    """
    distance = difference(b, a)
    if is_below_zero(distance, -1):
        signs, width = [], distance
    else:
        signs, width = [op("sgn", distance)], op("abs_", distance)
        a, b = op("minimum", a, b), op("maximum", a, b)
    zero, total = number(0, width), op("add", a, b)
    reflected = op("lt", total, zero)
    low, high = op("switch", reflected, op("neg", b), a), op("switch", reflected, op("neg", a), b)
    middle = op("mul", number(0.5, total), op("abs_", total))
    bound = number(NARROW[width.type.dtype], width)
    is_narrow = op("lt", op("mul", width, op("add", number(1, middle), middle)), bound)
    near = _of_middle(op("switch", is_narrow, width, bound), op("switch", is_narrow, middle, zero))
    far = _of_ends(op("switch", is_narrow, zero, low), op("switch", is_narrow, bound, high), width)
    return Form(op("switch", is_narrow, near, far), False, True, signs)


def _of_ends(low, high, width):
    """Return the logarithm of ``erfc(low) - erfc(high)`` for a sum of the ends above 0."""
    zero, wide = number(0, width), number(WIDE, width)
    positive = op("maximum", low, zero)
    is_positive = op("gt", low, zero)
    high = op("minimum", high, op("add", positive, wide))
    # the squares of both ends have a common part
    squares = op("switch", is_positive, op("mul", op("minimum", width, wide), op("add", low, high)), op("sqr", high))
    base = op("switch", is_positive, _log_erfcx(positive), op("log", op("erfc", op("minimum", low, zero))))
    ratio = op("sub", op("sub", _log_erfcx(op("maximum", high, zero)), squares), base)
    log = op("add", base, op("log", op("neg", op("expm1", ratio))))
    return op("switch", is_positive, op("sub", log, op("sqr", positive)), log)


def _log_erfcx(x):
    return op("log", op("erfcx", x))


def _of_middle(width, middle):
    """Return the logarithm of ``erfc(middle - width / 2) - erfc(middle + width / 2)`` for a small `width`."""
    square = op("sqr", middle)
    bend = op("mul", op("sqr", width), op("sub", op("mul", number(1 / 6, square), square), number(1 / 12, square)))
    flat = op("add", op("log", width), number(np.log(2 / np.sqrt(np.pi)), width))
    return op("add", op("sub", flat, square), op("log1p", bend))
