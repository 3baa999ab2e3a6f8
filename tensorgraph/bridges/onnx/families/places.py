"""Choices, repetitions, and the places of values in arrays.

A model raises no error: a place beyond the end is not found.
"""

from .... import tensor as T
from ....tensor.indexing.permutation import PermuteRowElements, RavelMultiIndex, UnravelIndex
from ....tensor.indexing.selection import Choose
from ....tensor.shape.repeat import RepeatOp
from ....tensor.sorting.counting import SearchsortedOp, Unique
from ..conversion import converts, expands, ordered, refusal


def _within(places, n, mode):
    if mode == "wrap":
        return places % n
    return T.clip(places, 0, n - 1) if mode == "clip" else places


@expands(Choose)
def expand_choose(node, a, *choices):
    op, ndim = node.op, node.outputs[0].type.ndim
    if op.stacked:
        (c,) = choices
        c = c.dimshuffle(0, *["x"] * (ndim + 1 - c.type.ndim), *range(1, c.type.ndim))
        places = T.arange(c.shape[0]).dimshuffle(0, *["x"] * ndim)
        a = _within(a, c.shape[0], op.mode).dimshuffle("x", *["x"] * (ndim - a.type.ndim), *range(a.type.ndim))
        here = T.eq(a, places)
        # what is not chosen may be infinite
        return T.switch(here, c, c.zeros_like()).sum(axis=0, dtype=c.type.dtype)
    a = _within(a, len(choices), op.mode)
    found = choices[-1]
    for k in range(len(choices) - 2, -1, -1):
        found = T.switch(T.eq(a, k), choices[k], found)
    return found


@expands(RepeatOp)
def expand_repeat(node, x, repeats):
    axis = node.op.axis
    x = x.flatten() if axis is None else x
    axis = 0 if axis is None else axis % x.type.ndim
    n, repeats = x.shape[axis], repeats.astype("int64")
    if repeats.type.ndim == 0 or repeats.type.broadcastable[0]:
        times = repeats if repeats.type.ndim == 0 else repeats[0]
        source = T.arange(n * times) // T.maximum(times, 1)
    else:
        # a vector may have one number for all
        repeats = T.alloc(0, n) + repeats
        source = T.searchsorted(T.cumsum(repeats), T.arange(repeats.sum()), side="right")
    return x[(slice(None),) * axis + (source,)]


@expands(SearchsortedOp)
def expand_searchsorted(node, x, v, *sorter):
    x = x[sorter[0]] if sorter else x
    x, v = x.dimshuffle(*["x"] * v.type.ndim, 0), v.dimshuffle(*range(v.type.ndim), "x")
    # nan comes last
    before = x < v if node.op.side == "left" else x <= v
    if x.type.dtype in ("float16", "float32", "float64"):
        before = before | (T.isnan(v) & ~T.isnan(x) if node.op.side == "left" else T.isnan(v))
    return before.sum(axis=-1, dtype="int64")


@expands(PermuteRowElements)
def expand_permute(node, x, y, inverse):
    # indices may be negative
    places = T.switch(T.lt(y, 0), y + y.shape[-1], y)
    y = T.switch(inverse, T.argsort(places, axis=-1), y)
    ndim = x.type.ndim
    lead = [T.alloc(0, *[1] * ndim)]
    shape = (x[..., :1].zeros_like(dtype="int64") + y * 0).shape
    lead = [T.arange(shape[i]).dimshuffle(*["x"] * i, 0, *["x"] * (ndim - 1 - i)) for i in range(ndim - 1)]
    full = x + y.zeros_like(dtype=x.type.dtype)
    return full[(*lead, y + sum([0 * p for p in lead], T.constant(0)))]


def _strides(lengths, order):
    """Return by how much a flat index grows along each axis."""
    found, step = [], 1
    for n in lengths if order == "F" else lengths[::-1]:
        found.append(step)
        step = step * n
    return found if order == "F" else found[::-1]


@expands(UnravelIndex)
def expand_unravel(node, indices, dims):
    lengths = [dims[i].astype("int64") for i in range(len(node.outputs))]
    return [indices // step % n for step, n in zip(_strides(lengths, node.op.order), lengths)]


@expands(RavelMultiIndex)
def expand_ravel(node, *given):
    *index, dims = given
    lengths = [dims[i].astype("int64") for i in range(len(index))]
    parts = [_within(i, n, node.op.mode) * s for i, n, s in zip(index, lengths, _strides(lengths, node.op.order))]
    return sum(parts[1:], parts[0])


@converts(Unique)
def convert_unique(model, node, x):
    op, (v,) = node.op, node.inputs
    if op.axis is not None and v.type.ndim != 1:
        raise refusal(node, "different slices along an axis are not converted")
    ordered(node, v)
    if v.type.dtype not in ("float32", "float64", "int64"):
        raise refusal(node, f"runtimes find different elements of float32, float64 and int64, not of {v.type.dtype}")
    values, first, inverse, counts = model.add("Unique", x, sorted=1, outputs=4)
    wanted = [(op.return_index, first), (op.return_inverse, inverse), (op.return_counts, counts)]
    return [values, *[name for asked, name in wanted if asked]]
