"""Sums of distribution functions and constants, in which constants cancel or one function cancels another.

``tanh(x)`` is ``2 * sigmoid(2 * x) - 1``, so that ``0.5 + 0.5 * tanh(x) - sigmoid(y)`` is a difference of two sigmoids;
and ``erf(x)`` is ``1 - erfc(x)``.
"""

import numpy as np

from ..values import cast, is_op, op_name
from ..values import number as number_of
from .form import DEPTH, Form, number, op, remembered, same_graph
from .intervals import difference, of_erfc, of_exponentials, one_minus_exp, times
from .signs import is_below_zero

TERMS = 6  # levels of sums and constant factors


def of_sigmoids(v):
    """Return the form of ``c * sigmoid(a) - c * sigmoid(b)``, ``c - c * sigmoid(a)``, ``c + c * erf(a)``; else None."""
    return remembered(_of_sigmoids, TERMS, v)


def _of_sigmoids(v, depth):
    found = _collected(v, 1.0, depth)
    if found is None:
        return None
    constant, terms = found
    terms = [(x, c) for x, c in terms.items() if c != 0]
    if len(terms) == 1:
        return _of_one(constant, *terms)
    if len(terms) != 2 or terms[0][0][0] != terms[1][0][0]:
        return None
    return {"sigmoid": _of_two, "erfc": _of_two, "expm1": _difference_of_expm1}[terms[0][0][0]](constant, *terms)


def _of_one(constant, term):
    """Return the form of a multiple of a function, or of a multiple of its complement, else None."""
    (name, a), c = term
    if name == "expm1":
        return None
    if constant == 0:
        return _of_erfc(c, a) if name == "erfc" else _scaled(c, op("neg", op("softplus", op("neg", a))))
    if constant == -(2 * c if name == "erfc" else c):
        # erfc(a) is 2 - erfc(-a)
        return _of_erfc(-c, op("neg", a)) if name == "erfc" else _scaled(-c, op("neg", op("softplus", a)))
    return None


def _of_two(constant, first, second):
    """Return the form of ``c * f(a) - c * f(b)``, and of ``c * f(a) + c * f(b)`` less its limit, else None."""
    (name, a), c = first
    if constant == -(2 * c if name == "erfc" else c):
        # c * f(a) is the limit less c * f(-a)
        constant, first, second = 0, second, ((name, op("neg", a)), -c)
    if constant != 0 or first[1] != -second[1]:
        return None
    ((_, a), c), ((_, b), _) = (first, second) if first[1] > 0 else (second, first)
    if name == "erfc":
        found = of_erfc(a, b)
    else:
        # sigmoid(a) - sigmoid(b) is sigmoid(a) * sigmoid(-b) * (1 - exp(b - a))
        log = op("neg", op("add", op("softplus", op("neg", a)), op("softplus", b)))
        found = times(one_minus_exp(difference(b, a), DEPTH), log)
    return _scaled(c, found.log, *found.top)


def _difference_of_expm1(constant, first, second):
    """Return the form of ``c * expm1(a) - c * expm1(b)``, else None."""
    if constant != 0 or first[1] != -second[1]:
        return None
    ((_, a), c), ((_, b), _) = (first, second) if first[1] > 0 else (second, first)
    over, under = (not all(is_below_zero(v, sign) for v in (a, b)) for sign in (1, -1))
    found = of_exponentials(a, b, DEPTH)
    return Form(op("add", found.log, number(np.log(c), a)), over, under, found.top, found.bottom)


def _of_erfc(factor, x):
    """Return the form of ``factor * erfc(x)``; half of it may be near 1."""
    return Form(log_half_erfc(x), False, True) if factor == 0.5 else _scaled(factor, log_erfc(x))


def _scaled(factor, log, *rest):
    if factor < 0:
        return Form(log, False, True, [number(factor, log), *rest])
    return Form(log if factor == 1 else op("add", log, number(np.log(factor), log)), False, True, rest)


def _collected(v, factor, depth):
    """Return the constant, and the factor of each function by its name and argument, or None for other terms."""
    value = number_of(v)
    if value is not None:
        return factor * float(value), {}
    if v.owner is None or depth == 0 or v.type.dtype not in ("float32", "float64"):
        return None
    found = _function(v, factor)
    if found is not None:
        return found
    name, inputs = op_name(v), v.owner.inputs
    if name == "neg":
        return _collected(inputs[0], -factor, depth - 1)
    if name in ("mul", "true_div") and len(inputs) == 2:
        a, b = inputs
        if name == "mul" and number_of(b) is None:
            a, b = b, a
        value = number_of(b)
        if value is None or value == 0:
            return None
        return _collected(a, factor * float(value) if name == "mul" else factor / float(value), depth - 1)
    if name not in ("add", "sub"):
        return None
    constant, terms = 0.0, {}
    for k, w in enumerate(inputs):
        found = _collected(w, -factor if k and name == "sub" else factor, depth - 1)
        if found is None:
            return None
        constant += found[0]
        for x, c in found[1].items():
            terms[x] = terms.get(x, 0.0) + c
    return constant, terms


def _function(v, factor):
    """Return the constant and the factor of a function that `v` is a sum of, else None."""
    x = logistic_argument(v)
    if x is not None:
        return 0.0, {("sigmoid", cast(x, v.type.dtype)): factor}
    name = op_name(v)
    if name not in ("erfc", "erf", "expm1", "tanh"):
        return None
    x = cast(v.owner.inputs[0], v.type.dtype)
    if name == "expm1":
        return 0.0, {(name, x): factor}
    if name == "tanh":
        return -factor, {("sigmoid", op("mul", number(2, x), x)): 2 * factor}
    if is_complement(x):
        return None
    return (0.0, {("erfc", x): factor}) if name == "erfc" else (factor, {("erfc", x): -factor})


def is_complement(x):
    """Return True if x is the argument of the complement in a result of :func:`log_half_erfc`."""
    return is_op(x, "maximum") and any(number_of(w) == 0 for w in x.owner.inputs)


def logistic_argument(v):
    """Return x for ``sigmoid(x)``, also where it is written out or chosen between two spellings, else None."""
    node = v.owner
    if is_op(v, "sigmoid"):
        return node.inputs[0]
    if is_op(v, "switch"):
        first, second = (logistic_argument(w) for w in node.inputs[1:])
        return first if first is not None and second is not None and same_graph(first, second) else None
    if not is_op(v, "true_div") and not is_op(v, "inv"):
        return None
    total = node.inputs[-1]
    if not is_op(total, "add") or len(total.owner.inputs) != 2:
        return None
    for one, e in (total.owner.inputs, total.owner.inputs[::-1]):
        if number_of(one) != 1 or not is_op(e, "exp") or e.owner.inputs[0].type.dtype[0] != "f":
            continue
        x = e.owner.inputs[0]
        if is_op(v, "inv") or number_of(node.inputs[0]) == 1:
            return x.owner.inputs[0] if is_op(x, "neg") else op("neg", x)
        if is_op(node.inputs[0], "exp") and same_graph(node.inputs[0].owner.inputs[0], x):
            return x
    return None


def log_erfc(x):
    """Return ``log(erfc(x))``, by erfcx for large x."""
    one = number(1, x)
    near = op("log", op("erfc", op("minimum", x, one)))
    far = op("sub", op("log", op("erfcx", op("maximum", x, one))), op("sqr", x))
    return op("switch", op("lt", x, one), near, far)


def log_half_erfc(x):
    """Return ``log(erfc(x) / 2)``, by erfcx for x above 0, and by the small complement below."""
    zero = number(0, x)
    complement = op("erfc", op("maximum", op("neg", x), zero))
    near = op("log1p", op("mul", number(-0.5, x), complement))
    scaled = op("log", op("mul", number(0.5, x), op("erfcx", op("maximum", x, zero))))
    return op("switch", op("lt", x, zero), near, op("sub", scaled, op("sqr", x)))
