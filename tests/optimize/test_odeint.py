"""Solutions inside graphs: values, gradients, and training through them."""

import pickle

import numpy as np
import pytest
import scipy.linalg

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph import optim
from tensorgraph.gradient import verify_grad
from tensorgraph.optimize import least_squares, minimize, odeint
from tensorgraph.optimize.trajectories import METHODS

every_method = pytest.mark.parametrize("method", METHODS)
TIGHT = dict(rtol=1e-9, atol=1e-11)


@every_method
@pytest.mark.parametrize("times", [[0.0, 0.5, 2.0], [1.0, 0.0, -0.5], [3.0]], ids=str)
def test_values(method, times):
    """Forwards, backwards, and the first state alone."""
    A, y = np.array([[-0.5, 1.0], [-1.0, -0.2]]), T.dvector("y")
    path = odeint(T.dot(A, y), y, [1.0, 0.5], times, method=method, **TIGHT)
    expected = [scipy.linalg.expm(A * (t - times[0])) @ [1, 0.5] for t in times]
    np.testing.assert_allclose(path.eval(), expected, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("gradient", ["sensitivities", "adjoint"])
@pytest.mark.parametrize("method", ["RK45", "Radau", "LSODA"])
@pytest.mark.parametrize("shape", [(), (2,), (2, 2)], ids=str)
def test_gradients(method, shape, gradient):
    """First and second ones, by first states of any rank and parameters, of which one is no shared variable."""
    ndim, rng = len(shape), np.random.RandomState(0)
    t = T.dscalar("t")

    def states(y0, a, b):
        y, p, q = T.tensor("float64", (False,) * ndim, "y"), T.dscalar("p"), y0.type("q")
        derivative = p * T.sin(y) + T.cos(t) * q * y
        path = odeint(derivative, y, y0, [0.0, 0.4, 1.0], t=t, method=method, gradient=gradient, **TIGHT)
        return theano.clone(path, replace={p: a, q: b})

    def slopes(*args):
        return T.concatenate([g.flatten() for g in T.grad((states(*args) ** 2).sum(), list(args))])

    points = [rng.normal(size=shape), np.array(-0.5), rng.normal(size=shape)]
    verify_grad(states, points, rng=rng, eps=1e-5)
    verify_grad(slopes, points, rng=rng, eps=1e-5)


@pytest.mark.parametrize("gradient", ["sensitivities", "adjoint"])
@pytest.mark.parametrize("method, shape", [("DOP853", ()), ("DOP853", (1, 2)), ("Radau", (2,))], ids=str)
def test_gradients_of_times(method, shape, gradient):
    """Also of the first one, of second order and together with others; forwards as backwards, and backwards in time."""
    ndim, rng, t = len(shape), np.random.RandomState(0), T.dscalar("t")

    def states(y0, times, a):
        y, p = T.tensor("float64", [n == 1 for n in shape], "y"), T.dscalar("p")
        derivative = p * T.sin(y) + T.cos(t) * y
        path = odeint(derivative, y, y0, times, t=t, method=method, gradient=gradient, **TIGHT)
        return theano.clone(path, replace={p: a})

    def slopes(*args):
        cost = (states(*args) ** 2 * np.arange(1.0, 4.0).reshape(3, *[1] * ndim)).sum()
        return T.concatenate([g.flatten() for g in T.grad(cost, list(args))])

    for times in ([0.1, 0.5, 1.0], [0.5, 0.1, -0.3]):
        points = [rng.normal(size=shape), np.array(times), np.array(-0.5)]
        verify_grad(states, points, rng=rng, eps=1e-5)
        verify_grad(slopes, points, rng=rng, eps=1e-5)
        args = [T.TensorType("float64", [False] * np.ndim(v))() for v in points]
        z = states(*args).flatten()
        by_row = T.jacobian(z, args[1])
        by_column = [T.Rop(z, args[1], u) for u in np.eye(3)]
        found = theano.function(args, [by_row, T.stack(by_column, axis=1)])(*points)
        np.testing.assert_allclose(*found, rtol=1e-7, atol=1e-10)


def test_the_time_of_an_event():
    """When does a ball reach the floor; what follows depends on the time, and has gradients by it."""
    y, end, g = T.dvector("y"), theano.shared(1.0, "end"), theano.shared(9.81, "g")
    height = odeint(T.stack([y[1], -g]), y, [10.0, 0.0], T.stack([0.0, end]), **TIGHT)[-1, 0]
    assert minimize(T.sqr(height), end, method="BFGS", options={"gtol": 1e-9}).success
    np.testing.assert_allclose(end.get_value(), np.sqrt(20 / 9.81), rtol=1e-6)
    single = odeint(T.stack([y[1], -g]), y, [10.0, 0.0], T.stack([end]))
    assert T.grad(single.sum(), end).eval() == 0


def test_derivatives_of_every_order():
    y, k = T.dvector("y"), theano.shared(0.7, "k")
    last = odeint(-k * y, y, [1.0], [0.0, 1.0], **TIGHT)[-1, 0]
    for order in (1, 2, 3):
        last = T.grad(last, k)
        np.testing.assert_allclose(last.eval(), (-1) ** order * np.exp(-0.7), rtol=1e-7)


@pytest.mark.parametrize("gradient", ["sensitivities", "adjoint"])
def test_second_derivatives_in_a_solver(gradient):
    """Newton's method, by Hessians and by products with them."""
    y, k = T.dvector("y"), theano.shared(np.array([0.5, 0.1]), "k")
    path = odeint(-k[0] * y + k[1], y, [2.0], np.linspace(0, 3, 8), gradient=gradient, **TIGHT)
    data = 0.3 + (2 - 0.3) * np.exp(-1.2 * np.linspace(0, 3, 8))
    cost = T.sqr(path[:, 0] - data).sum()
    for method in ("Newton-CG", "trust-exact"):
        k.set_value([0.5, 0.1])
        assert minimize(cost, k, method=method).fun < 1e-10
        np.testing.assert_allclose(k.get_value(), [1.2, 0.36], rtol=1e-4)


@pytest.mark.filterwarnings("ignore:vmap")
def test_adjoint_without_parameters():
    """The first state alone moves; also where nothing does, at one time, and mapped over first states."""
    y, y0 = T.dvector("y"), T.dvector("y0")

    def path(start, times=(0.0, 1.0)):
        return odeint(-y, y, start, list(times), gradient="adjoint", **TIGHT)

    for z, slope in ((path(y0).sum(), 1 + np.exp(-1)), (path(y0, [0.0]).sum(), 1), ((path(y0) * 0).sum(), 0)):
        np.testing.assert_allclose(T.grad(z, y0).eval({y0: np.ones(2)}), [slope] * 2, rtol=1e-7)
    stack = T.dmatrix("stack")
    slopes = theano.vmap(theano.grad(lambda start: path(start)[-1].sum()))(stack)
    np.testing.assert_allclose(slopes.eval({stack: np.ones((3, 2))}), np.full((3, 2), np.exp(-1)), rtol=1e-7)


def test_adjoint_of_many_parameters():
    """The two ways agree, also where gradients of several times add up, and backwards in time."""
    rng = np.random.default_rng(0)
    w, v = theano.shared(rng.normal(size=(30, 3)), "w"), theano.shared(rng.normal(size=(3, 30)), "v")
    state = T.dvector("state")
    for times in (np.linspace(0, 1, 6), [1.0, 0.2, -0.5], [2.0]):
        grads = []
        for gradient in ("sensitivities", "adjoint"):
            y0 = T.dvector("y0")
            path = odeint(T.dot(v, T.tanh(T.dot(w, state))) / 10, state, y0, times, gradient=gradient, **TIGHT)
            cost = T.sqr(path).sum() + path[0, 0]
            grads.append(theano.function([y0], T.grad(cost, [y0, w, v]))(np.ones(3)))
        for one, other in zip(*grads):
            np.testing.assert_allclose(one, other, rtol=1e-6, atol=1e-8)


def test_pushforward():
    """Tangents and gradients are of one Jacobian."""
    y, y0, k = T.dvector("y"), T.dvector("y0"), T.dvector("k")
    path = odeint(-k[0] * y + k[1] * y[::-1], y, y0, [0.0, 0.5, 1.0], **TIGHT)
    by_rows = T.jacobian(path.flatten(), [y0, k])
    by_columns = [T.Rop(path.flatten(), v, u) for v in (y0, k) for u in np.eye(2)]
    rows, columns = theano.function([y0, k], T.concatenate(by_rows, axis=1)), theano.function([y0, k], by_columns)
    at = [1.0, 2.0], [0.5, 0.25]
    np.testing.assert_allclose(np.transpose(columns(*at)), rows(*at), rtol=1e-12)


def test_parameters_that_are_computed():
    """The gradient flows on to what a parameter and the first state are made of, and is cut where it is told to."""
    y, w, start = T.dvector("y"), theano.shared(0.3, "w"), theano.shared(2.0, "start")
    path = odeint(-T.exp(w) * y, y, T.stack([start, 1.0]), [0.0, 1.0], **TIGHT)
    grads = theano.function([], T.grad(path[-1].sum(), [w, start]))()
    k = np.exp(0.3)
    np.testing.assert_allclose(grads, [-k * np.exp(-k) * 3, np.exp(-k)], rtol=1e-6)


def test_single_precision():
    y, w = T.fvector("y"), theano.shared(np.float32(0.5), "w")
    path = odeint(-w * y, y, np.ones(3, "float32"), [0.0, 1.0])
    g = T.grad(path[-1].sum(), w)
    assert path.dtype == g.dtype == "float32" and path.eval().dtype == g.eval().dtype == "float32"
    np.testing.assert_allclose(g.eval(), -3 * np.exp(-0.5), rtol=1e-4)


def test_inputs_of_a_call():
    """States and times of other lengths in the next call."""
    y, y0, times, k = T.dvector("y"), T.dvector("y0"), T.dvector("times"), T.dscalar("k")
    path = odeint(-k * y, y, y0, times, **TIGHT)
    f = theano.function([y0, times, k], [path, path.shape, T.grad(path.sum(), y0)])
    for n, m in ((2, 3), (5, 2), (2, 3)):
        values, shape, slope = f(np.ones(n), np.linspace(0, 1, m), 0.5)
        assert tuple(shape) == values.shape == (m, n)
        np.testing.assert_allclose(values[-1], np.exp(-0.5), rtol=1e-6)
        np.testing.assert_allclose(slope, np.exp(-0.5 * np.linspace(0, 1, m)).sum(), rtol=1e-6)


def test_a_broadcastable_state():
    y, k = T.col("y", dtype="float64"), theano.shared(np.ones((1, 1)), "k", broadcastable=(True, True))
    path = odeint(-k * y, y, np.ones((3, 1)), [0.0, 1.0])
    assert path.eval().shape == (2, 3, 1) and T.grad(path.sum(), k).eval().shape == (1, 1)


@pytest.mark.parametrize("by", ["minimize", "least_squares", "optim"])
def test_training(by):
    """A linear field is found again from a path."""
    A, times = np.array([[-0.1, 2.0], [-2.0, -0.1]]), np.linspace(0, 2, 12)
    data = np.array([scipy.linalg.expm(A * t) @ [2.0, 0.0] for t in times])
    y, a = T.dvector("y"), theano.shared(np.array([[0.0, 1.0], [-1.0, 0.0]]), "a")
    path = odeint(T.dot(a, y), y, data[0], times)
    cost = T.sqr(path - data).mean()
    if by == "minimize":
        assert minimize(cost, a).nfev < 60
    elif by == "least_squares":
        assert least_squares(path - data, a).nfev < 15
    else:
        step = theano.function([], cost, updates=optim.adam(cost, a, 0.05))
        assert [step() for _ in range(120)][-1] < 1e-2
    np.testing.assert_allclose(a.get_value(), A, atol=0.1 if by == "optim" else 1e-3)


def test_pickles_and_copies():
    y, w = T.dvector("y"), theano.shared(0.5, "w")
    f = theano.function([], [odeint(-w * y, y, [1.0], [0.0, 1.0])])
    f()
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(f))(), f())
    np.testing.assert_array_equal(f.copy()(), f())


def test_failures_of_calls_change_nothing():
    """The solution becomes infinite at time 1; times that go back and forth."""
    y, times, n = T.dvector("y"), T.dvector("times"), theano.shared(0.0, "n")
    f = theano.function([times], odeint(T.sqr(y), y, [1.0], times), updates=[(n, n + 1)])
    with pytest.raises(ArithmeticError, match="cannot be followed to time 2"):
        f([0.0, 2.0])
    for bad in ([0.0, 1.0, 0.5], [0.0, 0.0], [], [0.0, np.nan]):
        with pytest.raises(ValueError, match="times must increase or decrease"):
            f(bad)
    g = theano.function([times], odeint(T.log(-y), y, [1.0], times), updates=[(n, n + 1)])
    with pytest.raises(ValueError, match="the derivative is not finite at the first time, 0"):
        g([0.0, 1.0])
    assert n.get_value() == 0 and f([0.0, 0.5]).shape == (2, 1)


y, k, i = T.dvector("y"), theano.shared(1.0, "k"), theano.shared(2, "i")
BAD = {
    "method": (lambda: odeint(-y, y, [1.0], [0.0, 1.0], method="euler"), ValueError, "no method 'euler'"),
    "function": (lambda: odeint(lambda y, t: -y, y, [1.0], [0.0, 1.0]), TypeError, "derivative must be a variable"),
    "rank": (lambda: odeint(-y.sum(), y, [1.0], [0.0, 1.0]), TypeError, "rank of y"),
    "state": (lambda: odeint(-y, [1.0], [1.0], [0.0, 1.0]), TypeError, "y must be a variable of floats"),
    "integer state": (lambda: odeint(-k * i, i, 1, [0.0, 1.0]), TypeError, "y must be a variable of floats"),
    "start": (lambda: odeint(-y, y, 1.0, [0.0, 1.0]), TypeError, "y0 must have the rank"),
    "times": (lambda: odeint(-y, y, [1.0], 1.0), TypeError, "times must be a vector"),
    "integer": (lambda: odeint(-i * y, y, [1.0], [0.0, 1.0]), TypeError, "depends on i"),
    "shape": (lambda: odeint(y[:1], y, [1.0, 2.0], [0.0, 1.0]).eval(), ValueError, "the state has"),
    "gradient": (
        lambda: odeint(-y, y, [1.0], [0.0, 1.0], gradient="adjont"), ValueError, "Did you mean 'adjoint'"
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_arguments(case):
    call, error, message = BAD[case]
    with pytest.raises(error, match=message):
        call()
