"""Operations on the rows of all steps at once: the work of each step as one operation outside of the loop.

:func:`whole` maps a node of a step and the outer values of its inputs to the outer value of its output, by the batching
rules, with steps for examples. Only operations that cost no more outside than inside are moved.
"""

from typing import NamedTuple

from ...batching.examples import Examples
from ...batching.families import elementwise, indexing, products, reduce, shape, softmax  # noqa: F401 - they have the rules
from ...batching.rulebook import Given, batch_node
from ...graph.variable import Variable
from ...scalar import ScalarType
from ...tensor.elementwise.elemwise import Elemwise
from ...tensor.indexing.advanced_subtensor import AdvancedSubtensor1
from ...tensor.indexing.subtensor import Subtensor
from ...tensor.nnet.softmax import LogSoftmax, Softmax
from ...tensor.products.dot import Dot
from ...tensor.reductions.careduce import CAReduce
from ...tensor.shape.dimshuffle import DimShuffle
from ...tensor.shape.rebroadcast import Rebroadcast
from ...tensor.shape.reshape import Reshape
from ...tensor.shape.shape import Shape, Shape_i
from ...tensor.types.scalars import ScalarFromTensor


class Outside(NamedTuple):
    """The outer value of a variable of a step: loop-invariant, or its values in all steps stacked."""

    v: Variable
    is_rows: bool


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
    pays = next((_pays[cls] for cls in type(node.op).__mro__ if cls in _pays), None)
    if pays is None or not pays(node, given):
        return None
    steps = next(g.v.shape[0] for g in given if g.is_rows)
    ((v, is_stack),) = batch_node(Examples(steps), node, [Given(*g) for g in given])
    return Outside(v, is_stack)


def can_be_rows(v):
    """Return True if values of `v` can be stacked."""
    return hasattr(v.type, "broadcastable")


def is_index(v):
    """Return True if `v` is a scalar, which no array holds."""
    return isinstance(v.type, ScalarType)


def _always(node, given):
    return True


def _is_as_large(node, given):
    """Return True if the result is no larger than its largest rows, or a loop-invariant fill."""
    pattern = node.outputs[0].type.broadcastable
    if node.op.scalar_op.record_name == "second" and not given[1].is_rows:
        return True
    return any(g.is_rows and v.type.broadcastable == pattern for v, g in zip(node.inputs, given))


def _is_rows_alone(node, given):
    """Return True if the first input is rows and the others are loop-invariant."""
    return given[0].is_rows and not any(g.is_rows for g in given[1:])


def _is_part(node, given):
    """Return True for the same part of each row, and for a row of a loop-invariant table for each step."""
    if _is_rows_alone(node, given):
        return True
    kinds = node.op.idx_list
    return not given[0].is_rows and len(kinds) == len(given) - 1 == 1 and not isinstance(kinds[0], slice)


def _is_table(node, given):
    return not given[0].is_rows


def _is_one_product(node, given):
    """Return True unless each step has a matrix and a vector of its own."""
    return not all(g.is_rows for g in given) or node.inputs[0].type.ndim == node.inputs[1].type.ndim


_pays = {
    Elemwise: _is_as_large,
    Reshape: _is_rows_alone,
    Subtensor: _is_part,
    AdvancedSubtensor1: _is_table,
    Dot: _is_one_product,
    **dict.fromkeys((DimShuffle, Rebroadcast, CAReduce, Shape, Shape_i, ScalarFromTensor), _always),
    **dict.fromkeys((Softmax, LogSoftmax), _always),
}
