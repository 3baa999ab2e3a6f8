"""Numbers of places, of repetitions and of elements: of every dtype, and where there is no such place."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

COUNTED = {
    "roll": (lambda m, x, n: m.roll(x, n, axis=0)),
    "roll all": (lambda m, x, n: m.roll(x, n)),
    "repeat": (lambda m, x, n: m.repeat(x, n, axis=1)),
    "tile": (lambda m, x, n: m.tile(x, (2, n))),
    "pad": (lambda m, x, n: m.pad(x, n)),
    "pad with edges": (lambda m, x, n: m.pad(x, ((0, n), (n, 0)), mode="edge")),
    "insert": (lambda m, x, n: m.insert(x, n, 7.0, axis=1)),
}


@pytest.mark.parametrize("dtype", ["int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64"])
@pytest.mark.parametrize("how", COUNTED)
def test_counts_of_every_dtype(how, dtype):
    x, n = T.dmatrix("x"), T.scalar("n", dtype=dtype)
    f = theano.function([x, n], COUNTED[how](T, x, n))
    for count in (0, 1, 2, 3):
        value = np.arange(12.0).reshape(4, 3)
        np.testing.assert_array_equal(f(value, np.array(count, dtype)), COUNTED[how](np, value, count))


@pytest.mark.parametrize("shape", [(4, 3), (0, 3), (4, 0), (0, 0)])
@pytest.mark.parametrize("axis", [0, 1, None])
def test_insert(shape, axis):
    """Also into nothing; what is no place is an error, as in NumPy."""
    x, value = T.dmatrix("x"), np.arange(float(np.prod(shape))).reshape(shape)
    n = value.size if axis is None else shape[axis]
    i = T.lscalar("i")
    f = theano.function([x, i], T.insert(x, i, 7.0, axis))
    for place in range(-n - 2, n + 3):
        if -n <= place <= n:
            want = np.insert(value, place, 7.0, axis)
            np.testing.assert_array_equal(f(value, place), want)
            np.testing.assert_array_equal(T.insert(x, place, 7.0, axis).eval({x: value}), want)
            continue
        with pytest.raises(ValueError, match="insert: obj must be a place"):
            f(value, place)
        with pytest.raises(ValueError, match="insert: obj must be a place"):
            T.insert(x, place, 7.0, axis).eval({x: value})


def test_insert_a_row():
    x, row = T.dmatrix("x"), T.dvector("row")
    f = theano.function([x, row], [T.insert(x, 1, row, 0), T.insert(x, -1, row[:2], 1), T.grad(
        (T.insert(x, 1, row, 0) * np.arange(9.0).reshape(3, 3)).sum(), row)])  # fmt: skip
    value, given = np.ones((2, 3)), np.array([7.0, 8.0, 9.0])
    first, second, gradient = f(value, given)
    np.testing.assert_array_equal(first, np.insert(value, 1, given, 0))
    np.testing.assert_array_equal(second, np.insert(value, -1, given[:2], 1))
    np.testing.assert_array_equal(gradient, [3.0, 4.0, 5.0])


@pytest.mark.parametrize("lengths", [(-1,), (2, -1), (-2, -3), (-1, 0)])
def test_resize_to_negative_lengths(lengths):
    x, n = T.dvector("x"), T.lscalars(len(lengths))
    f = theano.function([x, *n], T.resize(x, tuple(n)))
    with pytest.raises(ValueError, match="resize: lengths must be 0 or more"):
        f(np.ones(3), *lengths)
