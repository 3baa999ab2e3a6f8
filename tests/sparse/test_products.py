"""Products of sparse matrices against SciPy, and their derivatives against differences."""

import numpy as np
import pytest
import scipy.sparse
from sparse_matrices import FORMATS, OTHER, check_grad, check_pushforward, check_value, dense, matrix, variable_for

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph import sparse

formats = pytest.mark.parametrize("format", FORMATS)


@formats
@pytest.mark.parametrize("other", [*FORMATS, "dense", "vector"])
@pytest.mark.parametrize("dtypes", [("float64", "float64"), ("float32", "float64"), ("int8", "float32")])
def test_dots(format, other, dtypes):
    a = matrix((4, 3), format, dtypes[0])
    b = matrix((3, 5), "csr", dtypes[1], seed=1)
    b = dense(b) if other == "dense" else dense(b)[:, 0] if other == "vector" else b.asformat(other)
    dtype, product = np.result_type(*dtypes), a @ b
    check_value(sparse.dot, [a, b], dense(product), dtype)
    check_value(lambda x, y: sparse.dot(y.T, x.T), [a, b], dense(product).T, dtype)
    if other == "vector":
        with pytest.raises(NotImplementedError, match="no matrix"):
            sparse.structured_dot(a, b)
        return
    sparse_out = format if other in FORMATS else None
    check_value(T.dot, [a, b], product, dtype, sparse_out)
    check_value(sparse.structured_dot, [a, b], product, dtype, sparse_out)
    check_value(sparse.true_dot, [a, b], product, dtype, format)
    back = OTHER[other] if other in FORMATS else None
    check_value(lambda x, y: T.dot(y.T, x.T), [a, b], product.T, dtype, back)
    check_value(lambda x, y: sparse.true_dot(y.T, x.T), [a, b], product.T, dtype, back or OTHER[format])


@formats
def test_derivatives_of_dots(format):
    a, b = matrix((4, 3), format), matrix((3, 5), format, seed=1)
    full_a, full_b = matrix((4, 3), format, density=2), matrix((3, 5), OTHER[format], seed=1, density=2)
    d, v = dense(full_b), dense(full_b)[:, 0]
    check_grad(sparse.structured_dot, [a, d], structured=True)
    check_grad(lambda x, y: T.dot(y, x), [a, np.ones((2, 4)) + dense(a)[:2, :1]], structured=True)
    check_grad(sparse.structured_dot, [full_a, full_b], structured=True)
    check_grad(sparse.true_dot, [full_a, full_b], structured=False)
    check_grad(sparse.true_dot, [full_a, d], structured=False)
    check_grad(sparse.dot, [a, d], structured=False)
    check_grad(lambda x, y: sparse.dot(y.T, x.T), [a, d], structured=False)
    check_grad(sparse.dot, [a, v], structured=False)
    check_grad(lambda x, y: sparse.dot(y, x.T), [a, v], structured=False)
    check_grad(sparse.dot, [full_a, full_b], structured=False)
    for op in (sparse._dot, sparse._structured_dot, sparse.TrueDot()):
        check_pushforward(op, [a, b])
        check_pushforward(op, [a, d])
    check_pushforward(sparse._dot, [a, v])
    x, y = variable_for(a), variable_for(d)
    assert isinstance(T.grad(sparse.true_dot(x, y).sum(), y), T.TensorVariable)
    kept = T.grad(sparse.true_dot(x, y, grad_preserves_dense=False).sum(), y)
    assert isinstance(kept, sparse.SparseVariable)


def test_hessian_times_vector():
    """Second derivatives with sparse data: both ways round, and by the pushforward."""
    a = matrix((6, 3))
    x, w, v = variable_for(a), T.dvector("w"), T.dvector("v")
    cost = (T.tanh(sparse.dot(x, w)) ** 2).sum()
    g = T.grad(cost, w)
    products = theano.function([x, w, v], [T.grad((g * v).sum(), w), T.Rop(g, w, v), T.Lop(g, w, v)])
    point = a, np.array([0.1, -0.2, 0.3]), np.array([1.0, 2.0, -1.0])
    first, *others = products(*point)
    for other in others:
        np.testing.assert_allclose(other, first, rtol=1e-10)
    by_w = theano.function([x, w], g)
    ends = [by_w(a, point[1] + h * point[2]) for h in (1e-6, -1e-6)]
    np.testing.assert_allclose(first, (ends[0] - ends[1]) / 2e-6, rtol=1e-6)


def test_dots_refuse():
    x, y, d = sparse.csr_matrix(dtype="float64"), sparse.csr_matrix(dtype="float64"), T.dmatrix()
    for op in (sparse.structured_dot, sparse.dot, sparse.true_dot):
        for z, value in (y, matrix()), (d, np.ones((2, 2))):
            with pytest.raises(ValueError, match="multiplied"):
                theano.function([x, z], op(x, z))(matrix(), value)
    with pytest.raises(TypeError, match="ndim"):
        sparse.dot(x, T.dtensor3())
    with pytest.raises(TypeError, match="matrix"):
        sparse.TrueDot()(x, T.dvector())


@formats
def test_usmm(format):
    a, y, z = matrix((4, 3), format), np.random.default_rng(1).uniform(size=(3, 5)), np.ones((4, 5))
    for alpha in (np.array(2.0), np.array([[2.0]])):
        v = T.TensorType("float64", (True,) * alpha.ndim)()
        xs = [v, variable_for(a), T.dmatrix(), T.dmatrix()]
        np.testing.assert_allclose(theano.function(xs, sparse.usmm(*xs))(alpha, a, y, z), 2 * (a @ y) + z)
        g = theano.function(xs, T.grad(sparse.usmm(*xs).sum(), xs))(alpha, a, y, z)
        np.testing.assert_allclose(g[0], (a @ y).sum().reshape(alpha.shape))
    check_grad(lambda x, y, z: sparse.usmm(2.0, x, y, z), [a, y, z], structured=False)
    with pytest.raises(TypeError, match="sparse operand"):
        sparse.usmm(2.0, y, y, z)
    with pytest.raises(TypeError, match="number"):
        sparse.usmm(np.ones(3), a, y, z)
    with pytest.raises(TypeError, match="matrices"):
        sparse.usmm(2.0, a, y, np.ones(5))


@formats
def test_sampling_dot(format):
    rng = np.random.default_rng(2)
    x, y, p = rng.uniform(size=(4, 6)), rng.uniform(size=(3, 6)), matrix(format=format)
    check_value(sparse.sampling_dot, [x, y, p], p.multiply(x @ y.T), format=format)
    check_grad(sparse.sampling_dot, [x, y, p], structured=True)
    with pytest.raises(ValueError, match="do not fit"):
        sparse.sampling_dot(x, y, p[:2]).eval()
    with pytest.raises(TypeError, match="dense matrices"):
        sparse.sampling_dot(x[0], y, p)


@pytest.mark.parametrize("format", ["csr", "csc"])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(
    "length, product",
    [
        (5, lambda a, v: sparse.dot(a, v)),
        (7, lambda a, v: sparse.dot(v, a)),
        (5, lambda a, v: sparse.dot(a, v[:, None])),
        (7, lambda a, v: sparse.dot(v[None], a)),
        (5, lambda a, v: sparse.structured_dot(a, v[:, None])),
    ],
    ids=["vector", "vector first", "column", "row", "structured"],
)
def test_constant_matrices_times_vectors_run_in_the_machine(format, dtype, length, product):
    """Values are those of SciPy to the last bit, special ones too, and gradients need no Python either."""
    a = scipy.sparse.random(7, 5, 0.4, format=format, random_state=0, dtype=dtype)
    x = T.vector("x", dtype=dtype)
    z = product(a, T.specify_shape(x, (length,)))
    f = theano.function([x], z)
    assert f.kinds().count("python") == 0
    plain = theano.function([x], z, mode=theano.Mode(optimizer=None))
    rng = np.random.default_rng(1)
    for value in (rng.normal(size=length), np.array([np.nan, np.inf, *np.ones(length - 2)])):
        value = value.astype(dtype)
        np.testing.assert_array_equal(f(value), plain(value))
        assert f(value).dtype == plain(value).dtype
    slope = theano.function([x], T.grad(T.sum(T.tanh(z)), x))
    assert slope.kinds().count("python") == 0
    value = rng.normal(size=length).astype(dtype)
    reference = theano.function([x], T.grad(T.sum(T.tanh(z)), x), mode=theano.Mode(optimizer=None))
    np.testing.assert_allclose(slope(value), reference(value), rtol=1e-5 if dtype == "float32" else 1e-12)


@pytest.mark.parametrize(
    "a, product",
    [
        (scipy.sparse.random(200, 200, 0.5, format="csr", random_state=0), lambda a, v: sparse.dot(a, v)),
        (scipy.sparse.identity(3, format="csr") * 1j, lambda a, v: sparse.dot(a, v)),
        (scipy.sparse.identity(3, format="csr"), lambda a, v: sparse.structured_dot(a, T.outer(v, v))),
    ],
    ids=["large", "complex", "a matrix"],
)
def test_other_products_stay_scipys(a, product):
    x = T.dvector("x")
    n = a.shape[1]
    f = theano.function([x], product(a, T.specify_shape(x, (n,))))
    assert f.kinds().count("python") == 1
    value = np.arange(float(n))
    expected = a @ (value if f(value).ndim == 1 else np.outer(value, value))
    np.testing.assert_allclose(f(value), expected)


def test_constant_matrices_still_compare_lengths():
    """Where the length of the vector is not known, the product compares it."""
    x = T.dvector("x")
    f = theano.function([x], sparse.dot(scipy.sparse.identity(3, format="csr"), x))
    np.testing.assert_array_equal(f([1.0, 2.0, 3.0]), [1, 2, 3])
    with pytest.raises(ValueError, match="mismatch"):
        f([1.0, 2.0, 3.0, 4.0])
