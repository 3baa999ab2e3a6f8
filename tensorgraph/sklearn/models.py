"""Functions that build models: linear ones, and networks with hidden layers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import tensor as T
from ..compile.shared import shared
from ..misuse import guess_in_constructor
from ..nearest import UnknownName
from .objectives import real

if TYPE_CHECKING:
    from ..tensor.types.variable import TensorVariable


def linear(X: TensorVariable, n_features: int, n_outputs: int, rng: np.random.RandomState) -> TensorVariable:
    """Build a linear model with an intercept, the default of regressors and classifiers.

    Parameters
    ----------
    X : matrix variable, shape (samples, n_features)
    n_features, n_outputs : int
    rng : numpy.random.RandomState
        Not used: the parameters start at zero.

    Returns
    -------
    matrix variable, shape (samples, n_outputs)

    Examples
    --------
    >>> import numpy as np, tensorgraph.tensor as T
    >>> from tensorgraph.sklearn import linear
    >>> X = T.dmatrix("X")
    >>> linear(X, 3, 2, np.random.RandomState(0)).eval({X: np.ones((1, 3))})
    array([[0., 0.]])
    """
    return T.dot(X, shared(np.zeros((n_features, n_outputs)), "weights")) + shared(np.zeros(n_outputs), "intercept")


_OF_ESTIMATORS = ("fit", "partial_fit", "predict", "predict_proba", "score", "transform")


@guess_in_constructor
@dataclass(frozen=True)
class MLP:
    """A model with hidden layers, to be passed as ``model``.

    Parameters
    ----------
    hidden : tuple of int
        The units of each hidden layer.
    activation : callable
        Of the hidden layers: a function of tensors.

    Examples
    --------
    >>> import numpy as np
    >>> from tensorgraph.sklearn import MLP, Regressor
    >>> X = np.linspace(-3, 3, 100)[:, None]
    >>> model = Regressor(MLP((20,)), random_state=0).fit(X, np.sin(X[:, 0]))
    >>> bool(model.score(X, np.sin(X[:, 0])) > 0.99)
    True
    """

    hidden: tuple[int, ...] = (100,)
    activation: Callable[..., Any] = T.tanh

    def __call__(
        self, X: TensorVariable, n_features: int, n_outputs: int, rng: np.random.RandomState
    ) -> TensorVariable:
        """Build the network; weights are drawn by Glorot's and Bengio's rule."""
        if not callable(self.activation):
            raise TypeError(f"activation must be a function of tensors, such as T.tanh, not {self.activation!r}")
        if not isinstance(self.hidden, (tuple, list)):
            raise TypeError(f"hidden must be a tuple of numbers of units, not {self.hidden!r}")
        for units in self.hidden:
            real("a number of hidden units", units, 1, whole=True)
        sizes = [n_features, *self.hidden, n_outputs]
        for i, (n, m) in enumerate(zip(sizes, sizes[1:])):
            weights = shared(rng.uniform(-1, 1, (n, m)) * np.sqrt(6 / (n + m)), f"weights{i}")
            X = T.dot(X, weights) + shared(np.zeros(m), f"intercept{i}")
            if i < len(self.hidden):
                X = self.activation(X)
        return X

    if not TYPE_CHECKING:

        def __getattr__(self, name):
            if name not in _OF_ESTIMATORS:
                raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
            raise UnknownName(
                "MLP(), a model,", name, lambda: f" Use Classifier(MLP(...)).{name}, or Regressor, which estimate it."
            )

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """Return the parameters by their names, as of an estimator: searches reach them as ``model__hidden``."""
        return {"hidden": self.hidden, "activation": self.activation}

    def set_params(self, **params: Any) -> MLP:
        """Set parameters and return the model, as an estimator does.

        Raises
        ------
        ValueError
            If there is no such parameter.
        """
        for name, value in params.items():
            if name not in self.get_params():
                raise ValueError(f"there is no parameter {name!r} of MLP: its parameters are hidden and activation")
            object.__setattr__(self, name, value)
        return self


def autoencoder(
    X: TensorVariable, n_features: int, n_components: int, rng: np.random.RandomState
) -> tuple[TensorVariable, TensorVariable]:
    """Build a linear code and its decoding, the default of transformers.

    Parameters
    ----------
    X : matrix variable, shape (samples, n_features)
    n_features, n_components : int
    rng : numpy.random.RandomState
        Draws the weights of the code.

    Returns
    -------
    code : matrix variable, shape (samples, n_components)
    decoded : matrix variable, shape (samples, n_features)

    Examples
    --------
    >>> import numpy as np, tensorgraph.tensor as T
    >>> from tensorgraph.sklearn import autoencoder
    >>> code, decoded = autoencoder(T.dmatrix("X"), 5, 2, np.random.RandomState(0))
    >>> code.ndim, decoded.ndim
    (2, 2)
    """
    start = rng.normal(size=(n_features, n_components)) / np.sqrt(n_features)
    code = T.dot(X, shared(start, "encoder")) + shared(np.zeros(n_components), "code_intercept")
    return code, T.dot(code, shared(start.T.copy(), "decoder")) + shared(np.zeros(n_features), "intercept")
