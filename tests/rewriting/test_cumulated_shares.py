"""What is left to the sum of the first shares is the sum of those that follow."""

import mpmath
import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

LOGITS = np.array([[30.0, 60, -20, -10], [1, 2, 3, 4], [300, -40, 2, -9], [-500, 0, -400, 3]])
SHARES = {
    "softmax": T.nnet.softmax,
    "quotient": lambda x: T.exp(x) / T.exp(x).sum(axis=1, keepdims=True),
    "of columns": lambda x: (T.exp(x.T) / T.exp(x.T).sum(axis=0)).T,
}
READERS = {
    "all but the last": lambda x, p: T.log(1 - T.cumsum(p, axis=1))[:, :-1],
    "log1p": lambda x, p: T.log1p(-T.cumsum(p, axis=-1)[:, :-1]),
    "one": lambda x, p: T.log(1 - T.cumsum(p, axis=1)[:, 1:2]),
    "columns": lambda x, p: T.log(1 - T.cumsum(p.T, axis=0)[:-1].T),
}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", SHARES)
def test_survival(name, reader, dtype):
    x = T.matrix("x", dtype=dtype)
    log = READERS[reader](x, SHARES[name](x))
    value, slope = theano.function([x], [log, T.grad(log.sum(), x)])(LOGITS.astype(dtype))
    with mpmath.workdps(500):
        e = np.frompyfunc(mpmath.exp, 1, 1)(np.frompyfunc(mpmath.mpf, 1, 1)(LOGITS))
        p = e / e.sum(axis=1, keepdims=True)
        behind = np.stack([p[:, k + 1 :].sum(axis=1) for k in range(3)], axis=1)
        want = np.frompyfunc(mpmath.log, 1, 1)(behind)
        if reader == "one":
            behind, want = behind[:, 1:2], want[:, 1:2]
        first = 1 if reader == "one" else 0
        slopes = -p * behind.shape[1]
        for k in range(behind.shape[1]):
            slopes[:, first + k + 1 :] += p[:, first + k + 1 :] / behind[:, k : k + 1]
    rtol = 1e-5 if dtype == "float32" else 1e-11
    np.testing.assert_allclose(value, want.astype("float64"), rtol=rtol, atol=rtol * 1e-2)
    # the logarithms are as large as 300
    np.testing.assert_allclose(slope, slopes.astype("float64"), rtol=10 * rtol, atol=10 * rtol)


def test_ends():
    """Nothing is left to all of them, and there may be none."""
    x = T.dmatrix("x")
    p = T.nnet.softmax(x)
    f = theano.function([x], T.log(1 - T.cumsum(p, axis=1)))
    np.testing.assert_array_equal(f(LOGITS)[:, -1], -np.inf)
    assert f(np.zeros((2, 0))).shape == (2, 0) and f(np.zeros((0, 3))).shape == (0, 3)
