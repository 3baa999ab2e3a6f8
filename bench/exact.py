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


def erfcx(x):
    """Beyond 1000 by its series at infinity."""
    if x < 1000:
        return mp.exp(x**2) * mp.erfc(x) if x > -FAR else mp.inf
    if x == mp.inf:
        return mp.zero
    return mp.fsum((-1) ** k * mp.fac2(2 * k - 1) / (2 * x**2) ** k for k in range(12)) / (x * mp.sqrt(mp.pi))


def erfcinv(q):
    """By Halley's steps from a guess."""
    if not 0 < q < 2:
        return mp.inf if q == 0 else -mp.inf if q == 2 else mp.nan
    if q > 1:
        return -erfcinv(2 - q)
    y = mp.sqrt(-mp.log(q))
    while True:
        step = (mp.erfc(y) - q) * mp.sqrt(mp.pi) / 2 * mp.exp(y**2)
        step = step / (1 - y * step) if abs(y * step) < 0.5 else step
        y += step
        if abs(step) < mp.ldexp(1 + abs(y), -mp.prec // 3):
            return y


def erfinv(x):
    """As the inverse of erfc, or of erf, whose results are small numbers."""
    if abs(x) >= 1 or abs(x) > 0.3:
        return erfcinv(1 - x)
    y = x * mp.sqrt(mp.pi) / 2
    while True:
        step = (x - mp.erf(y)) * mp.sqrt(mp.pi) / 2 * mp.exp(y**2)
        step = step / (1 + y * step)
        y += step
        if abs(step) <= abs(mp.ldexp(y, -mp.prec // 3)):
            return y


def ndtr(x):
    return mp.erfc(-max(min(x, FAR), -FAR) / mp.sqrt(2)) / 2


def log_ndtr(x):
    """Of a small complement by its own logarithm."""
    if x < -FAR:
        return mp.log(erfcx(-x / mp.sqrt(2)) / 2) - x**2 / 2
    return mp.log(ndtr(x)) if x < 0 else mp.log1p(-ndtr(-x))


def ndtri(p):
    return -mp.sqrt(2) * erfcinv(2 * p)


def scaled_bessel(order, x):
    """``exp(-abs(x)) I(x)``."""
    y = abs(x)
    if y < 1000:
        return mp.besseli(order, x) * mp.exp(-y)
    terms = [mp.one]
    for k in range(1, 20):
        terms.append(terms[-1] * ((2 * k - 1) ** 2 - 4 * order**2) / (8 * k * y))
    return mp.fsum(terms) / mp.sqrt(2 * mp.pi * y) * mp.sign(x) ** order


def i0e(x):
    return scaled_bessel(0, x)


def i1e(x):
    return scaled_bessel(1, x)


def i0(x):
    return mp.besseli(0, x) if abs(x) < FAR else mp.inf


def i1(x):
    return mp.besseli(1, x) if abs(x) < FAR else mp.sign(x) * mp.inf


def logit(x):
    return mp.log(x / (1 - x)) if 0 < x < 1 else mp.inf * mp.sign(x - mp.mpf(0.5)) if x in (0, 1) else mp.nan


def log1mexp(x):
    """Of expm1 near 0."""
    return mp.log1p(-mp.exp(x)) if x < -1 else mp.log(-mp.expm1(x)) if x < 0 else mp.nan


def cbrt(x):
    return mp.sign(x) * mp.cbrt(abs(x))
