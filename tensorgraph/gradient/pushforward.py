"""``Lop`` and ``Rop``: vector-Jacobian and Jacobian-vector products."""

from __future__ import annotations

from typing import TYPE_CHECKING, overload

from ..errors import ArgumentError, DisconnectedInputError, NullTypeGradError
from ..graph.derivation import Derivation
from ..graph.disconnected import DisconnectedType, NullType
from ..graph.messages.called import node_text, with_type
from ..graph.messages.usersfunction import call_method
from ..graph.op import Op
from ..graph.trace import made_at
from ..graph.traverse import io_toposort
from ..graph.variable import Variable
from ..scalar.dtypes import is_complex, is_discrete
from ..tensor.elementwise.elemwise import Elemwise
from ..tensor.shape.rebroadcast import addbroadcast
from ..tensor.types.constant import as_tensor_variable
from .barriers import Passage
from .connection import connection_pattern
from .grad import as_list, float_like, format_as, grad
from .points import note_point

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from ..tensor.types.variable import TensorVariable
    from ..typing import Variables


@overload
def Lop(
    f: Variables, wrt: Variable, eval_points: Variables, consider_constant: Variables | None = ...,
    disconnected_inputs: str = ...
) -> TensorVariable: ...


@overload
def Lop(
    f: Variables, wrt: Sequence[Variable], eval_points: Variables, consider_constant: Variables | None = ...,
    disconnected_inputs: str = ...
) -> list[TensorVariable]: ...


def Lop(
    f: Variables, wrt: Variables, eval_points: Variables, consider_constant: Variables | None = None,
    disconnected_inputs: str = "raise"
) -> Any:
    """Return the vector-Jacobian product: `eval_points` times the Jacobian of `f` with respect to `wrt`.

    Parameters
    ----------
    f : Variable or list of Variable
        The outputs.
    wrt : Variable or list of Variable
        The variables to differentiate with respect to.
    eval_points : Variable or list of Variable
        One for each of `f`, of its shape: the vector on the left.
    consider_constant, disconnected_inputs
        As for :func:`grad`.

    Returns
    -------
    Variable, list or tuple of Variable
        One for each of `wrt`, of its shape.

    Raises
    ------
    ValueError
        If there are not as many `eval_points` as outputs.

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> x, u = T.dvectors("x", "u")
    >>> theano.function([x, u], theano.gradient.Lop(x**2, x, u))([1.0, 2.0], [1.0, 10.0])
    array([ 2., 40.])
    """
    f, _, _ = as_list(f)
    eval_points, _, _ = as_list(eval_points)
    wrt, use_list, use_tuple = as_list(wrt)
    if len(f) != len(eval_points):
        raise ValueError(f"Lop needs one eval point for each output: {len(eval_points)} given for {len(f)}")
    eval_points = [v if isinstance(v, Variable) else as_tensor_variable(v) for v in eval_points]
    gradients = grad(
        cost=None,
        known_grads=starting_at(f, eval_points),
        consider_constant=consider_constant,
        wrt=wrt,
        disconnected_inputs=disconnected_inputs,
    )
    return format_as(use_list, use_tuple, gradients)


def starting_at(outputs, gradients):
    """Return ``known_grads`` in which every output starts its own gradient, even if one depends on another.

    The known gradient of a variable replaces all that flows back to it; gradients of stand-ins are added.
    """
    if len(outputs) == 1:
        return dict(zip(outputs, gradients))
    return {v if is_discrete(v.type.dtype) else _passage(v): g for v, g in zip(outputs, gradients)}


_passage = Passage()


@overload
def Rop(
    f: Variable, wrt: Variables, eval_points: Variables, disconnected_outputs: str = ..., return_disconnected: str = ...
) -> TensorVariable: ...


@overload
def Rop(
    f: Sequence[Variable], wrt: Variables, eval_points: Variables, disconnected_outputs: str = ...,
    return_disconnected: str = ...
) -> list[TensorVariable]: ...


def Rop(
    f: Variables, wrt: Variables, eval_points: Variables, disconnected_outputs: str = "raise",
    return_disconnected: str = "zero"
) -> Any:
    """Return the Jacobian-vector product: the Jacobian of `f` with respect to `wrt` times `eval_points`.

    Each op is pushed forward by its ``R_op``; without one, by the gradient of its gradient, which is linear in the
    cotangent.

    Parameters
    ----------
    f : Variable or list of Variable
        The outputs.
    wrt : Variable or list of Variable
        The variables to differentiate with respect to.
    eval_points : Variable or list of Variable
        One for each of `wrt`, of its shape: the vector on the right.
    disconnected_outputs : {'raise', 'ignore'}
        What to do if one of `f` is an input or a constant, or depends on `wrt` only by an operation that is not
        differentiable. Results of elementwise operations, and what is computed of other variables, are zero instead,
        as in Theano.
    return_disconnected : {'zero', 'None'}
        What stands for the result of such an output.

    Returns
    -------
    Variable, list or tuple of Variable
        One for each of `f`, of its shape.

    Raises
    ------
    ValueError
        If there are not as many `eval_points` as variables of `wrt`.
    DisconnectedInputError
        If an output does not depend on `wrt`.

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> x, v = T.dvectors("x", "v")
    >>> theano.function([x, v], theano.gradient.Rop(x**2, x, v))([1.0, 2.0], [1.0, 10.0])
    array([ 2., 40.])
    """
    f, use_list, use_tuple = as_list(f)
    wrt, _, _ = as_list(wrt)
    eval_points, _, _ = as_list(eval_points)
    if len(wrt) != len(eval_points):
        raise ArgumentError(
            f"`wrt` must be the same length as `eval_points`: {len(wrt)} and {len(eval_points)}. Pass a direction for "
            "each variable, T.zeros_like(x) for one that stays"
        )
    moves, unknown, still = {v: _matching(v, p) for v, p in zip(wrt, eval_points)}, set(), set()
    for node in io_toposort(wrt, f):
        if any(moves.get(v) is not None for v in node.inputs):
            with made_at(node.trace):
                for v, moved in zip(node.outputs, push(node, [moves.get(v) for v in node.inputs])):
                    moves.setdefault(v, moved)
        if disconnected_outputs == "raise":
            unknown.update(_left_unknown(node, moves, unknown))
            still.update(_left_still(node, moves, still))
    results = [moves.get(v) for v in f]
    for i, v in enumerate(f):
        if results[i] is None or isinstance(results[i].type, DisconnectedType):
            if disconnected_outputs == "raise" and (v in unknown or v not in still):
                raise DisconnectedInputError(
                    "Rop method was asked to compute the gradient of a variable that does not depend on `wrt`, or only "
                    f"by a non-differentiable operator: {v}"
                )
            results[i] = float_like(v, 0) if return_disconnected == "zero" else None
        else:
            results[i] = note_point(results[i], v)
    Derivation(take_again, f, wrt, points=[moves[v] for v in wrt]).note_on(results)
    return format_as(use_list, use_tuple, results)


def _left_still(node, moves, still):
    """Return the outputs of a node whose tangent is zero: elementwise ones, and those of variables that do not move.

    Theano takes zeros for the tangents of inputs and constants, and pushes them through operations like others; an
    operation whose ``R_op`` makes nothing of zeros is not differentiable.
    """
    outputs = [(k, v) for k, v in enumerate(node.outputs) if moves.get(v) is None]
    if isinstance(node.op, Elemwise) or not outputs:
        return [v for _, v in outputs]
    resting = [i for i, v in enumerate(node.inputs) if v in still or (v.owner is None and moves.get(v) is None)]
    pattern = connection_pattern(node)
    left = [
        (k, v) for k, v in outputs
        if any((pattern is None or pattern[i][k]) and _counts(node.inputs[i]) == _counts(v) for i in resting)
    ]
    if left and _pushes_zeros(node.op) and not any(_counts(v) for _, v in left):
        tangents = push(node, [None] * len(node.inputs))
        left = [(k, v) for k, v in left if tangents[k] is not None]
    return [v for _, v in left]


def _pushes_zeros(op):
    return type(op).R_op is not Op.R_op and not getattr(op, "R_op_takes_none", False)


def _counts(v):
    # the place of a maximum (argmax) is no tangent
    return is_discrete(getattr(v.type, "dtype", ""))


def _left_unknown(node, moves, unknown):
    """Return the outputs of a node that move, by its connection pattern, and have no tangent.

    Operations written for Theano return None where they are not differentiable.
    """
    is_theirs = not getattr(node.op, "R_op_takes_none", False)
    moving = [i for i, v in enumerate(node.inputs) if v in unknown or (is_theirs and moves.get(v) is not None)]
    if not moving:
        return []
    pattern = connection_pattern(node)
    still = [(k, v) for k, v in enumerate(node.outputs) if moves.get(v) is None]
    return [v for k, v in still if pattern is None or any(pattern[i][k] for i in moving)]


def take_again(starts, wrt, constants, points):
    """Return the directional derivatives of the `starts` along `points`."""
    return Rop(starts, wrt, points, "ignore")


def _matching(v, point):
    """Convert an eval point to a variable of the type of `v`."""
    if not isinstance(point, Variable):
        point = as_tensor_variable(point)
    if point.type.ndim != v.type.ndim:
        raise ValueError(
            f"Element of wrt/eval_point have mismatched dimensionality: {v.type.ndim} versus {point.type.ndim}: "
            f"{with_type(v)}; {with_type(point)}.\nhint: the direction must have the type of the variable"
        )
    if point.type != v.type:
        if point.type.dtype != v.type.dtype:
            point = point.astype(v.type.dtype)
        point = v.type.filter_variable(point)
    return point


def push(node, moves):
    """Return the tangents of a node's outputs from `moves`, the tangents of its inputs (None: zero)."""
    # an R_op written for Theano may take None to mean that no input moves: it gets zeros instead
    still = _nothing if getattr(node.op, "R_op_takes_none", False) else _zeros
    points = [still(v) if m is None else _matching(v, m) for v, m in zip(node.inputs, moves)]
    try:
        found = call_method(node.op.R_op, (node.inputs, points), "R_op(self, inputs, eval_points)")
        return _checked(node, found)
    except NotImplementedError as error:
        if not hasattr(node.op, "grad") and type(node.op).L_op is Op.L_op:
            error.args = (f"{error}.\n{node_text(node)}",)
            raise
        return _push_by_pulling_twice(node, moves)


def _checked(node, results):
    if not isinstance(results, (list, tuple)):
        results = [results]
    if len(results) != len(node.outputs):
        raise ValueError(
            f"{node.op}.R_op returned {len(results)} results for {len(node.outputs)} outputs: it should return a list "
            f"with one for each.\n{node_text(node)}"
        )
    for r in results:
        if r is not None and isinstance(r.type, NullType):
            raise NullTypeGradError(f"Rop met a derivative that is not defined. {r.type.why_null}")
    return [
        None if r is None or isinstance(r.type, DisconnectedType) else _as_broadcastable(r, v)
        for r, v in zip(results, node.outputs)
    ]


def _as_broadcastable(tangent, v):
    """Return a tangent with the broadcastable axes of its variable, which what computed it may not know to be so."""
    flags = getattr(v.type, "broadcastable", ())
    lost = [i for i, (b, known) in enumerate(zip(flags, getattr(tangent.type, "broadcastable", ()))) if b and not known]
    return addbroadcast(tangent, *lost) if lost else tangent


def _nothing(v):
    return None


def _zeros(v):
    return v.zeros_like() if hasattr(v, "zeros_like") else None


def _push_by_pulling_twice(node, moves):
    """Return the tangents of a node's outputs from its pullback, which is linear in the cotangents `u`."""
    seeds = [v.zeros_like() if is_complex(v.type.dtype) else float_like(v, 0) for v in node.outputs]
    # an input that occurs twice has one cotangent and one tangent
    moving = list({v: m for v, m in zip(node.inputs, moves) if m is not None}.items())
    pulled = grad(
        cost=None,
        known_grads=starting_at(node.outputs, seeds),
        wrt=[v for v, _ in moving],
        # one input may depend on another: only this node is differentiated
        consider_constant=[v for v in node.inputs if v.owner is not None],
        disconnected_inputs="ignore",
        return_disconnected="None",
    )
    known = [(g, m) for g, (_, m) in zip(pulled, moving) if g is not None]
    if not known:
        return [None] * len(node.outputs)
    return grad(
        cost=None,
        known_grads=starting_at(*zip(*known)),
        wrt=seeds,
        consider_constant=[*node.inputs, *node.outputs],
        disconnected_inputs="ignore",
        return_disconnected="None",
    )
