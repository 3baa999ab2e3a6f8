"""Convolutions and correlations of vectors are those of NumPy."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T


@pytest.mark.parametrize("name", ["convolve", "correlate"])
@pytest.mark.parametrize("mode", ["full", "same", "valid"])
@pytest.mark.parametrize("dtype", "float32 float64 float16 complex128 int32 int8 bool".split())
def test_vectors(dtype, mode, name):
    """Of any lengths, also backwards ones with gaps."""
    x, y = T.TensorType(dtype, [False])(), T.TensorType(dtype, [False])()
    f = theano.function([x, y], getattr(T, name)(x, y, mode))
    rng = np.random.default_rng(0)
    for n, k in [(1, 1), (7, 3), (3, 7), (5, 5), (1, 9), (300, 40), (40, 300)]:
        a, b = (5 * rng.normal(size=2 * length) for length in (n, k))
        a, b = a.astype(dtype)[::-2], b.astype(dtype)[1::2]
        expected = getattr(np, name)(a, b, mode)
        found = f(a, b)
        tolerance = {"float16": 3e-2, "float32": 1e-4}.get(dtype, 1e-12)
        np.testing.assert_allclose(found, expected, rtol=tolerance, atol=tolerance * max(1.0, np.abs(expected).max()))


@pytest.mark.parametrize("mode", ["full", "same", "valid"])
def test_floats_have_a_kernel(mode):
    """No table of windows, which would be as large as the product of the lengths."""
    x, y = T.dvector(), T.fvector()
    f = theano.function([x, y], T.convolve(x, y, mode))
    assert "conv" in f.kinds() and "take" not in f.kinds()


@pytest.mark.parametrize("mode", ["full", "same", "valid"])
@pytest.mark.parametrize("lengths", [(6, 4), (3, 8), (5, 5)])
def test_gradients(lengths, mode):
    rng = np.random.RandomState(1)
    point = [rng.standard_normal(n) for n in lengths]
    theano.gradient.verify_grad(lambda a, b: T.convolve(a, b, mode), point, rng=rng)
    theano.gradient.verify_grad(lambda a, b: T.correlate(a, b, mode), point, rng=rng)
