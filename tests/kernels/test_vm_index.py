"""Advanced indices against NumPy: nothing is written when one is out of bounds."""

import itertools

import numpy as np
import pytest
from programs import Builder, layouts, run, some

import tensorgraph
import tensorgraph.tensor as T

INDEX_DTYPES = ["int8", "int16", "int32", "int64", "uint8", "uint32", "uint64"]


@pytest.mark.parametrize("dtype", ["bool", "int16", "float32", "float64", "complex128"])
@pytest.mark.parametrize(
    "shape, axis, ishape",
    [
        ((5,), 0, (3,)),
        ((5,), 0, ()),
        ((5,), 0, (2, 3)),
        ((5, 4), 0, (7,)),
        ((5, 4), 1, (7,)),
        ((5, 4, 3), 1, (2, 2)),
        ((5, 4, 3), -1, (4,)),
        ((5, 4), 0, (0,)),
        ((5, 0), 0, (3,)),
        ((1, 1), 1, (1,)),
    ],
    ids=str,
)
def test_take(shape, axis, ishape, dtype):
    x = some(shape, dtype)
    rng = np.random.default_rng(3)
    i = rng.integers(-shape[axis], shape[axis], ishape)
    for (_, a), (_, b) in itertools.product(layouts(x), layouts(i)):
        got = run("take", (a, b), [(dtype, x.ndim - 1 + i.ndim)], axis=axis)
        np.testing.assert_array_equal(got, np.take(x, i, axis))


@pytest.mark.parametrize("dtype", ["int16", "float32", "float64", "complex128"])
@pytest.mark.parametrize("n", [1, 2, 3, 4, 7, 16, 17])
@pytest.mark.parametrize("shape", [(1, 5), (130, 3), (300, 10), (7, 20, 4), (2, 3, 150, 6)], ids=str)
def test_a_few_columns(shape, n, dtype):
    """They are gathered from many rows at a time."""
    x = some(shape, dtype)
    i = np.random.default_rng(n).integers(-shape[-1], shape[-1], n)
    for _, a in layouts(x):
        got = run("take", (a, i), [(dtype, x.ndim)], axis=-1)
        np.testing.assert_array_equal(got, np.take(x, i, -1))


@pytest.mark.parametrize("dtype", INDEX_DTYPES)
def test_index_dtypes(dtype):
    x, i = some((5, 3), "float64"), np.array([4, 0, 4, 2], dtype)
    np.testing.assert_array_equal(run("take", (x, i), [("float64", 2)], axis=0), x[i])


@pytest.mark.parametrize("bad", [5, -6, 2**62, -(2**63)])
def test_take_out_of_bounds(bad):
    with pytest.raises(IndexError, match=f"index {bad} is out of bounds for axis 1 with size 5"):
        run("take", (np.zeros((2, 5)), np.array([0, bad, 1])), [("float64", 2)], axis=1)
    with pytest.raises(IndexError, match="out of bounds"):
        run("take", (np.zeros((0, 5)), np.array([0])), [("float64", 2)], axis=0)


@pytest.mark.parametrize("n", [1, 7, 8, 9, 100])
@pytest.mark.parametrize("bad", [-(2**63), -(2**63) + 3, -6, 5, 2**62, 2**63 - 1])
@pytest.mark.parametrize("axis", [0, 1])
def test_an_index_out_of_bounds_among_others(n, bad, axis):
    """The first or the second of two, the first or the last of many, as far away as there are integers."""
    indices = [np.arange(n) % 10 - 5 for _ in range(2)]
    x, shape = np.arange(25.0).reshape(5, 5), [(axis, 0), (axis, n - 1)]
    np.testing.assert_array_equal(run("take", (x, *indices), [("float64", 1)]), x[tuple(indices)])
    for which, place in shape:
        wrong = [index.copy() for index in indices]
        wrong[which][place] = bad
        with pytest.raises(IndexError, match=f"index {bad} is out of bounds for axis {axis} with size 5"):
            run("take", (x, *wrong), [("float64", 1)])


def test_pick():
    x = some((4, 5, 3), "float64")
    i, j = np.array([3, -1, 0]), np.array([2, 2, -5], "int32")
    for (_, a), (_, b) in itertools.product(layouts(x), layouts(i)):
        np.testing.assert_array_equal(run("pick", (a, b, j), [("float64", 2)]), x[i, j])
    np.testing.assert_array_equal(run("pick", (x, i, np.array(1)), [("float64", 2)]), x[i, 1])
    np.testing.assert_array_equal(run("pick", (x, i[:, None], j), [("float64", 3)]), x[i[:, None], j])
    np.testing.assert_array_equal(run("pick", (x, j), [("float64", 2)], ranges=(0,)), x[np.arange(3), j])
    np.testing.assert_array_equal(run("pick", (x, i, j, np.array([0, 1, 2])), [("float64", 1)]), x[i, j, [0, 1, 2]])
    with pytest.raises(IndexError, match="index 4 is out of bounds for axis 0 with size 4"):
        run("pick", (x, np.zeros(5, "int64")), [("float64", 2)], ranges=(0,))
    with pytest.raises(IndexError, match="shape mismatch: indexing arrays"):
        run("pick", (x, i, np.array([0, 1])), [("float64", 2)])


def expected_put(x, y, index, how):
    z = x.copy()
    if how == "inc":
        np.add.at(z, index, y)
    else:
        z[index] = y
    return z


@pytest.mark.parametrize("dtype", ["int32", "float32", "float64", "complex64"])
@pytest.mark.parametrize("how", ["set", "inc"])
@pytest.mark.parametrize("inplace", [False, True])
def test_put(how, inplace, dtype):
    """Rows and elements, duplicates, y of every broadcast."""
    for shape, i, yshape in [
        ((5,), [4, 0, 2], (3,)),
        ((5,), [4, 0, 4, -1], ()),
        ((5,), [1, 1, 1], (1,)),
        ((5, 3), [4, -5, 4], (3, 3)),
        ((5, 3), [0, 0], (3,)),
        ((5, 3), [2, 3], (2, 1)),
        ((5, 300), [2, 3, 2], (3, 300)),
        ((5, 3), [], (0, 3)),
        ((5, 0), [1], (1, 0)),
    ]:
        i = np.array(i, "int64")
        x, y = some(shape, dtype), some(yshape, dtype, 1)
        if how == "set" and len(set(i % 5)) != len(i):
            y = np.zeros_like(y)
        for (_, a), (_, b) in itertools.product(layouts(x), layouts(y)):
            kept = a.copy()
            got = run_put("put", (a, b, i), how, inplace)
            np.testing.assert_allclose(got, expected_put(x, y, i, how), rtol=1e-6)
            np.testing.assert_array_equal(a, got if inplace else kept)
            a[...] = kept


def run_put(kind, args, how, inplace, **params):
    builder = Builder()
    # a value is repeated along its axes of length 1
    ones = [tuple(n == 1 for n in np.shape(arg)) if k == 1 else None for k, arg in enumerate(args)]
    slots = [builder.input(arg, flags) for arg, flags in zip(args, ones)]
    z = builder.step(kind, slots, [(str(args[0].dtype), args[0].ndim)], {0: 0} if inplace else {}, how=how, **params)
    return builder.machine(z)(*args)[0]


@pytest.mark.parametrize("how", ["set", "inc"])
def test_put_pick(how):
    x = some((4, 5, 3), "float64")
    i, j = np.array([3, -1, 0]), np.array([2, 2, -5], "int32")
    for y in [some((3, 3), "float64"), some((3,), "float64"), some((), "float64"), some((3, 1), "float64")]:
        if how == "set":
            y = np.zeros_like(y)
        for _, a in layouts(x):
            np.testing.assert_allclose(run_put("put_pick", (a, y, i, j), how, False), expected_put(x, y, (i, j), how))
            got = run_put("put_pick", (a, y, j), how, False, ranges=(0,))
            np.testing.assert_allclose(got, expected_put(x, y, (np.arange(3), j), how))
    got = run_put("put_pick", (x, some((2, 3, 3), "float64"), i[None] % 2 + np.array([[0], [1]]), j), "inc", False)
    np.testing.assert_allclose(
        got, expected_put(x, some((2, 3, 3), "float64"), (i[None] % 2 + np.array([[0], [1]]), j), "inc")
    )


@pytest.mark.parametrize("dtype", ["int16", "int64", "float32", "float64", "complex128"])
@pytest.mark.parametrize("how", ["set", "inc"])
@pytest.mark.parametrize("inner", [(), (3,), (1,), (2, 3), (0,)], ids=str)
@pytest.mark.parametrize("repeats", [(), (0,), (1,), (0, 1), (2,)], ids=str)
def test_put_at_matrices_of_indices(inner, repeats, how, dtype):
    """What is put is walked in one go where it lies so, whatever its layout is and wherever it is repeated."""
    rng = np.random.default_rng(5)
    x = some((6, 8, *inner), dtype)
    i, j = np.arange(6)[:, None], rng.integers(-8, 8, (6, 4))
    shape = [1 if axis in repeats else n for axis, n in enumerate((6, 4, *inner))]
    whole = np.full(shape, 2, dtype) if how == "set" else some(shape, dtype, 1)
    for y in (whole, whole[0]) if 0 in repeats else (whole,):
        for (_, a), (_, b), (_, k) in itertools.product(layouts(x), layouts(y), layouts(j)):
            got = run_put("put_pick", (a, b, i, k), how, False)
            np.testing.assert_allclose(got, expected_put(x, y, (i, j), how), rtol=1e-6)


@pytest.mark.parametrize("inplace", [False, True])
def test_nothing_is_written_before_an_error(inplace):
    x, y = some((5, 3), "float64"), some((3, 3), "float64", 1)
    kept = x.copy()
    with pytest.raises(IndexError, match="index 5 is out of bounds for axis 0 with size 5"):
        run_put("put", (x, y, np.array([0, 1, 5])), "set", inplace)
    with pytest.raises(ValueError, match="shape mismatch: value array of shape"):
        run_put("put", (x, some((2, 3), "float64"), np.array([0, 1, 2])), "set", inplace)
    with pytest.raises(IndexError, match="index -6"):
        run_put("put_slice", (x, some((3,), "float64")), "set", inplace, index=(-6,))
    with pytest.raises(
        ValueError, match=r"value array of shape \(2,\) could not be broadcast to indexing result of shape \(3,\)"
    ):
        run_put("put_slice", (x, some((2,), "float64")), "set", inplace, index=(1,))
    np.testing.assert_array_equal(x, kept)


@pytest.mark.parametrize("how", ["set", "inc"])
@pytest.mark.parametrize("inplace", [False, True])
def test_put_slice(how, inplace):
    x = some((6, 5), "float64")
    n = np.int64(2)
    for index, key, yshape in [
        ((1,), 1, (5,)),
        ((("slice", 1, ("in", 2), None),), slice(1, 2), (1, 5)),
        ((("slice", None, None, -2), -1), (slice(None, None, -2), -1), (3,)),
        ((("slice", None, None, None), ("in", 2)), (slice(None), 2), (6,)),
        ((("in", 2), ("in", 2)), (2, 2), ()),
        ((("slice", 4, 4, None),), slice(4, 4), (0, 5)),
        ((("slice", 1, None, None), ("slice", None, None, 2)), (slice(1, None), slice(None, None, 2)), (1, 3)),
    ]:
        y = some(yshape, "float64", 1)
        for (_, a), (_, b) in itertools.product(layouts(x), layouts(y)):
            kept = a.copy()
            got = run_put("put_slice", (a, b, n), how, inplace, index=index)
            expected = x.copy()
            if how == "inc":
                expected[key] += y
            else:
                expected[key] = y
            np.testing.assert_array_equal(got, expected)
            a[...] = kept


@pytest.mark.parametrize("kind, extra, params", [
    ("put", [np.array([0, 1])], {}), ("put_slice", [], {"index": (("slice", None, 2, None),)}),
])  # fmt: skip
def test_length_one_is_repeated(kind, extra, params):
    """As in NumPy, whatever the type says."""
    x = some((3, 2), "float64")
    for shape in ((1, 2), (2, 1), (1, 1)):
        y = some(shape, "float64")
        got = run(kind, (x, y, *extra), [("float64", 2)], how="set", **params)
        np.testing.assert_array_equal(got, np.vstack([np.broadcast_to(y, (2, 2)), x[2:]]))
    with pytest.raises(ValueError, match="shape mismatch: value array of shape"):
        run(kind, (x, some((3, 2), "float64"), *extra), [("float64", 2)], how="set", **params)


def test_put_of_a_view_of_itself():
    """``x[1:] = x[:-1]`` in place means the old values."""
    for kind, extra, params in [
        ("put_slice", (), {"index": (("slice", 1, None, None),)}),
        ("put", (np.arange(1, 6),), {}),
    ]:
        x = some((6,), "float64")
        builder = Builder()
        slot = builder.input(x)
        more = [builder.input(arg) for arg in extra]
        head = builder.step("subtensor", (slot,), [("float64", 1)], index=(("slice", None, -1, None),))
        z = builder.step(kind, (slot, head, *more), [("float64", 1)], {0: 0}, how="set", **params)
        expected = x.copy()
        expected[1:] = x[:-1]
        np.testing.assert_array_equal(builder.machine(z)(x, *extra)[0], expected)


@pytest.mark.parametrize("inplace", [False, True])
def test_constant_indices_follow_the_layout(inplace):
    """Their offsets are kept as long as the array that they index has one layout."""
    i, j = np.array([2, -1, 0, 2]), np.array([[1], [-2]])
    x, y = T.dmatrix("x"), T.dvector("y")
    outs = [x[i], x[j, i], T.inc_subtensor((x * 2 if inplace else x)[i], 1.0), T.set_subtensor(x[j, i], y)]
    f = tensorgraph.function([x, y], outs)
    values = np.arange(4.0)
    for shape in [(3, 4), (5, 3), (3, 4), (4, 6)]:
        for _, a in layouts(some(shape, "float64")):
            got = f(a, values)
            wanted = (a * 2 if inplace else a).copy()
            np.add.at(wanted, i, 1.0)
            put = a.copy()
            put[j, i] = values
            for found, expected in zip(got, [a[i], a[j, i], wanted, put]):
                np.testing.assert_array_equal(found, expected)
    with pytest.raises(IndexError, match="index 2 is out of bounds for axis 0 with size 2"):
        f(np.zeros((2, 4)), values)
    np.testing.assert_array_equal(f(np.ones((3, 3)), values)[0], np.ones((4, 3)))


def test_constant_indices_are_those_of_compile_time():
    i = np.array([0, 1])
    x = T.dvector("x")
    f = tensorgraph.function([x], x[T.constant(i)])
    np.testing.assert_array_equal(f([1.0, 2.0]), [1, 2])
    for constant in f.maker.fgraph.toposort()[0].inputs[1:]:
        constant.data[...] = 2**40
    np.testing.assert_array_equal(f([1.0, 2.0]), [1, 2])


@pytest.mark.parametrize("dtype", ["int8", "uint8", "int16", "uint16", "int32", "uint32", "int64"])
@pytest.mark.parametrize("shape", [(3,), (2500,), (30, 90), (1, 1100)])
def test_many_narrow_indices(shape, dtype):
    """Indices of every dtype, in as many parts as it takes; one that is out of bounds is named, and nothing changes."""
    rng = np.random.default_rng(0)
    index = rng.integers(0 if dtype[0] == "u" else -100, 100, shape).astype(dtype)
    table, value = rng.normal(size=(100, 3)), rng.normal(size=(*shape, 3))
    x, y = T.dmatrix("x"), T.TensorType("float64", [False] * (len(shape) + 1))("y")
    i = T.TensorType(dtype, [False] * len(shape))("i")
    take, columns = tensorgraph.function([x, i], x[i]), tensorgraph.function([x, i], x.T[i % 3, i])
    add = tensorgraph.function([x, i, y], T.inc_subtensor(x[i], y))
    expected = table.copy()
    np.add.at(expected, index, value)
    for given in (index, np.asfortranarray(index), np.repeat(index, 2, axis=-1)[..., ::2]):
        np.testing.assert_array_equal(take(table, given), table[index])
        np.testing.assert_array_equal(columns(table, given), table.T[index % 3, index])
        np.testing.assert_allclose(add(table, given, value), expected)
    index.flat[-2] = 101
    with pytest.raises(IndexError, match="index 101 is out of bounds for axis 0 with size 100"):
        take(table, index)
    state = tensorgraph.shared(table)
    update = tensorgraph.function([i, y], updates=[(state, T.inc_subtensor(state[i], y))])
    with pytest.raises(IndexError, match="index 101 is out of bounds for axis 0 with size 100"):
        update(index, value)
    np.testing.assert_array_equal(state.get_value(), table)
