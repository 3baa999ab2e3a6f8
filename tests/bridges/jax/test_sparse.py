"""Sparse matrices, exported to JAX as dense arrays."""

import jax
import numpy as np
import pytest
import scipy.sparse
from jax_agreement import assert_equal

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph import sparse
from tensorgraph.errors import ExportError

rng = np.random.default_rng(6)
A = scipy.sparse.random_array((4, 4), density=0.4, rng=rng, format="csr")
B = scipy.sparse.random_array((4, 4), density=0.4, rng=rng, format="csr")
D, V = rng.normal(size=(4, 4)), rng.normal(size=4)
rows, columns = np.array([2, 0, 2]), np.array([1, 3, 0])
CASES = {
    "dot": lambda a, b, d, v: sparse.dot(a, d),
    "dot from the left": lambda a, b, d, v: sparse.dot(d, a),
    "dot of both": lambda a, b, d, v: sparse.true_dot(a, b),
    "structured dot": lambda a, b, d, v: sparse.structured_dot(a, d),
    "usmm": lambda a, b, d, v: sparse.usmm(T.constant([[2.0]]), a, d, d),
    "sum of both": lambda a, b, d, v: a + b,
    "sum with dense": lambda a, b, d, v: a + d,
    "product": lambda a, b, d, v: a * b,
    "product with dense": lambda a, b, d, v: a * d,
    "product with a vector": lambda a, b, d, v: sparse.mul_s_v(a, v),
    "sum with a vector": lambda a, b, d, v: sparse.structured_add_s_v(a, v),
    "negative": lambda a, b, d, v: -a,
    "transposed": lambda a, b, d, v: a.T,
    "cast": lambda a, b, d, v: sparse.cast(a, "float32"),
    "total": lambda a, b, d, v: sparse.sp_sum(a),
    "total of rows": lambda a, b, d, v: sparse.sp_sum(a, axis=1),
    "diagonal": lambda a, b, d, v: sparse.diag(a),
    "square diagonal": lambda a, b, d, v: sparse.square_diagonal(v),
    "scaled columns": lambda a, b, d, v: sparse.col_scale(sparse.csc_from_dense(d), v),
    "scaled rows": lambda a, b, d, v: sparse.row_scale(sparse.csc_from_dense(d), v),
    "stacked": lambda a, b, d, v: sparse.hstack([a, b], format="csr"),
    "stacked rows": lambda a, b, d, v: sparse.vstack([a, b], format="csr"),
    "less": lambda a, b, d, v: sparse.lt(a, b),
    "equal to dense": lambda a, b, d, v: sparse.eq(a, d),
    "element": lambda a, b, d, v: a[1, 2],
    "part": lambda a, b, d, v: a[1:3, :2],
    "rows": lambda a, b, d, v: a[rows],
    "elements": lambda a, b, d, v: a[rows, columns],
    "sampled": lambda a, b, d, v: sparse.sampling_dot(d, d, a),
}


@pytest.mark.parametrize("name", CASES)
def test_operation(name):
    inputs = [sparse.csr_matrix("a"), sparse.csr_matrix("b"), T.dmatrix("d"), T.dvector("v")]
    z = CASES[name](*inputs)
    wanted = theano.function(inputs, z, on_unused_input="ignore")(A, B, D, V)
    dense = wanted.toarray() if scipy.sparse.issparse(wanted) else wanted
    assert_equal(jax.jit(theano.to_jax(z, inputs))(A.toarray(), B.toarray(), D, V), dense, what=name)


def test_matrix_of_parts():
    """Gradients by what is stored, where the places of the elements are known."""
    data, d = T.dvector("data"), T.dmatrix("d")
    a = sparse.CSR(data, A.indices, A.indptr, np.array(A.shape))
    z = (sparse.dot(a, d) ** 2).sum() + sparse.sp_sum(sparse.sqr(a))
    for wrt, k in ((data, 0), (d, 1)):
        wanted = theano.function([data, d], T.grad(z, wrt))(A.data, D)
        assert_equal(jax.jit(jax.grad(theano.to_jax(z, [data, d]), k))(A.data, D), wanted)


def test_matrix_that_is_known():
    a, d = theano.shared(A), T.dmatrix("d")
    z = sparse.dot(sparse.structured_exp(a), d)
    assert_equal(theano.to_jax(z, [d])(D), theano.function([d], z)(D))


def test_what_is_stored_is_not_known_of_a_dense_array():
    a = sparse.csr_matrix("a")
    with pytest.raises(ExportError, match="does not say which elements are stored"):
        theano.to_jax(sparse.csm_data(a), [a])(A.toarray())
