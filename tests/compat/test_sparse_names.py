"""Operations of ``theano.sparse.opt`` on the parts of matrices."""

import numpy as np
import pytest
import scipy.sparse

from tensorgraph.sparse import opt

RNG = np.random.default_rng(0)
A = scipy.sparse.random(4, 5, density=0.5, format="csr", random_state=1)
B, Z = RNG.normal(size=(5, 2)), RNG.normal(size=(4, 2))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_products_of_parts(dtype):
    a, b, z = A.astype(dtype), B.astype(dtype), Z.astype(dtype)
    by_columns = a.tocsc()
    parts = by_columns.data, by_columns.indices, by_columns.indptr, np.int32(4)
    rtol = 1e-5 if dtype == "float32" else 1e-12
    for product, wanted in (
        (opt.sd_csr(a.data, a.indices, a.indptr, b), a @ b),
        (opt.sd_csc(*parts, b), a @ b),
        (opt.usmm_csc_dense(np.array([[2.0]], dtype), *parts, b, z), 2 * (a @ b) + z),
    ):
        value = product.eval()
        assert value.dtype == dtype
        np.testing.assert_allclose(value, wanted, rtol=rtol)


def test_products_where_something_is_stored():
    x, y = RNG.normal(size=(4, 3)), RNG.normal(size=(5, 3))
    data, indices, indptr = [v.eval() for v in opt.sampling_dot_csr(x, y, A.data, A.indices, A.indptr, np.int32(5))]
    made = scipy.sparse.csr_matrix((data, indices, indptr), A.shape)
    np.testing.assert_allclose(made.toarray(), A.toarray() * (x @ y.T), rtol=1e-12)


def test_indices_are_checked():
    wrong = A.indices.copy()
    wrong[0] = 7
    for product in (
        opt.sd_csr(A.data, wrong, A.indptr, B),
        opt.sd_csc(A.data, wrong, A.tocsc().indptr, np.int32(4), B),
    ):
        with pytest.raises(ValueError):
            product.eval()
    with pytest.raises(IndexError):
        opt.sampling_dot_csr(np.ones((4, 3)), np.ones((5, 3)), A.data, wrong, A.indptr, np.int32(5))[0].eval()
