"""Lazy conditionals, which compute only the branch that the condition selects.

``T.switch`` picks element by element and evaluates both branches; ``ifelse`` picks whole variables by one number, and
what only the other branch needs is not computed at all, in every mode. The laziness is decided when a function is
compiled (:mod:`tensorgraph.graph.demand`); the op only says which of its inputs belong to which branch.
"""

from __future__ import annotations

import copy
import sys
from types import ModuleType
from typing import TYPE_CHECKING, overload

import numpy as np

from .batching.examples import Given
from .batching.rulebook import NotBatched, batches
from .batching.unequal import are_unequal
from .config import config
from .errors import ArgumentError
from .graph.apply import Apply
from .graph.disconnected import DisconnectedType, NullType
from .graph.messages.called import called, with_type
from .graph.op import Op
from .graph.variable import Constant, Variable
from .misuse import with_guesses
from .scalar.dtypes import is_discrete
from .tensor.creation.filled import zeros_like
from .tensor.elementwise.math import neq, switch
from .tensor.types.constant import as_tensor_variable, constant
from .tensor.types.type import TensorType

if TYPE_CHECKING:
    from typing import Any

    from .tensor.types.variable import TensorVariable
    from .typing import TensorLike

__all__ = ["IfElse", "ifelse"]


class IfElse(Op):
    """The first half of the inputs after the condition, or the second half.

    Most programs create it by calling :func:`ifelse`.

    Parameters
    ----------
    n_outs : int
        Number of outputs, and of inputs in each branch.
    as_view : bool
        Whether an output may be the chosen value itself, where nobody can tell it from a copy.
    gpu : bool
        Part of the op's identity and text, for Theano's sake.
    name : str, optional
        For printed graphs.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> c, x, y = T.iscalar("c"), T.dscalar("x"), T.dscalar("y")
    >>> IfElse(n_outs=1, name="pick")(c, x, y).owner.op
    if{pick}
    """

    # as_view only avoids copies at run time: in the graph each output has memory of its own, so no view is declared
    __props__ = ("n_outs", "as_view", "gpu")
    R_op_takes_none = True

    def __init__(self, n_outs: int, as_view: bool = False, gpu: bool = False, name: str | None = None) -> None:
        self.n_outs = n_outs
        self.as_view = as_view
        self.gpu = gpu
        self.name = name

    def __str__(self):
        parts = [self.name] if self.name is not None else []
        parts += ["inplace"] * self.as_view + ["gpu"] * self.gpu
        return f"if{{{','.join(parts)}}}"

    __repr__ = __str__

    def branches(self, node: Apply) -> tuple[range, range]:
        """Return the positions of the inputs needed if the condition holds, and of those needed if not."""
        n = self.n_outs
        return range(1, n + 1), range(n + 1, 2 * n + 1)

    def pairs(self, node: Apply) -> list[tuple[Any, Any]]:
        """Return for each output the pair of its values in the two branches."""
        n = self.n_outs
        return list(zip(node.inputs[1 : n + 1], node.inputs[n + 1 :]))

    def make_node(self, c, *args):
        if len(args) != 2 * self.n_outs:
            raise ArgumentError(
                f"Wrong number of arguments to make_node: expected {2 * self.n_outs}, got {len(args)}"
            )
        c = as_tensor_variable(c)
        args = [v if isinstance(v, Variable) else as_tensor_variable(v) for v in args]
        for t, f in zip(args[: self.n_outs], args[self.n_outs :]):
            if t.type != f.type:
                raise TypeError(
                    f"IfElse requires same types for true and false return values: {with_type(t)}; {with_type(f)}"
                )
        if c.type.ndim:
            raise TypeError(
                "Condition given to the op has to be a scalar with 0 standing for False, anything else for True. It is "
                f"{with_type(c)}.\nhint: T.any(condition) or T.all(condition) makes one of it; T.switch chooses by "
                "element"
            )
        return Apply(self, [c, *args], [t.type() for t in args[: self.n_outs]])

    def perform(self, node, inputs, output_storage):
        chosen = inputs[1 : self.n_outs + 1] if inputs[0] != 0 else inputs[self.n_outs + 1 :]
        for cell, value in zip(output_storage, chosen):
            cell[0] = value.copy() if isinstance(value, np.ndarray) else copy.deepcopy(value)

    def infer_shape(self, node, shapes):
        """Return the shapes of the chosen branch; lengths that both branches share need no choice."""
        n = self.n_outs
        results, choices = [], {}
        for then, other in zip(shapes[1 : n + 1], shapes[n + 1 :]):
            if then is None or other is None:
                results.append(None)
                continue
            results.append([(a, b) for a, b in zip(then, other)])
            choices.update(dict.fromkeys(pair for pair in results[-1] if not _same(*pair)))
        if choices:
            name = "shape" if self.name is None else f"shape_{self.name}"
            lengths = [[as_tensor_variable(n) for n in side] for side in zip(*choices)]
            op = IfElse(len(choices), name=name)
            choices = dict(zip(choices, op(node.inputs[0], *lengths[0], *lengths[1], return_list=True)))
        return [None if lengths is None else tuple([choices.get(p, p[0]) for p in lengths]) for lengths in results]

    def connection_pattern(self, node):
        """Return the connection pattern: each output depends on its two values, and not differentiably on the
        condition.
        """
        n = self.n_outs
        own = [[i == k for k in range(n)] for i in range(n)]
        return [[True] * n, *own, *[list(row) for row in own]]

    def grad(self, inputs, output_grads):
        """Return the gradients: that of the branch taken, and zeros for the other one, chosen lazily as well."""
        n = self.n_outs
        c, then, other = inputs[0], inputs[1 : n + 1], inputs[n + 1 :]
        # if the gradient of an output is missing, so are those of its values
        results = [list(output_grads), list(output_grads)]
        alive = [k for k, g in enumerate(output_grads) if not isinstance(g.type, (DisconnectedType, NullType))]
        for k in alive:
            if is_discrete(then[k].type.dtype):
                # it is locally constant
                results[0][k], results[1][k] = (v.zeros_like(dtype=config.floatX) for v in (then[k], other[k]))
        alive = [k for k in alive if not is_discrete(then[k].type.dtype)]
        grads = [output_grads[k] for k in alive]
        for side, suffix in enumerate(("_grad_t", "_grad_f") if alive else ()):
            values = [(then, other)[side][k] for k in alive]
            zeros = [g.type.filter_variable(zeros_like(v, dtype=g.type.dtype)) for g, v in zip(grads, values)]
            op = IfElse(len(alive), self.as_view, self.gpu, self.name and self.name + suffix)
            taken = op(c, *zeros, *grads, return_list=True) if side else op(c, *grads, *zeros, return_list=True)
            for k, g in zip(alive, taken):
                results[side][k] = g
        # the branch stays the same for a small enough change of the condition
        return [c.zeros_like(dtype=config.floatX), *results[0], *results[1]]

    def R_op(self, inputs, eval_points):
        """Return the tangents of the branch taken."""
        n = self.n_outs
        moves, pairs = {}, []
        for k, pair in enumerate(zip(eval_points[1 : n + 1], eval_points[n + 1 :])):
            if any(v is not None for v in pair):
                moves[k] = len(pairs)
                values = inputs[1 + k], inputs[1 + n + k]
                pairs.append([zeros_like(v) if moved is None else moved for v, moved in zip(values, pair)])
        if not pairs:
            return [None] * n
        op = IfElse(len(pairs), self.as_view, self.gpu, self.name)
        results = op(inputs[0], *[t for t, _ in pairs], *[f for _, f in pairs], return_list=True)
        return [results[moves[k]] if k in moves else None for k in range(n)]


@batches(IfElse)
def batch_ifelse(batch, node, condition, *given):
    """Choose for all examples by one condition, or for each by its own: then both branches are computed.

    Branches of different lengths are left to a loop over the examples.
    """
    n = node.op.n_outs
    pairs = list(zip(given[:n], given[n:]))
    if condition.is_stack:
        if not all(isinstance(v.type, TensorType) for v in node.outputs):
            return None
        if any(are_unequal(a, b) for a, b in zip(node.inputs[1 : n + 1], node.inputs[n + 1 :])):
            raise NotBatched(node)
        return [switch(neq(batch.aligned(condition, v.type.ndim), 0), *[batch.aligned(g, v.type.ndim) for g in pair])
                for v, pair in zip(node.outputs, pairs)]
    is_stack = [any(g.is_stack for g in pair) for pair in pairs]
    sides = [[batch.stacked(g) if s else g.v for g, s in zip(side, is_stack)] for side in (given[:n], given[n:])]
    return [Given(v, s) for v, s in zip(node.op(condition.v, *sides[0], *sides[1], return_list=True), is_stack)]


def _same(a, b):
    """Return True if two lengths are certainly equal."""
    if a is b:
        return True
    a, b = (v.data if isinstance(v, Constant) else v for v in (a, b))
    return not isinstance(a, Variable) and not isinstance(b, Variable) and int(a) == int(b)


@overload
def ifelse(
    condition: TensorLike, then_branch: list[Any] | tuple[Any, ...], else_branch: list[Any] | tuple[Any, ...],
    name: str | None = ...
) -> list[TensorVariable]: ...


@overload
def ifelse(
    condition: TensorLike, then_branch: TensorLike, else_branch: TensorLike, name: str | None = ...
) -> TensorVariable: ...


@with_guesses
def ifelse(condition: TensorLike, then_branch: TensorLike, else_branch: TensorLike, name: str | None = None) -> Any:
    """Return one branch or the other, without computing the other one.

    Parameters
    ----------
    condition : scalar tensor_like
        0 stands for False, anything else for True.
    then_branch, else_branch : variable, or list or tuple of variables
        As many in each, with the same types pair by pair. Where only the broadcastable flags differ the result has
        those that both have; a number or array in one branch takes the dtype of the variable in the other, if that
        keeps its value.
    name : str, optional
        For printed graphs: ``if{name}``.

    Returns
    -------
    variable, list or tuple of variables
        As `then_branch` was given.

    Raises
    ------
    TypeError
        If the types of a pair differ, or the condition is no scalar.
    ValueError
        If the branches have different lengths.

    See Also
    --------
    tensorgraph.tensor.switch : picks element by element and computes both branches.

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> from tensorgraph.ifelse import ifelse
    >>> a, b = T.dscalars("a", "b")
    >>> f = theano.function([a, b], ifelse(T.lt(a, b), a * 10, b - 1))
    >>> float(f(1.0, 2.0)), float(f(3.0, 2.0))
    (10.0, 1.0)
    """
    if name is not None and not isinstance(name, str):
        raise TypeError(f"name must be a string, not {with_type(name)}: lists of variables make branches of several")
    kind = type(then_branch) if isinstance(then_branch, (list, tuple)) else None
    sides = [list(side) if isinstance(side, (list, tuple)) else [side] for side in (then_branch, else_branch)]
    pairs = [_unified(t, f) for t, f in zip(*sides)]
    if len(sides[0]) != len(sides[1]):
        raise ValueError(
            "The number of values on the `then` branch should have the same number of variables as the `else` branch : "
            f"(variables on `then` {len(sides[0])}, variables on `else` {len(sides[1])})"
        )
    op = IfElse(len(pairs), name=name)
    results = op(condition, *[t for t, _ in pairs], *[f for _, f in pairs], return_list=True)
    if kind is None:
        return results[0]
    return tuple(results) if issubclass(kind, tuple) else results


def _unified(then, other):
    """Return the two values of an output as variables of one type."""
    if not isinstance(then, Variable) and isinstance(other, Variable):
        then = _as_type_of(other, then)
    elif not isinstance(other, Variable) and isinstance(then, Variable):
        other = _as_type_of(then, other)
    then, other = (v if isinstance(v, Variable) else as_tensor_variable(v) for v in (then, other))
    if then.type == other.type:
        return then, other
    tensors = isinstance(then.type, TensorType), isinstance(other.type, TensorType)
    if all(tensors) and (then.type.dtype, then.type.ndim) == (other.type.dtype, other.type.ndim):
        flags = [a and b for a, b in zip(then.type.broadcastable, other.type.broadcastable)]
        common = TensorType(then.type.dtype, flags)
        return common.filter_variable(then), common.filter_variable(other)
    if tensors[0] and not tensors[1]:
        other = then.type.filter_variable(other)
    elif tensors[1] and not tensors[0]:
        then = other.type.filter_variable(then)
    if then.type != other.type:
        raise TypeError(_other_types(then, other))
    return then, other


def _other_types(then, other):
    """Return the message for branches of different types."""
    a, b = then.type, other.type
    hint = "both branches must give the same kind of variable"
    if all(isinstance(t, TensorType) for t in (a, b)):
        if a.ndim != b.ndim:
            hint = f"{a.ndim} dimension(s) against {b.ndim}: use dimshuffle, or T.switch, which broadcasts"
        else:
            hint = f"cast one, as T.cast({other.name or 'other'}, {a.dtype!r})"
    return (
        f"The two branches should have identical types, but they are {a} and {b} respectively: `then` is "
        f"{called(then)}, `else` is {called(other)}. This error could be raised if for example you provided a one "
        f"element list on the `then` branch but a tensor on the `else` branch.\nhint: {hint}"
    )


def _as_type_of(variable, value):
    """Return a number or array as a constant of the dtype of `variable` if that keeps its value, else as it is."""
    as_it_comes = as_tensor_variable(value)
    dtype = getattr(variable.type, "dtype", None)
    if not isinstance(as_it_comes, Constant) or not isinstance(variable.type, TensorType):
        return as_it_comes
    with np.errstate(all="ignore"):
        data = as_it_comes.data.astype(dtype)
    kept = np.array_equal(data, as_it_comes.data, equal_nan=True)
    return constant(data, dtype=dtype) if kept else as_it_comes


class _Module(ModuleType):
    """The module, which says what to call where it is called itself."""

    def __call__(self, *args, **kwargs):
        raise TypeError(
            "'module' object is not callable: theano.ifelse is the module of the function.\n"
            "hint: use theano.ifelse.ifelse(condition, a, b), or from theano.ifelse import ifelse"
        )


sys.modules[__name__].__class__ = _Module
