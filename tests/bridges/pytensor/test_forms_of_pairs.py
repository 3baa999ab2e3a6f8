"""Factors with exchanged columns, forms of two matrices and tridiagonal systems, by the machine's steps."""

from importlib.metadata import version

import numpy as np
import pytensor
import pytensor.tensor as pt
import pytest
import scipy.linalg
from pytensor.tensor import linalg

import tensorgraph.bridges.pytensor  # noqa: F401 - the mode
from tensorgraph.bridges.pytensor.families.routines import qz

SHAPES = [(1, 1), (4, 4), (3, 5), (5, 3), (1, 4), (4, 1), (40, 30)]
TOLERANCE = {"float32": 1e-4, "float64": 1e-11}


def layouts(x):
    yield x
    yield np.asfortranarray(x)
    yield np.repeat(x, 2, axis=0)[::2]
    yield x[::-1].copy()[::-1]


def compiled(inputs, outputs, kinds=None):
    f = pytensor.function(inputs, outputs, mode="TENSORGRAPH")
    assert kinds is None or f.vm.function.kinds() == kinds
    return f


def same(found, expected, dtype):
    for z, value in zip(found, expected, strict=True):
        assert z.dtype == value.dtype and z.shape == value.shape
        np.testing.assert_allclose(z, value, TOLERANCE[dtype], TOLERANCE[dtype])


@pytest.mark.parametrize("mode", ["full", "economic", "r", "raw"])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_exchanged_columns(mode, dtype):
    x = pt.matrix(dtype=dtype)
    f = compiled([x], linalg.qr(x, mode=mode, pivoting=True), ["python" if mode == "raw" else "qr"])
    for shape in SHAPES:
        value = np.random.default_rng(0).normal(size=shape).astype(dtype)
        expected = scipy.linalg.qr(value, mode=mode, pivoting=True)
        if mode == "raw":
            expected = *expected[0], *expected[1:]
        for laid in layouts(value):
            same(f(laid), expected, dtype)


@pytest.mark.skipif(version("pytensor") >= "3", reason="PyTensor 3 declares complex results")
def test_complex_factors_are_not_made_real():
    """PyTensor declares real results for a complex matrix; its Python gives complex ones."""
    x = pt.zmatrix("x")
    f = pytensor.function([x], linalg.qr(x, pivoting=True), mode="TENSORGRAPH")
    with pytest.raises(TypeError, match="declares output 0 as float64"):
        f(np.eye(2) + 1j)


def test_no_columns_to_exchange():
    x = pt.dmatrix()
    f = compiled([x], linalg.qr(x, pivoting=True))
    assert [z.shape for z in f(np.zeros((3, 0)))] == [(3, 3), (3, 0), (0,)]
    same(f(np.zeros((2, 2))), scipy.linalg.qr(np.zeros((2, 2)), pivoting=True), "float64")


@pytest.mark.parametrize("values", [False, True])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("n", [1, 2, 5, 30])
def test_forms_of_two_matrices(n, dtype, values):
    x, y = pt.matrix(dtype=dtype), pt.matrix(dtype=dtype)
    f = compiled([x, y], linalg.qz(x, y, return_eigenvalues=values), ["qz"])
    rng = np.random.default_rng(n)
    a, b = rng.normal(size=(n, n)).astype(dtype), rng.normal(size=(n, n)).astype(dtype)
    for first in layouts(a):
        for second in layouts(b):
            t, s, *eigenvalues, q, z = f(first, second)
            tolerance = 100 * TOLERANCE[dtype]
            np.testing.assert_allclose(q @ t @ z.T, a, tolerance, tolerance)
            np.testing.assert_allclose(q @ s @ z.T, b, tolerance, tolerance)
            assert {v.dtype for v in (t, s, q, z)} == {np.dtype(dtype)}
            if values:
                alpha, beta = eigenvalues
                found = np.sort_complex(alpha / beta)
                expected = np.sort_complex(scipy.linalg.eigvals(a, b).astype(found.dtype))
                np.testing.assert_allclose(found, expected, 100 * tolerance, 100 * tolerance)


def test_two_matrices_with_nan_or_of_other_lengths():
    x, y = pt.dmatrices("x", "y")
    f = compiled([x, y], linalg.qz(x, y))
    nan = np.array([[1.0, np.nan], [0.0, 1.0]])
    for z, expected in zip(f(nan, np.eye(2)), qz(nan, np.eye(2), False, None, False)):
        np.testing.assert_array_equal(z, expected)
    with pytest.raises(ValueError):
        f(np.eye(3), np.eye(2))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("n", [1, 2, 3, 50])
@pytest.mark.parametrize("b_ndim", [1, 2])
def test_tridiagonal_systems(n, dtype, b_ndim):
    x, y = pt.matrix(dtype=dtype), pt.tensor(dtype=dtype, shape=(None,) * b_ndim)
    f = compiled([x, y], linalg.solve(x, y, assume_a="tridiagonal", b_ndim=b_ndim), ["solve_tridiagonal"])
    rng = np.random.default_rng(n)
    a = rng.normal(size=(n, n)).astype(dtype) + 3 * np.eye(n, dtype=dtype)
    b = rng.normal(size=(n, 4)[:b_ndim]).astype(dtype)
    expected = np.linalg.solve(np.triu(np.tril(a, 1), -1), b)
    for matrix in layouts(a):
        for sides in layouts(b):
            same([f(matrix, sides)], [expected], dtype)


def test_tridiagonal_systems_without_a_solution():
    x, y = pt.dmatrix(), pt.dvector()
    f = compiled([x, y], linalg.solve(x, y, assume_a="tridiagonal", b_ndim=1))
    assert np.isnan(f(np.zeros((3, 3)), np.ones(3))).all()
    assert f(np.zeros((0, 0)), np.zeros(0)).shape == (0,)
    with pytest.raises(ValueError):
        f(np.eye(3), np.ones(2))


@pytest.mark.parametrize("output", ["real", "complex"])
def test_batches_take_no_step_in_python(output):
    x = pt.dtensor3()
    for outputs in (linalg.schur(x, output=output), linalg.qr(x, pivoting=True), linalg.qz(x, x)):
        assert ", 0 in Python" in str(compiled([x], list(outputs)).explain())
