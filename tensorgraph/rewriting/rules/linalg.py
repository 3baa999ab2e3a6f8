"""Linear algebra by operations that have steps."""

from ...tensor.elementwise.math import switch
from ...tensor.linalg.factors import SVD
from ...tensor.linalg.inverse import MatrixPinv
from ...tensor.linalg.matrix import like
from ...tensor.products.dot import dot
from ..rule import node_rule, rounding, specialize
from ..values import typed_as

LEAST = 1e-15  # of the largest singular value; NumPy takes what is below for 0


@specialize
@rounding
@node_rule(MatrixPinv)
def local_pinv_svd(fgraph, node):
    """Write a pseudo-inverse with the singular values and vectors, as NumPy computes it."""
    (x,) = node.inputs
    if node.outputs[0].type.dtype[0] != "f":
        return None
    u, s, v = SVD(full_matrices=False)(x)
    # without elements there is no largest one
    kept = s > LEAST * s[:1].sum()
    z = dot(v.T * switch(kept, 1 / switch(kept, s, 1), 0), u.T)
    return typed_as(node, like(z, node.outputs[0]))
