"""Reductions over axes, and functions along an axis."""

from itertools import product

import numpy as np
import pytensor.scalar as ps
import pytensor.tensor as pt
from pytensor.tensor.elemwise import CAReduce, Elemwise
from pytensor.tensor.math import Argmax, Min, MulWithoutZeros, ProdWithoutZeros
from pytensor.tensor.special import log_softmax, softmax
from pytensor_agreement import VERSION, case

RNG = np.random.default_rng(3)
DTYPES = ("bool", "int8", "uint8", "int32", "uint64", "float32", "float64")
SHAPES = [(2, 3, 4), (2, 0, 4), (0, 3, 0), (1, 3, 1)]
AXES = (None, 0, 1, 2, (0, 2), (0, 1, 2), -1)


def numbers(dtype, shape):
    """Return numbers of a dtype."""
    return (RNG.integers(-5, 6, shape) if "u" not in dtype else RNG.integers(0, 6, shape)).astype(dtype)


def reductions(functions, dtypes=DTYPES, shapes=SHAPES, axes=AXES):
    """Yield runs of functions of an array and an axis."""
    for dtype in dtypes:
        for static in ((None, None, None), (1, None, 1)):
            x = pt.tensor("x", dtype=dtype, shape=static)
            found = [f(x, axis=axis) for f, axis in product(functions, axes)]
            fitting = [s for s in shapes if all(k in (None, n) for k, n in zip(static, s))]
            yield [x], found, *[[numbers(dtype, s)] for s in fitting]


@case()
def sums():
    yield from reductions([pt.sum, pt.prod, pt.mean])
    x = pt.tensor("x", dtype="float32", shape=(None, None))
    found = [pt.sum(x, dtype=d) for d in ("float32", "float64")] + [pt.sum(x, dtype="float32", acc_dtype="float64")]
    yield [x], [*found, pt.prod(x, dtype="float64"), pt.sum(x, axis=())], [numbers("float32", (3, 4))]
    z = pt.tensor("z", dtype="complex128", shape=(None, None))
    found = [pt.sum(z), pt.prod(z, axis=0), pt.sum(z, dtype="float32"), pt.sum(z, axis=1, dtype="int64")]
    yield [z], found, [numbers("float64", (3, 4)) + 1j]
    x = pt.vector("x")
    yield [x], [pt.sum(x), pt.prod(x), pt.sum(x, axis=0)], [np.array([np.inf, -np.inf])], [np.array([np.nan, 1.0])]


@case()
def extrema():
    def both(x, axis):
        return pt.max_and_argmax(x, axis=axis)[0]

    yield from reductions([pt.max, pt.min, both], shapes=[(2, 3, 4), (1, 3, 1)])
    x = pt.tensor("x", dtype="float64", shape=(None, None))
    values = np.array([[1, np.nan, -np.inf], [np.inf, 2, 0.0]])
    yield [x], [f(x, axis=a) for f, a in product([pt.max, pt.min, pt.argmax], (None, 0, 1))], [values]
    # no axis at all
    yield [x], [f(x, axis=()) for f in (pt.max, pt.min)], [values]
    yield [x], [pt.all(x > 0, axis=()), pt.any(pt.cast(x, "int8"), axis=())], [np.arange(6.0).reshape(2, 3)]
    yield [x], [pt.grad((pt.max(x, axis=()) * pt.prod(x, axis=())).sum(), x)], [np.arange(6.0).reshape(2, 3)]
    yield [x], [pt.max(x)], [np.zeros((0, 3))]
    yield [x], [pt.argmax(x, axis=0)], [np.zeros((0, 3))]


@case()
def positions_of_extrema():
    def over(x, axis):
        return Argmax(axis=None if axis is None else tuple(np.atleast_1d(axis) % 3))(x)

    yield from reductions([over], shapes=[(2, 3, 4), (1, 3, 1)])


@case()
def truths():
    yield from reductions([pt.all, pt.any], dtypes=("bool", "float64"))
    yield from reductions(
        [lambda x, axis: CAReduce(ps.and_, axis)(x), lambda x, axis: CAReduce(ps.or_, axis)(x)],
        dtypes=("bool", "int8", "uint8"),
        axes=(None, (0,), (0, 2)),
    )


@case()
def other_reductions():
    def reduction(op):
        return lambda x, axis: CAReduce(op, axis)(x)

    ops = [ps.add, ps.mul, ps.scalar_maximum, ps.scalar_minimum]
    yield from reductions(
        [reduction(op) for op in ops],
        dtypes=("int8", "float32", "float64"),
        shapes=[(2, 3, 4)],
        axes=(None, (0,), (0, 2)),
    )


@case()
def other_minima():
    yield from reductions([lambda x, axis: Min(axis)(x)], axes=((0,), (0, 2)), shapes=[(2, 3, 4)])


@case()
def odd_truths():
    yield from reductions(
        [lambda x, axis: CAReduce(ps.xor, axis)(x)], dtypes=("int8", "bool"), axes=(None, (0,), (0, 2))
    )


@case()
def products_without_zeros():
    yield from reductions(
        [lambda x, axis: ProdWithoutZeros(axis)(x)], dtypes=("int8", "float64"), axes=(None, (0,)), shapes=[(2, 3, 4)]
    )
    x, y = pt.vectors("xy")
    product = Elemwise(MulWithoutZeros(ps.basic.upcast_out))
    yield [x, y], product(x, y), [np.array([0.0, 2, 3]), np.array([2.0, 0, 3])]


@case()
def statistics():
    yield from reductions([pt.var, pt.std], dtypes=("int8", "float64"), shapes=[(2, 3, 4)])
    yield from reductions(
        [lambda x, axis: pt.logsumexp(x, axis=axis), lambda x, axis: pt.logsumexp(x, axis, True)],
        dtypes=("float32", "float64"),
        shapes=[(2, 3, 4)],
    )


@case(when=VERSION > 2)
def stable_statistics():
    x = pt.vector("x")
    values = [[np.array(v)] for v in ([-np.inf, -np.inf], [np.inf, 1.0], [np.nan, 1.0], [1000.0, 1001.0])]
    yield [x], pt.logsumexp(x), *values


@case()
def cumulative():
    for dtype in ("uint64", "int64", "float32", "float64"):
        x = pt.tensor("x", dtype=dtype, shape=(None, None))
        found = [f(x, axis=a) for f, a in product((pt.cumsum, pt.cumprod), (None, 0, 1, -1))]
        yield [x], found, [numbers(dtype, (3, 4))], [numbers(dtype, (0, 4))]


@case()
def softmaxes():
    for dtype in ("float32", "float64"):
        x = pt.tensor("x", dtype=dtype, shape=(None, None))
        found = [f(x, axis=a) for f, a in product((softmax, log_softmax), (None, 0, 1, -1))]
        yield [x], found, [RNG.normal(size=(3, 4)).astype(dtype)], [(900 * RNG.normal(size=(3, 4))).astype(dtype)]
    x = pt.tensor3("x")
    if VERSION > 2:
        yield [x], [softmax(x, axis=(0, 2)), log_softmax(x, axis=(1, 2))], [RNG.normal(size=(3, 4, 2))]
    x = pt.vector("x")
    yield [x], [softmax(x), pt.grad(softmax(x)[0], x), pt.grad(log_softmax(x)[0], x)], [np.array([1.0, 2, 800])]
    yield [x], softmax(x), [np.array([np.inf, 1])], [np.array([-np.inf, 1])], [np.array([np.nan, 1])]
    yield [x], log_softmax(x), [np.array([-np.inf, 1])], [np.array([np.nan, 1])]
