"""Descent in steps scaled by the squares of past gradients: Adagrad, RMSprop, Adadelta."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import tensor as T
from .trainable import hyperparameter, updates_by, working, zeros_for

if TYPE_CHECKING:
    from typing import Any

    from ..compile.updates import OrderedUpdates
    from ..typing import TensorLike


def adagrad(
    cost_or_grads: Any, params: Any, learning_rate: TensorLike = 0.01, epsilon: TensorLike = 1e-10
) -> OrderedUpdates:
    """Return the updates of Adagrad: ``p - learning_rate * g / (sqrt(s) + epsilon)``, with the sum ``s`` of squares.

    Parameters
    ----------
    cost_or_grads, params, learning_rate
        As of :func:`sgd`.
    epsilon : float or scalar variable

    Returns
    -------
    OrderedUpdates
        Of the parameters and of the sums.

    Raises
    ------
    TypeError, ValueError, DisconnectedInputError
        As :func:`sgd` does.

    References
    ----------
    .. [1] J. Duchi, E. Hazan and Y. Singer, "Adaptive subgradient methods for online learning and stochastic
       optimization", JMLR 12 (2011).

    Examples
    --------
    >>> import tensorgraph as theano
    >>> from tensorgraph import optim
    >>> w = theano.shared(1.0, "w")
    >>> step = theano.function([], updates=optim.adagrad(3 * w, w, learning_rate=0.25))
    >>> step()
    []
    >>> w.get_value().round(6)
    np.float64(0.75)
    """
    rate, epsilon = hyperparameter(learning_rate, "learning_rate"), hyperparameter(epsilon, "epsilon")

    def rule(p, g, rate):
        squares = zeros_for(p, "squares")
        new = squares + T.sqr(g)
        return -rate * g / (T.sqrt(new) + working(epsilon, p)), [(squares, new)]

    return updates_by(rule, cost_or_grads, params, rate)


def rmsprop(
    cost_or_grads: Any, params: Any, learning_rate: TensorLike = 0.01, decay: TensorLike = 0.99,
    epsilon: TensorLike = 1e-8,
) -> OrderedUpdates:
    """Return the updates of RMSprop: as :func:`adagrad`, with a mean of squares that forgets.

    The mean ``s`` becomes ``decay * s + (1 - decay) * g**2``.

    Parameters
    ----------
    cost_or_grads, params, learning_rate
        As of :func:`sgd`.
    decay : float or scalar variable
        At least 0 and below 1.
    epsilon : float or scalar variable

    Returns
    -------
    OrderedUpdates
        Of the parameters and of the means.

    Raises
    ------
    TypeError, ValueError, DisconnectedInputError
        As :func:`sgd` does.

    References
    ----------
    .. [1] T. Tieleman and G. Hinton, "Lecture 6.5: RMSprop", COURSERA: Neural Networks for Machine Learning (2012).

    Examples
    --------
    >>> import tensorgraph as theano
    >>> from tensorgraph import optim
    >>> w = theano.shared(1.0, "w")
    >>> step = theano.function([], updates=optim.rmsprop(3 * w, w, learning_rate=0.25, decay=0.75))
    >>> step()
    []
    >>> w.get_value().round(6)
    np.float64(0.5)
    """
    rate, epsilon = hyperparameter(learning_rate, "learning_rate"), hyperparameter(epsilon, "epsilon")
    decay = hyperparameter(decay, "decay", below=1.0)

    def rule(p, g, rate):
        squares = zeros_for(p, "squares")
        new = running_mean(squares, T.sqr(g), decay, p)
        return -rate * g / (T.sqrt(new) + working(epsilon, p)), [(squares, new)]

    return updates_by(rule, cost_or_grads, params, rate)


def adadelta(
    cost_or_grads: Any, params: Any, learning_rate: TensorLike = 1.0, decay: TensorLike = 0.9,
    epsilon: TensorLike = 1e-6,
) -> OrderedUpdates:
    """Return the updates of Adadelta: steps as long as past ones, scaled by squares of gradients.

    The mean ``s`` of the squares of gradients becomes ``decay * s + (1 - decay) * g**2``, the step is
    ``d = sqrt(u + epsilon) / sqrt(s + epsilon) * g``, the parameter ``p - learning_rate * d``, and the mean ``u`` of
    the squares of steps ``decay * u + (1 - decay) * d**2``.

    Parameters
    ----------
    cost_or_grads, params, learning_rate
        As of :func:`sgd`.
    decay : float or scalar variable
        At least 0 and below 1.
    epsilon : float or scalar variable

    Returns
    -------
    OrderedUpdates
        Of the parameters and of both means.

    Raises
    ------
    TypeError, ValueError, DisconnectedInputError
        As :func:`sgd` does.

    References
    ----------
    .. [1] M. D. Zeiler, "ADADELTA: an adaptive learning rate method", arXiv:1212.5701 (2012).

    Examples
    --------
    >>> import tensorgraph as theano
    >>> from tensorgraph import optim
    >>> w = theano.shared(1.0, "w")
    >>> step = theano.function([], updates=optim.adadelta(w**2, w, epsilon=1e-2))
    >>> step()
    []
    >>> w.get_value().round(3)
    np.float64(0.688)
    """
    rate, epsilon = hyperparameter(learning_rate, "learning_rate"), hyperparameter(epsilon, "epsilon")
    decay = hyperparameter(decay, "decay", below=1.0)

    def rule(p, g, rate):
        squares, steps, e = zeros_for(p, "squares"), zeros_for(p, "steps"), working(epsilon, p)
        new = running_mean(squares, T.sqr(g), decay, p)
        step = T.sqrt(steps + e) / T.sqrt(new + e) * g
        return -rate * step, [(squares, new), (steps, running_mean(steps, T.sqr(step), decay, p))]

    return updates_by(rule, cost_or_grads, params, rate)


def running_mean(mean, value, decay, p):
    """Return ``decay * mean + (1 - decay) * value``; ``1 - decay`` is rounded once, to the dtype of the update."""
    return working(decay, p) * mean + working(1 - decay, p) * value
