"""The rectifier, which Theano's users write, and know, as half of ``x + abs(x)``; a leaky one has two slopes.

After this stage no gradient is taken, whose value at 0 is not that of a maximum.
"""

from ....scalar import REGISTRY
from ...passes.canonizer import PRODUCT, SUM, Lists, family_op, joined, lists
from ...rule import Float, Number, finite_only, node_rule, specialize
from ...values import cast, is_op, make_constant, number, op_name

maximum, minimum = REGISTRY["maximum"], REGISTRY["minimum"]


@specialize
@finite_only
def local_relu(x: Float, c: Number, d: Number):
    """``0.5 * (2 * maximum(x, 0))`` overflows where the result does not."""
    yield c * (d * maximum(x, 0)) >> maximum(x, 0), c * d == 1
    yield c * (d * maximum(x, 0)) >> (c * d) * maximum(x, 0)
    yield c * (d * minimum(x, 0)) >> (c * d) * minimum(x, 0)


@specialize
@finite_only
@node_rule("add", "sub")
def local_sum_with_abs(fgraph, node):
    """``a * x + b * abs(x)`` is nan for an infinity, and overflows: it is the larger of two multiples of x."""
    form = lists(fgraph, node, SUM)
    if form is None or form.out.type.dtype[0] != "f":
        return None
    terms = [(v, 1) for v in form.top] + [(v, -1) for v in form.bottom]
    if not any(map(has_abs, [v for v, _ in terms])):
        return None
    products = [product(fgraph, v) for v, _ in terms]
    for k, (b, factors) in enumerate(products):
        if len(factors) > 1 or not is_op(factors[0], "abs_"):
            continue
        x = factors[0].owner.inputs[0]
        if x.type.dtype[0] != "f":
            # its absolute value may have wrapped
            continue
        for i, (a, others) in enumerate(products):
            ratio = 1 if others == [x] else ratio_to(fgraph, others, x)
            if ratio:
                a, b = a / ratio * terms[i][1], b * terms[k][1]
                form.top = [v for j, (v, sign) in enumerate(terms) if sign > 0 and j not in (i, k)]
                form.bottom = [v for j, (v, sign) in enumerate(terms) if sign < 0 and j not in (i, k)]
                form.top.append(with_slopes(cast(x, form.out.type.dtype), a - b, a + b))
                return form.build()
    return None


def has_abs(v):
    """Return True if `v` is an absolute value or the product of one."""
    return is_op(v, "abs_") or (is_op(v, "mul") and any(is_op(w, "abs_") for w in v.owner.inputs))


def product(fgraph, v):
    """Return the constant and the factors of a product without divisors; any other variable is one factor."""
    if family_op(v, PRODUCT):
        found = Lists(fgraph, v.owner, PRODUCT)
        if not found.bottom:
            return found.constant, found.top
    return 1, [v]


def ratio_to(fgraph, factors, x):
    """Return c if `x` is c times the product of the factors, else None."""
    constant, own = product(fgraph, x)
    return constant if own == factors else None


def with_slopes(x, below, above):
    """Return ``below * x`` for a negative x and ``above * x`` for a positive one."""
    if not below or not above:
        slope, half = (above, maximum) if above else (below, minimum)
        return multiple(slope, half(x, make_constant(0, x.type.dtype, x.type.ndim)))
    return (maximum if above > below else minimum)(multiple(below, x), multiple(above, x))


def multiple(c, x):
    """Return ``c * x``."""
    return x if c == 1 else joined("mul", make_constant(c, x.type.dtype, x.type.ndim), x)


def slopes(fgraph, v, x):
    """Return ``(a, b)`` for ``a * x + b * abs(x)``, also where `v` is a rectifier, else None."""
    if v is x:
        return 1, 0
    name = op_name(v)
    if name == "abs_" and v.owner.inputs[0] is x:
        return 0, 1
    if name in ("maximum", "minimum") and x in v.owner.inputs and any(number(w) == 0 for w in v.owner.inputs):
        return 0.5, 0.5 if name == "maximum" else -0.5
    constant, factors = product(fgraph, v)
    if len(factors) == 1 and factors[0] is not v:
        found, signs = [slopes(fgraph, factors[0], x)], (1,)
    elif name in ("add", "sub"):
        found, constant = [slopes(fgraph, w, x) for w in v.owner.inputs], 1
        signs = (1, -1) if name == "sub" else (1,) * len(found)
    else:
        return None
    if None in found:
        return None
    return tuple(constant * sum(sign * c for sign, c in zip(signs, part)) for part in zip(*found))
