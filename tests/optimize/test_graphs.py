"""Solvers take graphs of every kind: loops, sparse data, convolutions, draws."""

import numpy as np
import pytest
import scipy.sparse

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph import sparse
from tensorgraph.optimize import least_squares, minimize
from tensorgraph.tensor.random import MRG_RandomStreams


@pytest.mark.parametrize("method", ["BFGS", "Newton-CG", "trust-exact", "trust-krylov"])
def test_a_loop(method):
    """First derivatives and both kinds of second ones pass through scan."""
    w, x = theano.shared(np.array([0.5, 0.2]), "w"), T.dvector("x")
    states, _ = theano.scan(
        lambda x, h: T.tanh(w[0] * h + w[1] * x), sequences=x, outputs_info=T.constant(0.0, dtype="float64")
    )
    result = minimize(T.sqr(states - 0.3).sum(), w, method=method, givens={x: np.ones(6)})
    assert result.success and result.fun < 1e-8


def test_sparse_data():
    A, v = scipy.sparse.random(20, 5, 0.5, format="csr", random_state=0), theano.shared(np.zeros(5), "v")
    S, b = sparse.csr_matrix("S", dtype="float64"), T.dvector("b")
    residuals = sparse.dot(S, v) - b
    expected = np.linalg.lstsq(A.toarray(), np.ones(20), rcond=None)[0]
    minimize(T.sqr(residuals).sum(), v, inputs=[S, b], args=[A, np.ones(20)])
    np.testing.assert_allclose(v.get_value(), expected, atol=1e-6)
    v.set_value(np.zeros(5))
    least_squares(residuals, v, givens={S: A, b: np.ones(20)})
    np.testing.assert_allclose(v.get_value(), expected, atol=1e-9)


def test_a_convolution():
    """Of which the Jacobian with respect to the filters is taken forwards."""
    rng = np.random.default_rng(0)
    images, filters = rng.normal(size=(3, 1, 8, 8)), rng.normal(size=(2, 1, 3, 3))
    wanted = T.nnet.conv2d(T.constant(images), T.constant(filters)).eval()
    found = theano.shared(np.zeros((2, 1, 3, 3)), "filters")
    result = least_squares(T.nnet.conv2d(T.constant(images), found) - wanted, found)
    assert result.jac.shape == (216, 18)
    np.testing.assert_allclose(found.get_value(), filters, atol=1e-8)


def test_draws_stay():
    draws = MRG_RandomStreams(3).normal((10,))
    level = theano.shared(0.0, "level")
    minimize(T.sqr(level - draws).sum(), level)
    assert level.get_value() == pytest.approx(float(theano.function([], draws.mean(), no_default_updates=True)()))
