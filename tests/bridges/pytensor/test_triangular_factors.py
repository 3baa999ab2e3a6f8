"""Cholesky factors of products of triangular matrices, which PyTensor's users tell to be that by a tag."""

import numpy as np
import pymc as pm
import pytensor
import pytensor.tensor as pt
import pytest
from pytensor.compile.mode import Mode

from tensorgraph.bridges.pytensor import TENSORGRAPH as MODE

# of the product 10 digits are left of 16
FACTOR = np.array([[1e-3, 0, 0], [30.0, 1e-3, 0], [-7.0, 20.0, 2e-3]])


def is_factored(f):
    return any("cholesky" in step for step in str(f.explain()).lower().splitlines()[2:])


def factors(x, lower, told):
    """Return the factor of the product of a matrix and its transpose, in both spellings."""
    if told:
        setattr(x.tag, "lower_triangular" if lower else "upper_triangular", True)
    product = x @ x.mT if lower else x.mT @ x
    return [pt.linalg.cholesky(product, lower=True), pt.linalg.cholesky(product, lower=False)]


@pytest.mark.parametrize("lower", [True, False])
def test_factors(lower):
    x = pt.matrix("x")
    f = pytensor.function([x], factors(x, lower, told=True), mode=MODE)
    assert not is_factored(f)
    found = f(FACTOR if lower else FACTOR.T)
    np.testing.assert_array_equal(found[0], FACTOR)
    np.testing.assert_array_equal(found[1], FACTOR.T)


@pytest.mark.parametrize("lower", [True, False])
def test_factors_of_others(lower):
    x, y = pt.matrices("x", "y")
    y.tag.lower_triangular = y.tag.upper_triangular = True
    untold, others = factors(x, lower, told=False), pt.linalg.cholesky(y @ x)
    for outputs in (untold[:1], untold[1:], [others]):
        assert is_factored(pytensor.function([x, y], outputs, mode=MODE, on_unused_input="ignore"))


def test_density():
    factor, mu = pt.matrix("factor"), pt.vector("mu")
    value = np.array([[0.3, 0.1, -2.0], [1.0, 0.0, 0.5]])
    logp = pm.logp(pm.MvStudentT.dist(nu=3.0, mu=mu, chol=factor), value)
    f = pytensor.function([factor, mu], [logp, pt.grad(logp.sum(), mu)], mode=MODE)
    g = pytensor.function([factor, mu], [logp, pt.grad(logp.sum(), mu)], mode=Mode("py", "fast_run"))
    for found, expected in zip(f(FACTOR, np.ones(3)), g(FACTOR, np.ones(3))):
        np.testing.assert_allclose(found, expected, rtol=1e-12)
