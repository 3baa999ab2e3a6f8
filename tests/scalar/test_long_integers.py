"""Integers of 64 bits: comparisons of those with a sign and without, and rounding."""

import operator

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

COMPARISONS = [operator.lt, operator.le, operator.gt, operator.ge, operator.eq, operator.ne]
SIGNED = [0, 1, -1, 2**53, 2**53 + 1, 2**63 - 1, -(2**63), -(2**63) + 1, 2**62]
UNSIGNED = [0, 1, 2**64 - 1, 2**53, 2**53 + 1, 2**63 - 1, 2**63, 2**63 + 1, 2**62]


def compared(compare, x, y):
    """Return what T's comparison says; ``==`` of variables asks for identity."""
    return {operator.eq: T.eq, operator.ne: T.neq}.get(compare, compare)(x, y)


@pytest.mark.parametrize("mode", ["FAST_RUN", "FAST_COMPILE", theano.Mode("py", None)], ids=str)
@pytest.mark.parametrize("compare", COMPARISONS)
def test_all_pairs(compare, mode):
    """No conversion to floats makes neighbours equal, in either order of the operands."""
    x, y = T.col("x", dtype="int64"), T.row("y", dtype="uint64")
    a, b = np.array([SIGNED], "int64").T, np.array([UNSIGNED], "uint64")
    f = theano.function([x, y], [compared(compare, x, y), compared(compare, y, x)], mode=mode)
    # Python's integers are exact
    expected = [[compare(m, n) for n in UNSIGNED] for m in SIGNED], [[compare(n, m) for n in UNSIGNED] for m in SIGNED]
    for z, want in zip(f(a, b), expected):
        np.testing.assert_array_equal(z, want)


def test_constants_scalars_and_larger_expressions():
    """A constant keeps its digits; a single number and an expression are compared alike."""
    x, y = T.lvector("x"), T.scalar("y", dtype="uint64")
    a, b = np.array(SIGNED, "int64"), np.uint64(2**63 - 1)
    f = theano.function([x, y], [x < np.uint64(2**63 - 1), T.switch(x >= y, x * 2, -x), x[5] < y + np.uint64(1)])
    less, chosen, is_less = f(a, b)
    np.testing.assert_array_equal(less, [m < 2**63 - 1 for m in SIGNED])
    np.testing.assert_array_equal(chosen, np.where([m >= int(b) for m in SIGNED], a * 2, -a))
    assert is_less


@pytest.mark.parametrize("mode", ["FAST_RUN", "FAST_COMPILE"])
@pytest.mark.parametrize("dtype", ["int64", "uint64"])
def test_rounded_integers(dtype, mode):
    """They are what they are, and not the nearest floats."""
    x = T.vector("x", dtype=dtype)
    value = np.array([np.iinfo(dtype).min, np.iinfo(dtype).max, 2**53 + 1], dtype)
    rounded = [T.round(x, mode=mode) for mode in ("half_to_even", "half_away_from_zero")]
    for z in theano.function([x], rounded, mode=mode)(value):
        np.testing.assert_array_equal(z, value)
