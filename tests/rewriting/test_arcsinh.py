"""An inverse hyperbolic sine that is written out has its digits everywhere, and its gradient."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

SPELLINGS = {
    "square": lambda x: T.log(x + T.sqrt(x**2 + 1)),
    "product": lambda x: T.log(T.sqrt(1 + x * x) + x),
    "sqr": lambda x: T.log(x + T.sqrt(T.sqr(x) + 1)),
    "power": lambda x: T.log(x + (x**2 + 1) ** 0.5),
    "difference": lambda x: -T.log(T.sqrt(x**2 + 1) - x),
    "reciprocal": lambda x: T.log(1 / (T.sqrt(x**2 + 1) - x)),
    "of the opposite": lambda x: -T.log(-x + T.sqrt(1 + T.sqr(-x))),
}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", SPELLINGS)
def test_value_and_gradient(name, dtype):
    x = T.vector("x", dtype=dtype)
    z = SPELLINGS[name](x)
    value = np.array([-1e9, -2e4, -30, -1, -1e-3, 0, 1e-6, 0.5, 300, 1e8], dtype)
    rtol = 1e-6 if dtype == "float32" else 1e-13
    got = theano.function([x], [z, T.grad(z.sum(), x)])(value)
    np.testing.assert_allclose(got[0], np.arcsinh(value), rtol=rtol)
    np.testing.assert_allclose(got[1], 1 / np.sqrt(1 + value**2), rtol=rtol)
