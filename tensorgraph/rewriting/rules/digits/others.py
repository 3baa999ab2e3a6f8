"""Sums without one of their terms: ``exp(s).sum(axis=1) - diag(exp(s))``, the terms of all other pairs in a contrast.

Where the one is nearly all of the sum no digit is left of the others, and where it is infinite the difference is nan.
"""

from ....scalar.dtypes import is_discrete
from ....tensor.creation.alloc import Alloc
from ....tensor.creation.diag import ExtractDiag
from ....tensor.creation.filled import ARange
from ....tensor.elementwise.elemwise import Elemwise
from ....tensor.indexing.advanced_subtensor import AdvancedSubtensor
from ....tensor.indexing.indexing import set_subtensor
from ....tensor.indexing.subtensor import Subtensor
from ....tensor.reductions.sums import Sum
from ....tensor.shape.dimshuffle import dim_shuffle
from ....tensor.shape.shape import Shape_i
from ...lengths import compared
from ...logdomain import has_exponential, op
from ...logdomain.form import number as constant
from ...onevariable import varying_inputs
from ...picks import one_hot_index
from ...rule import finite_only, node_rule, stabilize
from ...values import make_constant, number

DTYPES = ("float32", "float64")
DEPTH = 4  # functions between what is summed and what is picked


@stabilize
@finite_only
@node_rule("sub")
def local_sum_of_others(fgraph, node):
    """``exp(s).sum(axis=1) - exp(s)[:, 0]`` loses the digits of the other terms."""
    total, part = node.inputs
    if total.owner is None or not isinstance(total.owner.op, Sum) or total.type.dtype not in DTYPES:
        return None
    (x,) = total.owner.inputs
    axes = range(x.type.ndim) if total.owner.op.axis is None else total.owner.op.axis
    if len(axes) != 1 or x.type.dtype != total.type.dtype or not has_exponential(x):
        return None
    if any(is_discrete(v.type.dtype) for v in varying_inputs(x)):
        return None
    place = picked(fgraph, x, part, axes[0])
    if place is None:
        return None
    return compared(fgraph, total.owner.op(op("switch", place, constant(0, x), x)), [part])


def picked(fgraph, x, part, axis, depth=DEPTH):
    """Return where the elements of `x` are that `part` has, one on each line along an axis, None if it is not that."""
    node = part.owner
    if node is None:
        return None
    if isinstance(node.op, ExtractDiag) and node.inputs[0] is x:
        return on_diagonal(x) if x.type.ndim == 2 and node.op.offset == 0 else None
    if isinstance(node.op, (Subtensor, AdvancedSubtensor)) and node.inputs[0] is x:
        return at_index(fgraph, x, node, axis)
    if depth == 0 or not isinstance(node.op, Elemwise) or x.owner is None or x.owner.op != node.op:
        return None
    inner, outer = varying_inputs(part), varying_inputs(x)
    if not len(inner) == len(outer) == 1 or not are_alike(node, x.owner):
        return None
    return picked(fgraph, outer[0], inner[0], axis, depth - 1)


def are_alike(a, b):
    """Return True if two nodes have the same numbers at the same places."""
    return [number(v) for v in a.inputs] == [number(v) for v in b.inputs]


def positions(x, axis):
    """Return the positions along an axis of `x`, an array that is broadcast along the others."""
    order = ["x"] * x.type.ndim
    order[axis] = 0
    return dim_shuffle((False,), tuple(order))(ARange("int64")(0, Shape_i(axis)(x), 1))


def on_diagonal(x):
    """Return where the diagonal of a matrix is."""
    return op("eq", positions(x, 0), positions(x, 1))


def at_index(fgraph, x, node, axis):
    """Return where the elements are that `node` picks, None if these are not one on each line along an axis."""
    if isinstance(node.op, AdvancedSubtensor):
        is_one = axis == 1 and one_hot_index(fgraph, node.inputs[1:]) is not None
    else:
        index = [*node.op.idx_list, *[slice(None)] * (x.type.ndim - len(node.op.idx_list))]
        is_one = all((entry == slice(None)) is (k != axis) for k, entry in enumerate(index))
        is_one = is_one and not isinstance(index[axis], slice)
    if not is_one:
        return None
    nowhere = Alloc()(constant_of(False), *[Shape_i(k)(x) for k in range(x.type.ndim)])
    # an index that is out of bounds stays an error
    return set_subtensor(node.op(nowhere, *node.inputs[1:]), constant_of(True))


def constant_of(value):
    """Return a bool as a constant."""
    return make_constant(value, "bool", 0)
