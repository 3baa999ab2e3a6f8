"""Gradients of operations on sparse matrices against finite differences."""

import numpy as np

from ..gradient.verify import verify_grad
from .convert import dense_from_sparse
from .csm import CSM
from .type import is_sparse


def verify_grad_sparse(op, pt, structured=False, *args, **kwargs):
    """Hold the gradient of a function of sparse and dense matrices against finite differences.

    What a sparse matrix stores is moved; where it stores nothing only if the gradient is not `structured`.

    Parameters
    ----------
    op : callable
        From variables to one variable, sparse or dense.
    pt : list
        Matrices of SciPy (csr or csc) and arrays.
    structured : bool
        Whether the gradient reaches only what is stored.
    *args, **kwargs
        For :func:`tensorgraph.gradient.verify_grad`.

    Raises
    ------
    GradientError
        If they differ.

    Examples
    --------
    >>> import scipy.sparse
    >>> from tensorgraph import sparse
    >>> x = scipy.sparse.csr_matrix([[0.0, 2.0], [1.0, 3.0]])
    >>> sparse.verify_grad_sparse(sparse.sqr, [x], structured=True)
    """
    points = [_full(p) if is_sparse(p) and not structured else p for p in pt]

    def of_elements(*inputs):
        given = [
            CSM(p.format)(v, p.indices, p.indptr, p.shape) if is_sparse(p) else v for p, v in zip(points, inputs)
        ]
        z = op(*given)
        return dense_from_sparse(z) if not hasattr(z, "dimshuffle") else z

    return verify_grad(of_elements, [p.data if is_sparse(p) else np.asarray(p) for p in points], *args, **kwargs)


def _full(x):
    """The same matrix with all its zeros stored."""
    dense = x.toarray()
    full = type(x)(np.ones_like(dense))
    full.data = dense.ravel(order="C" if x.format == "csr" else "F").copy()
    return full
