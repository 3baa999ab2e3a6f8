"""Counts of outcomes as a step: against the operation, which tells what it does not take."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.tensor.random.multinomial import MultinomialFromUniform

FLOATS = st.sampled_from(["float32", "float64"])
COUNTS = {dtype: MultinomialFromUniform(dtype) for dtype in ("int32", "int64", "float32", "float64", "int8", "auto")}


def function(op, p_dtype="float64", u_dtype="float64", **options):
    p, u, n = T.matrix(dtype=p_dtype), T.vector(dtype=u_dtype), T.lscalar()
    return theano.function([p, u, n], op(p, u, n), **options)


@given(
    st.sampled_from(sorted(COUNTS)), FLOATS, FLOATS, st.integers(1, 6), st.integers(0, 40), st.integers(0, 5),
    st.sampled_from([1.0, 0.5, 0.0]), st.booleans(), st.integers(0, 99),
)
def test_against_the_operation(name, p_dtype, u_dtype, rows, outcomes, n, total, strided, seed):
    """Rows that sum to less than 1 leave samples without an outcome; a sample may be a cumulated probability."""
    op, rng = COUNTS[name], np.random.default_rng(seed)
    p = rng.dirichlet([0.3] * outcomes, rows) if outcomes else np.zeros((rows, 0))
    p = (p * total).astype(p_dtype)
    u = rng.choice([*rng.uniform(size=5), *p.astype("float64").cumsum(axis=1).ravel(), 0, 1], rows * n).astype(u_dtype)
    if strided:
        p, u = np.asfortranarray(p), np.repeat(u, 2)[::2][::-1][::-1]
    f = function(op, p_dtype, u_dtype)
    assert ("multinomial" in f.kinds()) == (name != "int8")
    got, want = f(p, u, n), function(op, p_dtype, u_dtype, mode="FAST_COMPILE")(p, u, n)
    assert got.dtype == want.dtype
    np.testing.assert_array_equal(got, want)


@pytest.mark.parametrize("p, u, n, words", [
    ([[0.5, 0.6]], [0.5], 1, "row 0 has the sum 1.1"),
    ([[0.5, 0.5], [-0.1, 0.5]], [0.5, 0.5], 1, "row 1 has a negative"),
    ([[0.5, 0.5]], [0.5, 0.1], 1, "2 samples for 1 rows"), ([[0.5, 0.5]], [0.5, 0.1], -2, "2 samples for 1 rows"),
    (np.zeros((0, 3)), [0.5], 1, "1 samples for 0 rows"),
])
def test_errors_are_those_of_the_operation(p, u, n, words):
    """And the function goes on after them."""
    f = function(COUNTS["int64"])
    for _ in range(2):
        with pytest.raises(ValueError, match=words):
            f(np.array(p), np.array(u), n)
        np.testing.assert_array_equal(f(np.array([[0.5, 0.5]]), np.array([0.7]), 1), [[0, 1]])


def test_rows_that_are_no_numbers():
    """Are what NumPy makes of them, as samples that are none."""
    f, slow = function(COUNTS["int64"]), function(COUNTS["int64"], mode="FAST_COMPILE")
    rows = [[np.nan, 0.5, 0.2], [0.2, np.nan, 0.5], [1.0005, 0, 0], [0.2, 0.3, 0.5]]
    for p in itertools.permutations(rows, 2):
        for u in ([0.1, 0.9], [np.nan, 0.4], [0.3, np.inf], [-1.0, 0.2]):
            np.testing.assert_array_equal(f(np.array(p), np.array(u), 1), slow(np.array(p), np.array(u), 1))


def test_no_rows():
    assert function(COUNTS["int64"])(np.zeros((0, 3)), np.zeros(0), 2).shape == (0, 3)
