"""Small systems, solved by routines that do not wake the threads of BLAS.

OpenBLAS wakes its threads in some routines whatever the size: in ``trtrs`` and ``getrs``, and so in SciPy's solvers and
in what is made of them. Waking takes longer than the work, and on a busy machine a time slice of the others. ``getrf``
and ``gecon`` do not for the sizes here, nor does ``trsm`` with fewer than 1,024 elements (512 complex ones) at a time.
"""

import warnings

import numpy as np

from ...userline import user_level

LARGEST = 48
"""The number of rows up to which a system is small."""

_ELEMENTS = 500  # that are solved for at a time


def is_small(A, b):
    """Check that :func:`solve` and :func:`solve_triangular` take a system."""
    n = len(A)
    return 0 < n <= LARGEST and A.shape == (n, n) and len(b) == n and b.size > 0


def routines(kind, names, *arrays):
    """Return the routines of ``scipy.linalg`` for the common dtype of arrays."""
    from scipy.linalg import get_blas_funcs, get_lapack_funcs

    return (get_blas_funcs if kind == "blas" else get_lapack_funcs)(names, arrays)


def check_finite(*arrays):
    """Check that there is no nan or infinity, with SciPy's error message.

    Raises
    ------
    ValueError
    """
    for x in arrays:
        if x.dtype.kind in "fc" and not np.isfinite(x).all():
            raise ValueError("array must not contain infs or NaNs")


def solve_triangular(A, b, lower):
    """Return the x with ``A x == b``, for a triangle of a square matrix.

    Raises
    ------
    numpy.linalg.LinAlgError
        If there is a 0 on the diagonal.
    ValueError
        If there is nan or infinity in a matrix.
    """
    check_finite(A, b)
    zeros = np.flatnonzero(np.diagonal(A) == 0)
    if zeros.size:
        raise np.linalg.LinAlgError(f"singular matrix: resolution failed at diagonal {zeros[0]}")
    return _solved(A, b, lower)


def _solved(A, b, lower, unit=False):
    """Solve a triangular system, unchecked, some columns at a time."""
    (trsm,) = routines("blas", ("trsm",), A, b)
    x = np.array(b.reshape(len(b), -1), dtype=trsm.dtype, order="F")
    transposed = A.flags.c_contiguous
    triangle = A.T if transposed else A
    step = _ELEMENTS // (len(A) if trsm.dtype.kind == "f" else 2 * len(A))
    for start in range(0, x.shape[1], step):
        columns = x[:, start : start + step]
        columns[...] = trsm(1.0, triangle, columns, lower=lower != transposed, trans_a=transposed, diag=unit)
    return x.reshape(b.shape)


def solve(A, b):
    """Return the x with ``A x == b``, for a square matrix.

    Raises
    ------
    numpy.linalg.LinAlgError
        If the matrix is singular.
    ValueError
        If there is nan or infinity in a matrix.

    Warns
    -----
    scipy.linalg.LinAlgWarning
        If the result may have no correct digit.
    """
    from scipy.linalg import LinAlgWarning

    check_finite(A, b)
    getrf, gecon = routines("lapack", ("getrf", "gecon"), A, b)
    lu, pivots, info = getrf(A)
    if info > 0:
        raise np.linalg.LinAlgError("A singular matrix detected.")
    rcond, _ = gecon(lu, np.abs(A).sum(axis=0).max())
    if rcond < np.finfo(lu.dtype).eps:
        message = f"An ill-conditioned matrix detected: the reciprocal of its condition number is {rcond:.6g}."
        warnings.warn(message, LinAlgWarning, stacklevel=user_level())
    order = np.arange(len(A))
    for i, j in enumerate(pivots):
        order[[i, j]] = order[[j, i]]
    return _solved(lu, _solved(lu, b[order], True, unit=True), False)
