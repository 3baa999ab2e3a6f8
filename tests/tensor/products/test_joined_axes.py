"""Products that join axes: those that are summed over, or are batches, have to be equally long one by one."""

import numpy as np
import pytest
from reference import evaluate

import tensorgraph.tensor as T
from tensorgraph.errors import ShapeMismatch

PRODUCTS = {
    "tensordot": (lambda a, b: T.tensordot(a, b, 2), "abc,bcd->ad"),
    "tensordot of axes": (lambda a, b: T.tensordot(a, b, [[2, 0], [1, 0]]), "abc,acd->bd"),
    "batched_tensordot": (lambda a, b: T.batched_tensordot(a, b, [[2, 1], [2, 1]]), "abcd,abce->ade"),
    "matmul": (T.matmul, "abcd,abde->abce"),
    "einsum, summed": (lambda a, b: T.einsum("abc,bcd->ad", a, b), "abc,bcd->ad"),
    "einsum, all summed": (lambda a, b: T.einsum("abc,bac->", a, b), "abc,bac->"),
    "einsum, batches": (lambda a, b: T.einsum("...ab,...bc->...ac", a, b), "dfab,dfbc->dfac"),
    "einsum, both": (lambda a, b: T.einsum("abcd,abec->be", a, b), "abcd,abec->be"),
}
LENGTHS = dict(zip("abcdef", (2, 3, 4, 5, 6, 3)))


def arguments(subscripts, lengths, other):
    """Return variables and arrays of the operands, with other lengths in the second."""
    draw = np.random.default_rng(0)
    parts = subscripts.partition("->")[0].split(",")
    arrays = [draw.normal(size=[n[c] for c in part]) for part, n in zip(parts, (lengths, other))]
    return [T.TensorType("float64", (False,) * x.ndim)() for x in arrays], arrays


@pytest.mark.parametrize("name", PRODUCTS)
@pytest.mark.parametrize("zero", [None, *"abcd"])
def test_values(name, zero):
    """NumPy's, also where an axis is empty."""
    product, subscripts = PRODUCTS[name]
    lengths = LENGTHS | ({zero: 0} if zero else {})
    variables, arrays = arguments(subscripts, lengths, lengths)
    got = evaluate(product(*variables), dict(zip(variables, arrays)))
    np.testing.assert_allclose(got, np.einsum(subscripts, *arrays), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", PRODUCTS)
def test_exchanged_lengths(name):
    """As many elements in all, but not on each axis."""
    product, subscripts = PRODUCTS[name]
    first, second = subscripts.partition("->")[0].split(",")
    shared = [c for c in first if c in second]
    for i, c in enumerate(shared):
        for d in shared[:i]:
            other = LENGTHS | {c: LENGTHS[d], d: LENGTHS[c]}
            if other == LENGTHS:
                continue
            variables, arrays = arguments(subscripts, LENGTHS, other)
            with pytest.raises((ShapeMismatch, ValueError)):
                evaluate(product(*variables), dict(zip(variables, arrays)))


def test_diagonals_of_other_lengths():
    x = T.dtensor3()
    with pytest.raises(ShapeMismatch):
        evaluate(T.einsum("aab->b", x), {x: np.ones((2, 3, 4))})
