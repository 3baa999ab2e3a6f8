"""Indexing: parts of arrays, and arrays with parts set or increased."""

import numpy as np

from .... import tensor as T
from ....graph.variable import Constant
from ....tensor.indexing.selection import Choose
from ..conversion import converts


def index_of(op, indices):
    """Return the index that an operation with a list of its parts was made from.

    A part of the list is a position among the inputs, a slice of positions, or, in older versions, a type, which stands
    for the next input.
    """
    parts = getattr(op, "idx_list", None)
    if parts is None:
        # the inputs are the index
        return tuple(indices)
    following = iter(indices)

    def part(entry):
        if entry is None:
            return None
        return indices[entry] if isinstance(entry, int) else next(following)

    def item(entry):
        return slice(part(entry.start), part(entry.stop), part(entry.step)) if isinstance(entry, slice) else part(entry)

    return tuple([item(entry) for entry in parts])


def without_masks(index, shape):
    """Return an index with the places of what constant masks choose, where the lengths are known to be theirs.

    Parameters
    ----------
    index : tuple
    shape : tuple of int or None
        What PyTensor knows of the indexed array.
    """
    items, axis = [], 0
    for item in index:
        is_mask = getattr(getattr(item, "type", None), "dtype", None) == "bool"
        n = item.type.ndim if is_mask else int(item is not None)
        known = is_mask and isinstance(item, Constant) and tuple(shape[axis : axis + n]) == item.data.shape
        items.extend(map(T.constant, np.nonzero(item.data)) if known and n else [item])
        axis += n
    return tuple(items)


@converts("tensor.BaseSubtensor", "tensor.Subtensor", "tensor.AdvancedSubtensor", "tensor.AdvancedSubtensor1")
def convert_subtensor(op, node, x, *indices):
    index = without_masks(index_of(op, indices), node.inputs[0].type.shape)
    numbers = all(v.type.ndim == 0 for v in node.inputs[1:] if hasattr(v.type, "ndim"))
    return single(x, index, node) if numbers and not any(item is None for item in index) else x[index]


def single(x, index, node):
    """Return a part of an array, in which slices that PyTensor knows to be one element long are numbers."""
    shape = iter(node.outputs[0].type.shape)
    known = node.inputs[0].type.shape
    items, order, kept = [], [], 0
    for axis, item in enumerate(index):
        if not isinstance(item, slice):
            items.append(item)
            continue
        start = 0 if item.start is None else _constant(item.start)
        by_one = item.step is None or _constant(item.step) == 1
        if next(shape) == 1 and known[axis] is not None and start is not None and by_one:
            # a start before the first element is that one
            items.append(slice(start, None).indices(known[axis])[0])
            order.append("x")
        else:
            items.append(item)
            order.append(kept)
            kept += 1
    part = x[tuple(items)]
    order += range(kept, part.type.ndim)
    return part.dimshuffle(*order) if "x" in order else part


def _constant(v):
    """Return the value of a constant number, None for anything else."""
    data = getattr(v, "data", v)
    return int(data) if isinstance(data, (int, np.integer, np.ndarray)) else None


@converts("tensor.IncSubtensor", "tensor.AdvancedIncSubtensor", "tensor.AdvancedIncSubtensor1")
def convert_increment(op, node, x, y, *indices):
    part = x[without_masks(index_of(op, indices), node.inputs[0].type.shape)]
    if op.set_instead_of_inc:
        return T.set_subtensor(part, y)
    if getattr(op, "ignore_duplicates", False):
        return T.set_subtensor(part, part + y)
    return T.inc_subtensor(part, y)


@converts("tensor.MakeSlice")
def convert_slice(op, node, start, stop, step):
    return slice(start, stop, step)


@converts("tensor.Nonzero")
def convert_nonzero(op, node, x):
    return list(x.nonzero(return_matrix=False))


@converts("tensor.Choose")
def convert_choose(op, node, a, choices):
    made = choices.owner
    if made is not None and type(made.op).__name__ == "MakeList":
        # a list of arrays
        return Choose(op.mode)(a, *made.inputs)
    return T.choose(a, choices, mode=op.mode)


@converts("tensor.PermuteRowElements")
def convert_permutation(op, node, x, y, *inverse):
    backwards = getattr(op, "inverse", None)
    return T.permute_row_elements(x, y, inverse[0] if backwards is None else int(backwards))


@converts("tensor.SearchsortedOp")
def convert_searchsorted(op, node, x, v, *sorter):
    return T.searchsorted(x, v, side=op.side, sorter=sorter[0] if sorter else None)
