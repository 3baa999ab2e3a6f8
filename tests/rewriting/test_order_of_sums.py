"""Sums are evaluated in the order in which they were written: what is added last is not rounded away."""

import random

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

EPS = np.float32(1e-8)


def compiled(program, *values):
    """Return the value of a program of float32 vectors with the default rewrites, and without any."""
    inputs = [T.fvector() for _ in values]
    outputs = program(*inputs)
    modes = None, theano.Mode(optimizer=None)
    return [theano.function(inputs, outputs, mode=m)(*(np.array(v, "float32") for v in values)) for m in modes]


IDIOMS = {
    "range of equal numbers": (lambda x: (x - x.min()) / (x.max() - x.min() + EPS), [[1, 1, 1]]),
    "its reciprocal": (lambda x: 1 / (EPS + (x.max() - x.min())), [[3, 3, 3]]),
    "deviation": (lambda x: 1 / (abs(x - x.mean()) + EPS), [[2, 2, 2]]),
    "margin": (lambda x, y: T.log(x - y + EPS), [[1, 3], [1, 3]]),
    "margin from the other side": (lambda x, y: T.log(EPS - (y - x)), [[1, 3], [1, 3]]),
    "mixture": (lambda p, q: T.log(1 - p + p * q), [[1, 1], [1e-9, 1e-20]]),
    "other mixture": (lambda p, q: T.log(p * q + (1 - p)), [[1, 1], [1e-9, 1e-20]]),
    "a small term": (lambda x, y, z: T.log(x - y + z), [[1, 3], [1, 3], [1e-9, 1e-12]]),
    "a subtracted difference": (lambda x, y, z: T.log(z - (x - y)), [[1, 3], [1, 3], [1e-9, 1e-12]]),
    "a small sum": (lambda x, y, z: T.log(x - y + (z + EPS)), [[1, 3], [1, 3], [1e-9, 1e-12]]),
    "a sign": (lambda x, y, z: T.log(-(y - x) - -z), [[1, 3], [1, 3], [1e-9, 1e-12]]),
}


@pytest.mark.parametrize("name", IDIOMS)
def test_idiom(name):
    """It has the value that it was written for."""
    program, values = IDIOMS[name]
    found, want = compiled(program, *values)
    assert np.isfinite(want).all()
    np.testing.assert_allclose(found, want, rtol=1e-6)


def written(r, leaves):
    """Return a random sum of `leaves`."""
    if len(leaves) == 1:
        return -leaves[0] if r.random() < 0.2 else leaves[0]
    k = r.randrange(1, len(leaves))
    left, right = written(r, leaves[:k]), written(r, leaves[k:])
    total = left + right if r.random() < 0.5 else left - right
    return -total if r.random() < 0.2 else total


@pytest.mark.parametrize("seed", range(40))
def test_random_sum(seed):
    """It is the same to the last bit for terms of very different sizes, and a constant, where nothing cancels."""
    r = random.Random(seed)
    n = r.randrange(2, 6)
    draw = np.random.default_rng(seed)
    values = draw.choice([1, -1, 1e4, -1e4, 1e8, -1e8], (n, 50)) * draw.choice([1, 1 + 1e-5], (n, 50))

    def program(*leaves):
        leaves = [*leaves, T.constant(np.float32(r.choice([1, -1e4, 1e-3])))]
        r.shuffle(leaves)
        return written(r, leaves)

    found, want = compiled(program, *values)
    np.testing.assert_array_equal(found, want)


@pytest.mark.parametrize("seed", range(20))
def test_random_sum_with_equal_terms(seed):
    """What cancels cancels, and each number of integers is right."""
    r = random.Random(seed)
    x, y, z = inputs = T.lvectors("x", "y", "z")
    terms = [r.choice([x, y, z, T.constant(3), T.constant(np.int64(-1))]) for _ in range(7)]
    total = written(r, terms)
    values = np.random.default_rng(seed).integers(-9, 9, (3, 5))
    got, want = (
        theano.function(inputs, total, mode=mode, on_unused_input="ignore")(*values)
        for mode in (None, theano.Mode(optimizer=None))
    )
    np.testing.assert_array_equal(got, want)


@pytest.mark.parametrize("constant", [np.nan, -np.nan, np.inf, 0.0, -0.0])
def test_a_subtracted_constant_without_a_value(constant):
    """It comes to rest, whatever the sign."""
    x, y = T.dvectors("x", "y")
    for z in (x - (y - constant), x - (1 - y - constant), -(x - constant) - y, x - (y - (constant - (x + y)))):
        f, g = (theano.function([x, y], z, mode=mode) for mode in (None, theano.Mode(optimizer=None)))
        values = np.array([1.0, 2.0]), np.array([-3.0, 5.0])
        np.testing.assert_array_equal(f(*values), g(*values))


def test_constants_of_unsigned_integers():
    x, y, z = (T.vector(name, dtype="uint8") for name in "xyz")
    c = np.uint8(3)
    values = [np.array(v, "uint8") for v in ([0, 200], [5, 7], [255, 1])]
    for total in (x - (y - c), x + (y - (z + c)), (x - c) - (y - c), x - (c - y) + (z - c)):
        f, g = (theano.function([x, y, z], total, mode=m, on_unused_input="ignore") for m in (None, "FAST_COMPILE"))
        np.testing.assert_array_equal(f(*values), g(*values))
