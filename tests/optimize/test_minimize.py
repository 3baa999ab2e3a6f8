"""SciPy's minimisers find minima of graphs by exact derivatives; what they cannot do is said."""

import warnings

import numpy as np
import pytest
import scipy.optimize
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.errors import DisconnectedInputError, MissingInputError
from tensorgraph.optimize import minimize
from tensorgraph.optimize.solvers import METHODS
from tensorgraph.tensor.shared_randomstreams import RandomStreams

every_method = pytest.mark.parametrize("method", METHODS)
LIMIT = {"tnc": "maxfun", "cobyqa": "maxfev"}


def able(what):
    return pytest.mark.parametrize("method", [name for name, m in METHODS.items() if getattr(m, what)])


def rosenbrock(w):
    return T.sum(100 * T.sqr(w[1:] - w[:-1] ** 2) + T.sqr(1 - w[:-1]))


def two_minima(a, b):
    """A convex cost of a matrix and a scalar, with its minimum at 1, 2, 3, ... and -0.5."""
    target = np.arange(1.0, 1 + a.get_value().size).reshape(a.get_value().shape)
    return T.sqr(a - target).sum() + T.cosh(b + 0.5) + 0.1 * T.sqr(a - target).sum() ** 2


def test_every_method_of_scipy():
    from scipy.optimize._minimize import MINIMIZE_METHODS

    assert set(MINIMIZE_METHODS) <= METHODS.keys()


# cobyla creeps along the valley for 20,000 calls
@pytest.mark.parametrize("method", sorted(METHODS.keys() - {"cobyla"}))
def test_rosenbrock(method):
    w = theano.shared(np.array([-1.2, 1.0]), "w")
    # below rounding, trust-krylov divides by zero
    tol = None if method == "trust-krylov" else 1e-10
    result = minimize(rosenbrock(w), w, method=method, options={LIMIT.get(method, "maxiter"): 20000}, tol=tol)
    np.testing.assert_allclose(result.x, [1, 1], atol=1e-3)
    np.testing.assert_array_equal(w.get_value(), result.x)
    np.testing.assert_array_equal(result.params, result.x)
    assert result.nfev > 0 and result.ncalls >= result.nfev - 1
    assert result.fun == pytest.approx(float(rosenbrock(w).eval()), abs=1e-12)


@every_method
def test_structure(method):
    """Unknowns of several shapes come back as they were given."""
    a, b = theano.shared(np.full((2, 2), 0.5), "a"), theano.shared(0.5, "b")
    result = minimize(two_minima(a, b), {"a": a, "rest": [(b,)]}, method=method, tol=1e-6)
    np.testing.assert_allclose(a.get_value(), [[1, 2], [3, 4]], atol=2e-2)
    np.testing.assert_allclose(b.get_value(), -0.5, atol=2e-2)
    assert result.params.keys() == {"a", "rest"} and result.x.shape == (5,)
    np.testing.assert_array_equal(result.params["a"], a.get_value())
    np.testing.assert_array_equal(result.params["rest"][0][0], b.get_value())


@pytest.mark.parametrize("method", ["bfgs", "cg", "l-bfgs-b", "newton-cg", "trust-exact", "trust-ncg", "slsqp"])
def test_the_same_path_as_with_a_compiled_function(method):
    """Point by point: SciPy's solver, fed by a compiled function, and its own second derivatives, evaluates the same.

    A value that is rounded otherwise leads to another path.
    """
    from scipy.optimize import rosen_hess, rosen_hess_prod

    w, x = theano.shared(np.array([-1.2, 1.0, 0.7]), "w"), T.dvector("x")
    result = minimize(rosenbrock(w), w, method=method)
    takes = {"product": {"hessp": rosen_hess_prod}, "matrix": {"hess": rosen_hess}}.get(METHODS[method].second, {})
    evaluate = theano.function([x], [rosenbrock(x), T.grad(rosenbrock(x), x)])
    theirs = scipy.optimize.minimize(evaluate, [-1.2, 1.0, 0.7], jac=True, method=method, **takes)
    assert (result.nfev, result.nit) == (theirs.nfev, theirs.nit)
    np.testing.assert_allclose(result.x, theirs.x, rtol=1e-6)


def test_fewer_evaluations_than_finite_differences():
    w = theano.shared(np.full(20, 1.3), "w")
    result = minimize(rosenbrock(w), w)
    theirs = scipy.optimize.minimize(scipy.optimize.rosen, np.full(20, 1.3))
    assert result.success and result.ncalls * 10 < theirs.nfev


@settings(max_examples=25)
@given(data=st.data())
def test_shapes_and_dtypes(data):
    """Any number of unknowns of any rank; empty ones too, as long as one has elements."""
    shapes = data.draw(st.lists(st.lists(st.integers(0, 3), max_size=3), min_size=1, max_size=3))
    dtypes = [data.draw(st.sampled_from(["float64", "float32"])) for _ in shapes]
    params = [theano.shared(np.zeros(s, d), broadcastable=[n == 1 for n in s]) for s, d in zip(shapes, dtypes)]
    targets = [np.random.default_rng(i).normal(size=s).astype(d) for i, (s, d) in enumerate(zip(shapes, dtypes))]
    cost = sum(T.sqr(p - t).sum() for p, t in zip(params, targets))
    if not sum(t.size for t in targets):
        with pytest.raises(ValueError, match="no elements"):
            minimize(cost, params)
        return
    result = minimize(cost, params)
    for p, t, found in zip(params, targets, result.params):
        assert found.dtype == t.dtype and found.shape == t.shape
        np.testing.assert_allclose(found, t, atol=1e-3)
        np.testing.assert_array_equal(p.get_value(), found)


def test_plain_variables_with_start_values():
    x, y = T.dvector("x"), T.fscalar("y")
    result = minimize(T.sqr(x - [1.0, 2.0]).sum() + T.sqr(y + 3), [x, y], x0=[[0, 0], 1])
    np.testing.assert_allclose(result.params[0], [1, 2], atol=1e-5)
    assert result.params[1].dtype == "float32" and result.params[1] == pytest.approx(-3, abs=1e-3)


def test_shared_and_plain_variables():
    x, w = T.dscalar("x"), theano.shared(5.0, "w")
    cost = T.sqr(x - 1) + T.sqr(w - 2)
    result = minimize(cost, [x, w], x0=[0.0, None])
    np.testing.assert_allclose([*result.params, w.get_value()], [1, 2, 2], atol=1e-5)


def test_data():
    """By inputs and args, or by givens, as values or variables."""
    x, y = T.dmatrix("x"), T.dvector("y")
    rng = np.random.default_rng(0)
    X, w_true = rng.normal(size=(30, 3)), np.array([1.0, -2.0, 0.5])
    for further in (
        {"inputs": [x, y], "args": (X, X @ w_true)},
        {"givens": {x: X, y: X @ w_true}},
        {"givens": [(x, theano.shared(X)), (y, X @ w_true)]},
        {"inputs": [x], "args": [X], "givens": {y: X @ w_true}},
    ):
        w = theano.shared(np.zeros(3), "w")
        minimize(T.sqr(T.dot(x, w) - y).mean(), w, **further)
        np.testing.assert_allclose(w.get_value(), w_true, atol=1e-5)


def test_random_variables_keep_their_draws():
    noise = RandomStreams(1).normal((50,))
    w = theano.shared(0.0, "w")
    result = minimize(T.sqr(w - noise).mean(), w)
    assert result.success
    np.testing.assert_allclose(w.get_value(), theano.function([], noise.mean(), no_default_updates=True)(), atol=1e-6)


# ---------------------------------------------------------------- bounds


@able("bounds")
def test_bounds(method):
    """Numbers, arrays and None, for each unknown."""
    a, b = theano.shared(np.full((2, 2), 0.5), "a"), theano.shared(0.5, "b")
    high = np.array([[0.75, np.inf], [9, 9]])
    minimize(two_minima(a, b), [a, b], bounds=[(None, high), (0, 1)], method=method, tol=1e-9)
    np.testing.assert_allclose(a.get_value(), [[0.75, 2], [3, 4]], atol=2e-2)
    np.testing.assert_allclose(b.get_value(), 0, atol=1e-2)


@pytest.mark.parametrize("bounds", ["dict of variables", "structure", "Bounds"])
def test_forms_of_bounds(bounds):
    a, b = theano.shared(np.zeros(2), "a"), theano.shared(0.0, "b")
    given = {
        "dict of variables": {b: (0, None)},
        "structure": {"a": None, "b": (0, None)},
        "Bounds": Bounds([-np.inf, -np.inf, 0], np.inf),
    }[bounds]
    result = minimize(two_minima(a, b), {"a": a, "b": b}, bounds=given)
    np.testing.assert_allclose(result.x, [1, 2, 0], atol=1e-4)


@pytest.mark.parametrize("method", ["l-bfgs-b", "tnc", "slsqp"])
def test_fixed_unknowns(method, capsys):
    """Equal bounds hold an element; all equal leave nothing to do. Nothing is printed."""
    w = theano.shared(np.array([0.5, 0.5]), "w")
    minimize(rosenbrock(w), w, bounds=([0.5, -9], [0.5, 9]), method=method, callback=lambda x: None)
    np.testing.assert_allclose(w.get_value(), [0.5, 0.25], atol=1e-4)
    minimize(rosenbrock(w), w, bounds=(0.25, 0.25), method=method)
    np.testing.assert_array_equal(w.get_value(), [0.25, 0.25])
    assert capsys.readouterr().out == ""


# ---------------------------------------------------------------- what is reported, and state


@every_method
@pytest.mark.parametrize("modern", [False, True])
def test_callback(method, modern):
    seen = []
    w = theano.shared(np.array([-1.2, 1.0]), "w")

    def old(x, *state):
        seen.append(x)

    def new(intermediate_result):
        seen.append(intermediate_result.params)
        np.testing.assert_array_equal(intermediate_result.params, intermediate_result.x)

    result = minimize(rosenbrock(w), w, method=method, callback=new if modern else old)
    assert len(seen) > 1 and all(x.shape == (2,) for x in seen)
    np.testing.assert_allclose(seen[-1], result.x, atol=0.5)


def test_a_callback_without_a_signature():
    found = {}
    w = theano.shared(np.array([-1.2, 1.0]), "w")
    result = minimize(rosenbrock(w), w, callback=lambda x: found.update(last=x))
    seen = []
    minimize(T.sqr(w - 3).sum(), w, callback=seen.append)
    assert len(seen) and found["last"] == pytest.approx(result.x)


def test_callback_ends_the_search():
    w = theano.shared(np.array([-1.2, 1.0]), "w")

    def stop(x):
        raise StopIteration

    result = minimize(rosenbrock(w), w, callback=stop)
    assert not result.success and result.nit == 1
    np.testing.assert_array_equal(w.get_value(), result.x)


def test_progress(capsys):
    pytest.importorskip("tqdm")
    w = theano.shared(np.array([-1.2, 1.0]), "w")
    minimize(rosenbrock(w), w, progress=True)
    assert "minimize" in capsys.readouterr().err


def test_progress_needs_tqdm(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "tqdm.auto", None)
    w = theano.shared(np.ones(2), "w")
    with pytest.raises(ImportError, match="needs tqdm: pip install"):
        minimize(T.sqr(w).sum(), w, progress=True)


@every_method
def test_an_exception_leaves_unknowns_as_they_were(method):
    """Also where the cost itself fails, in a call."""
    w, x = theano.shared(np.array([-1.2, 1.0]), "w"), T.dvector("x")

    def fail(*_):
        raise KeyError("of the program")

    with pytest.raises(KeyError, match="of the program"):
        minimize(rosenbrock(w), w, method=method, callback=fail)
    with pytest.raises(ValueError, match="lengths 2 and 3"):
        minimize(rosenbrock(w) + T.sqr(w - x).sum(), w, method=method, inputs=[x], args=[np.ones(3)])
    np.testing.assert_array_equal(w.get_value(), [-1.2, 1.0])


def test_the_limit_of_iterations_keeps_the_result():
    w = theano.shared(np.array([-1.2, 1.0]), "w")
    result = minimize(rosenbrock(w), w, options={"maxiter": 3})
    assert not result.success and result.nit == 3
    np.testing.assert_array_equal(w.get_value(), result.x)
    assert (w.get_value() != [-1.2, 1.0]).any()


@every_method
def test_nan(method):
    """Nothing crashes where the cost is nan everywhere; the unknowns stay finite."""
    w = theano.shared(np.array([-1.2, 1.0]), "w")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            minimize(T.log(-T.sqr(w).sum() - 1), w, method=method, options={LIMIT.get(method, "maxiter"): 20})
        except (ValueError, np.linalg.LinAlgError):
            np.testing.assert_array_equal(w.get_value(), [-1.2, 1.0])
    assert np.isfinite(w.get_value()).all()


def test_a_method_of_the_program():
    """It gets value, gradient, start and options, as from SciPy."""
    def descend(fun, x0, args, jac, callback, rate, **further):
        x = x0
        for _ in range(200):
            x = x - rate * jac(x)
        return scipy.optimize.OptimizeResult(x=x, fun=fun(x), success=True)

    w = theano.shared(np.ones(3), "w")
    result = minimize(T.sqr(w - 2).sum(), w, method=descend, options={"rate": 0.1})
    np.testing.assert_allclose(result.x, 2)


def test_methods_without_gradients_need_none():
    """A cost of steps, of integers even."""
    w = theano.shared(np.array([3.3, -2.2]), "w")
    result = minimize(T.floor(10 * T.abs_(w)).astype("int64").sum(), w, method="Nelder-Mead")
    assert result.fun == 0 and isinstance(result.fun, float)


# ---------------------------------------------------------------- bad arguments

w, x, i = theano.shared(np.ones(2), "w"), T.dvector("x"), theano.shared(np.arange(2), "i")
cost = T.sqr(w).sum()
BAD = {
    "vector": (lambda: minimize(w * 2, w), TypeError, "(?s)cost must be a scalar.*sum\\(\\) or mean"),
    "complex": (lambda: minimize(T.cast(cost, "complex128"), w), TypeError, "real numbers"),
    "number": (lambda: minimize(1.0, w), TypeError, "cost must be a variable"),
    "function": (lambda: minimize(lambda w: w, w), TypeError, "cost must be a variable"),
    "None": (lambda: minimize(None, w), TypeError, "cost must be a variable, not None"),
    "integers": (lambda: minimize(cost + i.sum(), [w, i]), TypeError, "unknown 1 is i(?s:.*)floats"),
    "complex unknown": (lambda: minimize(cost, theano.shared(np.ones(2) * 1j)), TypeError, "unknown 0"),
    "constant": (lambda: minimize(cost, T.constant([1.0])), TypeError, "unknown 0 is no variable"),
    "array": (lambda: minimize(cost, np.ones(2)), TypeError, "unknown 0 is no variable"),
    "name": (lambda: minimize(cost, "w"), TypeError, "unknown 0 is no variable"),
    "computed": (lambda: minimize(cost, w * 2), TypeError, "is computed"),
    "nothing": (lambda: minimize(cost, []), ValueError, "wrt is empty"),
    "empty": (lambda: minimize(cost, theano.shared(np.ones(0))), ValueError, "no elements"),
    "twice": (lambda: minimize(cost, [w, (w,)]), ValueError, "occurs twice"),
    "no start": (lambda: minimize(cost + x.sum(), [w, x]), ValueError, "no start value for x"),
    "start, structure": (lambda: minimize(cost + x.sum(), [w, x], x0=[None]), ValueError, "structure of wrt"),
    "start, too long": (lambda: minimize(cost, [w], x0=[None, 1]), ValueError, "structure of wrt"),
    "start, rank": (lambda: minimize(cost, w, x0=np.ones((2, 2))), TypeError, "must be 1-d"),
    "start, text": (lambda: minimize(cost, w, x0="ones"), TypeError, "must be 1-d and real"),
    "start, complex": (lambda: minimize(cost, w, x0=[1j, 1]), TypeError, "real"),
    "disconnected": (lambda: minimize(cost, [w, theano.shared(1.0, "b")]), DisconnectedInputError, "unknown b"),
    "integer cost": (lambda: minimize(T.cast(w, "int64").sum(), w), TypeError, "has no slope"),
    "method": (lambda: minimize(cost, w, method="BGFS"), ValueError, "Did you mean 'bfgs'"),
    "method, number": (lambda: minimize(cost, w, method=3), TypeError, "name of a method"),
    "keyword": (lambda: minimize(cost, w, bound=1), TypeError, "Did you mean 'bounds'"),
    "no bounds": (lambda: minimize(cost, w, method="BFGS", bounds=(0, 1)), ValueError, "BFGS takes no bounds: use"),
    "no constraints": (lambda: minimize(cost, w, method="cg", constraints=w.sum() < 1), ValueError, "no constraints"),
    "bounds, order": (lambda: minimize(cost, w, bounds=(1, 0)), ValueError, "must not exceed"),
    "bounds, nan": (lambda: minimize(cost, w, bounds=(float("nan"), 0)), ValueError, "must not exceed"),
    "bounds, shape": (lambda: minimize(cost, w, bounds=(np.zeros(3), 1)), ValueError, "has shape \\(3,\\)"),
    "bounds, number": (lambda: minimize(cost, w, bounds=3), TypeError, "must be a pair"),
    "bounds, text": (lambda: minimize(cost, w, bounds=("a", "b")), TypeError, "must be real numbers"),
    "bounds, structure": (lambda: minimize(cost, [w], bounds=[(0, 1), (0, 1)]), ValueError, "structure of wrt"),
    "bounds, stranger": (lambda: minimize(cost, w, bounds={x: (0, 1)}), ValueError, "x, a .*not in wrt"),
    "constraint, function": (lambda: minimize(cost, w, constraints=lambda w: w), TypeError, "constraints must be"),
    "constraint, no comparison": (lambda: minimize(cost, w, constraints=[w.sum()]), TypeError, "a constraint must be"),
    "constraint, dict": (lambda: minimize(cost, w, constraints={"type": "le", "fun": w}), TypeError, "must be"),
    "constraint, fun": (lambda: minimize(cost, w, constraints={"type": "eq", "fun": 1.0}), TypeError, "variable"),
    "constraint, bool": (lambda: minimize(cost, w, constraints=[True]), TypeError, "a constraint must be"),
    "constraint, order": (lambda: minimize(cost, w, constraints=(1, w.sum(), 0)), ValueError, "must be in order"),
    "constraint, nan": (
        lambda: minimize(cost, w, constraints=[(float("nan"), w, [1, 2])]), ValueError, "must be in order"),
    "constraint, shape": (
        lambda: minimize(cost, w, constraints=(None, w, [1, 2, 3])), ValueError, r"\(3,\).*elements of .*\(2,\)"),
    "callback": (lambda: minimize(cost, w, callback=3), TypeError, "callback must be a function"),
    "missing": (lambda: minimize(cost + x.sum(), w), MissingInputError, "x"),
    "args": (lambda: minimize(cost + x.sum(), w, inputs=[x]), ValueError, "0 args for 1 inputs"),
    "args, no list": (lambda: minimize(cost + x.sum(), w, inputs=x, args=[1]), TypeError, "inputs must be a list"),
    "args, type": (lambda: minimize(cost, w, inputs=[x], args=["a"]), ValueError, "the value of x"),
    "given twice": (lambda: minimize(cost, w, givens={w: np.ones(2)}), ValueError, "given twice"),
    "givens": (lambda: minimize(cost, w, givens=3), TypeError, "givens must be a dict"),
    "givens, name": (lambda: minimize(cost, w, givens={"x": 1}), TypeError, "must be variables"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_arguments(case):
    call, error, message = BAD[case]
    with pytest.raises(error, match=message):
        call()
    np.testing.assert_array_equal(w.get_value(), [1, 1])
