"""Activation functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...scalar.dtypes import is_discrete, upcast_float
from ..creation.filled import arange
from ..elementwise.math import cast, expm1, switch
from ..products.dot import batched_dot, dot, tensordot
from ..types.constant import as_tensor_variable, constant
from .softmax import softmax

if TYPE_CHECKING:
    from ...typing import TensorLike
    from ..types.variable import TensorVariable


def relu(x: TensorLike, alpha: TensorLike = 0) -> TensorVariable:
    """Return the rectifier ``maximum(0, x)``, leaky with `alpha`.

    Parameters
    ----------
    x : tensor
        The input.
    alpha : float or tensor
        The slope for negative input.

    Returns
    -------
    TensorVariable

    Notes
    -----
    The gradient at 0 is the mean of both slopes. A NumPy array stays one, unless `alpha` is a variable.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.nnet.relu([-1.0, 2.0]).eval()
    array([0., 2.])
    """
    if not isinstance(x, np.ndarray):
        x = as_tensor_variable(x)
    elif isinstance(alpha, (int, float, np.generic)):
        # a Python number keeps float32
        return 0.5 * (1 + float(alpha)) * x + 0.5 * (1 - float(alpha)) * abs(x)
    if is_discrete(x.type.dtype):
        x = cast(x, (0.5 * x).type.dtype)  # a sum of two would wrap around
    if isinstance(alpha, (int, float)) and alpha == 0:
        return 0.5 * (x + abs(x))
    alpha = as_tensor_variable(alpha)
    return 0.5 * (1 + alpha) * x + 0.5 * (1 - alpha) * abs(x)


def elu(x: TensorLike, alpha: TensorLike = 1) -> TensorVariable:
    """Return the exponential linear unit: `x` if positive, else ``alpha * (exp(x) - 1)``.

    Parameters
    ----------
    x : tensor_like
    alpha : float or tensor

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.nnet.elu([-1.0, 2.0]).eval()
    array([-0.63212056,  2.        ])
    """
    x = as_tensor_variable(x)
    return switch(x > 0, x, alpha * expm1(x))


def selu(x: TensorLike) -> TensorVariable:
    """Return the scaled exponential linear unit of Klambauer et al. (2017): layers keep mean 0 and variance 1.

    Parameters
    ----------
    x : tensor_like

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.nnet.selu([-1.0, 2.0]).eval()
    array([-1.11133074,  2.10140197])
    """
    alpha = 1.6732632423543772848170429916717
    scale = 1.0507009873554804934193349852946
    return scale * elu(x, alpha)


def softsign(x: TensorLike) -> TensorVariable:
    """Return ``x / (1 + abs(x))``.

    Parameters
    ----------
    x : tensor_like

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.nnet.softsign([-1.0, 3.0]).eval()
    array([-0.5 ,  0.75])
    """
    x = as_tensor_variable(x)
    # of the result's dtype, whatever the policy makes of constants
    one = constant(1, dtype=upcast_float(x.type.dtype))
    return x / (one + abs(x))


def h_softmax(
    x: TensorLike, batch_size: TensorLike, n_outputs: TensorLike, n_classes: TensorLike,
    n_outputs_per_class: TensorLike, W1: TensorLike, b1: TensorLike, W2: TensorLike, b2: TensorLike,
    target: TensorLike | None = None
) -> TensorVariable:
    """Return a softmax in two levels: classes, and the outputs within each class.

    For given targets, its cost grows only with the square root of the number of outputs.

    Parameters
    ----------
    x : matrix
        The input, shape ``(batch_size, n_features)``.
    batch_size : int or integer scalar
        The number of rows of `x`.
    n_outputs : int
        The number of outputs.
    n_classes, n_outputs_per_class : int
        The levels; their product is at least `n_outputs`.
    W1 : matrix, shape ``(n_features, n_classes)``
    b1 : vector, shape ``(n_classes,)``
    W2 : tensor3, shape ``(n_classes, n_features, n_outputs_per_class)``
    b2 : matrix, shape ``(n_classes, n_outputs_per_class)``
        The weights and biases of both levels.
    target : integer vector, optional
        The outputs wanted.

    Returns
    -------
    TensorVariable
        The probability of the target of each row, or the matrix of all probabilities.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> x = T.dmatrix("x")
    >>> W1, b1 = T.zeros((3, 2)), T.zeros(2)
    >>> W2, b2 = T.zeros((2, 3, 2)), T.zeros((2, 2))
    >>> T.nnet.h_softmax(x, 1, 4, 2, 2, W1, b1, W2, b2).eval({x: [[1.0, 2.0, 3.0]]})
    array([[0.25, 0.25, 0.25, 0.25]])
    """
    classes = softmax(dot(x, W1) + b1)
    if target is None:
        scores = tensordot(x, W2, (1, 1)) + b2
        within = softmax(scores.reshape((-1, n_outputs_per_class), 2))
        within = within.reshape((batch_size, n_classes, -1), 3)
        every = classes.dimshuffle(0, 1, "x") * within
        return every.reshape((batch_size, n_classes * n_outputs_per_class), 2)[:, :n_outputs]
    target = as_tensor_variable(target).flatten()
    group, place = target // n_outputs_per_class, target % n_outputs_per_class
    within = softmax(batched_dot(x, W2[group]) + b2[group])
    rows = arange(batch_size)
    return classes[rows, group] * within[rows, place]
