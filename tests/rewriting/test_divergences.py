"""Divergences and deviances have the digits that are left where two variables are nearly equal."""

import mpmath
import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

RTOL = {"float32": 1e-3, "float64": 1e-10}


def binary(m, p, q):
    """Return the divergence of two coins."""
    return p * m.log(p / q) + (1 - p) * m.log((1 - p) / (1 - q))


PROGRAMS = {
    "deviance of Poisson": lambda m, x, y: 2 * (x * m.log(x / y) - (x - y)),
    "logarithms apart": lambda m, x, y: y - x + x * (m.log(x) - m.log(y)),
    "one function": lambda m, x, y: y - x + (T.xlogy(x, x / y) if m is T else x * m.log(x / y)),
    "the divergence itself": lambda m, x, y: T.kl_div(x, y) if m is T else x * m.log(x / y) - x + y,
    "the inverse": lambda m, x, y: y * (1 - x / y + x / y * m.log(x / y)),
    "deviance of gamma": lambda m, x, y: 2 * (x / y - 1 - m.log(x / y)),
    "Itakura and Saito": lambda m, x, y: x / y - m.log(x) + m.log(y) - 1,
    "Hellinger": lambda m, x, y: x + y - 2 * m.sqrt(x * y),
    "means": lambda m, x, y: (x + y) / 2 - m.sqrt(x * y),
    "logarithms of means": lambda m, x, y: m.log((x + y) / 2) - (m.log(x) + m.log(y)) / 2,
    "Jensen and Shannon": lambda m, x, y: x * m.log(x / ((x + y) / 2)) / 2 + y * m.log(y / ((x + y) / 2)) / 2,
    "entropies": lambda m, x, y: x * m.log(x) / 2 + y * m.log(y) / 2 - (x + y) / 2 * m.log((x + y) / 2),
    "Dice": lambda m, x, y: 1 - 2 * x * y / (x**2 + y**2),
    "a power": lambda m, x, y: x**1.5 / m.sqrt(y) - 1.5 * x + y / 2,
    "coins": binary,
    "coins, logarithms apart": lambda m, p, q: p * (m.log(p) - m.log(q)) + (1 - p) * (m.log(1 - p) - m.log(1 - q)),
    "coins, logarithms in functions": lambda m, p, q: (
        T.xlogy(p, p) - T.xlogy(p, q) + T.xlog1py(1 - p, -p) - T.xlog1py(1 - p, -q) if m is T else binary(m, p, q)),
    "coins, one by one": lambda m, p, q: p * m.log(p) - p * m.log(q) + (1 - p) * m.log(1 - p) - (1 - p) * m.log(1 - q),
}


def points(dtype):
    """Return pairs of numbers between 0 and 1, most of them nearly equal."""
    draw = np.random.default_rng(1)
    y = draw.uniform(0.05, 0.95, 200)
    x = y * (1 + draw.choice([-1, 1], 200) * 10 ** draw.uniform(-12, 0, 200))
    return np.clip(x, 1e-3, 0.999).astype(dtype), y.astype(dtype)


@pytest.mark.parametrize("dtype", RTOL)
@pytest.mark.parametrize("name", PROGRAMS)
def test_values(name, dtype):
    """Alone, and beside its gradient."""
    write, (x, y) = PROGRAMS[name], points(dtype)
    u, v = (T.TensorType(dtype, (False,))() for _ in range(2))
    z = write(T, u, v)
    with mpmath.workdps(60):
        want = np.array([float(write(mpmath, *map(mpmath.mpf, map(float, pair)))) for pair in zip(x, y)])
    assert z.dtype == dtype
    np.testing.assert_allclose(theano.function([u, v], z)(x, y), want, rtol=RTOL[dtype], atol=1e-55)
    value, slope = theano.function([u, v], [z, T.grad(z.sum(), u)])(x, y)
    np.testing.assert_allclose(value, want, rtol=RTOL[dtype], atol=1e-55)
    assert np.isfinite(slope).all()


def parts(v, m):
    """Return the divergence of a distribution from a mean, row by row."""
    return (v * T.log(v / m)).sum(axis=1)


def entropy(v):
    return -(v * (T.log(v))).sum(axis=-1)


@pytest.mark.parametrize(
    "write",
    [
        lambda p, q, m: 0.5 * parts(p, m) + 0.5 * parts(q, m),
        lambda p, q, m: (parts(p, m) + parts(q, m)) / 2,
        lambda p, q, m: entropy(m) - (entropy(p) + entropy(q)) / 2,
        lambda p, q, m: T.sum(p * (T.log(p) - T.log(m)) / 2, axis=1) + T.sum(q * (T.log(q) - T.log(m)) / 2, axis=1),
    ],
)
@pytest.mark.parametrize("dtype", RTOL)
def test_sums_over_an_axis(write, dtype):
    """The distance of Jensen and Shannon of distributions that are nearly equal."""
    x, y = T.TensorType(dtype, (False, False))(), T.TensorType(dtype, (False, False))()
    draw = np.random.default_rng(0)
    p = draw.dirichlet(np.ones(5), 6).astype(dtype)
    q = (p * (1 + 1e-4 * draw.normal(size=p.shape))).astype(dtype)
    with mpmath.workdps(60):
        pairs = [[tuple(map(mpmath.mpf, map(float, pair))) for pair in zip(*rows)] for rows in zip(p, q)]
        terms = PROGRAMS["Jensen and Shannon"]
        want = [float(mpmath.sqrt(sum(terms(mpmath, *pair) for pair in row))) for row in pairs]
    f = theano.function([x, y], T.sqrt(write(x, y, (x + y) / 2)))
    np.testing.assert_allclose(f(p, q), want, rtol=RTOL[dtype])


@pytest.mark.parametrize("dtype", ["int64", "uint8"])
def test_counts(dtype):
    """Integers, also cast to floats, are numbers like others."""
    k, mu = T.TensorType(dtype, (False,))(), T.dvector()
    counts = np.array([3, 100, 5], dtype)
    means = counts * (1 + 1e-7 * np.array([1, -2, 3]))
    for x in (k, T.cast(k, "float64")):
        found = theano.function([k, mu], x * T.log(k / mu) - (k - mu))(counts, means)
        np.testing.assert_allclose(found, (counts - means) ** 2 / means / 2, rtol=1e-6)


def test_terms_of_no_counts():
    """``0 * log(0)`` is taken for 0."""
    k, mu = T.dvectors("k", "mu")
    counts = np.array([0, 0, 3, 100, 5.0])
    means = np.array([1e-9, 2, 3 * (1 + 1e-7), 100 * (1 - 2e-7), 9])
    want = np.array([1e-9, 2, *(counts[2:4] - means[2:4]) ** 2 / means[2:4] / 2, 5 * np.log(5 / 9) + 4])
    for term in (T.switch(k > 0, k * T.log(k / mu), 0), T.switch(T.eq(k, 0), 0, k * T.log(k / mu))):
        np.testing.assert_allclose(theano.function([k, mu], term - (k - mu))(counts, means), want, rtol=1e-6)


def test_roots_of_divergences():
    """A distance is the root of a divergence, which must not come out below 0."""
    x, y = T.fvectors("x", "y")
    m = (x + y) / 2
    f = theano.function([x, y], T.sqrt(x * T.log(x / m) + y * T.log(y / m)))
    a, b = points("float32")
    np.testing.assert_allclose(f(a, b), abs(a - b) / np.sqrt(a + b) / np.sqrt(2), rtol=0.5)
    assert (f(a, a) == 0).all()


def test_sums_that_vanish_once_stay():
    """Their digits are those of the variables."""
    x, y = T.dvectors("x", "y")
    for z in (T.log(x) - T.log(y), x * T.log(x / y), x**2 - y**2, x * T.log(x / y) - x + 1):
        assert "local_divergence" not in str(theano.function([x, y], z).compile_report())


def test_terms_that_vanish_many_times():
    """There is nothing left of their series."""
    x, y = T.dvectors("x", "y")
    z = y - (x - y) ** 5 * (x / y - 1) ** 3
    given = np.array([0.5, 2.0]), np.array([0.25, 3.0])
    found = theano.function([x, y], z)(*given)
    np.testing.assert_allclose(found, theano.function([x, y], z, mode=theano.Mode(optimizer=None))(*given), rtol=1e-12)


def test_special_values_stay():
    """What is far from equal, or no number, is computed as written."""
    x, y = T.dvectors("x", "y")
    z = x * T.log(x / y) - x + y
    a, b = np.array([0, 0, 1, np.inf, 1, np.nan, -1]), np.array([0, 1, 0, 1, np.inf, 1, 1.0])
    with np.errstate(all="ignore"):
        want = a * np.log(a / b) - a + b
    np.testing.assert_array_equal(theano.function([x, y], z)(a, b), want)
