"""Parts of sparse matrices and rows of tables, and their derivatives."""

import numpy as np
import pytest
import scipy.sparse
from sparse_matrices import FORMATS, check_grad, check_pushforward, check_value, dense, matrix, variable_for

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph import sparse

formats = pytest.mark.parametrize("format", FORMATS)


@formats
def test_indexing(format):
    a = matrix((5, 4), format, density=0.7)
    i, j, v = T.lscalar(), T.iscalar(), T.lvector()
    x = variable_for(a)
    assert theano.function([x, i, j], x[i, j])(a, 2, -1) == a[2, -1] and x[1, 2].ndim == 0
    check_value(lambda x: x[[0, 3, 0]], [a], a[[0, 3, 0]], format=format)
    check_value(lambda x: x[[0, 3], [1, 2]], [a], np.asarray(a[[0, 3], [1, 2]]).ravel())
    np.testing.assert_array_equal(dense(theano.function([x, v], x[v])(a, [4, 1])), dense(a[[4, 1]]))
    for part in (np.s_[1:3], np.s_[1:3, :2], np.s_[::2, ::-1], np.s_[-2:, 1:], np.s_[:, 1:2], np.s_[9:]):
        z = theano.function([x], x[part])(a)
        np.testing.assert_array_equal(dense(z), dense(a)[part])
        assert z.format == format
        check_grad(lambda x, at=part: x[at], [a], structured=False)
    np.testing.assert_array_equal(dense(theano.function([x, i], x[i:, : i + 1])(a, 2)), dense(a)[2:, :3])
    check_grad(lambda x: x[[0, 3, 0]], [a], structured=False)
    check_grad(lambda x: x[[0, 3, 0], [1, 2, 1]], [a], structured=False)
    check_grad(lambda x: x[2, -1], [a], structured=False)
    for part in (np.s_[1:3, :2], ([0, 3], [1, 2]), (2, 1), [0, 3]):
        check_pushforward(lambda x, at=part: x[at], [a])


@formats
def test_places_that_are_computed(format):
    a, n = matrix((4, 4), format), T.lscalar("n")
    x = variable_for(a)
    f = theano.function([x, n], x[T.arange(n), T.arange(n)])
    np.testing.assert_array_equal(f(a, 3), dense(a).diagonal()[:3])
    v = T.dvector("v")
    make = sparse.CSR if format == "csr" else sparse.CSC
    diagonal = make(v, T.arange(v.size), T.arange(v.size + 1), T.stack([v.size, v.size]))
    g = theano.function([v], T.grad(T.sqr(sparse.dense_from_sparse(diagonal)).sum(), v))
    np.testing.assert_array_equal(g([1.0, 2.0, 3.0]), [2, 4, 6])


@formats
def test_pushforwards_of_gradients(format):
    a, g = matrix(format=format), matrix((3, 3), format, seed=1)
    d, e = np.arange(6.0).reshape(3, 2), np.arange(8.0).reshape(4, 2)
    x, constant = variable_for(a), sparse.constant(a)
    stored, indices, indptr, shape = sparse.csm_properties(constant)
    check_pushforward(lambda gz: sparse.get_item_list_grad(constant, [0, 3, 0], gz), [g])
    check_pushforward(lambda gz: sparse.get_item_2lists_grad(constant, [0, 3, 0], [1, 2, 1], gz), [np.ones(3)])
    product = sparse.sdg_csr if format == "csr" else sparse.sdg_csc
    check_pushforward(lambda b, gz: product(indices, indptr, b, gz), [d, e])
    other = sparse.csm_properties(sparse.constant(matrix(format=format, seed=2)))[1:]
    data = np.arange(1.0, 1 + matrix(format=format, seed=2).nnz)
    check_pushforward(lambda gz: sparse.csm_grad()(stored, indices, indptr, shape, gz, *other), [data])
    # the block of slices has no name of its own
    block = T.grad(x[1:, ::2].sum(), x).owner.op
    bounds = x[1:, ::2].owner.inputs[1:]
    check_pushforward(lambda gz: block(constant, *bounds, gz), [matrix((3, 2), format)])


def test_indexing_refuses():
    x = sparse.csr_matrix(dtype="float64")
    for part in (np.s_[1], np.s_[1:2, 3], np.s_[1, :]):
        with pytest.raises(NotImplementedError, match="sparse vectors"):
            x[part]
    with pytest.raises(ValueError, match="Advanced"):
        x[1:2, T.dmatrix()]
    with pytest.raises(ValueError, match="start=2.5"):
        x[2.5:]
    with pytest.raises(IndexError, match="2 axes"):
        x[1:, 1:, 1:]
    with pytest.raises(TypeError, match="integers"):
        x[[1.5]]
    with pytest.raises(IndexError):
        theano.function([x], x[7, 0])(matrix())
    with pytest.raises(IndexError):
        theano.function([x], x[[7]])(matrix())


def test_rows_from_a_list():
    rows, places = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([2, 0])
    wanted = np.zeros((3, 2))
    wanted[places] = rows
    made = lambda values: sparse.construct_sparse_from_list(np.zeros((3, 2)), values, places)  # noqa: E731
    check_value(made, [rows], scipy.sparse.csc_matrix(wanted), format="csc")
    check_grad(made, [rows], structured=True)
    check_pushforward(made, [rows])
    with pytest.raises(TypeError, match="vector of integers"):
        sparse.construct_sparse_from_list(wanted, rows, [0.5])
    with pytest.raises(TypeError, match="dimensions"):
        sparse.construct_sparse_from_list(wanted, rows[0], places)
    with pytest.raises(ValueError, match="places"):
        sparse.construct_sparse_from_list(wanted, rows, [0]).eval()
    for bad in ([0, 3], [-4, 0]):
        with pytest.raises(IndexError, match="out of bounds for axis 0 with size 3"):
            sparse.construct_sparse_from_list(wanted, rows, bad).eval()
    check_value(lambda v: sparse.construct_sparse_from_list(np.zeros((3, 2)), v, [-1, -3]), [rows],
                scipy.sparse.csc_matrix(wanted), format="csc")


def test_sparse_gradient_of_rows():
    """Rows that are read twice count twice, to every order; an update needs no dense gradient."""
    value, places = np.arange(6.0).reshape(3, 2), np.array([1, 1, 2])
    table = theano.shared(value)
    rows = theano.sparse_grad(table[places])
    gradient = T.grad((rows**2).sum(), table)
    assert gradient.type == sparse.SparseType("csc", "float64")
    wanted = np.zeros((3, 2))
    np.add.at(wanted, places, 2 * value[places])
    np.testing.assert_array_equal(gradient.toarray().eval(), wanted)
    second = T.grad(gradient.toarray().sum(), table)
    np.testing.assert_array_equal(second.toarray().eval(), [[0, 0], [4, 4], [2, 2]])
    np.testing.assert_array_equal(T.jacobian(rows[:, 0], table).eval()[:, :, 0], [[0, 1, 0], [0, 1, 0], [0, 0, 1]])
    sparse.verify_grad_sparse(lambda x: theano.sparse_grad(x[places]), [value])
    both = T.grad((rows**2).sum() + table.sum(), table)
    np.testing.assert_array_equal(both.eval(), wanted + 1)
    theano.function([], updates=[(table, table - 0.1 * gradient)])()
    np.testing.assert_allclose(table.get_value(), value - 0.1 * wanted)


def test_sparse_gradient_of_what_is_computed_is_dense():
    x, cube = T.dmatrix("x"), T.dtensor3("cube")
    for rows, v in ((theano.sparse_grad(T.exp(x)[[0, 2]]), x), (theano.sparse_grad(cube[[0, 2]]), cube)):
        assert T.grad(rows.sum(), v).type == v.type
