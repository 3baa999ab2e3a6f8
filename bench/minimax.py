"""Fit the polynomials of tensorgraph/_kernels/loops/vecmath: ``python bench/minimax.py``.

Prints, for each polynomial and width, its coefficients from the constant up, rounded to that width, and the largest
weighted error of the rounded polynomial on its interval.  The fit is Remez's exchange in 40 digits.
"""

import numpy as np
from mpmath import mp, mpf

mp.dps = 40


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


def erfc_rest(t):
    """Q of ``erfc(x) = exp(-x**2) Q(t) / (1 + 2 x)``, t = (x - 3) / (x + 3)."""
    x = 3 * (1 + t) / (1 - t)
    return (1 + 2 * x) * mp.exp(x**2) * mp.erfc(x)


HALF_LN2 = mp.log(2) / 2 * mpf("1.001")
LARGEST_S = (mp.sqrt(2) - 1) / (mp.sqrt(2) + 1)
HALF_PI = mp.pi / 2 * mpf("1.0001")
ONE = mpf(1)

# name: (function, weight, low, high, {width: degree})
FITS = {
    "exp": (exp_rest, lambda r: abs(r) + mpf("1e-3"), -HALF_LN2, HALF_LN2, {"f64": 9, "f32": 4}),
    "log": (log_rest, lambda z: z + mpf("1e-4"), mpf(0), LARGEST_S**2 * mpf("1.001"), {"f64": 6, "f32": 3}),
    "sin": (sin_rest, lambda z: z + mpf("1e-3"), mpf(0), HALF_PI**2, {"f64": 7, "f32": 4}),
    "erf": (erf_over, lambda z: 1 / erf_over(z), mpf(0), mpf("0.25"), {"f64": 8, "f32": 4}),
    "erfc": (erfc_rest, lambda t: 1 / erfc_rest(t), mpf(-5) / 7, mpf(25) / 31, {"f64": 20}),
    "erfc of floats": (erfc_rest, lambda t: 1 / erfc_rest(t), mpf(-5) / 7, mpf(5) / 9, {"f32": 9}),
}


def main():
    for name, (f, weight, lo, hi, degrees) in FITS.items():
        for width, degree in degrees.items():
            kind = np.float64 if width == "f64" else np.float32
            poly = [kind(float(c)) for c in remez(f, weight, lo, hi, degree)]
            points = [lo + (hi - lo) * i / 997 for i in range(998)]
            exact = [mpf(float(c)) for c in poly]
            worst = max(weight(x) * abs(f(x) - mp.polyval(exact[::-1], x)) for x in points)
            print(f"{name} {width}: largest weighted error {float(worst):.1e}")
            for c in poly:
                print(f"    {c!s}")


if __name__ == "__main__":
    main()
