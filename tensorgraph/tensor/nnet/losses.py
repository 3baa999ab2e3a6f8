"""Losses of predicted probabilities, and confusion matrices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...graph.messages.called import listed
from ..elementwise.math import eq, log
from ..products.dot import dot
from ..shape.join import concatenate
from ..sorting.counting import Unique
from ..types.constant import as_tensor_variable
from .crossentropy import crossentropy_categorical_1hot
from .sigmoid import softplus

if TYPE_CHECKING:
    from ...typing import TensorLike
    from ..types.variable import TensorVariable


def binary_crossentropy(output: TensorLike, target: TensorLike) -> TensorVariable:
    """Return ``-(target * log(output) + (1 - target) * log(1 - output))``, elementwise.

    Parameters
    ----------
    output : tensor
        Predicted probabilities.
    target : tensor
        The true ones.

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.nnet.binary_crossentropy(T.constant([0.5, 0.9]), T.constant([1.0, 1.0])).eval()
    array([0.69314718, 0.10536052])
    """
    return -(target * log(output) + (1.0 - target) * log(1.0 - output))


def sigmoid_binary_crossentropy(output: TensorLike, target: TensorLike) -> TensorVariable:
    """Return :func:`binary_crossentropy` of ``sigmoid(output)``, accurate for any `output`.

    Parameters
    ----------
    output : tensor_like
        Before the sigmoid.
    target : tensor_like

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.nnet.sigmoid_binary_crossentropy([0.0, -1000.0], [1.0, 1.0]).eval()
    array([6.93147181e-01, 1.00000000e+03])
    """
    output, target = as_tensor_variable(output), as_tensor_variable(target)
    return target * softplus(-output) + (1.0 - target) * softplus(output)


def categorical_crossentropy(coding_dist: TensorLike, true_dist: TensorLike) -> TensorVariable:
    """Return the cross-entropy of each row of predicted probabilities.

    Parameters
    ----------
    coding_dist : tensor
        Probabilities along the last axis.
    true_dist : tensor
        The true distributions, of the same rank; or, with one axis less, integer labels.

    Returns
    -------
    TensorVariable
        One loss for each distribution.

    Raises
    ------
    TypeError
        If the ranks do not fit.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.nnet.categorical_crossentropy(T.constant([[0.5, 0.5], [0.1, 0.9]]), T.constant([0, 1])).eval()
    array([0.69314718, 0.10536052])
    """
    coding_dist, true_dist = as_tensor_variable(coding_dist), as_tensor_variable(true_dist)
    if true_dist.type.ndim == coding_dist.type.ndim:
        return -(true_dist * log(coding_dist)).sum(axis=coding_dist.type.ndim - 1)
    if true_dist.type.ndim == coding_dist.type.ndim - 1:
        return crossentropy_categorical_1hot(coding_dist, true_dist)
    raise TypeError(
        f"rank mismatch between coding and true distributions: {listed([coding_dist, true_dist])}.\nhint: the second "
        "must be labels, integers of one dimension less, or probabilities of as many dimensions"
    )


def confusion_matrix(actual: TensorLike, pred: TensorLike) -> list[TensorVariable]:
    """Count how often each true class was predicted as each class.

    Parameters
    ----------
    actual, pred : integer vector
        True and predicted labels.

    Returns
    -------
    conf_mat : int64 matrix
        Rows are true classes, columns predicted ones.
    order : vector
        The class of each row and column.

    Raises
    ------
    ValueError
        If one is no vector.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> conf, order = T.nnet.confusion_matrix(T.constant([0, 1, 1]), T.constant([0, 0, 1]))
    >>> conf.eval()
    array([[1, 0],
           [1, 1]])
    """
    if actual.type.ndim != 1:
        raise ValueError("actual must be 1-d tensor variable")
    if pred.type.ndim != 1:
        raise ValueError("pred must be 1-d tensor variable")
    order = Unique(False, False, False)(concatenate([actual, pred]))
    hot_actual, hot_pred = [eq(v.dimshuffle(0, "x"), order.dimshuffle("x", 0)).astype("int64") for v in (actual, pred)]
    return [dot(hot_actual.T, hot_pred), order]
