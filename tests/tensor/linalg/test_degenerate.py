"""Matrices without elements, of one element, singular ones, and others that there is no answer for."""

import numpy as np
import pytest
import scipy.linalg

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.tensor import nlinalg, slinalg

SQUARES = [[(0, 0)], [(1, 1)]]
MATRICES = [*SQUARES, [(0, 3)], [(3, 0)], [(1, 3)]]
SYSTEMS = [[(0, 0), (0, 2)], [(1, 1), (1, 2)], [(2, 2), (2, 0)], [(0, 0), (0,)], [(1, 1), (1,)]]
# name: function, reference, shapes
CASES = {
    "inverse": (nlinalg.matrix_inverse, np.linalg.inv, SQUARES),
    "pinv": (nlinalg.pinv, np.linalg.pinv, MATRICES),
    "det": (nlinalg.det, np.linalg.det, SQUARES),
    "logdet": (lambda x: nlinalg.slogdet(x)[1], lambda x: np.linalg.slogdet(x)[1], SQUARES),
    "cholesky": (slinalg.cholesky, np.linalg.cholesky, SQUARES),
    "cholesky upper": (slinalg.Cholesky(lower=False), np.linalg.cholesky, SQUARES),
    "cholesky nan": (slinalg.Cholesky(on_error="nan"), np.linalg.cholesky, SQUARES),
    "eigh values": (lambda x: nlinalg.eigh(x)[0], np.linalg.eigvalsh, SQUARES),
    "eigh vectors": (lambda x: nlinalg.eigh(x)[1], lambda x: np.linalg.eigh(x)[1], SQUARES),
    "eigvalsh": (lambda x: slinalg.eigvalsh(x, None), np.linalg.eigvalsh, SQUARES),
    "svd values": (lambda x: nlinalg.svd(x, compute_uv=0), lambda x: np.linalg.svd(x, compute_uv=False), MATRICES),
    "svd u": (lambda x: nlinalg.svd(x, 0)[0], lambda x: np.linalg.svd(x, False)[0], MATRICES),
    "qr q": (lambda x: nlinalg.qr(x)[0], lambda x: np.linalg.qr(x)[0], MATRICES),
    "qr r": (lambda x: nlinalg.qr(x, "r"), lambda x: np.linalg.qr(x, "r"), MATRICES),
    "expm": (slinalg.expm, scipy.linalg.expm, SQUARES),
    "power": (lambda x: nlinalg.matrix_power(x, 3), lambda x: np.linalg.matrix_power(x, 3), SQUARES),
    "negative power": (lambda x: nlinalg.matrix_power(x, -2), lambda x: np.linalg.matrix_power(x, -2), SQUARES),
    "norm": (lambda x: nlinalg.norm(x, None), np.linalg.norm, [[(1, 1)], [(1, 3)]]),
    "norm nuc": (lambda x: nlinalg.norm(x, "nuc"), lambda x: np.linalg.norm(x, "nuc"), MATRICES),
    "norm 2": (lambda x: nlinalg.norm(x, 2), lambda x: np.linalg.norm(x, 2), [[(1, 1)], [(1, 3)]]),
    "trace": (nlinalg.trace, np.trace, [*SQUARES, [(0, 3)]]),
    "kron": (slinalg.kron, np.kron, [[(0, 0), (2, 2)], [(1, 1), (1, 1)], [(2, 0), (0, 3)]]),
    "lstsq": (
        lambda x, y: nlinalg.lstsq()(x, y, -1)[0],
        lambda x, y: np.linalg.lstsq(x, y, -1)[0],
        [[(1, 1), (1,)], [(3, 0), (3,)], [(0, 3), (0,)], [(0, 0), (0,)], [(3, 0), (3, 2)]],
    ),
}
CASES |= {f"solve {s}": (slinalg.Solve(s), np.linalg.solve, SYSTEMS) for s in slinalg.MATRIX_STRUCTURES}


def points_for(shapes, dtype):
    rng = np.random.default_rng(4)
    points = [rng.uniform(0.5, 1.5, shape) for shape in shapes]
    if len(points[0]) == points[0].shape[1]:
        points[0] = np.diag(np.diag(points[0]))
    return [p.astype(dtype) for p in points]


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("name, shapes", [(name, shapes) for name in CASES for shapes in CASES[name][2]], ids=str)
def test_small(name, shapes, dtype):
    """Value, inferred shape, gradient."""
    f, reference, _ = CASES[name]
    points = points_for(shapes, dtype)
    xs = [T.TensorType(dtype, (False,) * p.ndim)() for p in points]
    z = f(*xs)
    value = theano.function(xs, z)(*points)
    assert value.dtype == dtype
    np.testing.assert_allclose(value, reference(*points), rtol=1e-12 if dtype == "float64" else 1e-5)
    lengths = theano.function(xs, z.shape, on_unused_input="ignore")(*points)
    assert tuple(lengths) == value.shape
    slopes = theano.function(xs, T.grad((z**2).sum(), xs), on_unused_input="ignore")(*points)
    for slope, p in zip(slopes, points):
        assert slope.shape == p.shape and slope.dtype == dtype and np.isfinite(slope).all()


X, B = T.dmatrix("x"), T.dvector("b")
SINGULAR = {
    "inverse": nlinalg.matrix_inverse(X),
    "negative power": nlinalg.matrix_power(X, -1),
    "gradient of det": T.grad(nlinalg.det(X), X),
    "cholesky": slinalg.cholesky(X),
    "cholesky upper": slinalg.Cholesky(lower=False)(X),
    "eigvalsh of a pair": slinalg.eigvalsh(X, X),
} | {f"solve {s}": slinalg.Solve(s)(X, B) for s in slinalg.MATRIX_STRUCTURES}


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("name", SINGULAR)
def test_singular(name, dtype):
    """The error says so, names the node, and is NumPy's."""
    x, b = T.matrix("x", dtype=dtype), T.vector("b", dtype=dtype)
    z = theano.clone(SINGULAR[name], {X: x, B: b}) if dtype == "float64" else rebuilt(SINGULAR[name], {X: x, B: b})
    f = theano.function([x, b], z, on_unused_input="ignore")
    with pytest.raises(np.linalg.LinAlgError, match=r"(?is)(singular|definite).*Apply node that caused the error"):
        f(np.zeros((3, 3), dtype), np.ones(3, dtype))
    assert np.isfinite(f(np.eye(3, dtype=dtype), np.ones(3, dtype))).all()


def rebuilt(z, replace):
    """The same operations on variables of other dtypes."""
    known = dict(replace)
    for node in theano.gof.graph.io_toposort(list(replace), [z]):
        made = node.op(*[known.get(v, v) for v in node.inputs], return_list=True)
        known.update(zip(node.outputs, made))
    return known[z]


@pytest.mark.parametrize("z", [
    nlinalg.matrix_inverse(X), nlinalg.det(X), nlinalg.slogdet(X)[1], nlinalg.eigh(X)[0], slinalg.cholesky(X),
    nlinalg.eig(X)[0],
], ids=str)  # fmt: skip
def test_not_square(z):
    with pytest.raises((np.linalg.LinAlgError, ValueError), match="square"):
        theano.function([X], z)(np.ones((2, 3)))


@pytest.mark.parametrize("z", [
    nlinalg.det(X), nlinalg.slogdet(X)[1], nlinalg.slogdet(X)[0], nlinalg.pinv(X), nlinalg.svd(X, compute_uv=0),
    nlinalg.eigh(X)[0], nlinalg.qr(X, "r"), slinalg.expm(X), nlinalg.norm(X, "nuc"), nlinalg.matrix_power(X, 2),
    nlinalg.lstsq()(X, B, 1e-10)[0],
], ids=str)  # fmt: skip
def test_singular_is_fine(z):
    value = theano.function([X, B], z, on_unused_input="ignore")(np.zeros((3, 3)), np.ones(3))
    assert not np.isnan(value).any()


@pytest.mark.parametrize("n", [2, 40])
@pytest.mark.parametrize("bad", [np.nan, np.inf])
@pytest.mark.parametrize("on_error", ["nan", "raise"])
@pytest.mark.parametrize("lower", [True, False])
def test_cholesky_reads_one_triangle(lower, on_error, bad, n):
    factor = slinalg.Cholesky(lower=lower, on_error=on_error)(X)
    f = theano.function([X], [factor, T.grad((factor**2).sum(), X)])
    root = np.random.default_rng(n).normal(size=(n, n))
    value = root @ root.T + np.eye(n)
    expected = f(value)
    value[np.triu_indices(n, 1) if lower else np.tril_indices(n, -1)] = bad
    for found, wanted in zip(f(value), expected):
        np.testing.assert_allclose(found, wanted, rtol=1e-10)
