"""Gates at the largest numbers, and Bessel functions of numbers at which they overflow."""

import numpy as np
import pytest
from scipy.special import i0e, i1e, ive, kve

import tensorgraph as theano
import tensorgraph.tensor as T


@pytest.mark.parametrize("slope", [1.5, 1.702, 8])
def test_gradient_of_a_gate_at_the_largest_numbers(slope):
    """A constant times the argument is infinite there, and the factor beside it is 0."""
    x = T.fvector("x")
    z = x * T.nnet.sigmoid(T.constant(np.float32(slope)) * x)
    found = theano.function([x], [z, T.grad(z.sum(), x)])(np.array([3.2e38, -3.2e38, 2e38], "float32"))
    np.testing.assert_allclose(found, [[3.2e38, 0, 2e38], [1, 0, 1]], rtol=1e-6)


LARGE = np.array([0, 1e-3, 0.5, 30, 100, 800, 1e5])


def ratio(k):
    """Return the quotient of the first two modified Bessel functions."""
    return i1e(k) / i0e(k)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("log", [lambda k: T.log(2 * np.pi * T.i0(k)), lambda k: T.log(T.i0(k) * 2 * np.pi)])
def test_concentration_of_von_mises(log, dtype):
    """The normaliser of the density is finite for large concentrations, with its derivatives."""
    k = T.vector("k", dtype=dtype)
    z = log(k)
    slope = T.grad(z.sum(), k)
    found = theano.function([k], [z, slope, T.grad(slope.sum(), k), T.i1(k) / T.i0(k)])(LARGE.astype(dtype))
    a = ratio(LARGE)
    exact = np.log(2 * np.pi * i0e(LARGE)) + LARGE, a
    for got, want in zip((*found[:2], found[3]), (*exact, a)):
        np.testing.assert_allclose(got, want, rtol=2e-4 if dtype == "float32" else 1e-10)
    curvature = 1 - a[1:] / LARGE[1:] - a[1:] ** 2
    np.testing.assert_allclose(found[2], [0.5, *curvature], atol=1e-6 if dtype == "float32" else 1e-10)


def test_bessel_functions_at_infinity():
    x = T.dvector("x")
    values = np.array([np.inf, -np.inf, np.nan])
    found = theano.function([x], [T.log(T.i0(x)), T.log(T.i1(abs(x))), T.log(T.kv(0.5, abs(x)))])(values)
    np.testing.assert_array_equal(found, [[np.inf, np.inf, np.nan]] * 2 + [[-np.inf, -np.inf, np.nan]])


def test_bessel_functions_of_other_orders():
    x = T.dvector("x")
    z = [T.log(T.iv(1.5, x)), T.log(T.kv(1.5, x))]
    values = np.array([0.5, 30, 900, 1e5])
    found = theano.function([x], [*z, *T.grad(sum(z).sum(), [x])])(values)
    np.testing.assert_allclose(found[0], np.log(ive(1.5, values)) + values, rtol=1e-12)
    np.testing.assert_allclose(found[1], np.log(kve(1.5, values)) - values, rtol=1e-12)
    bends = (ive(0.5, values) + ive(2.5, values)) / ive(1.5, values) / 2
    bends -= (kve(0.5, values) + kve(2.5, values)) / kve(1.5, values) / 2
    np.testing.assert_allclose(found[2], bends, rtol=1e-9, atol=1e-9)


def test_masked_gradients_of_periodic_functions():
    """Where a mask bounds an angle, gradients are 0 outside, at infinity too, however many read the mask."""
    angle, mean, scale = T.dvector("angle"), T.dvector("mean"), T.dscalar("scale")
    density = T.switch((angle >= -3) & (angle <= 3), scale * T.cos(mean - angle), -np.inf)
    gradients = theano.function([angle, mean, scale], T.grad(density.sum(), [angle, mean, scale]))
    x = np.array([-np.inf, -4.0, 0.5, np.inf])
    by_angle, by_mean, by_scale = gradients(x, np.full(4, 0.3), 2.0)
    slope = 2 * np.sin(0.3 - 0.5)
    np.testing.assert_allclose(by_angle, [0, 0, slope, 0])
    np.testing.assert_allclose(by_mean, [0, 0, -slope, 0])
    np.testing.assert_allclose(by_scale, np.cos(0.2))
