"""Eigenvalues of general matrices, which are complex in PyTensor, and Schur's form, by the machine's steps."""

import numpy as np
import pytensor
import pytensor.tensor as pt
import pytest
import scipy.linalg
from pytensor.tensor import nlinalg, slinalg

import tensorgraph.bridges.pytensor  # noqa: F401 - the mode


def function(operation):
    x = pt.dmatrix("x")
    return pytensor.function([x], operation(x), mode="TENSORGRAPH")


def layouts(x):
    yield x
    yield np.asfortranarray(x)
    yield x[::-1].copy()[::-1]


@pytest.mark.parametrize("n", [1, 2, 3, 6, 30])
def test_eigenvalues(n):
    f = function(nlinalg.eig)
    assert f.vm.function.kinds() == ["eig"]
    for value in (np.random.default_rng(n).normal(size=(n, n)), np.eye(n), np.tri(n), np.zeros((n, n))):
        for laid in layouts(value):
            for z, expected in zip(f(laid), np.linalg.eig(value)):
                assert z.dtype == "complex128"
                np.testing.assert_allclose(z, expected, 1e-12, 1e-12)


def test_forms():
    f = function(slinalg.schur)
    assert f.vm.function.kinds() == ["schur"]
    for n in (1, 3, 20):
        value = np.random.default_rng(n).normal(size=(n, n))
        for laid in layouts(value):
            for z, expected in zip(f(laid), scipy.linalg.schur(value)):
                np.testing.assert_allclose(z, expected, 1e-12, 1e-12)


def test_what_is_not_usual():
    nan = np.array([[1.0, np.nan], [0.0, 1.0]])
    assert all(np.isnan(z).all() for z in function(slinalg.schur)(nan))
    assert [z.shape for z in function(slinalg.schur)(np.zeros((0, 0)))] == [(0, 0), (0, 0)]
    assert [z.shape for z in function(nlinalg.eig)(np.zeros((0, 0)))] == [(0,), (0, 0)]
    with pytest.raises(np.linalg.LinAlgError):
        function(nlinalg.eig)(nan)
