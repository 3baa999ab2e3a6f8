"""Indexing: parts of arrays, and arrays with parts set or increased.

An index beyond the end is an error in this package; JAX, which cannot raise one, takes the nearest element, and leaves
out what would be written.
"""

import jax.numpy as jnp
import numpy as np

from ....tensor.indexing.advanced_subtensor import (
    AdvancedIncSubtensor,
    AdvancedIncSubtensor1,
    AdvancedSubtensor,
    AdvancedSubtensor1,
)
from ....tensor.indexing.permutation import PermuteRowElements, RavelMultiIndex, UnravelIndex
from ....tensor.indexing.selection import Choose, Nonzero
from ....tensor.indexing.subtensor import IncSubtensor, Subtensor
from ....tensor.indexing.type_other import MakeSlice
from ..conversion import converts
from ..knowledge import Stopped, array, check_rows, is_concrete, lengths, number, numbers
from .slicing import Bounds, index_of, placed, scattered, taken


def check_numbers(x, index):
    """Check the numbers of an index that are known."""
    for axis, item in enumerate(index):
        if isinstance(item, int) and not -x.shape[axis] <= item < x.shape[axis]:
            raise IndexError(f"index {item} is out of bounds for axis {axis} with size {x.shape[axis]}")


@converts(Subtensor)
def convert_subtensor(node, x, *values):
    index = index_of(node, node.inputs[1:], values)
    if isinstance(x, Stopped):
        return _row_of_loop(node, x, index)
    check_numbers(x, index)
    return taken(node, x, index)


def _row_of_loop(node, x, index):
    """Return a row of an output of a loop that may have stopped early, or its rows from one on."""
    if not index:
        return x
    first, *rest = index
    if any(isinstance(item, Bounds) for item in index):
        check_rows(node, [x])
    if isinstance(first, int):
        return x.rows[first if first >= 0 else x.length + first][tuple(rest)]
    start = first.start or 0 if isinstance(first, slice) else -1
    if start < 0 or first.stop is not None or first.step not in (None, 1):
        check_rows(node, [x])
    return Stopped(x.rows[(slice(start, None), *rest)], jnp.maximum(x.length - start, 0))


@converts(IncSubtensor)
def convert_inc_subtensor(node, x, y, *values):
    index = index_of(node, node.inputs[2:], values, any_length=True)
    check_numbers(x, index)
    if any(isinstance(item, Bounds) for item in index):
        return placed(node, x, y, index)
    return written(node, x, y, index, True)


def _is_whole(item, length):
    """Return True if an entry of an index is a slice of all elements, in their order."""
    return isinstance(item, slice) and item.indices(length) == (0, length, 1)


def written(node, x, y, index, unique=False):
    """Return an array with a part set to a value or increased by it."""
    x, y = array(x), array(y, x.dtype)
    if all(map(_is_whole, index, x.shape)):
        # a scatter to all of an array, and what is reversed then, is a fatal error of XLA
        return jnp.broadcast_to(y, x.shape) if node.op.set_instead_of_inc else x + y
    return scattered(x.at[index], y, node.op.set_instead_of_inc, unique_indices=unique)


@converts(AdvancedSubtensor1)
def convert_rows(node, x, rows):
    return array(x)[_entry(node, rows)]


@converts(AdvancedIncSubtensor1)
def convert_inc_rows(node, x, y, rows):
    return written(node, x, y, (_entry(node, rows),))


def _entry(node, value):
    """Return an entry of an advanced index; masks, whose number of True elements is a length, must be known."""
    if value is None or isinstance(value, slice):
        return value
    return numbers(node, value, "the number of elements that a mask selects") if value.dtype == bool else array(value)


@converts(AdvancedSubtensor)
def convert_advanced_subtensor(node, x, *index):
    return array(x)[tuple([_entry(node, v) for v in index])]


@converts(AdvancedIncSubtensor)
def convert_advanced_inc_subtensor(node, x, y, *index):
    masks = [v for v in index if getattr(v, "dtype", "O") == np.dtype(bool)]
    behind = x.ndim - masks[0].ndim if masks else 0
    # whatever the mask selects has the same value
    for_all = y.ndim <= behind or y.ndim == behind + 1 and y.shape[0] == 1
    if len(index) == len(masks) == 1 and for_all and not is_concrete(masks[0]):
        mask = masks[0].reshape(masks[0].shape + (1,) * behind)
        value = array(y, x.dtype)[0 if y.ndim > behind else ...]
        return jnp.where(mask, value if node.op.set_instead_of_inc else x + value, x)
    return written(node, x, y, tuple([_entry(node, v) for v in index]))


@converts(MakeSlice)
def convert_slice(node, *bounds):
    return slice(*[None if b is None else number(node, b, "the length of a slice") for b in bounds])


@converts(Nonzero)
def convert_nonzero(node, x):
    return list(np.nonzero(numbers(node, x, "the number of elements that are not 0")))


@converts(Choose)
def convert_choose(node, a, *choices):
    op, dtype = node.op, node.outputs[0].type.dtype
    choices = list(choices[0]) if op.stacked else choices
    n = len(choices)
    a = a % n if op.mode == "wrap" else jnp.clip(a, 0, n - 1)
    result = jnp.zeros(jnp.broadcast_shapes(a.shape, *[c.shape for c in choices]), dtype)
    for k, c in enumerate(choices):
        result = jnp.where(a == k, array(c, dtype), result)
    return result


@converts(PermuteRowElements)
def convert_permutation(node, x, y, inverse):
    if number(node, inverse, "the direction of a permutation"):
        # indices may be negative
        y = jnp.argsort(y % y.shape[-1], axis=-1, stable=True)
    lead = jnp.broadcast_shapes(x.shape[:-1], y.shape[:-1])
    x, y = [jnp.broadcast_to(v, lead + v.shape[-1:]) for v in (x, y)]
    return jnp.take_along_axis(x, y, axis=-1)


@converts(UnravelIndex)
def convert_unravel_index(node, indices, dims):
    dims = lengths(node, dims)
    if node.op.order == "C":
        return list(jnp.unravel_index(indices, dims))
    return list(jnp.unravel_index(indices, dims[::-1]))[::-1]


@converts(RavelMultiIndex)
def convert_ravel_multi_index(node, *values):
    *index, dims = values
    # an index beyond the end cannot be refused
    mode = "wrap" if node.op.mode == "wrap" else "clip"
    return jnp.ravel_multi_index(tuple(map(array, index)), lengths(node, dims), mode=mode, order=node.op.order)
