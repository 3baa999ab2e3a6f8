"""Systems of equations and Schur's form in complex numbers."""

import warnings

import numpy as np
import pytest
import scipy.linalg
from scipy.linalg import LinAlgWarning

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.tensor.linalg.solve import SolveOrNan


def layouts(x):
    yield x
    yield np.asfortranarray(x)
    yield np.repeat(x, 2, axis=0)[::2]
    yield x[::-1].copy()[::-1]


def numbers(rng, shape, dtype):
    real = rng.normal(size=shape)
    return real + 1j * rng.normal(size=shape) if dtype == "complex128" else real


@pytest.mark.parametrize("n", [1, 2, 5, 40, 70])
@pytest.mark.parametrize("of_matrix", ["float64", "complex128"])
@pytest.mark.parametrize("of_sides", ["float64", "complex128"])
def test_systems(n, of_matrix, of_sides):
    if of_matrix == of_sides == "float64":
        return
    A, b, B = T.matrix(dtype=of_matrix), T.vector(dtype=of_sides), T.matrix(dtype=of_sides)
    f = theano.function([A, b, B], [T.slinalg.solve(A, b), T.slinalg.solve(A, B)])
    assert f.kinds() == ["complex_solve", "complex_solve"]
    rng = np.random.default_rng(n)
    a, sides = numbers(rng, (n, n), of_matrix), numbers(rng, (n, 3), of_sides)
    for laid in layouts(a):
        for right in layouts(sides):
            x, X = f(laid, right[:, 1], right)
            np.testing.assert_allclose(a @ x, sides[:, 1], 1e-9, 1e-9)
            np.testing.assert_allclose(a @ X, sides, 1e-9, 1e-9)


def test_systems_without_a_good_solution():
    A, b = T.zmatrix(), T.zvector()
    f, g = (theano.function([A, b], op(A, b)) for op in (T.slinalg.solve, SolveOrNan()))
    singular, bad = np.ones((2, 2)) + 0j, np.array([[1.0, 1.0], [1.0, 1.0 + 4e-16]]) + 0j
    sides = np.array([1.0, 2.0]) + 0j
    assert np.isnan(g(singular, sides)).all()
    assert np.isnan(g(np.array([[1.0, np.nan], [0.0, 1.0]]) + 0j, sides)).all()
    assert f(np.zeros((0, 0)) + 0j, np.zeros(0) + 0j).shape == (0,)
    with pytest.raises(np.linalg.LinAlgError):
        f(singular, sides)
    with pytest.warns(LinAlgWarning):
        f(bad, sides)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert np.isfinite(g(bad, sides)).all()
    for solve in (f, g):
        with pytest.raises(ValueError):
            solve(np.eye(2) + 0j, np.zeros(3) + 0j)
        with pytest.raises(ValueError):
            solve(np.zeros((2, 3)) + 0j, np.zeros(2) + 0j)


@pytest.mark.parametrize("n", [1, 2, 6, 40])
@pytest.mark.parametrize("dtype", ["float64", "complex128"])
def test_forms(n, dtype):
    x = T.matrix(dtype=dtype)
    f = theano.function([x], T.linalg.schur(x, output="complex"))
    assert f.kinds() == ["complex_schur"]
    value = numbers(np.random.default_rng(n), (n, n), dtype)
    for laid in layouts(value):
        for z, expected in zip(f(laid), scipy.linalg.schur(value, output="complex")):
            assert z.dtype == "complex128"
            np.testing.assert_allclose(z, expected, 1e-9, 1e-9)


def test_forms_of_nothing_and_of_nan():
    x = T.zmatrix()
    f = theano.function([x], T.linalg.schur(x, output="complex"))
    assert [z.shape for z in f(np.zeros((0, 0)) + 0j)] == [(0, 0), (0, 0)]
    with pytest.raises(ValueError, match="infs or NaNs"):
        f(np.full((2, 2), np.nan) + 0j)
