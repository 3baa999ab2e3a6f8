"""The Cholesky factor of a positive definite matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...graph.apply import Apply
from ...graph.op import Op
from ..creation.diag import diag, diagonal
from ..creation.eye import tril, triu
from ..elementwise.math import isnan, switch
from ..products.dot import dot
from ..reductions.reduce import any as any_
from .matrix import as_matrix, calculable, like, matrix_like, scipy_linalg, store
from .solve import solve_lower_triangular, solve_upper_triangular

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
        """Return the gradient, in the triangle that is read.

        References
        ----------
        I. Murray, Differentiation of the Cholesky decomposition, 2016, arXiv:1602.07527.
        """
        (x,), (z,), (gz,) = inputs, outputs, output_grads
        if self.on_error == "nan":
            # a system with nan in it would raise
            good = ~any_(isnan(z))
            z, gz = switch(good, z, 1), switch(good, gz, 1)
        if not self.lower:
            z, gz = z.T, gz.T
        inner = halved(dot(z.T, gz))
        s = solve_upper_triangular(z.T, solve_upper_triangular(z.T, inner.T).T)
        gx = (tril if self.lower else triu)(s + s.T) - diag(diagonal(s))
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


def halved(x):
    """Return the lower triangle of `x` with half its diagonal."""
    return tril(x) - diag(diagonal(x) / 2)


cholesky = Cholesky()
