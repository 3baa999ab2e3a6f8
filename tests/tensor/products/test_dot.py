"""Products of all ranks against NumPy."""

import itertools

import numpy as np
import pytest
from reference import check_grad, check_pushforward, check_shapes, evaluate, variables_for

import tensorgraph.tensor as T
from tensorgraph import function
from tensorgraph.gradient import grad
from tensorgraph.printing import pp

RNG = np.random.default_rng(2)
SHAPES = {0: (), 1: (3,), 2: (2, 3), 3: (2, 4, 3)}
RIGHT = {0: (), 1: (3,), 2: (3, 2), 3: (2, 3, 4)}


@pytest.mark.parametrize("m, n", list(itertools.product(SHAPES, RIGHT)))
def test_dot(m, n):
    a, b = RNG.standard_normal(SHAPES[m]), RNG.standard_normal(RIGHT[n])
    x, y = variables_for([a, b])
    z = T.dot(x, y)
    np.testing.assert_allclose(evaluate(z, {x: a, y: b}), np.dot(a, b), rtol=1e-12)
    check_shapes(z, {x: a, y: b})
    check_grad(lambda x, y: T.dot(x, y) ** 2, [a, b])
    if 0 < m < 3 and 0 < n < 3:
        assert str(z) == "dot.0"
        check_pushforward(T.dot, [a, b])


@pytest.mark.parametrize(
    "shapes", [((0, 3), (3, 2)), ((2, 0), (0, 3)), ((2, 3), (3, 0)), ((0,), (0,)), ((1, 1), (1, 1))]
)
def test_zero_sizes(shapes):
    a, b = map(np.ones, shapes)
    x, y = variables_for([a, b])
    np.testing.assert_array_equal(evaluate(T.dot(x, y), {x: a, y: b}), a.dot(b))
    check_grad(lambda x, y: T.dot(x, y) ** 2, [a, b])


def test_dtypes_and_pattern():
    f, i, d = T.fmatrix(), T.lmatrix(), T.drow()
    assert T.dot(f, f).dtype == "float32" and T.dot(f, i).dtype == "float64" and T.dot(i, i).dtype == "int64"
    assert T.dot(d, f).broadcastable == (True, False) and T.dot(f, d.T).broadcastable == (False, True)
    assert evaluate(T.dot(i, i), {i: np.eye(2, dtype="int64")}).dtype == "int64"
    assert grad(T.dot(d, f).sum(), d).broadcastable == (True, False)


def test_mismatch():
    x, y, v = T.dmatrix(), T.dmatrix(), T.dvector()
    with pytest.raises(ValueError) as info:
        evaluate(T.dot(x, y), {x: np.ones((2, 3)), y: np.ones((2, 3))})
    assert str(info.value) == "Shape mismatch: x has 3 cols (and 2 rows) but y has 2 rows (and 3 cols)"
    for z in (T.dot(x, v), T.dot(v, x), T.dot(v, T.concatenate([v, v]))):
        with pytest.raises(ValueError, match="Shape mismatch"):
            evaluate(z, {x: np.ones((2, 3)), v: np.ones(4)})


def test_texts():
    x, v = T.dmatrix("x"), T.dvector("v")
    assert pp(T.dot(x, v)) == r"(x \dot v)"
    assert str(T.batched_dot(x, x).owner.op) == "BatchedDot"


@pytest.mark.parametrize("axes", [
    0, 1, 2, [[2], [0]], [[1, 2], [0, 1]], [[0, 2], [2, 0]], [[-1], [-2]], [0, 1], [[], []], [[0, 1, 2], [2, 1, 0]],
])  # fmt: skip
def test_tensordot(axes):
    a, b = RNG.standard_normal((2, 2, 2)), RNG.standard_normal((2, 2, 2))
    x, y = variables_for([a, b])
    z = T.tensordot(x, y, axes=axes)
    want = np.tensordot(a, b, axes=axes)
    np.testing.assert_allclose(evaluate(z, {x: a, y: b}), want, rtol=1e-12)
    assert z.type.ndim == want.ndim
    check_grad(lambda x, y: T.tensordot(x, y, axes=axes) ** 2, [a, b])


def test_tensordot_shapes():
    a, b = RNG.standard_normal((3, 4, 5)), RNG.standard_normal((4, 3, 2))
    x, y = variables_for([a, b])
    z = T.tensordot(x, y, axes=([1, 0], [0, 1]))
    np.testing.assert_allclose(evaluate(z, {x: a, y: b}), np.tensordot(a, b, axes=([1, 0], [0, 1])), rtol=1e-12)
    for bad in (4, -1, [[0], [0, 1]], [[3], [0]], [[0], [0], [0]], [[0, 0], [0, 1]]):
        with pytest.raises(ValueError):
            T.tensordot(x, y, axes=bad)


@pytest.mark.parametrize("left, right", [
    ("b", "b"), ("b", "bjk"), ("bi", "b"), ("bj", "bj"), ("bj", "bjk"), ("bij", "bj"), ("bij", "bjk"),
    ("bhij", "bjk"), ("bij", "bhjk"),
])  # fmt: skip
def test_batched_dot(left, right):
    sizes = dict(b=3, h=2, i=4, j=5, k=2)
    a, b = [RNG.standard_normal([sizes[c] for c in text]) for text in (left, right)]
    x, y = variables_for([a, b])
    z = T.batched_dot(x, y)
    want = np.array([np.dot(p, q) for p, q in zip(a, b)])
    np.testing.assert_allclose(evaluate(z, {x: a, y: b}), want, rtol=1e-12)
    check_shapes(z, {x: a, y: b})
    check_grad(lambda x, y: T.batched_dot(x, y) ** 2, [a, b])


def test_batched_dot_errors():
    x, y = T.dtensor3(), T.dtensor3()
    z = T.batched_dot(x, y)
    with pytest.raises(ValueError, match="batch sizes unequal"):
        evaluate(z, {x: np.ones((2, 3, 4)), y: np.ones((3, 4, 2))})
    with pytest.raises(ValueError, match="Shape mismatch"):
        evaluate(z, {x: np.ones((2, 3, 4)), y: np.ones((2, 3, 2))})
    with pytest.raises(TypeError, match="batch"):
        T.batched_dot(T.dscalar(), y)
    np.testing.assert_array_equal(evaluate(z, {x: np.ones((0, 3, 4)), y: np.ones((0, 4, 2))}), np.ones((0, 3, 2)))


def test_batched_tensordot():
    a, b = RNG.standard_normal((2, 3, 4, 5)), RNG.standard_normal((2, 5, 4))
    x, y = variables_for([a, b])
    for axes, inner in (([[2, 3], [2, 1]], [[1, 2], [1, 0]]), ([[3], [1]], [[2], [0]]), (1, 1)):
        z = T.batched_tensordot(x, y, axes=axes)
        want = np.array([np.tensordot(p, q, inner) for p, q in zip(a, b)])
        np.testing.assert_allclose(evaluate(z, {x: a, y: b}), want, rtol=1e-12)
    with pytest.raises(ValueError, match="batch axis"):
        T.batched_tensordot(x, y, axes=[[0], [1]])


def test_outer():
    a, b = RNG.standard_normal(3), RNG.standard_normal((2, 2))
    x, y = variables_for([a, b])
    np.testing.assert_allclose(evaluate(T.outer(x, y), {x: a, y: b}), np.outer(a, b), rtol=1e-12)
    check_grad(lambda x, y: T.outer(x, y) ** 2, [a, b])


def test_tensordot_over_different_numbers_of_axes():
    with pytest.raises(ValueError, match="Axes elements must have the same length"):
        T.tensordot(T.dmatrix(), T.dmatrix(), axes=[[0, 1], [0]])


@pytest.mark.parametrize("dtype", ["float32", "float64", "complex128"])
@pytest.mark.parametrize(
    "left, right",
    [((4, 3), (4, 3, 5)), ((4, 2, 3), (4, 3)), ((4, 3), (4, 3)), ((0, 3), (0, 3, 2)), ((2, 0), (2, 0, 3))],
)
def test_batched_dot_of_vectors_has_a_kernel(left, right, dtype):
    x, y = T.TensorType(dtype, (False,) * len(left))("x"), T.TensorType(dtype, (False,) * len(right))("y")
    f = function([x, y], T.batched_dot(x, y))
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=left).astype(dtype), rng.normal(size=right).astype(dtype)
    rows, columns = "i" * (len(left) - 2), "j" * (len(right) - 2)
    subscripts = f"b{rows}k,bk{columns}->b{rows}{columns}"
    np.testing.assert_allclose(f(a, b), np.einsum(subscripts, a, b), rtol=1e-4)
    assert "python" not in f.kinds()


@pytest.mark.parametrize(
    "dtypes",
    [("float64", "complex128"), ("int32", "float64"), ("complex64", "float32"), ("int32", "int64"), ("bool", "float32")]
)
def test_batches_of_two_dtypes_take_no_step_in_python(dtypes):
    x, y = (T.tensor3(dtype=dtype) for dtype in dtypes)
    rng = np.random.default_rng(0)
    values = [rng.integers(-3, 4, (5, 2, 2)).astype(dtype) for dtype in dtypes]
    f = function([x, y], T.batched_dot(x, y))
    assert "python" not in f.kinds()
    found, expected = f(*values), np.matmul(*values)
    assert found.dtype == expected.dtype
    np.testing.assert_allclose(found, expected, 1e-6)
