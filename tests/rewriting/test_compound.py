"""Powers of numbers near one by large numbers, and logarithms of them, have all digits, and so have their gradients."""

import mpmath
import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

RTOL = {"float32": 1e-4, "float64": 1e-12}
PROGRAMS = {
    "tail of extreme values": lambda m, k, x: (1 + k * x) ** (-1 / k),
    "their distribution function": lambda m, k, x: m.exp(-((1 + k * x) ** (-1 / k))),
    "their density": lambda m, k, x: (1 + 1 / k) * m.log(1 + k * x) + (1 + k * x) ** (-1 / k),
    "density of Pareto": lambda m, k, x: (1 + k * x) ** (-1 / k - 1),
    "its logarithm": lambda m, k, x: -(1 / k + 1) * m.log(1 + k * x),
    "its distribution function": lambda m, k, x: 1 - (1 + k * x) ** (-1 / k),
    "compound interest": lambda m, k, x: (1 + x * k) ** (1 / k),
    "Student's density": lambda m, k, x: (1 + k * x**2) ** (-(1 / k + 1) / 2),
}


@pytest.mark.parametrize("dtype", RTOL)
@pytest.mark.parametrize("name", PROGRAMS)
def test_values_and_gradients(name, dtype):
    write, draw = PROGRAMS[name], np.random.default_rng(0)
    given = 10 ** draw.uniform(-11, -1, 60) * draw.choice([-1, 1], 60), draw.uniform(0.1, 4, 60)
    k, x = (abs(v).astype(dtype) if name.startswith("Student") else v.astype(dtype) for v in given)
    u, v = (T.TensorType(dtype, (False,))() for _ in range(2))
    z = write(T, u, v)
    found = theano.function([u, v], [z, *T.grad(z.sum(), [u, v])])(k, x)
    with mpmath.workdps(80):
        truth = [of_point(write, *map(mpmath.mpf, map(float, pair))) for pair in zip(k, x)]
    for value, want in zip(found, zip(*truth)):
        np.testing.assert_allclose(value, np.array(want), rtol=RTOL[dtype])


@pytest.mark.parametrize("write", [
    lambda n, x: ((n + x) / n) ** n, lambda n, x: (n / (n + x**2)) ** ((n + 1) / 2),
    lambda n, x: ((x**2 + n) / n) ** (-(n + 1) / 2), lambda n, x: (n / (x + n)) ** -n,
])
def test_over_one_divisor(write):
    """Student's density in another spelling, and the others."""
    draw = np.random.default_rng(0)
    n, x = 10 ** draw.uniform(0.5, 14, 60), draw.uniform(0.1, 3, 60)
    u, v = T.dvectors("n", "x")
    value, slope = theano.function([u, v], [write(u, v), T.grad(write(u, v).sum(), v)])(n, x)
    with mpmath.workdps(80):
        truth = [of_point(lambda _, n, x: write(n, x), *map(mpmath.mpf, map(float, pair))) for pair in zip(n, x)]
    np.testing.assert_allclose(value, [point[0] for point in truth], rtol=1e-12)
    np.testing.assert_allclose(slope, [point[2] for point in truth], rtol=1e-11)


def test_logarithm_of_a_density():
    """The logarithm of Student's density is finite where the density is 0."""
    x, n = T.dvectors("x", "n")
    z = T.log(T.exp(T.gammaln((n + 1) / 2) - T.gammaln(n / 2)) / T.sqrt(n * np.pi) * (1 + x**2 / n) ** (-(n + 1) / 2))
    found = theano.function([x, n], [z, *T.grad(z.sum(), [x, n])])([173.127], [62544.12])
    want = [-12244.783788184156, -117.04054223523521, -0.033771841435464]
    np.testing.assert_allclose(np.ravel(found), want, rtol=1e-11)


def of_point(write, k, x):
    """Return the value and the derivatives at a point."""
    step = mpmath.mpf(10) ** -30
    a, b = k * step, x * step
    by_k = (write(mpmath, k + a, x) - write(mpmath, k - a, x)) / (2 * a)
    by_x = (write(mpmath, k, x + b) - write(mpmath, k, x - b)) / (2 * b)
    return float(write(mpmath, k, x)), float(by_k), float(by_x)


def test_bases_below_0():
    """Their powers by whole numbers are numbers."""
    n, x = T.dvectors("n", "x")
    f = theano.function([n, x], [(1 - x / n) ** n, T.grad(((1 - x / n) ** n).sum(), x)])
    value, slope = f([2.0, 3.0, 2.0, 2.5], [6.0, 9.0, 2.0, 9.0])
    np.testing.assert_allclose(value, [4, -8, 0, np.nan])
    np.testing.assert_allclose(slope[:3], [2, -4, 0])


def test_other_powers_stay():
    x, y = T.dvectors("x", "y")
    for z in ((1 + x) ** y, (1 + x * y) ** y, (2 + x / y) ** y, (1 + x / y) ** 3):
        assert "local_compound_power" not in str(theano.function([x, y], z).compile_report())
