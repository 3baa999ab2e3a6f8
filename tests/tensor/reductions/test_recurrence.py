"""Linear recurrences: by one loop over the axis, or row by row where rows are few and long."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.tensor.reductions.recurrence import LinearRecurrence

rng = np.random.default_rng(2)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "complex128", "int64"])
@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize("shape", [(5, 5), (2, 9), (9, 2), (1, 1), (0, 3), (3, 0)])
def test_is_the_loop(shape, axis, dtype):
    a, b = (rng.integers(-3, 4, size=shape).astype(dtype) for _ in range(2))
    kind = T.TensorType(dtype, (False, False))
    x, y = kind(), kind()
    found = theano.function([x, y], LinearRecurrence(axis)(x, y))(a, b)
    expected = np.moveaxis(b.copy(), axis, 0)
    for j in range(1, shape[axis]):
        expected[j] += np.moveaxis(a, axis, 0)[j] * expected[j - 1]
    assert found.dtype == dtype
    np.testing.assert_allclose(np.moveaxis(found, axis, 0), expected)


def test_wrong_arguments():
    x, y = T.dvectors("x", "y")
    for make in (lambda: LinearRecurrence(1)(x, y), lambda: LinearRecurrence(0)(x, T.dmatrix())):
        with pytest.raises(TypeError, match="as many axes"):
            make()
    with pytest.raises(ValueError, match="lengths 2 and 3"):
        theano.function([x, y], LinearRecurrence(0)(x, y))(np.ones(2), np.ones(3))
