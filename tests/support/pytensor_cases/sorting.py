"""Sorting, searching, padding."""

from itertools import product

import numpy as np
import pytensor.tensor as pt
from pytensor_agreement import case

RNG = np.random.default_rng(8)


@case()
def sorted_arrays():
    for dtype in ("bool", "int8", "uint64", "float32", "float64"):
        x = pt.tensor("x", dtype=dtype, shape=(None, None))
        value = RNG.integers(0, 5, (4, 6)).astype(dtype)
        found = [
            f(x, axis=a, **k) for f, a, k in product((pt.sort, pt.argsort), (None, 0, 1, -1), ({"kind": "stable"},))
        ]
        yield [x], found, [value], [value[:0]]
    x = pt.tensor3("x")
    yield (
        [x],
        [pt.sort(x, axis=1), pt.argsort(x, axis=0), pt.sort(x, 0, kind="mergesort")],
        [RNG.normal(size=(2, 3, 4))],
    )
    yield [x], [pt.sort(x)], [np.array([[[np.nan, 1, np.inf, -np.inf]]])]
    yield [x], [pt.grad((pt.sort(x, axis=-1) * np.arange(4)).sum(), x)], [RNG.normal(size=(2, 3, 4))]


@case()
def positions_in_sorted_arrays():
    x, v, order = pt.vector("x"), pt.matrix("v"), pt.lvector("order")
    values = [np.array([3.0, 1, 2]), RNG.normal(2, 1, (2, 3)), np.array([1, 2, 0])]
    found = [
        pt.searchsorted(x[order], v),
        pt.searchsorted(x, v, sorter=order),
        pt.searchsorted(x[order], v, side="right"),
    ]
    yield [x, v, order], found, values
    found = [pt.searchsorted(x[order], v[0, 0]), pt.searchsorted(x[order], np.nan)]
    yield [x, v, order], found, values


@case()
def unique_values():
    x = pt.matrix("x")
    value = RNG.integers(0, 3, (4, 3)).astype(float)
    value[1] = value[0]
    for axis in (None, 0, 1):
        flags = {"return_index": True, "return_inverse": True, "return_counts": True}
        yield [x], [*pt.unique(x, axis=axis, **flags), pt.unique(x, axis=axis)], [value]
    i = pt.lvector("i")
    yield [i], [pt.unique(i), pt.unique(i, return_counts=True)[1]], [np.array([3, 1, 3])], [np.zeros(0, int)]


@case()
def counts():
    i, w = pt.lvector("i"), pt.vector("w")
    found = [pt.bincount(i), pt.bincount(i, w), pt.bincount(i, minlength=9)]
    yield [i, w], found, [np.array([0, 3, 1, 3]), np.arange(4.0)]
    yield [i], pt.bincount(i, assert_nonneg=True), [np.array([0, 3])], [np.array([0, -3])]
    yield [w], [pt.diff(w), pt.diff(w, n=2), pt.compress([True, False], w[:2])], [np.arange(4.0) ** 2]
    yield [i], [pt.extra_ops.to_one_hot(i, 4), pt.extra_ops.broadcast_shape(i[:, None], i)[0]], [np.array([0, 3, 1])]
    yield (
        [w],
        [pt.broadcast_to(w, (2, 4)), *pt.broadcast_arrays(w, w[:, None]), pt.geomspace(1.0, w[1], 3)],
        [np.arange(4.0)],
    )
    yield [w], [pt.logspace(0, w[2], 3), pt.linspace(w[0], w[2], 5, endpoint=False)], [np.arange(4.0)]


@case()
def padded():
    x = pt.matrix("x")
    value = [RNG.normal(size=(3, 4))]
    for mode in ("constant", "edge", "linear_ramp", "wrap", "symmetric", "reflect", "mean", "maximum", "minimum"):
        fixed = {"constant": {"constant_values": 2.5}, "linear_ramp": {"end_values": 1.5}}.get(mode, {})
        yield [x], [pt.pad(x, 2, mode=mode, **fixed), pt.pad(x, ((1, 0), (2, 1)), mode=mode, **fixed)], value
    yield [x], pt.pad(x, 2, mode="mean", stat_length=2), value
    n = pt.lscalar("n")
    yield [x, n], [pt.pad(x, n), pt.pad(x, pt.stacklists([[n, 0], [1, n]]), mode="edge")], [*value, 2]


@case()
def special_functions():
    x, y = pt.vectors("xy")
    special = [np.array([0.0, 0, 1, 2, np.nan, 3]), np.array([0.0, 1, 0, 3, 1, np.inf])]
    found = [pt.logaddexp(x, y), pt.xlogy(x, y) if hasattr(pt, "xlogy") else x]
    from pytensor.tensor import special as names

    found += [
        f(x, y) for n, f in vars(names).items() if n in ("xlogy", "xlog1py", "logaddexp", "poch", "beta", "betaln")
    ]
    found += [names.logit(x / 4), names.factorial(abs(x))]
    yield [x, y], found, special, [np.full(6, -np.inf), np.full(6, -np.inf)]
    from pytensor.tensor.xlogx import xlogx, xlogy0

    yield [x, y], [xlogx(x), xlogy0(x, y)], special
