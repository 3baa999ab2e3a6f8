"""Eigenvalues of general matrices, which are complex in PyTensor, and Schur's form, by the machine's steps."""

import numpy as np
import pytensor
import pytensor.tensor as pt
import pytest
import scipy.linalg
from pytensor.tensor import linalg

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
    f = function(linalg.eig)
    assert f.vm.function.kinds() == ["eig"]
    for value in (np.random.default_rng(n).normal(size=(n, n)), np.eye(n), np.tri(n), np.zeros((n, n))):
        for laid in layouts(value):
            w, vectors = f(laid)
            assert w.dtype == vectors.dtype == "complex128"
            expected, directions = np.linalg.eig(value)
            # two builds of LAPACK may choose other signs
            phases = (vectors.conj() * directions).sum(axis=0)
            np.testing.assert_allclose(w, expected, 1e-12, 1e-12)
            np.testing.assert_allclose(vectors * phases, directions, 1e-11, 1e-11)


def test_forms():
    f = function(linalg.schur)
    assert f.vm.function.kinds() == ["schur"]
    for n in (1, 3, 20):
        value = np.random.default_rng(n).normal(size=(n, n))
        for laid in layouts(value):
            for z, expected in zip(f(laid), scipy.linalg.schur(value)):
                np.testing.assert_allclose(z, expected, 1e-12, 1e-12)


def test_what_is_not_usual():
    nan = np.array([[1.0, np.nan], [0.0, 1.0]])
    assert all(np.isnan(z).all() for z in function(linalg.schur)(nan))
    assert [z.shape for z in function(linalg.schur)(np.zeros((0, 0)))] == [(0, 0), (0, 0)]
    assert [z.shape for z in function(linalg.eig)(np.zeros((0, 0)))] == [(0,), (0, 0)]
    with pytest.raises(np.linalg.LinAlgError):
        function(linalg.eig)(nan)
