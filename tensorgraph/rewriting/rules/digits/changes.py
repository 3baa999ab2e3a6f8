"""Increments of functions, ``sin(x + h) - sin(x)``: what the arguments do not have in common is all that is known.

The increment cancels in the graph, not among numbers, and the difference is a product with it. Where the arguments have
nothing in common, the digits that these have explain what is lost, and the difference stays.
"""

from itertools import product

from ...logdomain.form import in_dtype, op, same_graph
from ...logdomain.form import number as constant
from ...logdomain.intervals import difference
from ...passes.canonizer import PRODUCT, SUM, Lists, holds, lists
from ...rule import finite_only, node_rule, specialize
from ...values import fit, is_op, number, op_name

DTYPES = ("float32", "float64")
MOST = 8  # terms of a sum
WIDE = 0.5  # a known increment from which on few digits are lost


@specialize
@finite_only
@node_rule("add", "sub")
def local_increment(fgraph, node):
    """``sin(x + h) - sin(x)`` loses the digits of a small ``h``, which the sum may not even have."""
    form = lists(fgraph, node, SUM) if holds(fgraph, node, SUM, *INCREMENTS) else None
    if form is None or form.out.type.dtype not in DTYPES or len(form.top) + len(form.bottom) > MOST:
        return None
    for v, w in product(form.top, form.bottom):
        increment = INCREMENTS.get(op_name(v))
        if increment is None or op_name(w) != op_name(v):
            continue
        (a,), (b,) = v.owner.inputs, w.owner.inputs
        if not a.type.dtype == b.type.dtype == v.type.dtype == form.out.type.dtype:
            continue
        d = difference(a, b)
        if is_increment(d):
            form.top[form.top.index(v)] = increment(a, b, d)
            form.bottom.remove(w)
            return form.build()
    return None


def is_increment(d):
    """Return True for a result of :func:`difference` that is one term, or a small number."""
    if is_op(d, "sub"):
        return False
    first, *others = d.owner.inputs
    return len(others) == 1 or (not others and abs(number(first)) <= WIDE)


def of_exp(a, b, d):
    """Return ``exp(a) - exp(b)``, a multiple of the larger one."""
    return op("mul", op("exp", op("maximum", a, b)), one_less_exp(d))


def of_sigmoid(a, b, d):
    """Return ``sigmoid(a) - sigmoid(b)``."""
    high, low = op("maximum", a, b), op("minimum", a, b)
    return op("mul", op("sigmoid", high), op("sigmoid", op("neg", low)), one_less_exp(d))


def one_less_exp(d):
    """Return ``1 - exp(-abs(d))`` with the sign of `d`."""
    return op("mul", op("neg", op("sgn", d)), op("expm1", op("neg", op("abs_", d))))


def of_tanh(a, b, d):
    """Return ``tanh(a) - tanh(b)``."""
    two = constant(2, d)
    return op("mul", two, of_sigmoid(*(op("mul", two, x) for x in (a, b, d))))


def of_sin(a, b, d):
    """Return ``sin(a) - sin(b)``."""
    half = constant(0.5, d)
    middle = op("mul", half, op("add", a, b))
    return op("mul", constant(2, d), op("cos", middle), op("sin", op("mul", half, d)))


def of_cos(a, b, d):
    """Return ``cos(a) - cos(b)``."""
    half = constant(0.5, d)
    middle = op("mul", half, op("add", a, b))
    return op("mul", constant(-2, d), op("sin", middle), op("sin", op("mul", half, d)))


def of_arctan(a, b, d):
    """Return ``arctan(a) - arctan(b)``."""
    return op("arctan2", d, op("add", constant(1, d), op("mul", a, b)))


INCREMENTS = {
    "exp": of_exp,
    "sigmoid": of_sigmoid,
    "tanh": of_tanh,
    "sin": of_sin,
    "cos": of_cos,
    "arctan": of_arctan,
    "sqr": lambda a, b, d: op("mul", op("add", a, b), d),
}


@specialize
@finite_only
@node_rule("add", "sub")
def local_multiple_of_expm1(fgraph, node):
    """``k * exp(x) - k`` loses the digits of a small ``x``."""
    form = lists(fgraph, node, SUM) if holds(fgraph, node, SUM, "mul") else None
    if form is None or form.out.type.dtype not in DTYPES or len(form.top) + len(form.bottom) > MOST:
        return None
    for own, other, sign in ((form.top, form.bottom, -1), (form.bottom, form.top, 1)):
        for i, v in enumerate(own):
            e, rest = exp_and_rest(fgraph, v)
            if e is not None and is_removed(form, other, sign, rest):
                own[i] = op("mul", rest, op("expm1", e.owner.inputs[0]))
                return form.build()
    return None


def exp_and_rest(fgraph, v):
    """Return an exponential that is a factor of the product `v`, and the product of the others, else None twice."""
    has_exp = is_op(v, "mul") and any(is_op(w, "exp") for w in v.owner.inputs)
    form = Lists(fgraph, v.owner, PRODUCT) if has_exp else None
    e = next((w for w in form.top if is_op(w, "exp")), None) if has_exp else None
    if e is None:
        return None, None
    form.top.remove(e)
    return e, form.build() if form.top + form.bottom else constant(form.constant, e)


def is_removed(form, terms, sign, v):
    """Remove `v` from some terms of a sum, or a number times `sign` from its constant; return False if that fails."""
    value = number(v)
    if value is not None:
        if form.constant != sign * value:
            return False
        form.constant = type(form.constant)(0)
        return True
    same = next((w for w in terms if same_graph(w, v)), None)
    if same is None:
        return False
    terms.remove(same)
    return True


@specialize
@finite_only
@node_rule("add", "sub")
def local_chosen_exp_less_one(fgraph, node):
    """``(1 + x / n)**n - 1``, an exponential where this is near 1, loses the digits of a small ``x``."""
    form = lists(fgraph, node, SUM) if holds(fgraph, node, SUM, "switch") else None
    if form is None or len(form.top) + len(form.bottom) != 1 or form.constant != (1 if form.bottom else -1):
        return None
    (v,) = form.top or form.bottom
    if not is_op(v, "switch") or v.type.dtype not in DTYPES or v.type.dtype != form.out.type.dtype:
        return None
    condition, near, far = v.owner.inputs
    if not is_op(near, "exp") or number(far) is not None:
        return None
    # another branch of the choice may be an integer, or true
    left = op("sub", in_dtype(far, v.type.dtype), constant(1, v))
    value = op("switch", condition, op("expm1", near.owner.inputs[0]), left)
    return fit(op("neg", value) if form.bottom else value, node)
