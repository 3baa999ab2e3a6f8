"""Convolutions of vectors of any length and layout, and of each of a batch, by the machine's step."""

import numpy as np
import pytensor
import pytensor.tensor as pt
import pytest

import tensorgraph.bridges.pytensor  # noqa: F401 - the mode

LENGTHS = [(1, 1), (7, 3), (3, 7), (5, 5), (100, 48), (100, 49), (300, 280), (280, 300), (500, 200)]


def layouts(x):
    yield x
    yield x[..., ::-1].copy()[..., ::-1]
    yield np.repeat(x, 2, axis=-1)[..., ::2]


def function(x, y, mode):
    return pytensor.function([x, y], pt.signal.convolve1d(x, y, mode=mode), mode="TENSORGRAPH")


@pytest.mark.parametrize("mode", ["full", "valid", "same"])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_vectors(mode, dtype):
    f = function(pt.vector("x", dtype=dtype), pt.vector("y", dtype=dtype), mode)
    kinds = f.vm.function.kinds()
    assert "convolve" in kinds and "python" not in kinds
    rng = np.random.default_rng(0)
    for n, k in LENGTHS:
        if mode == "same" and k > n:
            continue
        x, y = rng.normal(size=n).astype(dtype), rng.normal(size=k).astype(dtype)
        for a in layouts(x):
            for b in layouts(y):
                expected = np.convolve(x, y, mode)
                found = f(a, b)
                assert found.dtype == dtype and found.shape == expected.shape
                tolerance = 1e-4 if dtype == "float32" else 1e-12
                np.testing.assert_allclose(found, expected, tolerance, tolerance)


@pytest.mark.parametrize("mode", ["full", "valid"])
def test_batches(mode):
    x, y = pt.dmatrices("x", "y")
    f, row = function(x, y, mode), pt.dvector("row")
    assert "convolve" in f.vm.function.kinds()
    g = function(x, row, mode)
    rng = np.random.default_rng(0)
    for n, k in LENGTHS:
        a, b = rng.normal(size=(4, n)), rng.normal(size=(4, k))
        expected = [np.convolve(*pair, mode) for pair in zip(a, b)]
        np.testing.assert_allclose(f(a, b), expected, 1e-12, 1e-12)
        np.testing.assert_allclose(f(a.T.copy().T, b[::-1].copy()[::-1]), expected, 1e-12, 1e-12)
        np.testing.assert_allclose(g(a, b[0]), [np.convolve(v, b[0], mode) for v in a], 1e-12, 1e-12)


def test_modes_that_change_from_call_to_call():
    """The gradient of a convolution of places within the other vector asks which one is longer."""
    x, y = pt.dvectors("x", "y")
    gradients = pytensor.grad((pt.signal.convolve1d(x, y, mode="valid") ** 2).sum(), [x, y])
    f = pytensor.function([x, y], gradients, mode="TENSORGRAPH")
    rng = np.random.default_rng(0)
    for n, k in [(5, 3), (3, 5), (5, 3), (4, 4), (60, 3), (3, 60)]:
        a, b = rng.normal(size=n), rng.normal(size=k)

        def cost(a, b):
            return (np.convolve(a, b, "valid") ** 2).sum()

        for found, value, place in zip(f(a, b), (a, b), (0, 1)):
            for i in range(len(value)):
                moved = [[a, b], [a, b]]
                for sign, args in zip((1, -1), moved):
                    args[place] = value + sign * 1e-6 * (np.arange(len(value)) == i)
                np.testing.assert_allclose(found[i], (cost(*moved[0]) - cost(*moved[1])) / 2e-6, 1e-5, 1e-5)


def test_elements_that_are_not_finite_and_nothing():
    f = function(*pt.dvectors("x", "y"), "full")
    x, y = np.array([1.0, np.inf, 2.0]), np.array([0.0, 1.0])
    np.testing.assert_array_equal(f(x, y), np.convolve(x, y))
    with pytest.raises(ValueError, match="empty"):
        f(np.zeros(0), np.ones(2))
