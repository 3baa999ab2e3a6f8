"""Products against NumPy, on every layout."""

import itertools

import numpy as np
import pytest
from programs import Builder, layouts, run, some

DTYPES = ["float32", "float64", "complex64", "complex128"]


def close(got, expected, dtype):
    assert got.dtype == dtype
    tol = 1e-4 if dtype in ("float32", "complex64") else 1e-11
    np.testing.assert_allclose(got, expected, rtol=tol, atol=tol)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(
    "shapes",
    [
        ((3,), (3,)),
        ((0,), (0,)),
        ((1,), (1,)),
        ((2, 3), (3,)),
        ((2, 0), (0,)),
        ((0, 3), (3,)),
        ((3,), (3, 2)),
        ((0,), (0, 2)),
        ((2, 3), (3, 4)),
        ((1, 3), (3, 4)),
        ((2, 3), (3, 1)),
        ((2, 1), (1, 4)),
        ((0, 3), (3, 2)),
        ((2, 0), (0, 3)),
        ((1, 1), (1, 1)),
        ((33, 17), (17, 29)),
    ],
    ids=str,
)
def test_dot(shapes, dtype):
    x, y = some(shapes[0], dtype), some(shapes[1], dtype, 1)
    ndim = x.ndim + y.ndim - 2
    for (_, a), (_, b) in itertools.product(layouts(x), layouts(y)):
        close(run("dot", (a, b), [(dtype, ndim)]), x.dot(y), dtype)
    close(
        run("dot", (np.broadcast_to(x[:1], x.shape), y), [(dtype, ndim)]), np.broadcast_to(x[:1], x.shape).dot(y), dtype
    )


@pytest.mark.parametrize(
    "kind, shapes, text",
    [
        ("dot", ((2, 3), (2, 3)), r"Shape mismatch: x has 3 cols \(and 2 rows\) but y has 2 rows \(and 3 cols\)"),
        ("dot", ((2, 3), (2,)), r"Shape mismatch: x.shape\[1\] != y.shape\[0\]"),
        ("dot", ((2,), (3, 2)), r"Shape mismatch: x.shape\[0\] != y.shape\[0\]"),
        ("dot", ((2,), (3,)), r"Shape mismatch: x.shape\[0\] != y.shape\[0\]"),
        ("gemm", ((2, 3), (2, 3), (2, 3)), "Shape mismatch: x has 3 cols"),
        ("gemm", ((2, 3), (3, 4), (2, 3)), "Shape mismatch: z has shape"),
        ("gemv", ((2, 3), (2,), (2,)), r"Shape mismatch: A.shape\[1\] != x.shape\[0\]"),
        ("gemv", ((2, 3), (3,), (3,)), r"Shape mismatch: A.shape\[0\] != y.shape\[0\]"),
        ("ger", ((2,), (3,), (3, 2)), "Shape mismatch: A has shape"),
        ("batched_dot", ((2, 3, 4), (3, 4, 5)), "batch sizes unequal"),
        ("batched_dot", ((2, 3, 4), (2, 3, 5)), "summation axes unequal"),
    ],
)
def test_shape_errors(kind, shapes, text):
    ndim = {"gemm": 2, "gemv": 1, "ger": 2, "batched_dot": 3}.get(kind, sum(map(len, shapes)) - 2)
    params = {"alpha": 1.0, "beta": 1.0} if kind != "dot" else {}
    with pytest.raises(ValueError, match=text):
        run(kind, [np.zeros(shape) for shape in shapes], [("float64", ndim)], **params)


def update(kind, args, alpha, beta, inplace, dtype, ndim):
    """One step with alpha and beta as slots; in place on the last argument or not."""
    builder = Builder()
    slots = [builder.input(arg) for arg in (*args, alpha, beta)]
    z = builder.step(kind, slots, [(dtype, ndim)], {0: 2} if inplace else {}, alpha=("in", 3), beta=("in", 4))
    return builder.machine(z)(*args, alpha, beta)[0]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("alpha, beta", [(1, 0), (0.5, 1), (-2, 0.25), (0, 2), (0, 0)])
@pytest.mark.parametrize("inplace", [False, True])
def test_updates(dtype, alpha, beta, inplace):
    """gemm, gemv and ger; what is multiplied by a beta of 0 is not read."""
    alpha, beta = np.array(alpha, dtype), np.array(beta, dtype)
    for m, k, n in [(2, 3, 4), (1, 3, 1), (5, 1, 2), (3, 0, 2), (0, 2, 3), (2, 3, 0)]:
        A, B, C, x, y = (some(shape, dtype, i) for i, shape in enumerate([(m, k), (k, n), (m, n), (k,), (m,)]))
        w = some(n, dtype, 7)
        for (_, a), (_, b), (_, c) in itertools.product(layouts(A), layouts(B), layouts(C)):
            c = c if not inplace else c.copy(order="K") if c.flags.forc else c
            kept = c.copy()
            if beta == 0 and c.size:
                c[...] = np.nan
            got = update("gemm", (a, b, c), alpha, beta, inplace, dtype, 2)
            close(got, alpha * A.dot(B) + beta * C, dtype)
            if inplace:
                close(c, alpha * A.dot(B) + beta * C, dtype)
            c[...] = kept
        for (_, a), (_, v), (_, z) in itertools.product(layouts(A), layouts(x), layouts(y)):
            kept = z.copy()
            if beta == 0 and z.size:
                z[...] = np.nan
            got = update("gemv", (a, v, z), alpha, beta, inplace, dtype, 1)
            close(got, alpha * A.dot(x) + beta * y, dtype)
            if inplace:
                close(z, alpha * A.dot(x) + beta * y, dtype)
            z[...] = kept
        for (_, u), (_, v), (_, c) in itertools.product(layouts(y), layouts(w), layouts(C)):
            kept = c.copy()
            got = update("ger", (u, v, c), alpha, beta, inplace, dtype, 2)
            close(got, C + alpha * np.outer(y, w), dtype)
            if inplace:
                close(c, C + alpha * np.outer(y, w), dtype)
            c[...] = kept


@pytest.mark.parametrize("dtype", DTYPES)
def test_batched_dot(dtype):
    for shapes in [((4, 2, 3), (4, 3, 5)), ((0, 2, 3), (0, 3, 1)), ((2, 3, 0), (2, 0, 4)), ((3, 1, 2), (3, 2, 1))]:
        x, y = some(shapes[0], dtype), some(shapes[1], dtype, 1)
        for (_, a), (_, b) in itertools.product(layouts(x), layouts(y)):
            close(run("batched_dot", (a, b), [(dtype, 3)]), x @ y, dtype)


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("sizes", [*itertools.product([1, 2, 3, 4, 5, 9], repeat=3)])
def test_batches_of_small_products(sizes, dtype):
    m, k, n = sizes
    x, y = some((6, m, k), dtype), some((6, k, n), dtype, 1)
    for a, b in [(x, y), (x[::-1], y[:, ::-1]), (np.asfortranarray(x), np.asfortranarray(y))]:
        close(run("batched_dot", (a, b), [(dtype, 3)]), a @ b, dtype)


def test_other_dtypes_are_refused():
    """Integers have no BLAS: the lowering makes a Python step of them."""
    with pytest.raises(ValueError, match="BLAS takes operands of one dtype"):
        run("dot", (np.zeros((2, 2), "int64"),) * 2, [("int64", 2)])


@pytest.mark.parametrize("dtype", ["complex64", "complex128"])
def test_long_complex_vectors(dtype):
    """Several blocks, forwards and backwards."""
    for n in 0, 1, 8191, 8192, 8193, 20000:
        x, y = some((2 * n,), dtype), some((3 * n,), dtype, 1)
        steps = itertools.product((x[:n], x[::2], x[::-2], x[:n][::-1]), (y[:n], y[::3], y[::-3]))
        for a, b in (*steps, (x[:n], np.broadcast_to(np.array(2j, dtype), (n,)))):
            want = (a.astype("complex128") * b).sum()
            np.testing.assert_allclose(run("dot", (a, b), [(dtype, 0)]), want, rtol=1e-4, atol=1e-3)


def test_vector_with_stride_0():
    x = np.broadcast_to(np.float64(3), (5,))
    assert run("dot", (x, np.arange(5.0)), [("float64", 0)]) == 30
