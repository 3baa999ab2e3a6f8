"""Quotients of two variables without a pole where these are equal: ``(exp(x) - exp(y)) / (x - y)``, and its inverse.

Near that the difference of a function is the product of a function of the middle and one of the distance, a polynomial;
elsewhere the quotient stays as it was written.
"""

from ...localseries import polynomial
from ...logdomain.form import number as constant
from ...logdomain.form import op
from ...logdomain.intervals import is_multiple
from ...passes.canonizer import PRODUCT, SUM, Lists, family_op, lists
from ...powerseries import coefficients
from ...rule import finite_only, node_rule, stabilize
from ...values import is_op

EDGE = 0.125  # the distance from which on the quotient, and its derivatives, have most of their digits
# terms of a series, every other of which is 0
TERMS = {"sinh": {"float32": 6, "float64": 12}, "arctanh": {"float32": 8, "float64": 16}}


@stabilize
@finite_only
@node_rule("true_div", "mul")
def local_divided_difference(fgraph, node):
    """``(exp(x) - exp(y)) / (x - y)`` and ``(x - y) / log(x / y)`` have no digits where x is nearly y."""
    form = lists(fgraph, node, PRODUCT)
    if form is None or form.out.type.dtype not in TERMS["sinh"]:
        return None
    for v in [v for v in form.top if family_op(v, PRODUCT)]:
        # a product that others read as well
        form.spread(Lists(fgraph, v.owner, PRODUCT))
    for above, below in ((form.top, form.bottom), (form.bottom, form.top)):
        for v in above:
            name, *ends = difference_in(fgraph, v)
            for w in below if ends else ():
                sign = next((s for s in (1, -1) if is_op(w, "sub") and is_multiple(op("sub", *ends), w, s)), None)
                if sign is not None:
                    above[above.index(v)] = quotient(name, v, *ends, fgraph.ends is None)
                    below.remove(w)
                    form.constant *= sign
                    return form.build()
    return None


def difference_in(fgraph, v):
    """Return the name of a function and its two arguments if `v` is the difference of its values, else None alone."""
    dtype = v.type.dtype
    if is_op(v, "log") and is_op(v.owner.inputs[0], "true_div"):
        found = ["log", *v.owner.inputs[0].owner.inputs]
    elif family_op(v, ("sub",)):
        form = Lists(fgraph, v.owner, SUM)
        values = form.top + form.bottom
        name = next((n for n in ("exp", "log") if all(is_op(w, n) for w in values)), None)
        if name is None or len(form.top) != 1 or len(form.bottom) != 1 or form.has_constant():
            return [None]
        found = [name, *(w.owner.inputs[0] for w in values)]
    else:
        return [None]
    return found if all(w.type.dtype == dtype for w in found[1:]) else [None]


def quotient(name, change, a, b, is_derived):
    """Return `change`, the difference of a function at `a` and `b`, divided by ``a - b``."""
    distance, middle = op("sub", a, b), op("mul", constant(0.5, a), op("add", a, b))
    half = op("mul", constant(0.5, distance), distance)
    size = op("true_div", half, middle) if name == "log" else half
    is_near = op("lt", op("abs_", size), constant(EDGE, size))
    size = op("switch", is_near, size, constant(0, size))
    if name == "log":
        near = op("true_div", even_series("arctanh", size, is_derived), middle)
    else:
        near = op("mul", op("exp", middle), even_series("sinh", size, is_derived))
    return op("switch", is_near, near, op("true_div", change, op("switch", is_near, constant(1, distance), distance)))


def even_series(name, x, is_derived):
    """Return an odd function of a small `x` divided by x."""
    terms = coefficients(name, TERMS[name][x.type.dtype])[1::2]
    return polynomial({2 * k: float(c) for k, c in enumerate(terms)}, x, is_derived)
