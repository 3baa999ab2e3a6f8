"""The combined multiple recursive generator MRG31k3p: its recurrence, and jumps ahead in it.

Two recurrences of order 3 run side by side, with multipliers that are sums of two powers of 2::

    x[n] = (2^22 x[n-2] + (2^7 + 1) x[n-3])             mod M1 = 2^31 - 1
    y[n] = (2^15 y[n-1] + (2^15 + 1) y[n-3])            mod M2 = 2^31 - 21069

and a draw is ``(x[n] - y[n]) mod M1``, with M1 in the place of 0, over 2^31. A state is the row ``(x[n], x[n-1],
x[n-2], y[n], y[n-1], y[n-2])`` of int32. The period is about 2^185; streams start 2^134 draws apart, substreams 2^72.

References
----------
P. L'Ecuyer and R. Touzin, *Fast combined multiple recursive generators with multipliers of the form
a = +/- 2^d +/- 2^e*, Proceedings of the 2000 Winter Simulation Conference.
P. L'Ecuyer, R. Simard, E. J. Chen and W. D. Kelton, *An object-oriented random-number package with many long streams
and substreams*, Operations Research 50 (2002).
"""

import numpy as np

M1 = 2147483647
M2 = 2147462579
A1 = ((0, 4194304, 129), (1, 0, 0), (0, 1, 0))
A2 = ((32768, 0, 32769), (1, 0, 0), (0, 1, 0))

SCALES = {
    # the factor of a draw: the largest of float32 that keeps every sample below 1
    "float64": np.float64(2.0**-31),
    "float32": np.float32(4.6566126e-10),
    # of the last 15 bits of a draw, plus 1
    "float16": np.float64(np.float16(3.0458e-05)),
}
"""Factor of a draw for each dtype of samples."""


def matrix_power(A, doublings, modulus):
    """Return the matrix that jumps ``2**doublings`` steps: A squared that many times."""
    A = [[int(a) for a in row] for row in A]
    for _ in range(doublings):
        A = [[sum(A[i][k] * A[k][j] for k in range(3)) % modulus for j in range(3)] for i in range(3)]
    return np.array(A, dtype="int64")


def jump_matrices(doublings):
    """Return the matrices of both recurrences that jump ``2**doublings`` draws."""
    return matrix_power(A1, doublings, M1), matrix_power(A2, doublings, M2)


def multiply(A, states, modulus):
    """Return ``A @ s`` modulo `modulus` for each row s of `states`."""
    # multiply in two halves, so that no sum needs more than 49 bits
    high, low = A.T >> 16, A.T & 65535
    states = states.astype("int64")
    return ((states @ high % modulus << 16) + states @ low) % modulus


def jump(states, matrices):
    """Return states, one a row, after a jump.

    Parameters
    ----------
    states : numpy.ndarray
        int32, of shape (n, 6).
    matrices : pair of numpy.ndarray
        As :func:`jump_matrices` gives them.
    """
    first, second = matrices
    return np.hstack([multiply(first, states[:, :3], M1), multiply(second, states[:, 3:], M2)]).astype("int32")


STREAM = jump_matrices(134)
SUBSTREAM = jump_matrices(72)


def substreams(state, n):
    """Return the states that start the first `n` substreams of a stream.

    Examples
    --------
    >>> import numpy as np
    >>> from tensorgraph.tensor.random.mrg31k3p import substreams
    >>> substreams(np.full(6, 12345, dtype="int32"), 2)[1]
    array([1613322692,  623311037, 1722317882, 1563970864,  792350268,
            619030428], dtype=int32)
    """
    states = np.array(state, dtype="int32").reshape(1, 6)
    first, second = SUBSTREAM
    while len(states) < n:
        # the states found so far, all advanced together
        states = np.vstack([states, jump(states[: n - len(states)], (first, second))])
        first, second = matrix_power(first, 1, M1), matrix_power(second, 1, M2)
    return states[:n]


def advance(states):
    """Advance each state, a row of `states`, in place, and return the integer draws, in ``[1, M1]``."""
    x1, x2, x3, y1, y2, y3 = states.T.astype("int64")
    x = (4194304 * x2 + 129 * x3) % M1
    y = (32768 * y1 + 32769 * y3) % M2
    states[...] = np.stack([x, x1, x2, y, y1, y2], axis=1)
    return np.where(x <= y, x - y + M1, x - y)


def as_samples(draws, dtype):
    """Convert integer draws to numbers between 0 and 1 of a float dtype."""
    if dtype == "float16":
        return (((draws & 0x7FFF) + 1) * SCALES[dtype]).astype(dtype)
    return draws.astype(dtype) * SCALES[dtype]
