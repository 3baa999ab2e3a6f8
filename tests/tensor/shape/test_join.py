"""join, split, stack, roll."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reference import check_grad, check_pushforward, check_shapes, evaluate, variables_for

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.gradient import grad
from tensorgraph.graph.equal import is_same_graph
from tensorgraph.printing import pp

A, B, E = np.arange(6.0).reshape(2, 3), np.arange(10.0, 16.0).reshape(2, 3), np.zeros((2, 0))


@pytest.mark.parametrize("axis", [0, 1, -1, -2])
def test_join(axis):
    a, b = T.dmatrices("a", "b")
    graphs = [T.join(axis, a, b), T.concatenate([a, b, a], axis=axis), T.concatenate((a,), axis=axis)]
    want = [np.concatenate([A, B], axis), np.concatenate([A, B, A], axis), A]
    for got, expected in zip(evaluate(graphs, {a: A, b: B}), want):
        np.testing.assert_array_equal(got, expected)
    check_shapes(graphs, {a: A, b: B})
    check_grad(lambda a, b: T.join(axis, a, b, a) ** 2, [A, B])
    check_pushforward(lambda a, b: T.join(axis, a, b), [A, B])


def test_symbolic_axis():
    a, b, k = T.dmatrix(), T.dmatrix(), T.lscalar()
    y = T.join(k, a, b)
    parts = T.split(a, [1, 1], 2, axis=k)
    for axis in (0, 1, -1):
        given = {a: A[:, :2], b: B[:, :2], k: np.int64(axis)}
        np.testing.assert_array_equal(evaluate(y, given), np.concatenate([A[:, :2], B[:, :2]], axis))
        check_shapes([y, *parts], given)


def test_empty_parts():
    a, b = T.dmatrices(2)
    np.testing.assert_array_equal(evaluate(T.join(1, a, b), {a: A, b: E}), A)
    check_grad(lambda a, b: T.join(1, a, b) ** 2, [A, E])
    np.testing.assert_array_equal(evaluate(T.join(1, a, b), {a: E, b: E}), E)


@given(st.data())
def test_layouts(data):
    """What lies in one order of the axes is joined in that order, as NumPy does."""
    draw, dims, ndim = data.draw, st.integers(0, 5), data.draw(st.integers(1, 4))
    axis, shape, dtype = draw(st.integers(0, ndim - 1)), draw(st.tuples(*[dims] * ndim)), draw(st.sampled_from("bifd"))
    orders = draw(st.lists(st.permutations(range(ndim)), min_size=1, max_size=2))
    arrays = []
    for k in range(draw(st.integers(1, 4))):
        lengths = [draw(dims) if i == axis else n for i, n in enumerate(shape)]
        order = orders[k % len(orders)]
        array = np.arange(np.prod(lengths, dtype=int)).astype(dtype).reshape([lengths[i] for i in order])
        arrays.append(array.transpose(np.argsort(order)))
    x = [T.TensorType(arrays[0].dtype, (False,) * ndim)() for _ in arrays]
    found, expected = theano.function(x, T.concatenate(x, axis))(*arrays), np.concatenate(arrays, axis)
    np.testing.assert_array_equal(found, expected)
    if len(orders) == 1 < len(arrays) and all(n > 1 for a in arrays for n in a.shape):
        assert found.strides == expected.strides


@pytest.mark.parametrize("shape", [(3, 5000), (5000, 3), (2, 300, 200)])
@pytest.mark.parametrize("axis", [0, 1])
def test_layouts_of_large_arrays(shape, axis):
    a = np.asfortranarray(np.random.default_rng(1).normal(size=shape))
    x = [T.TensorType("float64", (False,) * a.ndim)() for _ in range(3)]
    f = theano.function(x, T.concatenate(x, axis))
    for arrays in ([a, 2 * a, a], [a, np.ascontiguousarray(a), a], [a[::-1], a, a[:, ::-1]]):
        np.testing.assert_array_equal(f(*arrays), np.concatenate(arrays, axis))


def test_dtypes_and_pattern():
    i, f = T.bvector(), T.fvector()
    assert T.concatenate([i, f]).dtype == "float32"
    assert evaluate(T.concatenate([i, f]), {i: np.ones(2, "int8"), f: np.zeros(1, "float32")}).dtype == "float32"
    row, m = T.drow(), T.dmatrix()
    assert T.join(0, row, row).broadcastable == (False, False)
    assert T.join(1, row, m).broadcastable == (True, False)
    assert grad(T.join(0, row, m).sum(), row).broadcastable == (True, False)


def test_texts():
    a, b = T.dmatrices("a", "b")
    assert str(T.concatenate([a, b])) == "Join.0"
    assert pp(T.concatenate([a, b])) == "join(TensorConstant{0}, a, b)"
    assert str(T.split(a, [1, 1], 2)[0].owner.op) == "Split{2}"


def test_join_errors():
    a, b, v, s = T.dmatrix(), T.dmatrix(), T.dvector(), T.dscalar()
    with pytest.raises(ValueError, match="dimension 1.*size 2.*size 3"):
        evaluate(T.concatenate([a, b]), {a: np.ones((2, 2)), b: np.ones((2, 3))})
    with pytest.raises(TypeError, match="same number of dimensions"):
        T.join(0, a, v)
    with pytest.raises(TypeError, match="dimension 0"):
        T.join(0, s, s)
    with pytest.raises(ValueError, match="out of bounds"):
        T.join(2, a, b)
    with pytest.raises(TypeError, match="tuple or a list"):
        T.concatenate(a)
    with pytest.raises(ValueError, match="empty list"):
        T.concatenate([])


@pytest.mark.parametrize("axis", [0, 1, -1])
def test_split(axis):
    a = np.arange(24.0).reshape(6, 4)
    sizes = [1, 2, 3] if axis == 0 else [0, 1, 3]
    x, n = T.dmatrix(), T.lvector()
    parts = T.split(x, n, 3, axis=axis)
    given = {x: a, n: np.array(sizes)}
    for got, want in zip(evaluate(parts, given), np.split(a, np.cumsum(sizes)[:-1], axis), strict=True):
        np.testing.assert_array_equal(got, want)
        assert got.size == 0 or np.shares_memory(got, a)
    check_shapes(parts, given)
    check_grad(lambda x: [p**2 for p in T.split(x, sizes, 3, axis=axis)], [a])
    check_grad(lambda x: T.split(x, sizes, 3, axis=axis)[1] ** 2, [a])


def test_split_errors():
    x, n = T.dvector(), T.lvector()
    parts = T.split(x, n, 2)
    for sizes, text in (([1, 1], "sum to 2, expected 3"), ([1, 1, 1], "Length of splits"), ([-1, 4], "negative")):
        with pytest.raises(ValueError, match=text):
            evaluate(parts, {x: np.zeros(3), n: np.array(sizes)})
    assert isinstance(T.split(x, [3], 1), list)


@pytest.mark.parametrize("axis", [0, 1, 2, -1, -3])
def test_stack(axis):
    a, b = T.dmatrices(2)
    y = T.stack([a, b], axis=axis)
    np.testing.assert_array_equal(evaluate(y, {a: A, b: B}), np.stack([A, B], axis))
    check_shapes(y, {a: A, b: B})
    check_grad(lambda a, b: T.stack([a, b], axis=axis) ** 2, [A, B])


def test_stack_of_scalars():
    s, i = T.dscalar(), T.iscalar()
    y = T.stack([s, s * 2, 3.0, i])
    assert str(y.owner.op) == "MakeVector{dtype='float64'}"
    np.testing.assert_array_equal(evaluate(y, {s: np.float64(9), i: np.int32(4)}), [9, 18, 3, 4])
    check_grad(lambda s: T.stack([s, s**2]), [np.array(3.0)])
    assert is_same_graph(T.stack([s, i], axis=-1), T.stack([s, i]))


def test_old_stack():
    a, b = T.dvectors(2)
    with pytest.warns(DeprecationWarning, match="deprecated"):
        y = T.stack(a, b)
    np.testing.assert_array_equal(evaluate(y, {a: A[0], b: B[0]}), np.stack([A[0], B[0]]))
    with pytest.raises(IndexError, match="out of bounds"):
        T.stack([a, b], axis=3)
    with pytest.raises(Exception, match="No tensor|at least"):
        T.stack([])


def test_stacks_of_matrices_and_lists():
    a, b = T.dmatrices(2)
    given = {a: A, b: B}
    np.testing.assert_array_equal(evaluate(T.horizontal_stack(a, b), given), np.hstack([A, B]))
    np.testing.assert_array_equal(evaluate(T.vertical_stack(a, b), given), np.vstack([A, B]))
    np.testing.assert_array_equal(evaluate(T.stacklists([[a, b], [b, a]]), given), np.array([[A, B], [B, A]]))


@pytest.mark.parametrize("shift", [0, 1, -1, 2, 5, -7])
@pytest.mark.parametrize("axis", [None, 0, 1, -1])
def test_roll(shift, axis):
    for a in (A, np.zeros((1, 1)), np.zeros((2, 0))):
        (x,) = variables_for([a])
        k = T.lscalar()
        for y in (T.roll(x, shift, axis), T.roll(x, k, axis)):
            np.testing.assert_array_equal(evaluate(y, {x: a, k: np.int64(shift)}), np.roll(a, shift, axis))
    check_grad(lambda x: T.roll(x, shift, axis) ** 2, [A])


ROLLS = [(1, (0, 1)), ((1, -2), (0, 1)), ([1, 2], 1), ((2, 1), (-1, -1)), ((1, 2), None)]


@pytest.mark.parametrize("shift, axis", ROLLS)
def test_roll_along_several_axes(shift, axis):
    x = T.dmatrix()
    np.testing.assert_array_equal(evaluate(T.roll(x, shift, axis), {x: A}), np.roll(A, shift, axis))
    with pytest.raises(ValueError, match="2 are given for 3 axes"):
        T.roll(x, (1, 2), (0, 1, 0))


def test_an_axis_that_is_not_there():
    m = T.dmatrix("m")
    with pytest.raises(ValueError, match="out of range"):
        T.concatenate([m, m], axis=2)
    with pytest.raises(IndexError, match="out of bounds"):
        T.concatenate([m, m], axis=-3)


@pytest.mark.parametrize("dtypes", [*itertools.permutations(["int8", "uint8", "float16"])])
def test_the_dtype_does_not_depend_on_the_order(dtypes):
    """float16 holds the other two, though int16, which is the smallest integer that does, needs float32."""
    vectors, scalars = [T.vector(dtype=d) for d in dtypes], [T.scalar(dtype=d) for d in dtypes]
    values = [np.array([100], d) for d in dtypes]
    for variables, z in (
        (vectors, T.concatenate(vectors)), (vectors, T.stack(vectors)), (scalars, T.stack(scalars)),
        (vectors, T.select([v > 0 for v in vectors], vectors)), (vectors, T.choose([0], vectors)),
    ):  # fmt: skip
        assert z.type.dtype == "float16"
        given = [v[0] for v in values] if variables is scalars else values
        found = theano.function(variables, z, on_unused_input="ignore")(*given)
        assert found.dtype == "float16"
        assert (found == 100).all()
