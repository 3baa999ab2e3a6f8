"""Small systems: equal to SciPy's, and solved by the thread that asks."""

import os

import numpy as np
import pytest
import scipy.linalg
from new_process import run

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.tensor import slinalg

STRUCTURES = {
    "general": slinalg.solve, "lower": slinalg.solve_lower_triangular, "upper": slinalg.solve_upper_triangular,
}


def expected(structure, A, b):
    if structure == "general":
        return scipy.linalg.solve(A, b)
    return scipy.linalg.solve_triangular(A, b, lower=structure == "lower")


def system(n, shape, dtype, layout):
    rng = np.random.RandomState(n)
    A, b = rng.randn(n, n) + 2 * np.sqrt(n) * np.eye(n), rng.randn(*shape)
    if dtype.startswith("c"):
        A, b = A + 1j * rng.randn(n, n), b + 1j * rng.randn(*shape)
    A, b = A.astype(dtype), b.astype(dtype)
    if layout == "F":
        return np.asfortranarray(A), np.asfortranarray(b)
    if layout == "strided":
        return np.repeat(A, 2, axis=1)[:, ::2], np.repeat(b, 2, axis=0)[::2]
    return A, b


@pytest.mark.parametrize("layout", ["C", "F", "strided"])
@pytest.mark.parametrize("dtype", ["float32", "float64", "complex64", "complex128"])
@pytest.mark.parametrize("columns", [(), (1,), (3,), (700,)])
@pytest.mark.parametrize("n", [1, 2, 7, 48, 64, 65])
@pytest.mark.parametrize("structure", STRUCTURES)
def test_solutions(structure, n, columns, dtype, layout):
    A, b = system(n, (n, *columns), dtype, layout)
    X, B = T.TensorType(dtype, (False, False))(), T.TensorType(dtype, (False,) * b.ndim)()
    f = theano.function([X, B], STRUCTURES[structure](X, B))
    kept = A.copy(), b.copy()
    found = f(A, b)
    tolerance = 1e-4 if dtype in ("float32", "complex64") else 1e-11
    np.testing.assert_allclose(found, expected(structure, A, b), rtol=tolerance, atol=tolerance)
    assert found.dtype == dtype and (A == kept[0]).all() and (b == kept[1]).all()


@pytest.mark.parametrize("dtype", ["int64", "float16", "bool"])
def test_dtypes_that_lapack_does_not_take(dtype):
    A, b = np.array([[1, 0], [1, 1]], dtype), np.array([1, 1], dtype)
    X, B = T.TensorType(dtype, (False, False))(), T.TensorType(dtype, (False,))()
    for structure, solve in STRUCTURES.items():
        found = theano.function([X, B], solve(X, B))(A, b)
        np.testing.assert_allclose(found, expected(structure, A.astype("float64"), b.astype("float64")))


@pytest.mark.parametrize("structure", STRUCTURES)
@pytest.mark.parametrize("n", [0, 1, 3, 60])
def test_what_cannot_be_solved(structure, n):
    X, b = T.dmatrix(), T.dvector()
    f = theano.function([X, b], STRUCTURES[structure](X, b))
    if n:
        with pytest.raises(np.linalg.LinAlgError, match="singular matrix"):
            f(np.zeros((n, n)), np.ones(n))
        for bad in np.nan, np.inf:
            with pytest.raises(ValueError, match="must not contain infs or NaNs"):
                f(np.eye(n), np.full(n, bad))
            with pytest.raises(ValueError, match="must not contain infs or NaNs"):
                f(np.full((n, n), bad), np.ones(n))
    else:
        assert f(np.zeros((0, 0)), np.zeros(0)).shape == (0,)
    for A, y in [(np.ones((n, n + 1)), np.ones(n)), (np.eye(n + 1), np.ones(n)), (np.eye(1), np.ones(n + 1))]:
        if n:
            with pytest.raises(ValueError):
                f(A, y)


def test_ill_conditioned_systems_are_said():
    X, b = T.dmatrix(), T.dvector()
    f = theano.function([X, b], slinalg.solve(X, b))
    with pytest.warns(scipy.linalg.LinAlgWarning, match="ill-conditioned matrix"):
        f(np.diag([1.0, 1e-17]), np.ones(2))


OTHERS = """
import glob, threading, time, warnings
import numpy as np, tensorgraph as theano, tensorgraph.tensor as T
warnings.simplefilter("ignore")

# The states of the other threads, and the time that they have run.
def others():
    me, states, total = str(threading.get_native_id()), set(), 0
    for path in glob.glob("/proc/self/task/*"):
        if not path.endswith("/" + me):
            states.add(open(path + "/stat").read().rpartition(")")[2].split()[0])
            total += int(open(path + "/schedstat").read().split()[0])
    return states, total

# True where calls run no other thread: at one of three attempts, as the system itself wakes one now and then.
def stay_asleep(f, a, b):
    for _ in range(3):
        for _ in range(100):
            time.sleep(0.06)
            if others()[0] <= {"S"}:
                break
        before = others()
        for _ in range(5):
            f(a, b)
        if others() == before:
            return True
    return False

A, B = T.dmatrices("AB")
s, n = T.slinalg, T.nlinalg
results = {
    "lower": s.solve_lower_triangular(A, B), "upper": s.solve_upper_triangular(A, B), "solve": s.solve(A, B),
    "cholesky": s.cholesky(A), "det": n.det(A), "inverse": n.matrix_inverse(A), "eigh": n.eigh(A)[0],
    "svd": n.svd(A)[1], "qr": n.qr(A)[0], "dot": T.dot(A, B), "product": T.dot(A, A.T),
}
for name in "lower", "solve", "cholesky", "det", "inverse":
    results["gradient of " + name] = T.grad(T.sqr(results[name]).sum(), A)
for size in 2, 5, 16, 32:
    rng = np.random.RandomState(size)
    a = rng.rand(size, size)
    a, b = a @ a.T + size * np.eye(size), rng.rand(size, 100)
    for name, z in results.items():
        f = theano.function([A, B], z, on_unused_input="ignore")
        f(a, b)
        if not stay_asleep(f, a, b):
            print(name, size)
"""


@pytest.mark.skipif(not os.path.exists("/proc/self/schedstat"), reason="nothing tells what threads do")
def test_the_threads_of_blas_stay_asleep():
    assert run("-c", OTHERS, OPENBLAS_NUM_THREADS="2").stdout == ""
