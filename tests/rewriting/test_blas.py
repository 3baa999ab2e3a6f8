"""Sums of products that become one call of BLAS, and what it overwrites."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T

X, Y, Z, U, V = T.dmatrices("X", "Y", "Z", "U", "V")
A, B, C, N = T.dscalar("a"), T.dscalar("b"), T.dscalar("c"), T.bscalar("n")
RNG = np.random.default_rng(2)
GIVEN = {
    X: RNG.random((4, 3)), Y: RNG.random((3, 5)), Z: RNG.random((4, 5)), U: RNG.random((4, 2)), V: RNG.random((2, 5)),
    A: 2.0, B: -0.5, C: 3.0, N: 100,
}  # fmt: skip
P = T.dot(X, Y)
SUMS = {
    "multiple": (A * P, "Dot22Scalar"),
    "by an integer": (P * N, "Dot22Scalar"),
    "by integers that overflow": (P * N * N, "Dot22Scalar"),
    "over an integer": (Z - P / N, "Gemm"),
    "nested": (A * Z - B * (C * P + A * Z), "Gemm"),
    "three multiples": (A * Z - B * (C * P + N * Z + C * Z), "Gemm"),
    "difference": (B * Z - A * P, "Gemm"),
    "two products": (Z + P - T.dot(U, V), "Gemm"),
}


@pytest.mark.parametrize("z, name", SUMS.values(), ids=SUMS.keys())
def test_one_call(z, name):
    f = theano.function(list(GIVEN), z, on_unused_input="ignore")
    names = [type(node.op).__name__ for node in f.maker.fgraph.apply_nodes]
    assert name in names and "Dot22" not in names and "Dot" not in names
    slow = theano.function(list(GIVEN), z, mode="FAST_COMPILE", on_unused_input="ignore")
    np.testing.assert_allclose(f(*GIVEN.values()), slow(*GIVEN.values()), rtol=1e-13)


@pytest.mark.parametrize("order", ["C", "F"])
def test_a_view_of_an_argument_is_overwritten(order):
    z = np.array(GIVEN[Z].T, order=order)
    f = theano.function([X, Y, theano.In(Z, mutable=True)], theano.Out(Z.T - P, borrow=True))
    (node,) = [node for node in f.maker.fgraph.apply_nodes if isinstance(node.op, T.blas.Gemm)]
    assert node.op.inplace
    want = z.T - GIVEN[X] @ GIVEN[Y]
    np.testing.assert_allclose(f(GIVEN[X], GIVEN[Y], z), want)


def test_a_view_of_a_shared_variable_is_kept_while_it_is_needed():
    stored = theano.shared(GIVEN[Z].T.copy())
    f = theano.function([X, Y], stored.T + P, updates={stored: 2 * stored})
    want = GIVEN[Z] + GIVEN[X] @ GIVEN[Y]
    np.testing.assert_allclose(f(GIVEN[X], GIVEN[Y]), want)
    np.testing.assert_allclose(stored.get_value(), 2 * GIVEN[Z].T)


def test_in_place_without_the_tags_of_c():
    """`c_blas` names Theano's calls from C: without them products are still computed in place."""
    stored = theano.shared(GIVEN[Z])
    mode = theano.compile.get_default_mode().excluding("c_blas")
    f = theano.function([X, Y], updates={stored: stored + P}, mode=mode)
    assert [node.op for node in f.maker.fgraph.apply_nodes] == [T.blas.gemm_inplace]
