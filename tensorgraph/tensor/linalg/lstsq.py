"""Least squares: systems of linear equations with no solution, or many."""

import numpy as np

from ...graph.apply import Apply
from ...graph.disconnected import DisconnectedType
from ...graph.op import Op
from ..elementwise.math import minimum, switch
from ..indexing.indexing import inc_subtensor
from ..products.dot import dot, outer
from ..types.constant import as_tensor_variable
from ..types.type import tensor_type
from .factors import SVD, pull_values
from .inverse import pull_pinv
from .matrix import calculable, float_dtype, is_missing, like, store, vector_like


class lstsq(Op):
    """The least squares solution of linear equations: ``lstsq()(a, b, rcond)``.

    The call returns the solution, the sums of squared residuals, the rank of `a` and its singular values, as
    ``numpy.linalg.lstsq`` does. The solution is the one of least norm. The gradients hold where the rank is locally
    constant.

    Raises
    ------
    numpy.linalg.LinAlgError
        When run, if `a` is no matrix or `rcond` no number.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> a, b = T.constant([[1.0], [1.0]]), T.constant([1.0, 3.0])
    >>> solution, residuals, rank, s = T.nlinalg.lstsq()(a, b, 1e-8)
    >>> solution.eval(), residuals.eval()
    (array([2.]), array([2.]))
    """

    __props__ = ()

    def make_node(self, x, y, rcond):
        x, y, rcond = as_tensor_variable(x), as_tensor_variable(y), as_tensor_variable(rcond)
        dtype = float_dtype(x.type.dtype, y.type.dtype)
        solution = tensor_type(dtype, (False, *y.type.broadcastable[1:]))()
        rank = tensor_type("int32", ())()
        return Apply(self, [x, y, rcond], [solution, vector_like(x, dtype), rank, vector_like(x, dtype)])

    def perform(self, node, inputs, output_storage):
        x, y, rcond = inputs
        if x.ndim != 2 or rcond.size != 1:
            raise np.linalg.LinAlgError(
                f"lstsq needs a matrix and a number for rcond, not arrays of shapes {x.shape} and {rcond.shape}"
            )
        store(node, output_storage, *np.linalg.lstsq(calculable(x), calculable(y), rcond.item()))
        output_storage[1][0] = output_storage[1][0].reshape(-1)

    def infer_shape(self, node, shapes):
        x, y, _ = shapes
        if len(x) != 2:
            raise NotImplementedError("least squares of no matrix")
        # NumPy returns residuals only if the columns of x are independent
        return [(x[1], *y[1:]), None, (), (minimum(x[0], x[1]),)]

    def connection_pattern(self, node):
        return [[True, True, False, True], [True, True, False, False], [False] * 4]

    def L_op(self, inputs, outputs, output_grads):
        (x, y, rcond), (z, *_), (gz, g_residuals, _, gs) = inputs, outputs, output_grads
        gx, gy = [], []
        if not is_missing(gz):
            inverse = pseudo_inverse(x, rcond)
            gx.append(pull_pinv(x, inverse, outer(gz, y) if y.type.ndim == 1 else dot(gz, y.T)))
            gy.append(dot(inverse.T, gz))
        if not is_missing(g_residuals):
            # the residuals are orthogonal to the columns of x, so the change of z does not matter
            weighted = 2 * (y - dot(x, z)) * _for_columns(g_residuals, y)
            gx.append(-(outer(weighted, z) if y.type.ndim == 1 else dot(weighted, z.T)))
            gy.append(weighted)
        if not is_missing(gs):
            gx.append(pull_values(x, gs))
        found = [like(sum(g[1:], g[0]), v) if g else DisconnectedType()() for g, v in ((gx, x), (gy, y))]
        return [*found, DisconnectedType()()]


def pseudo_inverse(x, rcond):
    """Return the inverse without the singular values that `rcond` excludes."""
    u, s, v = SVD(False)(x)
    rcond = switch(rcond < 0, np.finfo(s.type.dtype).eps, rcond).astype(s.type.dtype)
    kept = s > rcond * s[:1].sum()
    return dot(v.T.conj() * switch(kept, 1 / switch(kept, s, 1), 0), u.T.conj())


def _for_columns(g, y):
    """Return the gradients of the residuals for the columns of y; without full rank there are no residuals."""
    if y.type.ndim == 1:
        return g.sum()
    return inc_subtensor(y[:1].sum(axis=0).zeros_like()[: g.shape[0]], g)
