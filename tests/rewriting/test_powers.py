"""Logarithms of powers that overflow and vanish, and their gradients, in single precision."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

# by the power, that of the absolute value for an even one, and what it is multiplied by
POWERS = {
    "power": (lambda x: x**2, 2, 1),
    "square": (T.sqr, 2, 1),
    "product": (lambda x: x * x, 2, 1),
    "products": (lambda x: x * x * x * x, 4, 1),
    "odd": (lambda x: x**3, 3, 1),
    "odd product": (lambda x: x * x * x, 3, 1),
    "fractional": (lambda x: x ** np.float32(2.5), 2.5, 1),
    "of an absolute value": (lambda x: abs(x) ** 2.5, 2.5, 1),
    "negative": (lambda x: x**-2, -2, 1),
    "quotient": (lambda x: 1 / x**2, -2, 1),
    "inverse": (lambda x: T.inv(x * x * x), -3, 1),
    "root": (lambda x: T.sqrt(x**4), 2, 1),
    "root of a square": (lambda x: T.sqrt(x**2), 1, 1),
    "multiple": (lambda x: 3 * x**2, 2, 3),
    "fraction": (lambda x: x**2 / 7, 2, 1 / 7),
    "deviation": (lambda x: 1 / T.sqrt(2 * np.float32(np.pi) * x**2), -1, (2 * np.pi) ** -0.5),
    "negative multiple": (lambda x: -2 * x**3, 3, -2),
    "square of a multiple": (lambda x: (-3 * x) ** 2, 2, 9),
    "transposed": (lambda x: (x**2).reshape((1, -1)).T.flatten(), 2, 1),
}
EVEN = {"of an absolute value", "root", "root of a square", "deviation"}
VALUES = np.array([1e-30, -1e-30, 1e-25, 3.0, -3.0, 1e15, -1e25, 1e30], "float32")


@pytest.mark.parametrize("logarithm", [T.log, T.log2, T.log10])
@pytest.mark.parametrize("power", POWERS)
def test_logarithms(power, logarithm):
    function, exponent, factor = POWERS[power]
    x = T.fvector("x")
    log = logarithm(function(x))
    logs, g = theano.function([x], [log, T.grad(log.sum(), x)])(VALUES)
    value = VALUES.astype("float64")
    base = abs(value) if exponent % 2 == 0 or power in EVEN else np.sign(factor) * value
    scale = logarithm(np.e).eval()
    with np.errstate(invalid="ignore"):
        wanted = (np.log(abs(factor)) + exponent * np.log(base)) * scale
    np.testing.assert_allclose(logs, wanted, rtol=1e-5, atol=1e-5)
    known = np.isfinite(wanted)
    np.testing.assert_allclose(g[known], (exponent / value * scale)[known], rtol=1e-5)


def test_zeros_and_infinities():
    x = T.dvector("x")
    logs = theano.function([x], [T.log(x**2), T.log(x**-2), T.log(x**3), T.log(T.inv(x))])
    value = np.array([0.0, np.inf, np.nan, -0.0, -np.inf])
    with np.errstate(all="ignore"):
        for found, exponent in zip(logs(value), (2, -2, 3, -1)):
            same = value.size if exponent > -1 or exponent % 2 == 0 else 3
            np.testing.assert_array_equal(found[:same], np.log(value[:same] ** exponent))


@pytest.mark.parametrize(
    ("n", "printed"),
    [
        (3, "(sqr(i0) * i0)"),
        (5, "(sqr(sqr(i0)) * i0)"),
        (7, "((sqr(sqr(i0)) * sqr(i0)) * i0)"),
        (-3, "inv((sqr(i0) * i0))"),
    ],
)
def test_factors_of_powers_stand_in_the_order_of_theano(n, printed):
    x = T.dscalar("x")
    (node,) = theano.function([x], x**n).maker.fgraph.toposort()
    assert str(node.op) == f"Elemwise{{Composite{{{printed}}}}}"
