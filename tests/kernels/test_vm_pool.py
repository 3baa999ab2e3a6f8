"""Pooling kernels against the reference, on every layout; and what they refuse."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from programs import Builder, layouts, run

from tensorgraph.tensor.signal.windows import Windows, average_grad, max_grad, max_pick, pool

MODES = ["max", "sum", "average_inc_pad", "average_exc_pad"]


@st.composite
def poolings(draw):
    nd = draw(st.integers(1, 3))
    lead = tuple(draw(st.lists(st.sampled_from([1, 2, 2, 0]), max_size=2)))
    image = tuple(draw(st.lists(st.sampled_from([5, 9, 8, 4, 3, 2, 1, 0]), min_size=nd, max_size=nd)))
    ignore_border = draw(st.booleans())
    lengths = [2, 3, 4, 1] if ignore_border else [2, 3, 5, 12, 1]
    ws = tuple(draw(st.lists(st.sampled_from(lengths), min_size=nd, max_size=nd)))
    stride = draw(st.one_of(st.just(ws), st.tuples(*[st.integers(1, 5)] * nd)))
    pad = tuple(draw(st.integers(0, w + 1)) for w in ws) if ignore_border else (0,) * nd
    return lead + image, {"ws": ws, "stride": stride, "pad": pad, "ignore_border": ignore_border}


def check(x, mode, params):
    """Pooling and its gradient, on every layout."""
    dtype = str(x.dtype)
    windows = Windows(x.shape, **params)
    z = pool(x, windows, mode)
    gz = np.random.default_rng(3).integers(-3, 4, size=z.shape).astype(dtype)
    out = [(dtype, x.ndim)]
    rtol = 1e-6 if dtype == "float32" else 1e-14
    for (_, a), (_, b), (_, c) in zip(layouts(x), layouts(z), layouts(gz), strict=True):
        found = run("pool", (a,), out, mode=mode, **params)
        assert found.dtype == dtype and found.flags.c_contiguous
        np.testing.assert_allclose(found, z, rtol=rtol)
        if mode == "max":
            found = run("pool_max_pick", (a, b, np.sin(a)), out, **params)
            np.testing.assert_allclose(found, max_pick(x, z, np.sin(x), windows), rtol=100 * rtol, atol=rtol)
            found, expected = run("pool_max_grad", (a, b, c), out, **params), max_grad(x, z, gz, windows)
        else:
            found = run("pool_average_grad", (a, c), out, mode=mode, **params)
            expected = average_grad(gz, windows, mode, dtype)
        np.testing.assert_allclose(found, expected, rtol=rtol, atol=rtol)


@given(poolings(), st.sampled_from(MODES), st.sampled_from(["float32", "float64"]))
@settings(max_examples=200)
def test_is_the_reference(pooling, mode, dtype):
    shape, params = pooling
    rng = np.random.default_rng(2)
    # few values: there are ties
    x = rng.integers(-3, 4, size=shape).astype(dtype)
    check(x, mode, params)


@pytest.mark.parametrize("stride", [1, 2, 3, 5])
@pytest.mark.parametrize("ws", [1, 2, 3, 5, 9])
@pytest.mark.parametrize("mode", ["max", "average_exc_pad"])
def test_rows(mode, ws, stride):
    """Windows side by side, apart, and in a few or many layers."""
    for n, pad, ignore_border in [(1, 0, False), (12, 0, True), (12, 0, False), (13, ws // 2, True), (20, ws, True)]:
        x = np.random.default_rng(n).integers(-2, 3, size=(2, n)).astype("float64")
        check(x, mode, {"ws": (ws,), "stride": (stride,), "pad": (pad,), "ignore_border": ignore_border})


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_nan(dtype):
    """It is the maximum of its window, of which nothing gets a gradient."""
    x = np.arange(24, dtype=dtype).reshape(4, 6)
    x[0, 1] = x[3, 5] = np.nan
    params = {"ws": (2, 2), "stride": (2, 2), "pad": (0, 0), "ignore_border": True}
    z = run("pool", (x,), [(dtype, 2)], **params)
    np.testing.assert_array_equal(z, [[np.nan, 9, 11], [19, 21, np.nan]])
    g = run("pool_max_grad", (x, z, np.ones_like(z)), [(dtype, 2)], **params)
    assert set(zip(*np.nonzero(g))) == {(1, 3), (1, 5), (3, 1), (3, 3)}


def test_windows_larger_than_any_image():
    """They reach what is there, and cost no more."""
    x = np.arange(12.0).reshape(3, 4)
    params = {"ws": (1 << 30, 1 << 30), "stride": (1 << 30, 1), "pad": (0, 0), "ignore_border": False}
    assert run("pool", (x,), [("float64", 2)], **params) == 11
    np.testing.assert_array_equal(run("pool", (x,), [("float64", 2)], mode="average_inc_pad", **params), [[5.5]])


def test_shapes_follow_the_arguments():
    builder = Builder()
    slot = builder.input(np.ones((2, 2)))
    params = {"ws": (2, 2), "stride": (2, 2), "pad": (0, 0), "ignore_border": False}
    machine = builder.machine(builder.step("pool", [slot], [("float64", 2)], **params))
    for shape in [(2, 2), (5, 3), (0, 4), (1, 1)]:
        assert machine(np.ones(shape))[0].shape == tuple((n + 1) // 2 for n in shape)


GOOD = {"ws": (2, 2), "stride": (2, 2), "pad": (0, 0), "ignore_border": True}


@pytest.mark.parametrize(
    "bad",
    [
        {"ws": (0, 2)},
        {"stride": (2, 0)},
        {"pad": (-1, 0)},
        {"pad": (0, 1 << 60)},
        {"pad": (1, 0), "ignore_border": False},
        {"ws": (2,)},
        {"ws": (2, 2, 2), "stride": (2, 2, 2), "pad": (0, 0, 0)},
        {"ws": (), "stride": (), "pad": ()},
        {"stride": (1 << 60, 1)},
    ],
    ids=str,
)
def test_refuses_what_are_no_windows(bad):
    with pytest.raises(ValueError, match="windows"):
        run("pool", (np.ones((4, 4)),), [("float64", 2)], **{**GOOD, **bad})


def test_refuses_images_that_do_not_fit():
    x, z = np.ones((4, 4)), np.ones((2, 2))
    for gz in (np.ones((2, 3)), np.ones((4, 4)), np.ones((0, 0))):
        with pytest.raises(ValueError, match="shape of the pooled image"):
            run("pool_max_grad", (x, z, gz), [("float64", 2)], **GOOD)
        with pytest.raises(ValueError, match="shape of the pooled image"):
            run("pool_max_grad", (x, gz, z), [("float64", 2)], **GOOD)
        with pytest.raises(ValueError, match="shape of the pooled image"):
            run("pool_average_grad", (x, gz), [("float64", 2)], mode="sum", **GOOD)
        with pytest.raises(ValueError, match="shape of the pooled image"):
            run("pool_max_pick", (x, gz, x), [("float64", 2)], **GOOD)
    with pytest.raises(ValueError, match="must have the shape of x"):
        run("pool_max_pick", (x, z, z), [("float64", 2)], **GOOD)
    with pytest.raises(ValueError, match="another step"):
        run("pool_average_grad", (x, z), [("float64", 2)], mode="max", **GOOD)
    with pytest.raises(ValueError, match="float32 and float64"):
        run("pool", (np.ones((4, 4), "int64"),), [("int64", 2)], **GOOD)
    with pytest.raises(ValueError, match="one dtype"):
        run("pool_average_grad", (x, z.astype("float32")), [("float64", 2)], mode="sum", **GOOD)
