"""Changes of functions have the digits of what their arguments do not have in common."""

import mpmath as mp
import numpy as np
import pytest
import scipy.special

import tensorgraph as theano
import tensorgraph.tensor as T

mp.sqr, mp.arctan, mp.sigmoid = (lambda x: x * x), mp.atan, (lambda x: 1 / (1 + mp.exp(-x)))
NAMES = ["exp", "sin", "cos", "tanh", "arctan", "sqr", "sigmoid"]
# of the functions of `f`, which are those of `T` or of mpmath
FORMULAS = {
    "scaled": lambda f, x, h: x * f.exp(h) - x,
    "compound interest": lambda f, x, h: (1 + h / (4 * x)) ** x - 1,
    "zeros added": lambda f, x, h: (1 - x + x * f.exp(h)) - 1,
    "a number": lambda f, x, h: 3 * f.exp(x * h) - 3,
}
FORMULAS |= {name: lambda f, x, h, name=name: getattr(f, name)(x + h) - getattr(f, name)(x) for name in NAMES}
FORMULAS |= {
    f"{name} on both sides": lambda f, x, h, name=name: (getattr(f, name)(x + h) - getattr(f, name)(x - h)) / (2 * h)
    for name in NAMES
}
POINTS = [(x, h) for x in (0.25, 3.0, 17.0) for h in (1e-12, -1e-7, 1e-3, 0.5, -0.5)]


@pytest.mark.parametrize("name, dtype", list(zip(FORMULAS, ["float32", "float64"] * 9)))
def test_value(name, dtype):
    x, h = T.vectors("x", "h", dtype=dtype)
    with theano.config.change_flags(floatX=dtype):
        f = theano.function([x, h], FORMULAS[name](T, x, h))
    points = np.array(POINTS, dtype).T
    with mp.workdps(60):
        want = [float(FORMULAS[name](mp, *map(mp.mpf, map(float, p)))) for p in points.T]
    np.testing.assert_allclose(f(*points), want, rtol=300 * np.finfo(dtype).eps)


@pytest.mark.parametrize("name", ["exp", "tanh", "sigmoid"])
def test_far(name):
    x, h = T.dvectors("x", "h")
    f = theano.function([x, h], getattr(T, name)(x + h) - getattr(T, name)(x))
    x, h = np.array([-800, -700, 0, 30.0]), np.array([800, 1400 - 700.5, -800, -60.0])
    function = {"exp": np.exp, "tanh": np.tanh, "sigmoid": scipy.special.expit}[name]
    np.testing.assert_allclose(f(x, h), function(x + h) - function(x), rtol=1e-13)
