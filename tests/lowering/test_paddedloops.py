"""What is added to slices is read with zeros around it: same values, and each element is stored once."""

import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tensorgraph as theano
import tensorgraph.tensor as T

KINDS = {"float32": 2e-4, "float64": 1e-9}
FUNCTIONS = {
    "itself": lambda a, b, s: a,
    "difference": lambda a, b, s: a - b,
    "scaled": lambda a, b, s: 2 * (a - b),
    "by a number": lambda a, b, s: s * a,
    "one around": lambda a, b, s: T.exp(a) + 1,
    "infinite around": lambda a, b, s: 1 / (a * a) * b,
    "chosen": lambda a, b, s: T.switch(a > b, a, s),
    "constant": lambda a, b, s: T.ones_like(a) * s,
}


def kinds(f):
    return [step.kind for step in f.maker.program.steps]


def compare(inputs, outputs, values, rtol=1e-9):
    """The function gives what it gives without rewrites; return it."""
    plain = theano.compile.Mode(optimizer=None)
    f = theano.function(inputs, outputs, on_unused_input="ignore")
    g = theano.function(inputs, outputs, mode=plain, on_unused_input="ignore")
    for _ in range(2):
        for got, want in zip(f(*values), g(*values), strict=True):
            assert got.shape == want.shape
            np.testing.assert_allclose(got, want, rtol=rtol, atol=rtol)
    return f


OTHERS = {
    "reversed": slice(None, None, -1), "first": slice(None, 1), "last": slice(-1, None), "second": slice(None, None, 2),
}


def part(place):
    """The slice of a pair of numbers of elements that it leaves out at both ends, or one by name."""
    return OTHERS[place] if isinstance(place, str) else slice(place[0] or None, -place[1] or None)


@st.composite
def programs(draw):
    """A dtype, a shape, what the sum begins with, and terms: a function, and how much is left out of each axis."""
    shape = draw(st.lists(st.integers(0, 6) | st.sampled_from([20, 40, 70, 300, 600]), min_size=1, max_size=3))
    while np.prod(shape) > 2e5:
        shape.pop()
    places = st.lists(
        st.tuples(st.integers(0, 2), st.integers(0, 2)) | st.just((0, 0)) | st.sampled_from(sorted(OTHERS)),
        min_size=len(shape), max_size=len(shape))
    repeated = st.lists(st.booleans(), min_size=len(shape), max_size=len(shape))
    terms = st.lists(
        st.tuples(st.sampled_from(sorted(FUNCTIONS)), places, st.booleans(), st.none() | repeated), min_size=1,
        max_size=5)
    start = draw(st.sampled_from(["zeros", "array", "computed"]))
    return draw(st.sampled_from(sorted(KINDS))), shape, start, draw(terms), draw(st.integers(0, 2**16))


@settings(max_examples=120)
@given(programs())
def test_random_sums(given):
    """Sums of whatever is computed for slices, on any layout."""
    dtype, shape, start, terms, seed = given
    rng = np.random.default_rng(seed)
    full = [False] * len(shape)
    x, s = T.TensorType(dtype, full)("x"), T.scalar("s", dtype)
    z = {"zeros": T.zeros_like(x), "array": x, "computed": T.tanh(x)}[start]
    inputs, values = [x, s], [rng.normal(size=shape).astype(dtype), np.asarray(0.7, dtype)]
    for name, places, is_added, repeated in terms:
        index = tuple(map(part, places))
        lengths = values[0][index].shape
        ones = [n == 1 and one for n, one in zip(lengths, repeated or full)]
        a, b = T.TensorType(dtype, ones)(), T.TensorType(dtype, ones)()
        both = rng.normal(size=(2, *lengths[::-1])).astype(dtype)
        inputs += [a, b]
        values += [both[0].T, np.ascontiguousarray(both[1].T)]
        found = T.cast(FUNCTIONS[name](a, b, s), dtype)
        z = T.inc_subtensor(z[index], found if is_added else -found)
    with np.errstate(all="ignore"):
        compare(inputs, [z], values, KINDS[dtype])


def differences(x, axis):
    before, behind = ([slice(None)] * axis + [part] for part in (slice(None, -1), slice(1, None)))
    return x[tuple(behind)] - x[tuple(before)]


@pytest.mark.parametrize("dtype", sorted(KINDS))
@pytest.mark.parametrize("shape", [(40,), (0,), (1,), (2,), (30, 20), (5, 1, 7), (3, 300, 4), (4, 3, 600), (2000,)])
def test_gradients_of_differences(shape, dtype):
    """Smoothness along each axis: neither differences nor zeros are stored."""
    x = T.TensorType(dtype, [False] * len(shape))()
    cost = sum(T.sum(differences(x, axis) ** 2) for axis in range(len(shape)))
    value = np.random.default_rng(0).normal(size=shape).astype(dtype)
    f = compare([x], [T.grad(cost, x)], [value], KINDS[dtype])
    assert kinds(f).count("padded_loop") == 1
    assert not {"put_slice", "alloc", "loop"}.intersection(kinds(f))


@pytest.mark.parametrize("layout", ["fortran", "strided", "reversed"])
def test_layouts(layout):
    """Arrays of any layout."""
    x = T.dmatrix()
    value = np.random.default_rng(1).normal(size=(60, 70))
    value = {"fortran": np.asfortranarray(value), "strided": value[::2, ::3], "reversed": value[::-1, ::-1]}[layout]
    cost = T.sum(differences(x, 0) ** 2) + T.sum(T.log(1 + differences(x, 1) ** 2))
    compare([x], [T.grad(cost, x)], [value])


def test_nan_and_infinity_stay_where_they_are():
    """An infinite number spoils no element that it has no part in."""
    x, s = T.dvector(), T.dscalar()
    z = T.inc_subtensor(T.inc_subtensor(T.zeros_like(x)[1:], s * x[1:])[:-1], 1 / x[:-1])
    f = compare([x, s], [z], [np.array([0.0, 1.0, 2.0, 0.0]), np.inf])
    assert kinds(f).count("padded_loop") == 1
    found = f(np.array([1.0, 2.0, 0.0]), np.inf)[0]
    assert found[0] == 1 and np.isnan(found[2])


def test_expensive_terms_are_stored_once():
    """What takes longer to compute than to read is computed once."""
    x = T.dmatrix()
    f = compare([x], [T.grad(T.sum(T.exp(differences(x, 0))), x)], [np.random.default_rng(2).normal(size=(50, 9))])
    assert kinds(f).count("padded_loop") == kinds(f).count("loop") == 1


def test_results_that_somebody_else_reads():
    """Differences that are a result are computed once, and read."""
    x = T.dmatrix()
    d = 2 * differences(x, 0)
    z = T.inc_subtensor(T.inc_subtensor(T.zeros_like(x)[1:], d)[:-1], -d)
    f = compare([x], [d, z], [np.random.default_rng(3).normal(size=(8, 30))])
    assert kinds(f).count("padded_loop") == 1


def test_small_slices_stay_writes():
    """Little is known of a slice that keeps a few elements."""
    x = T.dvector()
    z = T.inc_subtensor(T.inc_subtensor(T.zeros_like(x)[::2], x[::2])[1:], 3 * x[1:])
    z = T.inc_subtensor(T.inc_subtensor(T.inc_subtensor(z[:-1], x[:-1])[:2], x[2:4])[-1:], 5.0)
    f = compare([x], [z], [np.arange(9.0)])
    assert kinds(f).count("padded_loop") == 1 and kinds(f).count("put_slice") == 3


def test_a_value_for_most_and_for_a_few():
    """What one step adds to a whole slice, and another to two elements, also in a loop."""
    x = T.dvector()
    s = (x[:1] * 2).dimshuffle(0)

    def written(x):
        z = T.inc_subtensor(T.inc_subtensor(T.zeros_like(x)[1:], T.addbroadcast(s, 0))[:2], T.addbroadcast(s, 0))
        return T.inc_subtensor(z[:-1], x[:-1] ** 2)

    states, _ = theano.scan(lambda y: 0.1 * written(y), None, x, n_steps=3)
    compare([x], [written(x), states], [np.arange(1.0, 8.0)])


def test_long_chains_take_no_time():
    """Many slices of one array, of which each is a step."""
    x = T.dvector()
    z = T.zeros_like(x)
    for i in range(400):
        z = T.inc_subtensor(z[i % 7 :], x[i % 7 :])
    compare([x], [z], [np.arange(20.0)])


def test_updates_and_memory_that_is_written_over():
    """A shared variable that its own differences change; what was read before is as it was."""
    start = np.random.default_rng(4).normal(size=(40, 30))
    w = theano.shared(start.copy())
    g = T.grad(T.sum(differences(w, 0) ** 2) + T.sum(differences(w, 1) ** 2), w)
    f = theano.function([], T.sum(w), updates=[(w, w - 0.1 * g)])
    want = start.copy()
    for _ in range(3):
        np.testing.assert_allclose(f(), want.sum(), rtol=1e-9)
        a, b = 2 * np.diff(want, axis=0), 2 * np.diff(want, axis=1)
        g = np.zeros_like(want)
        g[1:] += a
        g[:-1] -= a
        g[:, 1:] += b
        g[:, :-1] -= b
        want = want - 0.1 * g
    np.testing.assert_allclose(w.get_value(), want, rtol=1e-9)


def test_in_loops():
    """States that move against their differences, and the gradient of where they end."""
    x = T.dvector()
    ends, _ = theano.scan(lambda u: u - 0.1 * T.grad(T.sum(differences(u, 0) ** 4), u), outputs_info=x, n_steps=5)
    for n in (0, 1, 2, 9, 300):
        compare([x], [ends[-1], T.grad(T.sum(ends[-1] ** 2), x)], [np.linspace(0, 1, n) ** 2])


@pytest.mark.parametrize("dtype", sorted(KINDS))
@pytest.mark.parametrize("length", [31, 33, 47, 63, 64, 66, 100, 199, 257])
def test_rows_in_which_arrays_end(length, dtype):
    """Parts of rows that are computed where they are, and columns between close ends; also in three axes."""
    rng = np.random.default_rng(length)
    for shape in ((70, length), (1, length), (5, 3, length), (0, length)):
        x, y = [T.TensorType(dtype, [False] * len(shape))() for _ in range(2)]
        s = T.scalar(dtype=dtype)
        values = [*rng.normal(size=(2, *shape)).astype(dtype), np.asarray(0.7, dtype)]
        z = T.inc_subtensor(x[..., 1:-1], s * (y[..., 2:] - y[..., :-2]))
        z = T.inc_subtensor(z[..., :-3], T.exp(y[..., 3:]))
        if shape[-2] > 1:
            z = T.inc_subtensor(z[..., 1:, :-1], y[..., :-1, 1:] * x[..., 1:, 1:])
            z = T.inc_subtensor(z[..., :-1, :], y[..., 1:, :] - x[..., :-1, :])
        compare([x, y, s], [z, T.grad(T.sum(z**2), [x, y])[1]], values, 2 * KINDS[dtype])


def test_what_is_read_only_is_not_copied_first():
    """An argument, or the state of a loop, to a slice of which something is added: read once, and never overwritten."""
    x, y = T.dmatrices("xy")
    z = T.inc_subtensor(x[:, :-1], 0.5 * (y[:, 1:] - y[:, :-1]))
    values = np.random.default_rng(0).normal(size=(2, 30, 40))
    kept = values.copy()
    assert kinds(compare([x, y], [z, z * x], values)).count("padded_loop") == 1

    def step(e, h):
        h = T.inc_subtensor(h[:, :-1], 0.5 * (e[:, 1:] - e[:, :-1]))
        return T.inc_subtensor(e[:, 1:], 0.5 * (h[:, 1:] - h[:, :-1])), h

    fields, _ = theano.scan(step, outputs_info=[x, y], n_steps=9)
    compare([x, y], [fields[0], fields[1][-1], x + y], values)
    np.testing.assert_array_equal(values, kept)


def test_batches():
    """Zeros that are repeated for each example."""
    x = T.dtensor3()
    g = theano.vmap(lambda a: T.grad(T.sum(differences(a, 0) ** 2) + T.sum(differences(a, 1) ** 2), a))
    f = compare([x], [g(x)], [np.random.default_rng(6).normal(size=(4, 9, 11))])
    assert kinds(f).count("padded_loop") == 1


def test_lengths_change_from_call_to_call():
    """Also where only the number that says how long the zeros are changes."""
    x, n = T.dmatrix(), T.lscalar()
    row = x[:1].sum(axis=0, keepdims=True)
    z = T.zeros((n, x.shape[1]))
    z = T.inc_subtensor(T.inc_subtensor(z[1:], 2 * row)[:-1], row)
    f, value = theano.function([x, n], z), np.arange(12.0).reshape(3, 4)
    for m in (5, 2, 1, 0, 7):
        want = np.zeros((m, 4))
        want[1:] += 2 * value[:1]
        want[:-1] += value[:1]
        np.testing.assert_array_equal(f(value, m), want)
    with pytest.raises(ValueError, match="negative dimensions"):
        f(value, -1)


def test_saved_and_shared_out():
    """A pickled function, and several threads, give the same bits."""
    x = T.dmatrix()
    f = theano.function([x], T.grad(T.sum(differences(x, 0) ** 2) + T.sum(differences(x, 1) ** 2), x))
    value = np.random.default_rng(5).normal(size=(700, 900))
    want = f(value).tobytes()
    assert pickle.loads(pickle.dumps(f))(value).tobytes() == want
    with theano.threads(2):
        assert f(value).tobytes() == want


def test_misfits_are_told_as_before():
    """The error is that of the write or of the arithmetic that fails, and names its lines."""
    x, y, w = T.dmatrices("x", "y", "w")
    z = T.inc_subtensor(T.zeros_like(x)[1:], 2 * (y - w))
    f = theano.function([x, y, w], T.inc_subtensor(z[:-1], x[1:]))
    assert kinds(f).count("padded_loop") == 1
    ok = np.ones((3, 4))
    with pytest.raises(ValueError) as error:
        f(ok, np.ones((3, 4)), np.ones((3, 4)))
    assert "inc_subtensor(T.zeros_like(x)[1:], 2 * (y - w))" in str(error.value)
    with pytest.raises(ValueError) as error:
        f(ok, np.ones((2, 4)), np.ones((2, 5)))
    assert "y is (2, 4)" in str(error.value) and "2 * (y - w)" in str(error.value)
    np.testing.assert_array_equal(f(ok, 2 * ok[1:], ok[1:]), [[1] * 4, [3] * 4, [2] * 4])


def test_part_of_an_array_that_is_overwritten_in_between():
    """What a chain begins with is read at its end, unless something else takes its memory before."""
    w, y = theano.shared(np.arange(12.0).reshape(3, 4)), T.dmatrix()
    z = T.inc_subtensor(T.inc_subtensor(w.T[1:], y[1:] ** 2)[:-1], -y[:-1])
    f = theano.function([y], z, updates=[(w, T.set_subtensor(w[:], w * 0 + 7.0))])
    want, value = np.arange(12.0).reshape(3, 4).T.copy(), np.arange(12.0).reshape(4, 3)
    for _ in range(2):
        expected = want.copy()
        expected[1:] += value[1:] ** 2
        expected[:-1] -= value[:-1]
        np.testing.assert_array_equal(f(value), expected)
        want = np.full((4, 3), 7.0)
