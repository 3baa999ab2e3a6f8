"""A classifier made from a function that builds its graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import softmax
from sklearn.base import ClassifierMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import column_or_1d, validate_data

from .. import tensor as T
from .estimator import GraphEstimator, all_or_nothing
from .fitting import Data
from .models import linear
from .objectives import Objective, as_columns, built, losses_of

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Classifier(ClassifierMixin, GraphEstimator):
    """A classifier of scikit-learn whose model is a graph.

    Parameters
    ----------
    model : callable, optional
        ``model(X, n_features, n_outputs, rng)`` builds a matrix with a row for each sample and a column for each class,
        whose softmax are the probabilities. As of :class:`Regressor`; by default :func:`linear`, which makes a logistic
        regression.
    loss : callable, optional
        ``loss(outputs, labels)`` builds the loss of each sample from the matrix and the vector of the numbers of the
        classes. By default the cross-entropy.
    alpha, solver, learning_rate, batch_size, max_iter, tol, early_stopping, validation_fraction, n_iter_no_change
        As of :class:`Regressor`.
    random_state, progress
        As of :class:`Regressor`.

    Attributes
    ----------
    classes_ : ndarray
        The labels of the classes, in the order of the columns.
    params_, vector_, n_iter_, loss_, loss_curve_, validation_curve_, n_features_in_, feature_names_in_
        As of :class:`Regressor`.

    Examples
    --------
    >>> import numpy as np
    >>> from tensorgraph.sklearn import Classifier
    >>> X = np.array([[-2.0], [-1.0], [1.0], [2.0]])
    >>> model = Classifier(alpha=0.1).fit(X, ["no", "no", "yes", "yes"])
    >>> model.predict([[-3.0], [0.5]]), model.predict_proba([[0.0]]).round(3)
    (array(['no', 'yes'], dtype='<U3'), array([[0.5, 0.5]]))
    """

    _stratified = True

    @all_or_nothing
    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Classifier:
        """Fit the model.

        Parameters
        ----------
        X : array_like, shape (samples, features)
        y : array_like, shape (samples,)
            Labels of any kind.
        sample_weight : array_like, shape (samples,), optional

        Returns
        -------
        Classifier
        """
        X, y, weights = self._checked(X, y, sample_weight, reset=True)
        classes, labels = np.unique(y, return_inverse=True)
        self._train(Data(X, labels.astype("int64"), weights), len(classes))
        self.classes_ = classes
        return self

    @all_or_nothing
    def partial_fit(self, X: Any, y: Any, classes: Any = None, sample_weight: Any = None) -> Classifier:
        """Pass once over samples, by the optimiser `solver`, or by Adam if it is a minimiser.

        Parameters
        ----------
        X : array_like, shape (samples, features)
        y : array_like, shape (samples,)
        classes : array_like, optional
            All labels; needed in the first call.
        sample_weight : array_like, shape (samples,), optional

        Returns
        -------
        Classifier
        """
        first = not hasattr(self, "vector_")
        X, y, weights = self._checked(X, y, sample_weight, reset=first)
        if first and classes is None:
            raise ValueError("classes must be passed on the first call to partial_fit.")
        known = np.unique(classes) if first else self.classes_
        if not first and classes is not None and not np.array_equal(np.unique(classes), known):
            raise ValueError(f"classes={classes!r} is not the same as on the last call to partial_fit, was: {known!r}")
        strange = np.setdiff1d(y, known)
        if strange.size:
            raise ValueError(f"y has labels that are not in classes: {strange}")
        self._train_further(Data(X, np.searchsorted(known, y), weights), len(known))
        self.classes_ = known
        return self

    def predict_proba(self, X: Any) -> NDArray[Any]:
        """Return the probabilities of the classes.

        Parameters
        ----------
        X : array_like, shape (samples, features)

        Returns
        -------
        ndarray, shape (samples, classes)
        """
        return softmax(self._output(X), axis=1)

    def predict(self, X: Any) -> NDArray[Any]:
        """Predict the most probable classes.

        Parameters
        ----------
        X : array_like, shape (samples, features)

        Returns
        -------
        ndarray, shape (samples,)
        """
        best = self._output(X).argmax(axis=1)
        return self.classes_[best]

    def _checked(self, X, y, sample_weight, reset):
        self._check_parameters()
        X, y = validate_data(self, X, y, reset=reset, dtype="float64", order="C")
        y = column_or_1d(y, warn=True)
        check_classification_targets(y)
        return X, y, self._weights(sample_weight, X)

    def _objective(self, model, loss, n_features, n_outputs, rng):
        X, labels = T.dmatrix("X"), T.lvector("y")
        output = as_columns(built(model or linear, X, n_features, n_outputs, rng))
        text = f"the model must return a matrix with a column for each of the {n_outputs} classes"
        checked = T.Assert(text, on_lengths=True)(labels, T.eq(output.shape[1], n_outputs))
        if loss is None:
            losses = T.nnet.categorical_crossentropy(T.nnet.softmax(output), checked)
        else:
            losses = losses_of(loss, output, checked)
        return Objective(output, losses, X, labels)
