"""Jacobians that are mostly zeros, from a few directional derivatives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse as scipy_sparse

from ..gradient.pushforward import Rop
from ..graph.messages.called import called, with_type
from ..graph.variable import Variable
from ..sparse.csm import CSR
from ..tensor.elementwise.math import eq
from ..tensor.shape.assertion import Assert
from ..tensor.types.constant import constant
from .vmap import vmap

if TYPE_CHECKING:
    from typing import Any



def sparse_jacobian(expression: Variable, wrt: Variable, sparsity: Any) -> Variable:
    """Return the Jacobian of a vector as a sparse matrix.

    Columns that have no row in common are found together, by one directional derivative: a banded Jacobian of
    bandwidth b takes b of them, whatever its size.

    Parameters
    ----------
    expression : vector
        Of m floats.
    wrt : vector
        Of n floats.
    sparsity : array or scipy.sparse matrix of shape (m, n)
        What may differ from zero; the values elsewhere must be zero at all points. All entries that a matrix of SciPy
        stores count, whatever they are.

    Returns
    -------
    Variable
        A sparse matrix in CSR format, with the entries of `sparsity`.

    Raises
    ------
    TypeError
        If `expression` or `wrt` is no vector, or `sparsity` no matrix.
    LengthError
        When it runs, if `sparsity` has another shape than the Jacobian.

    References
    ----------
    A. R. Curtis, M. J. D. Powell and J. K. Reid, "On the estimation of sparse Jacobian matrices", IMA Journal of
    Applied Mathematics 13, 1974.

    Examples
    --------
    >>> import numpy as np, tensorgraph as theano, tensorgraph.tensor as T
    >>> x = T.dvector("x")
    >>> y = T.concatenate([x[1:] * x[:-1], x[:1]])
    >>> J = theano.sparse_jacobian(y, x, np.eye(4) + np.eye(4, k=1) + np.eye(4, k=-3))
    >>> theano.function([x], J)([1.0, 2.0, 3.0, 4.0]).toarray()
    array([[2., 1., 0., 0.],
           [0., 3., 2., 0.],
           [0., 0., 4., 3.],
           [1., 0., 0., 0.]])
    """
    for v in (expression, wrt):
        if getattr(v.type, "ndim", None) != 1:
            raise TypeError(f"sparse_jacobian needs vectors, not {with_type(v)}")
    if isinstance(sparsity, Variable) or np.ndim(sparsity) != 2 and not scipy_sparse.issparse(sparsity):
        raise TypeError(
            f"sparsity must be a matrix of NumPy or SciPy, with a row for each element of the expression, not "
            f"{with_type(sparsity)}"
        )
    pattern = scipy_sparse.csr_matrix(sparsity, copy=True)
    # what is stored counts, whatever its value: it may come from a point where an entry is zero
    pattern.data = np.ones(len(pattern.data), bool)
    pattern.sum_duplicates()
    colors = column_colors(pattern)
    count = int(colors.max(initial=-1)) + 1
    m, n = pattern.shape
    rows = np.repeat(np.arange(m), np.diff(pattern.indptr))
    text = (
        f"sparsity is of shape {pattern.shape}: it must have a row for each element of {called(expression)}, and a "
        f"column for each of {called(wrt)}"
    )
    fits = Assert(text, on_lengths=True), eq(expression.shape[0], m) & eq(wrt.shape[0], n)
    if not count:
        values = fits[0](expression[:0], fits[1])
    else:
        seeds = (colors[None, :] == np.arange(count)[:, None]).astype(wrt.type.dtype)
        pushed = vmap(lambda seed: Rop(expression, wrt, seed))(fits[0](constant(seeds), fits[1]))
        values = pushed[colors[pattern.indices], rows]
    return CSR(values, constant(pattern.indices), constant(pattern.indptr), constant(np.array([m, n])))


def column_colors(pattern: Any) -> np.ndarray:
    """Return a color for each column such that no two columns of one color have a row in common.

    Parameters
    ----------
    pattern : scipy.sparse matrix of shape (m, n)

    Returns
    -------
    ndarray of shape (n,)
        Numbers from 0 on; columns are colored greedily, those with most entries first.

    Examples
    --------
    >>> import numpy as np, scipy.sparse
    >>> column_colors(scipy.sparse.eye(5))
    array([0, 0, 0, 0, 0])
    """
    columns, rows = scipy_sparse.csc_matrix(pattern), scipy_sparse.csr_matrix(pattern)
    colors = np.full(columns.shape[1], -1)
    for j in np.argsort(-np.diff(columns.indptr), kind="stable"):
        own = columns.indices[columns.indptr[j] : columns.indptr[j + 1]]
        near = [rows.indices[rows.indptr[i] : rows.indptr[i + 1]] for i in own]
        taken = np.unique(colors[np.concatenate(near)]) if near else np.zeros(0, int)
        taken = taken[taken >= 0]
        # the smallest number that is not taken
        free = np.flatnonzero(taken != np.arange(len(taken)))
        colors[j] = free[0] if len(free) else len(taken)
    return colors
