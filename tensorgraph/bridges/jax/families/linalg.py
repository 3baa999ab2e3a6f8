"""Linear algebra. Where this package raises an error, as for singular matrices, JAX gives nan."""

import jax
import jax.numpy as jnp
import numpy as np

from ....tensor.linalg.cholesky import Cholesky, CholeskyGrad
from ....tensor.linalg.det import Det, SLogDet
from ....tensor.linalg.eigen import Eig, Eigh, Eigvalsh
from ....tensor.linalg.expm import Expm, ExpmGrad
from ....tensor.linalg.factored import LUFactor, PivotOrder, Schur
from ....tensor.linalg.factors import SVD, QRFull, QRIncomplete
from ....tensor.linalg.inverse import MatrixInverse, MatrixPinv
from ....tensor.linalg.lstsq import lstsq
from ....tensor.linalg.solve import Solve
from ....tensor.linalg.tensors import TensorInv, TensorSolve
from ..conversion import converts
from ..knowledge import array, number, numbers, refusal


def floats(node, *values, of=0):
    """Return matrices in the dtype of an output."""
    return [array(x, node.outputs[of].type.dtype) for x in values]


@converts(MatrixInverse, own="push")
def convert_inverse(node, x):
    return jnp.linalg.inv(*floats(node, x))


@converts(MatrixPinv, own="push")
def convert_pinv(node, x):
    return jnp.linalg.pinv(*floats(node, x), rtol=1e-15)


@converts(Det, own="push")
def convert_det(node, x):
    return jnp.linalg.det(*floats(node, x))


@converts(SLogDet, own="push")
def convert_slogdet(node, x):
    return list(jnp.linalg.slogdet(*floats(node, x)))


@converts(Solve, own="push")
def convert_solve(node, A, b):
    A, b = floats(node, A, b)
    if A.shape[0] != b.shape[0]:
        raise ValueError(f"a system of shape {A.shape} has no right side of shape {b.shape}")
    if node.op.A_structure in ("lower_triangular", "upper_triangular"):
        return jax.scipy.linalg.solve_triangular(A, b, lower=node.op.A_structure == "lower_triangular")
    return jnp.linalg.solve(A, b)


@converts(Cholesky)
def convert_cholesky(node, x):
    (x,) = floats(node, x)
    if node.op.lower:
        return jax.lax.linalg.cholesky(jnp.tril(x) + jnp.tril(x, -1).T, symmetrize_input=False)
    return jax.lax.linalg.cholesky(jnp.triu(x).T + jnp.triu(x, 1), symmetrize_input=False).T


@converts(CholeskyGrad)
def convert_gradient_of_cholesky(node, x, z, gz):
    z, gz = floats(node, z, gz)
    z, gz = (z, gz) if node.op.lower else (z.T, gz.T)
    inner = _halved(jnp.tril(z.T @ gz))
    solve = jax.scipy.linalg.solve_triangular
    s = solve(z.T, solve(z.T, inner.T, lower=False).T, lower=False)
    gx = _halved(jnp.tril(s + s.T))
    return gx if node.op.lower else gx.T


def _halved(x):
    return jnp.where(np.eye(x.shape[0], dtype=bool), x / 2, x)


@converts(Eigh, own="push")
def convert_eigh(node, x):
    (x,) = floats(node, x, of=1)
    half, rest = (jnp.tril(x), jnp.tril(x, -1)) if node.op.UPLO == "L" else (jnp.triu(x), jnp.triu(x, 1))
    return list(jnp.linalg.eigh(half + rest.conj().T, symmetrize_input=False))


@converts(Eigvalsh, own="push")
def convert_eigvalsh(node, a, b):
    def whole(x):
        x, lower = array(x, node.outputs[0].type.dtype), node.op.lower
        return jnp.tril(x) + jnp.tril(x, -1).T if lower else jnp.triu(x) + jnp.triu(x, 1).T

    a = whole(a)
    if b is not None:
        half = jnp.linalg.cholesky(whole(b))
        solve = jax.scipy.linalg.solve_triangular
        a = solve(half, solve(half, a, lower=True).T, lower=True)
    return jnp.linalg.eigvalsh(a)


@converts(Eig, own="push")
def convert_eig(node, x):
    (x,) = floats(node, x)
    w, v = jnp.linalg.eig(x)
    return [w, v] if x.dtype.kind == "c" else [w.real, v.real]


@converts(SVD, own="push")
def convert_svd(node, x):
    (x,) = floats(node, x)
    op = node.op
    found = jnp.linalg.svd(x, full_matrices=bool(op.full_matrices), compute_uv=bool(op.compute_uv))
    return list(found) if op.compute_uv else [found]


@converts(QRFull, QRIncomplete, own="push")
def convert_qr(node, x):
    found = jnp.linalg.qr(*floats(node, x), mode=node.op.mode)
    return list(found) if isinstance(found, tuple) else [found]


@converts(Expm, own="push")
def convert_expm(node, x):
    return jax.scipy.linalg.expm(*floats(node, x))


@converts(ExpmGrad, own="push")
def convert_gradient_of_expm(node, x, gw):
    x, gw = floats(node, x, gw)
    return jax.jvp(jax.scipy.linalg.expm, (x.T,), (gw,))[1]


@converts(LUFactor, own="push")
def convert_lu(node, x):
    return list(jax.lax.linalg.lu(*floats(node, x)))


@converts(PivotOrder)
def convert_pivots(node, pivots):
    return jax.lax.linalg.lu_pivots_to_permutation(array(pivots, "int32"), pivots.shape[0])


@converts(Schur)
def convert_schur(node, x):
    return list(jax.scipy.linalg.schur(*floats(node, x), output=node.op.output))


@converts(lstsq, own="push")
def convert_lstsq(node, x, y, rcond):
    rcond = float(numbers(node, rcond, "rcond"))
    x, y = floats(node, x, y)
    if x.shape[0] <= x.shape[1]:
        raise refusal(node, "whether there are residuals depends on the rank: use more rows than columns, or pinv")
    solution, residuals, rank, s = jnp.linalg.lstsq(x, y, None if rcond < 0 else rcond)
    return [solution, residuals.reshape(-1), rank, s]


@converts(TensorInv, own="push")
def convert_tensorinv(node, x):
    return jnp.linalg.tensorinv(*floats(node, x), number(node, node.op.ind, "the number of axes"))


@converts(TensorSolve, own="push")
def convert_tensorsolve(node, a, b):
    return jnp.linalg.tensorsolve(*floats(node, a, b), axes=node.op.axes)
