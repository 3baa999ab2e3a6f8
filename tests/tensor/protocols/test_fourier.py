"""``numpy.fft`` on variables: values, dtypes, lengths, norms, and gradients against differences."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

CALLS = """
fft(x); fft(x, 3); fft(x, 7, axis=0); fft(x, norm="ortho"); ifft(x); ifft(x, 6, norm="forward"); ifft(x, axis=0)
rfft(x); rfft(x, 3, norm="forward"); rfft(x, 5, axis=0); irfft(x); irfft(x, 5); irfft(x, 6, axis=0, norm="ortho")
irfft(x, 3); hfft(x); hfft(x, 5, norm="ortho"); ihfft(x); ihfft(x, 6, norm="forward"); fft2(x); ifft2(x); rfft2(x)
irfft2(x); fftn(x); ifftn(x, axes=(0,)); rfftn(x); irfftn(x, norm="ortho"); fftn(x, (4, 5), (1, 0)); fftshift(x)
rfftn(x, (3, 6), (0, 1)); irfftn(x, (3, 6), (0, 1)); ifftshift(x, 1); fftshift(x, (0, 1)); fft(x, 1); fft(x[0])
fft(x, 0); fft(x, norm="x"); fft(x, axis=5); irfft(x, 1)
"""
EXPRESSIONS = [part.strip() for part in CALLS.replace("\n", ";").split(";") if part.strip()]


def values(dtype):
    x = np.random.default_rng(1).normal(size=(3, 4)) * 3
    return x + 1j * x[::-1, ::-1] ** 2 if dtype == "complex128" else x.astype(dtype)


@pytest.mark.parametrize("dtype", ["float64", "float32", "int64", "complex128"])
@pytest.mark.parametrize("text", EXPRESSIONS)
def test_value(text, dtype):
    call = eval(f"lambda x: np.fft.{text}")
    X, x = values(dtype), T.TensorType(dtype, (False, False))("x")
    try:
        wanted = call(X)
    except (TypeError, ValueError, IndexError):
        with pytest.raises((TypeError, ValueError, IndexError)):
            call(x)
        return
    got = theano.function([x], call(x))(X)
    assert got.shape == wanted.shape and got.dtype == wanted.dtype
    digits = 2e-4 if dtype == "float32" else 1e-10
    np.testing.assert_allclose(got, wanted, digits, digits)


@pytest.mark.parametrize("text", [t for t in EXPRESSIONS if "0)" not in t and "5)" not in t[-8:] and '"x"' not in t])
def test_gradient(text):
    call = eval(f"lambda x: np.fft.{text}")

    def cost(x):
        z = call(x)
        weights = np.cos(np.arange(1.0, 99))[: int(np.prod(call(values("float64")).shape))]
        return (T.real(z).flatten() * weights).sum() + (T.imag(z).flatten() ** 2 * weights).sum()

    theano.gradient.verify_grad(cost, [values("float64")], rng=np.random.RandomState(1))
