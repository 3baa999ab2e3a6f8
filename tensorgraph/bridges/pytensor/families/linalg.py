"""Linear algebra of one matrix. What fails gives nan, as it does there."""

import numpy as np

from .... import tensor as T
from ....tensor.linalg.cholesky import Cholesky
from ....tensor.linalg.eigen import Eigvalsh
from ....tensor.linalg.factored import PivotOrder
from ....tensor.linalg.lstsq import lstsq
from ....tensor.linalg.solve import SolveOrNan
from ....tensor.products.dot import Dot
from ....tensor.shape.dimshuffle import DimShuffle
from ..conversion import Unsupported, converts
from .routines import convert_general_qr, convert_schur_form, convert_tridiagonal_system


@converts("tensor.Cholesky")
def convert_cholesky(op, node, x):
    known = known_factor(x, op.lower)
    return Cholesky(lower=op.lower, on_error="nan")(x) if known is None else known


def known_factor(x, lower):
    """Return the factor of a matrix that is the product of a triangular one with its transpose, None for others.

    PyTensor takes the factor whatever the signs on its diagonal, and so do we.
    """
    if x.owner is None or not isinstance(x.owner.op, Dot):
        return None
    left, right = x.owner.inputs
    told = getattr(left.tag, "lower_triangular", False) or getattr(right.tag, "upper_triangular", False)
    is_square = transposed(left) is right or transposed(right) is left
    return (left if lower else right) if told and is_square else None


def transposed(x):
    """Return the matrix as whose transpose `x` is written, None for others."""
    node = x.owner
    is_view = node is not None and isinstance(node.op, DimShuffle) and tuple(node.op.new_order) == (1, 0)
    return node.inputs[0] if is_view else None


@converts("tensor.Solve")
def convert_solve(op, node, a, b):
    if op.assume_a in ("sym", "her", "pos"):
        is_real = not a.type.dtype.startswith("complex")
        a, lower = untransposed(a, op.lower) if is_real else (a, op.lower)
        if op.assume_a == "pos" and is_real:
            # not that of an indefinite matrix
            return factored_system(Cholesky(lower=lower, on_error="nan")(a), b, lower)
        # only one triangle is read
        part = T.tril(a, -1) if lower else T.triu(a, 1)
        a = part + (part.T if op.assume_a == "sym" else T.conj(part.T)) + T.diag(T.diagonal(a))
    elif op.assume_a == "tridiagonal":
        return convert_tridiagonal_system(op, node, a, b)
    elif op.assume_a not in ("gen", "banded"):
        raise Unsupported(op)
    return SolveOrNan()(a, b)


def untransposed(a, lower):
    """Return a real matrix of which one triangle is read, and which; gradients read the transpose."""
    source = transposed(a)
    return (a, lower) if source is None else (source, not lower)


def factored_system(c, b, lower):
    """Return the solution of a system from the Cholesky factor of its matrix."""
    if lower:
        return triangular(T.conj(c.T), triangular(c, b, True), False)
    return triangular(c, triangular(T.conj(c.T), b, True), False)


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
    return factored_system(c, b, op.lower)


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


@converts("tensor.Eigh")
def convert_eigh(op, node, x, *other):
    if other or x.type.dtype.startswith("complex"):
        raise Unsupported(op)
    lower = op.lower if hasattr(op, "lower") else op.UPLO == "L"
    return list(T.linalg.eigh(x, UPLO="L" if lower else "U"))


@converts("tensor.EighGrad")
def convert_eigh_gradient(op, node, x, w, v, gw, gv):
    gaps = w.dimshuffle(0, "x") - w.dimshuffle("x", 0)
    inner = T.switch(T.eye(w.shape[0]), T.diag(gw), T.dot(gv.T, v) / gaps)
    g = T.dot(T.dot(v, inner), v.T)
    if op.UPLO == "L":
        return T.tril(g) + T.triu(g, 1).T
    return T.triu(g) + T.tril(g, -1).T


@converts("tensor.Eigvalsh")
def convert_eigvalsh(op, node, x, other=None):
    return Eigvalsh(lower=op.lower)(x, other)


@converts("tensor.SVD", may_be_wider=True)
def convert_svd(op, node, x):
    found = T.linalg.svd(x, full_matrices=op.full_matrices, compute_uv=op.compute_uv)
    return list(found) if op.compute_uv else found


@converts("tensor.QR")
def convert_qr(op, node, x):
    if op.pivoting or op.mode == "raw":
        return convert_general_qr(op, node, x)
    if op.mode == "economic":
        return list(T.linalg.qr(x))
    # columns of zeros leave the reflections of the others as they are, and square factors are complete
    m, n = x.shape[0], x.shape[1]
    zeros = T.zeros((m, T.maximum(m - n, 0)), x.type.dtype)
    q, r = T.linalg.qr(T.concatenate([x, zeros], axis=1))
    r = r[:, :n]
    return r if op.mode == "r" else [q, r]


@converts("tensor.LU")
def convert_lu(op, node, x):
    return list(T.linalg.lu(x, op.permute_l, p_indices=op.p_indices))


@converts("tensor.LUFactor")
def convert_lu_factor(op, node, x):
    packed, pivots = T.linalg.lu_factor(x)
    return [T.switch(T.any(T.eq(T.diagonal(packed), 0)), np.nan, packed), pivots]


@converts("tensor.PivotToPermutations")
def convert_pivots(op, node, pivots):
    order = PivotOrder()(pivots)
    return order if op.inverse else T.inverse_permutation(order)


@converts("tensor.Schur")
def convert_schur(op, node, x):
    if op.sort is not None:
        raise Unsupported(op)
    return convert_schur_form(op, node, x)


@converts("tensor.Lstsq")
def convert_lstsq(op, node, a, b, rcond):
    return list(lstsq()(a, b, rcond))


@converts("tensor.TensorInv")
def convert_tensor_inverse(op, node, x):
    return T.linalg.tensorinv(x, op.ind)


@converts("tensor.TensorSolve")
def convert_tensor_solve(op, node, a, b):
    return T.linalg.tensorsolve(a, b, op.axes)


@converts("tensor.Expm")
def convert_expm(op, node, x):
    return T.linalg.expm(x)


@converts("tensor.BlockDiagonal")
def convert_block_diagonal(op, node, *arrays):
    return T.linalg.block_diag(*arrays)


@converts("tensor.KroneckerProduct")
def convert_kron(op, node, a, b):
    return T.kron(a, b)
