"""Zeros of what was not read: where they are made, and what they go through.

The gradient of a part of an array is that of the part, written into zeros. Whatever is linear, a layout, a sum or a
matrix product, is 0 where everything that it reads is such a zero. A constant that was folded of that has them as well;
a weight of 0 in a constant of the user is no such zero.
"""

from ..graph.op import linear_R_op, product_R_op
from ..ifelse import IfElse
from ..tensor.creation.diag import AllocDiag
from ..tensor.elementwise.elemwise import Elemwise
from ..tensor.indexing.advanced_subtensor import AdvancedIncSubtensor, AdvancedIncSubtensor1
from ..tensor.indexing.permutation import PermuteRowElements
from ..tensor.indexing.subtensor import IncSubtensor
from ..tensor.nnet.softmax import SoftmaxGrad
from ..tensor.reductions.cumulative import CumOp
from ..tensor.shape.assertion import Assert
from ..tensor.shape.join import Join, Split
from ..tensor.signal.poolgrad import MaxPoolGrad
from ..tensor.types.scalars import MakeVector
from .rules.switch import zero_branch
from .values import constant_value

WRITES = IncSubtensor, AdvancedIncSubtensor1, AdvancedIncSubtensor
JOINS = Join, MakeVector, IfElse
LINEAR = Split, Assert, PermuteRowElements, SoftmaxGrad  # in the first input; others say so by their pushforward
SCATTERED = AllocDiag, MaxPoolGrad


def note_zeros(node, constants):
    """Mark constants in place of the outputs of `node` that have zeros of what was not read."""
    zeros = {v: v for v in node.inputs if has_noted_zeros(v)}
    for v, constant in zip(node.outputs, constants):
        if zero_of(node, v, zeros) is not None:
            constant.has_unread_zeros = True


def has_noted_zeros(v):
    """Return True if `v` is a constant with zeros of what was not read."""
    return v.owner is None and "has_unread_zeros" in v.__dict__


def is_source(node):
    """Return True if `node` puts something between zeros."""
    op = node.op
    if isinstance(op, Elemwise):
        return zero_branch(node.outputs[0]) is not None
    if isinstance(op, WRITES):
        return any(constant_value(v) == 0 for v in node.inputs[:2])
    return isinstance(op, SCATTERED) or (isinstance(op, JOINS) and any(constant_value(v) == 0 for v in node.inputs))


def linear_in(op):
    """Return the slice of the inputs in each of which `op` is linear while the others are constant."""
    pushforward = type(op).R_op if hasattr(type(op), "R_op") else None
    if pushforward is linear_R_op or isinstance(op, LINEAR) or (isinstance(op, CumOp) and op.mode == "add"):
        return slice(1)
    if pushforward is product_R_op:
        return slice(2)
    k = getattr(op, "linear_in", None)
    return slice(0) if k is None else slice(k, k + 1)


def zero_of(node, v, zeros):
    """Return what is 0 where the output `v` of `node` is 0 because nothing read it, or None if that is nowhere."""
    op, inputs = node.op, node.inputs
    if isinstance(op, Elemwise):
        name = op.scalar_op.record_name
        if name == "mul":
            return next((zeros[w] for w in inputs if w in zeros), None)
        if name in ("true_div", "neg", "Cast", "identity"):
            return zeros.get(inputs[0])
        if name == "second":
            return zeros.get(inputs[1])
        if name in ("add", "sub"):
            found = any(w in zeros for w in inputs) and all(_is_zero(w, zeros) for w in inputs)
        else:
            found = is_source(node)
    elif isinstance(op, WRITES):
        found = inputs[0] in zeros or is_source(node)
    elif isinstance(op, JOINS):
        found = any(w in zeros for w in inputs) or is_source(node)
    else:
        found = any(_is_zero(w, zeros) for w in inputs[linear_in(op)]) or isinstance(op, SCATTERED)
    return v if found else None


def _is_zero(v, zeros):
    return v in zeros or constant_value(v) == 0
