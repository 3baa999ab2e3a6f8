"""Advanced indexing: by integer arrays, by boolean masks, mixed with slices and new axes.

An index is given to the ops as variables: integer tensors, masks, slices (:mod:`.type_other`), None.
"""

from __future__ import annotations

from importlib import import_module

import numpy as np

from ...graph.apply import Apply
from ...graph.disconnected import DisconnectedType
from ...graph.op import Op, linear_R_op
from ...graph.variable import Variable
from ...scalar.dtypes import integer_dtypes, is_discrete
from ..types.constant import as_tensor_variable
from ..types.type import TensorType
from .increments import check_value, update_grads, update_R_op, value_like, zero_grad_of
from .index_axes import adv_index_broadcastable_pattern, index_layout, joint_length
from .slices import slice_length
from .type_other import NoneConst, NoneTypeT, SliceType, make_slice, slice_parts


def as_index_variable(entry):
    """Convert an index entry to a variable.

    Raises
    ------
    TypeError
        If it is neither integer nor boolean.
    """
    if entry is None:
        return NoneConst
    if isinstance(entry, slice):
        return make_slice(entry)
    if isinstance(entry, Variable) and isinstance(entry.type, (SliceType, NoneTypeT)):
        return entry
    if isinstance(entry, (list, tuple)) and len(entry) == 0:
        entry = np.zeros(0, dtype="int64")
    # a bool of Python would be an int8, the position 0 or 1
    entry = as_tensor_variable(np.bool_(entry) if isinstance(entry, bool) else entry)
    if not is_discrete(entry.type.dtype):
        raise TypeError("index must be integers or a boolean mask")
    return entry


def places(index):
    """Convert an index value for NumPy, which takes the largest unsigned integers for negative ones.

    Raises
    ------
    IndexError
        If an element is larger than any length.
    """
    if isinstance(index, np.ndarray) and index.dtype.kind in "iu":
        if index.dtype == "uint64" and index.size and index.max() > np.iinfo(np.intp).max:
            raise IndexError(f"index {index.max()} is out of bounds")
        return index.astype(np.intp, copy=False)
    return index


def _check_vector_index(x, ilist):
    if ilist.type.dtype not in integer_dtypes:
        raise TypeError("index must be integers")
    if ilist.type.ndim != 1:
        raise TypeError("index must be vector")
    if x.type.ndim == 0:
        raise TypeError("cannot index into a scalar")


class AdvancedSubtensor1(Op):
    """``x[ilist]`` for a vector of integers: rows of `x`.

    Parameters
    ----------
    sparse_grad : bool
        Whether a matrix that nothing computes gets its gradient as a sparse one, of the rows that were read.
    """

    __props__ = ()

    def __init__(self, sparse_grad: bool = False) -> None:
        self.sparse_grad = sparse_grad

    def make_node(self, x, ilist):
        x, ilist = as_tensor_variable(x), as_tensor_variable(ilist)
        _check_vector_index(x, ilist)
        flags = (ilist.type.broadcastable[0], *x.type.broadcastable[1:])
        return Apply(self, [x, ilist], [TensorType(x.type.dtype, flags)()])

    def perform(self, node, inputs, output_storage):
        x, i = inputs
        output_storage[0][0] = x.take(places(i), axis=0)

    def connection_pattern(self, node):
        return [[True], [False]]

    def infer_shape(self, node, shapes):
        return [(shapes[1][0], *shapes[0][1:])]

    def grad(self, inputs, grads):
        x, ilist = inputs
        (gz,) = grads
        if is_discrete(x.type.dtype):
            return [zero_grad_of(x), DisconnectedType()()]
        if self.sparse_grad and x.type.ndim == 2 and x.owner is None:
            # further back, gradients pass operations of dense tensors; sparse matrices lie in a higher layer
            lists = import_module(f"{__name__.partition('.')[0]}.sparse.lists")
            return [lists.construct_sparse_from_list(x, gz, ilist), DisconnectedType()()]
        return [advanced_inc_subtensor1(x.zeros_like(), gz, ilist), DisconnectedType()()]

    R_op = linear_R_op


class _Update(Op):
    """Base class of updates: `x` with some elements set, or incremented once per occurrence of their index."""

    __props__ = ("inplace", "set_instead_of_inc")

    def __init__(self, inplace=False, set_instead_of_inc=False):
        self.inplace = bool(inplace)
        self.set_instead_of_inc = bool(set_instead_of_inc)
        if self.inplace:
            self.destroy_map = {0: [0]}

    def _value(self, x, y, ndim):
        """Return `y` in the dtype of `x`, for an index whose result has `ndim` axes."""
        if y.type.ndim > ndim:
            verb = "set" if self.set_instead_of_inc else "increment"
            raise TypeError(f"cannot {verb} x subtensor with ndim={ndim} by y with ndim={y.type.ndim}")
        return value_like(x, y, truncates=True)

    def _updated(self, x, index, y):
        if not self.inplace:
            x = x.copy()
        if self.set_instead_of_inc:
            x[index] = y
        else:
            np.add.at(x, index, y)
        return x

    def connection_pattern(self, node):
        return [[i < 2] for i in range(len(node.inputs))]

    def infer_shape(self, node, shapes):
        return [shapes[0]]

    def R_op(self, inputs, eval_points):
        return update_R_op(self, inputs, eval_points)


class AdvancedIncSubtensor1(_Update):
    """`x` with the rows ``x[ilist]`` set or incremented; an increment counts every duplicate."""

    __props__ = ("inplace", "set_instead_of_inc")

    def __str__(self):
        place = "inplace" if self.inplace else "no_inplace"
        return f"{type(self).__name__}{{{place},{'set' if self.set_instead_of_inc else 'inc'}}}"

    def clone_inplace(self):
        """Return the in-place variant of the op."""
        return type(self)(inplace=True, set_instead_of_inc=self.set_instead_of_inc)

    def make_node(self, x, y, ilist):
        x, y, ilist = map(as_tensor_variable, (x, y, ilist))
        _check_vector_index(x, ilist)
        y = self._value(x, y, x.type.ndim)
        return Apply(self, [x, y, ilist], [x.type()])

    def perform(self, node, inputs, output_storage):
        x, y, i = inputs
        i = places(i)
        check_value((len(i), *x.shape[1:]), y)
        if len(i) and len(x) == 0 or np.any((i < -len(x)) | (i >= len(x))):
            bad = i[(i < -len(x)) | (i >= len(x))][0]
            raise IndexError(f"index {bad} is out of bounds for axis 0 with size {len(x)}")
        output_storage[0][0] = self._updated(x, i, y)

    def grad(self, inputs, grads):
        (g,) = grads
        x, y, ilist = inputs
        gx = advanced_set_subtensor1(g, y.zeros_like(dtype=g.type.dtype), ilist) if self.set_instead_of_inc else g
        return update_grads(x, y, gx, lambda: advanced_subtensor1(g, ilist)) + [DisconnectedType()()]


class AdvancedSubtensor(Op):
    """``x[index]`` for integer arrays, mixed with slices and None."""

    __props__ = ()

    def make_node(self, x, *index):
        x = as_tensor_variable(x)
        index = tuple(map(as_index_variable, index))
        flags = adv_index_broadcastable_pattern(x, index)
        return Apply(self, [x, *index], [TensorType(x.type.dtype, flags)()])

    def perform(self, node, inputs, output_storage):
        x, *index = inputs
        output_storage[0][0] = np.asarray(x[tuple(map(places, index))])

    def connection_pattern(self, node):
        return [[i == 0] for i in range(len(node.inputs))]

    def infer_shape(self, node, shapes):
        index = node.inputs[1:]
        dims = []
        for kind, *where in index_layout(node.inputs[0].type.ndim, index):
            if kind == "new":
                dims.append(as_tensor_variable(np.int64(1)))
            elif kind == "axis":
                dims.append(shapes[0][where[0]])
            elif kind == "slice":
                parts = slice_parts(where[1])
                if parts is None:
                    raise NotImplementedError("the shape of an index by a slice variable")
                n = shapes[0][where[0]]
                dims.append(n if parts == (None, None, None) else slice_length(n, *parts))
            else:
                dims.append(joint_length(index, where[0], shapes[1:]))
        return [tuple(dims)]

    def _update(self, set_instead_of_inc):
        return AdvancedIncSubtensor(set_instead_of_inc=set_instead_of_inc)

    def grad(self, inputs, grads):
        x, *index = inputs
        (gz,) = grads
        if is_discrete(x.type.dtype):
            gx = zero_grad_of(x)
        else:
            gx = self._update(False)(x.zeros_like(), gz, *index)
        return [gx] + [DisconnectedType()() for _ in index]

    R_op = linear_R_op


class AdvancedBooleanSubtensor(AdvancedSubtensor):
    """``x[mask]``, the mask possibly among other entries."""

    __props__ = ()

    def _update(self, set_instead_of_inc):
        return AdvancedBooleanIncSubtensor(set_instead_of_inc=set_instead_of_inc)


class AdvancedIncSubtensor(_Update):
    """`x` with ``x[index]`` set or incremented; an increment counts every duplicate."""

    __props__ = ("inplace", "set_instead_of_inc")
    _read = AdvancedSubtensor

    def __str__(self):
        # the two spaces are Theano's
        return f"{type(self).__name__}{{inplace={self.inplace},  set_instead_of_inc={self.set_instead_of_inc}}}"

    def make_node(self, x, y, *index):
        x, y = as_tensor_variable(x), as_tensor_variable(y)
        index = tuple(map(as_index_variable, index))
        layout = index_layout(x.type.ndim, index)
        y = self._value(x, y, len(layout))
        return Apply(self, [x, y, *index], [x.type()])

    def perform(self, node, inputs, output_storage):
        x, y, *index = inputs
        index = tuple(map(places, index))
        # one element in place of all of x, since only the shape of the result matters
        shape = np.broadcast_to(np.zeros((), "int8"), x.shape)[index].shape
        check_value(shape, y)
        output_storage[0][0] = self._updated(x, index, y)

    def grad(self, inputs, grads):
        (g,) = grads
        x, y, *index = inputs
        if self.set_instead_of_inc:
            gx = type(self)(set_instead_of_inc=True)(g, y.zeros_like(dtype=g.type.dtype), *index)
        else:
            gx = g
        return update_grads(x, y, gx, lambda: self._read()(g, *index)) + [DisconnectedType()() for _ in index]


class AdvancedBooleanIncSubtensor(AdvancedIncSubtensor):
    """`x` with ``x[mask]`` set or incremented."""

    __props__ = ("inplace", "set_instead_of_inc")
    _read = AdvancedBooleanSubtensor


advanced_subtensor1 = AdvancedSubtensor1()
advanced_inc_subtensor1 = AdvancedIncSubtensor1()
advanced_set_subtensor1 = AdvancedIncSubtensor1(set_instead_of_inc=True)
advanced_subtensor = AdvancedSubtensor()
advanced_inc_subtensor = AdvancedIncSubtensor()
advanced_set_subtensor = AdvancedIncSubtensor(set_instead_of_inc=True)
advanced_boolean_subtensor = AdvancedBooleanSubtensor()
advanced_boolean_inc_subtensor = AdvancedBooleanIncSubtensor()
advanced_boolean_set_subtensor = AdvancedBooleanIncSubtensor(set_instead_of_inc=True)
