"""Reductions against ``ufunc.reduce``: whatever is in their table, in each dtype, over all axes, in every layout."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from programs import STORE, Builder, any_layout, layouts, run, some

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.scalar.reductions import REDUCTIONS

RECORDS = list(REDUCTIONS.values())
# halves are joined as floats
PAIRS = [(record, dtype) for record in RECORDS for dtype in sorted(record.dtypes - {"float16"})]
SHAPES = [
    (), (1,), (5,), (256,), (257,), (5000,), (70000,), (3, 5), (600, 10), (10, 600), (129, 129), (40, 257), (2, 3, 4),
    (30, 7, 50), (3, 1, 400), (3000, 1), (2, 3, 4, 5),
]


def reduce(x, how, axes, out, acc, broadcastable=None):
    ndim = 0 if axes is None else x.ndim - len(axes)
    return run(
        "loop",
        (x,),
        [(out, ndim)],
        consts=(),
        code=(),
        reg_dtypes=(str(x.dtype),),
        outs=((0, how, axes, out, acc),),
        broadcastable=broadcastable,
    )


def values(record, dtype, shape):
    """Numbers whose products stay small."""
    x = some(shape, dtype)
    if record.name != "prod" or x.dtype.kind not in "fiu":
        return x
    return (1 + x / 1000).astype(dtype) if x.dtype.kind == "f" else x % 3


def axes_of(shape):
    """All sets of axes."""
    return [None, *itertools.chain(*[itertools.combinations(range(len(shape)), r) for r in range(len(shape) + 1)])]


def check(record, x, dtype):
    """Compare over all axes in all layouts."""
    for axes in axes_of(x.shape):
        axis = tuple(range(x.ndim)) if axes is None else axes
        want = record.ufunc.reduce(x, axis=axis, dtype=dtype)
        for _, a in layouts(x):
            got = reduce(a, record.name, axes, dtype, dtype)
            assert got.dtype == dtype
            if got.dtype.kind == "f" and record.is_wide:
                tolerance = 1e-5 if dtype == "float32" else 1e-12
                np.testing.assert_allclose(got, want, rtol=tolerance, atol=tolerance * max(x.size, 10))
            else:
                np.testing.assert_array_equal(got, want)


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("record", RECORDS, ids=lambda r: r.name)
def test_shapes(record, shape):
    """Short and long rows, one and many blocks."""
    dtype = next(dtype for dtype in ("float64", "int64", "bool") if dtype in record.dtypes)
    check(record, values(record, dtype, shape), dtype)


@pytest.mark.parametrize(("record", "dtype"), PAIRS, ids=lambda v: getattr(v, "name", v))
def test_dtypes(record, dtype):
    """Dtypes with loops of their own, and those that NumPy reduces."""
    for shape in (1000,), (7, 40), (40, 300):
        check(record, values(record, dtype, shape), dtype)


@pytest.mark.parametrize(("record", "dtype"), [p for p in PAIRS if p[0].is_wide], ids=lambda v: getattr(v, "name", v))
def test_accumulators(record, dtype):
    """Accumulators have a dtype of their own."""
    x = values(record, dtype, (20, 300))
    acc = {"b": "int64", "i": "int64", "u": "uint64", "f": "float64"}[x.dtype.kind]
    for axes in None, (0,), (1,):
        want = record.ufunc.reduce(x, axis=axes, dtype=acc)
        np.testing.assert_allclose(reduce(x, record.name, axes, acc, acc), want, rtol=1e-5, atol=1e-4)
        np.testing.assert_allclose(reduce(x, record.name, axes, dtype, acc), want.astype(dtype), rtol=1e-5, atol=1e-4)


@pytest.mark.parametrize("dtype", ["complex64", "complex128"])
def test_complex_sums(dtype):
    x = some((20, 300), dtype)
    for axes in None, (0,), (1,):
        np.testing.assert_allclose(reduce(x, "sum", axes, dtype, dtype), x.sum(axes), rtol=1e-5, atol=1e-4)


@pytest.mark.parametrize("shape", [(0,), (0, 3), (3, 0), (2, 0, 3)], ids=str)
@pytest.mark.parametrize(("record", "dtype"), PAIRS, ids=lambda v: getattr(v, "name", v))
def test_nothing(record, dtype, shape):
    """Sums of nothing are 0, products 1; there is no maximum of nothing."""
    x = np.zeros(shape, dtype)
    for axes in axes_of(shape)[1:]:
        try:
            want = record.ufunc.reduce(x, axis=axes, dtype=dtype)
        except ValueError as error:
            with pytest.raises(ValueError, match=str(error)):
                reduce(x, record.name, axes, dtype, dtype)
        else:
            np.testing.assert_array_equal(reduce(x, record.name, axes, dtype, dtype), want)


@pytest.mark.parametrize("axes", [None, (0,), (1,)])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_extrema_of_nan(axes, dtype):
    """A nan is the maximum and the minimum."""
    x = some((40, 50), dtype)
    x[3, 4] = x[39, 49] = np.nan
    np.testing.assert_array_equal(reduce(x, "max", axes, dtype, dtype), x.max(axes))
    np.testing.assert_array_equal(reduce(x, "min", axes, dtype, dtype), x.min(axes))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("how", ["max", "min"])
def test_extrema_from_anywhere(how, dtype):
    """The extremum of a vector, a nan or not, at every place in it."""
    n = 333
    x = some((n,), dtype)
    for value in [100 if how == "max" else -100, np.nan]:
        for place in range(n):
            y = x.copy()
            y[place] = value
            np.testing.assert_array_equal(reduce(y, how, (0,), dtype, dtype), y[place])


def test_several_results():
    """One loop stores, sums over one axis, over the other and over both."""
    x, row = some((300, 70), "float64"), some((1, 70), "float64", 1)
    builder = Builder()
    outs = builder.loop(
        (builder.input(x), builder.input(row, (True, False))),
        (("mul_f64", 2, (0, 1)),),
        (
            (2, *STORE),
            (2, "sum", (0,), "float64", "float64"),
            (2, "sum", (1,), "float32", "float64"),
            (0, "max", None, "float64", "float64"),
            (2, "sum", None, "float64", "float64"),
        ),
        [("float64", 2), ("float64", 1), ("float32", 1), ("float64", 0), ("float64", 0)],
        ("float64",) * 3,
    )
    got = builder.machine(*outs)(x, row)
    z = x * row
    for a, b in zip(got, [z, z.sum(0), z.sum(1).astype("float32"), x.max(), z.sum()], strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-6, atol=1e-12)
        assert a.dtype == b.dtype


@settings(max_examples=300)
@given(st.data())
def test_any_layout(data):
    """Whatever axes are kept between those that are reduced, however the elements lie."""
    record, dtype = data.draw(st.sampled_from([(r, d) for r, d in PAIRS if r.name != "prod" and d != "float16"]))
    x = data.draw(any_layout(st.just(dtype)))
    if x.dtype.kind == "f":
        # sums of whole numbers are exact
        x = np.where(x > 1.5, np.nan, np.rint(x)) if data.draw(st.booleans()) else np.rint(x)
    bits = data.draw(st.integers(1, 2**x.ndim - 1))
    axes = tuple(axis for axis in range(x.ndim) if bits >> axis & 1)
    if x.size or not record.picks:
        want = record.ufunc.reduce(x, axis=axes, dtype=dtype)
        np.testing.assert_array_equal(reduce(x, record.name, axes, dtype, dtype), want)


SHORT_AXES = st.lists(st.sampled_from([1, 2, 3, 4, 5, 8, 17]), min_size=3, max_size=6)


@given(
    st.tuples(st.sampled_from([1, 2, 300]), SHORT_AXES).filter(lambda s: s[0] * np.prod(s[1]) < 200_000),
    st.data(), st.sampled_from(["float32", "float64", "int64", "int8", "bool"]), st.integers(1, 3),
)
@settings(max_examples=150)
def test_short_axes_among_others(lengths, data, dtype, threads):
    """As pooling by a reshape: windows of a few elements, whose results lie side by side, over any of the axes."""
    shape = (lengths[0], *lengths[1])
    axes = tuple(sorted(data.draw(st.sets(st.integers(0, len(shape) - 1), min_size=1))))
    a = np.random.default_rng(len(shape)).integers(-9, 9, shape).astype(dtype)
    x = T.TensorType(dtype, [False] * a.ndim)()
    alone = [theano.function([x], y) for y in (x.max(axis=axes), x.sum(axis=axes), T.sqr(x + 1).sum(axis=axes))]
    f = theano.function([x], [how(axis=axes) for how in (x.max, x.min, x.sum)] + [T.sqr(x + 1).max(axis=axes)])
    with theano.threads(threads):
        largest, smallest, total, square = f(a)
        np.testing.assert_array_equal(alone[0](a), largest)
        np.testing.assert_array_equal(alone[1](a), total)
        squares = alone[2](a)
    np.testing.assert_array_equal(largest, a.max(axis=axes))
    np.testing.assert_array_equal(smallest, a.min(axis=axes))
    np.testing.assert_array_equal(total, a.sum(axis=axes, dtype=total.dtype))
    numbers = a.astype("int8") if dtype == "bool" else a
    numbers = np.square(numbers + numbers.dtype.type(1))
    np.testing.assert_array_equal(square, numbers.max(axis=axes))
    np.testing.assert_array_equal(squares, numbers.sum(axis=axes, dtype=squares.dtype))


def test_long_sum_is_accurate():
    """Chunks are added pairwise: the error does not grow with the length."""
    x = np.full(10**6, 0.1, "float32")
    got = reduce(x, "sum", None, "float32", "float32")
    assert abs(float(got) - 1e5) < 0.05


@st.composite
def broadcast_loops(draw):
    """Return a shape, which axes two inputs broadcast over, and the axes of some reductions."""
    lengths = st.sampled_from([1, 2, 3, 5, 8, 20, 60, 129, 300])
    shape = draw(st.lists(lengths, min_size=2, max_size=4).filter(lambda s: np.prod(s) < 200_000))
    axes = st.integers(0, 2 ** len(shape) - 2).map(lambda bits: [axis for axis in range(4) if bits >> axis & 1])
    reduced = draw(st.lists(axes.filter(bool), min_size=1, max_size=3))
    return shape, draw(axes), draw(axes), reduced, draw(st.sampled_from(["float32", "float64"])), draw(st.booleans())


@settings(max_examples=150)
@given(broadcast_loops())
def test_products_of_broadcast_arrays(case):
    """Whole numbers, whose sums are exact, however the accumulators lie; once with the product stored, too."""
    shape, first, second, reduced, dtype, stored = case
    rng = np.random.default_rng(7)
    x, y = (
        rng.integers(-4, 5, [1 if axis in ones else n for axis, n in enumerate(shape)]).astype(dtype)
        for ones in (first, second)
    )
    code = "f32" if dtype == "float32" else "f64"
    builder = Builder()
    inputs = [builder.input(a, tuple(axis in ones for axis in range(a.ndim))) for a, ones in ((x, first), (y, second))]
    outs = [(2, "sum", tuple(sorted(axes)), dtype, "float64") for axes in reduced] + [(2, *STORE)] * stored
    types = [(dtype, len(shape) - len(axes)) for axes in reduced] + [(dtype, len(shape))] * stored
    slots = builder.loop(inputs, ((f"mul_{code}", 2, (0, 1)),), outs, types, (dtype,) * 3)
    z = np.broadcast_to(x * y, np.broadcast_shapes(x.shape, y.shape))
    wanted = [z.sum(axis=tuple(axes), dtype=dtype) for axes in reduced] + [z] * stored
    got = builder.machine(*(slots if isinstance(slots, tuple) else (slots,)))(x, y)
    for want, found in zip(wanted, got, strict=True):
        np.testing.assert_array_equal(found, want)


@pytest.mark.parametrize("dtype", ["float32", "float64", "int64"])
@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize("n", [2, 300, 70000])
@pytest.mark.parametrize("layout", ["dense", "reversed", "strided"])
def test_axes_of_one_element(layout, n, axis, dtype):
    """Formulas of single elements, several reductions of them beside what is stored, by one thread and by three."""
    x, y = T.TensorType(dtype, (False, False))("x"), T.TensorType(dtype, (False, False))("y")
    reduced = [T.sqr(x - y).sum(axis), (x - y).max(axis), x.prod(axis), (x > y).any(axis), x.sum(axis)]
    f = theano.function([x, y], [*reduced, 2 * x - y, (x * y).sum()])
    shape = (n, 1) if axis else (1, n)
    a, b = some(shape, dtype), some(shape, dtype)[::-1, ::-1].copy()
    if layout == "reversed":
        a = a[::-1, ::-1]
    elif layout == "strided":
        a = np.repeat(np.repeat(a, 2, 0), 2, 1)[::2, ::2]
    want = [((a - b) ** 2).sum(axis), (a - b).max(axis), a.prod(axis), (a > b).any(axis), a.sum(axis), 2 * a - b]
    for threads in 1, 3:
        with theano.threads(threads):
            *got, total = f(a, b)
        for result, expected in zip(got, want, strict=True):
            assert result.dtype == expected.dtype
            np.testing.assert_allclose(result, expected, rtol=1e-6 if dtype == "float32" else 1e-15)
        np.testing.assert_allclose(total, (a * b).sum(), rtol=1e-4 if dtype == "float32" else 1e-12)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_a_sum_is_never_minus_zero(dtype):
    x = T.TensorType(dtype, (False, False))("x")
    f = theano.function([x], x.sum(1))
    for shape in (5, 1), (5, 2), (500, 1), (1, 500):
        assert not np.signbit(f(np.full(shape, -0.0, dtype))).any()
