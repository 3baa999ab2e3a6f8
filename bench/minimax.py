"""Fit the polynomials of tensorgraph/_kernels/loops/vecmath: ``python bench/minimax.py``.

Prints, for each polynomial and width, its coefficients from the constant up, rounded to that width, and the largest
weighted error of the rounded polynomial on its interval.  The fits are in 50 digits.
"""

import numpy as np
from mpmath import mp, mpf

mp.dps = 50


def remez(f, weight, lo, hi, degree, rounds=12):
    """Coefficients of the polynomial of least ``max |weight(x) * (f(x) - p(x))|`` over [lo, hi]."""
    count = degree + 2
    middle, half = (lo + hi) / 2, (hi - lo) / 2
    nodes = [middle - half * mp.cos(mp.pi * (2 * i + 1) / (2 * count)) for i in range(count)]
    grid = [middle - half * mp.cos(mp.pi * i / (24 * count)) for i in range(24 * count + 1)]
    values = [(x, f(x), weight(x)) for x in grid]
    for _ in range(rounds):
        matrix = mp.matrix(count, count)
        for i, x in enumerate(nodes):
            for j in range(degree + 1):
                matrix[i, j] = x**j
            matrix[i, count - 1] = (-1) ** i / weight(x)
        solution = mp.lu_solve(matrix, mp.matrix([f(x) for x in nodes]))
        poly = list(solution)[: degree + 1]
        errors = [w * (y - mp.polyval(poly[::-1], x)) for x, y, w in values]
        nodes = _alternating_extrema(grid, errors, count) or nodes
    return poly


def _alternating_extrema(grid, errors, count):
    """The largest error of each run of one sign; None when there are too few runs."""
    runs = []
    for x, e in zip(grid, errors, strict=True):
        if runs and (e > 0) == (runs[-1][1] > 0):
            if abs(e) > abs(runs[-1][1]):
                runs[-1] = (x, e)
        else:
            runs.append((x, e))
    while len(runs) > count:
        runs.pop(0 if abs(runs[0][1]) < abs(runs[-1][1]) else -1)
    return [x for x, _ in runs] if len(runs) == count else None


def rounded(f, weight, lo, hi, degree, kind, count):
    """Coefficients of almost least weighted error, each of the first `count` rounded before those behind it are fitted.

    The later ones make up for the rounding errors of the earlier ones.
    """
    n = 3 * (degree + 2)
    nodes = [(lo + hi) / 2 - (hi - lo) / 2 * mp.cos(mp.pi * (2 * i + 1) / (2 * n)) for i in range(n)] + [lo, hi]
    weights = [weight(x) for x in nodes]
    rest = [f(x) for x in nodes]
    poly = []
    while len(poly) <= degree:
        start = len(poly)
        matrix = mp.matrix([[w * x**j for j in range(start, degree + 1)] for x, w in zip(nodes, weights, strict=True)])
        target = mp.matrix([w * r for w, r in zip(weights, rest, strict=True)])
        with mp.workdps(150):
            found = [kind(float(c)) for c in mp.lu_solve(matrix.T * matrix, matrix.T * target)]
        poly += found[:1] if start < count else found
        rest = [r - mpf(float(found[0])) * x**start for r, x in zip(rest, nodes, strict=True)]
    return poly


def exp_rest(r):
    """Q of ``2 exp(r) = 2 + 2 r + r**2 Q(r)``."""
    return 2 * (mp.expm1(r) - r) / r**2 if abs(r) > mpf(10) ** -12 else 1 + r / 3


def log_rest(z):
    """R of ``log((1 + s) / (1 - s)) = 2 s + s z R(z)``, z = s**2."""
    if z < mpf(10) ** -12:
        return mpf(2) / 3 + 2 * z / 5
    s = mp.sqrt(z)
    return (2 * mp.atanh(s) / s - 2) / z


def sin_rest(z):
    """S of ``sin(r) = r + r z S(z)``, z = r**2."""
    if z < mpf(10) ** -12:
        return -mpf(1) / 6 + z / 120
    r = mp.sqrt(z)
    return (mp.sin(r) / r - 1) / z


def erf_over(z):
    """P of ``erf(x) = x P(z)``, z = x**2."""
    if z < mpf(10) ** -30:
        return 2 / mp.sqrt(mp.pi)
    x = mp.sqrt(z)
    return mp.erf(x) / x


def erf_rest(z):
    """P of ``erf(x) = x + x P(z)``, z = x**2."""
    if z < mpf(10) ** -30:
        return 2 / mp.sqrt(mp.pi) - 1
    x = mp.sqrt(z)
    return mp.erf(x) / x - 1


def log_erfc_over(y):
    """Q of ``erfc(y) = exp(y Q(y))``."""
    return mp.log(mp.erfc(y)) / y


def erfcx_rest(t):
    """Q of ``exp(x**2) erfc(x) = Q(t) / (x + 3)``, t = (x - 3) / (x + 3)."""
    if t > 1 - mpf(10) ** -25:
        return 1 / mp.sqrt(mp.pi)
    x = 3 * (1 + t) / (1 - t)
    if x < 30:
        return (x + 3) * mp.exp(x**2) * mp.erfc(x)
    series = mp.fsum((-1) ** n * mp.fac2(2 * n - 1) / (2 * x**2) ** n for n in range(12))
    return (x + 3) * series / (x * mp.sqrt(mp.pi))


def gammaln_near(t):
    """R of ``gammaln(2 + t) = t R(t)``."""
    return mp.loggamma(2 + t) / t if abs(t) > mpf(10) ** -20 else mp.psi(0, 2) + t * mp.psi(1, 2) / 2


def gammaln_far(s):
    """H of Stirling's series, ``gammaln(x) = (x - 1/2) log(x) - x + log(2 pi) / 2 + H(s) / x``, s = x**-2."""
    if s < mpf(10) ** -10:
        return mpf(1) / 12 - s / 360 + s**2 / 1260 - s**3 / 1680
    x = 1 / mp.sqrt(s)
    return x * (mp.loggamma(x) - ((x - mpf(1) / 2) * mp.log(x) - x + mp.log(2 * mp.pi) / 2))


def sinpi_rest(t):
    """Q of ``sin(pi r) = pi (r + r**3 Q(t))``, t = r**2."""
    if t < mpf(10) ** -20:
        return -(mp.pi**2) / 6 + t * mp.pi**4 / 120
    r = mp.sqrt(t)
    return (mp.sin(mp.pi * r) / (mp.pi * r) - 1) / t


def psi_near(v):
    """P of ``psi(1.5 + v) = (1.5 + v - root) P(v)``."""
    distance = v + mpf(3) / 2 - PSI_ROOT
    return mp.psi(0, v + mpf(3) / 2) / distance if abs(distance) > mpf(10) ** -20 else mp.psi(1, PSI_ROOT)


def psi_far(s):
    """H of ``psi(x) = log(x) - 1 / (2 x) - s H(s)``, s = x**-2."""
    if s < mpf(10) ** -10:
        return mpf(1) / 12 - s / 120 + s**2 / 252 - s**3 / 240
    x = 1 / mp.sqrt(s)
    return x**2 * (mp.log(x) - 1 / (2 * x) - mp.psi(0, x))


def tri_gamma_near(v):
    """``tri_gamma(1.5 + v)``."""
    return mp.psi(1, v + mpf(3) / 2)


def tri_gamma_far(s):
    """H of ``tri_gamma(x) = 1 / x + s / 2 + s H(s) / x``, s = x**-2."""
    if s < mpf(10) ** -10:
        return mpf(1) / 6 - s / 30 + s**2 / 42 - s**3 / 30
    x = 1 / mp.sqrt(s)
    return x**3 * (mp.psi(1, x) - 1 / x - 1 / (2 * x**2))


def erfcinv(q):
    """The inverse of erfc, ``q <= 1``."""
    if q > 0.1:
        return mp.erfinv(1 - q)
    y = mp.sqrt(-mp.log(q))
    while True:
        step = (mp.erfc(y) - q) * mp.sqrt(mp.pi) / 2 * mp.exp(y**2)
        step = step / (1 - y * step) if abs(y * step) < 0.5 else step
        y += step
        if abs(step) < y * mpf(10) ** -45:
            return y


def of_log(w):
    """Return q, and its erfcinv, for ``w = -log(q (2 - q))``."""
    e = mp.exp(-w)
    q = e / (1 + mp.sqrt(1 - e))
    return q, erfcinv(q)


def erfinv_near(v):
    """P of ``erfinv(x) = x P(w - 3)``, w = -log(1 - x**2)."""
    if v + 3 < mpf(10) ** -20:
        return mp.sqrt(mp.pi) / 2
    q, y = of_log(v + 3)
    return y / (1 - q)


def erfinv_rest(v):
    """R of ``erfinv(x) = s + R(s - 4)``, s**2 = -log(1 - x**2)."""
    return of_log((v + 4) ** 2)[1] - (v + 4)


def erfcinv_rest(t):
    """R of ``erfcinv(q) = s + R(t)``, t = (s - 6) / (s + 6), s**2 = -log(q (2 - q))."""
    s = 6 * (1 + t) / (1 - t)
    return of_log(s**2)[1] - s


def bessel_near(order):
    """Return the function of z = x**2 whose product with ``x**order`` is the modified Bessel function of x."""

    def function(z):
        x = mp.sqrt(z)
        return mp.besseli(order, x) / x**order if z > mpf(10) ** -30 else mpf(1) / (1 + order)

    return function


def bessel_far(order):
    """Return the function of v = 1 / x - 1 / 16 that times ``exp(x) / sqrt(x)`` is the modified Bessel function."""

    def function(v):
        r = v + mpf(1) / 16
        if r > mpf(1) / 200:
            return mp.besseli(order, 1 / r) * mp.exp(-1 / r) / mp.sqrt(r)
        terms = [mpf(1)]
        for k in range(1, 40):
            terms.append(terms[-1] * ((2 * k - 1) ** 2 - 4 * order**2) * r / (8 * k))
        return mp.fsum(terms) / mp.sqrt(2 * mp.pi)

    return function


def relative(f):
    """Return the weight of an approximation whose relative error counts."""
    return lambda x: 1 / f(x)


i0_near, i0_far, i1_near, i1_far = bessel_near(0), bessel_far(0), bessel_near(1), bessel_far(1)
ROOT6 = mp.sqrt(6)
EDGE = mpf("6.1")
PSI_ROOT = mp.findroot(lambda x: mp.psi(0, x), mpf("1.4616321449683623"))
HALF_LN2 = mp.log(2) / 2 * mpf("1.001")
LARGEST_S = (mp.sqrt(2) - 1) / (mp.sqrt(2) + 1)
HALF_PI = mp.pi / 2 * mpf("1.0001")
ONE = mpf(1)

# name: (function, weight, low, high, {width: degree})
FITS = {
    "exp": (exp_rest, lambda r: abs(r) + mpf("1e-3"), -HALF_LN2, HALF_LN2, {"f64": 9, "f32": 4}),
    "log": (log_rest, lambda z: z + mpf("1e-4"), mpf(0), LARGEST_S**2 * mpf("1.001"), {"f64": 6, "f32": 3}),
    "sin": (sin_rest, lambda z: z + mpf("1e-3"), mpf(0), HALF_PI**2, {"f64": 7, "f32": 4}),
}

# the same, rounded one after the other, and how many are
ROUNDED = {
    "erf": (erf_rest, lambda z: 1 / (1 + erf_rest(z)), mpf(0), mpf("0.65") ** 2, {"f64": 9, "f32": 5}, 10),
    "erfc": (log_erfc_over, lambda y: mp.erfc(y) * y, mpf("0.65"), mpf("5.93"), {"f64": 17}, 10),
    "erfc of floats": (log_erfc_over, lambda y: mp.erfc(y) * y, mpf("0.65"), mpf("3.93"), {"f32": 6}, 7),
    "erfcx": (erfcx_rest, relative(erfcx_rest), -ONE, ONE, {"f64": 23, "f32": 11}, 12),
    "gammaln near": (gammaln_near, relative(gammaln_near), -3 * ONE / 4, ONE / 4, {"f64": 19, "f32": 9}, 12),
    "gammaln far": (gammaln_far, lambda s: mp.sqrt(s), mpf(0), mpf("4.25") ** -2, {"f64": 8, "f32": 2}, 5),
    "sinpi": (sinpi_rest, lambda t: t + mpf("1e-3"), mpf(0), ONE / 4, {"f64": 7, "f32": 4}, 8),
    "psi near": (psi_near, relative(psi_near), -ONE / 2, ONE / 2, {"f64": 22, "f32": 11}, 10),
    "psi far": (psi_far, lambda s: s + mpf("1e-3"), mpf(0), ONE / 4, {"f64": 17, "f32": 7}, 8),
    "tri_gamma near": (tri_gamma_near, relative(tri_gamma_near), -ONE / 2, ONE / 2, {"f64": 24, "f32": 12}, 10),
    "tri_gamma far": (tri_gamma_far, lambda s: s + mpf("1e-3"), mpf(0), ONE / 4, {"f64": 19, "f32": 9}, 8),
    "erfinv near": (erfinv_near, relative(erfinv_near), -3 * ONE, 3 * ONE, {"f64": 23, "f32": 11}, 12),
    "erfinv rest": (erfinv_rest, lambda v: 1 / (v + 4), ROOT6 - 4, EDGE - 4, {"f64": 25}, 12),
    "erfinv rest of floats": (erfinv_rest, lambda v: 1 / (v + 4), ROOT6 - 4, mpf("4.2") - 4, {"f32": 7}, 8),
    "erfcinv rest": (erfcinv_rest, lambda t: 1, (EDGE - 6) / (EDGE + 6), 21 * ONE / 33, {"f64": 20}, 8),
    "erfcinv rest of floats": (erfcinv_rest, lambda t: 1, (ROOT6 - 6) / (ROOT6 + 6), ONE * 43 / 163, {"f32": 11}, 8),
    "cbrt": (mp.cbrt, relative(mp.cbrt), ONE / mp.sqrt(2), mp.sqrt(2), {"f64": 5, "f32": 3}, 3),
    "i0 near": (i0_near, relative(i0_near), mpf(0), 64 * ONE, {"f64": 16, "f32": 10}, 8),
    "i0 far": (i0_far, relative(i0_far), -ONE / 16, ONE / 16, {"f64": 25}, 8),
    "i0 far of floats": (i0_far, relative(i0_far), -ONE / 16, 17 * ONE / 240, {"f32": 7}, 8),
    "i1 near": (i1_near, relative(i1_near), mpf(0), 64 * ONE, {"f64": 16, "f32": 10}, 8),
    "i1 far": (i1_far, relative(i1_far), -ONE / 16, ONE / 16, {"f64": 25}, 8),
    "i1 far of floats": (i1_far, relative(i1_far), -ONE / 16, 17 * ONE / 240, {"f32": 7}, 8),
}


def fit(f, weight, lo, hi, degree, kind, count=0):
    """Coefficients of floats, the first `count` of them fitted one after the other."""
    if count:
        return rounded(f, weight, lo, hi, degree, kind, min(count, degree + 1))
    return [kind(float(c)) for c in remez(f, weight, lo, hi, degree)]


def main():
    for name, (f, weight, lo, hi, degrees, *count) in {**FITS, **ROUNDED}.items():
        for width, degree in degrees.items():
            kind = np.float64 if width == "f64" else np.float32
            poly = fit(f, weight, lo, hi, degree, kind, *count)
            points = [lo + (hi - lo) * i / 997 for i in range(998)]
            exact = [mpf(float(c)) for c in poly]
            worst = max(weight(x) * abs(f(x) - mp.polyval(exact[::-1], x)) for x in points)
            print(f"{name} {width}: largest weighted error {float(worst):.1e}")
            for c in poly:
                print(f"    {c!s}")


if __name__ == "__main__":
    main()
