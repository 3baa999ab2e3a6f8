"""Errors, texts, names and the operations without a gradient."""

import numpy as np
import pytest
import scipy.linalg
from reference import check_shapes, evaluate

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.errors import NullTypeGradError
from tensorgraph.tensor import nlinalg, slinalg

RNG = np.random.default_rng(6)
A = RNG.standard_normal((4, 4))
x, v = T.dmatrix("x"), T.dvector("v")


@pytest.mark.parametrize("z, text", [
    (nlinalg.matrix_inverse(x), "MatrixInverse"),
    (nlinalg.pinv(x), "MatrixPinv"),
    (nlinalg.det(x), "Det"),
    (nlinalg.eig(x)[0], "Eig"),
    (nlinalg.eigh(x)[0], "Eigh{UPLO='L'}"),
    (nlinalg.qr(x)[0], "QRFull{mode='reduced'}"),
    (nlinalg.qr(x, "r"), "QRIncomplete{mode='r'}"),
    (nlinalg.svd(x)[0], "SVD{full_matrices=1, compute_uv=1}"),
    (nlinalg.tensorinv(x, 1), "TensorInv{ind=1}"),
    (slinalg.cholesky(x), "Cholesky{lower=True, destructive=False, on_error='raise'}"),
    (
        slinalg.solve_lower_triangular(x, v),
        "Solve{A_structure='lower_triangular', lower=True, overwrite_A=False, overwrite_b=False}",
    ),
    (slinalg.eigvalsh(x, None), "Eigvalsh{lower=True}"),
    (slinalg.expm(x), "Expm"),
])  # fmt: skip
def test_texts(z, text):
    assert str(z.owner.op) == text


@pytest.mark.parametrize("module, names", [
    (nlinalg, "MatrixPinv pinv MatrixInverse matrix_inverse matrix_dot AllocDiag alloc_diag ExtractDiag extract_diag "
              "diag trace Det det Eig eig Eigh eigh QRFull QRIncomplete qr SVD svd lstsq matrix_power norm TensorInv "
              "tensorinv TensorSolve tensorsolve slogdet"),
    (slinalg, "Cholesky cholesky Solve solve solve_lower_triangular solve_upper_triangular kron Eigvalsh eigvalsh Expm "
              "ExpmGrad expm MATRIX_STRUCTURES"),
])  # fmt: skip
def test_names(module, names):
    assert not [name for name in names.split() if not hasattr(module, name)]


def test_modules_are_attributes():
    assert T.nlinalg is nlinalg and T.slinalg is slinalg


def test_singular_matrices():
    zeros, ones = np.zeros((3, 3)), np.ones(3)
    for z in (nlinalg.matrix_inverse(x), slinalg.solve(x, v), slinalg.solve_lower_triangular(x, v)):
        f = theano.function([x, v], z, on_unused_input="ignore")
        with pytest.raises(np.linalg.LinAlgError):
            f(zeros, ones)
    assert theano.function([x], nlinalg.det(x))(zeros) == 0


def test_cholesky_of_indefinite():
    indefinite = np.diag([1.0, -1.0])
    with pytest.raises(np.linalg.LinAlgError, match="not positive definite"):
        theano.function([x], slinalg.cholesky(x))(indefinite)
    z = slinalg.Cholesky(on_error="nan")(x)
    f = theano.function([x], [z, theano.grad(z.sum(), x)])
    for bad in (indefinite, np.full((2, 2), np.nan)):
        assert all(np.isnan(value).all() for value in f(bad))
    assert np.isfinite(f(np.eye(2))).all()
    with pytest.raises(ValueError, match="on_error"):
        slinalg.Cholesky(on_error="ignore")


def test_wrong_ranks():
    for op in (nlinalg.matrix_inverse, nlinalg.det, nlinalg.pinv, nlinalg.eigh, nlinalg.svd, slinalg.cholesky):
        with pytest.raises(AssertionError, match="matrix"):
            op(v)
    with pytest.raises(AssertionError, match="vector or matrix"):
        slinalg.solve(x, T.dtensor3())
    with pytest.raises(TypeError, match="vector or matrix"):
        nlinalg.diag(T.dscalar())
    with pytest.raises(TypeError, match="sum to 3"):
        slinalg.kron(v, v)
    with pytest.raises(ValueError, match="structure"):
        slinalg.Solve(A_structure="sparse")


def test_least_squares_of_no_matrix():
    """Found when it runs, and by the error of NumPy's."""
    z = T.dvector()
    for rcond, value in ((T.dscalar(), 1.0), (T.dvector(), [2.0, 1.0])):
        f = theano.function([v, z, rcond], nlinalg.lstsq()(v, z, rcond))
        with pytest.raises(np.linalg.LinAlgError, match="needs a matrix and a number"):
            f([2.0, 1.0], [2.0, 1.0], value)


def test_integers_give_floats():
    i = T.lmatrix()
    value = np.array([[2, 1], [1, 1]])
    for z in (nlinalg.matrix_inverse(i), nlinalg.det(i), slinalg.cholesky(i), slinalg.solve(i, i)):
        assert z.dtype == "float64"
    np.testing.assert_allclose(evaluate(nlinalg.matrix_inverse(i), {i: value}), [[1, -1], [-1, 2]])


def test_eig():
    assert issubclass(nlinalg.Eigh, nlinalg.Eig)
    w, vectors = nlinalg.eig(x)
    found = evaluate([w, vectors], {x: A @ A.T})
    np.testing.assert_allclose(A @ A.T @ found[1], found[1] * found[0], atol=1e-10)
    check_shapes(w, {x: A @ A.T})
    with pytest.raises(NullTypeGradError, match="eigh"):
        theano.grad(w.sum(), x)
    with pytest.raises(np.linalg.LinAlgError, match="complex"):
        evaluate(w, {x: np.array([[0.0, 1.0], [-1.0, 0.0]])})
    turned = evaluate(nlinalg.eig(x.astype("complex128"))[0], {x: np.array([[0.0, 1.0], [-1.0, 0.0]])})
    np.testing.assert_allclose(sorted(turned.imag), [-1, 1])


def test_eigh_of_equal_eigenvalues():
    """The eigenvalues still have a gradient; the vectors have none, and say so."""
    w, vectors = nlinalg.eigh(x)
    np.testing.assert_allclose(evaluate(theano.grad(w.sum(), x), {x: np.eye(3)}), np.eye(3), atol=1e-12)
    with np.errstate(all="ignore"):
        assert np.isnan(evaluate(theano.grad(vectors.sum(), x), {x: np.eye(3)})).any()


@pytest.mark.parametrize("shape", [(5, 3), (3, 5), (3, 3), (1, 1)])
@pytest.mark.parametrize("mode", ["reduced", "complete", "raw"])
def test_qr(mode, shape):
    a = RNG.standard_normal(shape)
    found = nlinalg.qr(x, mode)
    for got, want in zip(evaluate(found, {x: a}), np.linalg.qr(a, mode)):
        np.testing.assert_allclose(got, want)
    check_shapes(found, {x: a})


def test_qr_by_an_old_name():
    assert [v.owner.op for v in nlinalg.qr(x, "full")] == [nlinalg.QRFull("reduced")] * 2


@pytest.mark.parametrize("shape", [(5, 3), (3, 5)])
@pytest.mark.parametrize("full", [True, False])
def test_svd(full, shape):
    a = RNG.standard_normal(shape)
    found = nlinalg.svd(x, full_matrices=full)
    for got, want in zip(evaluate(found, {x: a}), np.linalg.svd(a, full)):
        np.testing.assert_allclose(got, want)
    check_shapes(found, {x: a})


def test_gradients_that_are_not_defined():
    with pytest.raises(NullTypeGradError, match="full_matrices=False"):
        theano.grad(nlinalg.svd(x)[0].sum(), x)
    with pytest.raises(NullTypeGradError, match="reduced"):
        theano.grad(nlinalg.qr(x, "complete")[0].sum(), x)
    with pytest.raises(ValueError, match="mode"):
        nlinalg.qr(x, "economic")


@pytest.mark.parametrize("shape", [(4,), (4, 2)])
def test_lstsq(shape):
    a, b = RNG.standard_normal((4, 3)), RNG.standard_normal(shape)
    y = T.TensorType("float64", (False,) * len(shape))()
    found = evaluate(nlinalg.lstsq()(x, y, 1e-10), {x: a, y: b})
    for got, want in zip(found, np.linalg.lstsq(a, b, 1e-10)):
        np.testing.assert_allclose(got, want, rtol=1e-10)


@pytest.mark.parametrize("ord", [None, 0, 1, 2, 3, -1, 2.5, "inf", "-inf", np.inf])
def test_vector_norm(ord):
    a = np.array([3.0, -4.0, 0.5])
    want = np.linalg.norm(a, {"inf": np.inf, "-inf": -np.inf}.get(ord, ord))
    np.testing.assert_allclose(evaluate(nlinalg.norm(v, ord), {v: a}), want)


@pytest.mark.parametrize("ord", [None, "fro", "nuc", 1, -1, 2, -2, "inf", "-inf", -np.inf])
def test_matrix_norm(ord):
    want = np.linalg.norm(A[:3], {"inf": np.inf, "-inf": -np.inf}.get(ord, ord))
    np.testing.assert_allclose(evaluate(nlinalg.norm(x, ord), {x: A[:3]}), want)


def test_norm_errors():
    for variable, ord in ((v, "nuc"), (x, 3), (x, "max"), (T.dscalar(), 2)):
        with pytest.raises(ValueError):
            nlinalg.norm(variable, ord)
    with pytest.raises(NotImplementedError, match=r"norm of t, .* 3 dimensions: it takes a vector or a matrix"):
        T.nlinalg.norm(T.tensor3("t"), 2)


def test_small_ones():
    assert evaluate(nlinalg.matrix_power(x, 0), {x: A}).tolist() == np.eye(4).tolist()
    sign, logdet = evaluate(nlinalg.slogdet(x), {x: np.zeros((2, 2))})
    assert sign == 0 and logdet == -np.inf
    sign = nlinalg.slogdet(x)[0]
    assert not evaluate(theano.grad(sign, x), {x: A}).any()
    empty = np.zeros((0, 0))
    assert evaluate(nlinalg.matrix_inverse(x), {x: empty}).shape == (0, 0)
    assert evaluate(nlinalg.det(x), {x: empty}) == 1
    np.testing.assert_allclose(evaluate(x.trace(), {x: A}), np.trace(A))
    np.testing.assert_allclose(evaluate(slinalg.expm(x), {x: np.zeros((2, 2))}), np.eye(2))


def test_only_one_triangle_is_read():
    noise = np.triu(RNG.standard_normal((4, 4)), 1)
    positive = A @ A.T + np.eye(4)
    for f in (slinalg.cholesky, lambda x: nlinalg.eigh(x)[0], lambda x: slinalg.eigvalsh(x, None)):
        np.testing.assert_allclose(evaluate(f(x), {x: positive + noise}), evaluate(f(x), {x: positive}))
    np.testing.assert_allclose(
        evaluate(slinalg.solve_lower_triangular(x, v), {x: positive + noise, v: A[0]}),
        scipy.linalg.solve_triangular(positive, A[0], lower=True),
    )


def test_diagonals_run_on_kernels():
    t = T.dtensor3("t")
    f = theano.function([x, t], [nlinalg.trace(x), nlinalg.diag(x) + 1, t.diagonal(1, 2, 0), x.diagonal(-1)])
    assert "python" not in f.kinds()
    values = RNG.standard_normal((3, 4, 5))
    wanted = [np.trace(A), np.diag(A) + 1, values.diagonal(1, 2, 0), A.diagonal(-1)]
    for got, want in zip(f(A, values), wanted):
        np.testing.assert_allclose(got, want)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("scale", [1e-3, 1e3])
def test_logarithms_of_determinants_out_of_range(scale, dtype):
    """A determinant that is 0 or infinity has a logarithm, in any spelling, and a gradient."""
    n = 200
    A, q = T.matrix(dtype=dtype), T.scalar(dtype=dtype)
    det = nlinalg.det(A)
    value = (scale * np.eye(n)).astype(dtype)
    log = n * np.log(scale)
    for z, wanted, slope in (
        (T.log(det), log, 1), (T.log(T.sqrt(det)), log / 2, 0.5), (T.log(abs(2 * det)), log + np.log(2), 1),
        (T.log(1 / det), -log, -1), (T.log(T.exp(-q) / T.sqrt(det)), -3 - log / 2, -0.5),
        (T.log(det / nlinalg.det(2 * A)), -n * np.log(2), 0),
    ):  # fmt: skip
        f = theano.function([A, q], [z, T.grad(z, A)], on_unused_input="ignore")
        found, gradient = f(value, 3.0)
        np.testing.assert_allclose(found, wanted, rtol=1e-5)
        np.testing.assert_allclose(np.diag(gradient), np.full(n, slope / scale), rtol=1e-4, atol=1e-6 / scale)
