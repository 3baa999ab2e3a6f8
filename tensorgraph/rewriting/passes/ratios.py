"""The constants of a product, as one to multiply by and one to divide by.

``x * (1 / 49)`` is just below 1 where x is 49, and its floor is 0: a quotient stays one. What several constants are
together is the quotient of two numbers, a factor and a divisor, of which one is enough where the other goes into it
without a rest: ``2 * x / 4`` is ``0.5 * x``, ``4 * x / 6`` is ``x / 1.5``. Two integers without that stay two, as
``3 * x / 49`` is 3 where x is 49, and in the order in which they were written: one may leave the range of numbers, or
lose a digit, where the other does not. Others have one product, which is rounded.
"""

from fractions import Fraction

import numpy as np

DEEP = 1 << 30  # of none


def leaves_range(x, y, result):
    """Return True if a product or quotient of two numbers overflows or vanishes, or loses digits as it nearly does."""
    x, y, size = abs(x), abs(y), abs(result)
    return size != y and 0 < x < np.inf and 0 < y < np.inf and not np.finfo(size.dtype).tiny <= size < np.inf


class Ratio:
    """The number ``top / bottom``, which is `value` when rounded.

    Parameters
    ----------
    value, top, bottom : number of NumPy
        Of one dtype of floats or complex numbers.
    depths : list of int
        How far within the product the last of its factors is, and the last of its divisors.
    """

    __slots__ = ("value", "top", "bottom", "depths")

    def __init__(self, value, top=None, bottom=1, depths=(DEEP, DEEP)):
        self.value, self.top, self.bottom, self.depths = value, value if top is None else top, bottom, depths

    @property
    def is_multiplied_last(self):
        """Return True for ``3 * (x / 49)``, but not for ``3 * x / 49``."""
        return self.depths[0] < self.depths[1]

    def times(self, factor, inverse, value, depth):
        """Return the ratio after a multiplication, or division, by a number; `value` is the rounded result."""
        top, bottom, depths = self.top, self.bottom, list(self.depths)
        if abs(factor) != 1:
            depths[inverse] = min(depths[inverse], depth)
        with np.errstate(all="ignore"):
            if inverse:
                bottom = type(factor)(bottom * factor)
            else:
                top = type(factor)(top * factor)
        if all(np.isfinite(v) and v != 0 for v in (top, bottom, value)):
            return Ratio(value, top, bottom, depths)
        return Ratio(value)

    def of(self, constant):
        """Return the factor and the divisor that stand for a constant, which a rule may have changed."""
        if self.bottom == 1 or abs(constant) != abs(self.value):
            return constant, 1
        if constant == self.value:
            return fewest(self.top, self.bottom, constant)
        return fewest(-self.top, self.bottom, constant) if constant == -self.value else (constant, 1)


def fewest(top, bottom, value):
    """Return a factor and a divisor, one of them 1 if possible, that stand for ``top / bottom``.

    >>> import numpy as np
    >>> a, b, c, d = np.array([1.0, 2.0, 3.0, 4.0])
    >>> [tuple(map(float, fewest(x, y, x / y))) for x, y in [(a, d), (b, c), (c, c + d)]]
    [(0.25, 1.0), (1.0, 1.5), (3.0, 7.0)]
    """
    if is_quotient(top, bottom, value):
        return value, 1
    inverse = bottom / top
    if is_quotient(bottom, top, inverse) or abs(top) == 1:
        return 1, inverse
    return (top, bottom) if is_integer(top) and is_integer(bottom) else (value, 1)


def is_quotient(x, y, z):
    """Return True if `z` is ``x / y`` exactly."""
    if any(v.imag for v in (x, y, z)) or not np.isfinite(z):
        return False
    x, y, z = (Fraction(float(v.real)) for v in (x, y, z))
    return z * y == x


def is_integer(x):
    """Return True if a number has no fraction."""
    return x.imag == 0 and float(x.real).is_integer()
