"""Roots of sums of two squares, and quotients by these sums, whose squares leave the range of numbers.

The squares of numbers above 1e19 are infinite in float32, and those below 1e-23 are 0. Where a term is that large or
small both are multiplied by a power of two before they are squared, and others by one: no digits are lost.
"""

from ...logdomain.form import number as constant
from ...logdomain.form import op, product
from ...rule import finite_only, node_rule, rounding, uncanonicalize
from ...values import fit, is_op, number, op_name

# of a dtype: the exponents of two beyond which numbers are scaled, and of the scales
LARGE = {"float32": (40, -90), "float64": (300, -700)}
SMALL = {"float32": (-40, 100), "float64": (-300, 800)}


@uncanonicalize
@rounding
@node_rule("sqrt")
def local_root_of_squares(fgraph, node):
    """``sqrt(x**2 + y**2)`` is infinite, or 0, where a square is, and has no digits near that."""
    terms = terms_of(node.inputs[0])
    if terms is None:
        return None
    squares = [v for v in terms if is_square(v)]
    cases = [("gt", *LARGE[terms[0].type.dtype])]
    if len(squares) == len(terms):
        cases.append(("lt", *SMALL[terms[0].type.dtype]))
    total, choose = scaled(terms, squares, cases)
    return fit(op("mul", op("sqrt", total), choose(-1)), node)


@uncanonicalize
@finite_only
@node_rule("true_div")
def local_quotient_by_squares(fgraph, node):
    """``y / (x**2 + y**2)`` is 0 where a square is infinite, and ``x**2 / (x**2 + y**2)`` is nan."""
    y, divisor = node.inputs
    terms = terms_of(divisor) if y.type.dtype == divisor.type.dtype and number(y) is None else None
    if terms is None:
        return None
    squares = [v for v in terms if is_square(v)]
    factors = list(y.owner.inputs) if is_op(y, "mul") else [y]
    part = next((v for v in squares if v in factors), None)
    if part is not None:
        factors.remove(part)
        return fit(product([*factors, share(part, terms)]), node)
    total, choose = scaled(terms, squares, [("gt", *LARGE[y.type.dtype])])
    return fit(op("mul", op("true_div", op("mul", y, choose(1)), total), choose(1)), node)


def share(part, terms):
    """Return a square among two terms divided by their sum: with a number for the other it is 1 from some edge on."""
    (x,), dtype = part.owner.inputs, part.type.dtype
    if any(number(v) is not None for v in terms):
        bounded = op("sqr", op("minimum", op("abs_", x), constant(2.0 ** (LARGE[dtype][0] * 3 // 2), x)))
        return op("true_div", bounded, op("add", *(bounded if v is part else v for v in terms)))
    total, _ = scaled(terms, [v for v in terms if is_square(v)], [("gt", *LARGE[dtype])])
    return op("true_div", total.owner.inputs[terms.index(part)], total)


def terms_of(total):
    """Return the two terms of a sum of squares, or of one and another term that is no large number, else None."""
    if not is_op(total, "add") or total.type.dtype not in LARGE or len(total.owner.inputs) != 2:
        return None
    terms = total.owner.inputs
    if any(v.type.dtype != total.type.dtype for v in terms) or not any(map(is_square, terms)):
        return None
    most = 2.0 ** LARGE[total.type.dtype][0]
    return terms if all(abs(number(v) or 0) < most for v in terms) else None


def is_square(v):
    """Return True if `v` is a square, and not one in a result of :func:`scaled` or :func:`share`."""
    if not is_op(v, "sqr"):
        return False
    (x,) = v.owner.inputs
    if is_op(x, "minimum"):
        return op_name(x.owner.inputs[0]) != "abs_"
    return not is_op(x, "mul") or op_name(x.owner.inputs[-1]) != "switch"


def scaled(terms, squares, cases):
    """Return a sum whose squares are of scaled numbers, and a function that returns a power of the scale.

    Parameters
    ----------
    cases : list of (str, int, int)
        A comparison with a power of two, and the exponent of the scale where it holds.
    """
    sizes = [op("abs_", v.owner.inputs[0]) for v in squares]
    largest = op("maximum", *sizes) if len(sizes) > 1 else sizes[0]

    def choose(power):
        result = constant(1, largest)
        for compare, edge, k in reversed(cases):
            is_far = op(compare, largest, constant(2.0**edge, largest))
            result = op("switch", is_far, constant(2.0 ** (power * k), largest), result)
        return result

    scale = choose(1)
    parts = [
        op("sqr", op("mul", v.owner.inputs[0], scale)) if v in squares else op("mul", op("mul", v, scale), scale)
        for v in terms
    ]
    return op("add", *parts), choose
