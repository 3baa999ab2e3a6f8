"""Products and searches by several threads: the bits are the same for any number, and BLAS wakes none of its own."""

import os

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from new_process import run
from test_crew import same_for_any_count

import tensorgraph as theano
import tensorgraph.tensor as T

DTYPES = ("float32", "float64", "complex64", "complex128")
LAYOUTS = ("C", "F", "strided", "backwards")


def matrix(shape, dtype, layout, seed):
    """Numbers from -1 to 1 in an array of a layout."""
    rng = np.random.default_rng(seed)
    wide = shape[:-1] + (shape[-1] * (1 + (layout == "strided")),)
    x = rng.uniform(-1, 1, wide)
    if dtype.startswith("complex"):
        x = x + 1j * rng.uniform(-1, 1, wide)
    x = np.asarray(x, dtype, order="F" if layout == "F" else "C")
    return x[..., ::2] if layout == "strided" else np.flip(x) if layout == "backwards" else x


def check(found, expected, terms):
    """The error of each element is at most that of a sum of so many terms in any order, up to 8 of 1."""
    tolerance = np.finfo(found.dtype).eps * 4 * (8 + terms)
    np.testing.assert_allclose(found, expected, rtol=tolerance, atol=tolerance)


def exact(x):
    return x.astype("complex128" if x.dtype.kind == "c" else "float64")


shapes = st.tuples(*[st.integers(1, 60) | st.integers(60, 700)] * 3) | st.sampled_from(
    [(2, 9_000, 300), (9_000, 40, 3), (3, 40, 9_000), (40, 9_000, 40), (1, 700, 1_500), (1_500, 700, 1)])


@given(shapes, st.sampled_from(DTYPES), st.tuples(*[st.sampled_from(LAYOUTS)] * 2), st.booleans(), st.integers(0, 99))
@settings(max_examples=60)
def test_products_of_matrices(shape, dtype, layouts, added, seed):
    m, k, n = shape
    a, b = matrix((m, k), dtype, layouts[0], seed), matrix((k, n), dtype, layouts[1], seed + 1)
    c = matrix((m, n), dtype, "C", seed + 2)
    x, y, z = (T.matrix(dtype=dtype) for _ in range(3))
    f = theano.function([x, y, z], [T.dot(x, y) + z if added else T.dot(x, y)], on_unused_input="ignore")
    (found,) = same_for_any_count(f, a, b, c)
    check(found, exact(a) @ exact(b) + (c if added else 0), k)


@given(
    st.tuples(st.integers(1, 400), st.integers(1, 3_000)), st.booleans(), st.sampled_from(DTYPES),
    st.tuples(*[st.sampled_from(LAYOUTS)] * 2), st.integers(0, 99),
)
@settings(max_examples=60)
def test_products_of_vectors(shape, tall, dtype, layouts, seed):
    """A matrix by vectors on both sides, and the outer product, which is added to a matrix."""
    shape = shape[::-1] if tall else shape
    a, (u, v) = matrix(shape, dtype, layouts[0], seed), (matrix((n,), dtype, layouts[1], seed) for n in shape)
    x, p, q = T.matrix(dtype=dtype), T.vector(dtype=dtype), T.vector(dtype=dtype)
    f = theano.function([x, p, q], [T.dot(x, q), T.dot(p, x), x + 2 * T.outer(p, q)])
    right, left, outer = same_for_any_count(f, a, u, v)
    check(right, exact(a) @ exact(v), shape[1])
    check(left, exact(u) @ exact(a), shape[0])
    check(outer, exact(a) + 2 * np.outer(exact(u), exact(v)), 1)


@given(
    st.integers(1, 70), st.tuples(*[st.integers(1, 90)] * 3), st.sampled_from(DTYPES[:2]),
    st.tuples(*[st.sampled_from(LAYOUTS)] * 2), st.integers(0, 99),
)
@settings(max_examples=40)
def test_batches_of_products(n, shape, dtype, layouts, seed):
    m, k, width = shape
    a, b = matrix((n, m, k), dtype, layouts[0], seed), matrix((n, k, width), dtype, layouts[1], seed + 1)
    x, y = T.tensor3(dtype=dtype), T.tensor3(dtype=dtype)
    (found,) = same_for_any_count(theano.function([x, y], [T.batched_dot(x, y)]), a, b)
    check(found, exact(a) @ exact(b), k)


@given(st.tuples(st.integers(2, 300), st.integers(40, 9_000)), st.sampled_from(DTYPES[:2]), st.sampled_from(LAYOUTS))
@settings(max_examples=30)
def test_a_matrix_by_its_transpose(shape, dtype, layout):
    a, x = matrix(shape, dtype, layout, 0), T.matrix(dtype=dtype)
    (found,) = same_for_any_count(theano.function([x], [T.dot(x, x.T)]), a)
    check(found, exact(a) @ exact(a).T, shape[1])


@given(
    st.sampled_from([(1_500_000,), (3, 700_001), (900, 2_000), (300_000, 5), (5, 300_000), (90, 70, 300)]),
    st.sampled_from(["float32", "float64", "int32", "int8"]), st.sampled_from(LAYOUTS), st.integers(0, 3),
    st.sampled_from([T.argmax, T.argmin, T.max_and_argmax]),
)
@settings(max_examples=50)
def test_places_of_the_largest(shape, dtype, layout, axis, search):
    """The first of equal elements, or the first nan."""
    rng = np.random.default_rng(axis)
    x = matrix(shape, "float64", layout, 0)
    if dtype.startswith("int"):
        x = np.asarray(x * 100, dtype)
    else:
        x = np.asarray(np.round(x * 1000), dtype)
        x.flat[rng.integers(0, x.size, 3)] = np.nan
    axis = None if axis >= x.ndim else axis
    variable = T.TensorType(dtype, (False,) * x.ndim)()
    outputs = search(variable, axis=axis)
    outputs = [outputs] if isinstance(outputs, theano.Variable) else list(outputs)
    found = same_for_any_count(theano.function([variable], outputs), x)
    if search is T.max_and_argmax:
        np.testing.assert_array_equal(found[0], x.max(axis=axis))
    np.testing.assert_array_equal(found[-1], (np.argmin if search is T.argmin else np.argmax)(x, axis=axis))


PROGRAM = """
import glob, os, time
import numpy as np
import tensorgraph as theano, tensorgraph.tensor as T

def others():
    "Return the seconds that all threads but this one have worked."
    tasks = [p for p in glob.glob("/proc/self/task/*/schedstat") if p.split("/")[4] != str(os.getpid())]
    return sum(int(open(p).read().split()[0]) for p in tasks) / 1e9

x, y, v = T.matrix(dtype=dtype), T.matrix(dtype=dtype), T.vector(dtype=dtype)
images, filters = T.tensor4(dtype=dtype), T.tensor4(dtype=dtype)
conv = T.nnet.conv2d(images, filters)
f = theano.function([x, y, v, images, filters], [
    T.dot(x, y), T.dot(x, x.T), T.dot(x, v), T.dot(v, x), T.outer(v, v) + x, T.dot(x[:2], y), T.dot(x, y[:, :2]),
    conv, *T.grad((conv ** 2).sum(), [images, filters]),
])
a, b = np.ones((900, 900), dtype), np.ones((8, 16, 30, 30), dtype)
args = a, a, a[0], b, np.ones((40, 16, 5, 5), dtype)
f(*args)
time.sleep(0.15)
f(*args)
before = others()
time.sleep(0.05)
print(others() - before)
"""


@pytest.mark.skipif(not os.path.isdir("/proc/self/task"), reason="threads are not watched here")
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_blas_sleeps(dtype):
    """OpenBLAS's threads wait for more work for some 60 ms, on processors that others need."""
    done = run("-c", f"dtype = {dtype!r}\n" + PROGRAM, OPENBLAS_NUM_THREADS="3", TENSORGRAPH_NUM_THREADS="2")
    assert float(done.stdout) < 0.01
