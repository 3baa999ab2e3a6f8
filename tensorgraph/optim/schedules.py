"""Learning rates that depend on the number of steps made."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from .. import tensor as T
from ..compile.shared import SharedVariable, shared
from ..graph.messages.called import with_type
from ..graph.variable import Variable
from ..scalar.dtypes import integer_dtypes
from .trainable import hyperparameter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..tensor.types.variable import TensorVariable
    from ..typing import TensorLike


def step_counter(start: int = 0, name: str = "step") -> SharedVariable:
    """Make a counter of steps, which an optimiser advances if its learning rate depends on it.

    Optimisers that share a counter may be joined by ``+``: it advances once a call. A function without their updates
    reads it only.

    Parameters
    ----------
    start : int
        The number of steps made already.
    name : str

    Returns
    -------
    SharedVariable
        A scalar of dtype int64.

    Raises
    ------
    TypeError
        If `start` is no integer.

    Examples
    --------
    >>> import tensorgraph as theano
    >>> from tensorgraph import optim
    >>> w, step = theano.shared(1.0, "w"), optim.step_counter()
    >>> rate = optim.exponential_decay(0.5, step, steps=1, factor=0.5)
    >>> train = theano.function([], rate, updates=optim.sgd(w**2, w, rate))
    >>> train(), train(), train()
    (array(0.5), array(0.25), array(0.125))
    >>> step.get_value()
    array(3)
    """
    if isinstance(start, bool) or not isinstance(start, (int, np.integer)):
        raise TypeError(f"start must be an integer, not {with_type(start)}")
    counter = shared(np.int64(start), name)
    # one variable, so that updates that share the counter agree
    counter.tag.advanced = counter + 1
    return counter


def constant(learning_rate: TensorLike) -> TensorVariable:
    """Return a learning rate that stays the same; to be put after :func:`warmup`.

    Parameters
    ----------
    learning_rate : float or scalar variable

    Returns
    -------
    scalar variable
        Of dtype float64, as all schedules; optimisers convert it to the dtype of each parameter.

    Raises
    ------
    TypeError, ValueError
        If it is not a scalar, or is a negative number.

    Examples
    --------
    >>> from tensorgraph import optim
    >>> optim.constant(0.25).eval()
    array(0.25)
    """
    return T.cast(hyperparameter(learning_rate, "learning_rate"), "float64")


def step_decay(
    learning_rate: TensorLike, step: TensorLike, boundaries: Sequence[int], factor: TensorLike = 0.1
) -> TensorVariable:
    """Return a learning rate that is multiplied by `factor` at each boundary.

    Parameters
    ----------
    learning_rate : float or scalar variable
        The rate before the first boundary.
    step : scalar variable
        The number of steps made: a :func:`step_counter` or any integer.
    boundaries : list of int
        Numbers of steps after which the rate is lower, increasing.
    factor : float or scalar variable

    Returns
    -------
    scalar variable

    Raises
    ------
    TypeError, ValueError
        If an argument is not a scalar, the boundaries do not increase, or a number is negative.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> from tensorgraph import optim
    >>> step = T.lscalar("step")
    >>> rate = optim.step_decay(0.5, step, [10, 20], factor=0.5)
    >>> [float(rate.eval({step: n})) for n in (9, 10, 25)]
    [0.5, 0.25, 0.125]
    """
    rate, step, factor = constant(learning_rate), _step(step), T.cast(hyperparameter(factor, "factor"), "float64")
    if not isinstance(boundaries, Iterable) or isinstance(boundaries, (str, Variable)):
        raise TypeError(f"boundaries must be a list of integers, not {with_type(boundaries)}")
    boundaries = list(boundaries)
    if any(isinstance(b, bool) or not isinstance(b, (int, np.integer)) for b in boundaries):
        raise TypeError(f"boundaries must be integers: they are {boundaries!r}")
    if boundaries != sorted(set(boundaries)):
        raise ValueError(f"boundaries must increase: they are {boundaries!r}")
    for boundary in boundaries:
        rate = T.switch(step < boundary, rate, rate * factor)
    return rate


def exponential_decay(
    learning_rate: TensorLike, step: TensorLike, steps: TensorLike, factor: TensorLike = 0.5, staircase: bool = False
) -> TensorVariable:
    """Return ``learning_rate * factor ** (step / steps)``.

    Parameters
    ----------
    learning_rate : float or scalar variable
        The rate at step 0.
    step : scalar variable
        The number of steps made: a :func:`step_counter` or any integer.
    steps : int or scalar variable
        After how many steps the rate is multiplied by `factor`.
    factor : float or scalar variable
    staircase : bool
        Whether the quotient is rounded down, so that the rate falls every `steps` steps.

    Returns
    -------
    scalar variable

    Raises
    ------
    TypeError, ValueError
        If an argument is not a scalar, `steps` is less than 1, or a number is negative.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> from tensorgraph import optim
    >>> step = T.lscalar("step")
    >>> rate = optim.exponential_decay(0.5, step, steps=10, factor=0.25)
    >>> [float(rate.eval({step: n})) for n in (0, 5, 10)]
    [0.5, 0.25, 0.125]
    """
    rate, factor = constant(learning_rate), T.cast(hyperparameter(factor, "factor"), "float64")
    passed = _step(step) / T.cast(hyperparameter(steps, "steps", 1), "float64")
    return rate * factor ** (T.floor(passed) if staircase else passed)


def cosine_decay(
    learning_rate: TensorLike, step: TensorLike, steps: TensorLike, last: TensorLike = 0.0
) -> TensorVariable:
    """Return a learning rate that falls to `last` along half a cosine, and stays there.

    Parameters
    ----------
    learning_rate : float or scalar variable
        The rate at step 0.
    step : scalar variable
        The number of steps made: a :func:`step_counter` or any integer.
    steps : int or scalar variable
        After how many steps the rate is `last`.
    last : float or scalar variable

    Returns
    -------
    scalar variable

    Raises
    ------
    TypeError, ValueError
        If an argument is not a scalar, `steps` is less than 1, or a number is negative.

    References
    ----------
    .. [1] I. Loshchilov and F. Hutter, "SGDR: stochastic gradient descent with warm restarts", ICLR 2017.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> from tensorgraph import optim
    >>> step = T.lscalar("step")
    >>> rate = optim.cosine_decay(0.5, step, steps=10)
    >>> [round(float(rate.eval({step: n})), 6) for n in (0, 5, 10, 20)]
    [0.5, 0.25, 0.0, 0.0]
    """
    rate, last = constant(learning_rate), T.cast(hyperparameter(last, "last"), "float64")
    passed = T.minimum(_step(step) / T.cast(hyperparameter(steps, "steps", 1), "float64"), 1.0)
    return last + (rate - last) * (1 + T.cos(np.pi * passed)) / 2


def warmup(learning_rate: TensorLike, step: TensorLike, steps: TensorLike) -> TensorVariable:
    """Let a learning rate rise linearly over the first steps.

    Parameters
    ----------
    learning_rate : float or scalar variable
        A number or another schedule, which is multiplied by ``min(1, (step + 1) / steps)``.
    step : scalar variable
        The number of steps made: a :func:`step_counter` or any integer.
    steps : int or scalar variable
        The step in which the rate is reached; the first is 1, so that no step has a rate of 0.

    Returns
    -------
    scalar variable

    Raises
    ------
    TypeError, ValueError
        If an argument is not a scalar, `steps` is less than 1, or a number is negative.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> from tensorgraph import optim
    >>> step = T.lscalar("step")
    >>> rate = optim.warmup(optim.constant(0.5), step, steps=4)
    >>> [float(rate.eval({step: n})) for n in (0, 1, 3, 9)]
    [0.125, 0.25, 0.5, 0.5]
    """
    passed = (_step(step) + 1.0) / T.cast(hyperparameter(steps, "steps", 1), "float64")
    return constant(learning_rate) * T.minimum(passed, 1.0)


def _step(step):
    """Return the number of steps as a variable, checked to be an integer."""
    variable = T.constant(step) if isinstance(step, (int, np.integer)) else step
    if getattr(getattr(variable, "type", None), "ndim", None) != 0 or variable.type.dtype not in integer_dtypes:
        raise TypeError(f"step must be an integer scalar, not {with_type(variable)}; optim.step_counter() makes one")
    return variable
