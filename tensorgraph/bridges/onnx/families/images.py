"""Convolutions, their gradients, and pooling."""

import numpy as np

from .... import tensor as T
from ....tensor.nnet.conv.abstract import AbstractConv, AbstractConv_gradInputs, AbstractConv_gradWeights
from ....tensor.nnet.conv.geometry import border_mode_to_pad
from ....tensor.signal.pool import Pool
from ..conversion import converts, refusal
from .indexing import FIRST, LAST
from .windows import pooled


def _single(dtype):
    """Return the dtype of convolution: runtimes convolve in single precision."""
    return dtype if dtype in ("float16", "float32") else "float32"


def _check_shared(node):
    if node.op.unshared:
        raise refusal(node, "ONNX has no convolution with filters that are not shared")


def _flipped(model, node, kernel):
    """Return filters as a correlation takes them."""
    n = node.op.convdim
    if not node.op.filter_flip:
        return kernel
    axes, back = range(2, 2 + n), [-1] * n
    return model.add(
        "Slice", kernel, model.integers(*[LAST] * n), model.integers(*[FIRST] * n), model.integers(*axes),
        model.integers(*back),
    )


def _borders(op, lengths):
    """Return how many zeros lie before and behind an image along each axis, numbers or variables."""
    extents = [(n - 1) * d + 1 for n, d in zip(lengths, op.filter_dilation)]
    return border_mode_to_pad(op.border_mode, op.convdim, extents)


def _with_borders(op, x, lengths):
    """Return a variable of images with zeros around them."""
    for axis, pair in enumerate(_borders(op, lengths), 2):
        shape = [x.shape[i] for i in range(x.type.ndim)]
        zeros = [T.zeros([*shape[:axis], n, *shape[axis + 1 :]], x.type.dtype) for n in pair]
        x = T.concatenate([zeros[0], x, zeros[1]], axis=axis)
    return x


@converts(AbstractConv)
def convert_convolution(model, node, image, kernel):
    op, dtype = node.op, node.outputs[0].type.dtype
    _check_shared(node)
    pads = _pads(op, model.lengths.get(kernel, [None] * node.inputs[1].type.ndim))
    if pads is None:
        n = op.convdim
        image = model.expand(
            lambda x, w: _with_borders(op, x, [w.shape[i] for i in range(2, 2 + n)]), [image, kernel], node.inputs)
        pads = [0] * 2 * n
    inside = _single(dtype)
    image, kernel = [model.cast(x, dtype, inside) for x in (image, _flipped(model, node, kernel))]
    z = model.add(
        "Conv", image, kernel, strides=list(op.subsample), dilations=list(op.filter_dilation), group=op.num_groups,
        pads=pads,
    )
    return model.cast(z, inside, dtype)


def _pads(op, known):
    """Return the numbers of zeros around an image, None if only a call knows them."""
    if op.border_mode == "valid":
        pairs = [(0, 0)] * op.convdim
    else:
        sizes = [a or b for a, b in zip(op.kshp[-op.convdim :], known[-op.convdim :])]
        if isinstance(op.border_mode, str) and None in sizes:
            return None
        pairs = _borders(op, [s or 1 for s in sizes])
    return [a for a, _ in pairs] + [b for _, b in pairs]


@converts(AbstractConv_gradInputs)
def convert_gradient_of_images(model, node, kernel, top, lengths):
    """The transposed convolution gives images with their borders, but for what no filter reaches behind."""
    op, dtype, n = node.op, node.outputs[0].type.dtype, node.op.convdim
    _check_shared(node)
    inside = _single(dtype)
    w = model.cast(_flipped(model, node, kernel), dtype, inside)
    found = model.add(
        "ConvTranspose", model.cast(top, dtype, inside), w, strides=list(op.subsample),
        dilations=list(op.filter_dilation), group=op.num_groups,
    )

    def cropped(x, w, lengths):
        for i, (before, _) in enumerate(_borders(op, [w.shape[k] for k in range(2, 2 + n)])):
            axis = 2 + i
            shape = [x.shape[k] for k in range(x.type.ndim)]
            missing = T.maximum(before + lengths[i] - shape[axis], 0)
            zeros = T.zeros([*shape[:axis], missing, *shape[axis + 1 :]], x.type.dtype)
            x = T.concatenate([x, zeros], axis=axis)
            x = x[(slice(None),) * axis + (slice(before, before + lengths[i]),)]
        return x

    image = T.TensorType(inside, (False,) * (2 + n))()
    found = model.expand(cropped, [found, kernel, lengths], [image, node.inputs[0], node.inputs[2]])
    return model.cast(found, inside, dtype)


@converts(AbstractConv_gradWeights)
def convert_gradient_of_filters(model, node, image, top, lengths):
    """Convolve images with gradients: channels are a batch, the batch channels; steps and distances change places."""
    op, dtype, n, groups = node.op, node.outputs[0].type.dtype, node.op.convdim, node.op.num_groups
    _check_shared(node)
    inside = _single(dtype)

    def as_batch(x, lengths):
        x = _with_borders(op, x, [lengths[i] for i in range(n)])
        rest = [x.shape[i] for i in range(2, 2 + n)]
        x = x.reshape([x.shape[0], groups, x.shape[1] // groups, *rest], ndim=3 + n)
        return x.dimshuffle(2, 1, 0, *range(3, 3 + n)).reshape([-1, groups * x.shape[0], *rest], ndim=2 + n)

    channels = model.expand(as_batch, [image, lengths], [node.inputs[0], node.inputs[2]])
    swapped = [1, 0, *range(2, 2 + n)]
    filters = model.add("Transpose", top, perm=swapped)
    found = model.add(
        "Conv", model.cast(channels, dtype, inside), model.cast(filters, dtype, inside),
        strides=list(op.filter_dilation), dilations=list(op.subsample), group=groups,
    )
    found = model.add("Transpose", found, perm=swapped)
    ends = model.cast(lengths, node.inputs[2].type.dtype, "int64")
    found = model.add("Slice", found, model.integers(*[0] * n), ends, model.integers(*range(2, 2 + n)))
    return model.cast(_flipped(model, node, found), inside, dtype)


@converts(Pool)
def convert_pool(model, node, x, *_):
    op, dtype = node.op, node.inputs[0].type.dtype
    known = [getattr(v, "data", None) for v in node.inputs[1:]]
    if any(v is None for v in known):
        raise refusal(node, "ONNX needs windows that are constant")
    size, step, pad = [[int(k) for k in v] for v in known]
    v = node.inputs[0]
    beyond = not op.ignore_border and (step != size or op.mode == "sum")
    # runtimes average in single precision
    double = op.mode != "max" and dtype == "float64"
    if beyond or double or v.type.ndim != 2 + op.ndim or np.dtype(dtype).kind != "f":
        return model.expand(lambda x: pooled(node, x, op.mode).astype(dtype), [x], [v])
    inside = dtype if dtype != "float16" or op.mode == "max" else "float32"
    settings = dict(kernel_shape=size, strides=step, pads=[*pad, *pad], ceil_mode=0 if op.ignore_border else 1)
    x = model.cast(x, dtype, inside)
    if op.mode == "max":
        return model.cast(model.add("MaxPool", x, **settings), inside, dtype)
    padded = op.mode == "average_inc_pad" and op.ignore_border
    z = model.add("AveragePool", x, count_include_pad=int(padded or op.mode == "sum" and op.ignore_border), **settings)
    if op.mode == "sum":
        z = model.add("Mul", z, model.constant(np.prod(size), inside))
    return model.cast(z, inside, dtype)
