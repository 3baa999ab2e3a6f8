"""Fractions whose numerators cancel, among them the derivatives of quotients: they have the digits of what is left."""

import mpmath as mp
import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

X = np.array([-1e20, -1e5, -3, -1e-3, 1e-30, 1e-8, 0.3, 2, 1e3, 1e10])
# of the functions of `f`, which are those of `T` or of mpmath
FORMULAS = {
    "softsign": lambda f, x: x / (1 + abs(x)),
    "algebraic sigmoid": lambda f, x: x / f.sqrt(1 + x * x),
    "Geman and McClure": lambda f, x: (x / 1024) ** 2 / (1 + (x / 1024) ** 2),
    "pseudo-Huber": lambda f, x: f.sqrt(1 + x**2) - 1,
    "its complement": lambda f, x: 1 - 1 / (1 + x**2),
    "neighbours": lambda f, x: 1 / x - 1 / (x + 1),
    "an excess": lambda f, x: x / (x - 0.125) - 1,
    "neighbouring roots": lambda f, x: f.sqrt(abs(x) + 1) - f.sqrt(abs(x)),
    "neighbouring inverse roots": lambda f, x: 1 / f.sqrt(abs(x)) - 1 / f.sqrt(abs(x) + 2),
    "neighbouring powers": lambda f, x: (abs(x) + 1) ** 1.5 - abs(x) ** 1.5,
    "logarithm of a quotient": lambda f, x: f.log((abs(x) + 2) / abs(x)),
    "logarithm of a neighbour": lambda f, x: f.log(abs(x) + 1) - f.log(abs(x)),
    "logarithm of one below": lambda f, x: f.log(abs(x)) - f.log(1 + abs(x)),
}
# the square of 1e20 is infinite in their gradients
FEW = {"Geman and McClure": 1, "its complement": 1}


def taylor(formula, x):
    """Return the true value and first two derivatives."""
    with mp.workdps(200):
        f, z = (lambda u: formula(mp, u)), mp.mpf(float(x))
        step = abs(z) * mp.mpf(10) ** -50
        low, here, high = f(z - step), f(z), f(z + step)
        return [float(v) for v in (here, (high - low) / (2 * step), (high - 2 * here + low) / step**2)]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", FORMULAS)
def test_derivatives(name, dtype):
    formula = FORMULAS[name]
    x = T.vector("x", dtype=dtype)
    z = formula(T, x)
    slope = T.grad(z.sum(), x)
    f = theano.function([x], [z, slope, T.grad(slope.sum(), x)])
    values = X[FEW.get(name, 0) :].astype(dtype)
    want = np.array([taylor(formula, v) for v in values]).T
    info = np.finfo(dtype)
    for got, true in zip(f(values), want, strict=True):
        is_finite = abs(true) < info.max
        np.testing.assert_allclose(got[is_finite], true[is_finite], rtol=200 * info.eps, atol=info.tiny)


def test_two_variables():
    x, y = T.dvectors("x", "y")
    slope = T.grad(T.sqrt(x**2 + y**2).sum(), x)
    f = theano.function([x, y], T.grad(slope.sum(), [x, y]))
    a, b = np.array([1e9, 3, 1e-5]), np.array([1e-3, 4, 1e5])
    h = np.hypot(a, b)
    np.testing.assert_allclose(f(a, b), [(b / h) ** 2 / h, -(a / h) * (b / h) / h], rtol=1e-14)


def test_cosine():
    """The gradient of an energy of motion by the mass, and a distribution function of Student's, have their digits."""
    x, y = T.dvectors("x", "y")
    energy = T.sqrt(x**2 + y**2) - y
    f = theano.function([x, y], [T.grad(energy.sum(), y), 0.5 + 0.5 * x / T.sqrt(2 + x**2)])
    a, b = np.array([-1e-4, -1e5, 2, 1e-3]), np.array([1, 1e-3, -3, 1e20])
    slope, share = f(a, b)
    h = np.hypot(a, b)
    np.testing.assert_allclose(slope[[0, 3]], (-(a / h) * (a / (h + b)))[[0, 3]], rtol=1e-14)
    np.testing.assert_allclose(slope[[1, 2]], (b / h - 1)[[1, 2]], rtol=1e-14)
    root = np.sqrt(2 + a**2)
    np.testing.assert_allclose(share[:2], (1 / root / (root - a))[:2], rtol=1e-14)
    np.testing.assert_allclose(share[2:], (0.5 + 0.5 * a / root)[2:], rtol=1e-14)


def test_infinite_divisors():
    """They leave what the program as it is written does."""
    x = T.dvector("x")
    f = theano.function([x], [1 - 1 / (1 + T.exp(x)) ** 2, 1 - 1 / (1 + x * x)])
    np.testing.assert_array_equal(f([1e160, np.inf]), np.ones((2, 2)))
    assert np.isnan(f([np.nan])).all()


@pytest.mark.parametrize("layers", [3, 12])
def test_layers(layers):
    """The gradient of many layers compiles, and is that of the program as it is written."""
    x = T.dvector("x")
    z = x
    for _ in range(layers):
        z = 2 * z / (1 + abs(z))
    f, g = [theano.function([x], T.grad(z.sum(), x), mode=m) for m in ("FAST_RUN", "FAST_COMPILE")]
    values = np.array([-3.0, 0.1, 2.0])
    np.testing.assert_allclose(f(values), g(values), rtol=1e-9)


def test_quotients_of_equals_end():
    """What cancels as it is written is not brought over divisors that it does not need, again and again."""
    x = T.dvector("x")
    u = x / (x + T.clip(x, -1, 1))
    outputs = [T.arctan2(u, u), T.grad(T.arctan2(u, u).sum(), x)]
    value, slope = theano.function([x], outputs)([-3.0, 0.1, 2.0])
    np.testing.assert_allclose(value, np.pi / 4)
    np.testing.assert_allclose(slope, 0, atol=1e-15)
