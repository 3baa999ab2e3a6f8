"""Shapes, the order of axes, joining and splitting, new arrays."""

from itertools import product

import numpy as np
import pytensor.tensor as pt
from pytensor.compile.ops import DeepCopyOp, ViewOp
from pytensor.gradient import disconnected_grad, grad_clip, grad_scale, zero_grad
from pytensor.tensor.basic import AllocEmpty, Nonzero, alloc_diag
from pytensor.tensor.extra_ops import Bartlett, CpuContiguous, FillDiagonal, FillDiagonalOffset
from pytensor.tensor.shape import Shape, Shape_i, shape_i, specify_broadcastable
from pytensor_agreement import case

DTYPES = ("bool", "int8", "uint64", "float32", "float64", "complex128")
RNG = np.random.default_rng(4)


def numbers(dtype, *shape):
    """Return numbers of a dtype."""
    return RNG.integers(0, 7, shape).astype(dtype)


@case()
def dimshuffles():
    for dtype in DTYPES:
        x = pt.tensor("x", dtype=dtype, shape=(None, 1, None))
        orders = [(0, 2), (2, 0), (2, 1, 0), ("x", 0, "x", 2), (1, 0, 2, "x")]
        yield [x], [x.dimshuffle(order) for order in orders], [numbers(dtype, 2, 1, 3)], [numbers(dtype, 0, 1, 3)]
    x = pt.matrix("x")
    yield [x], [x.T, x.squeeze(0) if hasattr(x, "squeeze") else x], [numbers("float64", 1, 3)]
    yield [x], x.squeeze(0), [numbers("float64", 2, 3)]


@case()
def reshapes():
    x, n = pt.tensor3("x"), pt.lvector("n")
    value = numbers("float64", 2, 3, 4)
    found = [x.reshape((6, 4)), x.reshape((-1,)), x.reshape((2, -1)), x.flatten(), x.ravel(), pt.flatten(x, 2)]
    yield [x], [*found, x.reshape((x.shape[0] * x.shape[1], x.shape[2])), x.reshape((1, 24))], [value]
    yield [x, n], x.reshape(n, ndim=2), [value, np.array([4, 6])], [value, np.array([-1, 6])], [value, np.array([5, 6])]
    yield [x, n], x.reshape(n, ndim=2), [np.zeros((2, 0, 4)), np.array([0, 6])], [value, np.array([-1, -1])]
    y = pt.tensor("y", shape=(1, 1))
    yield [y], [y.reshape(()), y.reshape((1,)), y.reshape((1, 1, 1))], [np.ones((1, 1))]
    z = pt.scalar("z")
    yield [z], [z.reshape((1, 1)), z.reshape((-1,)), z.reshape(())], [np.array(3.0)]


@case()
def joined_dims():
    x = pt.tensor3("x")
    value = numbers("float64", 2, 3, 4)
    found = [pt.join_dims(x, start_axis=i, n_axes=n) for i, n in [(0, 2), (1, 2), (0, 3), (1, 1), (1, 0), (3, 0)]]
    yield [x], found, [value]
    y = pt.tensor("y", shape=(None, 6, 4))
    n = pt.lscalar("n")
    yield [y], [pt.split_dims(y, axis=1, shape=(2, 3)), pt.split_dims(y, axis=2, shape=(2, 2, 1))], [np.ones((2, 6, 4))]
    yield [y, n], pt.split_dims(y, axis=1, shape=(n, 3)), [np.ones((2, 6, 4)), 2], [np.ones((2, 6, 4)), 4]
    z = pt.tensor("z", shape=(None, 1))
    yield [z], pt.split_dims(z, axis=1, shape=()), [np.ones((3, 1))]


@case()
def shapes():
    x = pt.tensor("x", shape=(None, 1, None))
    value = [numbers("float64", 2, 1, 3)]
    yield [x], [x.shape, x.shape[0], x.shape[2], x.size, shape_i(x, 0), Shape()(x), Shape_i(2)(x)], value
    yield [x], pt.specify_shape(x, (2, None, 3)), value, [numbers("float64", 3, 1, 3)]
    n = pt.lscalar("n")
    yield [x, n], pt.specify_shape(x, (n, None, None)), [*value, 2], [*value, 3]
    y = pt.matrix("y")
    yield [y], specify_broadcastable(y, 0) * 2, [np.ones((1, 3))], [np.ones((2, 3))]
    yield [y], [pt.specify_shape(y, (None, None)), pt.specify_shape(y.T, (3, None)).shape], [np.ones((2, 3))]


@case()
def identities():
    x = pt.matrix("x")
    found = [
        DeepCopyOp()(x),
        ViewOp()(x),
        CpuContiguous()(x.T),
        zero_grad(x),
        disconnected_grad(x),
        grad_clip(x, -1, 1),
        grad_scale(x, 2.0),
    ]
    yield [x], [*found, pt.tensor_from_scalar(pt.scalar_from_tensor(x[0, 0]))], [numbers("float64", 2, 3)]


@case()
def joins():
    dtypes = ("bool", "int8", "int64", "float32", "float64")
    for a, b in product(dtypes, dtypes):
        x, y = pt.tensor("x", dtype=a, shape=(None, None)), pt.tensor("y", dtype=b, shape=(None, None))
        found = [pt.concatenate([x, y]), pt.concatenate([x, y, x], axis=0), pt.join(0, x)]
        yield [x, y], found, [numbers(a, 2, 3), numbers(b, 4, 3)], [numbers(a, 0, 3), numbers(b, 4, 3)]
    x, y = pt.matrices("xy")
    yield [x, y], pt.join(1, x, y), [np.ones((2, 3)), np.ones((2, 1))], [np.ones((2, 3)), np.ones((3, 1))]
    yield [x, y], pt.join(-1, x, y, pt.ones((2, 1))), [np.ones((2, 3)), np.ones((2, 1))]
    yield [x, y], [pt.stack([x, y]), pt.stack([x, y], axis=-1), pt.stacklists([[x, y]])], [np.ones((2, 3))] * 2
    i = pt.lscalar("i")
    yield [x, i], [pt.stack([i, 2, x.shape[0]]), pt.stack([x[0, 0], 1.5, i])], [np.ones((2, 3)), 7]
    yield [x], [pt.tile(x, (2, 3)), pt.roll(x, 1, axis=0), pt.roll(x, -2), x.repeat(2, axis=1)], [np.ones((2, 3))]


@case()
def splits():
    x, sizes = pt.matrix("x"), pt.lvector("sizes")
    value = numbers("float64", 5, 6)
    yield [x, sizes], pt.split(x, sizes, n_splits=3, axis=0), [value, np.array([1, 0, 4])], [value, np.array([1, 1, 1])]
    yield [x, sizes], pt.split(x, sizes, n_splits=3, axis=0), [value, np.array([-1, 2, 4])]
    yield [x], [*pt.split(x, [2, 4], n_splits=2, axis=1), pt.split(x, [5], n_splits=1, axis=0)], [value]


@case()
def repeats():
    x, n, each = pt.matrix("x"), pt.lscalar("n"), pt.lvector("each")
    value = numbers("float64", 2, 3)
    found = [pt.repeat(x, n), pt.repeat(x, n, axis=0), pt.repeat(x, n, axis=1), pt.repeat(x, each, axis=1)]
    yield [x, n, each], found, [value, 2, np.array([1, 0, 3])], [value, 0, np.array([0, 0, 0])]
    yield [x, each], pt.repeat(x, each, axis=1), [value, np.array([1, 2])], [value, np.array([1, -2, 1])]


@case()
def new_arrays():
    n, m, x = pt.lscalar("n"), pt.lscalar("m"), pt.scalar("x")
    found = [
        pt.alloc(x, n, m),
        pt.zeros((n, 2)),
        pt.ones((m,), dtype="int8"),
        pt.full((n, 1), x),
        pt.eye(n, m, 1),
        pt.eye(3, dtype="float32"),
        pt.identity(n),
        pt.tri(n, m, -1),
        pt.eye(n, m, -1),
    ]
    yield [n, m, x], found, [3, 4, 1.5], [0, 4, 1.5]
    yield [n, m, x], pt.alloc(x, n, m), [-1, 2, 1.0]
    v = pt.vector("v")
    yield [v, n], [pt.alloc(v, n, 3), pt.alloc(v, 1, n, 3)], [np.ones(3), 2], [np.ones(2), 3]
    yield [n], AllocEmpty("float64")(n, 2).shape, [3]
    yield [n], Bartlett()(n), [5], [1], [0]
    a = pt.matrix("a")
    for shape in ((3, 3), (4, 2), (2, 4)):
        yield [a, x], [FillDiagonal()(a, x), *pt.grad((FillDiagonal()(a, x) ** 2).sum(), [a, x])], [np.ones(shape), 7.0]
        yield [a, x, n], FillDiagonalOffset()(a, x, n), *[[np.ones(shape), 7.0, k] for k in (-1, 0, 1)]
        filled = FillDiagonalOffset()(a, x, n)
        yield [a, x, n], pt.grad((filled**2).sum(), [a, x]), *[[np.ones(shape), 7.0, k] for k in (-1, 0, 1)]
    t, i = pt.itensor3("t"), pt.bscalar("i")
    yield [t, i], FillDiagonal()(t, i), *[[np.ones((k, 3, 3), "int32"), np.int8(4)] for k in (3, 2)]


@case()
def ranges():
    for dtype in ("int8", "int64", "uint8", "float32", "float64"):
        a, b, c = [pt.scalar(k, dtype=dtype) for k in "abc"]
        given = [np.array(k, dtype) for k in (1, 9, 3)]
        yield [a, b, c], [pt.arange(a, b, c), pt.arange(a, b), pt.arange(b)], given
    yield [b, c], pt.arange(0.0, b, c), [2.0, 0.25], [2.0, -0.5]
    i = pt.lscalar("i")
    yield [i], [pt.arange(5, 0, i), pt.linspace(0, 1, i)], [2], [3]
    yield [i], pt.arange(5, 0, i), [-1], [-2], [0]


@case()
def diagonals():
    x, v = pt.tensor3("x"), pt.vector("v")
    value = numbers("float64", 3, 4, 5)
    pairs = [(0, 1), (1, 2), (0, 2), (2, 0)]
    yield [x], [pt.diagonal(x, k, i, j) for k, (i, j) in product((-1, 0, 2), pairs)], [value]
    yield [x], [pt.diagonal(x, 9), pt.trace(x[0])], [value]
    yield [v], [pt.diag(v), pt.diag(v, 2), alloc_diag(v, -1, 1, 0)], [np.arange(1.0, 4)], [np.zeros(0)]
    y = pt.matrix("y")
    yield [y], [alloc_diag(y, 1, 0, 2), alloc_diag(y, 0, 1, 2), pt.diag(y), pt.tril(y, 1), pt.triu(y, -1)], [value[0]]


@case()
def vectors_of_scalars():
    a, b = pt.scalar("a"), pt.lscalar("b")
    yield [a, b], [pt.stack([a, b]), pt.stack([a, b, 1]), pt.stack([b, 2]), pt.stacklists([[a, b], [b, a]])], [1.5, 3]
    yield [], pt.basic.MakeVector("int64")(), []


@case()
def positions():
    for dtype in ("bool", "int8", "float64"):
        x = pt.tensor("x", dtype=dtype, shape=(None, None))
        yield (
            [x],
            [*pt.nonzero(x), pt.flatnonzero(x), pt.nonzero_values(x)],
            [numbers(dtype, 3, 4) - numbers(dtype, 3, 4) if dtype != "bool" else numbers(dtype, 3, 4)],
            [numbers(dtype, 0, 4)],
        )
    v = pt.vector("v")
    yield [v], Nonzero()(v), [np.array([0, 1, np.nan])]
    i, j = pt.lvectors("ij")
    found = [
        *pt.unravel_index(i, (3, 4)),
        pt.ravel_multi_index((i, j), (9, 9)),
        *pt.unravel_index(i, (3, 4), order="F"),
    ]
    yield [i, j], found, [np.array([0, 5, 2]), np.array([1, 2, 3])]
    modes = [pt.ravel_multi_index((i, j), (3, 4), mode=m) for m in ("wrap", "clip")]
    yield [i, j], modes, [np.array([0, 5, -2]), np.array([1, 7, 3])]
    yield [i, j], pt.ravel_multi_index((i, j), (3, 4)), [np.array([0, 5]), np.array([1, 7])]
    yield [i], list(pt.unravel_index(i, (3, 4))), [np.array([12])]


@case()
def choices():
    i, x, y = pt.lvector("i"), pt.vector("x"), pt.vector("y")
    given = [np.array([0, 1, 1]), np.arange(3.0), np.arange(3.0) + 10]
    yield [i, x, y], [pt.choose(i, (x, y), mode=m) for m in ("raise", "wrap", "clip")], given
    yield [i, x, y], pt.choose(i, (x, y)), [np.array([0, 2, 1]), *given[1:]]
    c = pt.matrix("c")
    yield (
        [i, c],
        [pt.choose(i, c, mode=m) for m in ("wrap", "clip")],
        [np.array([0, 3, -1]), np.arange(6.0).reshape(2, 3)],
    )
