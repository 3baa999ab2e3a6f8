"""Power series with exact coefficients: functions near 0, where differences and quotients of them lose their digits."""

from fractions import Fraction
from functools import cache, lru_cache
from math import factorial

KEPT = 256  # products, powers and logarithms that are remembered


class Unknown(Exception):
    """There is no power series."""


class PowerSeries:
    """``c[0] * u**low + c[1] * u**(low + 1) + ...``, as far as it is known.

    Attributes
    ----------
    low : int
    terms : list of Fraction
        The first one is not 0, unless nothing is known but zeros.
    """

    __slots__ = ("low", "terms")

    def __init__(self, low, terms):
        zeros = next((k for k, c in enumerate(terms) if c), len(terms))
        self.low = low + zeros
        self.terms = terms[zeros:]

    def __add__(self, other):
        low = min(self.low, other.low)
        length = min(self.low + len(self.terms), other.low + len(other.terms)) - low
        return PowerSeries(low, [a + b for a, b in zip(self._from(low, length), other._from(low, length))])

    def _from(self, low, length):
        padded = [Fraction(0)] * (self.low - low) + self.terms
        return padded[:length]

    def __mul__(self, other):
        return PowerSeries(self.low + other.low, _product(tuple(self.terms), tuple(other.terms)))

    def __pow__(self, exponent):
        """Return a power by a number; one that is not whole must have a rational leading coefficient."""
        exponent = Fraction(exponent)
        if not self.terms:
            raise Unknown
        low = self.low * exponent
        terms = _power(tuple(self.terms), exponent)
        if low.denominator > 1:
            raise Unknown
        return PowerSeries(int(low), terms)

    def log(self):
        """Return the logarithm of a series that begins with 1."""
        if self.low != 0 or not self.terms or self.terms[0] != 1:
            raise Unknown
        return PowerSeries(0, _logarithm(tuple(self.terms)))


# many layers of a program, and many searches in one, are of the same functions


@lru_cache(KEPT)
def _product(a, b):
    """Return the terms of a product."""
    return [_folded(a, b, k) for k in range(min(len(a), len(b)))]


@lru_cache(KEPT)
def _power(terms, exponent):
    """Return the terms of a power by a Fraction."""
    first = terms[0]
    found = [rational_power(first, exponent)]
    for k in range(1, len(terms)):
        total = sum((exponent * j - (k - j)) * terms[j] * found[k - j] for j in range(1, k + 1) if terms[j])
        found.append(total / (k * first))
    return found


@lru_cache(KEPT)
def _logarithm(terms):
    """Return the terms of the logarithm of a series that begins with 1."""
    found = [Fraction(0)]
    for k in range(1, len(terms)):
        total = sum(j * found[j] * terms[k - j] for j in range(1, k))
        found.append(terms[k] - total / k)
    return found


def _folded(a, b, k):
    """Return the coefficient `k` of a product; most coefficients are 0."""
    return sum((a[j] * b[k - j] for j in range(k + 1) if a[j] and b[k - j]), Fraction(0))


def rational_power(base, exponent):
    """Return ``base**exponent``.

    Raises
    ------
    Unknown
        If that is no rational number that a float holds.
    """
    if exponent.denominator == 1:
        return base ** exponent.numerator
    if base <= 0:
        raise Unknown
    found = Fraction(float(base) ** float(exponent))
    if found**exponent.denominator != base**exponent.numerator:
        raise Unknown
    return found


def monomial(coefficient, power, length):
    """Return ``coefficient * u**power``, known to a number of terms."""
    return PowerSeries(power, [Fraction(coefficient)] + [Fraction(0)] * (length - 1))


def of_function(name, coefficient, power, length):
    """Return the series of a function of ``coefficient * u**power``, for a power above 0."""
    terms = [Fraction(0)] * length
    for k, c in enumerate(coefficients(name, (length - 1) // power + 1)):
        terms[k * power] = c * coefficient**k
    return PowerSeries(0, terms)


@cache
def coefficients(name, length):
    """Return the first coefficients of a function at 0."""
    return tuple(Fraction(FUNCTIONS[name](k)) for k in range(length))


def _every(step, first, coefficient):
    """Return a function with coefficients at every so many powers, for the number of such a power."""
    return lambda k: coefficient(k // step) if k % step == first else 0


def _sign(j):
    return -1 if j % 2 else 1


def _central(j):
    return Fraction(factorial(2 * j), 4**j * factorial(j) ** 2)


def _inverse_factorial(k):
    return Fraction(1, factorial(k))


def _tangent(k):
    """Return a coefficient of the hyperbolic tangent, whose derivative is one minus its square."""
    if k < 2:
        return k
    total = sum(coefficients("tanh", j + 1)[j] * coefficients("tanh", k - j)[-1] for j in range(1, k - 1, 2))
    return Fraction(-total, k) if k % 2 else 0


TWO_OVER_ROOT_OF_PI = Fraction("1.128379167095512573896158903121545171688101258657997713688171443")
FUNCTIONS = {
    "exp": _inverse_factorial,
    "expm1": lambda k: _inverse_factorial(k) if k else 0,
    "sin": _every(2, 1, lambda j: _sign(j) * _inverse_factorial(2 * j + 1)),
    "cos": _every(2, 0, lambda j: _sign(j) * _inverse_factorial(2 * j)),
    "tan": lambda k: _sign(k // 2) * _tangent(k),
    "sinh": _every(2, 1, lambda j: _inverse_factorial(2 * j + 1)),
    "cosh": _every(2, 0, lambda j: _inverse_factorial(2 * j)),
    "tanh": _tangent,
    "log1p": lambda k: Fraction(-_sign(k), k) if k else 0,
    "arcsin": _every(2, 1, lambda j: _central(j) / (2 * j + 1)),
    "arctan": _every(2, 1, lambda j: Fraction(_sign(j), 2 * j + 1)),
    "arcsinh": _every(2, 1, lambda j: _sign(j) * _central(j) / (2 * j + 1)),
    "arctanh": _every(2, 1, lambda j: Fraction(1, 2 * j + 1)),
    "erf": _every(2, 1, lambda j: TWO_OVER_ROOT_OF_PI * _sign(j) * Fraction(_inverse_factorial(j), 2 * j + 1)),
    "j0": _every(2, 0, lambda j: _sign(j) * Fraction(1, 4**j * factorial(j) ** 2)),
    "j1": _every(2, 1, lambda j: _sign(j) * Fraction(1, 2 * 4**j * factorial(j) * factorial(j + 1))),
    "i0": _every(2, 0, lambda j: Fraction(1, 4**j * factorial(j) ** 2)),
    "i1": _every(2, 1, lambda j: Fraction(1, 2 * 4**j * factorial(j) * factorial(j + 1))),
}
