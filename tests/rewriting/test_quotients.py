"""Quotients by constants: whole numbers are whole, and others are NumPy's."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

EXACT = {
    "quotient": lambda x, c: x / c,
    "negated": lambda x, c: -(x / -c),
    "divided twice": lambda x, c: x * 5 / c / 5,
    "multiplied": lambda x, c: 3 * x / c,
    "multiplied later": lambda x, c: 3 * (x / c),
    "of a product": lambda x, c: x / (c * (x * 0 + 2)) * 2,
    "half": lambda x, c: 2 * x / (4 * c) * 2,
}


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
@pytest.mark.parametrize("name", EXACT)
def test_whole_quotients(name, dtype):
    """The floor of ``49 / 49`` is 1, not 0."""
    for c in (3, 7, 49, 10, 16):
        x = T.vector("x", dtype=dtype)
        multiples = np.arange(1, 14) * c
        z = EXACT[name](x, np.asarray(c, dtype))
        found = theano.function([x], [z, T.floor(z)])(multiples.astype(dtype))
        for result in found:
            np.testing.assert_array_equal(result, np.arange(1, 14) * (3 if "multiplied" in name else 1))


@pytest.mark.parametrize("dtype", ["float32", "float64", "complex128"])
@pytest.mark.parametrize("c", [3, 0.1, -7.3, 1e-3, 1e30, 2.0**100, 0.25])
def test_quotients_are_those_of_numpy(c, dtype):
    """Also of the largest and the smallest numbers, but for those in `test_reciprocals.py`."""
    x = T.vector("x", dtype=dtype)
    c = np.asarray(c, dtype)
    value = np.random.default_rng(0).normal(size=999).astype(dtype)
    least = np.finfo(dtype).tiny * (1 if dtype == "float32" else 2.0**106)
    value[:6] = 0, -0.0, 1, np.finfo(dtype).max, least, 3
    with np.errstate(over="ignore"):
        expected = value / c
    np.testing.assert_array_equal(theano.function([x], x / c)(value), expected)


def test_constants_stay_in_order():
    """``3 * x`` overflows where ``x / 7`` does not, and has no room for the digits of ``x / 10`` in float16."""
    x = T.vector("x", dtype="float16")
    f = theano.function([x], [3 * (x / np.float16(7)), 3 * (x / np.float16(10)), 3 * x / np.float16(7)])
    value = np.array([65504, 765, 14], "float16")
    with np.errstate(over="ignore"):
        expected = 3 * (value / np.float16(7)), 3 * (value / np.float16(10)), 3 * value / np.float16(7)
    for found, want in zip(f(value), expected):
        np.testing.assert_array_equal(found, want)


def test_gradients_divide_by_one_number():
    """The mean of quotients by a constant divides by both at once."""
    x = T.dvector("x")
    f = theano.function([x], T.grad(T.mean(T.sqr(x) / 100), x))
    np.testing.assert_array_equal(f(np.arange(5.0)), np.arange(5.0) / 250)
    shown = theano.pp(f.maker.fgraph.outputs[0])
    assert shown.count("/") == 1, shown
