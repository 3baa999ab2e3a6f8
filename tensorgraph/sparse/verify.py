"""Gradients of operations on sparse matrices compared with finite differences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..gradient.verify import verify_grad
from .casting import DenseFromSparse, SparseFromDense
from .constructors import _is_sparse_variable
from .csm import CSM
from .type import is_sparse

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any


def verify_grad_sparse(op: Any, pt: Sequence[Any], structured: bool = False, *args: Any, **kwargs: Any) -> None:
    """Compare the gradient of a function of sparse and dense matrices with finite differences.

    Stored elements are perturbed, and unstored ones too unless the gradient is `structured`.

    Parameters
    ----------
    op : callable
        From variables to one variable, sparse or dense.
    pt : list
        Matrices of SciPy (csr or csc) and arrays.
    structured : bool
        Whether the gradient reaches only what is stored.
    *args, **kwargs
        For :func:`tensorgraph.gradient.verify_grad`; `rng` has a default here.

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
    kwargs.setdefault("rng", np.random.RandomState(42))

    def matrix(p, v):
        """Return the variable for `p` from one for its elements or for all of it."""
        if not is_sparse(p):
            return v
        return CSM(p.format)(v, p.indices, p.indptr, p.shape) if structured else SparseFromDense(p.format)(v)

    def of_arrays(*inputs):
        z = op(*[matrix(p, v) for p, v in zip(pt, inputs)])
        return DenseFromSparse(structured)(z) if _is_sparse_variable(z) else z

    points = [(p.data if structured else p.toarray()) if is_sparse(p) else np.asarray(p) for p in pt]
    return verify_grad(of_arrays, points, *args, **kwargs)
