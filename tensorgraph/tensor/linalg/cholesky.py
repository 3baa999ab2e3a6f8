"""The Cholesky factor of a positive definite matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...graph.apply import Apply
from ...graph.disconnected import DisconnectedType
from ...graph.op import Op
from ..creation.diag import diag, diagonal
from ..creation.eye import tril
from ..elementwise.math import isnan, switch
from ..products.dot import dot
from ..reductions.reduce import any as any_
from .matrix import as_matrix, calculable, float_dtype, like, matrix_like, scipy_linalg, store
from .solve import solve_lower_triangular, solve_triangle, solve_upper_triangular

if TYPE_CHECKING:
    from typing import Any

    from ...typing import TensorLike


class Cholesky(Op):
    """The triangular matrix L with ``L L.T == x``, or U with ``U.T U == x``.

    Only that triangle of `x` is read; it should be symmetric and positive definite.

    Parameters
    ----------
    lower : bool
        Whether to give L, or U.
    on_error : {'raise', 'nan'}
        For a matrix that is not positive definite raise ``numpy.linalg.LinAlgError`` when run, or give a matrix of nan.
    destructive : bool
        For compatibility; no effect.

    Notes
    -----
    Called with a symmetric positive definite matrix; gives a triangular one.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.slinalg.cholesky(T.constant([[4.0, 0.0], [0.0, 9.0]])).eval()
    array([[2., 0.],
           [0., 3.]])
    """

    __props__ = ("lower", "destructive", "on_error")

    def __init__(self, lower=True, on_error="raise", destructive=False):
        if on_error not in ("raise", "nan"):
            raise ValueError('on_error must be one of "raise" or "nan"')
        self.lower = lower
        self.destructive = destructive
        self.on_error = on_error

    def make_node(self, x: TensorLike) -> Apply:
        x = as_matrix(x, self)
        return Apply(self, [x], [matrix_like(x)])

    def perform(self, node: Apply, inputs: list[Any], output_storage: list[list[Any]]) -> None:
        x = calculable(inputs[0])
        if not np.isfinite(x).all():
            # SciPy looks at the other triangle too
            x = np.tril(x) if self.lower else np.triu(x)
        if self.on_error == "nan" and not np.isfinite(x).all():
            z = np.full(x.shape, np.nan)
        else:
            try:
                z = scipy_linalg().cholesky(x, lower=self.lower)
            except np.linalg.LinAlgError as error:
                if self.on_error == "raise":
                    # LAPACK's messages differ between versions
                    raise np.linalg.LinAlgError(f"the matrix is not positive definite: {error}") from None
                z = np.full(x.shape, np.nan)
        store(node, output_storage, z)

    def infer_shape(self, node: Apply, shapes: list[Any]) -> list[Any]:
        return shapes

    def L_op(self, inputs: list[Any], outputs: list[Any], output_grads: list[Any]) -> list[Any]:
        """Return the gradient, in the triangle that is read."""
        (x,), (z,), (gz,) = inputs, outputs, output_grads
        if self.on_error == "nan":
            # a system with nan in it would raise
            good = ~any_(isnan(z))
            z, gz = switch(good, z, 1), switch(good, gz, 1)
        gx = CholeskyGrad(self.lower)(x, z, gz)
        if self.on_error == "nan":
            gx = switch(good, gx, np.array(np.nan, dtype=gx.type.dtype))
        return [like(gx, x)]

    def R_op(self, inputs: list[Any], eval_points: list[Any]) -> list[Any]:
        (x,), (dx,) = inputs, eval_points
        if dx is None:
            return [None]
        z = self(x)
        if not self.lower:
            z, dx = z.T, dx.T
        dx = tril(dx) + tril(dx, -1).T
        inner = solve_lower_triangular(z, solve_lower_triangular(z, dx).T)
        dz = dot(z, halved(inner))
        return [dz if self.lower else dz.T]


class CholeskyGrad(Op):
    """The gradient of a Cholesky factor: called with the matrix, the factor and the gradient of the factor.

    Parameters
    ----------
    lower : bool
        Whether the factor is the lower triangle.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> from tensorgraph.tensor.slinalg import CholeskyGrad
    >>> x = T.constant([[4.0]])
    >>> CholeskyGrad()(x, T.slinalg.cholesky(x), T.constant([[1.0]])).eval()
    array([[0.25]])

    References
    ----------
    I. Murray, Differentiation of the Cholesky decomposition, 2016, arXiv:1602.07527.
    """

    __props__ = ("lower",)

    def __init__(self, lower=True):
        self.lower = lower

    def make_node(self, x, z, gz):
        x, z, gz = [as_matrix(v, self) for v in (x, z, gz)]
        return Apply(self, [x, z, gz], [matrix_like(x, float_dtype(z.type.dtype, gz.type.dtype))])

    def perform(self, node, inputs, output_storage):
        z, gz = [x if self.lower else x.T for x in map(calculable, inputs[-2:])]
        inner = np.tril(z.T @ gz)
        inner[np.diag_indices_from(inner)] /= 2
        s = solve_triangle(z.T, solve_triangle(z.T, inner.T, False).T, False)
        gx = np.tril(s + s.T)
        gx[np.diag_indices_from(gx)] /= 2
        store(node, output_storage, gx if self.lower else gx.T)

    def infer_shape(self, node, shapes):
        return shapes[1:2]

    def connection_pattern(self, node):
        return [[False], [True], [True]]

    def L_op(self, inputs, outputs, output_grads):
        """Return the gradient, from that of both triangular systems and of the product."""
        x, z, gz = inputs
        low, glow, gx, g = [v if self.lower else v.T for v in (z, gz, outputs[0], output_grads[0])]
        moved = solve_lower_triangular(low, tril(g) + tril(g, -1).T)
        inner = halved(solve_lower_triangular(low, moved.T))
        pulled = [tril(dot(glow, inner.T) - dot(gx + gx.T, moved.T)), dot(low, inner)]
        pulled = [v if self.lower else v.T for v in pulled]
        return [DisconnectedType()(), like(pulled[0], z), like(pulled[1], gz)]

    def R_op(self, inputs, eval_points):
        z, gz = [v if self.lower else v.T for v in inputs[1:]]
        dz, dgz = [v if v is None or self.lower else v.T for v in eval_points[1:]]
        if dz is None and dgz is None:
            return [None]
        moved = halved(dot(z.T, dgz)) if dgz is not None else z.zeros_like()
        if dz is not None:
            inner = halved(dot(z.T, gz))
            left, right = solve_upper_triangular(z.T, inner), solve_upper_triangular(z.T, inner.T).T
            moved = moved + halved(dot(dz.T, gz)) - dot(dz.T, left) - dot(right, dz)
        s = solve_upper_triangular(z.T, solve_upper_triangular(z.T, moved.T).T)
        dgx = tril(s + s.T) - diag(diagonal(s))
        return [dgx if self.lower else dgx.T]


def halved(x):
    """Return the lower triangle of `x` with half its diagonal."""
    return tril(x) - diag(diagonal(x) / 2)


cholesky = Cholesky()
