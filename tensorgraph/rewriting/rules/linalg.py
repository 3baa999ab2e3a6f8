"""Linear algebra by operations that have steps."""

import numpy as np

from ...graph.variable import Constant
from ...tensor.elementwise.math import switch, true_div
from ...tensor.linalg.det import Det, SLogDet
from ...tensor.linalg.eigen import Eig, Eigh
from ...tensor.linalg.factors import SVD, QRFull, QRIncomplete
from ...tensor.linalg.inverse import MatrixInverse, MatrixPinv
from ...tensor.linalg.matrix import like
from ...tensor.linalg.solve import Solve, SolveOrNan
from ...tensor.products.dot import dot
from ...tensor.types.constant import constant
from ..rule import finite_only, node_rule, rounding, specialize
from ..values import cast, typed_as

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


@specialize
@rounding
@node_rule(Det, Eig, Eigh, MatrixInverse, QRFull, QRIncomplete, SLogDet, SVD)
def local_single_in_double(fgraph, node):
    """Compute in float64 what NumPy computes in float64 for float32 too: steps of the machine take float64."""
    (x,) = node.inputs
    if x.type.dtype != "float32":
        return None
    wide = node.op.make_node(cast(x, "float64"))
    return [cast(result, out.type.dtype) for result, out in zip(wide.outputs, node.outputs, strict=True)]


@specialize
@rounding
@node_rule(QRFull, SVD)
def local_factors_unread(fgraph, node):
    """Compute the triangle, or singular values, alone where nobody reads the orthogonal matrices."""
    (x,) = node.inputs
    read = [bool(fgraph.clients(out)) for out in node.outputs]
    if read == [False, True] and node.op.mode == "reduced":
        return [None, QRIncomplete("r")(x)]
    if read == [False, True, False]:
        return [None, SVD(compute_uv=False)(x), None]
    return None


@specialize
@finite_only
@node_rule(Solve, SolveOrNan)
def local_solve_diagonal(fgraph, node):
    """Divide by the diagonal of a constant diagonal matrix, such as an identity; infinities stay in their rows."""
    A, b = node.inputs
    if not isinstance(A, Constant) or not is_diagonal(A.data) or b.type.dtype[0] not in "fc":
        return None
    diagonal = constant(np.diagonal(A.data).astype(node.outputs[0].type.dtype))
    return typed_as(node, true_div(b, diagonal if b.type.ndim == 1 else diagonal.dimshuffle(0, "x")))


def is_diagonal(A):
    """Return True if a matrix is diagonal, with an inverse."""
    diagonal = np.diagonal(A)
    if A.shape != diagonal.shape * 2 or not np.isfinite(diagonal).all() or not diagonal.all():
        return False
    return not (A - np.diag(diagonal)).any()
