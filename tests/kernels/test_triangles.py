"""Loops that factor small matrices against their NumPy twins, and steps by LAPACK against SciPy's functions."""

import ctypes

import numpy as np
import pytest
import scipy.linalg
from hypothesis import given, settings
from hypothesis import strategies as st

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph._kernels.loops import dispatch
from tensorgraph._kernels.loops.twins import twin
from tensorgraph._kernels.loops.twins.triangles import LOWER, TRANSPOSED, UNIT
from tensorgraph.tensor import nlinalg, slinalg
from tensorgraph.tensor.linalg.cholesky import CholeskyGrad

DTYPES = {"f32": "float32", "f64": "float64"}
SIZES = [1, 2, 3, 7, 16, 33]


def call(name, isa, *arguments, result=ctypes.c_ssize_t):
    """Call a kernel; arrays are given by their address, and integers as sizes."""
    passed = [ctypes.c_void_p(a.ctypes.data) if isinstance(a, np.ndarray) else ctypes.c_ssize_t(a) for a in arguments]
    kernel = dispatch.module("triangles", isa).kernels()[name]
    return ctypes.CFUNCTYPE(result, *map(type, passed))(kernel)(*passed)


def near(found, wanted, dtype, scale=1.0):
    tolerance = scale * (1e-4 if dtype == "float32" else 1e-12)
    np.testing.assert_allclose(found, wanted, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("n", SIZES)
def test_cholesky(n, code, isa):
    dtype = DTYPES[code]
    x = np.random.default_rng(n).standard_normal((n, n))
    a = (x @ x.T + np.eye(n)).astype(dtype)
    z, work = a.copy(), np.empty(n, dtype)
    assert call(f"cholesky_{code}", isa, z, work, n) == 0
    near(np.tril(z), twin("triangles", f"cholesky_{code}")(a.astype("longdouble"))[0], dtype, n)
    np.testing.assert_array_equal(np.triu(z, 1), np.triu(a, 1))
    for bad in (-1, 0, np.nan):
        a[n // 2, n // 2] = bad
        assert call(f"cholesky_{code}", isa, a.copy(), work, n) == twin("triangles", "cholesky_f64")(a)[1] == n // 2 + 1


@pytest.mark.parametrize("n", SIZES)
def test_cholesky_grad(n, code, isa):
    dtype = DTYPES[code]
    rng = np.random.default_rng(n)
    factor = (np.tril(rng.standard_normal((n, n + 2))) / n + 2 * np.eye(n, n + 2)).astype(dtype)
    g = rng.standard_normal((n, n + 2)).astype(dtype)
    wanted = twin("triangles", f"cholesky_grad_{code}")(*[x[:, :n].astype("longdouble") for x in (g, factor)])
    kept = np.triu(g, 1)
    call(f"cholesky_grad_{code}", isa, g, factor, n + 2, n, result=None)
    near(np.tril(g), np.tril(np.pad(wanted, ((0, 0), (0, 2)))), dtype, 10)
    np.testing.assert_array_equal(np.triu(g, 1), kept)


@pytest.mark.parametrize("n", SIZES)
def test_lu(n, code, isa):
    a = np.random.default_rng(n).standard_normal((n, n)).astype(DTYPES[code])
    for k in (0, n // 2, n):
        z, pivots = a.copy(), np.empty(n, "int32")
        z[:, k:][:, :1] = 0
        wanted, exchanges, zero = twin("triangles", f"lu_{code}")(z.astype("longdouble"))
        assert call(f"lu_{code}", isa, z, pivots, n) == zero == (k + 1 if k < n else 0)
        assert pivots.tolist() == exchanges
        near(z, wanted, DTYPES[code], 10)


@pytest.mark.parametrize("how", range(8))
@pytest.mark.parametrize("width", [1, 2, 5, 40])
@pytest.mark.parametrize("n", SIZES)
def test_solve_rows(n, width, how, code, isa):
    rng = np.random.default_rng(n + how)
    dtype = DTYPES[code]
    a = (rng.standard_normal((n, n + 3)) / n + 2 * np.eye(n, n + 3)).astype(dtype)
    x = rng.standard_normal((n, width)).astype(dtype)
    wanted = twin("triangles", f"solve_rows_{code}")(x.astype("longdouble"), a[:, :n].astype("longdouble"), how)
    call(f"solve_rows_{code}", isa, x, a, n + 3, n, width, how, result=None)
    near(x, wanted, dtype)


@pytest.mark.parametrize("n", SIZES)
def test_norms(n, code, isa):
    """The bound is one."""
    a = (np.random.default_rng(n).standard_normal((n, n)) + 2 * np.eye(n)).astype(DTYPES[code])
    work = np.empty(n, a.dtype)
    for name in (f"largest_column_{code}", f"largest_row_{code}"):
        found = call(name, isa, a, work, n, result=ctypes.c_double)
        near(found, float(twin("triangles", name)(a.astype("longdouble"))), DTYPES[code])
    for how in range(8):
        bound = call(f"inverse_bound_{code}", isa, a, work, n, how, result=ctypes.c_double)
        near(bound, float(twin("triangles", f"inverse_bound_{code}")(a.astype("longdouble"), how)), DTYPES[code])
        triangle = np.tril(a) if how & LOWER else np.triu(a)
        if how & UNIT:
            np.fill_diagonal(triangle, 1)
        inverse = scipy.linalg.solve_triangular(triangle.astype("float64"), np.eye(n), lower=bool(how & LOWER))
        assert bound * 1.001 >= abs(inverse).sum(axis=1 if how & TRANSPOSED else 0).max()


@pytest.mark.parametrize("n", [0, 1, 31, 32, 33, 100])
def test_not_finite(n, code, isa):
    a = np.linspace(-3, 3, n).astype(DTYPES[code])
    assert call(f"not_finite_{code}", isa, a, n) == twin("triangles", f"not_finite_{code}")(a) == 0
    for k in range(n):
        for bad in (np.nan, np.inf, -np.inf):
            b = a.copy()
            b[k] = bad
            assert call(f"not_finite_{code}", isa, b, n) == 1


def layout_of(x, layout):
    if layout == "F":
        return np.asfortranarray(x)
    if layout == "strided":
        return np.repeat(np.repeat(x, 2, axis=0), 3, axis=-1)[::2, ..., ::3] if x.ndim == 2 else np.repeat(x, 2)[::2]
    return x[::-1].copy()[::-1] if layout == "reversed" else x


# kinds of steps, operations on A and b, references
STEPS = {
    "lower": ("cholesky", lambda A, b: slinalg.cholesky(A), lambda A, b: np.linalg.cholesky(A)),
    "upper": ("cholesky", lambda A, b: slinalg.Cholesky(lower=False)(A), lambda A, b: scipy.linalg.cholesky(A)),
    "gradient of lower": (
        "cholesky_grad", lambda A, b: CholeskyGrad()(A, slinalg.cholesky(A), A), lambda A, b: pulled_cholesky(A)),
    "gradient of upper": (
        "cholesky_grad", lambda A, b: CholeskyGrad(lower=False)(A, slinalg.Cholesky(lower=False)(A), A),
        lambda A, b: pulled_cholesky(A).T),
    "solve": ("solve", slinalg.solve, np.linalg.solve),
    "solve lower": (
        "solve_triangular", slinalg.solve_lower_triangular, lambda A, b: np.linalg.solve(np.tril(A), b)),
    "solve upper": (
        "solve_triangular", slinalg.solve_upper_triangular, lambda A, b: np.linalg.solve(np.triu(A), b)),
    "solve transposed": ("solve", lambda A, b: slinalg.solve(A.T, b), lambda A, b: np.linalg.solve(A.T, b)),
    "solve lower transposed": (
        "solve_triangular", lambda A, b: slinalg.solve_upper_triangular(A.T, b),
        lambda A, b: np.linalg.solve(np.tril(A).T, b)),
    "inverse": ("inverse", lambda A, b: nlinalg.matrix_inverse(A), lambda A, b: np.linalg.inv(A)),
    "det": ("det", lambda A, b: nlinalg.det(A / 2), lambda A, b: np.linalg.det(A / 2)),
    "sign": ("det", lambda A, b: nlinalg.slogdet(A[::-1])[0], lambda A, b: np.linalg.slogdet(A[::-1])[0]),
    "logdet": ("det", lambda A, b: nlinalg.slogdet(A)[1], lambda A, b: np.linalg.slogdet(A)[1]),
}  # fmt: skip
FUNCTIONS = {}


def pulled_cholesky(A):
    return twin("triangles", "cholesky_grad_f64")(np.ascontiguousarray(A), np.linalg.cholesky(A))


def function(name, dtype, ndim):
    if (name, dtype, ndim) not in FUNCTIONS:
        A, b = T.TensorType(dtype, (False, False))(), T.TensorType(dtype, (False,) * ndim)()
        f = FUNCTIONS[name, dtype, ndim] = theano.function([A, b], STEPS[name][1](A, b), on_unused_input="ignore")
        assert STEPS[name][0] in f.kinds() and "python" not in f.kinds()
    return FUNCTIONS[name, dtype, ndim]


@settings(max_examples=60)
@given(
    st.sampled_from(sorted(STEPS)), st.sampled_from(["float32", "float64"]),
    st.sampled_from([*range(1, 20), 31, 48, 63, 64, 65, 66, 100]), st.sampled_from([(), (1,), (3,), (70,)]),
    st.sampled_from(["C", "F", "strided", "reversed"]), st.integers(0, 2**32 - 1),
)  # fmt: skip
def test_steps(name, dtype, n, columns, layout, seed):
    """Positive definite matrices of every size and layout; the same function sees them all."""
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((n, n))
    A = (x @ x.T / n + np.eye(n)).astype(dtype)
    b = rng.standard_normal((n, *columns)).astype(dtype)
    f = function(name, dtype, b.ndim)
    given_A, given_b = layout_of(A, layout), layout_of(b, layout)
    found = f(given_A, given_b)
    assert found.dtype == dtype and (given_A == A).all() and (given_b == b).all()
    near(found, STEPS[name][2](A.astype("float64"), b.astype("float64")), dtype, 100)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_determinants_out_of_range(dtype):
    """Partial products over- and underflow."""
    big, small = (1e30, 1e-30) if dtype == "float32" else (1e200, 1e-200)
    x = T.matrix("x", dtype=dtype)
    f = theano.function([x], [nlinalg.det(x), *nlinalg.slogdet(x)])
    for diagonal in ([big, big, small, small], [small, small, big, -big]):
        det, sign, log = f(np.diag(diagonal).astype(dtype))
        near([det, sign, log], [np.sign(diagonal[3])] * 2 + [0], "float32")
    with np.errstate(over="ignore"):
        assert np.isinf(f(np.diag([big] * 3).astype(dtype))[0])
    det, sign, log = f(np.diag([small] * 3).astype(dtype))
    assert det == 0 and sign == 1
    near(log, 3 * np.log(small), "float32")
    x = np.eye(5, dtype=dtype) * dtype_one_more(dtype)
    assert f(x)[2] == pytest.approx(5 * np.log(float(x[0, 0])), rel=1e-3)


def dtype_one_more(dtype):
    return np.nextafter(np.array(1, dtype), np.array(2, dtype))


def outcome(f, x):
    """The value, or the kind of error."""
    try:
        return f(x)
    except np.linalg.LinAlgError as error:
        return type(error)


@pytest.mark.parametrize("n", [3, 70])
def test_unusual_matrices_are_left_to_the_op(n):
    """nan and infinity give what NumPy gives, or SciPy's error."""
    A, b = T.dmatrix(), T.dvector()
    for bad in (np.nan, np.inf):
        x = np.eye(n)
        x[1, 0] = bad
        for f, want in ((nlinalg.matrix_inverse, np.linalg.inv), (nlinalg.det, np.linalg.det)):
            with np.errstate(all="ignore"):
                np.testing.assert_array_equal(outcome(theano.function([A], f(A)), x), outcome(want, x))
        with pytest.raises(ValueError, match="must not contain infs or NaNs"):
            theano.function([A], slinalg.cholesky(A))(x)
        # although it is not read
        with pytest.raises(ValueError, match="must not contain infs or NaNs"):
            theano.function([A, b], slinalg.solve_upper_triangular(A, b))(x, np.ones(n))


@pytest.mark.parametrize("n", [3, 30, 70])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_bad_conditions_are_said(dtype, n):
    """SciPy's warning comes where SciPy gives it: the bound of the condition is not taken for the condition."""
    A, b = T.matrix(dtype=dtype), T.vector(dtype=dtype)
    f = theano.function([A, b], slinalg.solve(A, b))
    bounded = np.triu(-np.ones((n, n))) + 2 * np.eye(n)
    bounded = (bounded[:, ::-1] if n == 3 else np.eye(n) + 1e-3 * bounded).astype(dtype)
    near(f(bounded, np.ones(n, dtype)), np.linalg.solve(bounded.astype("float64"), np.ones(n)), dtype, 100)
    bad = np.diag([1.0] * (n - 1) + [1e-9 if dtype == "float32" else 1e-18]).astype(dtype)
    with pytest.warns(scipy.linalg.LinAlgWarning, match="ill-conditioned"):
        f(bad, np.ones(n, dtype))


@pytest.mark.parametrize("n", [1, 4, 64, 65, 90])
def test_factors_are_shared(n):
    """One factorisation for systems of the matrix and of its transpose, the determinant and the inverse."""
    A, b = T.dmatrix(), T.dmatrix()
    results = [slinalg.solve(A, b), slinalg.solve(A.T, b), *nlinalg.slogdet(A), nlinalg.det(A.T)]
    results.append(nlinalg.matrix_inverse(A))
    f = theano.function([A, b], results)
    assert f.kinds().count("lu") == 1
    rng = np.random.default_rng(n)
    x, y = rng.standard_normal((n, n)) + 2 * np.eye(n), rng.standard_normal((n, 3))
    wanted = [np.linalg.solve(x, y), np.linalg.solve(x.T, y), *np.linalg.slogdet(x), np.linalg.det(x), np.linalg.inv(x)]
    for matrix in (x, np.asfortranarray(x)):
        for got, want in zip(f(matrix, y), wanted):
            near(got, want, "float64", 100)


def test_factors_are_not_shared_with_steps_that_may_be_skipped():
    A, b, c = T.dmatrix(), T.dvector(), T.dscalar()
    z = theano.ifelse.ifelse(c > 0, slinalg.solve(A, b), 2 * b)
    inner = theano.OpFromGraph([A, b], [slinalg.solve(A, b)])
    f = theano.function([A, b, c], [z, nlinalg.det(A), theano.ifelse.ifelse(c > 1, inner(A, b), b)])
    x = np.diag([2.0, 4.0])
    for value in (-1.0, 0.5, 2.0):
        first, det, second = f(x, np.ones(2), value)
        assert det == pytest.approx(8)
        np.testing.assert_allclose(first, [0.5, 0.25] if value > 0 else [2, 2])
        np.testing.assert_allclose(second, [0.5, 0.25] if value > 1 else [1, 1])


def test_factors_outlive_their_matrix():
    """It is overwritten after the steps that read it, not before those that read its factors."""
    state = theano.shared(np.diag([2.0, 4.0]))
    b = T.dvector()
    f = theano.function([b], [slinalg.solve(state, b), slinalg.solve(state.T, b)], updates=[(state, state * 2)])
    for k in range(3):
        for found in f(np.ones(2)):
            np.testing.assert_allclose(found, np.array([0.5, 0.25]) / 2**k)


def test_a_failure_changes_no_shared_variable():
    state, A = theano.shared(np.ones((3, 3))), T.dmatrix()
    z = slinalg.cholesky(A)
    f = theano.function([A], z, updates=[(state, state + slinalg.solve(A, z))])
    with pytest.raises(np.linalg.LinAlgError, match=r"(?s)positive definite.*test_triangles.py"):
        f(np.diag([1.0, -1.0, 1.0]))
    assert (state.get_value() == 1).all()
    f(np.eye(3))
    np.testing.assert_array_equal(state.get_value(), 1 + np.eye(3))


def test_gaussian_processes_run_on_kernels():
    """No Python in the value nor in the gradient of a marginal likelihood, written in two ways."""
    K, y = T.dmatrix("K"), T.dvector("y")
    factor = slinalg.cholesky(K)
    whitened = slinalg.solve_lower_triangular(factor, y)
    by_factor = T.dot(whitened, whitened) + 2 * T.log(T.diagonal(factor)).sum()
    by_det = T.dot(y, slinalg.solve(K, y)) + nlinalg.slogdet(K)[1]
    by_inverse = T.dot(y, T.dot(nlinalg.matrix_inverse(K), y)) + T.log(nlinalg.det(K))
    x = np.random.default_rng(0).standard_normal((20, 20))
    x, v = x @ x.T / 20 + np.eye(20), x[0]
    found = []
    for cost in (by_factor, by_det, by_inverse):
        f = theano.function([K, y], [cost, *T.grad(cost, [K, y])])
        assert "python" not in f.kinds()
        value, gK, gy = f(x, v)
        found.append([value, *(gK + gK.T).ravel(), *gy])
    for other in found[1:]:
        # the factor reads one triangle, of which the diagonal counts once
        np.testing.assert_allclose(np.delete(found[0], np.arange(1, 401, 21)), np.delete(
            other, np.arange(1, 401, 21)), rtol=1e-8, atol=1e-9)  # fmt: skip


def test_filters_run_on_kernels():
    """A Kalman filter: systems of equations in a loop, and their gradients."""
    ys, F, H, Q, R = T.dmatrix("ys"), T.dmatrix("F"), T.dmatrix("H"), T.dmatrix("Q"), T.dmatrix("R")

    def step(y, m, P, F, H, Q, R):
        m, P = T.dot(F, m), T.dot(T.dot(F, P), F.T) + Q
        S = T.dot(T.dot(H, P), H.T) + R
        K = slinalg.solve(S, T.dot(H, P)).T
        return m + T.dot(K, y - T.dot(H, m)), P - T.dot(K, T.dot(H, P))

    (ms, _), _ = theano.scan(step, ys, [T.zeros((4,)), T.eye(4)], [F, H, Q, R])
    cost = T.sqr(ms).sum()
    f = theano.function([ys, F, H, Q, R], [cost, T.grad(cost, F)])
    assert "python" not in kinds_within(f)
    rng = np.random.default_rng(1)
    values = [rng.standard_normal((9, 2)), 0.3 * rng.standard_normal((4, 4)), rng.standard_normal((2, 4)), np.eye(4),
              np.eye(2)]  # fmt: skip
    value, slope = f(*values)
    moved = [values[0], values[1].copy(), *values[2:]]
    moved[1][1, 2] += 1e-6
    assert (f(*moved)[0] - value) / 1e-6 == pytest.approx(slope[1, 2], rel=1e-4)


def kinds_within(f):
    """The kinds of the steps of a function, and of those of the programs in its steps."""

    def kinds(program):
        for step in program.steps:
            yield step.kind
            if "program" in step.params:
                yield from kinds(step.params["program"])

    return set(kinds(f.maker.program))
