"""Local optimizers of ``theano.tensor.blas``."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.compat.names.tensor.blasopt import local_dot22_to_dot22scalar, local_gemm_to_ger
from tensorgraph.tensor.products.blas import Dot22Scalar, _dot22, gemm_no_inplace

A, M, ROW, V, W = T.dmatrix("A"), T.dmatrix("M"), T.drow("r"), T.dvector("v"), T.dvector("w")
X, N = T.dscalar("x"), T.lscalar("n")
GIVEN = {
    A: [[7.0, 8.0], [9.0, 10.0]], M: [[1.0, 2.0], [3.0, 4.0]], ROW: [[5.0, 6.0]], V: [1.0, 2.0], W: [3.0, -1.0],
    X: 0.5, N: 3,
}  # fmt: skip


def value(z):
    f = theano.function(list(GIVEN), z, mode="FAST_COMPILE", on_unused_input="ignore")
    return f(*GIVEN.values())


@pytest.mark.parametrize("factors", [[X], [X, N], [X, ROW], [M * X, M], [M, ROW * X * N], [N * X]], ids=str)
def test_scale_of_a_product(factors):
    z = T.mul(_dot22(A, A), *factors)
    (new,) = local_dot22_to_dot22scalar.transform(z.owner)
    assert new.type == z.type
    assert any(isinstance(node.op, Dot22Scalar) for node in theano.gof.graph.io_toposort([A], [new]))
    np.testing.assert_allclose(value(new), value(z))


def test_products_without_a_scale():
    for z in (T.mul(_dot22(A, A), M), T.mul(M, X), T.add(_dot22(A, A), X)):
        assert not local_dot22_to_dot22scalar.transform(z.owner)


def test_outer_products():
    column, row = V.dimshuffle(0, "x"), W.dimshuffle("x", 0)
    for beta in (0.0, 1.0):
        z = gemm_no_inplace(A, X, column, row, T.constant(np.float64(beta)))
        (new,) = local_gemm_to_ger.transform(z.owner)
        np.testing.assert_allclose(value(new), value(z))
    for z in (gemm_no_inplace(A, X, column, row, T.constant(np.float64(1.5))), gemm_no_inplace(A, X, column, row, X)):
        assert not local_gemm_to_ger.transform(z.owner)
    assert not local_gemm_to_ger.transform(gemm_no_inplace(A, X, M, M, T.constant(np.float64(1))).owner)
