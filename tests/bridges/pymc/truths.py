"""True values of log-densities that are finite or exact in mode TENSORGRAPH alone.

Rice's underflows, Kumaraswamy's subtracts powers near 1 from 1, and Student's adds a root to a number that is nearly as
large and negative.
"""

import mpmath
import numpy as np
from mpmath import mp


def rice(value, nu, sigma):
    """Return the log-density of Rice's distribution."""
    if value <= 0:
        return mp.ninf
    x, b = value / sigma, nu / sigma
    return mp.log(x / sigma) - (x**2 + b**2) / 2 + mp.log(mp.besseli(0, x * b))


def kumaraswamy(value, a, b):
    """Return the log-density of Kumaraswamy's distribution."""
    if not 0 < value < 1:
        return mp.nan if mp.isnan(value) else mp.ninf
    return mp.log(a) + mp.log(b) + (a - 1) * mp.log(value) + (b - 1) * mp.log(1 - value**a)


def kumaraswamy_below(value, a, b):
    """Return the logarithm of Kumaraswamy's distribution function."""
    if not 0 < value < 1:
        return mp.nan if mp.isnan(value) else mp.ninf if value <= 0 else mp.zero
    return mp.log(1 - (1 - value**a) ** b)


def student_below(value, nu, mu, sigma):
    """Return the logarithm of the distribution function of Student's t."""
    if not mp.isfinite(value) or not mp.isfinite(mu) or mp.isinf(sigma):
        return mp.ninf if value == mp.ninf and mp.isfinite(mu) and mp.isfinite(sigma) else mp.nan
    t = (value - mu) / sigma
    tail = mp.betainc(nu / 2, 0.5, 0, nu / (nu + t**2), regularized=True) / 2
    return mp.log(tail if t < 0 else 1 - tail)


TRUTHS = {
    ("Kumaraswamy", "logp"): kumaraswamy,
    ("Kumaraswamy", "logcdf"): kumaraswamy_below,
    ("Rice", "logp"): rice,
    ("StudentT", "logcdf"): student_below,
}


def truth(density, point):
    """Return the values of a log-density and its derivatives for each element of a point, a list of arrays.

    Derivatives are nan where the density is zero or not a number.
    """
    with mpmath.workdps(40):
        rows = [[mp.mpf(float(x)) for x in row] for row in zip(*point)]
        values = np.array([float(density(*row)) for row in rows])
        derivatives = [[_derivative(density, row, i) for row in rows] for i in range(len(point))]
    return [values, *np.array(derivatives)]


def _derivative(density, row, i):
    """Return the derivative of a log-density by parameter `i`."""
    if not mp.isfinite(density(*row)):
        return np.nan
    return float(mp.diff(lambda x: density(*row[:i], x, *row[i + 1 :]), row[i]))
