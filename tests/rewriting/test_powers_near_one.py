"""Powers of numbers near one, less one, keep the digits of the distance, in logarithms too."""

import mpmath
import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

SMALL = np.array([1e-30, 1e-12, 1e-3, 0.3, 0.99])
POWERS = [0.5, 1.5, 2, 2.75, 3, 7, -0.25, -2.5]
BASES = {
    "above one": lambda x: 1 + x,
    "below one": lambda x: 1 - x,
    "inverse": lambda x: 1 / (1 + x),
    "share": lambda x: 1 / x / (1 / x + 3),
    "share of a square": lambda x: 1 / x**2 / (1 + 1 / x**2),
}


def checked(program, exact, x):
    """Hold a program and its gradient against mpmath."""
    v = T.dvector("x")
    z = program(v)
    value, slope = theano.function([v], [z, T.grad(z.sum(), v)])(x)
    with mpmath.workdps(150):
        for a, got, got_slope in zip(x, value, slope):
            a, step = mpmath.mpf(float(a)), mpmath.mpf(10) ** -90
            want = exact(a)
            np.testing.assert_allclose(got, float(want), rtol=1e-11)
            np.testing.assert_allclose(got_slope, float((exact(a + step) - exact(a - step)) / (2 * step)), rtol=1e-9)


@pytest.mark.parametrize("power", POWERS)
@pytest.mark.parametrize("name", BASES)
def test_logarithm(name, power):
    base = BASES[name]
    if power > 0 and name != "above one":
        checked(lambda x: T.log(1 - base(x) ** power), lambda x: mpmath.log(1 - base(x) ** power), SMALL)
    elif power < 0 and name == "above one":
        checked(lambda x: T.log(1 - base(x) ** power), lambda x: mpmath.log(1 - base(x) ** power), SMALL)
    elif name in ("above one", "below one") and power not in (0.5, 2):
        checked(lambda x: T.log(base(x) ** power - 1), lambda x: mpmath.log(base(x) ** power - 1), SMALL)


@pytest.mark.parametrize("power", [1.5, 2.75, -0.25, -2.5, 0.1])
@pytest.mark.parametrize("write", [lambda p: p - 1, lambda p: 1 - p, lambda p: -1 + p])
def test_value(write, power):
    for base in (BASES["above one"], BASES["below one"]):
        checked(lambda x, base=base: write(base(x) ** power), lambda x, base=base: write(base(x) ** power), SMALL)


def test_ends():
    """What is below 0 has no broken power, and the power of 0 is 0 or infinite."""
    x = T.dvector("x")
    points = [-1, -1.5, -3, np.inf, np.nan, 0]
    for power in (1.5, -1.5):
        found = theano.function([x], [(1 + x) ** power - 1, T.log(1 - (1 - x) ** power)])(points)
        with np.errstate(all="ignore"):
            p = np.array(points)
            np.testing.assert_allclose(found[0], (1 + p) ** power - 1)
            np.testing.assert_allclose(found[1], np.log(1 - (1 - p) ** power))
