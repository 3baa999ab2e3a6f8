"""Lowering of pooling whose windows are known at compile time."""

from ..graph.variable import Constant
from ..tensor.signal.pool import Pool
from ..tensor.signal.poolgrad import AveragePoolGrad, DownsampleFactorMaxGradGrad, MaxPoolGrad
from .lower import lowers


def _windows(op, node):
    """Return the parameters of the windows, or None if only a call can know or check them."""
    if not all(isinstance(v, Constant) and len(v.data) == op.ndim for v in node.inputs[-3:]):
        return None
    ws, stride, pad = (tuple(map(int, v.data)) for v in node.inputs[-3:])
    if min(ws) < 1 or min(stride) < 1 or min(pad) < 0:
        return None
    if any(pad) and not op.ignore_border:
        return None
    return {"ws": ws, "stride": stride, "pad": pad, "ignore_border": op.ignore_border}


@lowers(Pool, MaxPoolGrad, DownsampleFactorMaxGradGrad, AveragePoolGrad)
def lower_pool(program, node):
    op, images = node.op, node.inputs[:-3]
    windows = _windows(op, node)
    dtype = node.outputs[0].type.dtype
    if windows is None or dtype not in ("float32", "float64") or any(x.type.dtype != dtype for x in images):
        return False
    inputs = [program.slot(x) for x in images]
    if isinstance(op, (MaxPoolGrad, DownsampleFactorMaxGradGrad)):
        kind = "pool_max_grad" if isinstance(op, MaxPoolGrad) else "pool_max_pick"
        return program.node_step(kind, node, inputs, None, **windows)
    kind = "pool" if isinstance(op, Pool) else "pool_average_grad"
    return program.node_step(kind, node, inputs, None, mode=op.mode, **windows)
