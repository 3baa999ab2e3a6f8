"""Rewrites of ``theano.tensor.opt`` that move axes of length 1; no pass here needs them."""

from ....tensor.creation.alloc import Alloc
from ....tensor.indexing.subtensor import Subtensor
from ....tensor.shape.dimshuffle import DimShuffle
from ....tensor.shape.reshape import Reshape
from ...rewriting.local import local_optimizer
from ...rewriting.navigator import in2out
from .tensoropt import local_mul_canonizer

__all__ = [
    "local_alloc_dimshuffle",
    "local_canonicalize_alloc",
    "local_dimshuffle_subtensor",
    "local_reshape_dimshuffle",
    "mul_canonizer",
]

mul_canonizer = in2out(local_mul_canonizer, name="mul_canonizer")


def _shuffle_below(node, cls):
    """Return the DimShuffle that a `node` of a class reads first, and whether it keeps the order of axes."""
    below = node.inputs[0].owner if isinstance(node.op, cls) else None
    if below is None or not isinstance(below.op, DimShuffle):
        return None, False
    kept = [axis for axis in below.op.new_order if axis != "x"]
    return below, kept == sorted(kept)


@local_optimizer([Alloc])
def local_canonicalize_alloc(node):
    """Remove an alloc that changes no axis, and add leading axes of length 1 after the alloc."""
    if not isinstance(node.op, Alloc):
        return False
    value, *dims = node.inputs
    out = node.outputs[0]
    if value.type == out.type:
        return [value]
    extra = out.type.ndim - value.type.ndim
    ones = 0
    while ones < extra and out.type.broadcastable[ones]:
        ones += 1
    if not ones:
        return False
    rest = Alloc()(value, *dims[ones:]) if dims[ones:] else value
    rest = value if rest.type == value.type else rest
    return [rest.dimshuffle(*["x"] * ones, *range(rest.type.ndim))]


@local_optimizer([Alloc])
def local_alloc_dimshuffle(node):
    """Drop a DimShuffle that only adds leading axes below an alloc."""
    below, in_order = _shuffle_below(node, Alloc)
    if not in_order or below.op.drop:
        return False
    x = below.inputs[0]
    if tuple(below.op.new_order) != ("x",) * (below.outputs[0].type.ndim - x.type.ndim) + tuple(range(x.type.ndim)):
        return False
    return [Alloc()(x, *node.inputs[1:])]


@local_optimizer([Reshape])
def local_reshape_dimshuffle(node):
    """Drop a DimShuffle below a reshape, which ignores axes of length 1."""
    below, in_order = _shuffle_below(node, Reshape)
    if not in_order:
        return False
    new = Reshape(node.op.ndim)(below.inputs[0], node.inputs[1])
    return [new] if new.type == node.outputs[0].type else False


@local_optimizer([DimShuffle])
def local_dimshuffle_subtensor(node):
    """Move dropped axes from the result of a subtensor to its input."""
    below = node.inputs[0].owner if isinstance(node.op, DimShuffle) else None
    if below is None or not node.op.drop or not isinstance(below.op, Subtensor):
        return False
    x, *numbers = below.inputs
    entries = list(below.op.idx_list) + [slice(None)] * (x.type.ndim - len(below.op.idx_list))
    kept = [axis for axis, entry in enumerate(entries) if isinstance(entry, slice)]
    dropped = [kept[i] for i in node.op.drop]
    if any(entries[axis] != slice(None) or not x.type.broadcastable[axis] for axis in dropped):
        return False
    rest = [axis for axis in range(x.type.ndim) if axis not in dropped]
    part = Subtensor([entries[axis] for axis in rest])(x.dimshuffle(*rest), *numbers)
    order = [axis if axis == "x" else axis - sum(i < axis for i in node.op.drop) for axis in node.op.new_order]
    return [part if order == list(range(part.type.ndim)) else part.dimshuffle(*order)]
