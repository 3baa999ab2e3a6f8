"""Matrix products: transposed, scaled, and of empty matrices."""

from ...tensor.products.dot import Dot, dot
from ...tensor.shape.dimshuffle import DimShuffle
from ..rule import canonicalize, exact, node_rule
from ..values import typed_as
from .dimshuffle import shuffled


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
