"""Matrices of zeros with a diagonal or a triangle, against NumPy and the ops."""

import itertools

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.tensor.creation.diag import AllocDiag


@pytest.mark.parametrize("dtype", ["float64", "float32", "int8", "bool"])
@pytest.mark.parametrize("name", ["eye", "tri"])
def test_patterns(name, dtype):
    n, m, k = T.lscalars("nmk")
    f = theano.function([n, m, k], getattr(T, name)(n, m, k, dtype=dtype))
    assert f.kinds() == ["eye"]
    for lengths in itertools.product(range(4), range(4), range(-6, 7)):
        found = f(*lengths)
        assert found.dtype == dtype
        np.testing.assert_array_equal(found, getattr(np, name)(*lengths, dtype=dtype))


@pytest.mark.parametrize("dtype", ["float64", "int8", "bool", "complex64"])
@pytest.mark.parametrize("axes", [(0, 1), (1, 0), (-2, -1), (-1, 0)])
@pytest.mark.parametrize("offset", [-2, 0, 1])
@pytest.mark.parametrize("shape", [(0,), (1,), (4,), (2, 3), (2, 0, 3), (2, 3, 4)])
def test_diagonals(shape, offset, axes, dtype):
    x = T.TensorType(dtype, (False,) * len(shape))()
    op = AllocDiag(offset, *axes)
    f = theano.function([x], op(x))
    assert "alloc_diagonal" in f.kinds() and "python" not in f.kinds()
    value = np.random.default_rng(0).standard_normal(shape).astype(dtype)
    for given in (value, np.asfortranarray(value), np.repeat(value, 2, axis=-1)[..., ::-2]):
        wanted = [[None]]
        op.perform(None, [given], wanted)
        found = f(given)
        assert found.dtype == dtype
        np.testing.assert_array_equal(found, wanted[0][0])


@pytest.mark.parametrize("dtype", ["float64", "int8", "complex64"])
@pytest.mark.parametrize("shape", [(3, 3), (2, 4), (5, 2), (0, 3), (1, 1)])
def test_filled_diagonals(shape, dtype):
    x, value = T.matrix(dtype=dtype), T.scalar(dtype=dtype)
    f = theano.function([x, value], [T.fill_diagonal(x, value), x + 1])
    assert "python" not in f.kinds()
    given = (np.arange(np.prod(shape)) - 3).reshape(shape).astype(dtype)
    expected = given.copy()
    np.fill_diagonal(expected[: min(shape), : min(shape)], 7)
    for laid in (given, np.asfortranarray(given), given[::-1].copy()[::-1]):
        found, rest = f(laid, 7)
        np.testing.assert_array_equal(found, expected)
        np.testing.assert_array_equal(rest, given + 1)
    np.testing.assert_array_equal(theano.function([x], T.fill_diagonal(x + 1, 0).sum())(given),
                                  expected.sum() + given.size - 8 * min(shape) if shape[0] else 0)
