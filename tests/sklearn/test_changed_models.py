"""Models that the program changes after a fit, and models of other dtypes and sizes than the estimators'."""

import copy
import pickle
from collections import OrderedDict
from dataclasses import dataclass

import numpy as np
import pytest

pytest.importorskip("sklearn")

import tensorgraph as theano  # noqa: E402
import tensorgraph.tensor as T  # noqa: E402
from tensorgraph.errors import DisconnectedInputError  # noqa: E402
from tensorgraph.sklearn import MLP, Classifier, Regressor, Transformer, objectives  # noqa: E402

X = np.random.default_rng(0).normal(size=(30, 3))
y = X[:, 0] * 2 - X[:, 1]


class Hidden:
    """A model of a program, told apart by identity alone."""

    def __init__(self, sizes):
        self.sizes = sizes

    def __call__(self, *args):
        return MLP(tuple(self.sizes))(*args)


def changed_tuple(model):
    model.set_params(model__hidden=(7,))


def changed_list(model):
    model.model.sizes[0] = 7


@pytest.mark.parametrize(
    ("built", "change"), [(lambda: MLP((3,)), changed_tuple), (lambda: Hidden([3]), changed_list)], ids=["MLP", "own"]
)
@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))])
def test_a_changed_model_is_that_of_the_next_fit(built, change, copied):
    model = Regressor(built(), random_state=0).fit(X, y)
    before = model.predict(X)
    change(model)
    np.testing.assert_array_equal(model.predict(X), before)
    other = copied(model)
    np.testing.assert_array_equal(other.predict(X), before)
    assert other.partial_fit(X, y).params_[0].shape == (3, 3)
    assert other.fit(X, y).params_[0].shape == (3, 7)


def test_a_model_that_cannot_be_copied():
    class Stubborn(Hidden):
        def __deepcopy__(self, memo):
            raise TypeError("there is but one")

    model = Regressor(Stubborn([2]), random_state=0).fit(X, y)
    np.testing.assert_array_equal(copy.copy(model).predict(X), model.predict(X))


def test_changed_models_leave_the_kept_problems(monkeypatch):
    """A model that is told apart by its parameters may become equal to another one."""
    monkeypatch.setattr(objectives, "_LIMIT", 8)
    monkeypatch.setattr(objectives, "_kept", OrderedDict())
    for size in (2, 2, *range(3, 15)):
        Regressor(MLP((size,)), random_state=0, max_iter=1000).fit(X, y).set_params(model__hidden=(30,))
    assert [key[1].hidden for key in objectives._kept] == [(size,) for size in range(7, 15)]
    assert len(set(objectives._kept)) == 8


def test_models_that_are_no_part_of_a_key():
    """Each of their fits is compiled."""
    @dataclass(frozen=True)
    class Scaled:
        scales: np.ndarray

        def __call__(self, X, n_features, n_outputs, rng):
            return T.dot(X * self.scales, theano.shared(np.zeros((n_features, n_outputs))))

    model = Regressor(Scaled(np.ones(3)), alpha=0)
    np.testing.assert_allclose(model.fit(X, y).predict(X), y, atol=1e-3)
    np.testing.assert_allclose(model.fit(X, 2 * y).predict(X), 2 * y, atol=1e-3)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_results_are_of_float64_as_the_data(dtype):
    def linear(X, n_features, n_outputs, rng):
        weights = theano.shared(rng.normal(size=(n_features, n_outputs)).astype(dtype))
        return T.dot(X.astype(dtype), weights)

    def there_and_back(X, n_features, n_components, rng):
        code = linear(X, n_features, n_components, rng)
        return code, linear(code, n_components, n_features, rng)

    assert Regressor(linear, random_state=0).fit(X, y).predict(X).dtype == "float64"
    sums = Classifier(linear, random_state=0).fit(X, y > 0).predict_proba(X).sum(axis=1)
    np.testing.assert_allclose(sums, 1, rtol=1e-14)
    assert Transformer(there_and_back, random_state=0).fit_transform(X).dtype == "float64"


@pytest.mark.parametrize("difference", [1, -1])
def test_a_column_for_each_class(difference):
    """More columns than classes would be fitted, and then predicted."""
    def model(X, n_features, n_outputs, rng):
        return T.dot(X, theano.shared(np.zeros((n_features, n_outputs + difference))))

    with pytest.raises(ValueError, match="a column for each of the 3 classes"):
        Classifier(model).fit(X, np.arange(30) % 3)


def weighted(X, n_features, n_outputs):
    return T.dot(X, theano.shared(np.ones((n_features, n_outputs)), "weights"))


@pytest.mark.parametrize("solver", ["L-BFGS-B", "adam"])
@pytest.mark.parametrize("path", [
    lambda z: T.cast(z, "int64"), lambda z: z > 0, lambda z: T.cast(z, "int32") * 0.5,
    theano.gradient.disconnected_grad, lambda z: z.argmax(axis=1, keepdims=True) * 1.0,
], ids=["integers", "bools", "through integers", "cut", "places"])  # fmt: skip
def test_what_is_not_trained_is_an_error(path, solver):
    """The penalty alone would move it."""
    with pytest.raises(DisconnectedInputError, match="the loss has no gradient with respect to the parameter weights"):
        Regressor(lambda X, m, n, rng: path(weighted(X, m, n)), solver=solver).fit(X, y)
    frozen = theano.shared(np.ones((3, 1)), "frozen")
    with pytest.raises(DisconnectedInputError, match="parameter frozen"):
        Regressor(lambda X, m, n, rng: weighted(X, m, n) + path(T.dot(X, frozen))).fit(X, y)
    kept = T.constant(np.ones((3, 1)))
    assert len(Regressor(lambda X, m, n, rng: weighted(X, m, n) + path(T.dot(X, kept))).fit(X, y).params_) == 1


@pytest.mark.parametrize("solver", ["L-BFGS-B", "BFGS", "CG", "adam"])
def test_a_cost_that_is_not_finite_is_an_error(solver):
    model = Regressor(lambda X, m, n, rng: T.log(weighted(X, m, n)), solver=solver)
    with pytest.raises(ValueError, match="training diverged"):
        model.fit(-np.abs(X), y)
    assert not hasattr(model, "params_")
