"""Gradient descent, plain, with momentum, and with Nesterov's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .trainable import hyperparameter, updates_by, working, zeros_for

if TYPE_CHECKING:
    from typing import Any

    from ..compile.updates import OrderedUpdates
    from ..typing import TensorLike


def sgd(cost_or_grads: Any, params: Any, learning_rate: TensorLike) -> OrderedUpdates:
    """Return the updates of gradient descent: ``p - learning_rate * g``.

    Parameters
    ----------
    cost_or_grads : scalar variable, or list of Variable
        What to minimise, or the gradients of the parameters in their order.
    params : shared variable, or container of them
        Of floats; lists, tuples and dicts may be nested. Their dtypes are kept.
    learning_rate : float or scalar variable
        A number, a shared variable, or a schedule of a :func:`step_counter`, which then advances with the updates.

    Returns
    -------
    OrderedUpdates
        For ``theano.function(..., updates=...)``. Updates of several optimisers are joined by ``+``.

    Raises
    ------
    TypeError
        If a parameter is not a shared array of floats, or the cost is not a scalar.
    DisconnectedInputError
        If the cost does not depend on a parameter.
    ValueError
        If there are no parameters, one occurs twice, or a number is out of its range.

    Examples
    --------
    >>> import numpy as np, tensorgraph as theano, tensorgraph.tensor as T
    >>> from tensorgraph import optim
    >>> w = theano.shared(np.array([1.0, -2.0]), "w")
    >>> step = theano.function([], updates=optim.sgd((w**2).sum(), w, learning_rate=0.25))
    >>> step()
    []
    >>> w.get_value()
    array([ 0.5, -1. ])
    """
    rate = hyperparameter(learning_rate, "learning_rate")
    return updates_by(lambda p, g, rate: (-rate * g, []), cost_or_grads, params, rate)


def momentum(cost_or_grads: Any, params: Any, learning_rate: TensorLike, momentum: TensorLike = 0.9) -> OrderedUpdates:
    """Return the updates of gradient descent with momentum.

    The velocity ``v`` becomes ``momentum * v + g``, the parameter ``p - learning_rate * v`` with the new one.

    Parameters
    ----------
    cost_or_grads, params, learning_rate
        As of :func:`sgd`.
    momentum : float or scalar variable
        At least 0 and below 1.

    Returns
    -------
    OrderedUpdates
        Of the parameters and of their velocities.

    Raises
    ------
    TypeError, ValueError, DisconnectedInputError
        As :func:`sgd` does.

    References
    ----------
    .. [1] B. T. Polyak, "Some methods of speeding up the convergence of iteration methods", USSR Computational
       Mathematics and Mathematical Physics 4 (1964).

    Examples
    --------
    >>> import tensorgraph as theano
    >>> from tensorgraph import optim
    >>> w = theano.shared(1.0, "w")
    >>> step = theano.function([], updates=optim.momentum(w, w, learning_rate=0.1, momentum=0.5))
    >>> for _ in range(2):
    ...     _ = step()
    >>> w.get_value()
    array(0.75)
    """
    return _with_velocity(cost_or_grads, params, learning_rate, momentum, lambda m, v, g: v)


def nesterov(cost_or_grads: Any, params: Any, learning_rate: TensorLike, momentum: TensorLike = 0.9) -> OrderedUpdates:
    """Return the updates of gradient descent with Nesterov's momentum.

    The velocity ``v`` becomes ``momentum * v + g``, the parameter ``p - learning_rate * (g + momentum * v)`` with the
    new one: the gradient is taken where the momentum leads.

    Parameters
    ----------
    cost_or_grads, params, learning_rate
        As of :func:`sgd`.
    momentum : float or scalar variable
        At least 0 and below 1.

    Returns
    -------
    OrderedUpdates
        Of the parameters and of their velocities.

    Raises
    ------
    TypeError, ValueError, DisconnectedInputError
        As :func:`sgd` does.

    References
    ----------
    .. [1] I. Sutskever, J. Martens, G. Dahl and G. Hinton, "On the importance of initialization and momentum in deep
       learning", ICML 2013.

    Examples
    --------
    >>> import tensorgraph as theano
    >>> from tensorgraph import optim
    >>> w = theano.shared(1.0, "w")
    >>> step = theano.function([], updates=optim.nesterov(w, w, learning_rate=0.1, momentum=0.5))
    >>> step()
    []
    >>> w.get_value()
    array(0.85)
    """
    return _with_velocity(cost_or_grads, params, learning_rate, momentum, lambda m, v, g: g + m * v)


def _with_velocity(cost_or_grads, params, learning_rate, momentum, direction):
    """Return updates along a `direction` made of the momentum, the new velocity and the gradient."""
    rate, momentum = hyperparameter(learning_rate, "learning_rate"), hyperparameter(momentum, "momentum", below=1.0)

    def rule(p, g, rate):
        velocity, m = zeros_for(p, "velocity"), working(momentum, p)
        new = m * velocity + g
        return -rate * direction(m, new, g), [(velocity, new)]

    return updates_by(rule, cost_or_grads, params, rate)
