"""Batching rules of linear algebra: one factorisation for all right sides, else a loop whose steps are kernels."""

from ...tensor.linalg.cholesky import Cholesky, CholeskyGrad
from ...tensor.linalg.det import Det, SLogDet
from ...tensor.linalg.eigen import Eig, Eigvalsh
from ...tensor.linalg.expm import Expm, ExpmGrad
from ...tensor.linalg.factored import LUFactor, PivotOrder, Schur
from ...tensor.linalg.factors import SVD, QRFull, QRIncomplete
from ...tensor.linalg.inverse import MatrixInverse, MatrixPinv
from ...tensor.linalg.lstsq import lstsq
from ...tensor.linalg.solve import Solve
from ...tensor.linalg.tensors import TensorInv, TensorSolve
from ..examples import folded, unfolded
from ..rulebook import batches


@batches(
    Cholesky, CholeskyGrad, Det, SLogDet, Eig, Eigvalsh, Expm, ExpmGrad, LUFactor, PivotOrder, Schur, SVD, QRFull,
    QRIncomplete, MatrixInverse, MatrixPinv, lstsq, TensorInv, TensorSolve,
)
def batch_matrices(batch, node, *given):
    """Take one matrix after the other: no kernel factorises several at once."""
    return batch.looped(node, given)


@batches(Solve)
def batch_solve(batch, node, A, b):
    """Solve for the right sides of all examples at once, if they share the matrix."""
    if A.is_stack:
        return batch.looped(node, [A, b])
    if node.inputs[1].type.ndim == 1:
        return node.op(A.v, b.v.T).T
    columns = b.v.dimshuffle(0, 2, 1)
    found = node.op(A.v, folded(columns).T).T
    return unfolded(found, batch.n, columns.shape[1]).dimshuffle(0, 2, 1)
