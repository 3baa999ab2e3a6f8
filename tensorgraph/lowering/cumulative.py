"""Lowering of cumulative sums, products, linear recurrences and logarithms of sums."""

from .._kernels.loops import dispatch
from ..scalar import KERNEL_CODES
from ..tensor.nnet.logcumsumexp import LogCumsumExp
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


@lowers(LogCumsumExp)
def lower_logcumsumexp(program, node):
    """Sums that begin at the end of an axis are those of the array backwards, looked at backwards."""
    (x,), axis = node.inputs, node.op.axis
    if not node.op.reverse or x.type.dtype not in ("float32", "float64"):
        return _step(program, node, "logaddexp", axis)
    backwards = (("slice", None, None, None),) * axis + (("slice", None, None, -1),)
    turned, sums = [program.temp(x.type.dtype, x.type.broadcastable) for _ in range(2)]
    program.step("subtensor", [program.slot(x)], [turned], None, index=backwards)
    program.step("cumulative", [turned], [sums], None, how="logaddexp", axis=axis)
    return program.node_step("subtensor", node, [sums], index=backwards)
