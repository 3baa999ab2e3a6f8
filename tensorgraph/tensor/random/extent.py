"""Intervals that hold the elements of a variable, as far as its formula tells."""

import math

import numpy as np

from ...graph.variable import Constant
from ...scalar.cast import Cast
from ...scalar.dtypes import discrete_dtypes
from ..elementwise.elemwise import Elemwise
from ..indexing.advanced_subtensor import AdvancedSubtensor, AdvancedSubtensor1
from ..indexing.subtensor import Subtensor
from ..shape.assertion import Assert
from ..shape.dimshuffle import DimShuffle
from ..shape.join import Join
from ..shape.rebroadcast import Rebroadcast
from ..shape.reshape import Reshape

DEPTH = 16  # operations that are looked through
LARGE = 80.0  # whose exponential is finite in float32
_ANY = -math.inf, math.inf
_POSITIVE = 0.0, math.inf
# operations that keep the elements of their first input
_SAME = (AdvancedSubtensor, AdvancedSubtensor1, Assert, DimShuffle, Rebroadcast, Reshape, Subtensor)
_OF_ANYTHING = {
    "sigmoid": (0.0, 1.0), "scalar_sigmoid": (0.0, 1.0), "ultra_fast_sigmoid": (0.0, 1.0), "tanh": (-1.0, 1.0),
    "sin": (-1.0, 1.0), "cos": (-1.0, 1.0), "erf": (-1.0, 1.0), "erfc": (0.0, 2.0),
    **dict.fromkeys(("sqr", "sqrt", "abs_", "softplus", "cosh"), _POSITIVE),
}  # fmt: skip


def interval(v):
    """Return two numbers between which all elements of `v` are that are not nan; they may be infinite.

    A formula is followed by the arithmetic of intervals, whose ends are rounded as the elements are: a bound may be
    missed by the rounding of a narrower dtype.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> x = T.dvector("x")
    >>> interval(0.25 + T.nnet.sigmoid(x) / 2), interval(T.exp(x)), interval(x)
    ((0.25, 0.75), (0.0, inf), (-inf, inf))
    """
    return _interval(v, DEPTH, {})


def _interval(v, depth, known):
    """Return the interval of a variable; those of shared parts of its formula are in `known`."""
    if v not in known:
        known[v] = _found(v, depth, known)
    return known[v]


def _found(v, depth, known):
    dtype = getattr(v.type, "dtype", "")
    whole = (0.0, 1.0) if dtype == "bool" else _POSITIVE if dtype.startswith("uint") else _ANY
    if isinstance(v, Constant):
        data = np.asarray(v.data)
        has_bounds = data.size and data.dtype.kind in "biuf" and not np.isnan(data).any()
        return (float(data.min()), float(data.max())) if has_bounds else whole
    if v.owner is None or not depth:
        return whole
    op, inputs = v.owner.op, v.owner.inputs
    if hasattr(op, "interval"):
        return op.interval
    if isinstance(op, _SAME):
        return _interval(inputs[0], depth - 1, known)
    if isinstance(op, Join):
        return _hull([_interval(w, depth - 1, known) for w in inputs[1:]])
    if not isinstance(op, Elemwise) or whole != _ANY:
        return whole
    if isinstance(op.scalar_op, Cast):
        # whole numbers of few bits wrap
        return whole if dtype in discrete_dtypes else _interval(inputs[0], depth - 1, known)
    low, high = _of_elemwise(op.scalar_op.name, inputs, [_interval(w, depth - 1, known) for w in inputs])
    return _ANY if math.isnan(low) or math.isnan(high) or dtype in discrete_dtypes else (low, high)


def _hull(parts):
    return min(low for low, _ in parts), max(high for _, high in parts)


def _of_elemwise(name, inputs, parts):
    if name in _OF_ANYTHING:
        return _OF_ANYTHING[name]
    (low, high), *others = parts
    if name == "exp":
        return 0.0 if low < -LARGE else math.exp(min(low, LARGE)), math.inf if high > LARGE else math.exp(high)
    if name == "neg":
        return -high, -low
    if name == "add":
        if len(inputs) == 2 and any(_is_absolute(a, b) for a, b in (inputs, inputs[::-1])):
            return _POSITIVE
        return sum(a for a, _ in parts), sum(b for _, b in parts)
    if name == "sub":
        return low - others[0][1], high - others[0][0]
    if name == "mul" and len(inputs) == 2 and inputs[0] is inputs[1]:
        return _POSITIVE
    if name == "mul" or name == "true_div" and others[0][0] == others[0][1] != 0:
        for a, b in others if name == "mul" else [(1 / others[0][0],) * 2]:
            ends = [_times(p, q) for p in (low, high) for q in (a, b)]
            low, high = min(ends), max(ends)
        return low, high
    if name == "true_div" and low >= 0 and others[0][0] >= 0 or name == "inv" and low >= 0:
        return _POSITIVE
    if name == "pow" and (low >= 0 or others[0][0] == others[0][1] and others[0][0] % 2 == 0):
        return _POSITIVE
    if name == "maximum":
        return max(low, others[0][0]), max(high, others[0][1])
    if name == "minimum":
        return min(low, others[0][0]), min(high, others[0][1])
    if name == "clip":
        # all three increase it
        (a, b), (c, d) = others
        return min(max(low, a), c), min(max(high, b), d)
    if name == "second":
        return others[0]
    return _hull(others) if name == "switch" else _ANY


def _times(p, q):
    """Return the product of two ends: 0 times an infinite one is 0, the limit of the elements."""
    return 0.0 if p == 0 or q == 0 else p * q


def _is_absolute(a, b):
    """Return True if `b` is the absolute value of `a`."""
    node = b.owner
    return node is not None and isinstance(node.op, Elemwise) and node.op.scalar_op.name == "abs_" and (
        node.inputs[0] is a
    )
