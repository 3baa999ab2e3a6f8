"""extra_ops against NumPy: cumulative, repetition, counting, diagonals, permutations, flat indices."""

import numpy as np
import pytest
from reference import check_grad, check_pushforward, check_shapes, evaluate, variables_for

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.tensor import extra_ops as extra

RNG = np.random.default_rng(1)
A = RNG.standard_normal((3, 4))


@pytest.mark.parametrize("axis", [None, 0, 1, -1])
def test_cumulative(axis):
    for a in (A, np.zeros((3, 0)), np.ones((1, 1))):
        (x,) = variables_for([a])
        graphs = [T.cumsum(x, axis), T.cumprod(x, axis), x.cumsum(axis), x.cumprod(axis)]
        for got, want in zip(evaluate(graphs, {x: a}), [np.cumsum(a, axis), np.cumprod(a, axis)] * 2):
            np.testing.assert_allclose(got, want, rtol=1e-14)
        check_shapes(graphs, {x: a})
    check_grad(lambda x: T.cumsum(x, axis) ** 2, [A])
    check_grad(lambda x: T.cumprod(x, axis), [A])
    check_pushforward(lambda x: T.cumsum(x, axis), [A])


def test_cumprod_of_zeros():
    check_grad(lambda x: T.cumprod(x), [np.array([2.0, 0.0, 3.0, 0.0, 5.0])])
    check_grad(lambda x: T.cumprod(x, axis=0), [np.array([[2.0, 0.0], [0.0, 3.0], [1.5, 4.0]])])


def test_cumulative_texts():
    v = T.bvector()
    assert str(T.cumsum(v).owner.op) == "CumOp{None, add}" and str(T.cumprod(v, 0).owner.op) == "CumOp{0, mul}"
    assert T.cumsum(v).dtype == "int8"
    mask, values = T.TensorType("bool", (False,))("mask"), np.array([True, True, False, True])
    for f in (np.cumsum, np.cumprod):
        got = getattr(T, f.__name__)(mask).eval({mask: values})
        assert got.dtype == "int64" and got.tolist() == f(values).tolist()
    assert extra.CumsumOp(0) == extra.CumOp(0, "add")
    with pytest.raises(ValueError, match="out of bounds"):
        T.cumsum(v, axis=1)


@pytest.mark.parametrize("n", [0, 1, 2, 5])
@pytest.mark.parametrize("axis", [0, 1, -1])
def test_diff(n, axis):
    (x,) = variables_for([A])
    y = extra.diff(x, n, axis)
    np.testing.assert_allclose(evaluate(y, {x: A}), np.diff(A, n, axis), rtol=1e-12)
    check_shapes(y, {x: A}) if n else None
    check_grad(lambda x: extra.diff(x, n, axis) ** 2, [A])


@pytest.mark.parametrize("axis", [None, 0, 1, -1])
def test_repeat(axis):
    x, n, k = T.dmatrix(), T.lvector(), T.lscalar()
    length = A.size if axis is None else A.shape[axis]
    times = RNG.integers(0, 3, length)
    given = {x: A, n: times, k: np.int64(2)}
    graphs = [T.repeat(x, r, axis) for r in (2, k, n, [3], 0)]
    want = [np.repeat(A, r, axis) for r in (2, 2, times, 3, 0)]
    for got, expected in zip(evaluate(graphs, given), want):
        np.testing.assert_array_equal(got, expected)
    check_shapes(graphs, given)
    for r in (2, times):
        check_grad(lambda x, r=r: T.repeat(x, r, axis) ** 2, [A])
    check_pushforward(lambda x: T.repeat(x, times, axis), [A])


@pytest.mark.parametrize("axis", [None, 0, -1])
@pytest.mark.parametrize("length", [0, 1, 3])
def test_repeat_as_often_as_one_number_says(axis, length):
    """A vector of one number counts for all elements, also where its type does not say that it has length 1."""
    x, n = T.dmatrix(), T.lvector()
    z = T.repeat(x, n, axis)
    for times in (0, 1, 2):
        given = {x: np.ones((length, length)), n: np.array([times])}
        want = np.repeat(given[x], times, axis)
        np.testing.assert_array_equal(evaluate(z, given), want)
        check_shapes(z, given)
        np.testing.assert_array_equal(evaluate(T.grad(z.sum(), x), given), np.full((length, length), times))


def test_repeat_errors():
    x = T.dmatrix()
    with pytest.raises(ValueError, match="repeats"):
        T.repeat(x, T.lmatrix())
    for bad in (1.5, T.dvector()):
        with pytest.raises(TypeError, match="integer"):
            T.repeat(x, bad)


def test_squeeze_and_compress():
    t = T.TensorType("float64", (True, False, True))()
    a = A[:1, :].reshape(1, 4, 1)
    assert evaluate(extra.squeeze(t), {t: a}).shape == (4,)
    assert evaluate(extra.squeeze(t, axis=2), {t: a}).shape == (1, 4)
    m, k = T.dmatrix(), T.TensorType("bool", (False,))()
    mask = np.array([True, False, True])
    np.testing.assert_array_equal(evaluate(extra.compress(k, m, axis=0), {m: A, k: mask}), A[mask])
    np.testing.assert_array_equal(evaluate(extra.compress(mask, m), {m: A}), np.compress(mask, A))
    check_grad(lambda m: extra.compress(mask, m, axis=0) ** 2, [A])


def test_bincount():
    y, w = T.ivector(), T.dvector()
    given = {y: np.array([1, 3, 1], "int32"), w: np.array([0.5, 1.0, 2.0])}
    got = evaluate([extra.bincount(y), extra.bincount(y, minlength=6), extra.bincount(y, weights=w)], given)
    for value, want in zip(got, ([0, 2, 0, 1], [0, 2, 0, 1, 0, 0], [0, 2.5, 0, 1.0])):
        np.testing.assert_array_equal(value, want)
    assert got[0].dtype == "int32"
    check_grad(lambda w: extra.bincount(T.constant(given[y]), weights=w) ** 2, [given[w]])
    with pytest.raises(TypeError, match="dimension 1"):
        extra.bincount(T.lmatrix())


@pytest.mark.parametrize("kwargs", [{}, {"minlength": 9}, {"weights": [0.5, 1, 2]}, {"assert_nonneg": True}], ids=str)
@pytest.mark.parametrize("mode", ["FAST_RUN", "FAST_COMPILE", theano.Mode(optimizer=None)], ids=str)
def test_bincount_of_a_negative_number(mode, kwargs):
    """A negative number is refused, as in NumPy, and not counted from the end."""
    y = T.lvector("y")
    f = theano.function([y], T.bincount(y, **kwargs), mode=mode)
    for error in (ValueError, AssertionError):  # NumPy's class, and Theano's
        with pytest.raises(error, match="negative values! Element 1 is -2; it counts integers from 0 up"):
            f([3, -2, 1])


@pytest.mark.parametrize("dtype", ["int8", "uint8", "int16", "int32", "uint64"])
def test_bincount_of_many_and_of_none(dtype):
    """Counts and lengths do not wrap, and nothing has no counts."""
    v = T.vector(dtype=dtype)
    f = theano.function([v], [extra.bincount(v), extra.bincount(v, minlength=4), extra.bincount(v, weights=v * 0.5)])
    for a in (np.full(300, 127, dtype), np.zeros(0, dtype)):
        counts, longer, weighted = f(a)
        np.testing.assert_array_equal(counts, np.bincount(a.astype("int64")))
        np.testing.assert_array_equal(longer, np.bincount(a.astype("int64"), minlength=4))
        np.testing.assert_array_equal(weighted, np.bincount(a.astype("int64"), a * 0.5))


@pytest.mark.parametrize("side", ["left", "right"])
def test_searchsorted(side):
    v, q, s = T.dvector(), T.dmatrix(), T.lvector()
    a, b = np.array([4.0, 1.0, 2.0, 2.0]), np.array([[0.0, 2.0], [5.0, 1.0]])
    order = np.argsort(a)
    got = evaluate(extra.searchsorted(v, q, side=side, sorter=s), {v: a, q: b, s: order})
    np.testing.assert_array_equal(got, np.searchsorted(a, b, side=side, sorter=order))
    got = evaluate(v.searchsorted(q, side=side), {v: np.sort(a), q: b})
    np.testing.assert_array_equal(got, np.searchsorted(np.sort(a), b, side=side))
    with pytest.raises(ValueError, match="invalid value"):
        extra.searchsorted(v, q, side="middle")


def test_unique():
    v, m = T.dvector(), T.lmatrix()
    a = np.array([3.0, 1.0, 3.0, 2.0])
    got = evaluate(extra.Unique(True, True, True)(v), {v: a})
    for value, want in zip(got, np.unique(a, True, True, True)):
        np.testing.assert_array_equal(value, want)
    assert all(value.dtype == "int64" for value in got[1:])
    b = np.array([[1, 2], [0, 1], [1, 2]])
    np.testing.assert_array_equal(evaluate(extra.Unique(axis=0)(m), {m: b}), np.unique(b, axis=0))
    np.testing.assert_array_equal(evaluate(extra.Unique()(m), {m: b}), [0, 1, 2])


@pytest.mark.parametrize("shape", [(3, 2), (2, 3), (2, 2), (1, 1), (0, 2), (2, 2, 2)])
def test_fill_diagonal(shape):
    a = RNG.standard_normal(shape)
    x, y = variables_for([a, np.array(9.0)])
    want = a.copy()
    for i in range(min(shape)):
        want[(i,) * len(shape)] = 9
    z = extra.fill_diagonal(x, y)
    np.testing.assert_array_equal(evaluate(z, {x: a, y: np.array(9.0)}), want)
    check_shapes(z, {x: a, y: np.array(9.0)})
    check_grad(lambda x, y: extra.fill_diagonal(x, y) ** 2, [a, 9.0])


@pytest.mark.parametrize("offset", [-5, -2, -1, 0, 1, 2, 7])
@pytest.mark.parametrize("shape", [(3, 2), (2, 3), (2, 2), (0, 2)])
def test_fill_diagonal_offset(shape, offset):
    a = RNG.standard_normal(shape)
    x, y, k = T.dmatrix(), T.dscalar(), T.lscalar()
    want = np.where(np.eye(*shape, offset, dtype=bool), 9.0, a)
    got = evaluate(extra.fill_diagonal_offset(x, y, k), {x: a, y: np.array(9.0), k: np.int64(offset)})
    np.testing.assert_array_equal(got, want)
    check_grad(lambda x, y: extra.fill_diagonal_offset(x, y, offset) ** 2, [a, 9.0])


def test_to_one_hot():
    y = T.ivector()
    given = {y: np.array([1, 3, 1], "int32")}
    got = evaluate(extra.to_one_hot(y, 4), given)
    np.testing.assert_array_equal(got, np.eye(4)[[1, 3, 1]])
    assert got.dtype == "float64"
    assert evaluate(extra.to_one_hot(y, 4, dtype="int32"), given).dtype == "int32"
    with pytest.raises(IndexError):
        evaluate(extra.to_one_hot(y, 3), given)


def test_permutations():
    p = np.array([[2, 0, 1], [1, 0, 2]])
    a = RNG.standard_normal((2, 3))
    x, y = T.dmatrix(), T.lmatrix()
    given = {x: a, y: p}
    want = np.take_along_axis(a, p, 1)
    np.testing.assert_array_equal(evaluate(T.permute_row_elements(x, y), given), want)
    back = evaluate(T.permute_row_elements(T.permute_row_elements(x, y), y, inverse=True), given)
    np.testing.assert_array_equal(back, a)
    np.testing.assert_array_equal(evaluate(T.inverse_permutation(y), given), np.argsort(p, 1))
    v = T.lvector()
    np.testing.assert_array_equal(evaluate(T.inverse_permutation(v), {v: p[0]}), np.argsort(p[0]))
    for index in (p, p[0], p[:1]):
        check_grad(lambda x, i=index: T.permute_row_elements(x, i) ** 2, [a])
    check_grad(lambda x: T.permute_row_elements(x, p) ** 2, [a[0]])


@pytest.mark.parametrize("dtype", ["int8", "uint8", "int64", "uint64"])
def test_permutations_by_indices_from_the_end(dtype):
    a, p = RNG.standard_normal((2, 3)), np.array([[2, 0, 1], [1, 0, 2]], dtype)
    q = p if dtype[0] == "u" else p - np.array([[0, 3, 3], [3, 0, 3]], dtype)
    x, y = T.dmatrix(), T.matrix(dtype=dtype)
    for inverse in (False, True):
        z = T.permute_row_elements(x, y, inverse)
        np.testing.assert_array_equal(evaluate(z, {x: a, y: q}), evaluate(z, {x: a, y: p}))
        check_grad(lambda x, i=inverse: T.permute_row_elements(x, q, i) ** 2, [a])
    z = T.inverse_permutation(y)
    assert z.type.dtype == dtype
    np.testing.assert_array_equal(evaluate(z, {y: q}), np.argsort(p, 1))
    empty = {x: np.zeros((2, 0)), y: np.zeros((2, 0), dtype)}
    assert evaluate(T.permute_row_elements(x, y, True), empty).shape == (2, 0)
    with pytest.raises(IndexError):
        evaluate(T.permute_row_elements(x, y, True), {x: a, y: p + 1})


@pytest.mark.parametrize("order", ["C", "F"])
def test_flat_indices(order):
    i, dims = T.lvector(), (3, 4, 2)
    flat = np.array([0, 5, 23])
    parts = extra.unravel_index(i, dims, order=order)
    assert str(parts[0]) == f"UnravelIndex{{ndim={len(parts)}, order={order!r}}}.0"
    want = np.unravel_index(flat, dims, order=order)
    for got, expected in zip(evaluate(parts, {i: flat}), want, strict=True):
        np.testing.assert_array_equal(got, expected)
    back = extra.ravel_multi_index(parts, dims, order=order)
    np.testing.assert_array_equal(evaluate(back, {i: flat}), flat)
    far = (np.array([5]), np.array([-1]), np.array([1]))
    for mode in ("wrap", "clip"):
        got = evaluate(extra.ravel_multi_index(far, dims, mode=mode, order=order))
        np.testing.assert_array_equal(got, np.ravel_multi_index(far, dims, mode=mode, order=order))
    with pytest.raises(ValueError):
        evaluate(extra.ravel_multi_index(far, dims, order=order))


def test_bartlett():
    n = T.lscalar()
    for k in (0, 1, 5):
        np.testing.assert_array_equal(evaluate(extra.bartlett(n), {n: np.int64(k)}), np.bartlett(k))
        check_shapes(extra.bartlett(n), {n: np.int64(k)})
    with pytest.raises(TypeError, match="integer"):
        extra.bartlett(T.dscalar())


def test_cpu_contiguous():
    x = T.dmatrix()
    assert evaluate(extra.cpu_contiguous(x), {x: A.T}).flags.c_contiguous
    check_grad(lambda x: extra.cpu_contiguous(x) ** 2, [A])


def test_diff_of_bools_says_where_they_change():
    x = T.TensorType("bool", (False,))("x")
    value = np.array([True, True, False, True, False])
    for n in (1, 2):
        z = T.extra_ops.diff(x, n)
        assert z.type.dtype == "bool" and z.eval({x: value}).tolist() == np.diff(value, n).tolist()
