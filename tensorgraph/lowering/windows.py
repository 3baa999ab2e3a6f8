"""Lowering of convolutions and pooling."""

from ..graph.variable import Constant
from ..tensor.nnet.conv.abstract import AbstractConv, AbstractConv_gradInputs, AbstractConv_gradWeights
from ..tensor.nnet.conv.geometry import padding_1axis
from ..tensor.signal.pool import Pool
from ..tensor.signal.poolgrad import AveragePoolGrad, DownsampleFactorMaxGradGrad, MaxPoolGrad
from .lower import lowers
from .views import shape_entries

_FLOATS = ("float32", "float64")


def _has_kernel(node):
    """Return True if there is a kernel: unshared filters have none, as they are no matrix product."""
    return node.outputs[0].type.dtype in _FLOATS and not node.op.unshared


def _params(op):
    mode = op.border_mode
    if mode not in ("half", "full"):
        modes = (mode,) * op.convdim if mode == "valid" else mode
        mode = tuple([padding_1axis(m, None) for m in modes])
    return {
        "stride": op.subsample,
        "dilation": op.filter_dilation,
        "pad": mode,
        "flip": bool(op.filter_flip),
        "groups": op.num_groups,
    }


@lowers(AbstractConv)
def lower_conv(program, node):
    return _has_kernel(node) and program.node_step("conv", node, **_params(node.op))


def grad_step(kind):
    """Return the function that lowers a derivative, whose third input has the lengths of the result."""

    def lower_conv_grad(program, node):
        if not _has_kernel(node):
            return False
        inputs = [program.slot(v) for v in node.inputs[:2]]
        # the entries of the first inputs are arrays, not lengths
        shape = shape_entries(program, inputs, node.inputs[2])
        if shape is None:
            inputs.append(program.slot(node.inputs[2]))
            shape = ("vector", 2)
        return program.node_step(kind, node, inputs, shape=shape, **_params(node.op))

    return lower_conv_grad


lowers(AbstractConv_gradWeights)(grad_step("conv_grad_weights"))
lowers(AbstractConv_gradInputs)(grad_step("conv_grad_inputs"))


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
