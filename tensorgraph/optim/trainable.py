"""The parameters that an optimiser updates: checks, gradients, state and the updates themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import tensor as T
from ..compile.shared import SharedVariable, TensorSharedVariable, shared
from ..compile.updates import OrderedUpdates
from ..gradient.grad import grad
from ..graph.messages.called import with_type
from ..graph.traverse import inputs
from ..graph.variable import Variable
from ..scalar.dtypes import float_dtypes, is_complex

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..tensor.types.variable import TensorVariable


def flattened(container: Any) -> list[Any]:
    """Return the leaves of nested lists, tuples, dicts and other iterables, in their order."""
    if isinstance(container, Mapping):
        container = container.values()
    elif isinstance(container, (Variable, str, np.ndarray, np.generic)) or not isinstance(container, Iterable):
        return [container]
    return [leaf for element in container for leaf in flattened(element)]


def checked_params(params: Any) -> list[TensorSharedVariable]:
    """Return the shared variables of a container.

    Raises
    ------
    TypeError
        If a parameter is not a shared array of floats.
    ValueError
        If there is none, or one occurs twice.
    """
    found = flattened(params)
    if not found:
        raise ValueError("there are no parameters to update: params is empty; pass the shared variables to train")
    for i, p in enumerate(found):
        if not isinstance(p, SharedVariable):
            raise TypeError(
                f"parameter {i} is not shared: it is {with_type(p)}; use theano.shared(value, name)"
            )
        if not isinstance(p, TensorSharedVariable):
            raise TypeError(
                f"parameter {i} is not a dense array: it is {with_type(p)}; use theano.shared of a dense array"
            )
        if p.type.dtype not in float_dtypes:
            raise TypeError(
                f"parameter {i} has no gradient: it is {with_type(p)}; it must be of floats, as "
                "theano.shared(value.astype(theano.config.floatX))"
            )
    twice = [p for i, p in enumerate(found) if any(p is q for q in found[:i])]
    if twice:
        raise ValueError(f"the parameter {with_type(twice[0])}, occurs twice: pass each parameter once")
    return found


def gradients_of(cost_or_grads: Any, params: list[TensorSharedVariable]) -> list[TensorVariable]:
    """Return one gradient for each parameter, from a cost or from gradients in the order of the parameters.

    Raises
    ------
    TypeError
        If the cost is not a scalar, or a gradient is not of the rank of its parameter.
    ValueError
        If there are more or fewer gradients than parameters.
    """
    if isinstance(cost_or_grads, Variable):
        return grad(cost_or_grads, params)
    grads = flattened(cost_or_grads)
    if not isinstance(cost_or_grads, Iterable) or isinstance(cost_or_grads, (str, np.ndarray)):
        raise TypeError(
            f"an optimiser needs a scalar cost, or a list of gradients, not {with_type(cost_or_grads)}; build the cost "
            "from variables"
        )
    if len(grads) != len(params):
        raise ValueError(
            f"there are {len(grads)} gradients for {len(params)} parameters: pass one for each, in the same order"
        )
    for p, g in zip(params, grads):
        ndim, dtype = getattr(getattr(g, "type", None), "ndim", None), getattr(getattr(g, "type", None), "dtype", None)
        if ndim != p.type.ndim or dtype not in float_dtypes:
            raise TypeError(
                f"the gradient of {with_type(p)}, is {with_type(g)}: it must be a variable of floats of the same rank; "
                "a single cost is passed as it is, not in a list"
            )
    return grads


def hyperparameter(value: Any, name: str, low: float = 0.0, below: float = np.inf) -> TensorVariable:
    """Return a number or a scalar variable as a variable.

    Raises
    ------
    TypeError
        If it is no scalar of real numbers.
    ValueError
        If it is a number that is not in the interval from `low` to `below`, which it must not reach.
    """
    number = isinstance(value, (bool, int, float, np.generic, np.ndarray))
    # a Python float alone would become a constant of single precision where that holds it
    variable = T.constant(np.asarray(value, "float64")) if number and np.isrealobj(value) else value
    if not isinstance(variable, Variable) or getattr(variable.type, "ndim", None) != 0 or is_complex(variable.dtype):
        raise TypeError(f"{name} must be a number or a scalar variable of real numbers, not {with_type(value)}")
    if number and not low <= float(value) < below:
        raise ValueError(f"{name} must be at least {low:g} and below {below:g}: it is {value!r}")
    return variable


def working(v: TensorVariable, p: TensorSharedVariable) -> TensorVariable:
    """Return a variable in the dtype in which a parameter is updated: that of the parameter, but never float16.

    Half precision cannot hold squares of small gradients, nor the usual epsilon.
    """
    return T.cast(v, working_dtype(p))


def working_dtype(p: TensorSharedVariable) -> str:
    """Return the dtype in which a parameter is updated."""
    return "float32" if p.type.dtype == "float16" else p.type.dtype


def zeros_for(p: TensorSharedVariable, name: str) -> TensorSharedVariable:
    """Return state of the shape of a parameter, filled with zeros."""
    zeros = np.zeros(p.get_value(borrow=True).shape, working_dtype(p))
    return shared(zeros, name=f"{p.name}_{name}" if p.name else name, broadcastable=p.type.broadcastable)


def updates_by(
    rule: Callable[..., tuple[TensorVariable, list[tuple[SharedVariable, Any]]]], cost_or_grads: Any, params: Any,
    learning_rate: TensorVariable,
) -> OrderedUpdates:
    """Return the updates of parameters by a rule: first the parameters, then the state, then step counters.

    Parameters
    ----------
    rule : callable
        Called with a parameter and with its gradient and the learning rate in the working dtype, it returns what the
        parameter is moved by, and pairs of state and its new values.
    cost_or_grads, params
        As the optimisers take them.
    learning_rate : scalar variable
        Step counters that it depends on advance.
    """
    params = checked_params(params)
    updates, state = OrderedUpdates(), []
    for p, g in zip(params, gradients_of(cost_or_grads, params)):
        move, further = rule(p, working(g, p), working(learning_rate, p))
        updates[p] = T.cast(working(p, p) + move, p.type.dtype)
        state += further
    for v, new in state:
        updates[v] = new
    updates.update((v, v.tag.advanced) for v in inputs([learning_rate]) if hasattr(v.tag, "advanced"))
    return updates
