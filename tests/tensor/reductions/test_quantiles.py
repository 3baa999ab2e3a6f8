"""Quantiles of infinities, and of rows without others."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

INF = np.inf


@pytest.mark.parametrize(
    "elements, q, want",
    [
        ([1, INF], 0.0, 1), ([1, INF], 0.5, INF), ([-INF, 5], 0.25, -INF), ([-INF, 5], 0.75, -INF), ([-INF, 5], 1, 5),
        ([INF, INF], 0.3, INF), ([-INF, -INF, 3], 0.25, -INF), ([-INF, 1, INF], 0.5, 1), ([-INF, INF], 0.5, np.nan),
        ([INF], 1.0, INF), ([1, 2, INF, INF], 0.25, 1.75), ([np.nan, INF], 0.0, np.nan),
    ],
)  # fmt: skip
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_infinities(elements, q, want, dtype):
    """An infinity that is an end of the interval is the quantile, unless the other end is the other infinity."""
    x, k = T.vector(dtype=dtype), T.dscalar()
    for f, args in ((theano.function([x], T.quantile(x, q)), ()), (theano.function([x, k], T.quantile(x, k)), (q,))):
        np.testing.assert_array_equal(f(np.array(elements, dtype), *args), want)


def test_gradient_beside_an_infinity():
    x = T.dvector()
    f = theano.function([x], T.grad(T.quantile(x, [0.25, 0.5]).sum(), x))
    np.testing.assert_allclose(f([4.0, 1.0, INF, 3.0, 2.0]), [0, 0, 0, 1, 1])
    np.testing.assert_allclose(f([4.0, 1.0, 3.0, 2.0]), [0, 0.25, 0.5, 1.25])


@pytest.mark.parametrize("axis, shape", [((1, 2), (0,)), ((-1, 1), (0,)), (2, (0, 3)), ((), (0, 3, 2))], ids=str)
def test_no_rows(axis, shape):
    """As many quantiles as rows, none of none."""
    x = T.dtensor3()
    f = theano.function([x], T.quantile(x, [0.1, 0.3], axis))
    assert f(np.ones((0, 3, 2))).shape == (2, *shape)
