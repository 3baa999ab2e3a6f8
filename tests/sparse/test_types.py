"""Types, variables, constants and shared variables of sparse matrices."""

import copy
import pickle

import numpy as np
import pytest
import scipy.sparse
from new_process import run
from sparse_matrices import FORMATS, dense, matrix

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph import sparse
from tensorgraph.sparse import SparseType


def test_type():
    t = SparseType("csr", "float64")
    assert t == SparseType("csr", np.float64) == pickle.loads(pickle.dumps(t))
    assert hash(t) == hash(SparseType("csr", "float64"))
    assert t != SparseType("csc", "float64") and t != SparseType("csr", "float32") and t != T.dmatrix
    assert str(t) == repr(t) == "Sparse[float64, csr]" and t.ndim == 2
    assert t.clone(dtype="int8") == SparseType("csr", "int8") and t.clone("csc") == SparseType("csc", "float64")
    for format, dtype in [("csr", "float16"), ("csr", "bool"), ("coo", "float64")]:
        with pytest.raises(NotImplementedError, match="unsupported"):
            SparseType(format, dtype)
    with pytest.raises(TypeError, match="string"):
        SparseType(3, "float64")


@pytest.mark.parametrize("format", FORMATS)
def test_filter(format):
    t, a = SparseType(format, "float64"), matrix(format=format)
    assert t.filter(a) is a and t.filter(a, strict=True) is a and t.is_valid_value(a)
    for other in (a.T.tocoo().T, a.toarray(), a.astype("float32"), a.astype("int32"), scipy.sparse.csr_array(a)):
        b = t.filter(other)
        assert type(b) is t.format_cls[format] and b.dtype == "float64"
        with pytest.raises(TypeError):
            t.filter(other, strict=True)
    with pytest.raises(TypeError, match="precision"):
        SparseType(format, "float32").filter(a)
    assert SparseType(format, "float32").filter(a, allow_downcast=True).dtype == "float32"
    assert not t.is_valid_value(a.toarray())
    with pytest.raises((TypeError, ValueError)):
        t.filter("text")


def test_equal_values():
    t, a = SparseType("csr", "float64"), matrix()
    b = a.copy()
    assert t.values_eq(a, b) and t.values_eq_approx(a, b)
    b.data[0] += 1e-9
    assert not t.values_eq(a, b) and t.values_eq_approx(a, b)
    b.data[0] += 1
    assert not t.values_eq_approx(a, b) and not t.values_eq(a, a.toarray()) and not t.values_eq_approx(a, a[:2])
    assert t.may_share_memory(a, a.T) and t.may_share_memory(a, a.data) and not t.may_share_memory(a, a.copy())


def test_variables():
    x = sparse.csr_matrix("x", dtype="float32")
    assert isinstance(x, sparse.SparseVariable) and isinstance(x, theano.Variable) and x.name == "x"
    assert str(x) == repr(x) == "SparseVariable{csr,float32}" and (x.dtype, x.format, x.ndim) == ("float32", "csr", 2)
    assert sparse.csc_matrix().type == SparseType("csc", theano.config.floatX)
    assert sparse.bsr_matrix().format == "bsr" and sparse.csc_fmatrix("y").type == SparseType("csc", "float32")
    assert sparse.csr_dmatrix().dtype == "float64" and x.astype("float64").dtype == "float64"
    assert sparse.basic._is_sparse_variable(x) and not sparse.basic._is_dense_variable(x)
    assert not sparse.basic._is_sparse_variable(T.dmatrix()) and sparse.basic._is_dense_variable(T.dmatrix())
    with pytest.raises(NotImplementedError, match="variable"):
        sparse.basic._is_sparse_variable(3)
    with pytest.raises(T.AsTensorError):
        T.as_tensor_variable(x)


def test_as_sparse_variable():
    a, x = matrix(), sparse.csr_matrix()
    c = sparse.as_sparse_variable(a, name="c")
    assert isinstance(c, sparse.SparseConstant) and c.name == "c" and c.data is not a
    assert str(c) == f"SparseConstant{{csr,float64,shape=(4, 3),nnz={a.nnz}}}"
    assert sparse.as_sparse(x) is x and sparse.as_sparse_variable((-x).owner) is not x
    for bad in (3, a.toarray(), T.dmatrix()):
        with pytest.raises(TypeError):
            sparse.as_sparse_variable(bad)
    assert sparse.as_sparse_or_tensor_variable(a.toarray()).type == T.dmatrix
    assert sparse.as_sparse_or_tensor_variable(a).type == SparseType("csr", "float64")
    with pytest.raises(ValueError, match="ambiguous"):
        sparse.as_sparse_variable(sparse.csm_properties(x)[0].owner)


def test_constants_merge():
    a = matrix()
    x = sparse.csr_matrix(dtype="float64")
    f = theano.function([x], [x + sparse.constant(a), x + sparse.constant(a.copy())])
    assert len(f.maker.fgraph.toposort()) <= 2
    b = a.copy()
    b.data[0] += 1
    assert sparse.constant(a).equals(sparse.constant(a.copy())) and not sparse.constant(a).equals(sparse.constant(b))
    assert not sparse.constant(a).equals(sparse.constant(a.tocsc()))


@pytest.mark.parametrize("format", FORMATS)
def test_shared(format):
    a = matrix(format=format)
    s = theano.shared(a, "s")
    assert type(s) is sparse.SparseTensorSharedVariable and s.type == SparseType(format, "float64") and s.name == "s"
    a.data[0] = 100
    assert s.get_value().data[0] != 100 and s.get_value(borrow=True) is s.get_value(borrow=True)
    f = theano.function([], s.toarray(), updates=[(s, s * 2.0)])
    before = dense(s.get_value())
    np.testing.assert_array_equal(f(), before)
    np.testing.assert_array_equal(f(), 2 * before)
    s.set_value(a[:2])
    assert s.shape.eval().tolist() == [2, 3]
    with pytest.raises(TypeError):
        s.set_value("text")
    assert theano.shared(a, borrow=True).get_value(borrow=True) is a
    assert sparse.shared(a, format="csr").format == "csr"
    with pytest.raises(TypeError):
        sparse.shared(a.toarray())


def test_sharing_needs_no_import():
    """A matrix of SciPy finds its constructor; nothing sparse is loaded before."""
    program = (
        "import sys, tensorgraph as theano; assert 'scipy.sparse' not in sys.modules; import scipy.sparse; "
        "print(theano.shared(scipy.sparse.eye(2).tocsr()).type)"
    )
    assert run("-c", program).stdout == "Sparse[float64, csr]\n"


def test_functions_take_and_give_matrices():
    a = matrix()
    x = sparse.csr_matrix("x", dtype="float64")
    f = theano.function([x], x)
    given = f(a)
    assert given is not a and not SparseType.may_share_memory(given, a)
    np.testing.assert_array_equal(dense(f(a.toarray())), dense(a))
    np.testing.assert_array_equal(dense(f(x=a.tocsc())), dense(a))
    y = sparse.csr_matrix("y", dtype="float32")
    with pytest.raises(TypeError, match="precision"):
        theano.function([y], y)(a)
    assert theano.function([y], y, allow_input_downcast=True)(a).dtype == "float32"
    view = theano.function([x], x.T)(a)
    assert not SparseType.may_share_memory(view, a)


def test_pickles_and_copies():
    a, x = matrix(), sparse.csr_matrix("x", dtype="float64")
    f = theano.function([x], [x.toarray() * 2, x.T], updates=[(s := theano.shared(a), s + x)])
    for g in (pickle.loads(pickle.dumps(f)), copy.deepcopy(f)):
        for p, q in zip(f(a), g(a)):
            np.testing.assert_array_equal(dense(p), dense(q))
    assert pickle.loads(pickle.dumps(x)).type == x.type
    np.testing.assert_array_equal(dense(pickle.loads(pickle.dumps(s)).get_value()), dense(s.get_value()))


def test_printing():
    x, w = sparse.csr_matrix("x", dtype="float64"), T.dmatrix("w")
    assert theano.printing.debugprint(T.dot(x, w), file="str") == (
        "StructuredDot [id A] ''   \n |SparseVariable{csr,float64} [id B]\n |w [id C]\n"
    )


def test_empty_matrices():
    for shape in ((0, 3), (3, 0), (1, 1)):
        for format in FORMATS:
            a = scipy.sparse.csr_matrix(shape).asformat(format)
            x = sparse.matrix(format, dtype="float64")
            results = [x, x.T, x + x, x * x]
            f = theano.function([x], [*[z.toarray() for z in results], sparse.sp_sum(x), x.shape])
            z, zt, plus, times, total, lengths = f(a)
            assert z.shape == plus.shape == times.shape == shape and zt.shape == shape[::-1] and total == 0
            assert tuple(lengths) == shape
            g = theano.function([x], T.grad(sparse.sp_sum(sparse.sqr(x)), x))(a)
            assert g.shape == shape
