"""Segments compute what the plain instructions of a loop do: random expressions, layouts, aliases, and their limits."""

import pickle
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from new_process import run

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph._kernels.loops import dispatch
from tensorgraph.lowering.passes import segments
from tensorgraph.lowering.passes.tilecode import TileCode

UNARY = [T.neg, T.sqr, abs, lambda x: T.sqrt(abs(x)), T.floor, T.ceil, T.sgn, lambda x: 1 - x, lambda x: 1 / (x + 3.5)]
BINARY = [
    lambda x, y: x + y, lambda x, y: x - y, lambda x, y: x * y, lambda x, y: x / (T.sqr(y) + 1), T.maximum, T.minimum,
    lambda x, y: T.switch(x < y, x, y * 2), lambda x, y: T.switch(T.or_(x > 0, y > x), x, y), lambda x, y: x * (x <= y),
    lambda x, y: T.clip(x, -1, y), lambda x, y: T.switch(T.eq(x, y), x, T.neq(y, 0) * x),
]
OF_INTEGERS = [
    lambda x, y: x + y, lambda x, y: x - y, lambda x, y: x * y, T.maximum, T.minimum, lambda x, y: x * (x <= y),
    lambda x, y: T.switch(x < y, x, y * 2), lambda x, y: T.switch(T.or_(x > 0, y > x), x, y), lambda x, y: x & y,
    lambda x, y: T.clip(x, -1, y), lambda x, y: x | ~y, lambda x, y: x ^ y, lambda x, y: T.sqr(x) + abs(y),
    lambda x, y: T.sgn(x) - y, lambda x, y: x // (abs(y) % 7 + 1), lambda x, y: -x + T.eq(x, y),
]
OF_ARRAYS = [
    lambda x, y, z: x + y, lambda x, y, z: x - y, lambda x, y, z: -x, lambda x, y, z: abs(x),
    lambda x, y, z: T.maximum(x, y), lambda x, y, z: T.minimum(x, z), lambda x, y, z: T.minimum(abs(x), abs(y)) * z,
    lambda x, y, z: T.switch(x < y, y, z), lambda x, y, z: T.switch((x < y) | (z > y), x, y - z),
]
OUTSIDE = [T.tanh, lambda x: T.exp(T.minimum(x, 1)), T.arctan]      # what is between segments


@st.composite
def programs(draw):
    """Return a function of four variables that returns some expressions of them."""
    number = st.integers(0, 99)
    steps = draw(st.lists(st.tuples(st.integers(0, 2), number, number, number), min_size=2, max_size=24))
    shown = draw(st.lists(st.integers(0, 9), min_size=1, max_size=3))

    def build(values):
        values = list(values)
        for kind, which, i, j in steps:
            x, y = values[-1 - i % len(values)], values[-1 - j % len(values)]
            if kind == 0:
                values.append(UNARY[which % len(UNARY)](x))
            elif kind == 1 or which % 4:
                values.append(BINARY[which % len(BINARY)](x, y))
            else:
                values.append(OUTSIDE[which % len(OUTSIDE)](x))
        return [values[-1 - k % len(values)] for k in shown]

    return build


def without_segments(make):
    """Return what `make` returns where no loop gets segments."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(segments, "segments_of", lambda *args: None)
        return make()


@given(programs(), st.sampled_from([1, 63, 64, 65, 257, 3000]), st.sampled_from(["float32", "float64"]), st.booleans())
@settings(max_examples=150)
def test_random_expressions(build, n, dtype, reduced):
    """Vectors, a strided one, a number and a mask."""
    x, y, z = (T.vector(name, dtype=dtype) for name in "xyz")
    s, mask = T.scalar("s", dtype=dtype), T.vector("mask", dtype="bool")
    outputs = build([x, y, T.switch(mask, z, x), s * y])
    if reduced:
        outputs = [*outputs, outputs[0].sum(), outputs[-1].max()]
    make = partial(theano.function, [x, y, z, s, mask], outputs, on_unused_input="ignore")
    f, plain = make(), without_segments(make)
    rng = np.random.default_rng(n)
    arrays = [rng.integers(-3, 4, n).astype(dtype), rng.normal(size=2 * n).astype(dtype)[::2]]
    arrays += [rng.normal(size=n).astype(dtype), np.dtype(dtype).type(0.7), rng.random(n) < 0.5]
    tolerance = 1e-4 if dtype == "float32" else 1e-11
    with np.errstate(all="ignore"):
        for got, want in zip(f(*arrays), plain(*arrays), strict=True):
            np.testing.assert_allclose(got, want, rtol=tolerance, atol=tolerance)


@given(
    st.lists(st.tuples(*[st.integers(0, 99)] * 4), min_size=4, max_size=40), st.integers(2, 8),
    st.sampled_from([65, 257, 300, 1025, 5000]), st.sampled_from(["float32", "float64", "int32", "int64"]),
    st.integers(1, 3), st.booleans(),
)
@settings(max_examples=150)
def test_arrays_alone(steps, count, n, dtype, nout, reduced):
    """Without a number among them, so that nothing but the arrays is read."""
    v = [T.vector(dtype=dtype) for _ in range(count)]

    def make():
        values = list(v)
        for which, i, j, k in steps:
            operands = [values[-1 - place % len(values)] for place in (i, j, k)]
            values.append(OF_ARRAYS[which % len(OF_ARRAYS)](*operands))
        outputs = values[-nout:]
        return theano.function(v, [outputs[0].max(), *outputs] if reduced else outputs, on_unused_input="ignore")

    f, plain = make(), without_segments(make)
    arrays = [np.random.default_rng(k).integers(-2, 3, n).astype(dtype) for k in range(count)]
    with np.errstate(all="ignore"):
        for got, want in zip(f(*arrays), plain(*arrays), strict=True):
            np.testing.assert_allclose(got, want, rtol=1e-4 if dtype == "float32" else 1e-10)


@pytest.mark.parametrize("n", [300, 1000, 5000])
@pytest.mark.parametrize("dtype", ["float32", "float64", "int32", "int64"])
def test_what_does_not_fit_is_kept_within_blocks(dtype, n):
    """Arrays alone, without a number: one segment that writes one result, and values that have no tile."""
    v = [T.vector(dtype=dtype) for _ in range(6)]
    rng = np.random.default_rng(n)
    arrays = [rng.integers(-9, 9, n).astype(dtype) for _ in v]

    def build(switch, v):
        d = [x - y for x, y in zip(v, [*v[1:], v[0]], strict=True)]
        e = switch(d[0] * d[1] < d[2] * d[3], d[0] * d[2] + d[1] * d[4], d[4] * d[5] - d[0] * d[3])
        e = switch(e < d[1] * d[5], e * d[2] - d[0], d[3] + e * d[4])
        return e * d[0] + d[1] * d[2] - d[3] * d[4] * d[5]

    f = theano.function(v, build(T.switch, v))
    for _ in range(3):
        np.testing.assert_array_equal(f(*arrays), build(np.where, arrays))


@given(
    st.lists(st.tuples(*[st.integers(0, 99)] * 3), min_size=2, max_size=20), st.sampled_from([63, 64, 65, 257, 3000]),
    st.sampled_from(["int32", "int64"]), st.sampled_from([None, 0, 1]),
)
@settings(max_examples=100)
def test_integers(steps, n, dtype, axis):
    """They wrap around; a matrix, a column, a row, a number and a mask, and what is summed along an axis."""
    x, column, row = (T.TensorType(dtype, flags)() for flags in ([False] * 2, [False, True], [True, False]))
    s, mask = T.scalar("s", dtype=dtype), T.matrix("mask", dtype="bool")

    def make():
        values = [x, column, row, s * x, T.switch(mask, x, column)]
        for which, i, j in steps:
            a, b = values[-1 - i % len(values)], values[-1 - j % len(values)]
            values.append(OF_INTEGERS[which % len(OF_INTEGERS)](a, b))
        outputs = [*values[-3:], values[-1].sum(axis), T.eq(values[-1], row)]
        return theano.function([x, column, row, s, mask], outputs, on_unused_input="ignore")

    f, plain = make(), without_segments(make)
    rng = np.random.default_rng(n)
    arrays = [rng.integers(-(2**31), 2**31, size).astype(dtype) for size in ((5, n), (5, 1), (1, n), ())]
    arrays.append(rng.random((5, n)) < 0.5)
    for got, want in zip(f(*arrays), plain(*arrays), strict=True):
        np.testing.assert_array_equal(got, want)


@given(programs(), st.tuples(st.integers(1, 40), st.integers(1, 300)), st.sampled_from([None, 0, 1]))
@settings(max_examples=100)
def test_broadcast_and_reduced(build, shape, axis):
    """A matrix, a row, a column and a transposed matrix; reductions along each axis."""
    x, y = T.dmatrix("x"), T.dmatrix("y")
    row, column = T.drow("row"), T.dcol("column")
    outputs = build([x, row + y, column * x, y])
    outputs = [*outputs, outputs[0].sum(axis=axis), T.sqr(outputs[-1] - 1).sum(axis=axis)]
    make = partial(theano.function, [x, y, row, column], outputs, on_unused_input="ignore")
    f, plain = make(), without_segments(make)
    rng = np.random.default_rng(shape[1])
    arrays = [rng.normal(size=shape), rng.normal(size=shape[::-1]).T]
    arrays += [rng.normal(size=(1, shape[1])), rng.normal(size=(shape[0], 1))]
    with np.errstate(all="ignore"):
        for got, want in zip(f(*arrays), plain(*arrays), strict=True):
            np.testing.assert_allclose(got, want, rtol=1e-10, atol=1e-10)


@given(
    programs(), st.tuples(st.integers(1, 3), st.integers(1, 30), st.integers(1, 100) | st.integers(100, 700)),
    st.sampled_from(["float32", "float64"]), st.booleans(), st.sampled_from([1, 2])
)
@settings(max_examples=100)
def test_rows_are_read_where_they_are(build, shape, dtype, cut, threads):
    """Rows of contiguous and of cut arrays, values and rows that repeat along some axes, and a result in place."""
    rng = np.random.default_rng(shape[2])
    whole = rng.normal(size=(*shape[:2], shape[2] + 2)).astype(dtype)
    arrays = [whole[:, :, 1:-1] if cut else whole[:, :, 1:-1].copy()]
    plane, column, row, single, line = "100", "001", "101", "011", "110"
    repeated = [tuple(map(bool, map(int, axes))) for axes in (plane, column, row, single, line)]
    arrays += [rng.normal(size=np.where(axes, 1, shape)).astype(dtype) for axes in repeated]

    def make():
        x = T.tensor3("x", dtype=dtype)
        others = [T.TensorType(dtype, axes)(name) for name, axes in zip("abcde", repeated, strict=True)]
        state = theano.shared(arrays[0].copy())
        outputs = build([x - others[0], others[1] + x, x * others[2], others[3] - x, x + others[4], state * others[1]])
        updates = [(state, outputs[0] * others[1] + state)]
        return theano.function([x, *others], outputs, updates=updates, on_unused_input="ignore"), state

    found, plain = make(), without_segments(make)
    tolerance = 1e-3 if dtype == "float32" else 1e-9
    with np.errstate(all="ignore"), theano.threads(threads):
        for _ in range(2):
            results = [[*f(*arrays), state.get_value()] for f, state in (found, plain)]
            for got, want in zip(*results, strict=True):
                np.testing.assert_allclose(got, want, rtol=tolerance, atol=tolerance)


@given(
    programs(), st.tuples(st.integers(1, 20), st.integers(1, 150) | st.integers(500, 700)),
    st.sampled_from(["float32", "float64"]), st.sampled_from([1, 2])
)
@settings(max_examples=100)
def test_parts_of_one_array(build, shape, dtype, threads):
    """Neighbours of all elements of a matrix, some backwards, and every second column of a wider one."""
    x, y = (T.matrix(name, dtype=dtype) for name in "xy")
    around = [x[1:-1, 1:-1], x[2:, 1:-1], x[:-2, 2:], x[-2:0:-1, :-2], x[1:-1, -2:0:-1], y[:, ::2]]
    make = partial(theano.function, [x, y], build(around), on_unused_input="ignore")
    f, plain = make(), without_segments(make)
    rng = np.random.default_rng(shape[1])
    a, b = (rng.normal(size=size).astype(dtype) for size in ((shape[0] + 2, shape[1] + 2), (shape[0], 2 * shape[1])))
    tolerance = 1e-3 if dtype == "float32" else 1e-9
    with np.errstate(all="ignore"), theano.threads(threads):
        for arrays in ((a, b), (a[:, ::-1], b[::-1]), (np.asfortranarray(a), np.asfortranarray(b))):
            for got, want in zip(f(*arrays), plain(*arrays), strict=True):
                np.testing.assert_allclose(got, want, rtol=tolerance, atol=tolerance)


@given(programs(), st.sampled_from([5, 64, 77, 205, 3000]))
@settings(max_examples=100)
def test_updates_in_place(build, n):
    """New values of shared variables take the memory of old ones, which other results read."""
    start = [np.random.default_rng(k).normal(size=n) for k in range(4)]

    def make():
        shared = [theano.shared(value) for value in start]
        results = [T.clip(v, -9, 9) for v in build([v * 1 for v in shared])]
        updates = [(v, T.switch(T.isnan(new), v, new)) for v, new in zip(shared, results, strict=False)]
        f = theano.function([], [v.sum() for v in shared], updates=updates)
        return f, shared

    with np.errstate(all="ignore"):
        f, shared = make()
        plain, others = without_segments(make)
        for _ in range(2):
            np.testing.assert_allclose(f(), plain(), rtol=1e-9, atol=1e-9)
        for got, want in zip(shared, others, strict=True):
            np.testing.assert_allclose(got.get_value(), want.get_value(), rtol=1e-9, atol=1e-9)


def test_a_result_is_not_stored_before_its_memory_is_read():
    """The first result is known before the input whose memory it takes is read for the last time."""
    v = theano.shared(np.arange(1000.0))
    w = theano.shared(np.arange(1000.0)[::-1].copy())
    f = theano.function([], [], updates=[(v, w * 2 + 1), (w, T.sqr(v) * 3 - w * v)])
    f()
    x, y = np.arange(1000.0), np.arange(1000.0)[::-1]
    np.testing.assert_array_equal(v.get_value(), y * 2 + 1)
    np.testing.assert_array_equal(w.get_value(), x**2 * 3 - y * x)


def test_more_values_than_tiles():
    """Values that do not fit into the tiles are stored, and few of these places are needed."""
    writer = TileCode("f64", set(), dtypes := ["float64"] * 20)
    for k in range(8):
        writer.add(8 + k, ("mul", k, (k + 1) % 8))
    total = 8
    for k in range(1, 8):
        writer.nodes[20 + k] = writer._node(("add", total, 8 + k))
        total = 20 + k
    writer.nodes[30] = writer._node(("mul", total, ("sub", ("add", ("add", 8, 10), ("add", 12, 14)), 15)))
    ops = writer.write([30])
    assert len(dtypes) - 20 <= 8
    assert sum(op[0] == "store" for op in ops) >= 2
    loads = {op[3] for op in ops if op[0] == "load" and op[2] == "m"}
    assert loads <= {*range(8), *range(20, len(dtypes))}


def test_nothing_is_copied_or_stored_without_need():
    """Masks of three arrays that are read again: each operation does work, and only the result is stored."""
    x, y, z, zero, one, half = range(6)
    writer = TileCode("f32", {zero, one, half}, ["float32"] * 20, kept_from=3)
    writer.add(6, ("and_", ("gt", x, zero), ("lt", y, one)))
    writer.add(7, ("or_", ("gt", z, zero), ("lt", x, half)))
    writer.add(8, ("switch", 6, ("mul", x, z), ("switch", 7, ("sub", y, z), ("mul", x, half))))
    ops = [(op, kinds) for op, _, kinds, *_ in writer.write([8])]
    names = [op for op, _ in ops]
    assert not [kinds for op, kinds in ops if op == "load" and kinds != "m"]
    assert names.count("store") == 1 and {"and_lt", "or_lt"} <= set(names) and not {"and_", "or_"} & set(names)


def test_long_expressions_are_cut():
    x = T.dvector("x")
    z = x
    for k in range(300):
        z = z * (x + k / 100) / (1.5 + abs(z))
    f = theano.function([x], z)
    a = np.linspace(-1, 1, 500)
    want = a
    for k in range(300):
        want = want * (a + k / 100) / (1.5 + abs(want))
    np.testing.assert_allclose(f(a), want, rtol=1e-9)


def test_many_arrays_are_cut():
    """More arrays than a segment may have."""
    xs = T.dvectors(60)
    f = theano.function(xs, [sum(x * (k + 1.5) for k, x in enumerate(xs)), *[x * 2 + 1 for x in xs]])
    arrays = [np.linspace(0, k, 300) for k in range(60)]
    total, *others = f(*arrays)
    np.testing.assert_allclose(total, sum(x * (k + 1.5) for k, x in enumerate(arrays)))
    np.testing.assert_array_equal(others, [x * 2 + 1 for x in arrays])


def test_masks_alone():
    """Masks that are joined behind an operation that no segment has."""
    x, y = T.dvectors("x", "y")
    close = T.allclose(x, y)
    joined = T.and_(T.or_(T.isnan(T.arctan(x)), x > y), T.and_(T.eq(T.cast(x, "int8"), 1), y < x))
    f = theano.function([x, y], [close, T.isclose(x, y), joined])
    a, b = np.linspace(-2, 2, 300), np.linspace(-1, 2, 300)
    got = f(a, b)
    assert got[0] == np.allclose(a, b)
    np.testing.assert_array_equal(got[1], np.isclose(a, b))
    np.testing.assert_array_equal(got[2], (a > b) & (a.astype("int8") == 1) & (b < a))


def test_loops_of_numbers_have_no_use_for_segments():
    """Few elements run the plain instructions, whose calls cost less."""
    x, y = T.dvectors("x", "y")
    f = theano.function([x, y], (x - y) * x + y / (x + 2))
    for n in 1, 31, 63, 64, 65:
        a, b = np.arange(n) + 1.0, np.arange(n) * 0.5
        np.testing.assert_allclose(f(a, b), (a - b) * a + b / (a + 2), rtol=1e-15)


def test_a_saved_function_runs_on_other_processors(tmp_path):
    """Segments are written anew where a function is loaded: processors differ in the number of tiles."""
    x, y, z = T.dvectors("x", "y", "z")
    output = T.switch((x > 0) & (y < z), x * z, y - z) * T.sqr(x - y) + (x + y) * (z - x) * (y - z)
    f = theano.function([x, y, z], output)
    path = tmp_path / "f.pkl"
    path.write_bytes(pickle.dumps(f))
    assert "segment" not in str(f.maker.program.steps) and "segment" in str(f.program.steps)
    want = f(np.arange(100.0), np.arange(100.0)[::-1], np.ones(100)).sum()
    code = (
        f"import pickle, numpy as np; f = pickle.load(open({str(path)!r}, 'rb'))\n"
        "print(f(np.arange(100.0), np.arange(100.0)[::-1], np.ones(100)).sum())"
    )
    for isa in dispatch.supported():
        assert float(run("-c", code, TENSORGRAPH_ISA=isa).stdout) == pytest.approx(want)


@pytest.mark.parametrize(
    "code, dtypes",
    [
        ([("complex_f64", 2, (0, 1)), ("imag_c128", 3, (2,)), ("add_f64", 4, (3, 0))], ["float64", "complex128"]),
        ([("cast_f32_f16", 2, (0,)), ("cast_f16_f32", 3, (2,)), ("add_f32", 4, (3, 1))], ["float32", "float16"]),
    ],
    ids=["complex numbers", "halves"],
)
def test_arrays_of_other_dtypes_are_read_by_later_segments(code, dtypes):
    """A segment that stores pairs or halves does not read them: they are in memory alone."""
    stored = (None, None, None)
    real, other = dtypes
    params = {"code": tuple(code), "consts": (), "reg_dtypes": (real, real, other, real, real)}
    params["outs"] = ((2, "store", *stored), (4, "store", *stored))
    found = segments.segments_of(params, 2, [], set()) or {"segments": code}
    for op, written, read in found["segments"]:
        assert isinstance(op, str) or 2 not in written or 2 not in read
