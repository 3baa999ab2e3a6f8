"""NumPy twins of the loops that factor small matrices. They work on rows in whatever dtype they are given."""

import numpy as np

__all__ = ["LOWER", "TRANSPOSED", "TWINS", "UNIT"]

LOWER, TRANSPOSED, UNIT = 1, 2, 4  # as in _triangles.pyx


def cholesky(a):
    """Return L and 0, or the rows so far and the number of the first row whose pivot is not positive."""
    z = np.tril(a)
    for j in range(len(z)):
        if not z[j, j] > 0:
            return z, j + 1
        z[j, j] = np.sqrt(z[j, j])
        z[j + 1 :, j] /= z[j, j]
        z[j + 1 :, j + 1 :] -= np.tril(np.outer(z[j + 1 :, j], z[j + 1 :, j]))
    return z, 0


def cholesky_grad(g, factor):
    """Return the gradient of ``L L'``, lower triangular, from that of L; from systems of equations instead of loops."""

    def halved(x):
        return np.tril(x) - np.diag(np.diag(x) / 2)

    inner = solve_rows(halved(factor.T @ np.tril(g)), factor, LOWER | TRANSPOSED)
    s = solve_rows(inner.T, factor, LOWER | TRANSPOSED)
    return np.tril(s + s.T) - np.diag(np.diag(s))


def lu(a):
    """Return the factors in one matrix, the exchanges of rows, and the number of the first pivot that is 0."""
    z, pivots, zero = a.copy(), [], 0
    for j in range(len(z)):
        p = j + int(np.argmax(np.abs(z[j:, j])))
        pivots.append(p)
        z[[j, p]] = z[[p, j]]
        if z[j, j] == 0:
            zero = zero or j + 1
            continue
        z[j + 1 :, j] /= z[j, j]
        z[j + 1 :, j + 1 :] -= np.outer(z[j + 1 :, j], z[j, j + 1 :])
    return z, pivots, zero


def solve_rows(x, a, how):
    """Return the solution of a triangular system with the right side x, a matrix."""
    a = np.tril(a) if how & LOWER else np.triu(a)
    if how & UNIT:
        np.fill_diagonal(a, 1)
    if how & TRANSPOSED:
        a = a.T
    x = x.copy()
    for i in range(len(a)) if bool(how & LOWER) != bool(how & TRANSPOSED) else range(len(a) - 1, -1, -1):
        x[i] /= a[i, i]
        others = [j for j in range(len(a)) if j != i and a[j, i] != 0]
        x[others] -= np.outer(a[others, i], x[i])
    return x


def inverse_bound(a, how):
    """Return a bound of the sums of absolute values of the columns of the inverse of a triangle, or its transpose."""
    signed = np.diag(2 * np.abs(np.diag(a))) - np.abs(a)
    return solve_rows(np.ones((len(a), 1), a.dtype), signed, how ^ TRANSPOSED).max()


TWINS = {
    "cholesky": cholesky,
    "cholesky_grad": cholesky_grad,
    "lu": lu,
    "solve_rows": solve_rows,
    "largest_column": lambda a: np.abs(a).sum(axis=0).max(),
    "largest_row": lambda a: np.abs(a).sum(axis=1).max(),
    "inverse_bound": inverse_bound,
    "not_finite": lambda a: int(not np.isfinite(a).all()),
}
