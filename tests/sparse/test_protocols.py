"""NumPy's functions on sparse variables: nodes or errors that name the function, and no arrays of objects."""

import numpy as np
import pytest
from sparse_matrices import FORMATS, dense, matrix, variable_for

import tensorgraph as theano
from tensorgraph.errors import NoCounterpartError, NoValueError
from tensorgraph.graph.variable import Variable

A = np.arange(12.0).reshape(4, 3)[::-1] - 5
CALLS = {
    "add": lambda s: np.add(A, s),
    "add, reflected": lambda s: np.add(s, A),
    "subtract": lambda s: np.subtract(A, s),
    "multiply": lambda s: np.multiply(s, A),
    "multiply, reflected": lambda s: A * s,
    "by a number": lambda s: np.float64(2) * s,
    "matmul": lambda s: np.matmul(s, A.T),
    "matmul, reflected": lambda s: A.T @ s,
    "less": lambda s: np.less(A, s),
    "greater": lambda s: np.greater(s, A),
    "negative": np.negative,
    "sum": np.sum,
    "sum of columns": lambda s: np.sum(s, axis=0),
    "transpose": np.transpose,
    "dot": lambda s: np.dot(s, A.T),
}


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("name", CALLS)
def test_functions_that_make_nodes(name, format):
    """They have the values of the same call on the dense matrix."""
    value = matrix(format=format)
    s = variable_for(value)
    found = CALLS[name](s)
    assert isinstance(found, Variable)
    np.testing.assert_allclose(dense(theano.function([s], found)(value)), CALLS[name](value.toarray()))


@pytest.mark.parametrize(
    ("call", "name", "hint"),
    [
        (np.exp, "numpy.exp", r"sparse\.structured_exp"),
        (np.sin, "numpy.sin", r"sparse\.sin,"),
        (lambda s: np.maximum(s, 0), "numpy.maximum", r"sparse\.structured_maximum"),
        (lambda s: np.sum(s, keepdims=True), "numpy.sum", r"sparse\.sp_sum"),
        (lambda s: np.add.reduce(s), r"numpy\.add\.reduce", r"dense_from_sparse"),
        (lambda s: np.power(s, A), "numpy.power", r"dense_from_sparse"),
        (lambda s: np.concatenate([s, s]), "numpy.concatenate", "got s, a .*; s, a "),
        (np.linalg.norm, "numpy.linalg.norm", r"a function of tensorgraph\.sparse"),
    ],
)
def test_no_counterpart(call, name, hint):
    s = theano.sparse.csr_matrix("s")
    with pytest.raises(NoCounterpartError, match=f"{name} has no counterpart for sparse variables(?s:.)*{hint}"):
        call(s)


@pytest.mark.parametrize("convert", [np.array, np.asarray, lambda s: np.array([s, s], "float64")])
def test_no_array_of_objects(convert):
    with pytest.raises(NoValueError, match=r"NumPy cannot make an array of s(?s:.)*dense_from_sparse\(s\)"):
        convert(theano.sparse.csr_matrix("s"))
