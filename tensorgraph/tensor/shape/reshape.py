"""Reshape: the same elements in another shape."""

from __future__ import annotations

import math
import warnings
from typing import TYPE_CHECKING

import numpy as np

from ...graph.apply import Apply
from ...graph.disconnected import DisconnectedType
from ...graph.messages.called import called, made_where, with_type
from ...graph.op import Op, linear_R_op
from ...graph.variable import Constant
from ...scalar.dtypes import is_discrete
from ...userline import user_level
from ..elementwise.elemwise import Elemwise
from ..elementwise.math import eq, maximum, mul, switch
from ..indexing.subtensor import Subtensor, get_constant_idx
from ..types.axis import as_integer
from ..types.constant import NotScalarConstantError, as_tensor_variable, constant, get_scalar_constant_value
from ..types.scalars import MakeVector
from ..types.type import output
from .join import Join
from .rebroadcast import addbroadcast
from .shape import Shape, Shape_i, get_vector_length

if TYPE_CHECKING:
    from ...typing import TensorLike
    from ..types.variable import TensorVariable


class Reshape(Op):
    """The elements of an array in another shape, a view if the strides allow it.

    Parameters
    ----------
    ndim : int
        The number of axes of the result.
    """

    __props__ = ("ndim",)
    view_map = {0: [0]}

    def __init__(self, ndim: int, name: str | None = None) -> None:
        self.ndim = int(ndim)
        if self.ndim < 0:
            raise ValueError(f"The output dimensions after reshape must be 0 or greater, not {ndim}")
        self.name = name

    def __str__(self):
        return f"Reshape{{{self.ndim}}}"

    def make_node(self, x, shape):
        x = as_tensor_variable(x)
        shape = as_tensor_variable(shape, ndim=1)
        if not is_discrete(shape.type.dtype):
            if not (isinstance(shape, Constant) and shape.data.size == 0):
                raise TypeError(
                    f"Shape must be integers: it is {with_type(shape)}.\nhint: use T.cast(shape, 'int64'), and // "
                    "instead of /"
                )
            shape = constant(np.zeros(0, "int64"))
        if isinstance(shape, Constant):
            if len(shape.data) != self.ndim:
                raise ValueError(
                    f"a shape of {len(shape.data)} lengths for {self}: ndim={self.ndim} and the length of the shape "
                    "must agree"
                )
            if np.count_nonzero(shape.data < 0) > 1 or (shape.data < -1).any():
                raise ValueError(
                    f"the shape {shape.data.tolist()} must have lengths of 0 or more, and at most one -1, for the rest"
                )
            pattern = tuple([bool(n == 1) for n in shape.data])
        else:
            pattern = tuple([_is_one(n) for n in self._dims(shape)])
        return Apply(self, (x, shape), (output(x.type.dtype, pattern),))

    def _dims(self, shape):
        """Return the lengths of the result that are known without a new node, None for the others."""
        found = _entries(shape)
        return [None] * self.ndim if found is None or len(found) != self.ndim else found

    def perform(self, node, inputs, output_storage):
        x, shape = inputs
        if len(shape) != self.ndim:
            raise ValueError(
                f"shape argument to Reshape.perform has incorrect length {len(shape)}, should be {self.ndim}"
            )
        shape = tuple(shape.tolist())
        if not x.size:
            shape = without_examples(x.shape, shape)
        output_storage[0][0] = x.reshape(shape)

    def infer_shape(self, node, shapes):
        """Return the lengths asked for, with -1 computed from the number of elements."""
        wanted = [n if n is not None else node.inputs[1][i] for i, n in enumerate(self._dims(node.inputs[1]))]
        known = [_known(n) for n in wanted]
        missing = [i for i, (n, k) in enumerate(zip(wanted, known)) if not (is_axis_length(n) if k is None else k >= 0)]
        if not missing:
            given = [n.astype("int64") if k is None else constant(k, dtype="int64") for n, k in zip(wanted, known)]
            return [tuple(given)]
        wanted = [constant(n, dtype="int64") if isinstance(n, int) else n.astype("int64") for n in wanted]
        if -1 in known:
            return [_with_rest(shapes[0], wanted, known.index(-1))]
        # there is at most one -1: where this one is, all others are lengths
        left = {i: _with_rest(shapes[0], wanted, i)[i] for i in missing}
        return [tuple([switch(eq(n, -1), left[i], n) if i in left else n for i, n in enumerate(wanted)])]

    def connection_pattern(self, node):
        return [[True], [False]]

    def grad(self, inputs, output_grads):
        x, _ = inputs
        (gz,) = output_grads
        gx = reshape(gz, x.shape, ndim=x.type.ndim)
        flags = x.type.broadcastable
        return [addbroadcast(gx, *[i for i, b in enumerate(flags) if b]), DisconnectedType()()]

    R_op = linear_R_op


def without_examples(before, shape):
    """Return a shape with its -1 computed for an array of no elements, where axes that both shapes begin with cancel.

    (0, 3, 4) as (0, -1) is (0, 12).
    """
    if shape.count(-1) != 1:
        return shape
    axis, same = shape.index(-1), 0
    while same < min(axis, len(before)) and before[same] == shape[same]:
        same += 1
    known = -math.prod(shape[same:])
    size = math.prod(before[same:])
    return (*shape[:axis], size // known, *shape[axis + 1 :]) if known > 0 and size % known == 0 else shape


def _with_rest(before, wanted, axis):
    """Return the lengths of an array in another shape whose -1 is at `axis`, as :func:`without_examples` does."""
    given = wanted[:axis] + wanted[axis + 1 :]
    size, others, equal = list(before), given, None
    if not all(isinstance(n, Constant) and n.data for n in given):
        first = min(axis, len(before))
        # lengths that are known to be the same cancel here, others when it runs
        same = next((i for i in range(first) if wanted[i] is not before[i]), first)
        size, others = list(before[first:]), given[first:]
        for old, new in zip(before[same:first], wanted[same:first]):
            equal = eq(old, new) if equal is None else mul(equal, eq(old, new))
            size.append(switch(equal, 1, old))
            others.append(switch(equal, 1, new))
    left = _product(size)
    if others:
        left = left // maximum(_product(others), 1)
    return (*wanted[:axis], left.astype("int64"), *wanted[axis + 1 :])


def _product(lengths):
    if all(isinstance(n, Constant) for n in lengths):
        return constant(math.prod([int(n.data) for n in lengths]), dtype="int64")
    return mul(*lengths) if len(lengths) > 1 else lengths[0]


def is_axis_length(v):
    """Return True if a variable is the length of an axis, or a product of lengths, which is never negative."""
    if isinstance(v, Constant):
        return bool(v.data >= 0)
    node = v.owner
    if node is None:
        return False
    if isinstance(node.op, Subtensor):
        node = node.inputs[0].owner
    elif isinstance(node.op, Elemwise) and node.op.scalar_op.record_name == "mul":
        return all(map(is_axis_length, node.inputs))
    return node is not None and isinstance(node.op, (Shape, Shape_i))


def _entries(shape):
    """Return the entries of a shape vector, ints, variables or None if unknown; None if their number is unknown."""
    if isinstance(shape, Constant):
        return [int(n) for n in shape.data]
    node = shape.owner
    if node is None:
        return None
    if isinstance(node.op, MakeVector):
        return node.inputs
    x = node.inputs[0]
    if isinstance(node.op, Shape):
        return [1 if b else None for b in getattr(x.type, "broadcastable", ())]
    if isinstance(node.op, Join):
        parts = [_entries(v) for v in node.inputs[1:]]
        return None if None in parts else [n for part in parts for n in part]
    if isinstance(node.op, Subtensor):
        source = _entries(x) if x.type.ndim == 1 else None
        (index,) = get_constant_idx(node.op.idx_list, node.inputs) if source is not None else (None,)
        if isinstance(index, slice) and all(n is None or isinstance(n, int) for n in _bounds(index)):
            return source[index]
    return None


def _bounds(index):
    return index.start, index.stop, index.step


def _is_one(n):
    return n is not None and _known(n) == 1


def _known(n):
    if isinstance(n, int):
        return n
    try:
        return int(get_scalar_constant_value(n))
    except NotScalarConstantError:
        return None


def reshape(x: TensorLike, newshape: TensorLike, ndim: int | None = None) -> TensorVariable:
    """Return the elements of `x`, in row-major order, in another shape.

    Parameters
    ----------
    x : tensor_like
    newshape : vector, or sequence of int and scalars
        One length may be -1: what is left. Where both shapes begin with the same lengths, it is found from the others,
        also if some of those are 0.
    ndim : int, optional
        The number of axes, where `newshape` is a vector of unknown length.

    Returns
    -------
    TensorVariable

    Raises
    ------
    TypeError
        If the shape holds no integers.
    ValueError
        If the number of axes is not known; when it runs, if the number of elements does not fit.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.reshape(T.dvector("v"), (2, -1)).type
    TensorType(float64, matrix)
    """
    newshape = as_tensor_variable(newshape)
    if newshape.type.ndim == 0:
        newshape = as_tensor_variable([newshape])
    if ndim is None:
        if newshape.type.ndim != 1:
            raise TypeError(
                "New shape in reshape must be a vector or a list/tuple of scalar. "
                f"Got {with_type(newshape)}, after conversion to a vector."
            )
        try:
            ndim = get_vector_length(newshape)
        except ValueError:
            raise ValueError(
                f"The length of the provided shape ({called(newshape)}) cannot be automatically determined, so Theano "
                "is not able to know what the number of dimensions of the reshaped variable will "
                f"be.{made_where(newshape)}\nhint: You can provide the 'ndim' keyword argument to 'reshape' to avoid "
                "this problem, as x.reshape(shape, ndim=2), or a list of lengths, as x.reshape((n, -1))"
            ) from None
    elif newshape.type.ndim == 1:
        _check_rank(newshape, ndim)
    return Reshape(ndim)(x, newshape)


def _check_rank(shape, ndim):
    try:
        n = get_vector_length(shape)
    except ValueError:
        return
    if n != as_integer(ndim, "ndim"):
        raise ValueError(
            f"the shape has {n} {'length' if n == 1 else 'lengths'}, and ndim={ndim} says {ndim}: use a tuple for the "
            "shape, as T.reshape(x, (2, 3)), and no ndim"
        )


def flatten(x: TensorLike, ndim: int | None = None, outdim: int | None = None) -> TensorVariable:
    """Join the last axes of `x` so that `ndim` (default: 1) are left.

    Parameters
    ----------
    x : tensor_like
    ndim : int
        From 1 to the number of axes.
    outdim : int
        The old name of `ndim`.

    Returns
    -------
    TensorVariable

    Raises
    ------
    ValueError
        If `ndim` is less than 1 or exceeds the number of axes.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.flatten([[1, 2], [3, 4]]).eval()
    array([1, 2, 3, 4])
    """
    if outdim is not None:
        if ndim is not None:
            raise ValueError("You should only specify ndim")
        warnings.warn("flatten outdim parameter is deprecated, use ndim instead.", stacklevel=user_level())
        ndim = outdim
    ndim = 1 if ndim is None else as_integer(ndim, "ndim")
    x = as_tensor_variable(x)
    if ndim < 1 or (ndim > 1 and ndim > x.type.ndim):
        raise ValueError(
            f"ndim {ndim} out of bound [1, {x.type.ndim + 1}): flatten joins axes of {with_type(x)}.\nhint: use "
            "dimshuffle or reshape to add axes"
        )
    z = x.reshape((*x.shape[: ndim - 1], -1)) if ndim > 1 else x.reshape((-1,))
    flags = x.type.broadcastable
    pattern = (*flags[: ndim - 1], all(flags[ndim - 1 :]))
    return addbroadcast(z, *[i for i, b in enumerate(pattern) if b])
