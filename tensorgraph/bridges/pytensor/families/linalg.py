"""Linear algebra of one matrix. What fails gives nan, as it does there."""

from .... import tensor as T
from ....tensor.linalg.cholesky import Cholesky
from ....tensor.linalg.eigen import Eigvalsh
from ....tensor.linalg.solve import SolveOrNan
from ..conversion import Unsupported, converts


@converts("tensor.Cholesky")
def convert_cholesky(op, node, x):
    return Cholesky(lower=op.lower, on_error="nan")(x)


@converts("tensor.Solve")
def convert_solve(op, node, a, b):
    if op.assume_a in ("sym", "her", "pos"):
        # only one triangle is read
        part = T.tril(a, -1) if op.lower else T.triu(a, 1)
        a = part + T.conj(part.T) + T.diag(T.diagonal(a))
    elif op.assume_a != "gen":
        raise Unsupported(op)
    return SolveOrNan()(a, b)


def triangular(a, b, lower, unit=False):
    """Return the solution of a triangular system."""
    if unit:
        a = T.tril(a, -1) if lower else T.triu(a, 1)
        a = a + T.eye(a.shape[0], dtype=a.type.dtype)
    return SolveOrNan("lower_triangular" if lower else "upper_triangular")(a, b)


@converts("tensor.SolveTriangular")
def convert_triangular(op, node, a, b):
    return triangular(a, b, op.lower, op.unit_diagonal)


@converts("tensor.CholeskySolve")
def convert_cholesky_solve(op, node, c, b):
    if op.lower:
        return triangular(T.conj(c.T), triangular(c, b, True), False)
    return triangular(c, triangular(T.conj(c.T), b, True), False)


@converts("tensor.MatrixInverse")
def convert_inverse(op, node, x):
    return T.linalg.inv(x)


@converts("tensor.MatrixPinv")
def convert_pinv(op, node, x):
    return T.linalg.pinv(x)


@converts("tensor.Det")
def convert_det(op, node, x):
    return T.linalg.det(x)


@converts("tensor.SLogDet")
def convert_slogdet(op, node, x):
    return list(T.linalg.slogdet(x))


@converts("tensor.Eig")
def convert_eig(op, node, x):
    if node.outputs[0].type.dtype.startswith("complex"):
        raise Unsupported(op)
    return list(T.linalg.eig(x))


@converts("tensor.Eigh")
def convert_eigh(op, node, x, *other):
    if other:
        raise Unsupported(op)
    lower = op.lower if hasattr(op, "lower") else op.UPLO == "L"
    return list(T.linalg.eigh(x, UPLO="L" if lower else "U"))


@converts("tensor.Eigvalsh")
def convert_eigvalsh(op, node, x, *other):
    if other and other[0] is not None:
        raise Unsupported(op)
    return Eigvalsh(lower=op.lower)(x, None)


@converts("tensor.SVD")
def convert_svd(op, node, x):
    found = T.linalg.svd(x, full_matrices=op.full_matrices, compute_uv=op.compute_uv)
    return list(found) if op.compute_uv else found


@converts("tensor.QR")
def convert_qr(op, node, x):
    if op.pivoting or op.mode not in ("economic", "r"):
        raise Unsupported(op)
    if op.mode == "r":
        raise Unsupported(op)
    return list(T.linalg.qr(x))


@converts("tensor.Expm")
def convert_expm(op, node, x):
    return T.linalg.expm(x)


@converts("tensor.BlockDiagonal")
def convert_block_diagonal(op, node, *arrays):
    return T.linalg.block_diag(*arrays)


@converts("tensor.KroneckerProduct")
def convert_kron(op, node, a, b):
    return T.kron(a, b)
