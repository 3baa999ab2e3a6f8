"""``verify_grad`` and ``numeric_grad``: they find what is wrong, and nothing else."""

import pickle

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.gradient import GradientError, numeric_grad, verify_grad
from tensorgraph.graph.apply import Apply


class Wrong(theano.Op):
    __props__ = ()

    def make_node(self, x):
        return Apply(self, [x], [x.type()])

    def perform(self, node, inputs, output_storage):
        output_storage[0][0] = np.asarray(inputs[0] ** 2)

    def grad(self, inputs, output_grads):
        return [2.01 * inputs[0] * output_grads[0]]


def rng():
    return np.random.RandomState(4)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("shape", [(), (3,), (2, 1), (1, 1), (0, 2)])
def test_right(shape, dtype):
    x = np.asarray(rng().uniform(0.5, 1.5, shape), dtype=dtype)
    verify_grad(lambda v: T.exp(v) * v, [x], rng=rng())


def test_several_arguments():
    verify_grad(T.dot, [rng().rand(2, 3), rng().rand(3, 4)], rng=rng())


def test_wrong():
    with pytest.raises(GradientError) as caught:
        verify_grad(Wrong(), [np.array([1.0, 3.0])], rng=rng(), n_tests=1)
    error = caught.value
    assert error.arg == 0 and error.shape == (2,)
    assert "numeric gradient and analytic gradient exceed tolerance" in str(error)
    assert "abs. tolerance = 0.0001" in str(error)
    verify_grad(Wrong(), [np.array([1.0, 3.0])], rng=rng(), rel_tol=0.1)
    assert str(pickle.loads(pickle.dumps(error))).startswith("GradientError")


def test_arguments():
    with pytest.raises(TypeError, match="rng"):
        verify_grad(T.exp, [np.ones(2)])
    with pytest.raises(TypeError, match="floating point inputs"):
        verify_grad(T.exp, [np.ones(2, dtype="int64")], rng=rng())
    with pytest.raises(TypeError, match="list of arrays"):
        verify_grad(T.exp, np.ones(2), rng=rng())


def test_modes():
    verify_grad(T.tanh, [np.ones(3)], rng=rng(), mode="FAST_COMPILE")


def test_numeric_grad():
    found = numeric_grad(lambda x: (x**2).sum(), np.array([[1.0, 2.0]]))
    assert np.allclose(found.gf, [[2.0, 4.0]], atol=1e-5)
    both = numeric_grad(lambda x, y: float(x[0] * y[0]), [np.array([2.0]), np.array([3.0])])
    assert np.allclose(both.gf, [[3.0], [2.0]], atol=1e-5)
    arg, position, absolute, relative = both.max_err([np.array([3.0]), np.array([9.0])], 1e-4, 1e-4)
    assert (arg, position) == (1, 0) and np.isclose(absolute, 7.0, atol=1e-4)
    with pytest.raises(ValueError, match="wrong shape"):
        both.max_err([np.array([3.0, 1.0]), np.array([9.0])], 1e-4, 1e-4)
