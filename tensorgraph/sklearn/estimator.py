"""The base of the estimators: parameters, training, and what is kept."""

from __future__ import annotations

import functools
import weakref
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.model_selection import train_test_split
from sklearn.utils import check_random_state
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data

from ..misuse import guess_in_constructor
from ..optimize.progress import Progress
from ..options import check_options
from .fitting import Batches, Data, Monitor, fit_batches, fit_whole, is_optimiser
from .objectives import Objective, objective, real, snapshot

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from numpy.typing import NDArray

    _Method = TypeVar("_Method", bound=Callable[..., Any])

_compiled: weakref.WeakKeyDictionary[Any, Objective] = weakref.WeakKeyDictionary()
"""Of fitted estimators, whose copies and pickles hold arrays only."""


def all_or_nothing(method: _Method) -> _Method:
    """Decorate a method that fits: one that raises leaves the estimator as it was."""

    @functools.wraps(method)
    def fitting(self: Any, *args: Any, **kwargs: Any) -> Any:
        before = dict(vars(self))
        try:
            return method(self, *args, **kwargs)
        except BaseException:
            vars(self).clear()
            vars(self).update(before)
            raise

    return cast("_Method", fitting)


@guess_in_constructor
class GraphEstimator(BaseEstimator):
    """The base of estimators whose model is a graph.

    A subclass defines ``_objective(model, loss, n_features, n_outputs, rng)``, which builds the graph.
    """

    _stratified = False
    _takes_anything = True

    def __init__(
        self, model: Callable[..., Any] | None = None, *, loss: Callable[..., Any] | None = None, alpha: float = 1e-4,
        solver: str = "L-BFGS-B", learning_rate: float = 0.01, batch_size: int = 200, max_iter: int = 1000,
        tol: float = 1e-4, early_stopping: bool = False, validation_fraction: float = 0.1, n_iter_no_change: int = 10,
        random_state: Any = None, progress: bool = False,
    ) -> None:
        self.model = model
        self.loss = loss
        self.alpha = alpha
        self.solver = solver
        self.learning_rate = learning_rate
        self.batch_size = batch_size
        self.max_iter = max_iter
        self.tol = tol
        self.early_stopping = early_stopping
        self.validation_fraction = validation_fraction
        self.n_iter_no_change = n_iter_no_change
        self.random_state = random_state
        self.progress = progress

    def _check_parameters(self):
        real("alpha", self.alpha, 0)
        real("learning_rate", self.learning_rate, 0)
        real("tol", self.tol, 0)
        real("validation_fraction", self.validation_fraction, 0, 1)
        for name in ("batch_size", "max_iter", "n_iter_no_change"):
            real(name, getattr(self, name), 1, whole=True)
        is_optimiser(self.solver)
        check_options([("early_stopping", 0), ("progress", 1)], (), vars(self), type(self).__name__)

    def _weights(self, sample_weight, X):
        weights = _check_sample_weight(sample_weight, X, dtype="float64", ensure_non_negative=True)
        with np.errstate(over="ignore"):
            total = weights.sum()
        if not total > 0:
            raise ValueError("all of sample_weight is zero: no sample counts")
        if total == np.inf:
            raise ValueError("sample_weight is too large: its sum is not finite")
        return weights

    def _new(self, recipe, n_features, n_outputs, rng):
        """Return the compiled objective of a model and a loss, and start values."""
        key = (type(self), *recipe, n_features, n_outputs)
        return objective(key, lambda: self._objective(*recipe, n_features, n_outputs, rng))

    def _train(self, data: Data, n_outputs: int) -> None:
        """Fit the model to data, and keep what was found once all of it is there."""
        rng = check_random_state(self.random_state)
        made, x = self._new((self.model, self.loss), data.X.shape[1], n_outputs, rng)
        validation, by_batches = None, is_optimiser(self.solver)
        if self.early_stopping:
            data, validation = self._parted(data, n_outputs, rng)
        patience = self.n_iter_no_change if by_batches or self.early_stopping else None
        with Progress(self.progress, self.max_iter, type(self).__name__) as bar:
            monitor = Monitor(made, validation, self.tol, patience, bar)
            if by_batches:
                batches = Batches(made, self.solver, x)
                x, n_iter = fit_batches(
                    batches, data, self.alpha, self.learning_rate, self.batch_size, self.max_iter, rng, monitor
                )
            else:
                x, n_iter = fit_whole(
                    made, x, data, self.alpha, self.solver, self.max_iter, self.tol, monitor
                )
        state = [x, *batches.state[1:]] if by_batches else None
        self._keep(made, x, state, monitor.losses, monitor.validation_losses, n_iter, n_outputs, rng)

    def _parted(self, data, n_outputs, rng):
        """Return the samples to train on and those set aside, which have all classes."""
        n, stratify = len(data.X), None
        held = int(np.ceil(self.validation_fraction * n))
        if self._stratified and np.bincount(data.target).min() > 1:
            held, stratify = max(held, n_outputs), data.target
        if not 0 < held < n:
            raise ValueError(
                f"early_stopping sets {held} of {n} samples aside, and needs some on both sides: choose another "
                f"validation_fraction than {self.validation_fraction}"
            )
        rows = train_test_split(np.arange(n), test_size=held, random_state=rng, stratify=stratify)
        parts = [data.part(r) for r in rows]
        for part in parts:
            self._weights(part.weights, part.X)
        return parts

    def _train_further(self, data: Data, n_outputs: int) -> None:
        """Pass once over data, from the parameters found so far."""
        further = hasattr(self, "vector_")
        if further:
            made, x, rng = self._fitted_objective(), self.vector_, self._rng
            state, losses, n_iter = self._state, self.loss_curve_, self.n_iter_
        else:
            rng = check_random_state(self.random_state)
            made, x = self._new((self.model, self.loss), data.X.shape[1], n_outputs, rng)
            state, losses, n_iter = None, [], 0
        optimiser = self.solver if is_optimiser(self.solver) else "adam"
        batches = Batches(made, optimiser, x, state)
        loss = batches.epoch(data, self.alpha, self.learning_rate, self.batch_size, rng)
        self._keep(made, batches.state[0], batches.state, [*losses, loss], [], n_iter + 1, n_outputs, rng, further)

    def _keep(self, made, x, state, losses, validation_losses, n_iter, n_outputs, rng, further=False):
        if not np.isfinite(x).all():
            raise ValueError("training diverged: parameters are not finite; lower learning_rate, or scale the data")
        _compiled[self] = made
        if not further:
            # those of a later set_params are not what was fitted, nor what becomes of the model by it
            self._recipe = snapshot(self.model), snapshot(self.loss)
        self.vector_, self._state, self._rng, self._n_outputs = x, state, rng, n_outputs
        self.params_ = made.unknowns.arrays(x)
        self.n_iter_, self.loss_curve_, self.validation_curve_ = n_iter, losses, validation_losses
        self.loss_ = losses[-1] if losses else None

    def _fitted_objective(self) -> Objective:
        """Return the compiled model; that of a copy or of a pickle is built again."""
        if self not in _compiled:
            rng = check_random_state(0)
            _compiled[self], _ = self._new(self._recipe, self.n_features_in_, self._n_outputs, rng)
        return _compiled[self]

    def _output(self, X: Any) -> NDArray[Any]:
        """Return the output of the fitted model, of the dtype of the data whatever that of the model is."""
        check_is_fitted(self)
        X = validate_data(self, X, reset=False, dtype="float64", order="C")
        return self._fitted_objective().predict(self.vector_, X).astype("float64", copy=False)
