"""New arrays, and diagonals."""

import numpy as np
import pytest
from reference import check_grad, check_pushforward, check_shapes, evaluate

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.config import config
from tensorgraph.gradient import grad

X = np.arange(1.0, 13.0).reshape(3, 4)


def same(z, given, want):
    got = evaluate(z, given)
    np.testing.assert_array_equal(got, want)
    assert got.shape == np.shape(want)
    check_shapes(z, given)


def test_filled():
    n, m = T.iscalar("n"), T.fmatrix("m")
    given = {n: np.int32(3), m: np.ones((2, 2), "float32")}
    same(T.zeros((n, 2)), given, np.zeros((3, 2)))
    same(T.ones(n), given, np.ones(3))
    same(T.zeros(m.shape), given, np.zeros((2, 2)))
    same(T.ones((2, 1), dtype="int8"), given, np.ones((2, 1), "int8"))
    same(T.alloc(7.0, 2, n), given, np.full((2, 3), 7.0))
    same(T.alloc(m, n, 2, 2), given, np.ones((3, 2, 2)))
    assert T.zeros((1, n)).broadcastable == (True, False) and T.zeros(3).dtype == config.floatX
    assert T.ones_like(m).dtype == "float32" and T.zeros_like(n, dtype="floatX").dtype == config.floatX
    same(T.zeros_like(m), given, np.zeros((2, 2)))
    assert T.zeros_like(T.dscalar(), opt=True).owner is None
    with config.change_flags(floatX="float32"):
        assert T.zeros((2,)).dtype == "float32"


def test_alloc_is_checked():
    m, n = T.dmatrix(), T.lscalar()
    with pytest.raises(TypeError, match="must be integers"):
        T.alloc(0.0, 2.5)
    with pytest.raises(TypeError, match="must be a scalar"):
        T.alloc(0.0, T.lvector())
    with pytest.raises(TypeError, match="more dimensions"):
        T.alloc(m, 3)
    with pytest.raises(ValueError, match="could not broadcast"):
        evaluate(T.alloc(m, n, 4), {m: np.ones((2, 4)), n: np.array(3)})


@pytest.mark.parametrize("mode", ["FAST_RUN", "FAST_COMPILE"])
def test_alloc_repeats_what_is_of_length_1_at_run_time(mode):
    """As NumPy, whatever is computed of it; Theano's default mode may return the value as it is."""
    x, n = T.dmatrix("x"), T.lscalar("n")
    z = T.alloc(x, 2, n, 3)
    weights = T.arange(z.size).reshape(z.shape, ndim=3)
    for out in (z, z * 2, z + T.ones((2, n, 3)), T.exp(z).sum(axis=1), z[1:, 1]):
        f = theano.function([x, n], out, mode=mode)
        for shape in ((1, 3), (4, 1), (1, 1), (4, 3)):
            value = np.random.default_rng(5).uniform(size=shape)
            np.testing.assert_array_equal(f(value, 4), f(np.broadcast_to(value, (4, 3)), 4))
    slopes = theano.function([x, n], theano.grad((z * weights).sum(), x), mode=mode)
    whole = slopes(np.ones((4, 3)), 4)
    np.testing.assert_array_equal(whole, np.arange(24.0).reshape(2, 4, 3).sum(axis=0))
    np.testing.assert_array_equal(slopes(np.ones((1, 3)), 4), whole.sum(axis=0, keepdims=True))
    np.testing.assert_array_equal(slopes(np.ones((4, 1)), 4), whole.sum(axis=1, keepdims=True))
    assert slopes(np.ones((0, 3)), 0).shape == (0, 3) and slopes(np.ones((1, 3)), 0).tolist() == [[0.0] * 3]
    with pytest.raises(ValueError):
        slopes(np.ones((2, 3)), 4)


def test_alloc_gradient():
    check_grad(lambda x: T.alloc(x, 2, 3, 4), [X])
    check_grad(lambda x: T.alloc(T.addbroadcast(x, 0), 5, 4), [X[:1]])
    check_grad(lambda s: T.alloc(s, 2, 3), [2.0])
    check_pushforward(lambda x: T.alloc(x, 2, 3, 4), [X])


def test_alloc_empty():
    n = T.lscalar()
    z = T.AllocEmpty("float32")(n, 2)
    assert evaluate(z, {n: np.array(3)}).shape == (3, 2) and str(z.owner.op) == "AllocEmpty{dtype='float32'}"
    check_shapes(z, {n: np.array(3)})


RANGES = [(5,), (0,), (-2,), (1, 5), (5, 1), (0, 10, 3), (5, 0, -2), (0.0, 1.0, 0.25), (0, 5, 10), (2.0,)]


@pytest.mark.parametrize("args", RANGES, ids=str)
def test_arange(args):
    z = T.arange(*args)
    same(z, {}, np.arange(*args))
    kinds = [T.lscalar() if isinstance(a, int) else T.dscalar() for a in args]
    same(T.arange(*kinds), {k: np.asarray(a) for k, a in zip(kinds, args)}, np.arange(*args))


def test_arange_dtypes():
    n = T.iscalar()
    dtypes = [T.arange(n).dtype, T.arange(0.0, 1.0, 0.5).dtype, T.arange(3, dtype="float32").dtype,
              T.arange(T.scalar(dtype="uint8"), T.scalar(dtype="uint8"), T.scalar(dtype="uint8")).dtype]
    assert dtypes == ["int64", "float32", "float32", "uint64"]
    assert str(T.arange(n).owner.op) == "ARange{dtype='int64'}"
    assert T.arange(n).owner.op is T.arange(2).owner.op


@pytest.mark.parametrize("mode", ["FAST_RUN", "FAST_COMPILE"])
@pytest.mark.parametrize("dtype", ["bool", "float16", "complex64", "complex128"])
def test_arange_without_a_kernel(dtype, mode):
    n = T.iscalar()
    found = theano.function([n], T.arange(n, dtype=dtype), mode=mode)(2)
    assert found.dtype == dtype
    np.testing.assert_array_equal(found, [0, 1])


@pytest.mark.parametrize("dtype", ["float32", "float64", "int64", "int8"])
def test_linspace_gives_integers_where_they_are(dtype):
    """A distance divided by a constant is not multiplied by the constant's reciprocal."""
    made = "float32" if dtype == "float32" else "float64"
    start, stop = T.scalars(2, dtype=made)
    for num in range(1, 12):
        f = theano.function([start, stop], T.linspace(start, stop, num, dtype=dtype))
        for low, step in [(-3, 2), (0, 1), (5, -3), (-20, 7)]:
            high = low + step * (num - 1)
            np.testing.assert_array_equal(f(low, high), low + step * np.arange(num))


def test_linspace_gradient():
    start, stop = T.dscalars(2)
    z = T.linspace(start, stop, 4)
    for high in (2.0, 5.0):
        found = evaluate(grad(z[1], [start, stop]), {start: np.array(2.0), stop: np.array(high)})
        np.testing.assert_allclose(found, [2 / 3, 1 / 3])


def test_arange_gradient():
    start, step = T.dscalars(2)
    given = {start: np.array(1.0), step: np.array(2.0)}
    y = (T.arange(start, 8.5, step) ** 2).sum()
    np.testing.assert_allclose(evaluate(grad(y, [start, step]), given), [2 * (1 + 3 + 5 + 7), 2 * (3 + 2 * 5 + 3 * 7)])


@pytest.mark.parametrize("k", [-4, -1, 0, 1, 2, 5])
def test_patterns(k):
    n, m = T.lscalars(2)
    given = {n: np.array(3), m: np.array(4)}
    same(T.eye(n, m, k), given, np.eye(3, 4, k))
    same(T.tri(n, m, k), given, np.tri(3, 4, k))
    x = T.dmatrix()
    same(T.tril(x, k), {x: X}, np.tril(X, k))
    same(T.triu(x, k), {x: X}, np.triu(X, k))
    check_grad(lambda x: T.tril(x, k), [X])


@pytest.mark.parametrize("mode", ["FAST_RUN", "FAST_COMPILE"])
@pytest.mark.parametrize("dtype", ["float16", "complex64", "complex128"])
@pytest.mark.parametrize("name", ["eye", "tri"])
def test_patterns_without_a_kernel(name, dtype, mode):
    n, k = T.lscalars("nk")
    f = theano.function([n, k], getattr(T, name)(n, 4, k, dtype=dtype), mode=mode)
    found = f(3, 1)
    assert found.dtype == dtype
    np.testing.assert_array_equal(found, getattr(np, name)(3, 4, 1))


@pytest.mark.parametrize("k", [-1, 0, 2])
@pytest.mark.parametrize("dtype", ["bool", "int8", "uint16", "float32", "float64", "complex64"])
@pytest.mark.parametrize("name", ["tril", "triu"])
def test_triangles_keep_dtypes_and_drop_what_is_not_finite(name, dtype, k):
    """What is on the other side is 0 whatever it was, in results and in gradients."""
    value = (np.arange(12).reshape(3, 4) % 5).astype(dtype)
    x = T.matrix(dtype=dtype)
    f = theano.function([x], getattr(T, name)(x, k))
    np.testing.assert_array_equal(f(value), getattr(np, name)(value, k), strict=True)
    if dtype.startswith("float"):
        dropped = getattr(np, name)(np.ones_like(value), k) == 0
        for hidden in (np.inf, np.nan):
            got = f(np.where(dropped, hidden, value).astype(dtype))
            np.testing.assert_array_equal(got, getattr(np, name)(value, k), strict=True)
        far = np.where(dropped, 1e4, value).astype(dtype)
        g = theano.function([x], T.grad(getattr(T, name)(T.exp(x), k).sum(), x))(far)
        np.testing.assert_allclose(g, getattr(np, name)(np.exp(value), k), rtol=1e-6)


def test_identity():
    x = T.fmatrix()
    assert T.identity_like(x).dtype == "float32" and T.eye(2, dtype="int8").dtype == "int8"
    same(T.eye(2), {}, np.eye(2))
    same(T.identity_like(x), {x: np.ones((2, 3), "float32")}, np.eye(2, 3))


@pytest.mark.parametrize("offset", [-3, -1, 0, 1, 3, 6])
def test_diagonal(offset):
    x = T.dmatrix()
    same(T.diagonal(x, offset), {x: X}, np.diagonal(X, offset))
    same(T.diag(x, offset), {x: X}, np.diag(X, offset))
    check_grad(lambda x: T.diagonal(x, offset), [X])


@pytest.mark.parametrize("axes", [(0, 1), (0, 2), (2, 1), (-1, 0)])
def test_diagonal_of_axes(axes):
    data = np.arange(24.0).reshape(2, 3, 4)
    x = T.dtensor3()
    for offset in (-1, 0, 2):
        same(T.diagonal(x, offset, *axes), {x: data}, np.diagonal(data, offset, *axes))
    check_grad(lambda x: T.diagonal(x, 1, *axes), [data])
    check_pushforward(lambda x: T.diagonal(x, 1, *axes), [data])


@pytest.mark.parametrize("offset", [-2, 0, 1])
def test_laid_out_diagonal(offset):
    v, m = T.dvector(), T.dmatrix()
    same(T.diag(v, offset), {v: X[0]}, np.diag(X[0], offset))
    check_grad(lambda v: T.diag(v, offset), [X[0]])
    z = T.AllocDiag(offset, 0, 2)(m)
    check_shapes(z, {m: X})
    np.testing.assert_array_equal(np.diagonal(evaluate(z, {m: X}), offset, 0, 2), X)
    check_grad(lambda m: T.AllocDiag(offset, 0, 2)(m), [X])


def test_diagonal_needs_axes():
    with pytest.raises(ValueError, match="2 or more"):
        T.diagonal(T.dvector())
    with pytest.raises(ValueError, match="Input must has v.ndim >= 1"):
        T.diag(T.dscalar())


def test_printed_name_of_alloc_diag():
    """A fact of Theano 1.0.5: its offset and axes are not printed."""
    assert str(T.diag(T.dvector())) == "AllocDiag{offset=0, axis1=0, axis2=1}.0"
