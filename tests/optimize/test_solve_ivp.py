"""Initial value problems: solutions, Jacobians and sensitivities against closed forms and finite differences."""

import numpy as np
import pytest
import scipy.integrate
import scipy.linalg

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.errors import DisconnectedInputError
from tensorgraph.optimize import solve_ivp
from tensorgraph.optimize.trajectories import METHODS, System

every_method = pytest.mark.parametrize("method", METHODS)
TIGHT = dict(rtol=1e-8, atol=1e-10)


@every_method
def test_linear_system(method):
    """The solution is the exponential of the matrix, its derivative the Fréchet derivative."""
    A = np.array([[-0.5, 1.0], [-1.0, -0.2]])
    a, y = theano.shared(A, "a"), T.dvector("y")
    result = solve_ivp(T.dot(a, y), (0, 2), [1.0, 0.5], y=y, wrt=a, method=method, t_eval=[0, 1, 2], **TIGHT)
    for i, t in enumerate(result.t):
        np.testing.assert_allclose(result.states[i], scipy.linalg.expm(A * t) @ [1, 0.5], rtol=1e-5, atol=1e-7)
        for j in range(2):
            for k in range(2):
                E = np.zeros((2, 2))
                E[j, k] = t
                expected = scipy.linalg.expm_frechet(A * t, E, compute_expm=False) @ [1, 0.5]
                np.testing.assert_allclose(result.sensitivities[i, :, j, k], expected, rtol=1e-4, atol=1e-6)
    np.testing.assert_array_equal(a.get_value(), A)


@pytest.mark.parametrize("method", ["RK45", "Radau", "BDF"])
def test_the_path_of_scipy(method):
    """The same steps as by its own functions, with the Jacobian by hand."""
    def f(t, y):
        return [y[1], 5 * (1 - y[0] ** 2) * y[1] - y[0]]

    def slopes(t, y):
        return np.array([[0, 1], [-10 * y[0] * y[1] - 1, 5 * (1 - y[0] ** 2)]])

    y = T.dvector("y")
    result = solve_ivp(T.stack([y[1], 5 * (1 - T.sqr(y[0])) * y[1] - y[0]]), (0, 10), [2, 0], y=y, method=method)
    further = {} if method == "RK45" else {"jac": slopes}
    theirs = scipy.integrate.solve_ivp(f, (0, 10), [2, 0], method=method, **further)
    assert (result.nfev, result.njev, result.nlu) == (theirs.nfev, theirs.njev, theirs.nlu)
    np.testing.assert_allclose(result.y, theirs.y, rtol=1e-9, atol=1e-12)


def test_structure():
    """States and parameters of several shapes, with time, further inputs and one parameter that is not shared."""
    t, u, v, c = T.dscalar("t"), T.dmatrix("u"), T.fscalar("v"), T.dscalar("c")
    k, d = theano.shared(np.array([1.0, 2.0]), "k"), T.dscalar("d")
    derivative = {"u": -k * u + c * t, "v": [T.cast(d * v, "float32")]}
    result = solve_ivp(
        derivative, (0, 1), {"u": np.ones((3, 2)), "v": [2.0]}, y={"u": u, "v": [v]}, t=t, wrt=[k, {"d": d}],
        p0=[None, {"d": 0.5}], inputs=[c], args=[0.0], t_eval=[1.0], rtol=1e-8, atol=1e-8,
    )
    np.testing.assert_allclose(result.states["u"], np.exp(-np.tile([1.0, 2.0], (1, 3, 1))), rtol=1e-6)
    np.testing.assert_allclose(result.states["v"][0], [2 * np.exp(0.5)], rtol=1e-5)
    of_k, of_d = result.sensitivities["u"]
    assert of_k.shape == (1, 3, 2, 2) and of_d["d"].shape == (1, 3, 2) and result.y.shape == (7, 1)
    np.testing.assert_allclose(of_k[0, 0], np.diag(-np.exp([-1.0, -2.0])), rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(result.sensitivities["v"][0][1]["d"], [2 * np.exp(0.5)], rtol=1e-5)
    np.testing.assert_array_equal(of_d["d"], 0)


@every_method
def test_sensitivities_by_finite_differences(method):
    """Of Lotka's and Volterra's equations."""
    y, p = T.dvector("y"), theano.shared(np.array([1.5, 1.0, 3.0, 1.0]), "p")
    derivative = T.stack([p[0] * y[0] - p[1] * y[0] * y[1], -p[2] * y[1] + p[3] * y[0] * y[1]])
    options = dict(y=y, method=method, t_eval=[1.0, 3.0], rtol=1e-9, atol=1e-9)
    result = solve_ivp(derivative, (0, 3), [10.0, 5.0], wrt=p, **options)
    for j in range(4):
        moved = []
        for sign in (1, -1):
            p.set_value(np.array([1.5, 1.0, 3.0, 1.0]) + sign * 1e-4 * np.eye(4)[j])
            moved.append(solve_ivp(derivative, (0, 3), [10.0, 5.0], **options).states)
        expected = (moved[0] - moved[1]) / 2e-4
        np.testing.assert_allclose(result.sensitivities[..., j], expected, rtol=2e-3, atol=2e-3)


@pytest.mark.parametrize("method", ["Radau", "BDF", "LSODA"])
def test_a_stiff_system(method):
    """Robertson's: with the Jacobian an implicit method takes few steps, also for the sensitivities."""
    y, k = T.dvector("y"), theano.shared(np.array([0.04, 3e7, 1e4]), "k")
    slow, fast, back = k[0] * y[0], k[1] * T.sqr(y[1]), k[2] * y[1] * y[2]
    derivative = T.stack([back - slow, slow - back - fast, fast])
    result = solve_ivp(derivative, (0, 1e3), [1.0, 0.0, 0.0], y=y, wrt=k, method=method, rtol=1e-5, atol=1e-9)
    assert result.success and result.nfev < 5000
    np.testing.assert_allclose(result.states.sum(axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(result.sensitivities.sum(axis=1), 0, atol=1e-3)
    # from the literature (CVODES): at t = 400
    result = solve_ivp(derivative, (0, 4e2), [1.0, 0.0, 0.0], y=y, wrt=k, method=method, rtol=1e-6, atol=1e-10)
    np.testing.assert_allclose(result.states[-1], [4.5054e-01, 3.2231e-06, 5.4946e-01], rtol=1e-3)
    np.testing.assert_allclose(result.sensitivities[-1][0, 0], -5.9584, rtol=1e-2)


def test_the_jacobian_of_what_is_integrated():
    """Its blocks are those by finite differences; what is left out lies below the diagonal blocks."""
    y, p = T.dvector("y"), theano.shared(np.array([0.5, 2.0]), "p")
    system = System(T.stack([p[0] * y[1], -p[1] * y[0]]), y, [1.0, 2.0], wrt=p)
    z = np.arange(1.0, 7.0)
    f, whole = system.derivative(), system.jacobian(dense=True)(0.0, z)
    numeric = np.array([(f(0.0, z + 1e-6 * e) - f(0.0, z - 1e-6 * e)) / 2e-6 for e in np.eye(6)]).T
    np.testing.assert_allclose(whole[:2], numeric[:2], atol=1e-6)
    np.testing.assert_allclose(whole[2:, 2:], numeric[2:, 2:], atol=1e-6)


@pytest.mark.parametrize("wrt", [False, True])
def test_events_and_dense_output(wrt):
    """Events are graphs, or functions as SciPy has them; both see the state alone."""
    y, t, g = T.dvector("y"), T.dscalar("t"), theano.shared(9.81, "g")

    def apex(t, y):
        assert y.shape == (2,)
        return y[1]

    apex.direction = -1

    def ground(t, y):
        return y[0]

    ground.terminal, ground.direction = True, -1
    result = solve_ivp(
        T.stack([y[1], -g]), (0, 100), [0.0, 10.0], y=y, t=t, wrt=g if wrt else None,
        events=[apex, ground, y[0] - 1, t - 0.5], dense_output=True, **TIGHT
    )
    assert result.t[-1] == pytest.approx(20 / 9.81)
    assert [len(e) for e in result.t_events] == [1, 1, 2, 1]
    np.testing.assert_allclose(result.y_events[0], [[100 / 2 / 9.81, 0]], atol=1e-6)
    np.testing.assert_allclose(result.sol(0.5), [5 - 9.81 / 8, 10 - 9.81 / 2], rtol=1e-6)
    if wrt:
        np.testing.assert_allclose(result.sensitivities[-1], [-((20 / 9.81) ** 2) / 2, -20 / 9.81], rtol=1e-5)


y, t, k = T.dvector("y"), T.dscalar("t"), theano.shared(1.0, "k")
BAD = {
    "method": (lambda: solve_ivp(-y, (0, 1), [1.0], y=y, method="RK4"), ValueError, "Did you mean 'RK45'"),
    "span": (lambda: solve_ivp(-y, 1, [1.0], y=y), TypeError, "t_span must be a pair"),
    "span, nan": (lambda: solve_ivp(-y, (0, np.nan), [1.0], y=y), ValueError, "t_span must be a finite first time"),
    "span, no first": (lambda: solve_ivp(-y, (-np.inf, 0), [1.0], y=y), ValueError, "t_span must be a finite first"),
    "times": (lambda: solve_ivp(-y, (0, 1), [1.0], y=y, t_eval=[0, np.nan]), ValueError, "t_eval must be finite"),
    "first state": (lambda: solve_ivp(-y, (0, 1), [np.nan], y=y), ValueError, "first state is not finite"),
    "derivative": (lambda: solve_ivp(T.log(-y), (2, 3), [1.0], y=y), ValueError, "not finite at the first time, 2"),
    "start": (lambda: solve_ivp(-y, (0, 1), y=y), ValueError, "no start value for y"),
    "rank": (lambda: solve_ivp(y.sum(), (0, 1), [1.0], y=y), TypeError, "must have its rank"),
    "length": (lambda: solve_ivp(y[:1], (0, 1), [1.0, 2.0], y=y), ValueError, r"shape \(1,\); the state has \(2,\)"),
    "structure": (lambda: solve_ivp([-y], (0, 1), {"y": [1.0]}, y={"y": y}), ValueError, "structure of wrt|structure"),
    "no variable": (lambda: solve_ivp(lambda t, y: -y, (0, 1), [1.0], y=y), TypeError, "derivative must be a variable"),
    "complex": (lambda: solve_ivp(y * 1j, (0, 1), [1.0], y=y), TypeError, "real numbers"),
    "time": (lambda: solve_ivp(-y, (0, 1), [1.0], y=y, t=0.0), TypeError, "t must be a scalar variable"),
    "time of single precision": (lambda: solve_ivp(-y, (0, 1), [1.0], y=y, t=T.fscalar()), TypeError, "float64"),
    "time left out": (lambda: solve_ivp(-y * t, (0, 1), [1.0], y=y), theano.MissingInputError, "t"),
    "no effect": (lambda: solve_ivp(-y, (0, 1), [1.0], y=y, wrt=k), DisconnectedInputError, "unknown k"),
    "state in wrt": (
        lambda: solve_ivp(-k * y, (0, 1), [1.0], y=y, wrt=[k, y], p0=[None, [1.0]]), ValueError, "the state or the time"
    ),
    "event": (lambda: solve_ivp(-y, (0, 1), [1.0], y=y, events=[3]), TypeError, "an event must be"),
    "event, vector": (lambda: solve_ivp(-y, (0, 1), [1.0], y=y, events=y), TypeError, "an event must be a scalar"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_arguments(case):
    call, error, message = BAD[case]
    with pytest.raises(error, match=message):
        call()
