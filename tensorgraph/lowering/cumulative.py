"""Lowering of cumulative sums, products and linear recurrences."""

from .._kernels.loops import dispatch
from ..scalar import KERNEL_CODES
from ..tensor.reductions.cumulative import CumOp
from ..tensor.reductions.recurrence import LinearRecurrence
from .lower import lowers

_KERNELS = dispatch.module("cumulative").kernels()


def _step(program, node, how, axis):
    """Add a step if there is a kernel for the dtype, which all variables have."""
    dtypes = {v.type.dtype for v in (*node.inputs, *node.outputs)}
    if len(dtypes) > 1 or f"cumulative_{how}_{KERNEL_CODES.get(dtypes.pop())}" not in _KERNELS:
        return False
    return program.node_step("cumulative", node, how=how, axis=axis)


@lowers(CumOp)
def lower_cumulative(program, node):
    x, axis = node.inputs[0], node.op.axis
    return _step(program, node, node.op.mode, axis if axis is None else axis % x.type.ndim)


@lowers(LinearRecurrence)
def lower_recurrence(program, node):
    return _step(program, node, "recur", node.op.axis)
