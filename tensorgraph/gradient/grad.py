"""``grad``: the gradient of a scalar by reverse accumulation."""

from __future__ import annotations

from importlib import import_module
from time import perf_counter
from typing import TYPE_CHECKING, overload

from ..config import config
from ..errors import ArgumentError
from ..flags import theano_is_this
from ..graph.derivation import Derivation
from ..graph.disconnected import DisconnectedType, NullType, disconnected_type
from ..graph.messages.called import called, with_type
from ..graph.variable import Variable
from ..misuse import with_guesses
from ..scalar.dtypes import discrete_dtypes, float_dtypes
from .connection import Connections
from .gradientlist import GradientList
from .plateau import warn_of_plateau
from .pullback import Pullback
from .wrt import check_options, check_variables, handle_disconnected

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from ..tensor.types.variable import TensorVariable
    from ..typing import Variables


def format_as(use_list: bool, use_tuple: bool, outputs: Variables) -> Any:
    """Return `outputs` as a list, a tuple or the single variable.

    Parameters
    ----------
    use_list, use_tuple : bool
        At most one.
    outputs : Variable or sequence of Variable

    Returns
    -------
    Variable, list or tuple

    Raises
    ------
    ValueError
        If both flags are set, or one of several variables is asked for.

    Examples
    --------
    >>> format_as(False, False, ["g"])
    'g'
    >>> format_as(False, True, ["g"])
    ('g',)
    """
    if use_list and use_tuple:
        raise ArgumentError("Both flags cannot be simultaneously True")
    many = isinstance(outputs, (list, tuple))
    if use_list or use_tuple:
        kind = list if use_list else tuple
        return kind(outputs) if many else kind([outputs])
    if many:
        if len(outputs) != 1:
            raise ArgumentError("Wrong arguments. Expected a one element list")
        return outputs[0]
    return outputs


def as_list(variables):
    """Return variables as a list, and whether they came as a list and as a tuple."""
    use_list, use_tuple = isinstance(variables, list), isinstance(variables, tuple)
    return (list(variables) if use_list or use_tuple else [variables]), use_list, use_tuple


def float_like(x, value):
    """Return zeros or ones of the shape of `x`, in its dtype if that is float, else in ``floatX``."""
    dtype = x.type.dtype
    if dtype not in float_dtypes:
        dtype = config.floatX
    return x.ones_like(dtype=dtype) if value else x.zeros_like(dtype=dtype)


grad_time = 0.0  # seconds in all calls of `grad`


@overload
def grad(
    cost: Variable | None, wrt: Variable, consider_constant: Variables | None = ..., disconnected_inputs: str = ...,
    add_names: bool = ..., known_grads: Mapping[Any, Any] | None = ..., return_disconnected: str = ...,
    null_gradients: str = ...
) -> TensorVariable: ...


@overload
def grad(
    cost: Variable | None, wrt: Sequence[Variable], consider_constant: Variables | None = ...,
    disconnected_inputs: str = ...,
    add_names: bool = ..., known_grads: Mapping[Any, Any] | None = ..., return_disconnected: str = ...,
    null_gradients: str = ...
) -> list[TensorVariable]: ...


@overload
def grad(
    cost: Callable[..., Any], wrt: int | tuple[int, ...] | None = ..., consider_constant: Variables | None = ...,
    disconnected_inputs: str = ...,
    add_names: bool = ..., known_grads: Mapping[Any, Any] | None = ..., return_disconnected: str = ...,
    null_gradients: str = ..., *, argnums: int | Sequence[int] | None = ..., has_aux: bool = ...
) -> Callable[..., Any]: ...


@with_guesses
def grad(
    cost: Variable | Callable[..., Any] | None, wrt: Any = None, consider_constant: Variables | None = None,
    disconnected_inputs: str = "raise", add_names: bool = True, known_grads: Mapping[Any, Any] | None = None,
    return_disconnected: str = "zero", null_gradients: str = "raise", *, argnums: int | Sequence[int] | None = None,
    has_aux: bool = False
) -> Any:
    """Return the gradient of a cost with respect to one or more variables.

    Parameters
    ----------
    cost : Variable, callable or None
        The scalar (0-d) variable to differentiate; None if `known_grads` says where to start. For a function of
        variables that returns such a scalar, the function that returns its gradient is made.
    wrt : Variable, list or tuple of Variable
        The variables with respect to which gradients are wanted. For a function, the positions of arguments: an int, by
        default that of the first one, or a tuple of int.
    consider_constant : list of Variable, optional
        Variables through which no gradient flows back.
    disconnected_inputs : {'raise', 'warn', 'ignore'}
        What to do if the cost does not depend on a variable of `wrt`.
    add_names : bool
        Whether to name gradients ``(dcost/dx)`` where both have names.
    known_grads : dict, optional
        From variables to their gradients, from which to go on back.
    return_disconnected : {'zero', 'None', 'Disconnected'}
        What stands for the gradient with respect to a variable that the cost does not depend on.
    null_gradients : {'raise', 'return'}
        Whether an undefined gradient is an error, or is returned as a variable of type NullType.
    argnums, has_aux
        For a function, as of :func:`tensorgraph.value_and_grad`; `argnums` is another name of positions in `wrt`.

    Returns
    -------
    Variable, list or tuple of Variable, or callable
        The gradients, as `wrt` was given.

    Raises
    ------
    TypeError
        If the cost is not a scalar.
    DisconnectedInputError
        If the cost does not depend on a variable of `wrt`.
    NullTypeGradError
        If a gradient is undefined, or some op does not implement it.

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> x, y = T.dscalars("x", "y")
    >>> f = theano.function([x, y], T.grad(x**2 * y, [x, y]))
    >>> f(3.0, 2.0)
    [array(12.), array(9.)]
    """
    if callable(cost) and not isinstance(cost, Variable) and _are_positions(wrt):
        return _of_function(cost, wrt, argnums, has_aux)
    if argnums is not None or has_aux:
        raise TypeError(
            f"argnums and has_aux are for the gradient of a function, and the cost is {with_type(cost)}.\nhint: for "
            "the gradient of a variable pass variables, T.grad(cost, [x, y])"
        )
    wrt, use_list, use_tuple = as_list(wrt)
    gradients = gradients_of(
        cost, wrt, consider_constant, disconnected_inputs, add_names, known_grads, return_disconnected, null_gradients,
        check=warn_of_plateau
    )
    if use_list and not theano_is_this():
        return GradientList(gradients)
    return format_as(use_list, use_tuple, gradients)


def gradients_of(
    cost, wrt, consider_constant=None, disconnected_inputs="raise", add_names=True, known_grads=None,
    return_disconnected="zero", null_gradients="raise", check=None
):
    """Return the list of the gradients with respect to the list `wrt`; see :func:`grad`.

    Parameters
    ----------
    check : callable, optional
        ``check(cost, wrt, connections)`` looks at a cost that the user wrote.
    """
    global grad_time
    begin = perf_counter()
    consider_constant = [] if consider_constant is None else consider_constant
    check_options(
        disconnected_inputs=disconnected_inputs, return_disconnected=return_disconnected, null_gradients=null_gradients
    )
    check_variables(cost, known_grads, consider_constant, wrt)

    start = _starting_gradients(cost, known_grads)
    derivation = _derivation(cost, known_grads, start, wrt, consider_constant)
    connections = Connections(list(start), wrt, consider_constant)
    for v in wrt:
        if v not in connections.uses and v is not cost and v not in start:
            handle_disconnected(v, disconnected_inputs, cost)
            start[v] = disconnected_type()

    name = cost.name if add_names and cost is not None else None
    gradients = Pullback(connections, start, name).gradients(wrt)
    if derivation is not None:
        derivation.note_on(gradients)
    _finish(gradients, wrt, cost, disconnected_inputs, return_disconnected, null_gradients)
    if check is not None and cost is not None and known_grads is None:
        check(cost, wrt, connections)
    grad_time += perf_counter() - begin
    return gradients


def _finish(gradients, wrt, cost, disconnected_inputs, return_disconnected, null_gradients):
    """Replace gradients without a value in the list, or raise."""
    for i, (v, g) in enumerate(zip(wrt, gradients)):
        if isinstance(g.type, NullType) and null_gradients == "raise":
            hint = "" if "hint: " in g.type.why_null else (
                "\nhint: pass the input through theano.gradient.disconnected_grad, if no gradient should flow there"
            )
            raise g.type.error(f"tensor.grad encountered a NaN. {g.type.why_null.rstrip()}{hint}")
        if isinstance(g.type, DisconnectedType):
            handle_disconnected(v, disconnected_inputs, cost)
            if return_disconnected == "zero":
                gradients[i] = float_like(v, 0)
            elif return_disconnected == "None":
                gradients[i] = None


def _are_positions(wrt):
    """Return True if `wrt` can say which arguments of a function are meant."""
    return wrt is None or isinstance(wrt, int) or (isinstance(wrt, tuple) and all(isinstance(i, int) for i in wrt))


def _of_function(f, wrt, argnums, has_aux):
    """Return the function that gives the gradient of a function."""
    if wrt is not None and argnums is not None:
        raise TypeError(f"wrt={wrt} and argnums={argnums} both say with respect to which arguments: pass one of them")
    # transformations of functions lie in a higher layer
    derivatives = import_module(f"{__name__.partition('.')[0]}.transform.differentials")
    positions = wrt if argnums is None else argnums
    return derivatives.grad_of(f, 0 if positions is None else positions, has_aux)


def _starting_gradients(cost, known_grads):
    start = {}
    if cost is not None:
        start[cost] = float_like(cost, 1)
    for v, g in dict(known_grads or {}).items():
        if not isinstance(g, Variable):
            raise TypeError(f"known_grads must hold variables; for {called(v)} it holds {with_type(g)}")
        ranks = [getattr(u.type, "ndim", None) for u in (v, g)]
        if None not in ranks and ranks[1] not in (0, ranks[0]):
            raise ValueError(
                f"known_grads has {with_type(g)}, for {with_type(v)}: the gradient must be of {ranks[0]} dimensions.\n"
                "hint: it must have the shape of the variable, as in known_grads={y: y.type()}"
            )
        if not isinstance(g.type, (NullType, DisconnectedType)) and g.type.dtype in discrete_dtypes:
            raise TypeError(
                "Gradients must always be NullType, DisconnectedType, or continuous, but grad was given of type "
                f"{g.type}"
            )
        start[v] = v.type.as_gradient(g, v) if hasattr(v.type, "as_gradient") else g
    return start


def _derivation(cost, known_grads, start, wrt, constants):
    """Return the derivation of a call of :func:`grad`, or None if it starts from undefined gradients."""
    if any(isinstance(g.type, (NullType, DisconnectedType)) for g in start.values()):
        return None
    # the gradient of the cost is 1, a new constant each time
    points = list(start.values()) if known_grads else []
    return Derivation(take_again, list(start), wrt, constants, points)


def take_again(starts, wrt, constants, points):
    """Return the gradients of `wrt`, with `points` as the gradients of the `starts`; without points, of the cost."""
    seeds = dict(zip(starts, points)) if points else {starts[0]: float_like(starts[0], 1)}
    found = Pullback(Connections(starts, wrt, constants), seeds).gradients(wrt)
    return [float_like(v, 0) if isinstance(g.type, DisconnectedType) else g for v, g in zip(wrt, found)]


def subgraph_grad(
    wrt: Sequence[Variable], end: Sequence[Variable], start: Mapping[Any, Any] | None = None,
    cost: Variable | None = None, details: bool = False
) -> Any:
    """Return the gradients with respect to `wrt` and `end`, from known gradients at `start` and from a cost.

    A gradient can be computed in pieces: the graph is cut at `end`, whose gradients are the `start` of
    the next call.

    Parameters
    ----------
    wrt : list of Variable
        Variables (parameters) between `start` or `cost` and `end`.
    end : list of Variable
        Where the piece ends; nothing flows further back.
    start : dict, optional
        From variables to their gradients.
    cost : Variable, optional
        A scalar whose gradient is added.
    details : bool
        Whether to return the gradients from `start` and from `cost` one by one too.

    Returns
    -------
    tuple
        The gradients of `wrt` and those of `end`; with `details` then the lists of the terms from
        `start` and from `cost`.

    Raises
    ------
    ValueError
        If there is neither `cost` nor `start`.
    TypeError
        If `wrt` or `end` is no list.

    Examples
    --------
    >>> import tensorgraph as theano
    >>> import tensorgraph.tensor as T
    >>> x, w = T.dscalars("x", "w")
    >>> h = x * w
    >>> given = {h: 2 * h}
    >>> for_w, for_ends = theano.subgraph_grad([w], [x], start=given)
    >>> for_w[0].eval({x: 2.0, w: 3.0})
    array(24.)
    """
    if cost is None and start is None:
        raise ArgumentError("`cost` or `start` must be specified.")
    if not isinstance(end, list) or not isinstance(wrt, list):
        raise TypeError("`end` and `wrt` must be lists")
    start = dict(start or {})
    asked = list(dict.fromkeys(end + wrt))
    from_cost = from_start = None
    common = dict(consider_constant=end, disconnected_inputs="ignore")
    if cost is not None:
        from_cost = list(grad(cost=cost, wrt=asked, **common))
    if start:
        from_start = list(grad(cost=None, wrt=asked, known_grads=start, **common))
    if from_cost is None or from_start is None:
        total = from_start if from_cost is None else from_cost
    else:
        total = [a + b for a, b in zip(from_start, from_cost)]
    gradients = dict(zip(asked, total))
    result = ([gradients[v] for v in wrt], [gradients[v] for v in end])
    return (*result, from_start, from_cost) if details else result
