"""Slices whose bounds JAX traces: their length must be known, or not matter.

The length of ``x[i:i + 3]`` is 3 wherever it starts, and so is that of a batch, ``x[i * 20:(i + 1) * 20]``, but for the
last one if 20 does not divide the length of the axis: a warning says so, since programs often read no such batch. A
part of unknown length may be set to one value for all of it, which is chosen by comparing places.
"""

import warnings
from math import gcd
from typing import Any, NamedTuple

import jax.numpy as jnp
import numpy as np

from ....graph.type import Type
from ....graph.variable import Constant
from ....scalar.cast import Cast
from ....tensor.elementwise.elemwise import Elemwise
from ....tensor.types.scalars import ScalarFromTensor, TensorFromScalar
from ....userline import user_level
from ..knowledge import array, is_concrete, is_known, number, place_of


class Bounds(NamedTuple):
    """A slice of which something is traced.

    Attributes
    ----------
    start, stop : array or None
    length : int or None
        If it is the same wherever the slice starts.
    first_of_all, stride : int
        The slice starts at the first of all slices, or a multiple of the stride behind it; a stride of 0 if that is not
        known.
    """

    start: Any
    stop: Any
    length: int | None
    first_of_all: int = 0
    stride: int = 0

    def first(self, n):
        """Return the place of the first element along an axis of length `n`."""
        return _place(0 if self.start is None else self.start, n)

    def places(self, n):
        """Return the places of the elements along an axis of length `n`; they may go beyond its end."""
        return self.first(n) + jnp.arange(self.length)

    def holds(self, n):
        """Return which places along an axis of length `n` are in the slice."""
        places = jnp.arange(n)
        return (places >= self.first(n)) & (places < _place(n if self.stop is None else self.stop, n))


def _place(bound, n):
    return jnp.where(bound < 0, bound + n, bound)


def index_of(node, variables, values, any_length=False):
    """Return the index that the inputs after the array stand for.

    Parameters
    ----------
    node : Apply
        Of basic indexing.
    variables, values : list
        The inputs that are numbers of the index.
    any_length : bool
        Whether the length of a slice may be unknown.

    Raises
    ------
    ExportError
        If a length must be known that is not.
    """
    following = iter(zip(variables, values))

    def item(entry):
        if isinstance(entry, slice):
            ends = [(None, None) if e is None else next(following) for e in (entry.start, entry.stop, entry.step)]
            return _slice(node, *ends, any_length)
        value = next(following)[1] if isinstance(entry, Type) else entry
        return int(value) if is_known(value) else value

    return tuple([item(entry) for entry in node.op.idx_list])


def _slice(node, start, stop, step, any_length):
    traced = [value for _, value in (start, stop, step) if value is not None and not is_concrete(value)]
    by_one = step[1] is None or is_concrete(step[1]) and int(step[1]) == 1
    if traced and by_one:
        length = difference(stop[0], start[0])
        if length is not None or any_length:
            return Bounds(start[1], stop[1], None if length is None else max(length, 0), *_places(start[0]))
    return slice(*[None if v is None else number(node, v, "the length of a slice") for _, v in (start, stop, step)])


def _places(start):
    """Return the first of all places that a sum of multiples takes and the stride between them, 0 if it is unknown."""
    terms = {} if start is None else dict(_terms(start))
    first = terms.pop(None, 0)
    if first < 0 or any(k < 0 for k in terms.values()):
        return 0, 0
    return first, gcd(*terms.values())


def difference(x, y):
    """Return the integer by which a variable exceeds another, whatever their values are; None if there is none."""
    if x is None or y is None:
        return None
    total = dict(_terms(x))
    for v, k in _terms(y).items():
        total[v] = total.get(v, 0) - k
    number = total.pop(None, 0)
    return number if not any(total.values()) else None


def _terms(v):
    """Return a sum of multiples of variables, as a dict from them to their factors, and from None to a number."""
    if isinstance(v, Constant):
        return {None: int(v.data)} if np.ndim(v.data) == 0 else {v: 1}
    node = v.owner
    if node is None:
        return {v: 1}
    if isinstance(node.op, (ScalarFromTensor, TensorFromScalar)):
        return _terms(node.inputs[0])
    op = node.op.scalar_op if isinstance(node.op, Elemwise) else node.op
    if v.type.dtype[0] not in "iu" or any(x.type.dtype[0] not in "iu" for x in node.inputs):
        return {v: 1}
    if isinstance(op, Cast):
        return _terms(node.inputs[0])
    parts = [_terms(x) for x in node.inputs] if getattr(op, "record_name", None) in ("add", "sub", "neg", "mul") else []
    if not parts:
        return {v: 1}
    return _combined(op.record_name, parts) or {v: 1}


def _combined(name, parts):
    """Return the terms of a sum, a difference or a multiple, None of other products."""
    if name == "mul":
        factor, rest = 1, []
        for part in parts:
            if set(part) <= {None}:
                factor *= part.get(None, 0)
            else:
                rest.append(part)
        if len(rest) > 1:
            return None
        return {v: k * factor for v, k in (rest[0] if rest else {None: 1}).items()}
    total = {}
    for i, part in enumerate(parts):
        sign = -1 if name == "neg" or name == "sub" and i else 1
        for v, k in part.items():
            total[v] = total.get(v, 0) + sign * k
    return total


def _warn_of_rest(node, item, n):
    """Warn of a partition of an axis of length `n` whose last part is shorter than the others.

    Windows that overlap are not mentioned: which of them are meant is not known.
    """
    rest = (n - item.first_of_all) % item.stride if item.stride else 0
    if item.length <= item.stride and 0 < rest < item.length:
        start = f"{item.first_of_all} + " if item.first_of_all else ""
        place = place_of(node)
        warnings.warn(
            f"the slice has {item.length} elements at {start}{item.stride} * i, for an i that JAX traces, but the last "
            f"one has {rest} on an axis of length {n}, and JAX needs one length for all: there the last element is "
            "repeated.\nhint: if that one is read, leave the rest out, by slices of "
            f"x[:{n - rest}] in place of x, or pad x to length {n - rest + item.length} and mask what was added; or "
            "give i as a Python integer, which jax.jit takes by static_argnums"
            + ("" if place is None else f"\n  created at: {place}"),
            stacklevel=user_level(),
        )


def taken(node, x, index):
    """Return a part of an array; where a window goes beyond the end, the last element is repeated."""
    x, plain = array(x), []
    for axis, item in enumerate(index):
        if isinstance(item, Bounds):
            _warn_of_rest(node, item, x.shape[axis])
            x = jnp.take(x, item.places(x.shape[axis]), axis=axis, mode="clip")
            item = slice(None)
        plain.append(item)
    return x[tuple(plain)]


def placed(node, x, y, index):
    """Return an array with a part set or increased; what lies beyond the end is left out."""
    x, sets = array(x), node.op.set_instead_of_inc
    y = array(y, x.dtype)
    if any(isinstance(item, Bounds) and item.length is None for item in index):
        return _chosen(node, x, y, index, sets)
    places = jnp.arange(x.size).reshape(x.shape)
    plain = []
    for axis, item in enumerate(index):
        if isinstance(item, Bounds):
            at = item.places(x.shape[axis])
            places = jnp.take(places, jnp.where(at < x.shape[axis], at, x.shape[axis]), axis=axis, mode="fill",
                              fill_value=x.size)  # fmt: skip
            item = slice(None)
        plain.append(item)
    places = places[tuple(plain)]
    y = jnp.broadcast_to(y, places.shape).ravel()
    return scattered(x.ravel().at[places.ravel()], y, sets, mode="drop").reshape(x.shape)


def scattered(place, y, sets, **options):
    """Return an array of which elements are set to a value or increased by it: for bools, joined by "or"."""
    write = place.set if sets else place.max if y.dtype == bool else place.add
    return write(y, **options)


def _chosen(node, x, y, index, sets):
    """Return the array for a part of which a length is unknown, for which the value must have length 1."""
    there = jnp.ones((1,) * x.ndim, bool)
    axes = []
    for axis, n in enumerate(x.shape):
        item = index[axis] if axis < len(index) else slice(None)
        if isinstance(item, Bounds):
            here = item.holds(n)
        elif isinstance(item, slice):
            here = jnp.zeros(n, bool).at[item].set(True)
        else:
            here = jnp.arange(n) == jnp.where(item < 0, item + n, item)
        there = there & here.reshape([n if i == axis else 1 for i in range(x.ndim)])
        if isinstance(item, (slice, Bounds)):
            axes.append((axis, item))
    shape = [1] * x.ndim
    for length, (axis, item) in zip(y.shape, axes[len(axes) - y.ndim :]):
        if length != 1 and item != slice(None):
            # the lengths are needed
            for bound in (item.start, item.stop):
                if bound is not None:
                    number(node, bound, "the length of a slice")
        shape[axis] = length
    y = y.reshape(shape)
    return jnp.where(there, y if sets else x + y, x)
