"""Joins and splits of tensors along an axis."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...graph.apply import Apply
from ...graph.disconnected import DisconnectedType
from ...graph.messages.called import called, listed, no_axis, with_type
from ...graph.op import Op
from ...graph.variable import Constant, Variable
from ...printing.precedence import FunctionPrinter
from ...scalar.dtypes import integer_dtypes, is_discrete, upcast_all
from ..elementwise.math import eq, switch
from ..indexing.increments import zero_grad_of
from ..types.axis import as_integer
from ..types.constant import NotScalarConstantError, as_tensor_variable, get_scalar_constant_value
from ..types.type import TensorType
from .cuts import halves, parts_of_join
from .rebroadcast import patternbroadcast

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...typing import TensorLike
    from ..types.variable import TensorVariable


def constant_axis(axis):
    """Return `axis` as an int, or None if it is known only at run time."""
    try:
        return int(get_scalar_constant_value(axis))
    except NotScalarConstantError:
        return None


def _disconnected(v):
    return isinstance(v.type, DisconnectedType)


def _other_ranks(tensors):
    """Return the message for tensors that cannot be joined, with the rank of each."""
    ranks = [t.type.ndim for t in tensors]
    if 0 in ranks:
        text = "Join cannot handle arguments of dimension 0. For joining scalar values, see @stack"
        hint = "T.stack joins scalars; x.dimshuffle('x') makes a vector of one"
    else:
        text = "Join() can only join tensors with the same number of dimensions."
        low = tensors[ranks.index(min(ranks))]
        name = low.name or "x"
        hint = f"{name}.dimshuffle('x', ...) or {name}[None] adds an axis, T.stack joins along a new one"
    shown = ", ".join([f"{called(t)} has {n}" for t, n in zip(tensors[:8], ranks)])
    return f"{text} Numbers of dimensions: {shown}.\nhint: {hint}"


class Join(Op):
    """Tensors of one rank joined along an axis.

    Parameters
    ----------
    view : int
        Accepted for Theano's sake: which input the result may be a view of; -1 for none.
    """

    __props__ = ("view",)
    printer = FunctionPrinter("join")

    def __init__(self, view: int | bool = -1) -> None:
        self.view = view

    def __str__(self):
        return "Join" if self.view == -1 else f"Join{{view={self.view}}}"

    def make_node(self, axis, *tensors):
        if not tensors:
            raise ValueError("Cannot join an empty list of tensors: pass one or more, as T.concatenate([a, b])")
        tensors = [as_tensor_variable(t) for t in tensors]
        ndim = tensors[0].type.ndim
        if any(t.type.ndim == 0 or t.type.ndim != ndim for t in tensors):
            raise TypeError(_other_ranks(tensors))
        axis = as_tensor_variable(axis if isinstance(axis, Variable) else as_integer(axis))
        if axis.type.dtype not in integer_dtypes or axis.type.ndim:
            raise TypeError(f"Join() needs an integer axis, not {with_type(axis)}")
        known = constant_axis(axis)
        if len(tensors) == 1:
            flags = list(tensors[0].type.broadcastable)
        elif known is None:
            # any axis may be the joined one, so none is known to stay broadcastable
            flags = [False] * ndim
        else:
            if not -ndim <= known < ndim:
                # a negative one is an IndexError in Theano
                kind = ValueError if known >= 0 else IndexError
                raise kind(
                    'Join argument "axis" is out of range (given input dimensions): '
                    f"Join axis {known} out of bounds [0, {ndim}): {no_axis(tensors[0], known)}"
                )
            known %= ndim
            flags = [any(t.type.broadcastable[i] for t in tensors) for i in range(ndim)]
            flags[known] = False
        dtype = upcast_all(*[t.type.dtype for t in tensors])
        return Apply(self, [axis, *tensors], [TensorType(dtype, flags)()])

    def perform(self, node, inputs, output_storage):
        axis, *tensors = inputs
        joined = np.concatenate(tensors, axis=int(axis))
        output_storage[0][0] = joined.astype(node.outputs[0].type.dtype, copy=False)

    def connection_pattern(self, node):
        return [[i > 0] for i in range(len(node.inputs))]

    def infer_shape(self, node, shapes):
        shapes = shapes[1:]
        ndim = node.outputs[0].type.ndim
        axis = constant_axis(node.inputs[0])
        total = shapes[0]
        if axis is not None:
            axis %= ndim
            dims = [_known_dim(node.inputs[1:], shapes, i) for i in range(ndim)]
            found = halves(node.inputs[1:], axis)
            total = sum((s[axis] for s in shapes[1:]), shapes[0][axis])
            dims[axis] = total if found is None else found[0].shape[axis]
            return [tuple(dims)]
        axis = node.inputs[0]
        axis = switch(axis < 0, axis + ndim, axis)
        dims = []
        for i in range(ndim):
            total = sum((s[i] for s in shapes[1:]), shapes[0][i])
            dims.append(switch(eq(axis, i), total, shapes[0][i]))
        return [tuple(dims)]

    def grad(self, inputs, grads):
        axis, *tensors = inputs
        (gz,) = grads
        if is_discrete(upcast_all(*[t.type.dtype for t in tensors])):
            return [DisconnectedType()(), *[zero_grad_of(t) for t in tensors]]
        if len(tensors) == 1:
            return [DisconnectedType()(), gz]
        known = constant_axis(axis)
        cuts = None if known is None else parts_of_join(tensors, known % gz.type.ndim)
        if cuts is None:
            parts = split(gz, as_tensor_variable([t.shape[axis] for t in tensors]), len(tensors), axis)
        else:
            parts = [gz[(*[slice(None)] * (known % gz.type.ndim), cut)] for cut in cuts]
        return [DisconnectedType()(), *[with_pattern(g, t) for g, t in zip(parts, tensors)]]

    def R_op(self, inputs, eval_points):
        if all(e is None for e in eval_points[1:]):
            return [None]
        points = [v.zeros_like() if e is None else e for v, e in zip(inputs[1:], eval_points[1:])]
        return self(inputs[0], *points, return_list=True)


def _known_dim(tensors, shapes, i):
    """Return a length that all tensors share, if possible a broadcastable or constant one."""
    for t, s in zip(tensors, shapes):
        if t.type.broadcastable[i] or isinstance(s[i], Constant):
            return s[i]
    return shapes[0][i]


def with_pattern(g, t):
    """Return a tensor with the broadcast pattern of another."""
    return g if g.type.broadcastable == t.type.broadcastable else patternbroadcast(g, t.type.broadcastable)


class Split(Op):
    """A tensor split along an axis into views of given sizes.

    Parameters
    ----------
    len_splits : int
        The number of parts.
    """

    __props__ = ("len_splits",)

    def __init__(self, len_splits: int) -> None:
        self.len_splits = int(len_splits)
        self.view_map = {i: [0] for i in range(self.len_splits)}

    def __str__(self):
        return f"Split{{{self.len_splits}}}"

    def make_node(self, x, axis, splits):
        x, axis, splits = as_tensor_variable(x), as_tensor_variable(axis), as_tensor_variable(splits)
        if splits.type.dtype not in integer_dtypes or splits.type.ndim != 1:
            raise TypeError(f"splits must have type tensor.lvector, a vector of integers, not {with_type(splits)}")
        if axis.type.dtype not in integer_dtypes or axis.type.ndim:
            raise TypeError(f"axis must have type lscalar, an integer, not {with_type(axis)}")
        known = constant_axis(axis)
        flags = [False] * x.type.ndim
        if known is not None:
            if not -x.type.ndim <= known < x.type.ndim:
                raise IndexError(f"Split axis {known} out of bounds [0, {x.type.ndim}): {no_axis(x, known)}")
            flags = list(x.type.broadcastable)
            flags[known] = False
        outputs = [TensorType(x.type.dtype, flags)() for _ in range(self.len_splits)]
        return Apply(self, [x, axis, splits], outputs)

    def perform(self, node, inputs, output_storage):
        x, axis, sizes = inputs
        axis = int(axis)
        if len(sizes) != self.len_splits:
            raise ValueError(f"Length of splits is not equal to n_splits: {len(sizes)}, {self.len_splits}")
        if np.any(sizes < 0):
            raise ValueError("Split: you tried to make an ndarray with a negative number of elements.")
        if np.sum(sizes) != x.shape[axis]:
            raise ValueError(
                f"The splits sum to {np.sum(sizes)}, expected {x.shape[axis]}: the length of axis {axis}"
            )
        where = [slice(None)] * x.ndim
        start = 0
        for cell, n in zip(output_storage, sizes.tolist()):
            where[axis] = slice(start, start + n)
            cell[0] = x[tuple(where)]
            start += n

    def connection_pattern(self, node):
        n = len(node.outputs)
        return [[True] * n, [False] * n, [False] * n]

    def infer_shape(self, node, shapes):
        axis, sizes = node.inputs[1], node.inputs[2]
        ndim = node.inputs[0].type.ndim
        known = constant_axis(axis)
        result = []
        for k in range(self.len_splits):
            dims = list(shapes[0])
            if known is not None:
                dims[known] = sizes[k].astype("int64")
            else:
                place = switch(axis < 0, axis + ndim, axis)
                dims = [switch(eq(place, i), sizes[k], d) for i, d in enumerate(dims)]
            result.append(tuple(dims))
        return result

    def L_op(self, inputs, outputs, output_grads):
        x, axis, _ = inputs
        missing = [DisconnectedType()(), DisconnectedType()()]
        if all(map(_disconnected, output_grads)):
            return [zero_grad_of(x), *missing]
        grads = [z.zeros_like() if _disconnected(g) else g for z, g in zip(outputs, output_grads)]
        return [with_pattern(join(axis, *grads), x), *missing]

    def R_op(self, inputs, eval_points):
        if eval_points[0] is None:
            return [None] * self.len_splits
        return self(eval_points[0], *inputs[1:], return_list=True)


_join = Join()


def join(axis: TensorLike, *tensors_list: TensorLike) -> TensorVariable:
    """Join tensors along `axis`.

    Parameters
    ----------
    axis : int or integer scalar
        Which axis; it may be negative.
    *tensors_list : tensor
        Of one rank, of the same lengths along the other axes.

    Returns
    -------
    TensorVariable

    Raises
    ------
    TypeError
        If they come in a list, the axis is no integer, or the ranks differ.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.join(0, [1, 2], [3]).eval()
    array([1, 2, 3])
    """
    if len(tensors_list) == 1 and isinstance(tensors_list[0], (list, tuple)):
        (tensors,) = tensors_list
        if any(isinstance(t, Variable) for t in tensors):
            raise TypeError(
                f"join takes the tensors one by one, not a {type(tensors).__name__} of {listed(tensors)}.\nhint: use "
                "T.concatenate([a, b], axis=0), or T.join(0, a, b)"
            )
    return _joined(axis, tensors_list)


def _joined(axis, tensors):
    if len(tensors) != 1:
        return _join(axis, *tensors)
    if isinstance(axis, Variable) and (axis.type.ndim or not is_discrete(axis.type.dtype)):
        raise TypeError(f"the axis must be an integer or an integer scalar, not {with_type(axis)}")
    return as_tensor_variable(tensors[0])


def concatenate(tensor_list: Sequence[TensorLike] | Variable, axis: TensorLike | None = 0) -> TensorVariable:
    """Join a list of tensors along `axis`.

    Parameters
    ----------
    tensor_list : list or tuple of tensor
        Of one rank, of the same lengths along the other axes.
    axis : int, integer scalar or None
        Which axis; it may be negative. None joins the flattened tensors.

    Returns
    -------
    TensorVariable

    Raises
    ------
    TypeError
        If `tensor_list` is no list, the axis is no integer, or the ranks differ.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.concatenate([[1, 2], [3]]).eval()
    array([1, 2, 3])
    """
    if not isinstance(tensor_list, (tuple, list)):
        raise TypeError(
            "The 'tensors' argument must be either a tuple or a list, make sure you did not forget () or [] around "
            f"arguments of concatenate. It is {with_type(tensor_list)}.\nhint: use T.concatenate([a, b], axis=0)"
        )
    if axis is None:
        return _joined(0, [as_tensor_variable(x).flatten() for x in tensor_list])
    return _joined(axis, tensor_list)


def split(x: TensorLike, splits_size: TensorLike, n_splits: int, axis: TensorLike = 0) -> list[TensorVariable]:
    """Split `x` along `axis` into `n_splits` parts.

    Parameters
    ----------
    x : tensor
        What to cut.
    splits_size : integer vector
        The length of each part.
    n_splits : int
        How many parts.
    axis : int or integer scalar
        Which axis.

    Returns
    -------
    list of TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> parts = T.split(T.arange(5), [2, 3], 2)
    >>> [part.eval().tolist() for part in parts]
    [[0, 1], [2, 3, 4]]
    """
    return Split(n_splits)(x, axis, splits_size, return_list=True)
