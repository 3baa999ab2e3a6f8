"""Values, shapes and derivatives of matrix operations against NumPy, SciPy and differences."""

import numpy as np
import pytest
import scipy.linalg
from differences import check
from reference import check_shapes, evaluate, variables_for

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.gradient import Rop
from tensorgraph.tensor import nlinalg, slinalg

RNG = np.random.default_rng(5)
SQUARE = RNG.standard_normal((4, 4)) + 3 * np.eye(4)
OTHER = RNG.standard_normal((4, 4))
POSITIVE = OTHER @ OTHER.T + np.eye(4)
TALL, WIDE = RNG.standard_normal((5, 3)), RNG.standard_normal((3, 5))
VECTOR, PAIR, FIVE = RNG.standard_normal(4), RNG.standard_normal((4, 2)), RNG.standard_normal(5)


def symmetric(x):
    return (x + x.T) / 2


def read(x, lower):
    """The symmetric matrix of which one triangle of `x` is read."""
    return np.tril(x) + np.tril(x, -1).T if lower else np.triu(x) + np.triu(x, 1).T


def joined(a, b):
    """SciPy's Kronecker product, as it was when Theano took it over: of a vector and a matrix a vector."""
    if a.ndim + b.ndim == 3:
        return joined(a[None], b).ravel()
    product = np.multiply.outer(a, b)
    return np.concatenate(np.concatenate(product, axis=1), axis=1)


def least(k, rcond=1e-10):
    """Output `k` of the least squares solution."""
    return lambda a, b: nlinalg.lstsq()(a, b, rcond)[k]


# name: symbolic function, reference, points
CASES = {
    "inverse": (nlinalg.matrix_inverse, np.linalg.inv, [SQUARE]),
    "inverse of 1x1": (nlinalg.matrix_inverse, np.linalg.inv, [SQUARE[:1, :1]]),
    "pinv of tall": (nlinalg.pinv, np.linalg.pinv, [TALL]),
    "pinv of wide": (nlinalg.pinv, np.linalg.pinv, [WIDE]),
    "det": (nlinalg.det, np.linalg.det, [SQUARE]),
    "logdet": (lambda x: nlinalg.slogdet(x)[1], lambda x: np.linalg.slogdet(x)[1], [SQUARE]),
    "trace": (nlinalg.trace, np.trace, [TALL]),
    "diag of matrix": (nlinalg.diag, np.diag, [WIDE]),
    "diag of vector": (nlinalg.diag, np.diag, [VECTOR]),
    "matrix_dot": (nlinalg.matrix_dot, lambda x, y, z: x @ y @ z, [SQUARE, PAIR, PAIR.T]),
    "power": (lambda x: nlinalg.matrix_power(x, 5), lambda x: np.linalg.matrix_power(x, 5), [SQUARE / 4]),
    "negative power": (lambda x: nlinalg.matrix_power(x, -3), lambda x: np.linalg.matrix_power(x, -3), [SQUARE]),
    "eigh values": (lambda x: T.exp(nlinalg.eigh(x)[0]), lambda x: np.exp(np.linalg.eigh(x)[0]), [symmetric(OTHER)]),
    "eigh function": (
        lambda x: (lambda w, v: T.dot(v * T.exp(w), v.T))(*nlinalg.eigh(x)),
        lambda x: scipy.linalg.expm(read(x, True)),
        [symmetric(OTHER)],
    ),
    "eigh upper": (
        lambda x: abs(nlinalg.eigh(x, UPLO="U")[1]),
        lambda x: abs(np.linalg.eigh(x, UPLO="U")[1]),
        [symmetric(OTHER)],
    ),
    "eigvalsh": (
        lambda x: slinalg.eigvalsh(x, None),
        lambda x: scipy.linalg.eigvalsh(x),
        [symmetric(OTHER)],
    ),
    "eigvalsh of a pair": (slinalg.eigvalsh, scipy.linalg.eigvalsh, [symmetric(OTHER), POSITIVE]),
    "eigvalsh upper": (
        lambda x, y: slinalg.eigvalsh(x, y, lower=False),
        lambda x, y: scipy.linalg.eigvalsh(x, y, lower=False),
        [symmetric(OTHER), POSITIVE],
    ),
    "qr of tall": (lambda x: abs(nlinalg.qr(x)[0]), lambda x: abs(np.linalg.qr(x)[0]), [TALL]),
    "qr of wide": (lambda x: abs(nlinalg.qr(x)[1]), lambda x: abs(np.linalg.qr(x)[1]), [WIDE]),
    "qr both": (
        lambda x: (lambda q, r: (q[:, :2] * r[:2, 2:3].T.sum()) ** 2 + r.sum() ** 2)(*nlinalg.qr(x)),
        None,
        [WIDE],
    ),
    "qr r": (lambda x: abs(nlinalg.qr(x, "r")), lambda x: abs(np.linalg.qr(x, "r")), [SQUARE]),
    "svd values": (
        lambda x: nlinalg.svd(x, compute_uv=False),
        lambda x: np.linalg.svd(x, compute_uv=False),
        [WIDE],
    ),
    "svd values of full": (lambda x: nlinalg.svd(x)[1], lambda x: np.linalg.svd(x)[1], [TALL]),
    "svd of tall": (lambda x: abs(nlinalg.svd(x, 0)[0]), lambda x: abs(np.linalg.svd(x, False)[0]), [TALL]),
    "svd of wide": (lambda x: abs(nlinalg.svd(x, 0)[2]), lambda x: abs(np.linalg.svd(x, False)[2]), [WIDE]),
    "svd function": (
        lambda x: (lambda u, s, v: T.dot(u * T.tanh(s), v))(*nlinalg.svd(x, full_matrices=False)),
        None,
        [TALL],
    ),
    "norm 2": (lambda x: nlinalg.norm(x, 2), lambda x: np.linalg.norm(x, 2), [TALL]),
    "norm -2": (lambda x: nlinalg.norm(x, -2), lambda x: np.linalg.norm(x, -2), [TALL]),
    "norm nuc": (lambda x: nlinalg.norm(x, "nuc"), lambda x: np.linalg.norm(x, "nuc"), [TALL]),
    "tensorinv": (nlinalg.tensorinv, np.linalg.tensorinv, [RNG.standard_normal((2, 3, 3, 2))]),
    "tensorinv 1": (
        lambda x: nlinalg.tensorinv(x, 1),
        lambda x: np.linalg.tensorinv(x, 1),
        [RNG.standard_normal((6, 3, 2))],
    ),
    "tensorsolve": (
        nlinalg.tensorsolve,
        np.linalg.tensorsolve,
        [RNG.standard_normal((2, 3, 6)), RNG.standard_normal((2, 3))],
    ),
    "tensorsolve with axes": (
        lambda a, b: nlinalg.tensorsolve(a, b, axes=(0, 2)),
        lambda a, b: np.linalg.tensorsolve(a, b, axes=(0, 2)),
        [RNG.standard_normal((2, 6, 3)), RNG.standard_normal(6)],
    ),
    "cholesky": (slinalg.cholesky, np.linalg.cholesky, [POSITIVE]),
    "cholesky upper": (
        slinalg.Cholesky(lower=False),
        lambda x: scipy.linalg.cholesky(x),
        [POSITIVE],
    ),
    "cholesky nan": (slinalg.Cholesky(on_error="nan"), np.linalg.cholesky, [POSITIVE]),
    "solve vector": (slinalg.solve, np.linalg.solve, [SQUARE, VECTOR]),
    "solve matrix": (slinalg.solve, np.linalg.solve, [SQUARE, PAIR]),
    "solve lower": (
        slinalg.solve_lower_triangular,
        lambda a, b: np.linalg.solve(np.tril(a), b),
        [SQUARE, PAIR],
    ),
    "solve upper": (
        slinalg.solve_upper_triangular,
        lambda a, b: np.linalg.solve(np.triu(a), b),
        [SQUARE, VECTOR],
    ),
    "solve symmetric": (slinalg.solve_symmetric, np.linalg.solve, [POSITIVE, VECTOR]),
    "kron": (slinalg.kron, np.kron, [TALL, PAIR]),
    "kron of vector": (slinalg.kron, lambda a, b: np.kron(a, b).ravel(), [VECTOR, PAIR]),
    "kron with vector": (slinalg.kron, joined, [PAIR, VECTOR]),
    "kron of cube": (slinalg.kron, joined, [RNG.standard_normal((2, 3, 2)), RNG.standard_normal((2, 1, 3))]),
    "kron of vector and cube": (slinalg.kron, joined, [VECTOR, RNG.standard_normal((2, 3, 2))]),
    "lstsq of tall": (least(0), lambda a, b: np.linalg.lstsq(a, b)[0], [TALL, FIVE]),
    "lstsq of wide": (least(0, -1), lambda a, b: np.linalg.lstsq(a, b)[0], [WIDE, TALL[:3]]),
    "lstsq residual": (least(1), lambda a, b: np.linalg.lstsq(a, b)[1], [TALL, FIVE]),
    "lstsq residuals": (least(1), lambda a, b: np.linalg.lstsq(a, b)[1], [TALL, RNG.standard_normal((5, 2))]),
    "lstsq values": (lambda a: least(3)(a, a[:, 0]), lambda a: np.linalg.svd(a)[1], [TALL]),
    "expm": (slinalg.expm, scipy.linalg.expm, [OTHER]),
}
NO_PUSHFORWARD = ["svd values of full"]
"""There is none of the vectors of square U and V, which come with the values."""
NOT_LINEAR = [name for name in CASES if name.startswith(("inv", "pinv", "logdet", "det", "chol", "solve", "expm"))]
every_case = pytest.mark.parametrize("name", CASES)


@every_case
def test_value_and_shape(name):
    f, reference, points = CASES[name]
    xs = variables_for(points)
    z = f(*xs)
    given = dict(zip(xs, points))
    if reference is not None:
        np.testing.assert_allclose(evaluate(z, given), reference(*points), rtol=1e-8, atol=1e-12)
    check_shapes(z, given)


@every_case
def test_float32(name):
    f, reference, points = CASES[name]
    points = [p.astype("float32") for p in points]
    xs = variables_for(points)
    z = f(*xs)
    assert z.dtype == "float32"
    value = evaluate(z, dict(zip(xs, points)))
    if reference is not None:
        np.testing.assert_allclose(value, reference(*points), rtol=2e-3, atol=2e-4)


@every_case
def test_gradient_and_pushforward(name):
    """To 1e-6, beside differences of fourth order; the pushforward is held against the same."""
    f, _, points = CASES[name]
    check(f, points, rop=name not in NO_PUSHFORWARD)


@every_case
def test_second_derivative(name):
    """The gradient is a graph whose own gradient and pushforward are right."""
    f, _, points = CASES[name]

    def slopes(*xs):
        return T.concatenate([g.flatten() for g in theano.grad((f(*xs) ** 2).sum(), list(xs))])

    check(slopes, points, rop=name not in NO_PUSHFORWARD)


@pytest.mark.parametrize("name", NOT_LINEAR)
def test_pushforward(name):
    f, reference, points = CASES[name]
    xs = variables_for(points)
    moves = [RNG.standard_normal(p.shape) for p in points]
    if name.startswith("chol"):
        moves = [symmetric(moves[0])]
    z = Rop(f(*xs), xs, [T.constant(m) for m in moves])
    h = 1e-6
    ends = [reference(*[p + s * h * m for p, m in zip(points, moves)]) for s in (1, -1)]
    np.testing.assert_allclose(evaluate(z, dict(zip(xs, points))), (ends[0] - ends[1]) / (2 * h), rtol=1e-6, atol=1e-6)


def test_compiled_gradient():
    """Through a compiled function, as users run it."""
    rng = np.random.RandomState(3)
    theano.gradient.verify_grad(slinalg.cholesky, [POSITIVE], rng=rng)
    theano.gradient.verify_grad(lambda a, b: slinalg.solve(a, b), [SQUARE, PAIR], rng=rng)
    theano.gradient.verify_grad(nlinalg.matrix_inverse, [SQUARE.astype("float32")], rng=rng)
