"""The rectifier, which Theano's users write, and know, as half of ``x + abs(x)``; a leaky one has two slopes.

After this stage no gradient is taken, whose value at 0 is not that of a maximum.
"""

from ....scalar import REGISTRY
from ...passes.canonizer import PRODUCT, SUM, Lists, family_op, joined, lists
from ...rule import Float, Number, finite_only, node_rule, specialize
from ...values import cast, is_op, make_constant, number, op_name

maximum, minimum = REGISTRY["maximum"], REGISTRY["minimum"]
MOST = 16  # operations in which multiples of a variable and its absolute value are looked for


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
    # where the factors first are a term, so that a sum takes linear time
    places = {}
    for i, (_, factors) in enumerate(products):
        places.setdefault(tuple(factors), i)
    for k, (b, factors) in enumerate(products):
        if len(factors) > 1 or not is_op(factors[0], "abs_"):
            continue
        x = factors[0].owner.inputs[0]
        if x.type.dtype[0] != "f":
            # its absolute value may have wrapped
            continue
        for ratio, others in ((1, [x]), product(fgraph, x)):
            i = places.get(tuple(others))
            if i is not None:
                a, b = products[i][0] / ratio * terms[i][1], b * terms[k][1]
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
    """Return ``(a, b)`` for ``a * x + b * abs(x)``, also where `v` is a rectifier, else None; or if that takes long."""
    a = b = 0
    pending = [(v, 1)]
    for w, c in pending:
        name = op_name(w)
        if w is x:
            a += c
        elif name == "abs_" and w.owner.inputs[0] is x:
            b += c
        elif name in ("maximum", "minimum") and x in w.owner.inputs and any(number(u) == 0 for u in w.owner.inputs):
            a, b = a + 0.5 * c, b + (0.5 * c if name == "maximum" else -0.5 * c)
        elif name in ("add", "sub"):
            pending += [(u, -c if k and name == "sub" else c) for k, u in enumerate(w.owner.inputs)]
        else:
            constant, factors = product(fgraph, w)
            if len(factors) != 1 or factors[0] is w:
                return None
            pending.append((factors[0], c * constant))
        if len(pending) > MOST:
            return None
    return a, b
