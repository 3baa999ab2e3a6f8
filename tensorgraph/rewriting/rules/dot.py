"""Matrix products: transposed, and written as sums of products."""

from ...tensor.elementwise.elemwise import Elemwise
from ...tensor.products.dot import Dot, dot
from ...tensor.reductions.sums import Sum
from ...tensor.shape.dimshuffle import DimShuffle
from ..rule import canonicalize, exact, node_rule, rounding, specialize
from ..values import is_op, made_like, typed_as
from .dimshuffle import shuffled
from .reduce import axes_of


@canonicalize
@exact
@node_rule(DimShuffle)
def local_lift_transpose_through_dot(fgraph, node):
    """``dot(x, y).T`` is ``dot(y.T, x.T)``: the transposes are flags of the product."""
    x = node.inputs[0]
    inner = x.owner
    if inner is None or not isinstance(inner.op, Dot) or tuple(node.op.new_order) != (1, 0):
        return None
    if len(fgraph.clients(x)) != 1:
        return None
    a, b = inner.inputs
    return typed_as(node, dot(shuffled(b, (1, 0)), shuffled(a, (1, 0))))


@specialize
@rounding
@node_rule(Sum)
def local_sum_of_products_to_dot(fgraph, node):
    """``sum(x * w, axis=1)`` with one row w is ``dot(x, w)``, and that of pairs of rows is a product of matrices.

    Float32 is left alone: its sums add in float64, its matrix products do not.
    """
    (product,) = node.inputs
    if not is_op(product, "mul") or len(product.owner.inputs) != 2 or len(fgraph.clients(product)) != 1:
        return None
    x, y = product.owner.inputs
    if any(v.type.dtype != "float64" for v in (x, y, node.outputs[0])):
        return None
    summed = [*axes_of(node)]
    long_x, long_y = ([i for i in range(x.type.ndim) if not v.type.broadcastable[i]] for v in (x, y))
    if [i for i in long_x if i in long_y] != summed:
        return None
    rows, columns = ([i for i in axes if i not in summed] for axes in (long_x, long_y))
    if len(rows) > 1 or len(columns) > 1 or x.type.ndim == 1:
        return None
    if not (rows and columns) and computed_for_it(fgraph, x if rows else y):
        return None
    result = made_like(dot(shuffled(x, rows + summed), shuffled(y, summed + columns)), product.owner)
    return typed_as(node, shuffled(result, (1, 0)) if columns and rows > columns else result)


def computed_for_it(fgraph, x):
    """Return True if a loop that sums `x` times something may compute x, which nothing else reads."""
    return x.owner is not None and isinstance(x.owner.op, Elemwise) and len(fgraph.clients(x)) == 1
