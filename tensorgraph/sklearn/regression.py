"""A regressor made from a function that builds its graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sklearn.base import RegressorMixin
from sklearn.utils.validation import validate_data

from .. import tensor as T
from .estimator import GraphEstimator, all_or_nothing
from .fitting import Data
from .models import linear
from .objectives import Objective, as_columns, built, losses_of

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Regressor(RegressorMixin, GraphEstimator):
    """A regressor of scikit-learn whose model is a graph.

    Parameters
    ----------
    model : callable, optional
        ``model(X, n_features, n_outputs, rng)`` builds the prediction from the matrix `X`, with one row for each sample
        and one column for each target, or a vector. Its parameters are the shared variables of floats that it makes,
        with start values from `rng`, a ``numpy.random.RandomState``. By default :func:`linear`. Models that are pickled
        must be functions of a module, or objects such as :class:`MLP`.
    loss : callable, optional
        ``loss(predicted, target)`` builds the loss of each sample, or of each element, from two matrices. By default
        half of the squared difference.
    alpha : float
        Half of it times the squares of all parameters of two or more axes is added to the mean loss.
    solver : str
        ``"L-BFGS-B"``, ``"BFGS"`` and ``"CG"`` fit all samples at once; the names of optimisers such as ``"adam"`` make
        steps on batches.
    learning_rate, batch_size : float, int
        Of optimisers.
    max_iter : int
        The number of iterations, or of passes over the samples.
    tol : float
        The largest gradient at which a minimiser stops; for optimisers and early stopping, the least improvement.
    early_stopping : bool
        Whether samples are set aside, whose loss ends the training and selects the parameters.
    validation_fraction : float
        How many of them.
    n_iter_no_change : int
        How many iterations without improvement end the training.
    random_state : int, RandomState or None
    progress : bool
        Whether to show a bar; needs tqdm.

    Attributes
    ----------
    params_ : list of ndarray
        The parameters, in the order in which the graph has them.
    vector_ : ndarray
        All of them in one vector.
    n_iter_ : int
    loss_, loss_curve_ : float, list of float
        The cost after the last iteration, and after each.
    validation_curve_ : list of float
        That of the samples set aside.
    n_features_in_, feature_names_in_
        As of scikit-learn.

    Examples
    --------
    >>> import numpy as np
    >>> from tensorgraph.sklearn import Regressor
    >>> X = np.arange(6.0).reshape(-1, 1)
    >>> Regressor(alpha=0).fit(X, 2 * X[:, 0] + 1).predict([[10.0]]).round(3)
    array([21.])
    """

    @all_or_nothing
    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Regressor:
        """Fit the model.

        Parameters
        ----------
        X : array_like, shape (samples, features)
        y : array_like, shape (samples,) or (samples, targets)
        sample_weight : array_like, shape (samples,), optional

        Returns
        -------
        Regressor
        """
        data, one_target = self._data(X, y, sample_weight, reset=True)
        self._train(data, data.target.shape[1])
        self._one_target = one_target
        return self

    @all_or_nothing
    def partial_fit(self, X: Any, y: Any, sample_weight: Any = None) -> Regressor:
        """Pass once over samples, by the optimiser `solver`, or by Adam if it is a minimiser.

        Parameters
        ----------
        X : array_like, shape (samples, features)
        y : array_like, shape (samples,) or (samples, targets)
        sample_weight : array_like, shape (samples,), optional

        Returns
        -------
        Regressor
        """
        first = not hasattr(self, "vector_")
        data, one_target = self._data(X, y, sample_weight, reset=first)
        n_outputs = data.target.shape[1]
        if not first and n_outputs != self._n_outputs:
            raise ValueError(f"y has {n_outputs} targets, but the model was fitted to {self._n_outputs}")
        self._train_further(data, n_outputs)
        if first:
            self._one_target = one_target
        return self

    def predict(self, X: Any) -> NDArray[Any]:
        """Predict targets.

        Parameters
        ----------
        X : array_like, shape (samples, features)

        Returns
        -------
        ndarray, shape (samples,) or (samples, targets)
        """
        predicted = self._output(X)
        return predicted[:, 0] if self._one_target else predicted

    def _data(self, X, y, sample_weight, reset):
        self._check_parameters()
        X, y = validate_data(self, X, y, reset=reset, dtype="float64", order="C", multi_output=True, y_numeric=True)
        return Data(X, y.reshape(len(X), -1).astype("float64"), self._weights(sample_weight, X)), y.ndim == 1

    def _objective(self, model, loss, n_features, n_outputs, rng):
        X, target = T.dmatrix("X"), T.dmatrix("y")
        output = as_columns(built(model or linear, X, n_features, n_outputs, rng))
        losses = T.sqr(output - target) / 2 if loss is None else losses_of(loss, output, target)
        return Objective(output, losses, X, target)

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.target_tags.single_output, tags.target_tags.multi_output = True, True
        return tags
