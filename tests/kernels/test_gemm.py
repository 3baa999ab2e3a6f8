"""Products by tiles against their NumPy twin, and the steps that use them."""

import ctypes
import itertools

import numpy as np
import pytest
import scipy.linalg.blas
from hypothesis import given, settings
from hypothesis import strategies as st
from new_process import run as run_python
from programs import run

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph._kernels.loops import dispatch
from tensorgraph._kernels.loops.twins import twin
from tensorgraph._kernels.machine.linalg import scipy_routines
from tensorgraph._kernels.machine.linalg.scipy_routines import VECTORS, blas_kernels, blas_threads, blas_vector

DTYPES = {"f32": "float32", "f64": "float64"}
TILED = dispatch.module("gemm").kernels()
LAYOUTS = ["C", "F", "wide", "gaps", "backwards", "repeated"]
SHAPES = [
    (1, 1, 1), (2, 3, 1), (3, 1, 2), (1, 17, 5), (8, 24, 3), (8, 48, 4), (9, 25, 7), (7, 23, 9), (10, 33, 18),
    (5, 200, 1030), (70, 49, 8),
]


def matrix(shape, dtype, layout, rng):
    """A matrix that lies by rows, by columns, with gaps, backwards or as one row repeated; what is between is nan."""
    rows, columns = shape
    if layout == "repeated":
        return np.broadcast_to(rng.standard_normal(columns).astype(dtype), shape)
    x = np.full((2 * rows + 3, 3 * columns + 1), np.nan, dtype)
    place = {
        "C": np.empty(shape, dtype), "F": np.empty(shape, dtype, order="F"), "wide": x[:rows, :columns],
        "gaps": x[1 : 2 * rows + 1 : 2, : 3 * columns : 3], "backwards": x[2 : rows + 2, 1 : columns + 1][::-1, ::-1],
    }[layout]
    place[...] = rng.standard_normal(shape)
    return place


def multiply(code, isa, a, b, c, alpha=1, beta=0, depth=None, width=None, packed=None, mirrored=False, below=0):
    """Write ``alpha a b + beta c`` to `c`, in blocks of these sizes; B is packed if it has to be.

    If `mirrored`, only the tiles that reach the diagonal of a matrix, of which `c` begins so far below it.
    """
    dtype = np.dtype(DTYPES[code])
    (m, k), n, vector = a.shape, b.shape[1], 64 // dtype.itemsize
    strides = [s // dtype.itemsize for s in (*a.strides, *b.strides, c.strides[0])]
    if packed is None or b.strides[1] != dtype.itemsize:
        packed = True
    depth = depth or 7
    width = (width or 5) * 6 * vector if packed or width else n
    sizes = np.array([m, n, k, *strides, depth, width, 0, 0, below, 0], "intp")
    sizes[-1:].view("int32")[:] = packed, mirrored
    factors = np.array([alpha, beta], dtype)
    scratch = np.full(depth * (min(width, n) + 6 * vector), np.nan, dtype)
    kernel = ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * 6)(dispatch.module("gemm", isa).kernels()[f"gemm_{code}"])
    kernel(*(x.ctypes.data for x in (sizes, a, b, c, factors, scratch)))
    return c


def mirror(code, isa, c):
    """Copy what is below the diagonal to the places above it."""
    kernel = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_ssize_t, ctypes.c_ssize_t)
    kernel(dispatch.module("gemm", isa).kernels()[f"mirror_{code}"])(c.ctypes.data, c.strides[0] // c.itemsize, len(c))


def check(found, a, b, c, alpha, beta):
    """The error is at most that of a sum in any order."""
    eps = (a.shape[1] + 4) * np.finfo(found.dtype).eps
    a, b, c = (x.astype("float64") for x in (a, b, c))
    wanted = twin("gemm", "gemm_f64")(a, b, c, alpha, beta)
    bound = eps * twin("gemm", "gemm_f64")(abs(a), abs(b), abs(c), abs(alpha), abs(beta))
    assert (abs(found - wanted) <= bound).all()


@pytest.mark.skipif(not TILED, reason="no vectors")
@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_product(shape, packed, code, isa):
    rng, dtype = np.random.default_rng(0), DTYPES[code]
    m, n, k = shape
    for first, second in itertools.product(LAYOUTS, LAYOUTS[:-1]):
        a, b = matrix((m, k), dtype, first, rng), matrix((k, n), dtype, second, rng)
        for alpha, beta, depth in [(1, 0, 600), (-0.5, 1, 7), (2, -3, 600)]:
            whole = np.full((m + 2, n + 3), 9, dtype)
            c = whole[1:-1, 1:-2]
            c[...] = rng.standard_normal((m, n)) if beta else np.nan
            old = np.nan_to_num(c)
            check(multiply(code, isa, a, b, c, alpha, beta, depth, 1, packed), a, b, old, alpha, beta)
            c[...] = 9
            assert (whole == 9).all()


@pytest.mark.skipif(not TILED, reason="no vectors")
@settings(max_examples=60)
@given(
    st.tuples(*[st.integers(1, 70)] * 3), st.tuples(*[st.sampled_from(LAYOUTS)] * 2),
    st.sampled_from([0, 1, 0.5]), st.tuples(st.integers(1, 80), st.integers(1, 3)), st.booleans(), st.integers(0, 99),
)
def test_random_products(shape, layouts, beta, blocks, packed, seed):
    m, n, k = shape
    rng = np.random.default_rng(seed)
    for code, isa in itertools.product(DTYPES, dispatch.supported()):
        dtype = DTYPES[code]
        a, b = matrix((m, k), dtype, layouts[0], rng), matrix((k, n), dtype, layouts[1], rng)
        old = rng.standard_normal((m, n)).astype(dtype)
        check(multiply(code, isa, a, b, old.copy(), 2, beta, *blocks, packed), a, b, old, 2, beta)


@pytest.mark.skipif(not TILED, reason="no vectors")
@pytest.mark.parametrize("packed", [False, True])
def test_rows_do_not_depend_on_others(packed, code, isa):
    """An element has the same bits whatever else is computed."""
    rng, dtype = np.random.default_rng(0), DTYPES[code]
    a, b = matrix((37, 100), dtype, "C", rng), matrix((100, 71), dtype, "C", rng)
    whole = multiply(code, isa, a, b, np.empty((37, 71), dtype), packed=packed)
    for first, last in [(0, 1), (3, 8), (20, 37)]:
        some = multiply(code, isa, a[first:last], b, np.empty((last - first, 71), dtype), packed=packed)
        np.testing.assert_array_equal(some, whole[first:last])
        some = multiply(code, isa, a, b[:, first:last], np.empty((37, last - first), dtype), packed=packed)
        np.testing.assert_array_equal(some, whole[:, first:last])


@pytest.mark.skipif(not TILED, reason="no vectors")
@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("n", [1, 3, 4, 17, 50, 131])
def test_symmetric(n, packed, code, isa):
    """Half of a product by the transpose, as a whole and in parts, has the bits of the whole."""
    rng, dtype = np.random.default_rng(n), DTYPES[code]
    for layout in LAYOUTS[:-1]:
        a = matrix((n, 40), dtype, layout, rng)
        a[0, 0] = np.inf
        found = np.full((2, n, n + 2), 9, dtype)
        with np.errstate(invalid="ignore"):
            for half, z in enumerate(found):
                multiply(code, isa, a, a.T, z[:, :n], packed=packed, mirrored=half)
                mirror(code, isa, z[:, :n])
            for i, j in itertools.product(range(0, n, 21), range(0, n, 32)):
                part = found[1, i : i + 21, j : min(j + 32, n)]
                part[...] = 9
                rows, columns = part.shape
                left, right = a[i : i + rows], a.T[:, j : j + columns]
                multiply(code, isa, left, right, part, packed=packed, mirrored=True, below=i - j)
            mirror(code, isa, found[1, :, :n])
        np.testing.assert_array_equal(found[1], found[0])


@pytest.mark.skipif(not TILED, reason="no vectors")
@pytest.mark.parametrize("n", [1, 24, 29])
def test_special_values(n, code, isa):
    """Zero times infinity is nan, and only where it belongs."""
    dtype = DTYPES[code]
    a, b = np.ones((9, 5), dtype), np.ones((5, n), dtype)
    a[2, 3], a[4, 1], a[6, 0] = 0, np.nan, np.inf
    b[3, 0] = np.inf
    with np.errstate(invalid="ignore"):
        np.testing.assert_array_equal(multiply(code, isa, a, b, np.empty((9, n), dtype)), a @ b)


@pytest.mark.skipif(not TILED, reason="no vectors")
def test_accuracy(code, isa):
    """Errors are not larger than those of BLAS, whose own differ as much from processor to processor."""
    rng, dtype = np.random.default_rng(0), DTYPES[code]
    gemm = getattr(scipy.linalg.blas, "sgemm" if code == "f32" else "dgemm")
    errors = {"tiles": 0, "blas": 0}
    for m, n, k in [(40, 50, 60), (64, 64, 512), (20, 30, 1000), (16, 16, 5000), (40, 300, 2000)]:
        a, b = rng.uniform(size=(m, k)).astype(dtype), rng.uniform(size=(k, n)).astype(dtype)
        exact = a.astype("longdouble") @ b.astype("longdouble")
        depth = 4096 // a.itemsize
        found = {"tiles": multiply(code, isa, a, b, np.empty((m, n), dtype), depth=depth), "blas": gemm(1, a, b)}
        for name, x in found.items():
            errors[name] += np.sqrt(np.mean((x / exact - 1).astype(float) ** 2))
    assert errors["tiles"] <= 1.2 * errors["blas"]


PLANNED = [
    (2, 2, 2), (5, 7, 9), (16, 16, 16), (20, 21, 22), (3, 90, 500), (20, 120, 784), (600, 10, 300),
    (130, 140, 150), (100, 4, 100), (2, 60, 60), (60, 2, 60), (60, 60, 2), (200, 19, 300), (66, 130, 1100),
]

STEP_LAYOUTS = [
    ("C", "C", "C"), ("F", "C", "F"), ("C", "F", "gaps"), ("gaps", "backwards", "C"), ("backwards", "gaps", "F"),
    ("F", "F", "C"),
]


@pytest.mark.parametrize("shape", PLANNED, ids=str)
def test_steps(shape, code):
    """Steps by tiles or by BLAS, in each layout, in place on results by columns too."""
    rng, dtype = np.random.default_rng(0), DTYPES[code]
    m, n, k = shape
    for layouts in STEP_LAYOUTS:
        sides = [(m, k), (k, n), (m, n)]
        a, b, c = (matrix(side, dtype, layout, rng) for side, layout in zip(sides, layouts, strict=True))
        if layouts[2] == "C":
            found = run("dot", (a, b), [(dtype, 2)])
            check(found, a, b, c, 1, 0)
            np.testing.assert_array_equal(run("dot", (a, b), [(dtype, 2)]), found)
            both = np.stack([b, -b])
            found = run("batched_dot", (np.stack([a, a]), both), [(dtype, 3)])
            check(found[0], a, both[0], c, 1, 0)
            check(found[1], a, both[1], c, 1, 0)
        for alpha, beta in [(-0.5, 1), (0, 2), (2, 0)]:
            found = run("gemm", (a, b, c), [(dtype, 2)], alpha=alpha, beta=beta)
            check(found, a, b, c, alpha, beta)


@settings(max_examples=100)
@given(
    st.tuples(st.integers(1, 150), st.integers(1, 100) | st.integers(1000, 3000)), st.sampled_from([*LAYOUTS]),
    st.sampled_from([*DTYPES.values()]), st.booleans(),
)
def test_a_matrix_by_its_transpose(shape, layout, dtype, first):
    """Exactly symmetric if it is large; another array of the same layout is not held to be it."""
    a = matrix(shape, dtype, layout, np.random.default_rng(shape[1]))
    x, y = T.matrix(dtype=dtype), T.matrix(dtype=dtype)
    f = theano.function([x, y], [T.dot(x, y.T) if first else T.dot(y.T, x), T.dot(x, x.T) if first else T.dot(x.T, x)])
    b = 2 - a if layout == "repeated" else np.flip(a.copy(), 1)
    if not first:
        a, b = a.T, b.T
    other, square = f(a, b)
    for found, (p, q) in (other, (a, b.T)), (square, (a, a.T)):
        p, q = (p, q) if first else (q, p)
        check(found, p, q, np.zeros_like(found), 1, 0)
    if len(square) ** 2 * shape[1] > 1000000 and shape[1] >= 32:
        np.testing.assert_array_equal(square, square.T)


def test_vectors_of_blas(monkeypatch):
    """Names that nobody knows are trusted to be of kernels like ours."""
    assert blas_vector() == VECTORS.get(blas_kernels(), 64)
    monkeypatch.setattr(scipy_routines, "blas_kernels", lambda: "")
    assert blas_vector() == 64


@pytest.mark.parametrize("kernels", ["Nehalem", "Haswell", "SkylakeX"])
def test_products_beside_other_kernels_of_blas(kernels):
    """The choice between tiles and BLAS is made when the package is loaded."""
    code = (
        "import numpy as np, tensorgraph as theano, tensorgraph.tensor as T\n"
        "from tensorgraph._kernels.machine.linalg.scipy_routines import blas_kernels\n"
        "x, y = T.dmatrices(2)\n"
        "f = theano.function([x, y], [T.dot(x, y), T.dot(x, y[:, 0]), T.dot(x[:2], y[:, :2])])\n"
        "for m, k, n in [(3, 4, 5), (40, 50, 60), (7, 900, 30), (200, 300, 2), (100, 100, 100)]:\n"
        "    a, b = np.random.rand(m, k), np.random.rand(k, n)\n"
        "    for got, want in zip(f(a, b), [a @ b, a @ b[:, 0], a[:2] @ b[:, :2]]):\n"
        "        np.testing.assert_allclose(got, want, rtol=1e-12)\n"
        "print(blas_kernels())"
    )
    assert run_python("-c", code, OPENBLAS_CORETYPE=kernels).stdout.strip() in {kernels, blas_kernels()}


@pytest.mark.parametrize(
    "environment, threads",
    [
        ({"OPENBLAS_NUM_THREADS": "3"}, 3),
        ({"OMP_NUM_THREADS": "2"}, 2),
        ({"OPENBLAS_NUM_THREADS": "x", "OMP_NUM_THREADS": "5"}, 5),
    ],
)
def test_threads_of_blas(environment, threads, monkeypatch):
    for name in ("OPENBLAS_NUM_THREADS", "GOTO_NUM_THREADS", "OMP_NUM_THREADS"):
        monkeypatch.delenv(name, raising=False)
    assert blas_threads() >= 1
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert blas_threads() == threads
