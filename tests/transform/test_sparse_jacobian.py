"""Sparse Jacobians, of as many products as a pattern has colors."""

import numpy as np
import pytest
import scipy.sparse
from hypothesis import given, settings
from hypothesis import strategies as st

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.transform import column_colors

x = T.dvector("x")


@settings(max_examples=25)
@given(st.integers(1, 12), st.integers(1, 12), st.floats(0, 0.6), st.integers(0, 2**32 - 1))
def test_sparse_jacobian(m, n, density, seed):
    """Equal to the dense one, for any pattern; no two columns of a color have a row in common."""
    draw = np.random.default_rng(seed)
    pattern = scipy.sparse.random(m, n, density, format="csr", random_state=draw)
    colors = column_colors(pattern)
    for color in range(colors.max() + 1):
        assert (pattern[:, colors == color].getnnz(axis=1) <= 1).all()
    A = pattern.toarray()
    z = T.tanh(T.dot(A, x)) + T.dot(A, x**2)
    f = theano.function([x], [theano.sparse_jacobian(z, x, pattern), theano.gradient.jacobian(z, x)])
    sparse, dense = f(draw.normal(size=n))
    assert sparse.nnz == pattern.nnz
    np.testing.assert_allclose(sparse.toarray(), dense, atol=1e-12)


def test_stored_zeros_belong_to_a_pattern():
    """A pattern may hold values of a Jacobian: where one is stored, it may differ from zero elsewhere."""
    three = np.arange(3)
    cancelled = np.array([1.0, -1.0, 1.0, 1.0]), (np.array([0, 0, 1, 2]), np.array([0, 0, 1, 2]))
    for pattern in (
        scipy.sparse.coo_matrix((np.zeros(3), (three, three)), (3, 3)), scipy.sparse.coo_matrix(cancelled, (3, 3)),
        scipy.sparse.csr_matrix((np.zeros(3, bool), three, np.arange(4))),
        scipy.sparse.csc_array(np.diag([np.nan] * 3)),
        scipy.sparse.coo_matrix((np.ones(512, "uint8"), (np.repeat(three, [256, 128, 128]),) * 2), (3, 3)),
    ):
        found = theano.function([x], theano.sparse_jacobian(x**2, x, pattern))([1.0, 2.0, 3.0])
        assert found.nnz == 3
        np.testing.assert_array_equal(found.toarray(), np.diag([2.0, 4.0, 6.0]))


def test_a_band_needs_few_products():
    assert column_colors(scipy.sparse.diags([1.0, 1.0, 1.0], [-1, 0, 1], (1000, 1000))).max() == 2


def test_patterns_of_other_shapes_are_refused():
    z = T.sqr(x[1:] - x[:-1])
    for shape in ((4, 5), (3, 5), (5, 5), (4, 6)):
        f = theano.function([x], theano.sparse_jacobian(z, x, np.ones(shape)))
        if shape == (4, 5):
            assert f(np.arange(5.0)).shape == shape
            continue
        with pytest.raises(ValueError, match=r"sparsity is of shape .*: it must have a row for each element"):
            f(np.arange(5.0))
    with pytest.raises(ValueError, match="sparsity is of shape"):
        theano.function([x], theano.sparse_jacobian(z, x, np.zeros((2, 5))))(np.arange(5.0))
    for pattern in (np.ones(5), T.dmatrix()):
        with pytest.raises(TypeError, match="sparsity must be a matrix of NumPy or SciPy"):
            theano.sparse_jacobian(z, x, pattern)
