"""The NumPy twin of the products of integers."""

import numpy as np

__all__ = ["TWINS"]


def integer_product(a, b):
    """Return the product of two matrices of one dtype, modulo ``2**bits``."""
    return np.dot(a, b)


TWINS = {f"integer_product_{size}": integer_product for size in (1, 2, 4, 8)}
