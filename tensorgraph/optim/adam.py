"""Adam, and Adam with decoupled weight decay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .. import tensor as T
from ..compile.shared import shared
from .adaptive import running_mean
from .trainable import hyperparameter, updates_by, working, zeros_for

if TYPE_CHECKING:
    from typing import Any

    from ..compile.updates import OrderedUpdates
    from ..typing import TensorLike


def adam(
    cost_or_grads: Any, params: Any, learning_rate: TensorLike = 0.001, beta1: TensorLike = 0.9,
    beta2: TensorLike = 0.999, epsilon: TensorLike = 1e-8,
) -> OrderedUpdates:
    """Return the updates of Adam.

    The mean ``m`` of gradients becomes ``beta1 * m + (1 - beta1) * g``, the mean ``s`` of their squares
    ``beta2 * s + (1 - beta2) * g**2``. Both are corrected for their start at zero: in step ``t``,
    ``p - learning_rate * (m / (1 - beta1**t)) / (sqrt(s / (1 - beta2**t)) + epsilon)``.

    Parameters
    ----------
    cost_or_grads, params, learning_rate
        As of :func:`sgd`.
    beta1, beta2 : float or scalar variable
        At least 0 and below 1.
    epsilon : float or scalar variable

    Returns
    -------
    OrderedUpdates
        Of the parameters, of both means, and of the number of steps.

    Raises
    ------
    TypeError, ValueError, DisconnectedInputError
        As :func:`sgd` does.

    References
    ----------
    .. [1] D. P. Kingma and J. Ba, "Adam: a method for stochastic optimization", ICLR 2015.

    Examples
    --------
    >>> import numpy as np, tensorgraph as theano
    >>> from tensorgraph import optim
    >>> w = theano.shared(np.array([1.0, -2.0], "float32"), "w")
    >>> step = theano.function([], updates=optim.adam((w**2).sum(), w, learning_rate=0.5))
    >>> step()
    []
    >>> w.get_value().round(4)
    array([ 0.5, -1.5], dtype=float32)
    """
    return _adam(cost_or_grads, params, learning_rate, beta1, beta2, epsilon, None)


def adamw(
    cost_or_grads: Any, params: Any, learning_rate: TensorLike = 0.001, beta1: TensorLike = 0.9,
    beta2: TensorLike = 0.999, epsilon: TensorLike = 1e-8, weight_decay: TensorLike = 0.01,
) -> OrderedUpdates:
    """Return the updates of Adam with decoupled weight decay.

    Those of :func:`adam` of ``p * (1 - learning_rate * weight_decay)``: the decay is not part of the gradient.

    Parameters
    ----------
    cost_or_grads, params, learning_rate
        As of :func:`sgd`.
    beta1, beta2 : float or scalar variable
        At least 0 and below 1.
    epsilon, weight_decay : float or scalar variable

    Returns
    -------
    OrderedUpdates
        Of the parameters, of both means, and of the number of steps.

    Raises
    ------
    TypeError, ValueError, DisconnectedInputError
        As :func:`sgd` does.

    References
    ----------
    .. [1] I. Loshchilov and F. Hutter, "Decoupled weight decay regularization", ICLR 2019.

    Examples
    --------
    >>> import tensorgraph as theano
    >>> from tensorgraph import optim
    >>> w = theano.shared(1.0, "w")
    >>> step = theano.function([], updates=optim.adamw(3 * w, w, learning_rate=0.5, weight_decay=0.5))
    >>> step()
    []
    >>> w.get_value().round(6)
    np.float64(0.25)
    """
    weight_decay = hyperparameter(weight_decay, "weight_decay")
    return _adam(cost_or_grads, params, learning_rate, beta1, beta2, epsilon, weight_decay)


def _adam(cost_or_grads, params, learning_rate, beta1, beta2, epsilon, weight_decay):
    rate, epsilon = hyperparameter(learning_rate, "learning_rate"), hyperparameter(epsilon, "epsilon")
    beta1, beta2 = hyperparameter(beta1, "beta1", below=1.0), hyperparameter(beta2, "beta2", below=1.0)
    steps = shared(np.int64(0), "adam_steps")
    # in single precision 1 - beta2**t would lose half of its digits
    unbias1, unbias2 = (1 - T.cast(beta, "float64") ** (steps + 1) for beta in (beta1, beta2))

    def rule(p, g, rate):
        mean, squares = zeros_for(p, "mean"), zeros_for(p, "squares")
        new_mean, new_squares = running_mean(mean, g, beta1, p), running_mean(squares, T.sqr(g), beta2, p)
        scale = T.sqrt(new_squares) / working(T.sqrt(unbias2), p) + working(epsilon, p)
        move = -working(rate / unbias1, p) * new_mean / scale
        if weight_decay is not None:
            move = move - rate * working(weight_decay, p) * working(p, p)
        return move, [(mean, new_mean), (squares, new_squares)]

    updates = updates_by(rule, cost_or_grads, params, rate)
    updates[steps] = steps + 1
    return updates
