"""Arrays that are reduced along any axes and read again beside the results, one after another."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import tensorgraph as theano
import tensorgraph.tensor as T

# axes of length 0 and 1, rows of all lengths, arrays below and above the sizes of caches
SHAPES = [(0, 5), (5, 0), (7, 30), (1, 600_000), (6001, 200), (60, 9000), (2, 300_001), (70, 1, 9000), (3, 5, 40_000),
          (900, 7, 90), (9, 4, 1, 18_000)]
KINDS = ["centre", "standardise", "unit", "softmax", "share", "ratio"]
LAYOUTS = [lambda x: x, np.asfortranarray, lambda x: x[::-1], lambda x: x[..., ::-1], lambda x: np.repeat(x, 2, 0)[::2]]


def normalised(kind, z, axes, g):
    """A normalisation of z over axes, by a weight that fits it."""
    if kind == "centre":
        return z - T.mean(z, axis=axes, keepdims=True) * g
    if kind == "standardise":
        d = z - T.mean(z, axis=axes, keepdims=True)
        return g * d / T.sqrt(T.mean(d * d, axis=axes, keepdims=True) + 0.5)
    if kind == "unit":
        return z / T.sqrt(T.sum(g * z * z, axis=axes, keepdims=True) + 0.5)
    if kind == "softmax":
        e = T.exp(z - T.max(z, axis=axes, keepdims=True))
        return e / T.sum(e, axis=axes, keepdims=True) + g
    if kind == "share":
        return T.tanh(z) * g / (1 + T.mean(abs(z), axis=axes, keepdims=True))
    return z / (1 + T.sum(abs(z), axis=axes, keepdims=True)) - g


@st.composite
def programs(draw):
    shape = draw(st.sampled_from(SHAPES))
    axes = st.sets(st.integers(0, len(shape) - 1), min_size=1, max_size=len(shape)).map(sorted).map(tuple)
    steps = draw(st.lists(st.tuples(st.sampled_from(KINDS), axes), min_size=1, max_size=3))
    weighted = draw(st.tuples(*[st.booleans()] * len(shape)))
    return shape, steps, weighted, draw(axes), draw(st.sampled_from(["float32", "float64"])), draw(
        st.sampled_from(LAYOUTS)), draw(st.sampled_from(["result", "all", "gradient", "update"]))


@settings(max_examples=60)
@given(programs())
def test_any_normalisation(program):
    shape, steps, weighted, last, dtype, layout, wanted = program
    assume(all(shape[axis] for axes in [last, *[axes for _, axes in steps]] for axis in axes))
    rng = np.random.default_rng(len(steps))
    numbers = layout(rng.normal(size=shape).astype(dtype))
    weights = (1 + rng.random([n if long else 1 for n, long in zip(shape, weighted, strict=True)])).astype(dtype)
    results = []
    for mode in (None, "FAST_COMPILE"):
        x = T.TensorType(dtype, (False,) * len(shape))("x")
        g = T.TensorType(dtype, [not long for long in weighted])("g")
        state = theano.shared(numbers, name="state")
        z = state if wanted == "update" else x
        middle = []
        for kind, axes in steps:
            z = normalised(kind, z, axes, g)
            middle.append(T.sum(T.sqr(z), axis=axes))
        outputs, updates = [z], []
        if wanted == "all":
            outputs += [*middle, T.sum(T.sqr(z), axis=last), T.max(z, axis=last), T.sum(z * z)]
        if wanted == "gradient":
            outputs = T.grad(T.sum(T.sqr(z)), [x, g], disconnected_inputs="ignore")
        if wanted == "update":
            updates = [(state, z * 0.5)]
        f = theano.function([x, g], outputs, updates=updates, mode=mode, on_unused_input="ignore")
        before = numbers.copy()
        results.append([f(numbers, weights), f(numbers, weights), [state.get_value()]])
        np.testing.assert_array_equal(numbers, before)
    scale = 1 if dtype == "float64" else 1e7
    for first, second in zip(*results, strict=True):
        for got, want in zip(first, second, strict=True):
            assert got.dtype == want.dtype and got.shape == want.shape
            size = 1 + abs(want).max(initial=0)
            np.testing.assert_allclose(got, want, rtol=1e-11 * scale, atol=1e-11 * scale * size)


def test_lengths_that_differ():
    """The operation that they do not fit raises the error, and shared variables stay as they were."""
    x, y, count = T.dmatrix("x"), T.dmatrix("y"), theano.shared(0)
    z = x - T.mean(x, axis=1, keepdims=True)
    f = theano.function([x, y], z * y, updates=[(count, count + 1)])  # this line
    for shape in [(6, 4), (5, 3), (1, 4), (0, 4)]:
        with pytest.raises(ValueError, match="differ") as caught:
            f(np.ones((5, 4)), np.ones(shape))
        assert "# this line" in str(caught.value) and str(caught.value).startswith("z * y: ")
    assert count.get_value() == 0
    assert f(np.ones((5, 4)), np.ones((5, 4))).shape == (5, 4)


def test_bits_do_not_depend_on_threads():
    x = T.fmatrix("x")
    f = theano.function([x], [normalised("standardise", x, (1,), 2), T.sum(normalised("unit", x, (1,), 2), axis=0)])
    numbers = np.random.default_rng(0).normal(size=(5000, 700)).astype("float32")
    results = []
    for count in (1, 2, 3):
        with theano.threads(count):
            results.append(f(numbers))
    for other in results[1:]:
        for got, want in zip(other, results[0], strict=True):
            np.testing.assert_array_equal(got, want)
