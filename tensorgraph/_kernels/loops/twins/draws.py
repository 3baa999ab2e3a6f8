"""NumPy twin of the loop that draws, in integers that do not overflow."""

import numpy as np

__all__ = ["TWINS"]

M1 = 2**31 - 1
M2 = 2**31 - 21069


def mrg(x2, x3, y1, y3):
    """Return the draws in ``(0, M1]``, and the new words, of generators MRG31k3p."""
    x2, x3, y1, y3 = (np.asarray(words, "int64") for words in (x2, x3, y1, y3))
    x = (x2 * 2**22 + x3 * (2**7 + 1)) % M1
    y = (y1 * 2**15 + y3 * (2**15 + 1)) % M2
    z = (x - y) % M1
    return np.where(z == 0, M1, z), x, y


TWINS = {"mrg": mrg}
