"""Convolutions and pooling."""

from ....tensor.nnet.conv.abstract import AbstractConv
from ....tensor.nnet.conv.geometry import border_mode_to_pad
from ....tensor.signal.pool import Pool
from ..conversion import converts, refusal
from .indexing import FIRST, LAST


@converts(AbstractConv)
def convert_convolution(model, node, image, kernel):
    op, dtype = node.op, node.outputs[0].type.dtype
    if op.unshared:
        raise refusal(node, "ONNX has no convolution with filters that are not shared")
    n = op.convdim
    pads = _pads(node, model.lengths.get(kernel, [None] * node.inputs[1].type.ndim))
    if op.filter_flip:
        axes, back = range(2, 2 + n), [-1] * n
        kernel = model.add(
            "Slice", kernel, model.integers(*[LAST] * n), model.integers(*[FIRST] * n), model.integers(*axes),
            model.integers(*back),
        )
    # runtimes convolve in single precision
    inside = dtype if dtype in ("float16", "float32") else "float32"
    image, kernel = [model.cast(x, dtype, inside) for x in (image, kernel)]
    z = model.add(
        "Conv", image, kernel, strides=list(op.subsample), dilations=list(op.filter_dilation), group=op.num_groups,
        pads=pads,
    )
    return model.cast(z, inside, dtype)


def _pads(node, known):
    op = node.op
    if op.border_mode == "valid":
        pairs = [(0, 0)] * op.convdim
    else:
        sizes = [a or b for a, b in zip(op.kshp[-op.convdim :], known[-op.convdim :])]
        needs = isinstance(op.border_mode, str)
        if needs and None in sizes:
            raise refusal(
                node, f"border_mode={op.border_mode!r} needs lengths of filters that are known: give filter_shape"
            )
        extents = [((s or 1) - 1) * d + 1 for s, d in zip(sizes, op.filter_dilation)]
        pairs = border_mode_to_pad(op.border_mode, op.convdim, extents)
    return [a for a, _ in pairs] + [b for _, b in pairs]


@converts(Pool)
def convert_pool(model, node, x, *_):
    op, dtype = node.op, node.inputs[0].type.dtype
    known = [getattr(v, "data", None) for v in node.inputs[1:]]
    if any(v is None for v in known):
        raise refusal(node, "ONNX needs windows that are constant")
    size, step, pad = [[int(k) for k in v] for v in known]
    if not op.ignore_border and step != size:
        raise refusal(node, "windows beyond the border are converted only where they lie side by side")
    lead = node.inputs[0].type.ndim - op.ndim
    if lead != 2:
        raise refusal(node, f"ONNX pools images of {2 + op.ndim} axes, not of {node.inputs[0].type.ndim}")
    inside = dtype if dtype in ("float16", "float32", "float64") else "float32"
    settings = dict(kernel_shape=size, strides=step, pads=[*pad, *pad], ceil_mode=0 if op.ignore_border else 1)
    x = model.cast(x, dtype, inside)
    if op.mode == "max":
        return model.cast(model.add("MaxPool", x, **settings), inside, dtype)
    # runtimes average in single precision
    x, inside = model.cast(x, inside, "float32"), "float32"
    padded = op.mode == "average_inc_pad" and op.ignore_border
    z = model.add("AveragePool", x, count_include_pad=int(padded or op.mode == "sum" and op.ignore_border), **settings)
    if op.mode == "sum":
        if not op.ignore_border:
            raise refusal(node, "sums of windows beyond the border")
        n = 1
        for k in size:
            n *= k
        z = model.add("Mul", z, model.constant(n, inside))
    return model.cast(z, inside, dtype)
