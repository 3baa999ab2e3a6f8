"""Ranges, repeats and loops at the ends of what an int64 counts: NumPy's answer, or an error that says so."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

LEAST, MOST = -(2**63), 2**63 - 1
modes = pytest.mark.parametrize("mode", ["FAST_COMPILE", "FAST_RUN", theano.compile.Mode("py", None)], ids=str)
RANGES = [
    (LEAST, MOST, 2**62), (-(2**62), 2**62, 2**61), (LEAST, 0, 2**62), (-(2**62) - 1, 2**62, 2**61),
    (MOST, LEAST, LEAST), (MOST, LEAST, -(2**62)), (MOST - 3, MOST, 1), (LEAST + 3, LEAST, -1),
    (0, LEAST, -(2**62) - 1), (5, 5, LEAST), (5, 6, MOST), (3, -4, -2), (-4, 3, 2),
]  # fmt: skip


@modes
@pytest.mark.parametrize("bounds", RANGES, ids=str)
def test_arange(bounds, mode):
    f = theano.function([*(xs := T.lscalars("abc"))], T.arange(*xs), mode=mode)
    np.testing.assert_array_equal(f(*bounds), np.arange(*bounds))


@modes
def test_arange_of_unsigned(mode):
    a, b, c = [T.TensorType("uint64", ())() for _ in "abc"]
    f = theano.function([a, b, c], T.arange(a, b, c, dtype="uint64"), mode=mode)
    for bounds in ((3, 9, 2), (2**63 - 2, 2**63 + 14, 3), (2**63 + 8, 2**63 + 14, 2)):
        np.testing.assert_array_equal(f(*map(np.uint64, bounds)), np.array(range(*bounds), "uint64"))


@modes
def test_too_many(mode):
    """Not a step of 0, which is another error."""
    a, b, c = xs = T.lscalars("abc")
    f = theano.function(xs, T.arange(a, b, c), mode=mode)
    with pytest.raises((ValueError, MemoryError)):
        f(LEAST, MOST, 1)
    with pytest.raises(ZeroDivisionError):
        f(0, 3, 0)


@modes
@pytest.mark.parametrize("counts", [(MOST, MOST, 4), (2**62, 2**62, 2**62, 2**62), (MOST,)], ids=str)
def test_repeat(counts, mode):
    """NumPy wrote into freed memory."""
    x, m, n = T.dvector(), T.dmatrix(), T.lvector()
    counts = np.array(counts, "int64")
    for variable, z, value in (
        (x, T.repeat(x, n), np.ones(len(counts))),
        (m, T.repeat(m, n, axis=0), np.ones((len(counts), 4))),
        (m, T.repeat(m, n, axis=1), np.ones((4, len(counts)))),
    ):
        with pytest.raises((ValueError, MemoryError)):
            theano.function([variable, n], z, mode=mode)(value, counts)


@modes
def test_float16(mode):
    h, y = T.TensorType("float16", ())(), T.dscalar()
    for z, expected in ((T.arange(h, y), [3, 4]), (T.arange(0, h), [0, 1, 2]), (T.arange(h), [0, 1, 2])):
        found = theano.function([h, y], z, mode=mode, on_unused_input="ignore")(np.float16(3), 5.0)
        np.testing.assert_array_equal(found, expected)
        assert found.dtype == z.dtype


@modes
def test_the_last_row_of_no_steps(mode):
    """There is none, also where the loop is a sum and only the last row is kept."""
    k = T.lscalar()
    for step in (lambda h: h + 1, lambda h: h * 2, lambda h: h + k * 0.5):
        states, _ = theano.scan(step, outputs_info=T.zeros(3), n_steps=k)
        f = theano.function([k], states[-1], mode=mode)
        with pytest.raises(IndexError):
            f(0)
        assert f(2).shape == (3,)


@modes
def test_many_steps_add_a_small_integer(mode):
    """Steps add values of a narrow dtype to a wider sum."""
    k = T.lscalar()
    states, _ = theano.scan(lambda h: h + 1, outputs_info=T.zeros(2), n_steps=k)
    np.testing.assert_array_equal(theano.function([k], states[-1], mode=mode)(1000), [1000.0, 1000.0])
    x = T.bvector()
    sums, _ = theano.scan(lambda v, h: h + v, x, T.constant(np.int64(0)))
    assert theano.function([x], sums[-1], mode=mode)(np.full(100, 100, "int8")) == 10000


@modes
@pytest.mark.parametrize("dtype", ["int8", "int64", "uint8", "uint64"])
def test_triangles_beyond_the_matrix(dtype, mode):
    """The diagonal below the lowest one that a dtype counts does not wrap."""
    m, k = np.arange(1.0, 10).reshape(3, 3), T.scalar("k", dtype=dtype)
    triangles = T.triu(m, k), T.tril(m, k), np.triu(T.constant(m), k)
    f = theano.function([k], [*triangles, *T.triu_indices(3, k), T.eye(3, k=k)], mode=mode)
    for value in (np.iinfo(dtype).min, 0, 1, np.iinfo(dtype).max):
        near = min(max(int(value), -9), 9)
        want = np.triu(m, near), np.tril(m, near), np.triu(m, near), *np.triu_indices(3, near), np.eye(3, k=near)
        for z, expected in zip(f(value), want):
            np.testing.assert_array_equal(z, expected)


@pytest.mark.parametrize("k", [LEAST, MOST])
def test_triangle_of_a_constant(k):
    assert (T.triu(np.ones((3, 3)), k).eval() == (k < 0)).all()


@pytest.mark.parametrize("n", [-1, 2**70, True, 1.5, None])
def test_numbers_of_variables(n):
    """It was asked for 2**70 variables, and made one after another."""
    for make in (T.dvectors, T.scalars, T.imatrices):
        with pytest.raises((TypeError, ValueError)):
            make(n)
    assert T.dvectors(0) == []
    assert len(T.dvectors(np.int64(2))) == 2


SLICES_OF_SLICES = [
    lambda v, a, b: v[a:][b:], lambda v, a, b: v[a::3][b::5], lambda v, a, b: v[:a][:b], lambda v, a, b: v[::-1][a:],
    lambda v, a, b: v[::b][1::b], lambda v, a, b: v[::b][::b], lambda v, a, b: v[1::a][:b:2], lambda v, a, b: v[2:][:a],
]  # fmt: skip


@modes
@pytest.mark.parametrize("bounds", [(2**62, 2**62), (MOST, 1), (5, MOST), (MOST, MOST)], ids=str)
def test_slices_of_slices(bounds, mode):
    """Places and steps of both together may be no int64."""
    x, value = T.dvector(), np.arange(7.0)
    for read in SLICES_OF_SLICES:
        np.testing.assert_array_equal(theano.function([x], read(x, *bounds), mode=mode)(value), read(value, *bounds))
    f = theano.function([x], x[bounds[0] :: 3][bounds[1]], mode=mode)
    with pytest.raises(IndexError):
        f(value)


@modes
def test_slices_of_long_arrays(mode):
    """A stop that most arrays do not reach cuts those that are longer; these repeat one byte."""
    x, value = T.bvector(), np.broadcast_to(np.int8(1), 2**33)
    for stop in (2**31 - 1, 2**31, 2**32, 2**33 + 1):
        f = theano.function([x], [x[:stop].shape[0], x[0:stop].shape[0], x[stop:].shape[0]], mode=mode)
        assert [int(n) for n in f(value)] == [min(stop, 2**33), min(stop, 2**33), max(0, 2**33 - stop)]
