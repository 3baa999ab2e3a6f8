"""Squared differences that are written as their three terms, as distances between points are."""

from ....tensor.products.dot import Dot
from ....tensor.shape.dimshuffle import DimShuffle
from ...logdomain.complements import squared
from ...logdomain.form import op
from ...passes.canonizer import PRODUCT, SUM, Lists, family_op, lists
from ...rule import canonicalize, finite_only, node_rule, stabilize


@canonicalize
@stabilize
@finite_only
@node_rule("add", "sub")
def local_squared_difference(fgraph, node):
    """``x**2 + y**2 - 2 * x * y`` is ``(x - y)**2``, which keeps the digits where x and y are nearly equal.

    It is 0 where they are equal, however the product is rounded: on the diagonal of a matrix of distances.
    """
    form, dtype = lists(fgraph, node, SUM), node.outputs[0].type.dtype
    if form is None or dtype[0] != "f":
        return None
    for terms, negated in ((form.top, form.bottom), (form.bottom, form.top)):
        roots = {v: root_of(v) for v in terms}
        # squares of integers may have wrapped
        roots = {v: shown(x) for v, x in roots.items() if x is not None and x.type.dtype == dtype}
        for products, factor in ((negated, 2), (terms, -2)):
            for v in products:
                pair = factors_of(fgraph, v, factor)
                squares = [w for x in pair for w in roots if roots[w] == shown(x)]
                if len(squares) == 2 and squares[0] is not squares[1]:
                    products.remove(v)
                    for w in squares:
                        terms.remove(w)
                    terms.append(op("sqr", op("sub", *pair)))
                    return form.build()
    return None


def factors_of(fgraph, v, factor):
    """Return x and y if `v` is the product of a number, `factor`, with them, else no variables."""
    if family_op(v, PRODUCT) is None:
        return []
    form = Lists(fgraph, v.owner, PRODUCT)
    factors = [x for w in form.top for x in parts_of(w)]
    return factors if form.constant == factor and len(factors) == 2 and not form.bottom else []


def parts_of(v):
    """Return the column and the row of which `v` is the product, else `v` alone."""
    node = v.owner
    is_product = node is not None and isinstance(node.op, Dot)
    return node.inputs if is_product and node.inputs[1].type.broadcastable == (True, False) else [v]


def root_of(v):
    """Return x if `v` is its square, or shows its square with axes of another order, else None."""
    node = v.owner
    if node is not None and isinstance(node.op, DimShuffle):
        x = squared(node.inputs[0])
        return None if x is None else node.op(x)
    return squared(v)


def shown(v):
    """Return the variable that `v` shows, and the order of its axes, of which those of length 1 are alike."""
    order = range(v.type.ndim)
    while v.owner is not None and isinstance(v.owner.op, DimShuffle):
        order = [i if i == "x" else v.owner.op.new_order[i] for i in order]
        (v,) = v.owner.inputs
    return v, tuple(["x" if i == "x" or v.type.broadcastable[i] else i for i in order])
