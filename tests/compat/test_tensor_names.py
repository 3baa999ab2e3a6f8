"""Names of ``theano.tensor`` and its modules that live in ``compat.names``."""

import numpy as np
import pytest
import scipy.linalg

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.compat import install_as_theano, uninstall
from tensorgraph.compat.names.tensor import fourier, sigm
from tensorgraph.compat.names.tensor import gemmchains as blas
from tensorgraph.compat.names.tensor import nlinalg as linalg
from tensorgraph.graph.equal import is_same_graph
from tensorgraph.tensor.sorting import topk

RNG = np.random.default_rng(0)


def test_names_beside_a_modules_own():
    """Only below ``theano``, and only while it is installed."""
    install_as_theano()
    try:
        import theano as package
        from theano import theano as itself
        from theano.tensor.sort import TopKOp

        assert itself is package is theano and package.tensor.sort.__name__ and TopKOp is topk.TopKOp
        assert package.OpWiseCLinker and package.tensor.blas.res_is_a is blas.res_is_a
        assert not hasattr(package, "nosuch")
    finally:
        uninstall()
    assert not hasattr(T.blas, "res_is_a") and not hasattr(theano, "OpWiseCLinker")


def test_join():
    from tensorgraph.compat.names.tensor.oldnames import join_

    assert is_same_graph(join_(0, x := T.dmatrix(), x), T.join(0, x, x))


def test_scalars_that_are_broadcast():
    x = T.dscalar()
    assert blas._as_scalar(x) is x and blas._as_scalar(x.dimshuffle("x", "x")) is x
    assert blas._as_scalar(T.dmatrix()) is None
    assert blas._as_scalar(T.constant(np.ones((1, 1)))).type.ndim == 0
    assert blas._as_scalar(T.fscalar(), "float64").type.dtype == "float64"
    assert blas._as_scalar(x, "float32") is None
    assert blas._is_real_matrix(T.dmatrix()) and not blas._is_real_matrix(T.drow())
    assert blas._is_real_vector(T.fvector()) and not blas._is_real_vector(T.lvector())


def test_sums_are_taken_apart():
    X, Y = T.dmatrices("X", "Y")
    a, b = T.dscalars("a", "b")
    terms = blas._gemm_canonicalize(a * X - (Y + X * b * 2), 1.0, [], 0)
    values = {v: RNG.random() for v in (a, b)} | {X: RNG.random((2, 2)), Y: RNG.random((2, 2))}
    f = theano.function([a, b, X, Y], sum(scale * matrix for scale, matrix in terms))
    want = values[a] * values[X] - (values[Y] + values[X] * values[b] * 2)
    np.testing.assert_allclose(f(*[values[v] for v in (a, b, X, Y)]), want)
    assert [m for _, m in terms] == [X, Y, X] and terms[0][0] is a and terms[1][0] == -1
    assert blas._factor_canonicalized([(1.0, X), (2.0, Y), (3.0, X)]) == [(4.0, X), (2.0, Y)]


def test_a_result_of_an_op():
    x = T.dvector()
    assert blas.res_is_a(T.exp(x), T.exp) and not blas.res_is_a(T.exp(x), T.log) and not blas.res_is_a(x, T.exp)


def test_gemm_refuses_what_it_would_overwrite_while_it_reads():
    z, x = T.dmatrices("z", "x")
    with pytest.raises(blas.InconsistencyError):
        T.blas.gemm_inplace(z, 1.0, z.T, x, 1.0)
    one = T.constant(np.float64(1))
    T.blas.gemm_no_inplace(z, one, z, x, one)
    with pytest.raises(TypeError, match="matrices and scalars"):
        T.blas.gemm_no_inplace(z[0], 1.0, z, x, 1.0)


def test_systems_of_factors_have_the_names_of_scipy():
    a, b = np.tril(RNG.random((3, 3))) + np.eye(3), RNG.random(3)
    np.testing.assert_allclose(T.slinalg.solve_triangular(a, b, lower=True).eval(), np.linalg.solve(a, b))
    np.testing.assert_allclose(T.slinalg.cho_solve((a, True), b).eval(), np.linalg.solve(a @ a.T, b))
    np.testing.assert_allclose(T.slinalg.lu_solve(T.slinalg.lu_factor(a), b).eval(), np.linalg.solve(a, b))


def test_gradients_of_decompositions():
    a = RNG.random((3, 3))
    a = a @ a.T + np.eye(3)
    x = T.dmatrix()
    factor = T.slinalg.cholesky(x)
    cost = linalg.CholeskyGrad()(x, factor, T.ones_like(factor))
    np.testing.assert_allclose(cost.eval({x: a}), T.grad(factor.sum(), x).eval({x: a}))
    w, v = T.nlinalg.eigh(x)
    got = linalg.EighGrad()(x, w, v, T.ones_like(w), T.zeros_like(v))
    np.testing.assert_allclose(got.eval({x: a}), np.eye(3), atol=1e-12)
    ga, gb = linalg.EigvalshGrad()(x, T.eye(3), T.ones_like(w))
    np.testing.assert_allclose(ga.eval({x: a}), np.eye(3), atol=1e-12)
    np.testing.assert_allclose(np.trace(gb.eval({x: a})), -scipy.linalg.eigvalsh(a).sum())
    missing = theano.gradient.DisconnectedType()()
    assert linalg._zero_disconnected([x], [missing])[0].eval({x: a}).sum() == 0
    assert linalg._zero_disconnected([x], [x]) == [x]


def test_products_as_trees():
    x, y, z = T.dvectors("x", "y", "z")
    tree = sigm.parse_mul_tree((x * y) * -z)
    assert tree == [False, [[False, [[False, x], [False, y]]], [True, z]]]
    assert is_same_graph(sigm.compute_mul(tree), (x * y) * -z)
    tree = sigm.parse_mul_tree(y * T.nnet.sigmoid(x) * T.exp(-x))
    assert sigm.perform_sigm_times_exp(tree) and not sigm.perform_sigm_times_exp(sigm.parse_mul_tree(x * y))
    assert is_same_graph(sigm.compute_mul(sigm.simplify_mul(tree)), y * T.nnet.sigmoid(-x))
    assert sigm.is_1pexp(1 + T.exp(x)) == (False, x)
    for other in (2 + T.exp(x), 1 - T.exp(x), x, x + T.exp(x), 1 + x):
        assert sigm.is_1pexp(other) is None


@pytest.mark.parametrize("dtype", ["float64", "complex128"])
@pytest.mark.parametrize("axis, n", [(0, 3), (0, 6), (-1, 4), (1, 3)])
def test_transform_along_an_axis(axis, n, dtype):
    value = RNG.random((4, 5)).astype(dtype)
    x = T.matrix(dtype=dtype)
    np.testing.assert_allclose(fourier.fft(x, n, axis).eval({x: value}), np.fft.fft(value, n, axis))
    if dtype == "float64":
        for part in (T.real, T.imag):
            theano.gradient.verify_grad(lambda v, part=part: part(fourier.fft(v, n, axis)), [value], rng=np.random)


def test_shape_of_a_transform():
    x, axis = T.dmatrix(), T.iscalar()
    f = theano.function([x, axis], [fourier.fft(x, 7, axis).shape, fourier.fft(x, 7, 1).shape])
    for k, want in ((0, (7, 3)), (1, (2, 7)), (-1, (2, 7))):
        for got, wanted in zip(f(np.ones((2, 3)), k), (want, (2, 7))):
            np.testing.assert_array_equal(got, wanted)
    with pytest.raises(TypeError, match="scalar"):
        fourier.fft(T.dscalar())
    with pytest.raises(TypeError, match="axis"):
        fourier.fft(x, 3, 0.5)
    with pytest.raises(NotImplementedError, match="constant"):
        T.grad(T.real(fourier.fft(x, 3, axis)).sum(), x)


def test_functions_that_are_modules_too_stay_functions():
    from tensorgraph.tensor.sort import SortOp
    from tensorgraph.tensor.var import TensorVariable

    for function in (T.sort, T.var):
        assert function.__module__.startswith("tensorgraph.tensor.") and function.__name__ in ("sort", "var")
    assert SortOp is type(T.sort(T.dvector()).owner.op) and TensorVariable is type(T.dvector())


def test_a_star_gives_what_theanos_gave():
    """While it is installed; the package's own star gives its own names."""
    before = list(T.__all__)
    install_as_theano()
    try:
        names = {}
        exec("import theano.tensor.basic\nfrom theano.tensor import *", names)
        assert names["np"] is np and names["theano"] is theano and names["basic"].join is T.join
        assert "In" in dir(names["compile"]) and names["dvector"] is T.dvector
    finally:
        uninstall()
    assert T.__all__ == before and "np" not in before


@pytest.mark.parametrize("steps", [(1, 1, 1), (1, 2, 1), (2, 1, 3)])
def test_volumes_whose_channels_come_last(steps):
    from tensorgraph.compat.names.tensor.volumes import conv3D

    V, W, b = RNG.normal(size=(2, 4, 5, 6, 2)), RNG.normal(size=(3, 2, 2, 2, 2)), RNG.normal(size=3)
    v, w = (T.TensorType("float64", (False,) * 5)() for _ in "vw")
    found = theano.function([v, w], conv3D(v, w, b, steps))(V, W)
    for place in np.ndindex(found.shape[1:4]):
        part = V[(slice(None), *[slice(n * i, n * i + 2) for n, i in zip(steps, place)])]
        np.testing.assert_allclose(found[(slice(None), *place)], np.tensordot(part, W, ([1, 2, 3, 4],) * 2) + b)


def test_numbers_in_arrays():
    from tensorgraph.compat.names.tensor.oldnames import numpy_scalar

    assert numpy_scalar(np.ones((1, 1))) == 1
    for value in (np.ones(2), np.ones(0), np.array("a")):
        with pytest.raises(T.NotScalarConstantError):
            numpy_scalar(value)


def test_matrices_that_are_said_to_be_positive_are_themselves():
    from tensorgraph.compat.names.tensor.linalg_rewrites import psd

    assert psd(x := T.dmatrix()) is x
