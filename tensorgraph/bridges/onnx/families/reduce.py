"""Reductions over axes."""

import functools

import numpy as np

from .... import scan
from .... import tensor as T
from ....tensor.reductions.careduce import CAReduce
from ....tensor.reductions.maxandargmax import Argmax, MaxAndArgmax
from ....tensor.reductions.sums import All, Any
from ....tensor.types.type import TensorType
from ..builder import WIDE
from ..conversion import converts, ordered, refusal

NODES = {"add": "ReduceSum", "mul": "ReduceProd", "maximum": "ReduceMax", "minimum": "ReduceMin"}


def axes_of(node):
    """Return the axes that a reduction drops."""
    ndim = node.inputs[0].type.ndim
    return tuple(range(ndim)) if node.op.axis is None else tuple([a % ndim for a in node.op.axis])


@converts(CAReduce)
def convert_reduction(model, node, x):
    op, (given,), out = node.op, node.inputs, node.outputs[0].type.dtype
    axes, name = axes_of(node), op.scalar_op.record_name
    if name not in NODES or op.scalar_op.record_name is None:
        raise refusal(node, f"ONNX has no reduction by {op.scalar_op}")
    inside = getattr(op, "acc_dtype", None) or out
    if inside == "bool":
        return _truth(model, name in ("add", "maximum"), model.cast(x, given.type.dtype, "bool"), axes)
    found = model.cast(x, given.type.dtype, inside)
    if not axes:
        return model.cast(found, inside, out)
    if name == "mul" and np.dtype(inside).kind in "iu":
        product = functools.partial(_integer_product, axes=axes)
        found = model.expand(product, [found], [TensorType(inside, given.type.broadcastable)()])
    elif name in ("maximum", "minimum"):
        found = _extreme(model, node, NODES[name], found, axes)
    else:
        found = model.wide(NODES[name], inside, found, model.integers(*axes), keepdims=0)
    return model.cast(found, inside, out)


def _integer_product(x, axes):
    """Return the product by a loop: runtimes multiply integers in double precision."""
    kept = [i for i in range(x.ndim) if i not in axes]
    rows = x.dimshuffle(*axes, *kept).reshape((-1, *[x.shape[i] for i in kept]), ndim=1 + len(kept))
    one = T.ones(rows.shape[1:], rows.dtype)
    return scan(lambda row, product: product * row, T.concatenate([T.shape_padleft(one), rows]), one)[0][-1]


def _extreme(model, node, kind, x, axes):
    """Return the largest or smallest elements, nan where there is one, of which runtimes may take no notice."""
    dtype, axes = ordered(node, node.inputs[0]), model.integers(*axes)
    if np.dtype(dtype).kind != "f":
        return model.wide(kind, dtype, x, axes, keepdims=0)
    inside = WIDE.get(dtype, dtype)
    x = model.cast(x, dtype, inside)
    nans = _any(model, model.add("IsNaN", x), axes)
    found = model.add("Where", nans, model.constant(np.nan, inside), model.add(kind, x, axes, keepdims=0))
    return model.cast(found, inside, dtype)


def _any(model, x, axes):
    """Return whether there is a True, of none False: a largest element needs some."""
    return model.wide("ReduceSum", "bool", x, axes, keepdims=0)


@converts(All, Any)
def convert_logic(model, node, x):
    return _truth(model, isinstance(node.op, Any), model.cast(x, node.inputs[0].type.dtype, "bool"), axes_of(node))


def _truth(model, some, x, axes):
    if not axes:
        return x
    axes = model.integers(*axes)
    return _any(model, x, axes) if some else model.add("Not", _any(model, model.add("Not", x), axes))


@converts(MaxAndArgmax)
def convert_max_and_argmax(model, node, x):
    return [_extreme(model, node, "ReduceMax", x, axes_of(node)), _position(model, node, x)]


@converts(Argmax)
def convert_argmax(model, node, x):
    return _position(model, node, x)


def _position(model, node, x):
    """Return the position of the largest element in the axes, flattened, or of the first nan."""
    axes, ndim = axes_of(node), node.inputs[0].type.ndim
    dtype = ordered(node, node.inputs[0])
    inside = WIDE.get(dtype, dtype)
    x = model.cast(x, dtype, inside)
    axis = axes[0] if len(axes) == 1 else ndim - len(axes)
    if len(axes) != 1:
        x = _flattened_behind(model, x, [a for a in range(ndim) if a not in axes], axes)
    largest = model.add("ArgMax", x, axis=axis, keepdims=0)
    if np.dtype(dtype).kind != "f":
        return largest
    nans = model.add("IsNaN", x)
    first = model.add("ArgMax", model.cast(nans, "bool", "int32"), axis=axis, keepdims=0)
    return model.add("Where", _any(model, nans, model.integers(axis)), first, largest)


def _flattened_behind(model, x, kept, axes):
    """Return an array with some axes as one, the last."""
    order = [*kept, *axes]
    if order != sorted(order):
        x = model.add("Transpose", x, perm=order)
    shape = model.add("Shape", x)
    lengths = model.add("Slice", shape, model.integers(0), model.integers(len(kept)))
    behind = model.add("Slice", shape, model.integers(len(kept)), model.integers(len(order)))
    size = model.add("ReduceProd", behind, model.integers(0), keepdims=1)
    return model.add("Reshape", x, model.add("Concat", lengths, size, axis=0), allowzero=1)
