"""A transformer made from a function that builds its graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.base import ClassNamePrefixFeaturesOutMixin, TransformerMixin
from sklearn.utils.validation import validate_data

from .. import tensor as T
from .estimator import GraphEstimator, all_or_nothing
from .fitting import Data
from .models import autoencoder
from .objectives import Objective, as_columns, built, losses_of, real

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


class Transformer(ClassNamePrefixFeaturesOutMixin, TransformerMixin, GraphEstimator):
    """A transformer of scikit-learn whose model is a graph: an encoder that is trained with its decoder.

    Parameters
    ----------
    model : callable, optional
        ``model(X, n_features, n_components, rng)`` builds the code of `X` and what is decoded from it, as a pair; as of
        :class:`Regressor`. By default :func:`autoencoder`, whose code spans the principal components.
    n_components : int
        The length of a code.
    loss : callable, optional
        ``loss(decoded, X)`` builds the loss of each sample, or of each element. By default half of the squared
        difference.
    alpha, solver, learning_rate, batch_size, max_iter, tol, early_stopping, validation_fraction, n_iter_no_change
        As of :class:`Regressor`.
    random_state, progress
        As of :class:`Regressor`.

    Attributes
    ----------
    params_, vector_, n_iter_, loss_, loss_curve_, validation_curve_, n_features_in_, feature_names_in_
        As of :class:`Regressor`.

    Examples
    --------
    >>> import numpy as np
    >>> from tensorgraph.sklearn import Transformer
    >>> X = np.random.default_rng(0).normal(size=(50, 5))
    >>> Transformer(n_components=3, random_state=0).fit_transform(X).shape
    (50, 3)
    """

    def __init__(
        self, model: Callable[..., Any] | None = None, n_components: int = 2, *,
        loss: Callable[..., Any] | None = None, alpha: float = 1e-4, solver: str = "L-BFGS-B",
        learning_rate: float = 0.01, batch_size: int = 200, max_iter: int = 1000, tol: float = 1e-4,
        early_stopping: bool = False, validation_fraction: float = 0.1, n_iter_no_change: int = 10,
        random_state: Any = None, progress: bool = False,
    ) -> None:
        super().__init__(
            model, loss=loss, alpha=alpha, solver=solver, learning_rate=learning_rate, batch_size=batch_size,
            max_iter=max_iter, tol=tol, early_stopping=early_stopping, validation_fraction=validation_fraction,
            n_iter_no_change=n_iter_no_change, random_state=random_state, progress=progress,
        )
        self.n_components = n_components

    @all_or_nothing
    def fit(self, X: Any, y: Any = None) -> Transformer:
        """Fit the model.

        Parameters
        ----------
        X : array_like, shape (samples, features)
        y : object
            Not used.

        Returns
        -------
        Transformer
        """
        self._train(self._data(X, reset=True), self.n_components)
        return self

    @all_or_nothing
    def partial_fit(self, X: Any, y: Any = None) -> Transformer:
        """Pass once over samples, by the optimiser `solver`, or by Adam if it is a minimiser.

        Parameters
        ----------
        X : array_like, shape (samples, features)
        y : object
            Not used.

        Returns
        -------
        Transformer
        """
        first = not hasattr(self, "vector_")
        self._train_further(self._data(X, reset=first), self.n_components if first else self._n_outputs)
        return self

    def transform(self, X: Any) -> NDArray[Any]:
        """Return the codes of samples.

        Parameters
        ----------
        X : array_like, shape (samples, features)

        Returns
        -------
        ndarray, shape (samples, n_components)
        """
        return self._output(X)

    @property
    def _n_features_out(self):
        return self._n_outputs

    def _data(self, X, reset):
        self._check_parameters()
        real("n_components", self.n_components, 1, whole=True)
        X = validate_data(self, X, reset=reset, dtype="float64", order="C")
        return Data(X, X, np.ones(len(X)))

    def _objective(self, model, loss, n_features, n_outputs, rng):
        X, target = T.dmatrix("X"), T.dmatrix("decoded")
        pair = built(model or autoencoder, X, n_features, n_outputs, rng, pair=True)
        code, decoded = (as_columns(v) for v in pair)
        losses = T.sqr(decoded - target) / 2 if loss is None else losses_of(loss, decoded, target)
        return Objective(code, losses, X, target)
