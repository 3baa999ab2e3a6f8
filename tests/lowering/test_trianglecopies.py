"""A switch on a triangle, and no more, copies parts of rows: the values of NumPy, and no mask."""

import itertools

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.ifelse import ifelse
from tensorgraph.lowering.passes.trianglecopies import diagonal_of

DTYPES = ["bool", "int8", "uint16", "int32", "float32", "float64", "complex64", "complex128"]
SHAPES = [(0, 0), (0, 3), (3, 0), (1, 1), (1, 7), (7, 1), (4, 4), (3, 9), (40, 3), (70, 33)]
LAYOUTS = {
    "rows": lambda x: x,
    "columns": np.asfortranarray,
    "every second": lambda x: np.repeat(np.repeat(x, 2, axis=0), 2, axis=1)[::2, ::2],
    "backwards": lambda x: np.ascontiguousarray(x[::-1, ::-1])[::-1, ::-1],
}


def mask_of(x, k=0):
    """The condition that ``tril`` makes."""
    return T.tri(x.shape[0], x.shape[1], k, dtype="bool")


def some(shape, dtype="float64", seed=0):
    return np.random.default_rng(seed).integers(1, 100, shape).astype(dtype)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", ["tril", "triu"])
def test_triangles(name, dtype):
    """Of matrices of all layouts, for diagonals inside and outside of them."""
    x, k = T.matrix("x", dtype=dtype), T.lscalar("k")
    f = theano.function([x, k], getattr(T, name)(x, k))
    assert f.kinds()[-1] == "triangle" and "eye" not in f.kinds()
    for shape, layout in itertools.product(SHAPES, LAYOUTS.values()):
        value = layout(some(shape, dtype))
        for diagonal in (-80, -shape[0], -2, -1, 0, 1, shape[1] - 1, shape[1], 80):
            found = f(value, diagonal)
            assert found.dtype == value.dtype and found.flags.c_contiguous
            np.testing.assert_array_equal(found, getattr(np, name)(value, diagonal))


@pytest.mark.parametrize("k", [-(2**63), -(2**63) + 1, -(2**62), 2**62, 2**63 - 1])
def test_the_farthest_diagonals(k):
    x, d = T.dmatrix(), T.lscalar()
    value = some((3, 4))
    found = theano.function([x, d], [T.tril(x, d), T.tri(3, 4, d)])(value, k)
    np.testing.assert_array_equal(found[0], value if k > 0 else 0 * value)
    np.testing.assert_array_equal(found[1], np.full((3, 4), k > 0))


def test_what_is_not_a_number_is_kept_or_cleared():
    x = T.dmatrix()
    value = np.array([[np.nan, np.inf], [-np.inf, -0.0]])
    found = theano.function([x], [T.tril(x), T.triu(x)])(value)
    np.testing.assert_array_equal(found[0], [[np.nan, 0], [-np.inf, -0.0]])
    np.testing.assert_array_equal(found[1], [[np.nan, np.inf], [0, -0.0]])
    assert np.signbit(found[0][1, 1]) and not np.signbit(found[0][0, 1])


@pytest.mark.parametrize("above", [*LAYOUTS, "a row", "a column", "a number"])
@pytest.mark.parametrize("below", [*LAYOUTS, "a row", "a column", "a number"])
def test_two_sides(below, above):
    """Two arrays, either of which may be repeated."""
    parts = {"a row": (1, 6), "a column": (9, 1), "a number": (1, 1)}
    values, variables = [], []
    for seed, layout in enumerate((below, above)):
        shape = parts.get(layout, (9, 6))
        values.append(LAYOUTS.get(layout, LAYOUTS["rows"])(some(shape, seed=seed)))
        variables.append(T.TensorType("float64", [n == 1 for n in shape])())
    f = theano.function(variables, T.switch(T.tri(9, 6, 1, dtype="bool"), *variables))
    assert f.kinds() == ["triangle"]
    np.testing.assert_array_equal(f(*values), np.where(np.tri(9, 6, 1, dtype=bool), *values))


@pytest.mark.parametrize("shape", [(2, 3), (3, 2), (5, 5), (2, 9)])
def test_constant_masks(shape):
    """A constant is recognised as a triangle by its values."""
    x, value = T.dmatrix(), some(shape)
    for k in range(-shape[0] - 1, shape[1] + 1):
        for mask in (np.tri(*shape, k, dtype=bool), ~np.tri(*shape, k, dtype=bool)):
            f = theano.function([x], T.switch(T.constant(mask), x, -np.inf))
            if mask.any() and not mask.all():
                assert f.kinds() == ["triangle"]
            np.testing.assert_array_equal(f(value), np.where(mask, value, -np.inf))
    mask[0, 0] ^= True
    assert theano.function([x], T.switch(T.constant(mask), x, -np.inf)).kinds() == ["loop"]


def test_diagonal_of():
    for n, m, k in itertools.product(range(1, 5), range(1, 5), range(-5, 6)):
        mask = np.tri(n, m, k, dtype=bool)
        np.testing.assert_array_equal(np.tri(n, m, diagonal_of(mask)), mask)
        for i, j in itertools.product(range(n), range(m)):
            other = mask.copy()
            other[i, j] ^= True
            found = diagonal_of(other)
            assert found is None or np.array_equal(np.tri(n, m, found), other)
    assert diagonal_of(np.ones((0, 3), bool)) is None


def test_gradients():
    x, w = T.dmatrix(), T.dmatrix()
    value, weight = some((5, 3)), some((5, 3), seed=1)
    f = theano.function([x, w], T.grad((T.tril(x, 1) * w).sum(), x))
    np.testing.assert_array_equal(f(value, weight), np.tril(weight, 1))
    theano.gradient.verify_grad(lambda x: T.sqr(T.triu(x, -1)), [value], rng=np.random.RandomState(0))


def test_what_stays_a_loop():
    """Another result needs the mask, something else is computed with it, or it is read again and again."""
    x = T.dmatrix("x")
    y = T.dtensor3("y")
    value = some((5, 3))
    for outputs, kinds in (
        ([T.tril(x), mask_of(x)], ["eye", "triangle"]),
        ([T.tril(x) * 2], ["eye", "loop"]),
        ([T.switch(mask_of(x.T).T, x, 0.0)], ["eye", "loop"]),
        ([T.switch(T.eye(x.shape[0], x.shape[1], dtype="bool"), x, 0.0)], ["eye", "loop"]),
    ):
        f = theano.function([x], outputs)
        assert [kind for kind in f.kinds() if kind in ("eye", "triangle", "loop")] == kinds
        for found, want in zip(f(value), theano.function([x], outputs, mode="FAST_COMPILE")(value), strict=True):
            np.testing.assert_array_equal(found, want)
    stacks = theano.function([y], T.tril(y))
    assert "loop" in stacks.kinds()
    np.testing.assert_array_equal(stacks(some((4, 5, 3))), np.tril(some((4, 5, 3))))


def test_in_place():
    """A side that nothing else reads stays where it is."""
    x = T.dmatrix("x")
    value = some((6, 6))
    for result, want in (
        (T.tril(T.dot(x, x)), np.tril(value @ value)),
        (T.triu(T.dot(x, x), 1), np.triu(value @ value, 1)),
        (T.switch(mask_of(x), T.dot(x, x), x.T), np.where(np.tri(6, dtype=bool), value @ value, value.T)),
        (T.switch(mask_of(x), x.T, T.dot(x, x)), np.where(np.tri(6, dtype=bool), value.T, value @ value)),
    ):
        f = theano.function([x], result)
        step = f.maker.program.steps[-1]
        assert step.kind == "triangle" and step.inplace
        np.testing.assert_array_equal(f(value), want)


def test_shared_matrices():
    """An update clears the triangle of a shared variable where it is."""
    s = theano.shared(some((5, 4)))
    f = theano.function([], [], updates=[(s, T.tril(s))])
    f()
    np.testing.assert_array_equal(s.get_value(), np.tril(some((5, 4))))


def test_a_diagonal_that_moves():
    """The number is read before an update overwrites it."""
    x, k = T.dmatrix("x"), theano.shared(np.int64(-2))
    f = theano.function([x], T.tril(x, k), updates=[(k, k + 1)])
    for i in range(-2, 4):
        np.testing.assert_array_equal(f(some((4, 3))), np.tril(some((4, 3)), i))


def test_branches():
    """Steps of a branch that is not taken are left out, and masks that are gone do not count among them."""
    c, x, k = T.lscalar("c"), T.dmatrix("x"), T.lscalar("k")
    taken = ifelse(T.gt(c, 0), T.tril(T.dot(x, x), 2 * k), T.triu(T.exp(x), k))
    f = theano.function([c, x, k], [taken, T.tril(x).sum()])
    value = some((4, 4)) / 100
    for i in range(-3, 4):
        np.testing.assert_allclose(f(1, value, i)[0], np.tril(value @ value, 2 * i))
        found = f(0, value, i)
        np.testing.assert_allclose(found[0], np.triu(np.exp(value), i))
        np.testing.assert_allclose(found[1], np.tril(value).sum())


def test_lengths_that_differ():
    x, y, n = T.dmatrix("x"), T.dmatrix("y"), T.lscalar("n")
    f = theano.function([x, y, n], T.switch(T.tri(n, 3, dtype="bool"), x, y))
    assert f.kinds() == ["triangle"]
    np.testing.assert_array_equal(f(np.ones((2, 3)), np.zeros((2, 3)), 2), np.tri(2, 3))
    for shapes in (((2, 3), (2, 3), 3), ((2, 4), (2, 4), 2), ((2, 3), (2, 4), 2), ((2, 3), (1, 3), 2)):
        with pytest.raises(ValueError, match="differ"):
            f(np.ones(shapes[0]), np.ones(shapes[1]), shapes[2])
    with pytest.raises(ValueError, match="negative"):
        f(np.ones((2, 3)), np.zeros((2, 3)), -1)
