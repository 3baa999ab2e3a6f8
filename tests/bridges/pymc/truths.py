"""True values of log-densities that are finite in mode TENSORGRAPH alone, since their densities underflow."""

import mpmath
import numpy as np
from mpmath import mp


def rice(value, nu, sigma):
    """Return the log-density of Rice's distribution."""
    if value <= 0:
        return mp.ninf
    x, b = value / sigma, nu / sigma
    return mp.log(x / sigma) - (x**2 + b**2) / 2 + mp.log(mp.besseli(0, x * b))


TRUTHS = {("Rice", "logp"): rice}


def truth(density, point):
    """Return the values of a log-density for each element of a point, a list of arrays."""
    with mpmath.workdps(40):
        return np.array([float(density(*[mp.mpf(float(x)) for x in row])) for row in zip(*point)])
