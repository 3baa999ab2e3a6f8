"""Checks of the arguments of ``grad``, and their errors."""

import warnings
from collections.abc import Sequence

import numpy as np

from ..errors import ArgumentError, DisconnectedInputError
from ..flags import theano_is_this
from ..graph.disconnected import NullType
from ..graph.messages.called import called, made_where, with_type
from ..graph.messages.missing import hint_inside
from ..graph.traverse import ancestors
from ..graph.variable import Constant, Variable
from ..nearest import did_you_mean
from ..scalar.dtypes import discrete_dtypes, is_complex
from ..userline import user_level

_CHOICES = {
    "disconnected_inputs": ("ignore", "warn", "raise"),
    "return_disconnected": ("zero", "None", "Disconnected"),
    "null_gradients": ("raise", "return"),
}


def check_options(**given):
    """Check the arguments of ``grad`` that choose a behaviour.

    Raises
    ------
    ValueError
    """
    for name, value in given.items():
        valid = _CHOICES[name]
        if value not in valid:
            raise ArgumentError(
                f"Invalid value for keyword '{name}': {value!r}; valid values are "
                f"{', '.join(map(repr, valid[:-1]))} and {valid[-1]!r}.{did_you_mean(value, valid)}"
            )


def check_variables(cost, known_grads, consider_constant, wrt):
    """Check the variables that ``grad`` is given.

    Raises
    ------
    TypeError
        If one is no variable, or the cost is no scalar of floats.
    ValueError
        If there is no cost.
    """
    if cost is not None:
        _check_cost(cost)
    elif known_grads is None:
        raise ArgumentError(
            "cost and known_grads can't both be None.\nhint: does the function that makes the cost lack `return`?"
        )
    if not isinstance(consider_constant, (Sequence, set, frozenset)):
        raise TypeError(
            f"Expected Sequence, got {type(consider_constant)} of type consider_constant: pass a list of variables"
        )
    other = next((v for v in consider_constant if not isinstance(v, Variable)), None)
    if other is not None:
        raise TypeError(f"consider_constant must be a list of variables: it holds {with_type(other)}")
    for v in wrt:
        if not isinstance(v, Variable):
            raise TypeError(no_variable(v, wrt))
    if cost is not None:
        _check_discrete(cost, wrt)


def _check_cost(cost):
    if not isinstance(cost, Variable):
        hint = "pass a variable"
        if isinstance(cost, (list, tuple)):
            hint = "add its elements, as sum(costs), or take the gradient of each"
        elif callable(cost):
            hint = "call the function, and pass the variable that it returns"
        elif isinstance(cost, (int, float, np.ndarray, np.generic)):
            hint = "build the cost from variables; a number or array depends on nothing"
        raise TypeError(f"cost must be a scalar variable, not {with_type(cost)}.\nhint: {hint}")
    if isinstance(cost.type, NullType):
        raise ValueError(f"Can't differentiate a NaN cost. cost is NaN because {cost.type.why_null}")
    if not hasattr(cost.type, "ndim"):
        raise TypeError(f"cost must be a scalar: it is {with_type(cost)}.{made_where(cost)}")
    if cost.type.ndim != 0:
        name = cost.name or "cost"
        raise TypeError(
            f"cost must be a scalar. It is {with_type(cost)}, of {cost.type.ndim} dimension"
            f"{'s' * (cost.type.ndim > 1)}.{made_where(cost)}\nhint: use {name}.sum() or {name}.mean(); "
            "theano.gradient.jacobian takes the derivatives of all elements of a vector"
        )


def _check_discrete(cost, wrt):
    """Refuse the gradient of a complex number, and of an integer with respect to one.

    In programs for Theano the latter is zero, as there; with respect to a float it is zero in all.
    """
    dtype = getattr(cost.type, "dtype", None)
    if dtype is not None and is_complex(dtype):
        raise TypeError(
            f"the gradient of {called(cost)} of dtype {dtype}: a cost must be real.{made_where(cost)}\nhint: use "
            "x.real, x.imag or abs(x) of the cost"
        )
    whole = [v for v in wrt if getattr(v.type, "dtype", None) in discrete_dtypes]
    if not whole or dtype not in discrete_dtypes:
        return
    v = whole[0]
    text = (
        f"the gradient of {called(cost)} of dtype {cost.type.dtype} with respect to {called(v)} of dtype "
        f"{v.type.dtype} is zero everywhere: functions of integers have no derivative"
    )
    if theano_is_this():
        warnings.warn(f"{text}.", stacklevel=user_level())
        return
    raise TypeError(
        f"{text}.{made_where(v)}\nhint: make {called(v)} a float, as T.scalar({v.name or 'x'!r}), or use "
        "T.cast(x, theano.config.floatX) in the cost"
    )


def no_variable(v, wrt):
    """Return the message for an element `v` of the list `wrt` that is no variable."""
    i = next(i for i, w in enumerate(wrt) if w is v)
    hint = "pass the variables themselves, or a list of them"
    if v is None:
        hint = "is a parameter missing, or does a function that makes it lack `return`?"
    elif isinstance(v, str):
        hint = "pass the variable, not its name"
    elif isinstance(v, (np.ndarray, np.generic, int, float)):
        hint = "pass the shared variable, not its value: x, not x.get_value()"
    elif isinstance(v, (list, tuple, dict, set)):
        hint = "pass one flat list, as [w for layer in layers for w in layer]"
    elif hasattr(v, "params") or hasattr(v, "get_params"):
        hint = "pass the parameters of the object"
    which = f"element {i} of wrt" if len(wrt) > 1 else "wrt"
    return f"Expected Variable, got {called(v)} of type {type(v)}: {which} is no variable.\nhint: {hint}"


def _holds_value(w, v):
    """Return True if `w` is a constant of the value of the shared variable `v`, of some axes."""
    if not isinstance(w, Constant) or not hasattr(v, "get_value"):
        return False
    data, value = w.data, v.get_value(borrow=True)
    return isinstance(data, np.ndarray) and isinstance(value, np.ndarray) and data.ndim > 0 and (
        data.shape == value.shape and data.dtype == value.dtype and np.array_equal(data, value)
    )


def handle_disconnected(v, action, cost=None):
    """Report a variable that the cost does not depend on, as `action` says."""
    if action == "ignore":
        return
    message = (
        f"{called(v)} is disconnected: grad method was asked to compute the gradient with respect to a variable that "
        "is not part of the computational graph of the cost, or is used only by a non-differentiable operator: "
        f"{called(v)}"
    )
    if action == "warn":
        warnings.warn(message, stacklevel=user_level())
        return
    of_cost = "" if cost is None else f"\nThe cost is {with_type(cost)}."
    hint = (
        "the variable that the cost was built from must be passed, not another of the same name or a new expression "
        "such as W.T"
    )
    if inside := hint_inside(v) or next(filter(None, map(hint_inside, ancestors([v]))), ""):
        raise DisconnectedInputError(f"{message}{made_where(v)}{of_cost}\n{inside}")
    known = set() if cost is None else set(ancestors([cost]))
    if any(_holds_value(w, v) for w in known):
        hint = f"{called(v)}.get_value() is an array, a constant of the cost: build the cost from {called(v)} itself"
    if v in known:
        hint = (
            f"{with_type(v)}, only says where elements are, or passes through operations without a derivative: "
            "indices, comparisons, argmax, rounding, disconnected_grad. Pass the parameters instead"
        )
    raise DisconnectedInputError(
        f"{message}{made_where(v)}{of_cost}\nhint: {hint}; disconnected_inputs='ignore' gives a zero gradient instead"
    )


