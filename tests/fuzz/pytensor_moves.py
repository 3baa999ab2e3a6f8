"""Steps of random programs of PyTensor: indexing, shapes, joining, sorting."""

import numpy as np
import pytensor.tensor as pt
from expressions import chosen


def number(p, n):
    """Return a place among `n`, as a number, a constant or a variable."""
    if not n:
        raise ValueError
    k = p.r.randrange(-n, n)
    return symbolic(p, k)


def symbolic(p, k):
    """Return an integer, or a scalar that has its value in the first call."""
    if p.r.random() < 0.6:
        return k
    scalars = [v for v in p.values if v.ndim == 0 and v.dtype == "int64"]
    return pt.constant(k) + (0 if not scalars else p.r.choice(scalars) * 0) if p.r.random() < 0.5 else pt.constant(k)


def item(p, n):
    """Return a basic index of an axis of length `n`."""
    kind = p.r.random()
    if kind < 0.3:
        return number(p, n)
    ends = [p.r.choice((None, symbolic(p, p.r.randint(-n - 1, n + 1)))) for _ in range(2)]
    return slice(*ends, p.r.choice((None, None, None, 1, 2, -1, -2)))


def places(p, n):
    """Return an array of places among `n`."""
    if not n:
        raise ValueError
    shape = p.r.choice(((2,), (3,), (1,), (2, 2), (0,), (2, 1)))
    if p.r.random() < 0.3:
        ints = [v for v in p.values if np.dtype(v.dtype).kind in "iu" and 0 < v.ndim < 3]
        if ints:
            return pt.cast(pt.mod(p.r.choice(ints), n), "int64")
    value = p.rng.integers(-n, n, size=shape)
    return p.r.choice((value, value.tolist() if value.size else value, pt.constant(value)))


def index(p, shape):
    """Return an index, basic or advanced, of an array of a shape."""
    kind = p.r.random()
    if kind < 0.4:
        found = [item(p, n) for n in shape[: p.r.randint(1, len(shape))]]
        if p.r.random() < 0.15:
            found.insert(p.r.randrange(len(found) + 1), None)
        if p.r.random() < 0.15:
            found.insert(0, ...)
            found = found[: 1 + len(shape)] if len(found) - 1 == len(shape) else [..., item(p, shape[-1])]
        return tuple(found)
    if kind < 0.55:
        return mask(p, shape)
    return tuple([
        p.r.choice((places, item, places))(p, n)
        for n in shape[: p.r.randint(1, len(shape))]
    ])


def mask(p, shape):
    """Return a boolean index of the first axes."""
    n = p.r.randint(1, len(shape))
    for v in p.values:
        if v.dtype == "bool" and v.ndim and p.shape(v) == shape[: v.ndim] and p.r.random() < 0.5:
            return v
    value = p.rng.random(shape[:n]) < 0.5
    if n < len(shape) and p.r.random() < 0.5:
        return (pt.constant(value), item(p, shape[n]))
    return pt.constant(value)


def part(p):
    x = p.any("biufc", range(1, 5))
    return x[index(p, p.shape(x))]


MASKED = """
x[x > 0]
pt.nonzero_values(x)
pt.flatnonzero(x)
list(pt.nonzero(x))
pt.set_subtensor(x[x < 0], 0)
pt.inc_subtensor(x[x > 0], 1)
x[pt.nonzero(x)]
"""


def masked(p):
    x = p.any("biuf", range(1, 4))
    return chosen(p, MASKED, globals() | locals())


def changed(p):
    """Arrays of which a part is set or increased."""
    x = p.any("biuf", range(1, 5))
    z = x[index(p, p.shape(x))]
    y = p.r.choice((0, 1, 2, p.any("bi" if x.dtype[0] in "biu" else "biuf"), z * 2, z.sum()))
    if not isinstance(y, int):
        y = pt.cast(y, x.dtype)
    made = p.r.choice((pt.set_subtensor, pt.inc_subtensor))
    if made is pt.inc_subtensor and x.dtype == "bool":
        raise ValueError
    given = {"ignore_duplicates": True} if made is pt.inc_subtensor and p.r.random() < 0.15 else {}
    return made(z, y, **given)


SHAPES = """
x.transpose(*order)
x.T
x.flatten()
x.flatten(max(1, n - 1))
x.ravel()
pt.expand_dims(x, p.r.randrange(n + 1))
x.dimshuffle(*order, "x")
x.dimshuffle("x", *order)
pt.reshape(x, (-1,))
pt.reshape(x, p.shape(x)[::-1])
pt.reshape(x, [*flat[1:], flat[0]])
pt.reshape(x, (-1, *flat[1:]))
pt.squeeze(x)
pt.moveaxis(x, a, p.axis(x))
pt.swapaxes(x, a, p.axis(x))
pt.atleast_2d(x)
pt.atleast_3d(x)
pt.shape_padleft(x, 2)
pt.shape_padright(x)
pt.shape_padaxis(x, 0)
pt.flip(x, axis=a)
pt.flip(x)
pt.join_dims(x, 0, max(n - 1, 0))
x.shape
pt.split_dims(x, shape=(1, flat[a]), axis=a)
pt.broadcast_to(x, (2, *flat))
pt.specify_shape(x, [None] * n)
pt.matrix_transpose(x)
x.size
x.shape[a]
pt.specify_shape(x, p.shape(x))
"""


def shapes(p):
    x = p.any("biufc", range(0, 5))
    n, flat = x.ndim, [x.shape[i] for i in range(x.ndim)]
    order = p.r.sample(range(n), n)
    a = p.axis(x) if n else 0
    return chosen(p, SHAPES, globals() | locals())


REPEATS = """
pt.repeat(x, 2, axis=a)
pt.repeat(x, p.rng.integers(0, 3, size=p.shape(x)[a]), axis=a)
pt.tile(x, (2, 1))
pt.tile(x, [p.r.randint(1, 2)] * max(x.ndim, 1))
pt.roll(x, 1, axis=a)
pt.roll(x, symbolic(p, -2), axis=a)
pt.pad(x, 1)
pt.pad(x, (k, 1), mode="edge")
pt.pad(x, 1, mode=p.r.choice(("constant", "reflect", "symmetric", "wrap", "linear_ramp", "mean", "maximum")))
pt.pad(x, [(0, 1)] * x.ndim, constant_values=2)
pt.full_like(x, 3)
pt.zeros_like(x)
pt.ones_like(x, dtype="float64")
pt.fill(x, 1.5)
pt.alloc(x, 2, *x.shape)
"""


def repeats(p):
    x = p.any("biuf", range(0, 4))
    a, k = (p.axis(x) if x.ndim else None), p.r.randint(0, 2)
    return chosen(p, REPEATS, globals() | locals())


JOINED = """
pt.concatenate([x, y], axis=a)
pt.join(a, x, y, x * 2)
pt.stack([x, y], axis=a)
pt.stack([x, y * 2, x + y])
list(pt.split(x, [k, n - k], 2, axis=a))
pt.horizontal_stack(x, y)
pt.vertical_stack(x, y)
pt.stacklists([[x, y], [y, x]])
list(pt.broadcast_arrays(x, y))
pt.concat_with_broadcast([x, y], axis=a)
pt.concatenate([x[:1], y], axis=0)
pt.outer(x, y)
pt.pack(x, y)[0]
"""


def joined(p):
    x = p.any("biuf", range(1, 4))
    a = p.axis(x)
    others = [v for v in p.values if v.ndim == x.ndim and p.shape(v) == p.shape(x)]
    y = p.r.choice(others or [x])
    n = p.shape(x)[a]
    k = p.r.randint(0, n)
    return chosen(p, JOINED, globals() | locals())


SORTED = """
pt.sort(x, axis=a)
pt.argsort(x, axis=a, kind="stable")
pt.sort(x, axis=None)
pt.unique(x)
list(pt.unique(v, return_counts=True, return_index=True))
list(pt.unique(x, return_inverse=True))
pt.searchsorted(pt.sort(v), p.any("biuf"))
pt.unique(x, axis=a)
pt.take_along_axis(x, pt.argsort(x, axis=a, kind="stable"), axis=a)
pt.take(x, places(p, n[a]), axis=a)
pt.take(x, places(p, n[a]), axis=a, mode=p.r.choice(("clip", "wrap")))
pt.inverse_permutation(pt.argsort(v, kind="stable"))
pt.permute_row_elements(x, pt.argsort(x, kind="stable"))
pt.choose(pt.constant([0, 1, 0]), x, mode=p.r.choice(("wrap", "clip", "raise")))
pt.take(x, places(p, n[a]))
pt.bincount(pt.abs(pt.cast(pt.clip(v, -5, 5), "int64")))
pt.compress([True, False], x, axis=a)
list(pt.unravel_index(places(p, 6), (2, 3)))
pt.ravel_multi_index(([0, 1], [1, 1]), (2, 3))
pt.interp(p.real(), pt.cumsum(pt.abs(v) + 0.1), v * 1.0)
"""


def sorted_(p):
    x = p.any("biuf", range(1, 4))
    a, n = p.axis(x), p.shape(x)
    v = pt.flatten(x)
    return chosen(p, SORTED, globals() | locals())


DIAGONALS = """
pt.diag(x, k)
pt.diagonal(x, k)
pt.tril(x, k)
pt.triu(x, k)
pt.trace(x)
pt.fill_diagonal(x, 2)
x[pt.triu_indices_from(x, k)]
pt.specify_broadcastable(x[:1], 0)
pt.ones_like(x) * pt.identity(n + 1).sum()
pt.fill_diagonal_offset(x, 2, k)
pt.eye(n, n + 1, k)
x[pt.tril_indices(2)]
pt.tri(n, n, k)
list(pt.triu_indices(n, k))
pt.arange(symbolic(p, n))
pt.arange(x.shape[0]) * x.shape[-1]
pt.linspace(0, 1, symbolic(p, n))
pt.identity_like(x)
pt.arange(0.0, n, 0.5)
pt.bartlett(n)
pt.geomspace(1, 8, 4)
pt.diag(pt.flatten(x), k)
pt.logspace(0, 1, 3)
pt.zeros((n, x.shape[0]))
pt.full((n,), x[0])
"""


def diagonals(p):
    x = p.any("biuf", range(1, 4))
    k = p.r.choice((0, 0, 1, -1))
    n = p.r.randint(0, 4)
    return chosen(p, DIAGONALS, globals() | locals())


STEPS = [part, part, part, masked, changed, changed, changed, shapes, shapes, repeats, joined, sorted_, diagonals]
