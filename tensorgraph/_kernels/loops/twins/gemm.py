"""NumPy twin of the products by tiles."""

import numpy as np

__all__ = ["TWINS"]


def gemm(a, b, c, alpha, beta):
    """Return ``alpha a b + beta c``; where beta is 0, `c` does not count."""
    product = alpha * np.matmul(a, b)
    return product + beta * c if beta else product


def mirror(c):
    """Return a square matrix with what is below its diagonal above it, too."""
    return np.tril(c) + np.tril(c, -1).T


TWINS = {"gemm": gemm, "mirror": mirror}
