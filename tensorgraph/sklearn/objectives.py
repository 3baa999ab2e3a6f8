"""The cost of a model as compiled functions without state, which estimators of one problem share."""

from __future__ import annotations

import copy
import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import optim
from .. import tensor as T
from ..compile.function import function
from ..compile.shared import TensorSharedVariable, shared
from ..errors import DisconnectedInputError
from ..gradient.connection import Connections
from ..graph.equal import equal_computations
from ..graph.messages.called import called, made_where, with_type
from ..graph.messages.usersfunction import call_function
from ..graph.traverse import ancestors, inputs
from ..graph.variable import Variable
from ..optimize.problem import Problem, checked_real
from ..optimize.unknowns import Unknowns
from ..scalar.dtypes import float_dtypes, is_discrete

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

OPTIMISERS = ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adadelta", "adam", "adamw")
"""The functions of ``optim`` that make steps on batches."""


class Objective:
    """The cost of a model, and its output, as functions of the flat vector of its parameters.

    Parameters
    ----------
    output : Variable
        What the model computes from `X`.
    losses : Variable
        The loss of each sample, or of each element of its targets.
    X, target : Variable

    Attributes
    ----------
    start : ndarray, shape (n,)
        The start values of the parameters.
    """

    def __init__(self, output: Any, losses: Any, X: Any, target: Any) -> None:
        checked_real(output, "the output of the model")
        checked_real(losses, "the loss")
        if losses.type.ndim not in (1, 2):
            raise TypeError(f"the loss must be one number for each sample: it is {with_type(losses)}")
        found = [v for v in inputs([output, losses]) if isinstance(v, TensorSharedVariable)]
        # what a model updates itself is its state
        params = [v for v in found if v.type.dtype in float_dtypes and v.default_update is None]
        if not params:
            raise ValueError("the model has nothing to train: use theano.shared(values) for its parameters")
        _check_trained(params, losses)
        self.weights, self.alpha = T.dvector("sample_weight"), T.dscalar("alpha")
        self.output, self.inputs = output, [X, target, self.weights, self.alpha]
        per_sample = losses if losses.type.ndim == 1 else losses.mean(axis=1)
        penalty = sum(T.sqr(v).sum() for v in params if v.type.ndim > 1)
        self.cost = T.dot(self.weights, per_sample) / self.weights.sum() + self.alpha / 2 * penalty
        self.unknowns = Unknowns(params)
        self.start = self.unknowns.values
        self.problem, self.functions = Problem(self.unknowns), {}
        self.lock = threading.Lock()

    def is_like(self, other: Objective) -> bool:
        """Return whether another objective computes the same from other parameters."""
        if self.unknowns.shapes != other.unknowns.shapes:
            return False
        corresponding = ([*o.inputs, *o.unknowns.variables] for o in (self, other))
        return equal_computations([self.cost, self.output], [other.cost, other.output], *corresponding)

    def _compiled(self, name: Any, make: Callable[[], Any]) -> Any:
        """Return the function of a name, made when it is first asked for."""
        with self.lock:
            if name not in self.functions:
                self.functions[name] = make()
            return self.functions[name]

    def predict(self, x: NDArray[Any], X: NDArray[Any]) -> NDArray[Any]:
        """Return the output of the model with the parameters `x`."""
        def make():
            return self.problem.compiled(self.problem.of_vector(self.output), self.inputs[:1])

        return self._compiled("predict", make)(x, X)

    def value_and_gradient(self, x: NDArray[Any], *data: Any) -> tuple[float, NDArray[Any]]:
        """Return the cost of data, and its gradient."""
        def make():
            cost = self.problem.of_vector(self.cost)
            return self.problem.compiled([cost, self.problem.gradient(cost)], self.inputs)

        value, gradient = self._compiled("value_and_gradient", make)(x, *data)
        return float(value), gradient

    def value(self, x: NDArray[Any], *data: Any) -> float:
        """Return the cost of data."""
        def make():
            return self.problem.compiled(self.problem.of_vector(self.cost), self.inputs)

        return float(self._compiled("value", make)(x, *data))

    def stepper(self, optimiser: str) -> tuple[Callable[..., Any], list[NDArray[Any]]]:
        """Return a function that makes a step of an optimiser, and the state from which it starts.

        The function takes state, data and the learning rate, and returns the cost before the step and the new state,
        whose first array are the parameters.
        """
        return self._compiled(optimiser, lambda: self._stepper(optimiser))

    def _stepper(self, optimiser):
        rate, cost = T.dscalar("learning_rate"), self.problem.of_vector(self.cost)
        x = shared(self.start, "x")
        updates = getattr(optim, optimiser)([self.problem.gradient(cost)], [x], rate)
        state = {v: v.type(name=v.name) for v in updates}
        step = function(
            [*state.values(), *self.inputs, rate], [cost, *updates.values()],
            givens={**state, self.unknowns.vector: state[x]}, no_default_updates=True, on_unused_input="ignore",
        )
        return step, [v.get_value() for v in state]


def _check_trained(params, losses):
    """Check that gradients of the losses reach each parameter; the penalty alone would move those that they miss.

    Raises
    ------
    DisconnectedInputError
    """
    whole = [v for v in ancestors([losses]) if is_discrete(getattr(v.type, "dtype", ""))]
    reached = Connections([losses], params, whole).uses
    for v in params:
        if v is not losses and v not in reached:
            raise DisconnectedInputError(
                f"the loss has no gradient with respect to the parameter {called(v)}{made_where(v)}\nhint: what is "
                "computed in integers or bools has none; use T.constant(values) for what is not to be trained"
            )


_LIMIT = 32  # of problems whose functions are kept
_kept: OrderedDict[Any, Objective] = OrderedDict()
_lock = threading.Lock()


def snapshot(model: Any) -> Any:
    """Return a copy of a model, itself if it cannot be copied."""
    try:
        return copy.deepcopy(model)
    except Exception:  # noqa: BLE001 - whatever its class does then
        return model


def lasting(part: Any) -> Any:
    """Return an equal copy of a part of a key, itself if it is told apart by identity.

    A model that is told apart by its parameters may be given others, and two keys may become equal.
    """
    found = snapshot(part)
    try:
        return found if found == part else part
    except Exception:  # noqa: BLE001 - as of arrays, which cannot be parts of a key
        return part


def objective(key: tuple[Any, ...], build: Callable[[], Objective]) -> tuple[Objective, NDArray[Any]]:
    """Return an objective whose functions may be compiled already, and the start values of a new one.

    Parameters
    ----------
    key : tuple
        The model, its sizes and its loss.
    build : callable
        Builds the graph, which takes little time; its start values may be drawn. What was kept under the key is used
        only if its graph is equal.
    """
    new = build()
    key = tuple(map(lasting, key))
    try:
        hash(key)
    except TypeError:
        return new, new.start
    with _lock:
        old = _kept.get(key)
        if old is None or not old.is_like(new):
            old = _kept[key] = new
        _kept.move_to_end(key)
        if len(_kept) > _LIMIT:
            _kept.popitem(last=False)
    return old, new.start


def built(model: Any, *sizes: Any, pair: bool = False) -> Any:
    """Return what a model builds: a variable, or a tuple of a code and its decoding.

    Raises
    ------
    TypeError
        If it is no function, or does not return this.
    """
    if not callable(model):
        raise TypeError(
            f"model must be a function of X, n_features, n_outputs and a RandomState, not {with_type(model)}"
        )
    result = call_function(model, sizes, {}, "the estimator")
    if pair:
        if not isinstance(result, tuple) or len(result) != 2 or not all(isinstance(v, Variable) for v in result):
            raise TypeError(
                f"the model of a transformer must return a pair, code and decoding, not {with_type(result)}"
            )
    elif not isinstance(result, Variable):
        raise TypeError(f"the model must return a variable, not {with_type(result)}; does it lack `return`?")
    return result


def losses_of(loss: Any, predicted: Variable, target: Variable) -> Variable:
    """Return the losses that a function of the program builds.

    Raises
    ------
    TypeError
        If it is no function, or does not return a variable.
    """
    if not callable(loss):
        raise TypeError(f"loss must be a function of what is predicted and of the target, not {with_type(loss)}")
    result = loss(predicted, target)
    if not isinstance(result, Variable):
        raise TypeError(f"the loss must return a variable, not {with_type(result)}; does it lack `return`?")
    return result


def as_columns(output: Any) -> Any:
    """Return the output of a model as a matrix, with one column for each target."""
    if getattr(output.type, "ndim", None) == 1:
        output = output.dimshuffle(0, "x")
    if getattr(output.type, "ndim", None) != 2:
        raise TypeError(f"the model must return a matrix, with a row for each sample: it is {with_type(output)}")
    # one column for several targets is a mistake, and no column for each
    return T.unbroadcast(output, 1) if output.type.broadcastable[1] else output


def real(name: str, value: Any, low: float, high: float = np.inf, whole: bool = False) -> None:
    """Check a number that an estimator was given.

    Raises
    ------
    TypeError, ValueError
    """
    kinds = (int, np.integer) if whole else (int, float, np.integer, np.floating)
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, kinds):
        raise TypeError(f"{name} must be {'an integer' if whole else 'a number'}, not {value!r}")
    if not low <= value <= high:
        raise ValueError(f"{name} must be between {low:g} and {high:g}: it is {value!r}")
