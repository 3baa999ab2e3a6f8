"""Special functions in mpmath, over the whole range of a double; nan where they are not defined."""

import mpmath

mp = mpmath.mp.clone()
mp.prec = 200
FAR = 1000  # beyond it erf is 1, and mpmath needs numbers that it does not take


def erf(x):
    return mp.erf(max(min(x, FAR), -FAR))


def erfc(x):
    return mp.erfc(max(min(x, FAR), -FAR))


def is_pole(x):
    """Return True for 0 and the negative integers."""
    return x <= 0 and x == mp.floor(x)


def gammaln(x):
    if is_pole(x):
        return mp.inf
    return mp.loggamma(x) if x > 0 else mp.log(mp.pi / abs(mp.sinpi(x))) - mp.loggamma(1 - x)


def gammaln_terms(x):
    """The terms of the reflection."""
    return mp.zero if x > 0 or is_pole(x) else max(abs(mp.log(mp.pi / abs(mp.sinpi(x)))), abs(mp.loggamma(1 - x)))


def cotangent(x):
    """``pi / tan(pi x)``."""
    return mp.pi * mp.cospi(x) / mp.sinpi(x)


def psi(x):
    if is_pole(x):
        return mp.nan
    return mp.psi(0, x) if x > 0 else mp.psi(0, 1 - x) - cotangent(x)


def psi_terms(x):
    return mp.zero if x > 0 or is_pole(x) else max(abs(mp.psi(0, 1 - x)), abs(cotangent(x)))


def tri_gamma(x):
    if is_pole(x):
        return mp.inf
    return mp.psi(1, x) if x > 0 else (mp.pi / mp.sinpi(x)) ** 2 - mp.psi(1, 1 - x)
