"""Variables for batches of one, where all examples of a batch share a value.

PyTensor repeats lengths and masks for each example, and counts in each.

The idea: an array that repeats one value for each of a batch, and what is computed of such arrays example by example,
is built again for a batch of one.  ``alloc(x.shape[1:], n, 2)[:, 0]`` becomes ``alloc(x.shape[1:], 1, 2)[:, 0]``.
"""

from ... import tensor as T
from ...tensor.elementwise.elemwise import Elemwise
from ...tensor.indexing.subtensor import Subtensor
from ...tensor.reductions.careduce import CAReduce
from ...tensor.reductions.cumulative import CumOp
from ...tensor.reductions.maxandargmax import MaxAndArgmax
from ...tensor.shape.dimshuffle import DimShuffle
from ...tensor.shape.join import Join
from ...tensor.shape.rebroadcast import Rebroadcast

_ALL = slice(None)


def common_row(x, ndim):
    """Return a variable for a batch of one if all examples share one value, None if that is not known.

    Parameters
    ----------
    x : Variable
        With `ndim` axes of the batch in front.
    ndim : int
    """
    if all(x.type.broadcastable[:ndim]):
        return x
    node = x.owner
    if node is None:
        return None
    if isinstance(node.op, T.Alloc):
        value, *shape = node.inputs
        front = max(value.type.ndim - (x.type.ndim - ndim), 0)
        return T.alloc(value, *[1] * ndim, *shape[ndim:]) if all(value.type.broadcastable[:front]) else None
    if not keeps_examples(node, ndim):
        return None
    rows = {i: common_row(node.inputs[i], ndim) for i in _read_by_rows(node)}
    if any(row is None for row in rows.values()):
        return None
    results = node.op(*[rows.get(i, v) for i, v in enumerate(node.inputs)], return_list=True)
    found = results[node.outputs.index(x)]
    return found if all(found.type.broadcastable[:ndim]) else None


def _read_by_rows(node):
    """Return the places of inputs that have the axes of the batch in front."""
    if isinstance(node.op, Elemwise):
        return range(len(node.inputs))
    return range(1, len(node.inputs)) if isinstance(node.op, Join) else (0,)


def keeps_examples(node, ndim):
    """Return True if a node computes each example of its result of the same example of its inputs."""
    op = node.op
    if isinstance(op, (Elemwise, Rebroadcast)):
        return True
    if isinstance(op, DimShuffle):
        return tuple(op.new_order[:ndim]) == tuple(range(ndim))
    if isinstance(op, Subtensor):
        return all(entry == _ALL for entry in op.idx_list[:ndim])
    if isinstance(op, (CumOp, CAReduce, MaxAndArgmax)):
        axes = op.axis if isinstance(op.axis, (tuple, list)) else (op.axis,)
        return all(axis is not None and axis % node.inputs[0].type.ndim >= ndim for axis in axes)
    if isinstance(op, Join):
        axis = getattr(node.inputs[0], "data", None)
        return axis is not None and axis % node.inputs[1].type.ndim >= ndim
    return False
