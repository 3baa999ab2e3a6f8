"""Fourier transforms of real tensors are those of NumPy."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.tensor.signal import fft

RNG = np.random.default_rng(0)
SHAPES = [(2, 6), (1, 5), (3, 4, 5), (2, 3, 4), (2, 1), (2, 1, 2)]


def pairs(z):
    return np.stack([z.real, z.imag], -1)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("norm", [None, "ortho", "no_norm"])
@pytest.mark.parametrize("shape", SHAPES)
def test_values(shape, norm, dtype):
    a = RNG.random(shape).astype(dtype)
    x = T.TensorType(dtype, [False] * len(shape))()
    z = fft.rfft(x, norm)
    axes = range(1, len(shape))
    want = pairs(np.fft.rfftn(a, axes=axes, norm="ortho" if norm == "ortho" else None))
    got = z.eval({x: a})
    tolerance = {"rtol": 1e-4, "atol": 1e-5} if dtype == "float32" else {"rtol": 1e-12, "atol": 1e-12}
    assert got.dtype == dtype
    np.testing.assert_allclose(got, want, **tolerance)
    back = fft.irfft(z, norm, is_odd=shape[-1] % 2 == 1).eval({x: a})
    scale = np.prod(shape[1:]) if norm == "no_norm" else 1
    if shape[-1] > 1:
        np.testing.assert_allclose(back, a * scale, **tolerance)


@pytest.mark.parametrize("shape", SHAPES[:4])
def test_gradients(shape):
    a = RNG.random(shape)
    odd = shape[-1] % 2 == 1
    for f in (fft.rfft, lambda x: fft.irfft(fft.rfft(x) ** 2, is_odd=odd)):
        theano.gradient.verify_grad(f, [a], rng=np.random, rel_tol=1e-6, abs_tol=1e-6)
    # second order, and forwards
    x, v = T.TensorType("float64", [False] * len(shape))(), RNG.random(shape)
    cost = (fft.rfft(x) ** 3).sum()
    hv = T.grad((T.grad(cost, x) * v).sum(), x).eval({x: a})
    np.testing.assert_allclose(T.Rop(T.grad(cost, x), x, T.constant(v)).eval({x: a}), hv)


@pytest.mark.parametrize("s", [(4, 3), (3, 5), (2, 7)])
def test_gradients_of_cut_and_filled_transforms(s):
    theano.gradient.verify_grad(lambda x: fft.rfft_op(x, s), [RNG.random((2, 3, 5))], rng=np.random)


def test_shapes():
    x = T.dtensor3()
    f = theano.function([x], [fft.rfft(x).shape, fft.irfft(fft.rfft(x), is_odd=True).shape])
    assert not any(isinstance(node.op, fft.RFFTOp) for node in f.maker.fgraph.toposort())
    for got, want in zip(f(np.ones((2, 3, 5))), ((2, 3, 3, 2), (2, 3, 5))):
        np.testing.assert_array_equal(got, want)


def test_an_empty_batch():
    x = T.dmatrix()
    assert fft.rfft(x).eval({x: np.ones((0, 4))}).shape == (0, 3, 2)


@pytest.mark.parametrize("floatX", ["float32", "float64"])
@pytest.mark.parametrize("dtype", ["bool", "int8", "uint8", "int64"])
def test_integers_become_floats(dtype, floatX):
    a = np.arange(8).reshape(2, 4).astype(dtype)
    with theano.config.change_flags(floatX=floatX):
        x = T.matrix(dtype=dtype)
        z = fft.rfft(x, "ortho")
        assert z.dtype == fft.rfft_op(x).dtype == floatX
        np.testing.assert_allclose(z.eval({x: a}), pairs(np.fft.rfft(a, norm="ortho")), rtol=1e-5, atol=1e-6)
        back = fft.irfft(T.cast(fft.rfft(x), dtype).eval({x: a}) if dtype == "int64" else fft.rfft(x))
        assert back.dtype == floatX
        np.testing.assert_allclose(back.eval({x: a} if dtype != "int64" else {}), a, atol=1e-5)


def test_mistakes():
    with pytest.raises(TypeError, match="at least 2 axes"):
        fft.rfft(T.dvector())
    with pytest.raises(TypeError, match="float32 or float64"):
        fft.rfft(T.zmatrix())
    with pytest.raises(ValueError, match="norm"):
        fft.rfft(T.dmatrix(), "orto")
    with pytest.raises(TypeError, match="is_odd"):
        fft.irfft(T.dtensor3(), is_odd="yes")
    with pytest.raises(TypeError, match="vector of integers"):
        fft.rfft_op(T.dmatrix(), T.dvector())
