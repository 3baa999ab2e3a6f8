"""Eigenvalues, singular values and orthogonal factors: what they promise, and NumPy's numbers."""

import numpy as np
import pytest
import scipy.linalg
from hypothesis import given, settings
from hypothesis import strategies as st

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.tensor import nlinalg, slinalg

OPERATIONS = {
    "eigh": nlinalg.eigh,
    "eigh upper": lambda x: nlinalg.eigh(x, "U"),
    "eigvalsh": lambda x: [slinalg.eigvalsh(x, None)],
    "eigvalsh upper": lambda x: [slinalg.eigvalsh(x, None, lower=False)],
    "eig": nlinalg.eig,
    "svd": lambda x: nlinalg.svd(x, full_matrices=False),
    "svd full": nlinalg.svd,
    "svd values": lambda x: [nlinalg.svd(x, compute_uv=False)],
    "qr": nlinalg.qr,
    "qr r": lambda x: [nlinalg.qr(x, "r")],
}
REFERENCES = {
    "eigh": np.linalg.eigh,
    "eigh upper": lambda x: np.linalg.eigh(x, "U"),
    "eigvalsh": lambda x: [np.linalg.eigvalsh(x)],
    "eigvalsh upper": lambda x: [np.linalg.eigvalsh(x, "U")],
    "eig": lambda x: [a.real for a in np.linalg.eig(x)],
    "svd": lambda x: np.linalg.svd(x, False),
    "svd full": np.linalg.svd,
    "svd values": lambda x: [np.linalg.svd(x, compute_uv=False)],
    "qr": np.linalg.qr,
    "qr r": lambda x: [np.linalg.qr(x, "r")],
}
FUNCTIONS = {}


def function(name, dtype):
    if (name, dtype) not in FUNCTIONS:
        x = T.matrix(dtype=dtype)
        f = FUNCTIONS[name, dtype] = theano.function([x], list(OPERATIONS[name](x)))
        kind = {"eigvalsh": "eigh", "svd": "svd"}.get(name.split()[0], name.split()[0])
        # but for SciPy's eigvalsh these are NumPy's, which computes those of float32 in float64
        casts = dtype == "float32" and not name.startswith("eigvalsh")
        assert [step for step in f.kinds() if not casts or step != "loop"] == [kind]
    return FUNCTIONS[name, dtype]


def layouts(x):
    yield x
    yield np.asfortranarray(x)
    yield np.repeat(np.repeat(x, 2, axis=0), 3, axis=1)[::2, ::3]
    yield x[::-1].copy()[::-1]


def triangle(x, name):
    """The symmetric matrix of which one triangle is read."""
    return np.triu(x) + np.triu(x, 1).T if "upper" in name else np.tril(x) + np.tril(x, -1).T


def check(name, x, found):
    """Check the factors: signs of vectors are not determined."""
    tolerance = 2e-4 if x.dtype == "float32" else 1e-11
    scale = tolerance * max(1, abs(x).max() * max(x.shape))

    def near(a, b):
        np.testing.assert_allclose(a, b, rtol=tolerance, atol=scale)

    for got, want in zip(found, REFERENCES[name](x)):
        assert got.dtype == x.dtype and got.shape == want.shape
        if want.ndim == 1 and name != "eig":
            near(got, want)
    if name == "eigh" or name == "eigh upper":
        w, v = found
        near((v * w) @ v.T, triangle(x, name))
        near(v.T @ v, np.eye(len(x)))
    elif name == "eig":
        w, v = found
        near(x @ v, v * w)
        near((v**2).sum(axis=0), np.ones(len(x)))
    elif name in ("svd", "svd full"):
        u, s, v = found
        near(u[:, : len(s)] * s @ v[: len(s)], x)
        near(u.T @ u, np.eye(u.shape[1]))
        near(v @ v.T, np.eye(len(v)))
    elif name == "qr":
        q, r = found
        near(q @ r, x)
        near(q.T @ q, np.eye(q.shape[1]))
        assert (np.tril(r, -1) == 0).all()
    elif name == "qr r":
        near(found[0].T @ found[0], x.T @ x)


@settings(max_examples=60)
@given(
    st.sampled_from(sorted(OPERATIONS)), st.sampled_from(["float32", "float64"]),
    st.one_of(st.integers(1, 20), st.sampled_from([31, 48, 49, 70])),
    st.one_of(st.integers(1, 20), st.sampled_from([31, 48, 49, 70])), st.integers(0, 2**32 - 1),
)  # fmt: skip
def test_factors(name, dtype, m, n, seed):
    """Matrices of every shape, in every layout; the same function sees them all."""
    x = np.random.default_rng(seed).standard_normal((m, n)).astype(dtype)
    if name.startswith("eig"):
        x = x[:, :1] + np.random.default_rng(seed).standard_normal((m, m)).astype(dtype)
        if name == "eig":
            # similar to a symmetric matrix: the eigenvalues are real
            x = (x + x.T) * np.linspace(1, 2, m, dtype=dtype)
    for a in layouts(x):
        kept = a.copy()
        found = function(name, dtype)(a)
        assert (a == kept).all()
        check(name, x, found)


@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (3, 0)])
@pytest.mark.parametrize("name", OPERATIONS)
def test_empty(name, shape):
    """What NumPy makes of them, or its error."""
    x = np.zeros(shape)
    if name.startswith("eig") and shape[0] != shape[1]:
        with pytest.raises((np.linalg.LinAlgError, ValueError), match="square"):
            function(name, "float64")(x)
        return
    for got, want in zip(function(name, "float64")(x), REFERENCES[name](x), strict=True):
        np.testing.assert_array_equal(got, want)
        assert got.shape == want.shape


@pytest.mark.parametrize("bad", [np.nan, np.inf])
@pytest.mark.parametrize("name", OPERATIONS)
def test_not_finite(name, bad):
    """The op decides, so NumPy's or SciPy's error is raised, or nan comes back."""
    x = np.eye(4)
    x[2, 1] = x[1, 2] = bad
    with np.errstate(all="ignore"):
        try:
            found = function(name, "float64")(x)
        except (np.linalg.LinAlgError, ValueError) as error:
            assert "converge" in str(error) or "infs or NaNs" in str(error)
        else:
            assert any(np.isnan(value).any() for value in found)


def test_complex_eigenvalues_are_an_error():
    with pytest.raises(np.linalg.LinAlgError, match=r"complex128"):
        function("eig", "float64")(np.array([[0.0, 1.0], [-1.0, 0.0]]))


def test_vectors_have_gradients_without_python():
    x = T.dmatrix()
    w, v = nlinalg.eigh(x)
    u, s, vt = nlinalg.svd(x, full_matrices=False)
    for z in (T.dot(v * T.tanh(w), v.T), T.dot(u * T.tanh(s), vt)):
        f = theano.function([x], T.grad(T.sqr(z).sum(), x))
        assert "python" not in f.kinds()
        a = np.random.default_rng(0).standard_normal((5, 5))
        a = a + a.T
        assert np.isfinite(f(a)).all()


@pytest.mark.parametrize("n", [1, 2, 3, 4, 7, 20, 70])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_schur(n, dtype):
    x = T.matrix(dtype=dtype)
    f = theano.function([x], T.linalg.schur(x))
    assert f.kinds() == ["schur"]
    value = np.random.default_rng(n).normal(size=(n, n)).astype(dtype)
    for laid in layouts(value):
        for z, expected in zip(f(laid), scipy.linalg.schur(value)):
            assert z.dtype == dtype
            np.testing.assert_allclose(z, expected, 1e-3 if dtype == "float32" else 1e-9, 1e-5)


def test_schur_of_nothing_and_of_nan():
    x = T.dmatrix()
    f = theano.function([x], T.linalg.schur(x))
    assert [z.shape for z in f(np.zeros((0, 0)))] == [(0, 0), (0, 0)]
    with pytest.raises(ValueError, match="infs or NaNs"):
        f(np.full((2, 2), np.nan))
