"""Logarithms of one less an exponential keep their digits near 0 and far from it."""

import mpmath
import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

VALUES = np.array([1e-30, 1e-8, 1e-3, 0.5, 0.7, 1, 20, 80], "float32")
SPELLINGS = {
    "log1p": lambda x: T.log1p(-T.exp(-x)),
    "log": lambda x: T.log(1 - T.exp(-x)),
    "expm1": lambda x: T.log(-T.expm1(-x)),
    "reciprocal": lambda x: T.log(1 - 1 / T.exp(x)),
}


@pytest.mark.parametrize("name", SPELLINGS)
def test_spelling(name):
    x = T.fvector("x")
    log = SPELLINGS[name](x)
    value, g = theano.function([x], [log, T.grad(log.sum(), x)])(VALUES)
    exact = VALUES.astype("float64")
    far = np.log1p(-np.exp(-np.maximum(exact, 0.1)))
    want = np.where(exact < 0.7, np.log(-np.expm1(-exact)), far)
    np.testing.assert_allclose(value, want, rtol=1e-6)
    np.testing.assert_allclose(g, np.exp(-exact) / -np.expm1(-exact), rtol=2e-6)


@pytest.mark.parametrize("name", SPELLINGS)
def test_ends(name):
    x = T.dvector("x")
    value = theano.function([x], SPELLINGS[name](x))([0.0, np.inf, -1.0, np.nan])
    np.testing.assert_array_equal(value, [-np.inf, 0, np.nan, np.nan])


VANISHED = {
    "Weibull": (lambda x, k: T.log(1 - T.exp(-(x**k))), [1e-12, 3e-5, 0.5, 2], [5, 12.5, 2, 1.5]),
    "powers of logistic functions": (
        lambda x, k: T.log(1 - (1 - T.nnet.sigmoid(T.log(x) * k)) ** k), [1e-12, 3e-5, 0.5, 2], [5, 12.5, 2, 1.5],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", VANISHED)
def test_exponents_that_vanished(name):
    """In float32, where they round to 0, they have the logarithms and slopes that float64 has."""
    program, *values = VANISHED[name]
    found = {}
    for dtype in ("float32", "float64"):
        x, k = T.vectors("x", "k", dtype=dtype)
        z = program(x, k)
        found[dtype] = theano.function([x, k], [z, *T.grad(z.sum(), [x, k])])(*np.array(values, dtype))
    for got, want in zip(found["float32"], found["float64"]):
        np.testing.assert_allclose(got, want, rtol=1e-4)


@pytest.mark.parametrize("dtype", ["bool", "uint8", "int8"])
def test_shares_of_marks(dtype):
    """What a mean counts need not be floats, and bools cannot be subtracted."""
    marks = T.matrix("marks", dtype=dtype)
    share = marks.mean(axis=0)
    loss = T.nnet.binary_crossentropy(share, share)
    value = np.array([[1, 0, 1], [0, 0, 1], [0, 0, 1], [1, 0, 1]], dtype)
    f = theano.function([marks], [loss, T.log1p(-share), share])
    got, log, mean = f(value)
    np.testing.assert_array_equal(mean, [0.5, 0, 1])
    np.testing.assert_allclose(log, [np.log(0.5), 0, -np.inf])
    np.testing.assert_allclose(got[0], np.log(2))


@pytest.mark.parametrize("power", [0.5, 0.7, 1.5, 2.5, 3, 4, 5])
@pytest.mark.parametrize("name", ["x", "square", "exponential", "power"])
def test_power_of_a_complement(name, power):
    """The survival function of an exponentiated Weibull distribution is positive far in the tail."""
    x = T.dvector("x")
    size, of_x = {
        "x": (lambda v: v, x),
        "square": (lambda v: v * v, x * x),
        "exponential": (mpmath.exp, T.exp(x)),
        "power": (lambda v: v ** mpmath.mpf(1.3), x**1.3),
    }[name]
    log = T.log(1 - (1 - T.exp(-of_x)) ** power)
    points = [1e-3, 0.1, 0.5, 0.7, 3.0, 20.0, 36.0, 37.0, 39.0, 300.0]
    with mpmath.workdps(60):
        tail = [mpmath.mpf(v) for v in points]

        def true(v):
            q = mpmath.exp(-size(v))
            # a difference of 60 digits has none left
            return mpmath.log(-mpmath.expm1(power * mpmath.log1p(-q))) if q > 1e-30 else mpmath.log(power) - size(v)

        want = [float(true(v)) for v in tail]
        slope = [float((true(v + mpmath.mpf(10) ** -25) - true(v)) * mpmath.mpf(10) ** 25) for v in tail]
    value, gradient = theano.function([x], [log, T.grad(log.sum(), x)])(points)
    np.testing.assert_allclose(value, want, rtol=1e-12)
    np.testing.assert_allclose(gradient, slope, rtol=1e-8)


@pytest.mark.parametrize("power", [1.5, 3, 4, 5])
def test_power_of_a_complement_below_0(power):
    """It is nan, below 0 or above 0, as of any number below 0."""
    x = T.dvector("x")
    points = np.array([-1e-3, -0.1, -0.69, -1.0, -30.0, -300.0, -800.0])
    log = T.log(1 - (1 - T.exp(-x)) ** power)
    with mpmath.workdps(60):
        left = [1 - (-mpmath.expm1(-mpmath.mpf(v))) ** power for v in points]
        is_real = [mpmath.im(v) == 0 and v > 0 for v in left]
        want = [float(mpmath.log(v)) if ok else np.nan for v, ok in zip(left, is_real)]
    value, gradient = theano.function([x], [log, T.grad(log.sum(), x)])(points)
    np.testing.assert_allclose(value, want, rtol=1e-12)
    assert np.isfinite(gradient[is_real]).all()


@pytest.mark.parametrize("power", [2, 0.5, 1.5, 3, -2])
def test_digits_of_one_minus_a_power_of_an_exponential(power):
    x = T.dvector("x")
    points = np.array([-1e-12, 1e-9, 1e-3, 0.5])
    for v, sign in ((1 - T.exp(x) ** power, -1), (T.exp(x) ** power - 1, 1)):
        np.testing.assert_allclose(theano.function([x], v)(points), sign * np.expm1(power * points), rtol=1e-14)


@pytest.mark.parametrize("power", [2, 2.5, -0.5, -2])
def test_slope_of_one_minus_a_power_of_an_infinite_exponential(power):
    """It is that of ``1 - exp(power * x)``, no quotient of infinities."""
    x = T.dvector("x")
    points = np.array([-np.inf, -800.0, -1.0, 0.0, 1.0, 800.0, np.inf, np.nan])
    slopes = [T.grad(v.sum(), x) for v in (1 - T.exp(x) ** power, T.exp(x) ** power - 1)]
    with np.errstate(over="ignore"):
        want = power * np.exp(power * points)
    for f, sign in ((theano.function([x], slopes[0]), -1), (theano.function([x], slopes[1]), 1)):
        np.testing.assert_allclose(f(points), sign * want, rtol=1e-12)


def test_digits_of_one_minus_the_square_of_small_exponentials():
    x = T.dvector("x")
    log = T.log(1 - T.sqr(T.exp(x) + T.exp(x - 50)))
    value, slope = theano.function([x], [log, T.grad(log.sum(), x)])([-30.0, -300.0])
    np.testing.assert_allclose(value, -np.exp([-60.0, -600.0]), rtol=1e-14)
    np.testing.assert_allclose(slope, -2 * np.exp([-60.0, -600.0]), rtol=1e-14)


NORMAL = {
    "half": lambda x: T.log(0.5 * T.erfc(-x)),
    "quotient": lambda x: T.log(T.erfc(-x) / 2),
    "of erf": lambda x: T.log((1 + T.erf(x)) / 2),
    "complement": lambda x: T.log(1 - T.erfc(x) / 2),
    "log1p": lambda x: T.log1p(-0.5 * T.erfc(x)),
}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", NORMAL)
def test_normal_distribution_function_that_is_nearly_1(name, dtype):
    """The logarithms of its factors cancel, ``log(0.5) + log(erfc(-x))``."""
    x = T.vector("x", dtype=dtype)
    log = NORMAL[name](x)
    points = np.array([-30, -3, -0.5, 0.25, 3, 5, 6, 7.5, 9])
    with mpmath.workdps(500):
        want = [float(mpmath.log1p(-mpmath.erfc(mpmath.mpf(v)) / 2)) for v in points]
        slopes = [float(mpmath.exp(-mpmath.mpf(v) ** 2 - w) / mpmath.sqrt(mpmath.pi)) for v, w in zip(points, want)]
    value, slope = theano.function([x], [log, T.grad(log.sum(), x)])(points.astype(dtype))
    rtol = 1e-5 if dtype == "float32" else 1e-12
    np.testing.assert_allclose(value, want, rtol=rtol)
    np.testing.assert_allclose(slope, slopes, rtol=100 * rtol)


@pytest.mark.parametrize("power", [1.5, 0.3, -2.5])
def test_broken_power_that_vanishes(power):
    """The logarithm of a power of a complement is a multiple of the complement's."""
    x = T.dvector("x")
    log = T.log((1 - T.exp(-x * x)) ** power)
    value, slope = theano.function([x], [log, T.grad(log.sum(), x)])([1e-150, 1e-9, 1.0, -3.0])
    want = [2 * np.log(1e-150), 2 * np.log(1e-9), np.log(-np.expm1(-1)), np.log(-np.expm1(-9))]
    np.testing.assert_allclose(value, power * np.array(want), rtol=1e-12)
    slopes = [2e150, 2e9, 2 / np.expm1(1), -6 / np.expm1(9)]
    np.testing.assert_allclose(slope, power * np.array(slopes), rtol=1e-12)


TANHS = {
    "erf": (T.erf, lambda v: mpmath.log(mpmath.erfc(-v) / mpmath.erfc(v)) / 2),
    "sigmoid": (lambda x: 2 * T.nnet.sigmoid(x) - 1, lambda v: v / 2),
    "quotient": (lambda x: (T.exp(x) - 1) / (T.exp(x) + 1), lambda v: v / 2),
    "negative": (lambda x: -T.tanh(x), lambda v: -v),
}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", TANHS)
def test_inverse_hyperbolic_tangent_of_what_rounds_to_1(name, dtype):
    program, exact = TANHS[name]
    x = T.vector("x", dtype=dtype)
    points = np.array([-30, -3, -1e-6, 1e-3, 0.5, 6, 40, 90], dtype)
    z = T.arctanh(program(x))
    value, slope = theano.function([x], [z, T.grad(z.sum(), x)])(points)
    with mpmath.workdps(60):
        points = [mpmath.mpf(float(v)) for v in points]
        want = [float(exact(v)) for v in points]
        slopes = [float((exact(v + mpmath.mpf(10) ** -20) - exact(v)) * mpmath.mpf(10) ** 20) for v in points]
    rtol = 1e-5 if dtype == "float32" else 1e-10
    np.testing.assert_allclose(value, want, rtol=rtol)
    np.testing.assert_allclose(slope, slopes, rtol=10 * rtol)


@pytest.mark.parametrize("dtype", ["bool", "int8", "uint8"])
def test_arctanh_of_integers(dtype):
    x = T.TensorType(dtype, (False,))("x")
    np.testing.assert_array_equal(theano.function([x], T.arctanh(x))(np.zeros(2, dtype)), np.zeros(2))
