"""Repetition of elements or whole tensors, and selection of slices."""

from __future__ import annotations

import functools
import operator
from typing import TYPE_CHECKING

import numpy as np

from ...graph.apply import Apply
from ...graph.disconnected import DisconnectedType
from ...graph.op import Op, linear_R_op
from ...scalar.dtypes import integer_dtypes, is_discrete
from ..creation.alloc import alloc
from ..creation.filled import arange
from ..elementwise.math import eq, le, lt, maximum, switch
from ..indexing.increments import zero_grad_of
from ..indexing.indexing import inc_subtensor, take
from ..indexing.selection import flatnonzero
from ..types.axis import checked_axis
from ..types.constant import NotScalarConstantError, as_tensor_variable, get_scalar_constant_value
from ..types.type import TensorType
from .assertion import Assert
from .axes import shape_padleft
from .broadcasting import signed
from .shape import get_vector_length

if TYPE_CHECKING:
    from ...typing import TensorLike
    from ..types.variable import TensorVariable


class RepeatOp(Op):
    """Each element of `x` repeated, its own number of times.

    Parameters
    ----------
    axis : int or None
        Along which axis; None flattens.
    """

    __props__ = ("axis",)

    def __init__(self, axis=None):
        self.axis = axis

    def make_node(self, x, repeats):
        x, repeats = as_tensor_variable(x), as_tensor_variable(repeats)
        if repeats.type.dtype not in integer_dtypes:
            raise TypeError("repeats.dtype must be an integer.")
        if repeats.type.dtype == "uint64":
            raise TypeError(
                f"dtype {repeats.type.dtype} is not supported by numpy.repeat for the 'repeats' parameter: use int64"
            )
        if self.axis is None:
            flags = [False]
        else:
            flags = list(x.type.broadcastable)
            # repeating once leaves a known length 1 as it is
            axis = checked_axis(self.axis, x)
            flags[axis] = flags[axis] and _is_one(repeats)
        return Apply(self, [x, repeats], [TensorType(x.type.dtype, flags)()])

    def perform(self, node, inputs, output_storage):
        x, repeats = inputs
        # NumPy adds them up without checking for overflow, and would write beyond its memory
        n = x.size if self.axis is None else x.shape[self.axis]
        most = float(repeats.sum(dtype="float64")) * (n if repeats.size == 1 else 1)
        if most * max(1, x.size // max(n, 1)) * x.itemsize >= 2.0**62:
            raise ValueError("Maximum allowed size exceeded")
        output_storage[0][0] = np.repeat(x, repeats=repeats, axis=self.axis)

    def connection_pattern(self, node):
        return [[True], [False]]

    def infer_shape(self, node, shapes):
        _, repeats = node.inputs
        dims = list(shapes[0]) if self.axis is not None else [functools.reduce(operator.mul, shapes[0], np.int64(1))]
        axis = self.axis or 0
        if repeats.type.ndim:
            total = repeats.sum(dtype="int64")
            # one number counts for all elements
            dims[axis] = total * switch(eq(shapes[1][0], 1), dims[axis], np.int64(1))
        else:
            dims[axis] = dims[axis] * repeats
        return [tuple(dims)]

    def grad(self, inputs, grads):
        x, repeats = inputs
        (gz,) = grads
        if is_discrete(x.type.dtype):
            return [zero_grad_of(x), DisconnectedType()()]
        axis = 0 if self.axis is None else self.axis % x.type.ndim
        flat = x.flatten() if self.axis is None else x
        if repeats.type.ndim == 0:
            source = arange(gz.shape[axis]) // repeats
        else:
            source = RepeatOp(0)(arange(flat.shape[axis]), repeats)
        g = inc_subtensor(flat.zeros_like()[(slice(None),) * axis + (source,)], gz)
        return [g.reshape(x.shape, x.type.ndim) if self.axis is None else g, DisconnectedType()()]

    R_op = linear_R_op


def _is_one(repeats):
    try:
        return get_scalar_constant_value(repeats) == 1
    except NotScalarConstantError:
        return False


def repeat(x: TensorLike, repeats: TensorLike, axis: int | None = None) -> TensorVariable:
    """Repeat each element of `x`.

    Parameters
    ----------
    x : tensor
        What to repeat.
    repeats : int, integer scalar or integer vector
        How often; a vector gives a number to each element along `axis`.
    axis : int, optional
        None repeats the elements of the flattened tensor.

    Returns
    -------
    TensorVariable

    Raises
    ------
    ValueError
        If `repeats` has more than one axis.
    TypeError
        If it holds no integers.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.repeat([1, 2], 2).eval()
    array([1, 1, 2, 2])
    """
    x, repeats = as_tensor_variable(x), as_tensor_variable(repeats)
    if repeats.type.ndim > 1:
        raise ValueError("The dimension of repeats should not exceed 1.")
    if repeats.type.ndim == 1 and not repeats.type.broadcastable[0]:
        return RepeatOp(axis)(x, repeats)
    if repeats.type.ndim == 1:
        repeats = repeats[0]
    if repeats.type.dtype not in integer_dtypes:
        raise TypeError("repeats.dtype must be an integer.")
    repeats = signed(repeats)
    if axis is None:
        x, axis = x.flatten(), 0
    axis = checked_axis(axis, x)
    shape = [x.shape[i] for i in range(x.type.ndim)]
    inner = shape[: axis + 1] + [repeats] + shape[axis + 1 :]
    shape[axis] = shape[axis] * repeats
    pattern = [*range(axis + 1), "x", *range(axis + 1, x.type.ndim)]
    return alloc(x.dimshuffle(pattern), *inner).reshape(shape, len(shape))


def compress(condition: TensorLike, x: TensorLike, axis: int | None = None) -> TensorVariable:
    """Return the slices of `x` along `axis` where the vector `condition` holds; None flattens `x`.

    Parameters
    ----------
    condition : vector
        Of bools, or of numbers.
    x : tensor_like
    axis : int, optional

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.compress([1, 0, 1], [10, 20, 30]).eval()
    array([10, 30])
    """
    return take(x, flatnonzero(as_tensor_variable(condition)), axis=axis)


def _padded(reps, ndim):
    """Return the `ndim` elements of a vector of unknown length, padded with ones on the left."""
    n = reps.shape[0]
    reps = Assert("tile: there are more repetitions than axes", on_lengths=True)(reps, le(n, ndim))
    missing = ndim - n
    return [switch(lt(i, missing), 1, reps[maximum(i - missing, 0)]) for i in range(ndim)]


def tile(x: TensorLike, reps: TensorLike, ndim: int | None = None) -> TensorVariable:
    """Repeat `x` along its axes.

    Parameters
    ----------
    x : tensor_like
    reps : int or scalar, vector, or sequence of them
        How often, per axis; a missing one on the left is 1.
    ndim : int, optional
        The number of axes of the result.

    Returns
    -------
    TensorVariable

    Raises
    ------
    ValueError
        If `reps` are no integers, or `ndim` does not fit them.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.tile(T.dmatrix("m"), (2, 3)).ndim
    2
    """
    x = as_tensor_variable(x)
    if not isinstance(reps, (list, tuple)):
        reps = as_tensor_variable(reps)
        if reps.type.ndim > 1:
            raise ValueError("if reps is tensor, it should be a scalar or a vector")
        if reps.type.ndim == 0:
            reps = [reps]
        else:
            try:
                reps = [reps[i] for i in range(get_vector_length(reps))]
            except ValueError:
                if ndim is None:
                    raise ValueError("if reps is a vector of unknown length, ndim must be given") from None
                reps = _padded(reps, ndim)
    reps = [as_tensor_variable(r) for r in reps]
    if any(r.type.ndim or not is_discrete(r.type.dtype) for r in reps):
        raise ValueError("elements of reps must be scalars of integer dtype")
    if ndim is not None and ndim < max(len(reps), x.type.ndim):
        raise ValueError("if reps is a list or tuple, ndim must not be less than its length and x.ndim")
    ndim = max(len(reps), x.type.ndim) if ndim is None else ndim
    reps = [1] * (ndim - len(reps)) + [signed(r) for r in reps]
    if ndim > x.type.ndim:
        x = shape_padleft(x, ndim - x.type.ndim)
    shape = [x.shape[i] for i in range(ndim)]
    order, lengths = [], []
    for i in range(ndim):
        order += ["x", i]
        lengths += [reps[i], shape[i]]
    z = alloc(x.dimshuffle(order), *lengths)
    return z.reshape([r * n for r, n in zip(reps, shape)], ndim=ndim)
