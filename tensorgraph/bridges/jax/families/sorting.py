"""Sorting, searching and sets."""

import jax.numpy as jnp
import numpy as np

from ....tensor.sorting.counting import SearchsortedOp, Unique, _NonNegative
from ....tensor.sorting.partition import PartitionOp
from ....tensor.sorting.sort import ArgSortOp, SortOp
from ....tensor.sorting.topk import TopKOp
from ..conversion import converts
from ..knowledge import array, is_concrete, number, numbers


@converts(SortOp)
def convert_sort(node, x, axis):
    return jnp.sort(x, axis=number(node, axis, "the axis"))


@converts(PartitionOp)
def convert_partition(node, x, places):
    return jnp.sort(x, axis=node.op.axis)


@converts(ArgSortOp)
def convert_argsort(node, x, axis):
    return jnp.argsort(x, axis=number(node, axis, "the axis"), stable=True)


@converts(TopKOp)
def convert_topk(node, x, k):
    op, k = node.op, number(node, k, "the number of elements")
    n = x.shape[op.axis]
    if not 1 <= abs(k) <= n:
        raise ValueError(f"topk: kth must be between 1 and {n} (or the same negative, for the smallest), not {k}")
    order = jnp.argsort(x, axis=op.axis, stable=True)
    order = jnp.flip(order, op.axis) if k > 0 else order
    order = jnp.take(order, np.arange(abs(k)), axis=op.axis)
    results = [jnp.take_along_axis(array(x), order, axis=op.axis)] if op.return_values else []
    return results + ([order] if op.return_indices else [])


@converts(SearchsortedOp)
def convert_searchsorted(node, x, v, *sorter):
    x = array(x)[sorter[0]] if sorter else array(x)
    dtype = jnp.promote_types(x.dtype, v.dtype)
    return jnp.searchsorted(array(x, dtype), array(v, dtype), side=node.op.side)


@converts(Unique)
def convert_unique(node, x):
    x = numbers(node, x, "the number of different elements")
    cells = [[None] for _ in node.outputs]
    node.op.perform(node, [x], cells)
    return [cell[0] for cell in cells]


@converts(_NonNegative)
def convert_non_negative(node, x):
    # what JAX traces cannot be checked
    if is_concrete(x):
        node.op.perform(node, [numbers(node, x, "an index")], [[None]])
    return x
