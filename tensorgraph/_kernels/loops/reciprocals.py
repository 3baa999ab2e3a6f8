"""Divisors by which a division of float64 is a product and an addition, with the same bits.

``x / c`` is ``fma(x, high, x * low)`` where `high` and `low` are the digits of ``1 / c``. The sum is off by some
``2**-p`` units in its last place before it is rounded, with p digits; that matters only where the quotient is as close
to the middle between two numbers. With integers X of p digits and the digits M of c, such quotients have a rest
``X * 2**s - M * odd`` of a few units, which is a congruence for X: each of the few solutions is tried.

Quotients below 1e-291 may be one unit in the last place off: there ``x * low`` loses its digits. In float32 that would
be 1e-31, which is no rare number, and some processors take long where digits are lost.
"""

import math
from functools import lru_cache

DIGITS = 53
LIMIT = 500  # of the exponents of divisors, so that their reciprocals keep their digits


@lru_cache(maxsize=1024)
def reciprocal(divisor):
    """Return the digits of ``1 / divisor``, two floats whose signs are those of the divisor.

    Parameters
    ----------
    divisor : float

    Returns
    -------
    tuple of float or None
        The second is 0 where the first is exact. None if the product and the addition do not always give the quotient.

    Examples
    --------
    >>> reciprocal(8.0)
    (0.125, 0.0)
    >>> high, low = reciprocal(3.0)
    >>> high, low > 0
    (0.3333333333333333, True)
    """
    fraction, exponent = math.frexp(divisor)
    if not 0 < abs(fraction) < 1 or abs(exponent) > LIMIT:
        return None
    if abs(fraction) == 0.5:
        return 1 / divisor, 0.0
    found = _digits(int(abs(fraction) * 2**DIGITS), DIGITS)
    if found is None:
        return None
    return tuple([math.copysign(math.ldexp(part, place - exponent), divisor) for part, place in found])


def _digits(m, digits):
    """Return ``(integer, exponent)`` of both parts of ``2**digits / m``, which is between 1 and 2, None if none do."""
    # the first is rounded down: were the signs different, infinity would give nan
    high, rest = divmod(1 << 2 * digits - 1, m)
    low, shift = _nearest(rest << 2 * digits, m, digits)
    places = shift - 2 * digits
    near = [(x, _nearest(x, m, digits)) for x in _near_middles(m, digits)]
    for part in (low, low + 1, low - 1):
        if all(_is_quotient(x, high, part, -places, q, digits) for x, q in near):
            return (high, 1 - digits), (part, places + 1 - digits)
    return None


def _nearest(top, bottom, digits):
    """Return ``(integer of so many digits, shift)`` for the number ``integer * 2**shift`` nearest to a quotient."""
    shift = top.bit_length() - bottom.bit_length() - digits
    while True:
        above, below = (top, bottom << shift) if shift >= 0 else (top << -shift, bottom)
        found, rest = divmod(above, below)
        if found >> digits:
            shift += 1
        elif not found >> digits - 1:
            shift -= 1
        else:
            break
    found += 2 * rest > below or 2 * rest == below and found & 1
    return (found >> 1, shift + 1) if found >> digits else (found, shift)


def _is_quotient(x, high, low, places, quotient, digits):
    """Return True if ``x * high + rounded(x * low * 2**-places)``, rounded, is a quotient."""
    term, shift = _nearest(x * low, 1, digits)
    total = (x * high << places) + (term << shift if shift >= 0 else term >> -shift)
    found, shift = _nearest(total, 1, digits)
    return (found, shift - places - 2 * digits + 1) == quotient


def _near_middles(m, digits):
    """Yield the integers of so many digits whose quotients by m may be rounded to another number."""
    twos = (m & -m).bit_length() - 1
    odd = m >> twos
    for shift, most in (digits, 8), (digits + 1, 16):
        # X >= m, with quotients from 1 on, and X < m
        inverse = pow(2, -(shift - twos - 1), odd)
        for rest in range(1 << twos, most, 1 << twos):
            for signed in (rest >> twos, -rest >> twos):
                if signed & 1:
                    x = (signed + odd) // 2 * inverse % odd
                    x += -(-((1 << digits - 1) - x) // odd) * odd
                    for candidate in range(x, 1 << digits, odd):
                        if (candidate >= m) == (shift == digits):
                            yield candidate
