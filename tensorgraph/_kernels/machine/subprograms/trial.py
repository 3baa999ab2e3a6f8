"""The rows of the step that tells the shapes of what a loop without steps gives."""

import numpy as np


def trial_row(shape, dtype):
    """Return zeros, for floats with ones on the diagonal of the last two axes.

    A step may invert matrices, and those that are zero have no inverse, no logarithm of their determinant and no
    Cholesky factor.

    Examples
    --------
    >>> trial_row((2, 3), "float32")
    array([[1., 0., 0.],
           [0., 1., 0.]], dtype=float32)
    """
    row = np.zeros(shape, dtype)
    if row.ndim > 1 and row.dtype.kind in "fc":
        row[...] = np.eye(*row.shape[-2:])
    return row
