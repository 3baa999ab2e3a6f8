"""Sorting and the largest elements."""

import numpy as np
import pytest
from reference import check_grad, check_pushforward, check_shapes, evaluate, variables_for

import tensorgraph.tensor as T
from tensorgraph.gradient import grad

A = np.random.default_rng(4).permutation(24).reshape(2, 3, 4).astype("float64")


@pytest.mark.parametrize("axis", [None, 0, 1, 2, -1, -3])
def test_sort(axis):
    for a in (A, np.zeros((2, 0, 3)), np.ones((1, 1, 1))):
        (x,) = variables_for([a])
        graphs = [T.sort(x, axis), T.argsort(x, axis), x.sort(axis), x.argsort(axis)]
        got = evaluate(graphs, {x: a})
        for value, want in zip(got, [np.sort(a, axis), np.argsort(a, axis)] * 2):
            np.testing.assert_array_equal(value, want)
        check_shapes(graphs[:2], {x: a})
    check_grad(lambda x: T.sort(x, axis) ** 2, [A], step=1e-4)
    if axis is not None:
        check_pushforward(lambda x: T.sort(x, axis), [A])


@pytest.mark.parametrize("dtype", ["bool", "int8", "uint8"])
def test_bytes(dtype):
    a = np.random.default_rng(2).integers(-128, 128, (3, 500)).astype(dtype)
    (x,) = variables_for([a])
    for axis in (None, 0, 1):
        got = evaluate([T.sort(x, axis), T.sort(x, axis, kind="heapsort")], {x: a})
        for value in got:
            np.testing.assert_array_equal(value, np.sort(a, axis))


def test_ties_of_short_lines_keep_their_order():
    """As where NumPy sorts without vector instructions, and Theano did; so do the gradients of the sorted."""
    x = T.dmatrix()
    for n in (3, 12, 17):
        a = np.random.default_rng(n).integers(0, 3, (50, n)).astype("float64")
        np.testing.assert_array_equal(evaluate(T.argsort(x), {x: a}), np.argsort(a, kind="stable"))
        np.testing.assert_array_equal(evaluate(T.argsort(x, axis=0), {x: a.T}), np.argsort(a.T, axis=0, kind="stable"))
        line = np.random.default_rng(n).integers(0, 3, (n, 1)).astype("float64")
        got = evaluate(grad((T.sort(x, axis=0).T * np.arange(1.0, n + 1)).sum(), x), {x: line})
        np.testing.assert_array_equal(got[np.argsort(line[:, 0], kind="stable"), 0], np.arange(1.0, n + 1))


def test_texts_and_types():
    v = T.fvector()
    assert str(T.sort(v).owner.op) == "SortOp{quicksort, None}"
    assert str(T.argsort(v, kind="mergesort").owner.op) == "ArgSortOp{mergesort, None}"
    assert T.sort(v).dtype == "float32" and T.argsort(v).dtype == "int64"
    assert T.sort(T.drow()).broadcastable == (True, False)


def test_argsort_is_flat():
    v = T.dvector()
    g = grad((T.argsort(v) * v).sum(), v)
    np.testing.assert_array_equal(evaluate(g, {v: np.array([3.0, 1.0, 2.0])}), [1, 2, 0])


@pytest.mark.parametrize("axis", [0, 1, -1, None])
@pytest.mark.parametrize("k", [1, 2, -1, -2])
def test_topk(axis, k):
    a = A[0]
    x = T.dmatrix()
    order = np.argsort(a, axis)
    flat = a.reshape(-1) if axis is None else a
    where = 0 if axis is None else axis
    order = np.flip(order, where) if k > 0 else order
    order = np.take(order, range(abs(k)), where)
    values, index = T.topk_and_argtopk(x, k, axis)
    got = evaluate([values, index, T.topk(x, k, axis), T.argtopk(x, k, axis)], {x: a})
    best = np.take_along_axis(flat, order, where)
    for value, want in zip(got, [best, order, best, order]):
        np.testing.assert_array_equal(value, want)
    check_shapes([values, index], {x: a})
    check_grad(lambda x: T.topk(x, k, axis) ** 2, [a], step=1e-4)


def test_topk_text():
    """A fact of Theano 1.0.5."""
    assert str(T.topk(T.dvector(), 2, sorted=False).owner.op) == "TopKOp{axis=-1, sorted=False}"


def test_topk_errors():
    v = T.dvector()
    for k in (0, 4):
        with pytest.raises(ValueError, match="kth"):
            evaluate(T.topk(v, k), {v: np.zeros(3)})
    with pytest.raises(IndexError, match="axis"):
        T.topk(v, 1, axis=1)
    with pytest.raises(TypeError, match="idx_dtype"):
        T.argtopk(v, 1, idx_dtype="float64")


@pytest.mark.parametrize("function", [T.partition, T.argpartition])
def test_partition_has_the_places(function):
    v, m = T.dvector("v"), T.dmatrix("m")
    assert evaluate(function(v, -3), {v: np.zeros(3)}).shape == (3,)
    for kth in (3, -4, [0, 3]):
        with pytest.raises(ValueError, match="kth must be places along"):
            evaluate(function(v, kth), {v: np.zeros(3)})
    with pytest.raises(ValueError, match="kth must be places"):
        evaluate(function(m, 2, axis=0), {m: np.zeros((2, 3))})
    with pytest.raises(TypeError, match="kth must be integers"):
        function(v, 1.0)
    with pytest.raises(IndexError, match="axis 1 is out of bounds"):
        function(v, 0, axis=1)


def test_a_number_of_largest_elements_is_no_bool():
    with pytest.raises(ValueError, match=r"kth must be one integer, and it is .*bool"):
        T.topk(T.dvector(), T.scalar(dtype="bool"))
