"""The rows of the step that tells the shapes of what a loop without steps gives."""

import numpy as np


def trial_row(shape, dtype):
    """Return zeros, for floats with ones on the diagonal of the last two axes.

    A step may invert matrices, and those that are zero have no inverse, no logarithm of their determinant and no
    Cholesky factor. It may take an array of more axes as one matrix, whose rows must then differ: such an array has
    small numbers everywhere.

    Examples
    --------
    >>> trial_row((2, 3), "float32")
    array([[1., 0., 0.],
           [0., 1., 0.]], dtype=float32)
    """
    row = np.zeros(shape, dtype)
    if row.ndim > 1 and row.dtype.kind in "fc":
        row[...] = np.eye(*row.shape[-2:])
    if row.ndim > 2 and row.dtype.kind in "fc":
        row += (0.01 * np.cos(np.arange(row.size) ** 2)).reshape(shape).astype(row.dtype)
    return row
