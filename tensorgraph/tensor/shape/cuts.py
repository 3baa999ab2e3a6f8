"""Places at which a joined tensor can be cut into its parts again, where constants tell them."""

from ...graph.variable import Constant
from ..indexing.subtensor import Subtensor, get_constant_idx


def cut_of(x, axis):
    """Return the tensor of which `x` is all before or all after a constant place on one axis, and the slice, or None.

    Parameters
    ----------
    x : TensorVariable
    axis : int
        Not negative.

    Returns
    -------
    tuple of (TensorVariable, slice) or None
        A slice with an int as its start or its stop.
    """
    node = x.owner
    if node is None or not isinstance(node.op, Subtensor):
        return None
    cut = one_bound(get_constant_idx(node.op.idx_list, node.inputs), axis)
    return None if cut is None else (node.inputs[0], cut)


def one_bound(entries, axis):
    """Return the entry of `axis` if it is a slice with one bound, a constant, and no other axis is indexed."""
    others = [entry for i, entry in enumerate(entries) if i != axis]
    if axis >= len(entries) or not all(entry == slice(None) for entry in others):
        return None
    cut = entries[axis]
    if not isinstance(cut, slice) or cut.step not in (None, 1) or (cut.start is None) == (cut.stop is None):
        return None
    return slice(cut.start, cut.stop) if isinstance(cut.stop if cut.start is None else cut.start, int) else None


def halves(tensors, axis):
    """Return the tensor whose two parts are given, in any order, and the slices that are the parts of their join.

    However short the tensor is, the join is as long, and is cut at the same distance from the other end.

    Returns
    -------
    tuple of (TensorVariable, list of slice) or None
    """
    found = [cut_of(t, axis) for t in tensors]
    if len(found) != 2 or None in found or found[0][0] is not found[1][0]:
        return None
    (x, first), (_, second) = found
    if first.start is None and first.stop == second.start:
        return x, [first, second]
    if first.start is None or first.start != second.stop:
        return None
    return x, [slice(None, -first.start), slice(-first.start, None)] if first.start else [slice(None), slice(0, 0)]


def length_of(x, axis):
    """Return the length of an axis if it is a constant, or None."""
    if x.type.broadcastable[axis]:
        return 1
    return x.data.shape[axis] if isinstance(x, Constant) else None


def _around(tensors, axis):
    """Return the lengths of a tensor, as None, and of its first and last elements around it, or None.

    Where the tensor has no elements, the join has none, and cuts of it are empty as well.
    """
    for x in tensors:
        ends = [cut_of(t, axis) in ((x, slice(None, 1)), (x, slice(-1, None))) for t in tensors]
        if all(end or t is x for end, t in zip(ends, tensors)) and ends.count(False) == 1:
            return [1 if end else None for end in ends]
    return None


def parts_of_join(tensors, axis):
    """Return slices that cut a join into its parts, or None if constants do not tell them.

    Parameters
    ----------
    tensors : list of TensorVariable
    axis : int
        Not negative.

    Returns
    -------
    list of slice or None
    """
    lengths = [length_of(t, axis) for t in tensors]
    if lengths.count(None) > 1:
        found = halves(tensors, axis)
        if found is not None:
            return found[1]
        lengths = _around(tensors, axis)
        if lengths is None:
            return None
    cuts, place = [], 0
    for n in lengths:
        if n is None:
            # the others are counted from the end
            place = -sum(lengths[len(cuts) + 1 :])
            cuts.append(slice(cuts[-1].stop if cuts else None, place or None))
        else:
            cuts.append(slice(place, (place + n or None) if place < 0 else place + n))
            place += n
    return cuts
