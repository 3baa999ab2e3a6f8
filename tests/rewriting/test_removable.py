"""Functions without a pole at 0 that are spelled with one: values and two derivatives near it, in any spelling."""

import itertools

import mpmath as mp
import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.rewriting.onevariable import powers_of
from tensorgraph.rewriting.powerseries import FUNCTIONS, PowerSeries, coefficients

X = [1e-12, -1e-7, 1e-3, -0.03, 0.3, -0.8, 2.5]
# of the functions of `f`, which are those of `T` or of mpmath
SPELLINGS = {
    "savings": lambda f, x: ((1 + x) ** 12 - 1) / x,
    "payment": lambda f, x: x * (1 + x) ** 6 / ((1 + x) ** 6 - 1),
    "sine": lambda f, x: f.sin(x) / x,
    "growth": lambda f, x: (f.exp(x) - 1) / x,
    "decay": lambda f, x: (1 - f.exp(-x)) / x,
    "Bernoulli": lambda f, x: x / (f.exp(x) - 1),
    "logarithm": lambda f, x: f.log(1 + x) / x,
    "tangent": lambda f, x: f.tanh(x) / x,
    "versine": lambda f, x: (1 - f.cos(x)) / x**2,
    "root": lambda f, x: (f.sqrt(1 + x) - 1) / x,
    "Langevin": lambda f, x: 1 / f.tanh(x) - 1 / x,
    "poles of exponentials": lambda f, x: 1 / x - 1 / (f.exp(x) - 1),
    "Bessel": lambda f, x: f.sin(x) / x**2 - f.cos(x) / x,
    "sphere": lambda f, x: 3 * (f.sin(x) - x * f.cos(x)) / x**3,
    "heat": lambda f, x: x**2 * f.exp(x) / (f.exp(x) - 1) ** 2,
    "remainder": lambda f, x: f.exp(x) - 1 - x - x**2 / 2,
    "cumulant": lambda f, x: f.log(f.sinh(x) / x),
    "catalyst": lambda f, x: 3 / x**2 * (x / f.tanh(x) - 1),
    "guarded": lambda f, x: f.switch(abs(x) < 1e-4, 1.0, f.sin(x) / x),
    "kernel": lambda f, x: f.sin(5 * x) / f.sin(x),
    "curve": lambda f, x: (1 - f.exp(-x / 2)) / (x / 2) - f.exp(-x / 2),
}


class Exact:
    """The functions of mpmath, by the names of those of `T`."""

    exp, log, sin, cos, sinh, cosh, tanh, sqrt = mp.exp, mp.log, mp.sin, mp.cos, mp.sinh, mp.cosh, mp.tanh, mp.sqrt

    @staticmethod
    def switch(condition, x, y):
        return x if condition else y


def exact(formula, x):
    """Return the value and two derivatives."""
    with mp.workdps(400):
        x, h = mp.mpf(float(x)), mp.mpf(10) ** -90
        below, at, above = (formula(Exact, x + k * h) for k in (-1, 0, 1))
        return [float(at), float((above - below) / (2 * h)), float((above - 2 * at + below) / h**2)]


def derivatives(formula, dtype):
    """Return a function of `x` with two derivatives."""
    x = T.vector("x", dtype=dtype)
    y = formula(T, x)
    slope = T.grad(y.sum(), x)
    return theano.function([x], [y, slope, T.grad(slope.sum(), x)])


# one precision each, since the second derivatives take long to compile
@pytest.mark.parametrize("name, dtype", list(zip(SPELLINGS, itertools.cycle(["float32", "float64"]))))
def test_near_the_pole(name, dtype):
    values = np.array(X, dtype)
    want = np.array([exact(SPELLINGS[name], x) for x in values]).T
    for got, true in zip(derivatives(SPELLINGS[name], dtype)(values), want, strict=True):
        np.testing.assert_allclose(got, true, rtol=8000 * np.finfo(dtype).eps)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_ends(dtype):
    """At 0 there is the limit; what was infinite or nan elsewhere stays so."""
    f = derivatives(lambda f, x: x / (f.exp(x) - 1), dtype)
    y, slope, curvature = f(np.array([0, np.nan, 200, -200], dtype))
    np.testing.assert_allclose(y[[0, 2, 3]], [1, 0, 200], atol=1e-30)
    np.testing.assert_allclose(slope[[0, 2, 3]], [-0.5, 0, -1], atol=1e-30)
    np.testing.assert_allclose(curvature[[0, 2]], [1 / 6, 0], rtol=1e-6, atol=1e-30)
    assert np.isnan([y[1], slope[1], curvature[1]]).all()


def test_parts_of_logarithms():
    """Far from 0 exponentials may overflow, in a logarithm or a quotient, where these do not."""
    x = T.dvector("x")
    z = [T.log(3 * x / T.expm1(x)), (T.sinh(x) - x) / T.cosh(x), T.log(T.sinh(x) - x)]
    found = theano.function([x], [*z, *[T.grad(v.sum(), x) for v in z]])([1e-9, 800.0])
    want = [[np.log(3), np.log(2400) - 800], [1e-27 / 6, 1], [np.log(1e-27 / 6), 800 - np.log(2)]]
    want += [[-0.5, 1 / 800 - 1], [5e-19, 0], [3e9, 1]]
    np.testing.assert_allclose(found, want, rtol=1e-8)


def test_volatility():
    """The searches for a series in a part of an expression, and in all of it, may end at different places."""
    x = T.dvector("x")
    z = x / T.log((T.sqrt(1 - 0.5 * x + x * x) + x - 0.25) / 0.75)
    slope = T.grad(z.sum(), x)
    found = theano.function([x], [z, slope, T.grad(slope.sum(), x)])([0, 1e-9, 0.1])
    np.testing.assert_allclose(found[0], [1, 1 - 1.25e-10, 0.98905554], rtol=1e-8)
    np.testing.assert_allclose(found[1][:2], [-0.125, -0.125], rtol=1e-7)
    np.testing.assert_allclose(found[2][2], 0.32709286, rtol=1e-7)


def test_third_derivative():
    x = T.dvector("x")
    z = T.sin(x) / x
    for _ in range(3):
        z = T.grad(z.sum(), x)
    np.testing.assert_allclose(theano.function([x], z)([1e-3, 0.0]), [2e-4, 0], rtol=1e-6)


@pytest.mark.parametrize("name", ["expm1", "log1p", "sin"])
@pytest.mark.parametrize("power", [0.5, 1, 1.5])
def test_roots(name, power):
    """A series of a root has all of its powers, or every second one."""
    x = T.dvector("x")
    z = getattr(T, name)(T.sqrt(x)) / x**power
    slope = T.grad(z.sum(), x)
    values = np.array([1e-9, 1e-4, 0.01, 0.2, 3.0])
    f = {"sin": mp.sin, "expm1": mp.expm1, "log1p": mp.log1p}[name]
    with mp.workdps(60):
        want = [[float(mp.diff(lambda x: f(mp.sqrt(x)) / x**power, float(v), n)) for v in values] for n in range(3)]
    found = theano.function([x], [z, slope, T.grad(slope.sum(), x)])(values)
    np.testing.assert_allclose(found, want, rtol=1e-9)


def test_rotation():
    """The angle of a rotation is a root, whose derivative at 0 is infinite."""
    x = T.dvector("x")
    angle = T.sqrt(T.sqr(x).sum())
    z = T.sin(angle) / angle + (1 - T.cos(angle)) / angle**2
    f = theano.function([x], [z, T.grad(z, x), T.hessian(z, x)])
    value, slope, hessian = f(np.zeros(3))
    assert value == 1.5
    np.testing.assert_array_equal(slope, np.zeros(3))
    np.testing.assert_allclose(hessian, -5 / 12 * np.eye(3), rtol=1e-12)


def test_several_factors():
    """The factors of the argument are inputs too, and far from 0 derivatives have the digits that they had."""
    k, t = T.dvectors("k", "t")
    z = (1 - T.exp(-k * t)) / k
    slopes = theano.function([k, t], T.grad(z.sum(), [k, t]))([0, 1e-9, 30], [3, 3, 3])
    np.testing.assert_allclose(slopes[0][:2], [-4.5, -4.5], rtol=1e-7)
    np.testing.assert_allclose(slopes[1], np.exp([0, -3e-9, -90]), rtol=1e-13)
    z = T.sin(k) / k * T.sin(t) / t
    found = theano.function([k, t], T.grad(z.sum(), [k, t]))([0, 1e-9], [1e-9, 0])
    np.testing.assert_allclose(found, [[0, -1e-9 / 3], [-1e-9 / 3, 0]], rtol=1e-12)


def test_shapes():
    """Columns and rows make a matrix, and nothing makes nothing."""
    k, t = T.dcol("k"), T.drow("t")
    f = theano.function([k, t], (1 - T.exp(-k * t)) / (k * t))
    found = f([[0.0], [2.0]], [[1.0, 0.0, 3.0]])
    np.testing.assert_allclose(found, [[1, 1, 1], [(1 - np.exp(-2)) / 2, 1, (1 - np.exp(-6)) / 6]])
    x = T.fvector("x")
    assert theano.function([x], T.sin(x) / x)(np.zeros(0, "float32")).shape == (0,)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_coefficients(name):
    """The series of a function is that of mpmath."""
    names = {"arcsin": "asin", "arctan": "atan", "arcsinh": "asinh", "arctanh": "atanh"}
    f = {"i0": lambda x: mp.besseli(0, x), "i1": lambda x: mp.besseli(1, x), "expm1": lambda x: mp.exp(x) - 1}
    f["log1p"] = lambda x: mp.log(1 + x)
    with mp.workdps(40):
        want = mp.taylor(f.get(name) or getattr(mp, names.get(name, name)), 0, 9)
        for c, true in zip(coefficients(name, 10), want, strict=True):
            assert abs(mp.mpf(c.numerator) / c.denominator - true) < 1e-20


def test_series():
    """Powers and logarithms of series undo each other."""
    x = PowerSeries(0, list(coefficients("exp", 6)))
    assert x.log().terms == [1, 0, 0, 0, 0]
    assert x.log().low == 1
    assert ((x**0.5) ** 2).terms == x.terms
    assert (x * x**-1).terms == [1, 0, 0, 0, 0, 0]


def test_powers():
    x, y = T.dvectors("x", "y")
    found = powers_of(-3 * T.sqr(x * T.inv(y)) / T.sqrt(y))
    assert found.coefficient == -3
    assert found.exponents == {x: 2, y: -2.5}
    root = T.sqrt(T.sqr(x))
    assert powers_of(root).exponents == {root: 1}


@pytest.mark.parametrize("of", ["products", "quotients"])
def test_shared_powers(of):
    """Products of products of what others read are looked at once: 2**30 paths lead through these."""
    x, y = T.dscalars("x", "y")
    z, w = x, y
    for _ in range(30):
        z, w = (w, 0.99 * z * w) if of == "products" else (z / w, w / (z * w))
    gradient = T.grad(T.sin(z) + w, [x, y])
    f, g = [theano.function([x, y], gradient, mode=mode) for mode in ("FAST_RUN", "FAST_COMPILE")]
    np.testing.assert_allclose(f(1.0, 1.0), g(1.0, 1.0), rtol=1e-6, atol=1e-300)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(
    "root",
    [
        lambda x: T.sqrt(2 - 2 * T.cos(x)),
        lambda x: T.sqrt((1 - T.cos(x)) * 2),
        lambda x: T.sqrt(T.sin(x) ** 2),
        lambda x: T.sqrt(T.log(1 + x**2)),
        lambda x: (x**2 * T.exp(x)) ** 1.5,
    ],
)
def test_root_of_square(root, dtype):
    """The root of a series that begins with a square is an absolute value: its slope changes its sign at 0."""
    x = T.vector("x", dtype=dtype)
    f = theano.function([x], [root(x), T.grad(root(x).sum(), x)])
    plain = theano.function([x], [root(x), T.grad(root(x).sum(), x)], mode="FAST_COMPILE")
    values = np.array([-1.2, -0.4, -0.07, 0.07, 0.4, 1.2], dtype)
    for found, expected in zip(f(values), plain(values)):
        np.testing.assert_allclose(found, expected, rtol=1e-3 if dtype == "float32" else 1e-9)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_beside_exponentials(dtype):
    """An exponential that a series is multiplied by stays one whose logarithm is finite."""
    t, a, b = T.vectors("t", "a", "b", dtype=dtype)
    z = T.log(1 + T.exp(a) * (1 - T.exp(-b * t)) / b)
    f = theano.function([t, a, b], [z, *T.grad(z.sum(), [t, a, b])])
    values = np.array([[2e-6, 0.5, 40], [800, 900, 800], [0.9, 1.1, 2]], dtype)
    times, sizes, rates = values.astype("float64")
    whole = -np.expm1(-rates * times)
    part = rates / whole * np.exp(-rates * times)
    wanted = sizes + np.log(whole / rates), part, np.ones(3), times * part / rates - 1 / rates
    for found, expected in zip(f(*values), wanted):
        np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-6)
