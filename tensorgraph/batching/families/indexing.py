"""Batching rules of indexing: by advanced indexing where examples have indices of their own."""

from ...scalar.type import ScalarType
from ...tensor.creation.filled import arange
from ...tensor.elementwise.math import switch
from ...tensor.indexing.advanced_subtensor import (
    AdvancedIncSubtensor,
    AdvancedIncSubtensor1,
    AdvancedSubtensor,
    AdvancedSubtensor1,
)
from ...tensor.indexing.index_axes import index_layout
from ...tensor.indexing.permutation import PermuteRowElements, RavelMultiIndex, UnravelIndex
from ...tensor.indexing.selection import Choose
from ...tensor.indexing.subtensor import IncSubtensor, Subtensor, get_idx_list
from ...tensor.indexing.type_other import make_slice
from ...tensor.types.constant import as_tensor_variable
from ...tensor.types.scalars import tensor_from_scalar
from ...tensor.types.type import TensorType
from ..examples import Given
from ..rulebook import NotBatched, batches


@batches(Subtensor)
def batch_subtensor(batch, node, x, *index):
    """Take the same part of each example, or an element of its own."""
    if not any(g.is_stack for g in index):
        return Subtensor([slice(None), *node.op.idx_list])(x.v, *[g.v for g in index])
    return _read(batch, AdvancedSubtensor(), x, _basic_entries(node, index))


@batches(IncSubtensor)
def batch_inc_subtensor(batch, node, x, y, *index):
    """Update the same part of each example, or an element of its own."""
    op = node.op
    if any(g.is_stack for g in index):
        made = AdvancedIncSubtensor(set_instead_of_inc=op.set_instead_of_inc)
        return _update(batch, made, x, y, _basic_entries(node, index))
    part = node.inputs[0].type.ndim - sum(not isinstance(e, slice) for e in op.idx_list)
    made = IncSubtensor([slice(None), *op.idx_list], set_instead_of_inc=op.set_instead_of_inc)
    return made(batch.stacked(x), batch.aligned(y, part), *[g.v for g in index])


@batches(AdvancedSubtensor1)
def batch_take(batch, node, x, index):
    """Take rows: of one table for all examples, by the indices of all in one vector."""
    if x.is_stack:
        return _read(batch, AdvancedSubtensor(), x, [index])
    n, m = index.v.shape[0], index.v.shape[1]
    taken = node.op(x.v, index.v.reshape([n * m], 1))
    return taken.reshape([n, m, *[taken.shape[i] for i in range(1, taken.type.ndim)]], taken.type.ndim + 1)


@batches(AdvancedSubtensor)
def batch_advanced_subtensor(batch, node, x, *index):
    _check_lengths(node, index)
    return _read(batch, type(node.op)(), x, index)


@batches(AdvancedIncSubtensor1, AdvancedIncSubtensor)
def batch_advanced_inc_subtensor(batch, node, x, y, *index):
    if index[0].is_stack and _is_where(node):
        return _where(batch, node, x, y, *index)
    _check_lengths(node, index)
    op = node.op
    kind = AdvancedIncSubtensor if isinstance(op, AdvancedIncSubtensor1) else type(op)
    return _update(batch, kind(set_instead_of_inc=op.set_instead_of_inc), x, y, index)


def _is_where(node):
    """Return True if all elements under a mask, as long as the array, are updated by one number."""
    x, y, mask, *others = node.inputs
    if others or y.type.ndim or not isinstance(mask.type, TensorType) or mask.type.dtype != "bool":
        return False
    return mask.type.ndim > 0 and not any(mask.type.broadcastable)


def _where(batch, node, x, y, mask):
    """Update the elements under a mask by a number: how many they are does not matter."""
    x, mask, ndim = batch.stacked(x), batch.stacked(mask), node.inputs[0].type.ndim
    y = batch.aligned(y, ndim)
    mask = mask.dimshuffle(*range(mask.type.ndim), *["x"] * (x.type.ndim - mask.type.ndim))
    return switch(mask, y if node.op.set_instead_of_inc else x + y, x)


def _check_lengths(node, index):
    """Refuse masks and slices of an example's own, which select different numbers of elements."""
    if any(g.is_stack and (not isinstance(g.v.type, TensorType) or g.v.type.dtype == "bool") for g in index):
        raise NotBatched(node)


def _basic_entries(node, index):
    """Return the entries of a basic index as those of an advanced one."""
    idx_list = node.op.idx_list
    flags = iter([g.is_stack for g in index])
    entries = []
    for entry, kind in zip(get_idx_list([None, *[g.v for g in index]], idx_list), idx_list):
        if isinstance(kind, slice):
            parts = (kind.start, kind.stop, kind.step)
            if any([next(flags) for part in parts if part is not None]):
                # the lengths of the slices may differ
                raise NotBatched(node)
            parts = (entry.start, entry.stop, entry.step)
            entry = slice(*[None if part is None else _as_tensor(part) for part in parts])
            entries.append(Given(make_slice(entry), False))
        else:
            is_stack = next(flags)
            entries.append(Given(entry if is_stack else _as_tensor(entry), is_stack))
    return entries


def _as_tensor(v):
    return tensor_from_scalar(v) if isinstance(v.type, ScalarType) else v


class _Index:
    """The index of all examples, made of that of one, and the places of axes in what it selects.

    Parameters
    ----------
    batch : Examples
    ndim : int
        Of the array of one example.
    is_stack : bool
        Whether each example has its own array.
    index : list of Given
        The entries for one example.
    """

    # Idea: an array index of shape (n, ...) selects for each example, beside ``arange(n)`` on the first axis where each
    # has its own array.  Where all examples have one index, that axis gets a slice instead.
    # Invariant: the selection has the axes of one example's selection, in another order, and that of the examples.
    # Example: x[:, i] with stacks of x (n, 3, 4) and i (n,) is x[arange(n), :, i], of shape (n, 3).

    def __init__(self, batch, ndim, is_stack, index):
        inner = [g.v if not g.is_stack else g.v.type.clone(broadcastable=g.v.type.broadcastable[1:])() for g in index]
        arrays = [v for v in inner if isinstance(v.type, TensorType)]
        width = max((1 if v.type.dtype == "bool" else v.type.ndim for v in arrays), default=0)
        self.each = any(g.is_stack for g in index)
        self.entries = [batch.aligned(g, width) if g.is_stack else g.v for g in index]
        if is_stack:
            first = arange(batch.n).dimshuffle([0, *["x"] * width]) if self.each else make_slice(slice(None))
            self.entries.insert(0, first)
        wanted = [_axis(place, int(is_stack), int(self.each)) for place in index_layout(ndim, inner)]
        wanted.insert(0, ("array", 0) if self.each else ("slice", 0))
        found = [_axis(place, 0, 0) for place in index_layout(ndim + is_stack, self.entries)]
        self.ndim = len(wanted)
        wanted, found = _numbered(wanted), _numbered(found)
        self.order = [found.index(place) for place in wanted]

    def arranged(self, z):
        """Return what the index selects with the axis of the examples first."""
        return z if self.order == sorted(self.order) else z.dimshuffle(self.order)

    def spread(self, y):
        """Return values whose axes are arranged as the index selects them."""
        return y if self.order == sorted(self.order) else y.dimshuffle([self.order.index(i) for i in range(self.ndim)])


def _axis(place, axes, arrays):
    """Return a name of an axis of a selection, from its place in the layout of an index with so many fewer axes."""
    kind, *where = place
    return (kind, where[0] + (arrays if kind == "array" else axes)) if where else (kind,)


def _numbered(places):
    """Return places in which new axes are told apart by their order."""
    count = iter(range(len(places)))
    return [("new", next(count)) if place == ("new",) else place for place in places]


def _read(batch, op, x, index):
    made = _Index(batch, x.v.type.ndim - x.is_stack, x.is_stack, index)
    return made.arranged(op(x.v, *made.entries))


def _update(batch, op, x, y, index):
    x = batch.stacked(x)
    made = _Index(batch, x.type.ndim - 1, True, index)
    return op(x, made.spread(batch.aligned(y, made.ndim - 1)), *made.entries)


@batches(PermuteRowElements)
def batch_permute(batch, node, x, y, inverse):
    return None if inverse.is_stack else node.op(batch.aligned(x), batch.aligned(y), inverse.v)


@batches(UnravelIndex, RavelMultiIndex)
def batch_places(batch, node, *given):
    """Convert the places of all examples in arrays of one shape."""
    *index, shape = given
    if shape.is_stack:
        return None
    ndim = node.outputs[0].type.ndim
    return node.op(*[batch.aligned(g, ndim) for g in index], shape.v, return_list=True)


@batches(Choose)
def batch_choose(batch, node, a, *choices):
    """Choose among arrays whose axes are aligned from the last one on."""
    ndim = node.outputs[0].type.ndim
    if node.op.stacked:
        (given,) = choices
        moved = as_tensor_variable(given.v)
        # the axis of the choices, that of the examples, and those of one choice
        lead = [1, 0] if given.is_stack else [0, "x"]
        own = range(1 + given.is_stack, moved.type.ndim)
        return node.op(batch.aligned(a, ndim), moved.dimshuffle(*lead, *["x"] * (ndim - len(own)), *own))
    return node.op(batch.aligned(a, ndim), *[batch.aligned(g, ndim) for g in choices])
