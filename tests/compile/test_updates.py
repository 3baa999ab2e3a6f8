"""Values that functions store: updates of shared variables and of inputs."""

from collections import OrderedDict

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T


def test_updates_are_simultaneous():
    x, y = theano.shared(1.0, "x"), theano.shared(10.0, "y")
    f = theano.function([], [x, y, x + y], updates=[(x, y), (y, x + y)])
    assert [f(), f(), f()] == [[1.0, 10.0, 11.0], [10.0, 11.0, 21.0], [11.0, 21.0, 32.0]]
    assert (x.get_value(), y.get_value()) == (21.0, 32.0)


@pytest.mark.parametrize("form", [list, tuple, dict, OrderedDict, iter])
def test_forms_of_updates(form):
    w = theano.shared(np.zeros(2))
    f = theano.function([], [], updates=form([(w, w + 1)]))
    f()
    np.testing.assert_array_equal(w.get_value(), [1.0, 1.0])


def test_swap_of_arrays():
    a, b = theano.shared(np.arange(3.0)), theano.shared(np.ones(3))
    f = theano.function([], [], updates=[(a, b), (b, a)])
    f()
    np.testing.assert_array_equal(a.get_value(), np.ones(3))
    np.testing.assert_array_equal(b.get_value(), np.arange(3.0))
    assert a.get_value(borrow=True) is not b.get_value(borrow=True)


def test_update_errors():
    s, v, x = theano.shared(np.zeros(2, "float32"), "s"), T.dvector("v"), T.dscalar("x")
    with pytest.raises(TypeError) as info:
        theano.function([v], [], updates=[(s, s + v)])
    assert "An update must have the same type as the original shared variable (shared_var=s" in str(info.value)
    assert "T.cast(update, 'float32')" in str(info.value)
    with pytest.raises(TypeError, match="tensor.unbroadcast"):
        theano.function([v], [], updates=[(s, T.addbroadcast(T.cast(v, "float32"), 0))])
    with pytest.raises(TypeError, match="update target must be a SharedVariable"):
        theano.function([x], x, updates=[(x, x + 1)])
    with pytest.raises(ValueError, match="already has an update"):
        theano.function([], [], updates=[(s, s), (s, s * 2)])


def test_default_update():
    n = theano.shared(0)
    n.default_update = n + 1
    f, g = theano.function([], n), theano.function([], n, no_default_updates=True)
    assert [f(), f(), g(), g()] == [0, 1, 2, 2]
    h = theano.function([], n, no_default_updates=[n])
    k = theano.function([], n, updates=[(n, n + 10)])
    assert [h(), k(), h()] == [2, 2, 12]


def test_default_update_of_an_update():
    a, b = theano.shared(0.0), theano.shared(0.0)
    b.default_update = b + 1
    f = theano.function([], [], updates=[(a, a + b)])
    f(), f(), f()
    assert (a.get_value(), b.get_value()) == (3.0, 3.0)


def test_In_update():
    st, inc = T.dscalars("st", "inc")
    f = theano.function([inc, theano.In(st, value=10.0, update=st + inc)], st * 1)
    assert [f(1.0), f(5.0), f(0.0)] == [10.0, 11.0, 16.0]
    assert f(1.0, 100.0) == 100.0 and f(0.0) == 101.0
    g = theano.function([theano.In(st, value=1.0, update=st * 2), inc], st + inc)
    assert [g(inc=1.0), g(inc=1.0)] == [2.0, 3.0]
    with pytest.raises(TypeError, match="Missing required input: inc"):
        g(5.0)


def test_nothing_changes_when_a_call_fails():
    a, b, x = theano.shared(np.zeros((2, 2))), theano.shared(np.zeros((3, 3))), T.dmatrix("x")
    f = theano.function([x], [], updates=[(a, a + x), (b, b + T.dot(x, x))])
    with pytest.raises(ValueError):
        f(np.ones((2, 2)))
    np.testing.assert_array_equal(a.get_value(), np.zeros((2, 2)))
    np.testing.assert_array_equal(b.get_value(), np.zeros((3, 3)))


def test_ordered_updates():
    from tensorgraph.compile.updates import OrderedUpdates

    a, b = theano.shared(0.0), theano.shared(0.0)
    u = OrderedUpdates([(a, a + 1)]) + OrderedUpdates([(b, b + 2)])
    theano.function([], [], updates=u)()
    assert (a.get_value(), b.get_value()) == (1.0, 2.0)
    with pytest.raises(TypeError):
        u[T.dscalar()] = a


@pytest.mark.parametrize("mode", [None, "FAST_COMPILE"])
def test_an_update_keeps_no_more_than_its_value(mode):
    """The last state of a loop, a row or a reshaped part: the variable does not hold on to what it is a part of."""
    n, x = T.iscalar("n"), T.dmatrix("x")
    h, v, w = (theano.shared(np.zeros(10)) for _ in range(3))
    states, _ = theano.scan(lambda s: s * 0.5 + 1, outputs_info=h, n_steps=n)
    y = T.exp(x)
    updates = [(h, states[-1]), (v, y[3]), (w, y[2:4].reshape((2, -1))[0])]
    f = theano.function([n, x], [states.sum(), y.sum()], updates=updates, mode=mode)
    f(500, np.ones((1000, 10)))
    for s in h, v, w:
        value = s.get_value(borrow=True)
        assert value.base is None and value.nbytes == 80
