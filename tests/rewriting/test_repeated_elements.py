"""Elementwise work on repeated elements, and sums of them: once for each element, and the same values."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plain_mode import agree

import tensorgraph as theano
import tensorgraph.tensor as T

WORK = {
    "exp": T.exp, "scaled": lambda z: 2 * z + 1, "compared": lambda z: T.cast(z > 0.5, "int8"), "itself": lambda z: z,
}
REDUCED = {"": lambda z, axis: z, "sum": T.sum, "prod": T.prod, "max": T.max, "mean": T.mean}


@settings(max_examples=40)
@given(
    shape=st.lists(st.integers(0, 4), min_size=1, max_size=3), work=st.sampled_from(sorted(WORK)),
    reduced=st.sampled_from(sorted(REDUCED)), tiled=st.booleans(), count=st.integers(0, 3), axis=st.integers(0, 2),
    dtype=st.sampled_from(["float32", "float64", "int16", "bool"]))
def test_random(shape, work, reduced, tiled, count, axis, dtype):
    axis %= len(shape)
    if reduced == "max" and (0 in shape or not count):
        return
    x = T.TensorType(dtype, [False] * len(shape))()
    z = T.tile(x, [count if k == axis else 2 for k in range(len(shape))]) if tiled else T.repeat(x, count, axis=axis)
    value = (np.random.default_rng(0).normal(size=shape) * 2).astype(dtype)
    z = WORK[work](z) if dtype != "bool" or work != "scaled" else z
    outputs = [REDUCED[reduced](z, k) for k in range(len(shape))]
    agree([x], outputs, [value], 1e-12 if dtype == "float64" else 1e-4)


@settings(max_examples=60)
@given(
    shape=st.lists(st.integers(0, 4), min_size=1, max_size=3), data=st.data(),
    dtype=st.sampled_from(["float32", "float64"]))
def test_random_chains_and_gradients(shape, data, dtype):
    """Elements repeated again and again, with work in between that several read, sums over some axes, and gradients."""
    x = T.TensorType(dtype, [False] * len(shape))()
    z, lengths = x, list(shape)
    for _ in range(data.draw(st.integers(1, 3))):
        axis, count = data.draw(st.integers(0, z.ndim - 1)), data.draw(st.integers(0, 3))
        tiled = data.draw(st.booleans())
        z = T.tile(z, [count if k == axis else 1 for k in range(z.ndim)]) if tiled else T.repeat(z, count, axis=axis)
        z = data.draw(st.sampled_from([lambda z: z, T.tanh, lambda z: z * z + z, lambda z: 2 * z]))(z)
        lengths[axis] *= count
    axes = data.draw(st.lists(st.integers(0, z.ndim - 1), unique=True, max_size=z.ndim))
    sums = [z.sum(), (z**2).sum(tuple(axes)) if axes else z, T.exp(z).mean() if 0 not in lengths else z.sum()]
    cost = data.draw(st.sampled_from(sums)).sum()
    value = np.random.default_rng(0).normal(size=shape).astype(dtype)
    agree([x], [*sums, T.grad(cost, x)], [value], 1e-11 if dtype == "float64" else 1e-4)


@pytest.mark.parametrize("build", [
    lambda x: T.grad((T.repeat(T.repeat(x, 2, 0), 2, 1) ** 2).sum(), x), lambda x: (T.repeat(x, 3, 1) ** 2).sum(1),
    lambda x: T.grad((T.tile(x, (2, 3)) ** 2).sum(), x),
    lambda x: abs(T.tile(x, (2, 3))), lambda x: T.repeat(x, 2, axis=1).sum(axis=0),
    lambda x: T.sum(T.exp(T.repeat(x, 2, axis=0)), axis=1), lambda x: T.grad(T.exp(T.tile(x, (1, 2))).sum(), x),
])
def test_once_for_each_element(build):
    """No elementwise work and no sum reads more elements than the argument has."""
    x = T.dmatrix()
    f = theano.function([x], build(x))
    for node in f.maker.fgraph.toposort():
        if isinstance(node.op, (T.Elemwise, T.CAReduce)):
            assert not any(isinstance(getattr(v.owner, "op", None), T.Reshape) for v in node.inputs)
