"""Row kernels against NumPy in longer precision, along every axis and on every layout."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from programs import Builder, any_layout, layouts, run, some

SHAPES = [
    ((3,), 0),
    ((1,), 0),
    ((4, 5), 1),
    ((4, 5), 0),
    ((600, 10), 1),
    ((3, 128), 1),
    ((3, 129), 1),
    ((5, 1000), 1),
    ((7, 1), 1),
    ((0, 3), 1),
    ((3, 0), 1),
    ((2, 3, 40), 1),
    ((2, 300, 3), 1),
    ((30, 2, 5), 0),
    ((600, 3), 1),
    ((40, 129), 1),
    ((9, 300), 1),
    ((5, 512), 1),
    ((3, 513), 1),
    # by columns
    ((4, 300), 0),
    ((130, 20), 0),
    ((3, 70, 40), 1),
    ((9, 3, 17), 0),
    ((4097, 16), 0),
    ((50000, 17), 0),
    ((3000, 257), 0),
    ((7, 1000, 20), 1),
    ((1, 700), 0),
    ((300, 1), 1),
]
DTYPES = ["float32", "float64"]


def softmax(x, axis):
    x = x.astype("longdouble")
    e = np.exp(x - x.max(axis, keepdims=True, initial=-np.inf))
    return e / e.sum(axis, keepdims=True)


def close(got, expected, dtype, scale=1):
    assert got.dtype == dtype
    eps = np.finfo(dtype).eps
    np.testing.assert_allclose(got, expected.astype(dtype), rtol=16 * eps, atol=8 * scale * eps)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape, axis", SHAPES, ids=str)
def test_softmax(shape, axis, dtype):
    x = 5 * some(shape, dtype)
    out = [(dtype, x.ndim)]
    expected = softmax(x, axis)
    for _, a in layouts(x):
        close(run("softmax", (a,), out, axis=axis), expected, dtype)
        with np.errstate(divide="ignore"):
            close(run("logsoftmax", (a,), out, axis=axis), np.log(expected), dtype, 30)
        kept = a.copy()
        close(run_in_place("softmax", (a,), out, axis=axis), expected, dtype)
        a[...] = kept


def run_in_place(kind, args, out, at=0, **params):
    builder = Builder()
    slots = [builder.input(arg) for arg in args]
    z = builder.step(kind, slots, out, {0: at}, **params)
    got = builder.machine(z)(*args)[0]
    np.testing.assert_array_equal(args[at], got)
    return got


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", [(600, 10), (4, 5), (3, 300), (0, 3), (3, 0)], ids=str)
def test_softmax_with_bias(shape, dtype):
    x, b = some(shape, dtype), some(shape[1], dtype, 1)
    for (_, a), (_, c) in itertools.product(layouts(x), layouts(b)):
        close(run("softmax", (a, c), [(dtype, 2)]), softmax(x + b, 1), dtype)
    with pytest.raises(ValueError, match="b.shape"):
        run("softmax", (x, some(shape[1] + 1, dtype)), [(dtype, 2)])


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape, axis", SHAPES, ids=str)
def test_gradients(shape, axis, dtype):
    """Of the softmax and of its logarithm; in place on either input."""
    z, dz = softmax(some(shape, dtype), axis).astype(dtype), some(shape, dtype, 1)
    out = [(dtype, z.ndim)]
    wide, dwide = z.astype("longdouble"), dz.astype("longdouble")
    logs = np.log(z)
    expected = (dwide - (dwide * wide).sum(axis, keepdims=True)) * wide
    log_expected = dwide - np.exp(logs.astype("longdouble")) * dwide.sum(axis, keepdims=True)
    for (_, a), (_, b), (_, c) in zip(layouts(dz), layouts(z), layouts(logs), strict=True):
        close(run("softmax_grad", (a, b), out, axis=axis), expected, dtype, 4)
        close(run("logsoftmax_grad", (a, c), out, axis=axis), log_expected, dtype, 40)
        for at in (0, 1):
            kept = (a.copy(), b.copy())
            close(run_in_place("softmax_grad", (a, b), out, at, axis=axis), expected, dtype, 4)
            a[...], b[...] = kept


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape, axis", SHAPES, ids=str)
def test_logsumexp(shape, axis, dtype):
    x = 100 * some(shape, dtype)
    wide = x.astype("longdouble")
    top = wide.max(axis, keepdims=True, initial=-np.inf)
    top[~np.isfinite(top)] = 0
    with np.errstate(divide="ignore"):
        expected = np.log(np.exp(wide - top).sum(axis)) + top.squeeze(axis)
    for _, a in layouts(x):
        close(run("logsumexp", (a,), [(dtype, x.ndim - 1)], axis=axis), expected, dtype)


@pytest.mark.parametrize("by_columns", [False, True])
@pytest.mark.parametrize("width", [3, 200])
@pytest.mark.parametrize("dtype", DTYPES)
def test_special_values(width, dtype, by_columns):
    """A nan makes its row nan and no other; infinities keep their meaning in a logsumexp."""
    x = some((20, width), dtype)
    x[1, 2], x[2, 0], x[3], x[4, 1] = np.nan, np.inf, -np.inf, -np.inf
    if by_columns:
        x = np.asfortranarray(x)
    got = run("softmax", (x,), [(dtype, 2)])
    assert np.isnan(got[[1, 3]]).all() and np.isfinite(got[[0, *range(4, 20)]]).all() and got[4, 1] == 0
    sums = run("logsumexp", (x,), [(dtype, 1)])
    assert np.isnan(sums[1]) and sums[2] == np.inf and sums[3] == -np.inf
    assert np.isfinite(sums[[0, *range(4, 20)]]).all()
    large = np.full((2, width), 3e38 if dtype == "float32" else 1e308, dtype)
    np.testing.assert_allclose(run("softmax", (large,), [(dtype, 2)]), 1 / width, rtol=1e-6)


@pytest.mark.parametrize("dtype", DTYPES)
def test_special_values_of_rows_of_one_element(dtype):
    x = some((1, 300), dtype)
    x[0, :3] = np.nan, np.inf, -np.inf
    for kind, expected in ("softmax", 1), ("logsoftmax", 0):
        got = run(kind, (x,), [(dtype, 2)], axis=0)
        assert np.isnan(got[0, :3]).all() and (got[0, 3:] == expected).all()
    np.testing.assert_array_equal(run("logsumexp", (x,), [(dtype, 1)], axis=0), x[0])


def xent(args, names, dtype):
    outputs = {"nll": (dtype, 1), "softmax": (dtype, 2), "argmax": ("int64", 1)}
    got = run("xent", args, [outputs[name] for name in names], outs=tuple(names))
    return dict(zip(names, got if isinstance(got, tuple | list) else (got,), strict=True))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", [(600, 10), (4, 5), (5, 300), (0, 3), (1, 1)], ids=str)
@pytest.mark.parametrize("bias", [False, True])
def test_xent(shape, dtype, bias):
    x, b = 3 * some(shape, dtype), some(shape[1], dtype, 1)
    y = np.random.default_rng(0).integers(0, shape[1], shape[0])
    total = x + b if bias else x
    p = softmax(total, 1)
    expected = {"nll": -np.log(p[np.arange(len(y)), y]), "softmax": p, "argmax": total.argmax(1) if total.size else y}
    for (_, a), (_, labels) in itertools.product(layouts(x), layouts(y.astype("int32"))):
        args = (a, b, labels) if bias else (a, labels)
        for n in (1, 2, 3):
            for names in itertools.permutations(expected, n):
                for name, got in xent(args, names, dtype).items():
                    close(
                        got, expected[name], dtype if name != "argmax" else "int64"
                    ) if name != "argmax" else np.testing.assert_array_equal(got, expected[name])
    dnll = some(shape[0], dtype, 2)
    onehot = np.eye(shape[1])[y]
    for (_, d), (_, sm) in itertools.product(layouts(dnll), layouts(p.astype(dtype))):
        want = dnll[:, None].astype("longdouble") * (sm - onehot)
        close(run("xent_grad", (d, sm, y), [(dtype, 2)]), want, dtype)
        kept = sm.copy()
        close(run_in_place("xent_grad", (d, sm, y), [(dtype, 2)], 1), want, dtype)
        sm[...] = kept


@pytest.mark.parametrize("dtype", ["int8", "int64"])
def test_labels_from_the_end(dtype):
    """With `wraps` negative labels count from the end, as indices do."""
    x, y, d = some((4, 3), "float64"), np.array([-1, 0, -3, 2], dtype), some(4, "float64")
    want = -np.log(softmax(x, 1)[np.arange(4), y])
    close(run("xent", (x, y), [("float64", 1)], outs=("nll",), wraps=True), want, "float64")
    want = d[:, None] * (x - np.eye(3)[y])
    close(run("xent_grad", (d, x, y), [("float64", 2)], wraps=True), want, "float64")
    for bad in (3, -4):
        with pytest.raises(IndexError, match=f"index {bad} is out of bounds for axis 1 with size 3"):
            run("xent", (x[:2], np.array([0, bad])), [("float64", 1)], outs=("nll",), wraps=True)
    largest = np.array([0, 2**64 - 1], "uint64")
    with pytest.raises(IndexError, match="out of bounds"):
        run("xent", (x[:2], largest), [("float64", 1)], outs=("nll",), wraps=True)


@pytest.mark.parametrize("bad", [3, -1, -4, 2**40])
def test_labels_out_of_bounds(bad):
    x = some((2, 3), "float64")
    with pytest.raises(IndexError, match=f"label {bad} is out of bounds for rows of length 3"):
        run("xent", (x, np.array([0, bad])), [("float64", 1)], outs=("nll",))
    kept = x.copy()
    with pytest.raises(IndexError, match=f"label {bad} is out of bounds for rows of length 3"):
        run_in_place("xent_grad", (np.ones(2), x, np.array([0, bad])), [("float64", 2)], 1)
    np.testing.assert_array_equal(x, kept)
    with pytest.raises(ValueError, match="there are 3 labels for 2 rows"):
        run("xent", (x, np.array([0, 1, 2])), [("float64", 1)], outs=("nll",))


@pytest.mark.parametrize(
    "dtype", ["bool", "int8", "int32", "int64", "uint8", "uint64", "float16", "float32", "float64"]
)
@pytest.mark.parametrize(
    "shape", [(), (1,), (7,), (4, 5), (3, 300), (300, 3), (40, 300), (2, 30, 40), (0, 3), (3, 0)], ids=str
)
def test_argmax(shape, dtype):
    x = some(shape, dtype)
    for axis in [None, *range(len(shape))]:
        outputs = [(dtype, 0 if axis is None else x.ndim - 1), ("int64", 0 if axis is None else x.ndim - 1)]
        for _, a in layouts(x):
            try:
                place, largest = x.argmax(axis), x.max(axis)
            except ValueError:
                with pytest.raises(ValueError, match="attempt to get argmax of an empty sequence"):
                    run("argmax", (a,), outputs, axis=axis, outs=("max", "argmax"))
                continue
            got = run("argmax", (a,), outputs, axis=axis, outs=("max", "argmax"))
            np.testing.assert_array_equal(got[0], largest)
            np.testing.assert_array_equal(got[1], place)
            np.testing.assert_array_equal(run("argmax", (a,), outputs[1:], axis=axis, outs=("argmax",)), place)
            least = run("argmax", (a,), outputs[1:], axis=axis, outs=("argmin",))
            np.testing.assert_array_equal(least, x.argmin(axis))


@pytest.mark.parametrize("dtype", ["int8", "uint8", "int16", "int32", "float32", "float64"])
@pytest.mark.parametrize("shape", [(9000, 2), (20_003, 8), (3000, 100), (600, 300), (2, 5000, 5), (9, 30, 99)], ids=str)
def test_argmax_of_long_columns(shape, dtype):
    """Ties within a block and between blocks, nans and zeros of both signs; columns side by side, and with gaps."""
    rng, axis = np.random.default_rng(0), len(shape) - 2
    some_ties = rng.integers(0, 100, shape).astype(dtype)
    late = some_ties.copy()
    late[..., -1, :] = 101
    values = [some_ties, late, np.zeros(shape, dtype), late[..., ::-1]]
    if dtype[0] == "f":
        nans = rng.normal(size=shape).astype(dtype)
        nans[rng.random(shape) < 0.001] = np.nan
        values += [nans, np.copysign(np.zeros(shape), rng.normal(size=shape)).astype(dtype)]
    for x in values:
        outputs = [(dtype, x.ndim - 1), ("int64", x.ndim - 1)]
        for how in "argmax", "argmin":
            place = getattr(x, how)(axis)
            np.testing.assert_array_equal(run("argmax", (x,), outputs[1:], axis=axis, outs=(how,)), place)
        largest, place = run("argmax", (x,), outputs, axis=axis, outs=("max", "argmax"))
        np.testing.assert_array_equal(place, x.argmax(axis))
        np.testing.assert_array_equal(largest, x.max(axis))


@pytest.mark.parametrize("dtype", ["int16", "uint16"])
def test_argmax_of_very_long_columns(dtype):
    """Places beyond what an element could count."""
    x = some((70_000, 9), dtype)[:, :8]
    x[[65_533, 65_534, 65_535, 65_536, 65_537, 69_999], np.arange(6)] = 20
    x[:, 7] = 3
    np.testing.assert_array_equal(run("argmax", (x,), [("int64", 1)], axis=0, outs=("argmax",)), x.argmax(0))


@pytest.mark.parametrize("dtype", ["int8", "uint16", "float32", "float64"])
@pytest.mark.parametrize("length", [5, 6, 7, 9, 33, 64, 100])
def test_argmax_of_short_rows(length, dtype):
    """Whole rows, and parts of longer ones."""
    parts = some((3, 90, length + 3), dtype)[:, :, 3:], some((90, 2 * length), dtype)[:, ::2]
    for x in (some((500, length), dtype), *parts):
        got = run("argmax", (x,), [("int64", x.ndim - 1)], axis=x.ndim - 1, outs=("argmin",))
        np.testing.assert_array_equal(got, x.argmin(-1))


@settings(max_examples=200)
@given(st.data())
def test_argmax_of_any_layout(data):
    """Ties and nan."""
    x = data.draw(any_layout(st.sampled_from(["float32", "float64", "int32", "int64", "uint8"])))
    axis, how = data.draw(st.integers(0, x.ndim - 1)), data.draw(st.sampled_from(["argmax", "argmin"]))
    if x.dtype.kind == "f":
        x = np.where(x > 1, np.nan, x) if data.draw(st.booleans()) else x
    if x.size:
        got = run("argmax", (x,), [("int64", x.ndim - 1)], axis=axis, outs=(how,))
        np.testing.assert_array_equal(got, getattr(x, how)(axis))


@settings(max_examples=200)
@given(st.data())
def test_rows_of_any_layout(data):
    x = data.draw(any_layout(st.sampled_from(DTYPES)))
    axis = data.draw(st.integers(0, x.ndim - 1))
    got = run("softmax", (x,), [(x.dtype.name, x.ndim)], axis=axis)
    close(got, softmax(x, axis), x.dtype)
    if x.shape[axis]:
        got = run("logsumexp", (x,), [(x.dtype.name, x.ndim - 1)], axis=axis)
        close(got, np.log(np.exp(x.astype("longdouble")).sum(axis)), x.dtype, scale=4)


@pytest.mark.parametrize("dtype", ["float32", "float64", "int8", "uint8", "int32", "int64", "uint64", "bool"])
@pytest.mark.parametrize("n", [8191, 8192, 12289, 40000])
@pytest.mark.parametrize("how", ["argmax", "argmin"])
def test_argmax_of_long_rows(how, n, dtype):
    """Ties within a part and between parts, nans, zeros of both signs, alone and as rows of a matrix."""
    rng = np.random.default_rng(n)
    plain = rng.integers(0, 2 if dtype == "bool" else 100, (3, n)).astype(dtype)
    rows = [plain, np.zeros((3, n), dtype), np.eye(3, n, n - 3).astype(dtype)]
    if dtype.startswith("float"):
        nans = rng.normal(size=(3, n)).astype(dtype)
        nans[[0, 0, 1, 2], [4096, n - 1, 4095, 0]] = np.nan
        zeros = np.copysign(np.zeros((3, n)), rng.normal(size=(3, n))).astype(dtype)
        rows += [nans, zeros, np.full((3, n), np.nan, dtype)]
    for x in rows:
        for a, axis in (x, 1), (x, None), (x[0, ::-1], 0), (x.T, 0):
            got = run("argmax", (a,), [("int64", 0 if axis is None else a.ndim - 1)], axis=axis, outs=(how,))
            np.testing.assert_array_equal(got, getattr(a, how)(axis))


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("axis", [None, 0, 1])
def test_argmax_of_nan(axis, dtype):
    """The first nan is the largest."""
    x = some((40, 50), dtype)
    x[3, 4] = x[7, 4] = x[9, 4] = x[9, 9] = np.nan
    np.testing.assert_array_equal(
        run("argmax", (x,), [("int64", 0 if axis is None else 1)], axis=axis, outs=("argmax",)), x.argmax(axis)
    )
