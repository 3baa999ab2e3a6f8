"""Reductions over axes."""

from ....scalar.dtypes import is_discrete
from ....tensor.reductions.careduce import CAReduce
from ....tensor.reductions.maxandargmax import Argmax, MaxAndArgmax
from ....tensor.reductions.sums import All, Any
from ..conversion import converts, refusal

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
        # any and all
        kind = "ReduceMax" if name in ("add", "maximum") else "ReduceMin"
        return _truth(model, kind, model.cast(x, given.type.dtype, "int32"), axes)
    found = model.cast(x, given.type.dtype, inside)
    if axes:
        found = model.add(NODES[name], found, model.integers(*axes), keepdims=0)
    return model.cast(found, inside, out)


def _truth(model, kind, x, axes):
    found = model.add(kind, x, model.integers(*axes), keepdims=0) if axes else x
    return model.cast(found, "int32", "bool")


@converts(All, Any)
def convert_logic(model, node, x):
    kind = "ReduceMin" if isinstance(node.op, All) else "ReduceMax"
    return _truth(model, kind, model.cast(x, node.inputs[0].type.dtype, "int32"), axes_of(node))


@converts(MaxAndArgmax)
def convert_max_and_argmax(model, node, x):
    axes = model.integers(*axes_of(node))
    return [model.add("ReduceMax", x, axes, keepdims=0), _position(model, node, x)]


@converts(Argmax)
def convert_argmax(model, node, x):
    return _position(model, node, x)


def _position(model, node, x):
    """Return the position of the largest element in the axes, flattened."""
    axes, ndim = axes_of(node), node.inputs[0].type.ndim
    if is_discrete(node.inputs[0].type.dtype):
        x = model.cast(x, node.inputs[0].type.dtype, "int32")
    kept = [a for a in range(ndim) if a not in axes]
    moved = model.add("Transpose", x, perm=[*kept, *axes])
    lengths = model.add("Shape", moved, end=len(kept)) if kept else model.integers()
    flat = model.add("Reshape", moved, model.add("Concat", lengths, model.integers(-1), axis=0))
    return model.add("ArgMax", flat, axis=len(kept), keepdims=0)
