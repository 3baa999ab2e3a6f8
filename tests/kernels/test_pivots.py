"""Factors with partial pivoting, and the order of rows that their exchanges give."""

import numpy as np
import pytest
import scipy.linalg

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.tensor.linalg.factored import LUFactor, PivotOrder

SHAPES = [(1, 1), (3, 3), (64, 64), (65, 65), (3, 5), (5, 3), (1, 4), (70, 80), (80, 70)]


def layouts(x):
    yield x
    yield np.asfortranarray(x)
    yield np.repeat(np.repeat(x, 2, axis=0), 3, axis=1)[::2, ::3]
    yield x[::-1].copy()[::-1]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_factors(dtype):
    x = T.matrix(dtype=dtype)
    f = theano.function([x], LUFactor()(x))
    assert f.kinds() == ["lu_factor"]
    rng = np.random.default_rng(0)
    for shape in SHAPES:
        value = rng.normal(size=shape).astype(dtype)
        value[:, -1] = 2 * value[:, 0]
        for laid in layouts(value):
            packed, pivots, order = f(laid)
            assert (packed.dtype, pivots.dtype, order.dtype) == (dtype, "int32", "int64")
            k = min(shape)
            assert packed.shape == shape and pivots.shape == (k,) and order.shape == shape[:1]
            low, up = np.tril(packed[:, :k], -1) + np.eye(shape[0], k), np.triu(packed[:k])
            tolerance = 1e-4 if dtype == "float32" else 1e-12
            np.testing.assert_allclose(low @ up, value[order], tolerance, tolerance)
            np.testing.assert_array_equal(PivotOrder()(pivots).eval() if shape[0] == k else order, order)
            expected = scipy.linalg.lapack.get_lapack_funcs("getrf", (value,))(value)[1]
            np.testing.assert_array_equal(pivots[:-1], expected[:-1])


@pytest.mark.parametrize("value", [np.zeros((0, 0)), np.zeros((0, 3)), np.zeros((3, 0)), np.zeros((3, 3))])
def test_what_has_no_pivots(value):
    x = T.dmatrix()
    packed, pivots, order = theano.function([x], LUFactor()(x))(value)
    np.testing.assert_array_equal(packed, value)
    np.testing.assert_array_equal(pivots, np.arange(min(value.shape)))
    np.testing.assert_array_equal(order, np.arange(len(value)))


def test_elements_that_are_not_finite():
    x = T.dmatrix()
    f = theano.function([x], LUFactor()(x))
    for value in (np.array([[1.0, np.nan], [2.0, 3.0]]), np.array([[np.inf, 1.0], [2.0, 3.0]])):
        storage = [[None] for _ in range(3)]
        LUFactor().perform(f.maker.fgraph.outputs[0].owner, [value], storage)
        for z, (expected,) in zip(f(value), storage):
            np.testing.assert_array_equal(z, expected)


def test_exchanges_of_all_kinds():
    pivots = T.ivector()
    f = theano.function([pivots], PivotOrder()(pivots))
    assert f.kinds() == ["pivot_order"]
    np.testing.assert_array_equal(f(np.array([2, 2, 2], "int32")), [2, 0, 1])
    np.testing.assert_array_equal(f(np.array([2, 7, 2, 7, 2], "int32")[::2]), [2, 0, 1])
    np.testing.assert_array_equal(f(np.array([-1, 1, 2], "int32")), [2, 1, 0])
    np.testing.assert_array_equal(f(np.zeros(0, "int32")), [])
    with pytest.raises(IndexError):
        f(np.array([3, 1, 2], "int32"))


def test_factors_take_no_step_in_python():
    x = T.dmatrix()
    assert "python" not in theano.function([x], T.linalg.lu(x)).kinds()
    assert "python" not in theano.function([x], T.linalg.lu(x, p_indices=True)).kinds()
