"""Factorisations into orthogonal matrices: QR and singular values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...graph.apply import Apply
from ...graph.op import Op
from ..creation.diag import diag
from ..creation.eye import identity_like, tril
from ..elementwise.math import minimum, switch
from ..products.dot import dot
from ..shape.join import concatenate
from .matrix import (
    as_matrix,
    calculable,
    float_dtype,
    is_missing,
    like,
    matrix_like,
    or_zeros,
    real_dtype,
    store,
    undefined,
    vector_like,
)
from .solve import solve_upper_triangular

if TYPE_CHECKING:
    from typing import Any

    from ...typing import TensorLike

_MODES = ("reduced", "complete", "r", "raw")


class QRFull(Op):
    """An orthogonal matrix and an upper triangular one whose product is the matrix.

    Parameters
    ----------
    mode : {'reduced', 'complete', 'raw'}
    """

    __props__ = ("mode",)

    def __init__(self, mode):
        self.mode = mode

    def make_node(self, x):
        x = as_matrix(x, self)
        return Apply(self, [x], [matrix_like(x), vector_like(x) if self.mode == "raw" else matrix_like(x)])

    def perform(self, node, inputs, output_storage):
        store(node, output_storage, *np.linalg.qr(calculable(inputs[0]), self.mode))

    def infer_shape(self, node, shapes):
        ((m, n),) = shapes
        if self.mode == "complete":
            return [(m, m), (m, n)]
        k = minimum(m, n)
        return [(n, m), (k,)] if self.mode == "raw" else [(m, k), (k, n)]

    def L_op(self, inputs, outputs, output_grads):
        (x,), (q, r), (gq, gr) = inputs, outputs, output_grads
        if self.mode != "reduced":
            return [undefined(f"The gradient of qr is implemented for mode 'reduced', not for {self.mode!r}.")]
        return [like(_pull_qr(x, q, r, or_zeros(gq, q), or_zeros(gr, r)), x)]


class QRIncomplete(Op):
    """The upper triangular factor alone."""

    __props__ = ("mode",)

    def __init__(self, mode):
        self.mode = mode

    def make_node(self, x):
        x = as_matrix(x, self)
        return Apply(self, [x], [matrix_like(x)])

    def perform(self, node, inputs, output_storage):
        store(node, output_storage, np.linalg.qr(calculable(inputs[0]), self.mode))

    def infer_shape(self, node, shapes):
        ((m, n),) = shapes
        return [(minimum(m, n), n)]

    def L_op(self, inputs, outputs, output_grads):
        (x,), (gr,) = inputs, output_grads
        q, r = QRFull("reduced")(x)
        return [like(_pull_qr(x, q, r, q.zeros_like(), gr), x)]


def _pull_qr(x, q, r, gq, gr):
    """Pull back ``x = q r``, for a full rank of the first columns.

    A wide matrix is ``[a b] = q [u v]``: q comes from the square part a, and ``v = q.T b``. The formula holds for
    a tall one, where b has no columns.

    References
    ----------
    H.-J. Liao et al., Differentiable programming tensor networks, Phys. Rev. X 9 (2019), 031041.
    """
    k = r.shape[0]
    b, u, gu, gv = x[:, k:], r[:, :k], gr[:, :k], gr[:, k:]
    gq = gq + dot(b, gv.T)
    m = dot(u, gu.T) - dot(gq.T, q)
    symmetric = tril(m) + tril(m, -1).T
    ga = solve_upper_triangular(u, (gq + dot(q, symmetric)).T).T
    return concatenate([ga, dot(q, gv)], axis=1)


def qr(a: TensorLike, mode: str = "reduced") -> Any:
    """Return the QR factorisation of the matrix `a`.

    Parameters
    ----------
    a : matrix
        m times n; k is the smaller of both.
    mode : {'reduced', 'complete', 'r', 'raw'}
        Shapes of q and r: (m, k) and (k, n); (m, m) and (m, n); r alone; or LAPACK's reflectors and their factors.
        'full' is an old name of 'reduced'.

    Returns
    -------
    q, r : matrix
        Only r if `mode` is 'r'.

    Raises
    ------
    ValueError
        If the mode is unknown.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> q, r = T.nlinalg.qr(T.constant([[3.0, 0.0], [4.0, 5.0]]))
    >>> abs(r).eval()
    array([[5., 4.],
           [0., 3.]])
    """
    mode = "reduced" if mode == "full" else mode
    if mode not in _MODES:
        raise ValueError(f"mode must be one of {_MODES}, not {mode!r}")
    return QRIncomplete(mode)(a) if mode == "r" else QRFull(mode)(a)


class SVD(Op):
    """The singular value decomposition of a matrix.

    Parameters
    ----------
    full_matrices : bool
        Whether U and V are square.
    compute_uv : bool
        Whether to compute them at all.
    """

    __props__ = ("full_matrices", "compute_uv")

    def __init__(self, full_matrices=True, compute_uv=True):
        self.full_matrices = full_matrices
        self.compute_uv = compute_uv

    def make_node(self, x):
        x = as_matrix(x, self)
        s = vector_like(x, real_dtype(float_dtype(x.type.dtype)))
        return Apply(self, [x], [matrix_like(x), s, matrix_like(x)] if self.compute_uv else [s])

    def perform(self, node, inputs, output_storage):
        found = np.linalg.svd(calculable(inputs[0]), bool(self.full_matrices), bool(self.compute_uv))
        store(node, output_storage, *(found if self.compute_uv else [found]))

    def infer_shape(self, node, shapes):
        ((m, n),) = shapes
        k = minimum(m, n)
        if not self.compute_uv:
            return [(k,)]
        return [(m, m), (k,), (n, n)] if self.full_matrices else [(m, k), (k,), (k, n)]

    def L_op(self, inputs, outputs, output_grads):
        (x,) = inputs
        if not self.compute_uv:
            return [pull_values(x, output_grads[0])]
        (u, s, v), (gu, gs, gv) = outputs, output_grads
        if is_missing(gu) and is_missing(gv):
            # vectors of a square U or V beyond s have no derivative
            return [pull_values(x, gs) if self.full_matrices else like(dot(u * gs, v), x)]
        if self.full_matrices:
            return [undefined("The gradient of svd with respect to U and V is implemented for full_matrices=False.")]
        return [like(_pull_svd(u, s, v, or_zeros(gu, u), or_zeros(gs, s), or_zeros(gv, v)), x)]


def pull_values(x, gs):
    """Pull back the singular values of x."""
    u, _, v = SVD(False)(x)
    return like(dot(u * gs, v), x)


def _pull_svd(u, s, v, gu, gs, gv):
    """Pull back ``x = u diag(s) v``, for distinct singular values.

    References
    ----------
    J. Townsend, Differentiating the singular value decomposition, 2016.
    """
    gap = inverse_gaps(s**2)
    turn_u, turn_v = dot(u.T, gu), dot(v, gv.T)
    core = gap * (turn_u - turn_u.T) * s + diag(gs) + s.dimshuffle(0, "x") * (gap * (turn_v - turn_v.T))
    inside = dot(u, dot(core, v))
    outside_u = dot((gu - dot(u, turn_u)) / s, v)
    outside_v = dot(u / s, gv - dot(turn_v.T, v))
    return inside + outside_u + outside_v


def inverse_gaps(w):
    """Return the matrix of ``1 / (w[j] - w[i])`` with 0 on its diagonal.

    It is infinite for equal values, for which the vectors are not unique: the gradient is nan there.
    """
    gap = w.dimshuffle("x", 0) - w.dimshuffle(0, "x")
    return 1 / switch(identity_like(gap), np.array(np.inf, dtype=gap.type.dtype), gap)


def svd(a: TensorLike, full_matrices: bool | int = 1, compute_uv: bool | int = 1) -> Any:
    """Return the singular value decomposition of the matrix `a`.

    Parameters
    ----------
    a : matrix
        m times n; k is the smaller of both.
    full_matrices : bool
        Whether U and V have the shapes (m, m) and (n, n), or (m, k) and (k, n).
    compute_uv : bool
        Whether to compute U and V.

    Returns
    -------
    U, s, V : matrix, vector, matrix
        ``a == dot(U * s, V)``; only s without `compute_uv`.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> u, s, v = T.nlinalg.svd(T.constant([[3.0, 0.0], [0.0, 4.0]]))
    >>> s.eval()
    array([4., 3.])
    """
    return SVD(full_matrices, compute_uv)(a)
