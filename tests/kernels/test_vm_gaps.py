"""Parts of arrays with rows of one length are computed with the gaps between their rows, which nobody sees."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tensorgraph as theano
import tensorgraph.tensor as T

FUNCTIONS = {
    "difference": lambda p, s: p[0] - p[-1],
    "neighbours": lambda p, s: s * p[0] + 0.125 * sum(p[1:], p[0]),
    "function": lambda p, s: T.exp(-abs(p[0] - p[1])) * s + 1,
    "comparison": lambda p, s: p[0] < p[-1],
    "chosen": lambda p, s: T.switch(p[0] > p[1], p[0] / p[-1], s),
    "narrow": lambda p, s: T.cast(p[0], "int8") * T.cast(p[1], "int8"),
    "numbers of another kind": lambda p, s: T.cast(p[0], "float64") * 0.5 + T.cast(p[1], "float32"),
}


@st.composite
def programs(draw):
    """A dtype, the shape of parts, the elements left of each in its array, functions, and a seed."""
    width = draw(st.integers(1, 24) | st.sampled_from([31, 58, 64, 65, 130, 300, 511, 520]))
    rows = draw(st.integers(1, 9) | st.sampled_from([40, 130]))
    outer = draw(st.sampled_from([(), (), (1,), (3,)]))
    margins = draw(st.tuples(st.integers(0, 3), st.integers(0, 3)))
    places = draw(st.lists(st.tuples(st.integers(0, 2), st.integers(0, sum(margins))), min_size=2, max_size=5))
    chosen = draw(st.lists(st.sampled_from(sorted(FUNCTIONS)), min_size=1, max_size=2, unique=True))
    dtype = draw(st.sampled_from(["float16", "float32", "float64", "int32", "uint8"]))
    return dtype, (*outer, rows, width), sum(margins), places, chosen, draw(st.booleans()), draw(st.integers(0, 99))


@settings(max_examples=150)
@given(programs())
def test_random_parts(given):
    """The values of loops on contiguous copies, for parts of one array or of several."""
    dtype, shape, margin, places, chosen, is_one, seed = given
    rng = np.random.default_rng(seed)
    size = (*shape[:-2], shape[-2] + 2, shape[-1] + margin)
    arrays = [(9 * rng.normal(size=size)).astype(dtype) for _ in places]
    indices = [(..., slice(r, r + shape[-2]), slice(c, c + shape[-1])) for r, c in places]
    inputs = [T.TensorType(dtype, [False] * len(shape))() for _ in places]
    s = T.scalar(dtype=dtype)
    given = [arrays[0] if is_one else a for a in arrays]
    parts = [a[index] for a, index in zip(given, indices)]
    f = theano.function([*inputs, s], [FUNCTIONS[name](inputs, s) for name in chosen], on_unused_input="ignore")
    expected = f(*[part.copy() for part in parts], 3)
    for _ in range(2):
        for got, want in zip(f(*parts, 3), expected, strict=True):
            np.testing.assert_array_equal(got, want)
    views = [x[(*[slice(None)] * (len(shape) - 2), *index[1:])] for x, index in zip(inputs, indices)]
    g = theano.function([*inputs, s], [FUNCTIONS[name](views, s) for name in chosen], on_unused_input="ignore")
    for got, want in zip(g(*given, 3), expected, strict=True):
        np.testing.assert_array_equal(got, want)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("shape", [(3000, 40), (40, 70, 50), (2, 9000, 9)])
def test_threads(shape, dtype):
    """The same bits for any number of threads, whose pieces are whole rows."""
    x = T.TensorType(dtype, [False] * len(shape))()
    f = theano.function([x], T.sin(x[..., 1:] - x[..., :-1]) * (x[..., 1:] + 2))
    value = np.random.default_rng(0).normal(size=shape).astype(dtype)
    expected = f(value)
    np.testing.assert_allclose(
        expected, np.sin(value[..., 1:] - value[..., :-1]) * (value[..., 1:] + 2), rtol=1e-4, atol=1e-6)
    for threads in (2, 3):
        with theano.threads(threads):
            np.testing.assert_array_equal(f(value), expected)


@pytest.mark.parametrize("shape", [(6, 40), (50, 9), (3, 20, 60)])
@pytest.mark.parametrize("other", ["row", "column", "number", "contiguous", "another pitch"])
def test_beside_other_layouts(other, shape):
    """Parts beside what has no rows of their pitch, before and after them."""
    x = T.TensorType("float64", [False] * len(shape))()
    rng = np.random.default_rng(3)
    a = rng.normal(size=(*shape[:-1], shape[-1] + 3))[..., 2:-1]
    b = rng.normal(size=(*shape[:-1], shape[-1] + (2 if other == "another pitch" else 0)))[..., : shape[-1]]
    given = {"row": b[..., :1, :], "column": b[..., :1], "number": b[..., :1, :1]}.get(other, b)
    flags = [n == 1 and given.shape != shape for n in given.shape]
    y = T.TensorType("float64", flags)()
    for compute in (lambda x, y: x - y, lambda x, y: y - x, lambda x, y: (y - x) * (y - x), lambda x, y: (y - x) * y):
        f = theano.function([x, y], compute(x, y))
        np.testing.assert_allclose(f(a, given), compute(a, given), rtol=1e-12)


def test_gaps_are_not_read():
    """What lies between rows changes nothing, whatever it is."""
    x = T.dmatrix()
    f = theano.function([x], [x[1:, 1:-1] / (x[:-1, 1:-1] + x[1:, :-2]), T.sqrt(x[:, 2:]) + x[:, 1:-1]])
    value = np.random.default_rng(1).uniform(1, 2, size=(50, 20))
    expected = f(value[:, :19].copy())
    for filler in (np.nan, np.inf, -1.0, 0.0):
        value[:, 19] = filler
        for got, want in zip(f(value[:, :19]), expected, strict=True):
            np.testing.assert_array_equal(got, want)


def test_layout_changes():
    """One function on arrays of one pitch, of several, and on contiguous ones."""
    x, y = T.dmatrix(), T.dmatrix()
    f = theano.function([x, y], 2 * x - y)
    wide, wider = np.random.default_rng(2).normal(size=(2, 30, 40))
    for a, b in ((wide[:, :33], wider[:, 3:36]), (wide[:, :33], wider[:, :33].copy()), (wide, wider),
                 (wide[:, ::2], wider[:, 1::2]), (wide[::2, :30], wider[::2, 4:34]), (wide[::2, 1:], wider[:15, 1:]),
                 (wide.T[:30], wider.T[:30]), (wide[::-1, 2:], wider[::-1, 2:])):
        np.testing.assert_array_equal(f(a, b), 2 * a - b)
