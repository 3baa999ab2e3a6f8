"""Graphs as operations."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

MODES = ["FAST_RUN", theano.Mode("py", None)]


@pytest.mark.parametrize("mode", MODES, ids=str)
def test_nested_with_gradient(mode):
    a, b = T.dscalars("a", "b")
    op = theano.OpFromGraph([a, b], [a * b + T.sin(b)])
    p, q = T.dscalars("p", "q")
    y = op(p, op(q, p))
    f = theano.function([p, q], [y, T.grad(y, p)], mode=mode)
    np.testing.assert_allclose(f(2.0, 3.0), [14.404593652596303, 14.170730771512893])


def test_runs_on_kernels():
    x = T.dvector("x")
    op = theano.OpFromGraph([x], [T.exp(x).sum(), x * 2])
    total, twice = op(x + 1)
    f = theano.function([x], [total, twice])
    assert "python" not in f.kinds()
    got = f([0.0, 1.0])
    np.testing.assert_allclose(got[0], np.exp([1.0, 2.0]).sum())
    np.testing.assert_allclose(got[1], [2.0, 4.0])


@pytest.mark.parametrize("mode", MODES, ids=str)
def test_shared_variables(mode):
    x, s = T.dscalar("x"), theano.shared(3.0)
    op = theano.OpFromGraph([x], [x * s])
    f = theano.function([x], [op(x), T.grad(op(x), s)], mode=mode)
    assert f(2.0) == [6.0, 2.0]
    s.set_value(5.0)
    assert f(2.0) == [10.0, 2.0]


def test_overrides():
    x, y = T.dscalars("x", "y")
    op = theano.OpFromGraph([x, y], [x * y], grad_overrides=lambda inputs, grads: [grads[0] * 10, grads[0] * 20])
    assert theano.function([x, y], T.grad(op(x, y), [x, y]), on_unused_input="ignore")(1.0, 1.0) == [10.0, 20.0]
    op = theano.OpFromGraph([x, y], [x * y], lop_overrides=["default", lambda inputs, outputs, grads: grads[0] * 7])
    assert theano.function([x, y], T.grad(op(x, y), [x, y]), on_unused_input="ignore")(1.0, 3.0) == [3.0, 7.0]


def test_Rop():
    x, v = T.dvectors("x", "v")
    op = theano.OpFromGraph([x], [x**3])
    f = theano.function([x, v], theano.Rop(op(x), x, v))
    np.testing.assert_allclose(f([1.0, 2.0], [1.0, 10.0]), [3.0, 120.0])


def test_errors():
    x = T.dscalar("x")
    with pytest.raises(TypeError):
        theano.OpFromGraph([x], x)
    with pytest.raises(ValueError, match="mutually exclusive"):
        theano.OpFromGraph([x], [x], lop_overrides=None, grad_overrides=None)
