"""Estimators keep scikit-learn's whole contract, and learn what they should."""

import copy
import pickle
import warnings

import numpy as np
import pytest
from new_process import run

sklearn = pytest.importorskip("sklearn")

from sklearn.base import clone  # noqa: E402
from sklearn.datasets import load_digits, load_iris, make_moons, make_regression  # noqa: E402
from sklearn.decomposition import PCA  # noqa: E402
from sklearn.exceptions import ConvergenceWarning, NotFittedError  # noqa: E402
from sklearn.linear_model import LogisticRegression, Ridge  # noqa: E402
from sklearn.model_selection import GridSearchCV, cross_val_score  # noqa: E402
from sklearn.pipeline import make_pipeline  # noqa: E402
from sklearn.preprocessing import StandardScaler  # noqa: E402
from sklearn.utils.estimator_checks import check_estimator  # noqa: E402

import tensorgraph as theano  # noqa: E402
import tensorgraph.tensor as T  # noqa: E402
from tensorgraph.sklearn import MLP, Classifier, Regressor, Transformer  # noqa: E402
from tensorgraph.sklearn.fitting import MINIMISERS  # noqa: E402
from tensorgraph.sklearn.objectives import OPTIMISERS  # noqa: E402

KINDS = [Regressor, Classifier, Transformer]
every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
X, y = load_iris(return_X_y=True)
X = StandardScaler().fit_transform(X)


def output_of(model, X):
    method = {Classifier: "predict_proba", Transformer: "transform", Regressor: "predict"}[type(model)]
    return getattr(model, method)(X)


@every_kind
def test_whole_contract(kind):
    """With no expected failure; the check of the array interface runs only where that is switched on."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        results = check_estimator(kind(), on_skip=None)
    left_out = [r["check_name"] for r in results if r["status"] != "passed"]
    assert set(left_out) <= {"check_array_api_input"} and len(results) > 40


# ---------------------------------------------------------------- equal to scikit-learn's own


def test_linear_regression():
    X, y = make_regression(60, 4, noise=1.0, random_state=0)
    weights = np.random.default_rng(0).uniform(size=60)
    ours = Regressor(alpha=0.01, tol=1e-8).fit(X, y, weights)
    theirs = Ridge(alpha=0.01 * weights.sum(), tol=1e-12).fit(X, y, weights)
    np.testing.assert_allclose(ours.predict(X), theirs.predict(X), rtol=1e-5)
    assert ours.score(X, y) == pytest.approx(theirs.score(X, y), abs=1e-8)


def test_several_targets():
    X, y = make_regression(60, 4, n_targets=3, random_state=0)
    model = Regressor(alpha=0).fit(X, y)
    assert model.predict(X).shape == (60, 3)
    np.testing.assert_allclose(model.predict(X), y, rtol=1e-3, atol=1e-2)
    assert Regressor().fit(X, y[:, :1]).predict(X).shape == (60, 1)
    assert Regressor().fit(X, y[:, 0]).predict(X).shape == (60,)


def test_logistic_regression():
    """Labels may be texts; probabilities are those of the regularised optimum."""
    ours = Classifier(alpha=0.01, tol=1e-8).fit(X, load_iris().target_names[y])
    theirs = LogisticRegression(C=1 / (0.01 * len(X)), tol=1e-10, max_iter=10000).fit(X, y)
    np.testing.assert_allclose(ours.predict_proba(X), theirs.predict_proba(X), atol=1e-4)
    assert list(ours.classes_) == list(load_iris().target_names)
    assert ours.predict(X[:1]) == ["setosa"]


def test_the_default_code_spans_the_principal_components():
    model = Transformer(n_components=2, alpha=0, tol=1e-7, random_state=0)
    code = model.fit_transform(X)
    components = PCA(2).fit_transform(X)
    left = components - code @ np.linalg.lstsq(np.c_[code, np.ones(len(X))], components, rcond=None)[0][:2]
    assert (left - left.mean(axis=0)).std() < 1e-2
    assert list(model.get_feature_names_out()) == ["transformer0", "transformer1"]


# ---------------------------------------------------------------- models and solvers of the program


def wave(X, n_features, n_outputs, rng):
    """A model that returns a vector, with a parameter of its own."""
    frequency = theano.shared(np.ones(n_features) + 0.1 * rng.uniform(size=n_features), "frequency")
    return T.sin(X * frequency).sum(axis=1)


def absolute(predicted, target):
    return T.sqrt(T.sqr(predicted - target).sum(axis=1) + 1e-6)


def test_a_model_and_a_loss_of_the_program():
    X = np.linspace(-1, 1, 50)[:, None]
    y = np.sin(1.7 * X[:, 0])
    model = Regressor(wave, loss=absolute, random_state=0).fit(X, y)
    assert model.params_[0] == pytest.approx([1.7], abs=1e-3) and model.predict(X).shape == (50,)


@pytest.mark.parametrize("solver", [*MINIMISERS, *OPTIMISERS])
def test_solvers(solver):
    X, y = make_moons(200, noise=0.1, random_state=0)
    rate = {"sgd": 0.5, "momentum": 0.1, "nesterov": 0.1, "adadelta": 5.0, "adagrad": 0.1}.get(solver, 0.02)
    model = Classifier(MLP((10,)), solver=solver, learning_rate=rate, batch_size=32, max_iter=300, random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(X, y)
    assert model.score(X, y) > 0.95
    assert len(model.loss_curve_) == model.n_iter_ and model.loss_curve_[-1] == model.loss_ < model.loss_curve_[0]


@every_kind
@pytest.mark.parametrize("solver", ["L-BFGS-B", "adam"])
def test_one_random_state_gives_the_same_bits(kind, solver):
    model = kind(solver=solver, max_iter=5, random_state=3)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        first, second = (output_of(clone(model).fit(X, y), X) for _ in range(2))
    np.testing.assert_array_equal(first, second)


@every_kind
def test_partial_fit(kind):
    """Batches bring the cost down; state goes on where it was, also from a pickle."""
    model = kind(learning_rate=0.05, random_state=0)
    further = {"classes": [0, 1, 2]} if kind is Classifier else {}
    for _ in range(20):
        model.partial_fit(X[::2], y[::2], **further)
    assert model.loss_curve_[-1] < model.loss_curve_[0] and model.n_iter_ == 20
    other = pickle.loads(pickle.dumps(model))
    for m in (model, other):
        m.partial_fit(X[1::2], y[1::2])
    np.testing.assert_array_equal(output_of(model, X), output_of(other, X))
    with pytest.raises(ValueError, match="features"):
        model.partial_fit(X[:, :2], y)
    assert output_of(model.fit(X, y), X).shape[0] == len(X)


def test_partial_fit_checks_classes_and_targets():
    with pytest.raises(ValueError, match="classes must be passed on the first call"):
        Classifier().partial_fit(X, y)
    model = Classifier().partial_fit(X[y < 2], y[y < 2], classes=[0, 1])
    with pytest.raises(ValueError, match="labels that are not in classes.*2"):
        model.partial_fit(X, y)
    with pytest.raises(ValueError, match="not the same as on the last call"):
        model.partial_fit(X[y < 2], y[y < 2], classes=[0, 1, 2])
    with pytest.raises(ValueError, match="2 targets, but the model was fitted to 1"):
        Regressor().partial_fit(X, y).partial_fit(X, np.c_[y, y])


@pytest.mark.parametrize("solver", ["L-BFGS-B", "adam"])
def test_early_stopping(solver):
    """A model that could learn noise by heart stops when what was set aside gets worse, and keeps the best."""
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(80, 20)), rng.normal(size=80)
    model = Regressor(MLP((50,)), alpha=0, solver=solver, early_stopping=True, validation_fraction=0.3, random_state=0,
                      n_iter_no_change=5)
    model.fit(X, y)
    assert model.n_iter_ < 200 and len(model.validation_curve_) == model.n_iter_
    assert np.argmin(model.validation_curve_) < model.n_iter_ - 1
    assert model.score(X, y) < 0.9


def test_early_stopping_with_few_samples():
    """What is set aside has all classes where it can, and a class of one sample stays with either part."""
    model = Classifier(early_stopping=True, validation_fraction=0.01, random_state=0)
    rows = np.r_[0:4, 50:54, 100:104]
    assert model.fit(X[rows], y[rows]).score(X, y) > 0.5
    assert len(model.fit(X[:101], y[:101]).classes_) == 3


def test_weights_count_like_repetitions():
    weights = np.arange(len(X)) % 3
    one = Classifier().fit(X, y, weights).predict_proba(X)
    other = Classifier().fit(np.repeat(X, weights, axis=0), np.repeat(y, weights)).predict_proba(X)
    np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-8)


# ---------------------------------------------------------------- copies, pickles, searches


@every_kind
@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))])
def test_copies_of_fitted_estimators(kind, copied):
    model = kind(random_state=0).fit(X, y)
    np.testing.assert_array_equal(output_of(copied(model), X), output_of(model, X))
    # what is set later belongs to the next fit
    model.set_params(model=MLP((3,)) if kind is not Transformer else None, alpha=1.0)
    np.testing.assert_array_equal(output_of(copied(model), X), output_of(model, X))
    with pytest.raises(NotFittedError):
        output_of(clone(model), X)


def test_a_pickle_in_a_new_process(tmp_path):
    model = Classifier(MLP((5,)), random_state=0).fit(X, y)
    path = tmp_path / "model.pickle"
    path.write_bytes(pickle.dumps((model, X, model.predict_proba(X))))
    program = (
        "import pickle, sys, numpy as np\n"
        "model, X, expected = pickle.loads(open(sys.argv[1], 'rb').read())\n"
        "np.testing.assert_array_equal(model.predict_proba(X), expected)\n"
    )
    run("-c", program, str(path))
    assert len(path.read_bytes()) < 40_000


def test_search_in_two_processes():
    grid = {"classifier__model": [None, MLP((4,)), MLP((8,), T.nnet.relu)], "classifier__alpha": [1e-3, 1e-1]}
    pipeline = make_pipeline(StandardScaler(), Classifier(random_state=0))
    search = GridSearchCV(pipeline, grid, n_jobs=2, cv=3).fit(X, y)
    assert search.best_score_ > 0.93
    pickle.loads(pickle.dumps(search.best_estimator_)).predict(X)


@pytest.mark.filterwarnings("ignore:.*stopped after max_iter")
def test_a_search_reaches_the_parameters_of_a_model():
    """In a pipeline too; the estimator that is searched keeps its own."""
    model = MLP((2,))
    search = GridSearchCV(make_pipeline(Regressor(model, random_state=0, max_iter=20)),
                          {"regressor__model__hidden": [(3,), (4, 2)]}, cv=2).fit(X, y)  # fmt: skip
    found = search.best_estimator_[-1]
    assert found.model.hidden in [(3,), (4, 2)] and len(found.params_) == 2 * len(found.model.hidden) + 2
    assert model == MLP((2,)) and clone(Regressor(model)).model == model
    with pytest.raises(ValueError, match="no parameter 'hiden' of MLP"):
        Regressor(model).set_params(model__hiden=(3,))


@pytest.mark.filterwarnings("ignore:.*stopped after max_iter")
def test_one_column_for_several_targets_is_an_error():
    """It would be fitted to all of them by broadcasting."""
    for build in (lambda x, n: T.dot(x, theano.shared(np.zeros(n))), lambda x, n: T.addbroadcast(
            T.dot(x, theano.shared(np.zeros((n, 1)))), 1)):  # fmt: skip
        model = Regressor(lambda x, n, m, rng, build=build: build(x, n), max_iter=5)
        assert model.fit(X, y).predict(X).shape == y.shape
        with pytest.raises(ValueError, match="lengths 1 and 2 of axis 1 differ"):
            model.fit(X, np.column_stack([y, -y]))


def test_pipelines_and_frames():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(X, columns=list("abcd"))
    pipeline = make_pipeline(Transformer(n_components=3, random_state=0), Classifier())
    assert cross_val_score(pipeline, frame, y, cv=3).mean() > 0.9
    model = Classifier().fit(frame, y)
    assert list(model.feature_names_in_) == list("abcd") and model.n_features_in_ == 4
    with pytest.raises(ValueError, match="feature names"):
        model.predict(frame[list("dcba")])


def test_digits():
    X, y = load_digits(return_X_y=True)
    model = Classifier(MLP((32,)), solver="adam", max_iter=20, random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        assert model.fit(X[:1200] / 16, y[:1200]).score(X[1200:] / 16, y[1200:]) > 0.9


@every_kind
def test_progress(kind, capsys):
    pytest.importorskip("tqdm")
    kind(progress=True).fit(X, y)
    assert kind.__name__ in capsys.readouterr().err


def test_one_class():
    model = Classifier().fit(X, np.zeros(len(X)))
    assert (model.predict(X) == 0).all() and (model.predict_proba(X) == 1).all()


def test_equal_problems_share_compiled_functions():
    """Other models and other graphs of the same function do not."""
    from tensorgraph.sklearn.estimator import _compiled

    a, b = Regressor().fit(X, y), Regressor(alpha=0.1).fit(X[:50], y[:50])
    assert _compiled[a] is _compiled[b]
    power = [1]

    def changing(X, n_features, n_outputs, rng):
        return T.dot(X ** power[0], theano.shared(np.zeros((n_features, n_outputs))))

    c = Regressor(changing).fit(X, y)
    power[0] = 2
    d = Regressor(changing).fit(X, y)
    assert _compiled[c] is not _compiled[d] and abs(c.predict(X) - d.predict(X)).max() > 1e-3


def test_without_scikit_learn():
    """What is missing is said, and how to get it."""
    program = (
        "import sys\n"
        "sys.modules['sklearn'] = None\n"
        "import importlib.util; importlib.util.find_spec = lambda name, *_: None\n"
        "import tensorgraph\n"
        "try:\n"
        "    import tensorgraph.sklearn\n"
        "except ImportError as error:\n"
        "    assert 'pip install' in str(error), error\n"
        "else:\n"
        "    raise AssertionError\n"
    )
    run("-c", program)


# ---------------------------------------------------------------- mistakes

BAD = {
    "model is no function": (lambda: Regressor(3), TypeError, "model must be a function"),
    "model lacks return": (lambda: Regressor(lambda X, n, m, rng: None), TypeError, "does it lack `return`"),
    "nothing to train": (lambda: Regressor(lambda X, n, m, rng: X.sum(axis=1)), ValueError, "nothing to train"),
    "a scalar": (lambda: Regressor(lambda X, n, m, rng: X.sum() * theano.shared(1.0)), TypeError, "return a matrix"),
    "a scalar loss": (lambda: Regressor(loss=lambda p, t: T.sqr(p - t).sum()), TypeError, "one number for each sample"),
    "complex": (lambda: Regressor(lambda X, n, m, rng: X * theano.shared(1j)), TypeError, "real numbers"),
    "no pair": (lambda: Transformer(lambda X, n, m, rng: X * theano.shared(1.0)), TypeError, "must return a pair"),
    "a pair": (lambda: Regressor(lambda X, n, m, rng: (X, X)), TypeError, "the model must return a variable"),
    "a pair of numbers": (lambda: Transformer(lambda X, n, m, rng: (X, 1)), TypeError, "must return a pair"),
    "loss is no function": (lambda: Regressor(loss=3), TypeError, "loss must be a function of what is predicted"),
    "loss lacks return": (lambda: Classifier(loss=lambda p, t: None), TypeError, "the loss must return a variable"),
    "activation": (lambda: Regressor(MLP((2,), "tanh")), TypeError, "activation must be a function of tensors"),
    "units": (lambda: Regressor(MLP("ab")), TypeError, "hidden must be a tuple"),
    "no units": (lambda: Regressor(MLP((5, 0))), ValueError, "number of hidden units must be between 1"),
    "half a unit": (lambda: Regressor(MLP((2.5,))), TypeError, "number of hidden units must be an integer"),
    "none set aside": (
        lambda: Regressor(early_stopping=True, validation_fraction=0), ValueError, "sets 0 of 150 samples aside"),
    "all set aside": (
        lambda: Classifier(early_stopping=True, validation_fraction=1), ValueError, "sets 150 of 150 samples aside"),
    "solver": (lambda: Regressor(solver="lbfgs"), ValueError, "solver must be one of L-BFGS-B"),
    "negative alpha": (lambda: Regressor(alpha=-1), ValueError, "alpha must be between 0 and"),
    "alpha is a text": (lambda: Classifier(alpha="small"), TypeError, "alpha must be a number"),
    "batch of no sample": (lambda: Classifier(batch_size=0), ValueError, "batch_size must be between 1"),
    "half an iteration": (lambda: Classifier(max_iter=0.5), TypeError, "max_iter must be an integer"),
    "no component": (lambda: Transformer(n_components=0), ValueError, "n_components must be"),
    "no tolerance": (lambda: Transformer(tol=None), TypeError, "tol must be a number"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_parameters(case):
    make, error, message = BAD[case]
    with pytest.raises(error, match=message):
        make().fit(X, y)


def test_bad_data():
    with pytest.raises(ValueError, match="(?i)sample.weight"):
        Regressor().fit(X, y, np.zeros(len(X)))
    with pytest.raises(ValueError, match="[Nn]egative"):
        Regressor().fit(X, y, -np.ones(len(X)))
    with pytest.raises(ValueError, match="too large"):
        Regressor().fit(X, y, np.full(len(X), 1e308))
    with pytest.raises(ValueError, match="NaN"):
        Regressor().fit(X * np.nan, y)
    with pytest.raises(ValueError, match="Unknown label type"):
        Classifier().fit(X, np.random.default_rng(0).normal(size=len(X)))


@every_kind
def test_a_fit_that_fails_leaves_the_old_one(kind):
    """Of data with fewer features: the numbers of features are those of the parameters."""
    model = kind(random_state=0).fit(X, y)
    before = output_of(model, X)
    model.set_params(early_stopping=True, validation_fraction=0.999)
    with pytest.raises(ValueError, match="sets 150 of 150 samples aside"):
        model.fit(X[:, :2], y)
    if kind is not Transformer:
        with pytest.raises(ValueError, match="(?i)sample.weight"):
            model.fit(X[:, :2], y, np.zeros(len(X)))
    with pytest.raises(ValueError, match="features"):
        model.partial_fit(X[:, :2], y)
    assert model.n_features_in_ == X.shape[1]
    np.testing.assert_array_equal(output_of(model, X), before)


def test_divergence_keeps_the_old_fit():
    model = Regressor(solver="sgd", learning_rate=1e-2, random_state=0, max_iter=50)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        before = model.fit(X, y).predict(X)
        with pytest.raises(ValueError, match="training diverged"):
            model.set_params(learning_rate=1e60).fit(X * 100, y)
    np.testing.assert_array_equal(model.predict(X), before)


def test_max_iter_warns():
    with pytest.warns(ConvergenceWarning, match="max_iter=1 iterations"):
        Classifier(max_iter=1).fit(X, y)
    with pytest.warns(ConvergenceWarning, match="max_iter=1 passes"):
        Classifier(max_iter=1, solver="adam").fit(X, y)


@pytest.mark.parametrize("option", ["early_stopping", "progress"])
def test_options_are_checked_by_fit(option):
    """The constructor takes anything, as scikit-learn's contract has it."""
    made = Regressor(**{option: "no"})
    with pytest.raises(TypeError, match=f"{option} of Regressor.* must be True or False, not 'no'"):
        made.fit(np.ones((4, 2)), np.ones(4))
