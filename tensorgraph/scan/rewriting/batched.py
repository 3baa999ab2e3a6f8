"""Operations on the rows of all steps at once: the work of each step as one operation outside of the loop.

:func:`whole` maps a node of a step and the outer values of its inputs to the outer value of its output. An outer value
is either loop-invariant, or has one more leading axis, that of the steps.
"""

from typing import NamedTuple

from ...graph.variable import Variable
from ...scalar import ScalarType
from ...tensor.creation.alloc import alloc
from ...tensor.elementwise.elemwise import Elemwise
from ...tensor.indexing.advanced_subtensor import AdvancedSubtensor1
from ...tensor.indexing.subtensor import Subtensor
from ...tensor.nnet.softmax import LogSoftmax, Softmax
from ...tensor.products.dot import BatchedDot, Dot, dot
from ...tensor.reductions.careduce import CAReduce
from ...tensor.shape.dimshuffle import DimShuffle
from ...tensor.shape.join import join
from ...tensor.shape.rebroadcast import Rebroadcast
from ...tensor.shape.reshape import Reshape
from ...tensor.shape.shape import Shape, Shape_i
from ...tensor.types.scalars import ScalarFromTensor


class Outside(NamedTuple):
    """The outer value of a variable of a step: loop-invariant, or its values in all steps stacked."""

    v: Variable
    is_rows: bool


_lifts = {}


def lifts(*classes):
    """Register a function that lifts nodes of some classes of operations."""

    def register(function):
        _lifts.update(dict.fromkeys(classes, function))
        return function

    return register


def whole(node, given):
    """Return the outer value of a node's output.

    Parameters
    ----------
    node : Apply
    given : list of Outside
        For each of its inputs; at least one of them is rows.

    Returns
    -------
    Outside or None
        None where no single operation does it.
    """
    if len(node.outputs) != 1:
        return None
    for cls in type(node.op).__mro__:
        if cls in _lifts:
            return _lifts[cls](node, given)
    return None


def can_be_rows(v):
    """Return True if values of `v` can be stacked."""
    return hasattr(v.type, "broadcastable")


def _rows(v):
    return Outside(v, True)


def flattened(rows, ndim):
    """Reshape rows of `ndim` axes so that the axis of the steps and their first one are one axis."""
    shape = rows.shape
    return rows.reshape([shape[0] * shape[1], *[shape[i] for i in range(2, ndim + 1)]], ndim)


@lifts(Elemwise)
def lift_elemwise(node, given):
    """Apply the same operation to stacked rows, unless the result is larger than its inputs."""
    pattern = node.outputs[0].type.broadcastable
    if node.op.scalar_op.record_name == "second" and not given[1].is_rows:
        return lift_fill(node, given)
    if not any(g.is_rows and v.type.broadcastable == pattern for v, g in zip(node.inputs, given)):
        return None
    inputs = []
    for v, g in zip(node.inputs, given):
        if g.is_rows:
            inputs.append(g.v)
        else:
            inputs.append(DimShuffle(g.v.type.broadcastable, ("x", *range(v.type.ndim)))(g.v))
    op = node.op if not node.op.inplace_pattern else Elemwise(node.op.scalar_op)
    return _rows(op(*inputs))


def lift_fill(node, given):
    """Return a loop-invariant fill: all rows have one shape."""
    (template, value), flags = given, node.inputs[0].type.broadcastable
    lengths = [value.v.shape[i] if b else template.v.shape[i + 1] for i, b in enumerate(flags)]
    return Outside(alloc(value.v, *lengths), False)


@lifts(DimShuffle)
def lift_dimshuffle(node, given):
    rows = given[0].v
    order = [0, *["x" if i == "x" else i + 1 for i in node.op.new_order]]
    return _rows(rows.dimshuffle(order))


@lifts(Rebroadcast)
def lift_rebroadcast(node, given):
    return _rows(Rebroadcast(*[(axis + 1, flag) for axis, flag in node.op.axis.items()])(given[0].v))


@lifts(CAReduce)
def lift_reduction(node, given):
    op, ndim = node.op, node.inputs[0].type.ndim
    axes = range(ndim) if op.axis is None else op.axis
    return _rows(op.clone_with_axis(tuple(sorted(a % ndim + 1 for a in axes)))(given[0].v))


@lifts(Reshape)
def lift_reshape(node, given):
    rows, shape = given
    if not rows.is_rows or shape.is_rows:
        return None
    return _rows(rows.v.reshape(join(0, rows.v.shape[:1], shape.v.astype("int64")), node.op.ndim + 1))


@lifts(Shape)
def lift_shape(node, given):
    return Outside(given[0].v.shape[1:], False)


@lifts(Shape_i)
def lift_shape_i(node, given):
    return Outside(Shape_i(node.op.i + 1)(given[0].v), False)


@lifts(ScalarFromTensor)
def lift_scalar(node, given):
    """Return the rows unchanged, as an index only: arrays of scalars are arrays of 0-d tensors."""
    return given[0]


@lifts(Subtensor)
def lift_subtensor(node, given):
    """Take the same part of each row, or a part of an invariant array for each row."""
    array, *index = given
    if array.is_rows and not any(g.is_rows for g in index):
        op = Subtensor([slice(None), *node.op.idx_list])
        return _rows(op(array.v, *[g.v for g in index]))
    if not array.is_rows and len(node.op.idx_list) == len(index) == 1 and not isinstance(node.op.idx_list[0], slice):
        return _rows(AdvancedSubtensor1()(array.v, index[0].v))
    return None


@lifts(AdvancedSubtensor1)
def lift_take(node, given):
    """Take rows of a table, by vectors of indices."""
    table, index = given
    if table.is_rows:
        return None
    taken = AdvancedSubtensor1()(table.v, index.v.reshape([index.v.size], 1))
    shape = [index.v.shape[0], index.v.shape[1], *[taken.shape[i] for i in range(1, taken.type.ndim)]]
    return _rows(taken.reshape(shape, taken.type.ndim + 1))


@lifts(Softmax, LogSoftmax)
def lift_softmax(node, given):
    rows = given[0].v
    if node.inputs[0].type.ndim != 2:
        return None
    return _rows(node.op(flattened(rows, 2)).reshape(rows.shape, 3))


@lifts(Dot)
def lift_dot(node, given):
    """Compute one product for all rows."""
    (x, y), (nx, ny) = given, [v.type.ndim for v in node.inputs]
    if x.is_rows and y.is_rows:
        if (nx, ny) == (1, 1):
            return _rows((x.v * y.v).sum(axis=1))
        return _rows(BatchedDot()(x.v, y.v)) if (nx, ny) == (2, 2) else None
    if x.is_rows:
        if nx == 1:
            return _rows(dot(x.v, y.v))
        made = dot(flattened(x.v, 2), y.v)
        shape = [x.v.shape[0], x.v.shape[1], *[made.shape[i] for i in range(1, ny)]]
        return _rows(made.reshape(shape, ny + 1))
    if ny == 1:
        return _rows(dot(y.v, x.v.T))
    if nx == 1:
        # a product with a vector from the left is one from the right of the transposed matrices
        turned = y.v.dimshuffle(0, 2, 1)
        return _rows(dot(flattened(turned, 2), x.v).reshape(turned.shape[:2], 2))
    turned = y.v.dimshuffle(1, 0, 2)
    made = dot(x.v, turned.reshape([turned.shape[0], turned.shape[1] * turned.shape[2]], 2))
    return _rows(made.reshape([made.shape[0], turned.shape[1], turned.shape[2]], 3).dimshuffle(1, 0, 2))


def is_index(v):
    """Return True if `v` is a scalar, which no array holds."""
    return isinstance(v.type, ScalarType)
