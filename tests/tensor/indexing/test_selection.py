"""nonzero, choose, grids."""

import numpy as np
import pytest
from reference import check_grad, check_shapes, evaluate

import tensorgraph.tensor as T


@pytest.mark.parametrize(
    "a", [np.array([[0.0, 1.0], [2.0, 0.0]]), np.zeros((2, 0)), np.zeros((3, 2)), np.array([[-0.0, np.nan]])]
)
def test_nonzero(a):
    x = T.dmatrix()
    for got, want in zip(evaluate(x.nonzero(), {x: a}), a.nonzero(), strict=True):
        np.testing.assert_array_equal(got, want)
    np.testing.assert_array_equal(evaluate(T.nonzero(x, return_matrix=True), {x: a}), np.array(a.nonzero()))
    np.testing.assert_array_equal(evaluate(T.flatnonzero(x), {x: a}), np.flatnonzero(a))
    np.testing.assert_array_equal(evaluate(T.nonzero_values(x), {x: a}), a[a.nonzero()])
    check_grad(lambda x: x[(x > 0).nonzero()] ** 2, [np.array([[1.0, -2.0], [3.0, 4.0]])])


def test_nonzero_of_scalar():
    with pytest.raises(ValueError, match="non-scalar"):
        T.nonzero(T.dscalar())


@pytest.mark.parametrize("mode", ["raise", "wrap", "clip"])
def test_choose(mode):
    i, x, y = T.lvector(), T.dvector(), T.dmatrix()
    index = np.array([0, 1, 1] if mode == "raise" else [0, -3, 7])
    a, b = np.arange(3.0), np.arange(10.0, 16.0).reshape(2, 3)
    got = evaluate(T.choose(i, [x, y], mode=mode), {i: index, x: a, y: b})
    np.testing.assert_array_equal(got, np.choose(index, [a, b], mode=mode))
    got = evaluate(i.choose(y, mode=mode), {i: index, y: b})
    np.testing.assert_array_equal(got, np.choose(index, b, mode=mode))


@pytest.mark.parametrize("lengths", [((1,), (2, 3)), ((3,), (2, 1)), ((3,), (2, 3)), ((1,), (2, 0)), ((0,), (2, 1))])
def test_choices_of_length_1_are_repeated(lengths):
    """Also where their types do not say so, as in NumPy, and as the shape says."""
    i, x = T.lvector(), T.dmatrix()
    given = {i: np.zeros(lengths[0], int), x: np.ones(lengths[1])}
    want = np.choose(given[i], given[x])
    for z in (T.choose(i, x), T.choose(i, [x[0], x[1]])):
        np.testing.assert_array_equal(evaluate(z, given), want)
        check_shapes(z, given)


def test_choose_gradient_and_errors():
    check_grad(lambda x, y: T.choose(np.array([0, 1, 1]), [x, y]) ** 2, [np.arange(3.0), np.ones((2, 3))])
    i, x = T.lvector(), T.dvector()
    with pytest.raises(ValueError, match="invalid entry"):
        evaluate(T.choose(i, [x, x]), {i: np.array([2, 0]), x: np.zeros(2)})
    with pytest.raises(TypeError, match="int"):
        T.choose(x, [x, x])
    with pytest.raises(ValueError, match="mode"):
        T.choose(i, [x, x], mode="other")


def test_grids():
    n = T.lscalar()
    given = {n: np.int64(4)}
    for ours, theirs in ((T.mgrid, np.mgrid), (T.ogrid, np.ogrid)):
        for got, want in zip(evaluate(ours[0:n, 1 : n + 3 : 2], given), theirs[0:4, 1:7:2], strict=True):
            np.testing.assert_array_equal(got, want)
        np.testing.assert_array_equal(evaluate(ours[2:n], given), theirs[2:4])
    assert [a.dtype for a in T.mgrid[0:1:0.5, 0:3]] == ["float64"] * 2  # one dtype for all, as in NumPy
    assert [a.dtype for a in T.ogrid[0:1:0.5, 0:3]] == ["float32", "int64"]
    a, b = T.ogrid[0:n, 0:n]
    assert a.broadcastable == (False, True) and b.broadcastable == (True, False)
