"""Each dtype in onnxruntime, which has few kernels for some, and special numbers: equal, or refused."""

import numpy as np
import pytest
from onnx_agreement import check

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.errors import ExportError
from tensorgraph.tensor.sorting.partition import PartitionOp

INTEGERS = ["int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64"]
FLOATS = ["float16", "float32", "float64"]
x = {d: T.vector("x", dtype=d) for d in ["bool", *INTEGERS, *FLOATS]}
y = {d: T.vector("y", dtype=d) for d in x}
OPERATIONS = {
    "sums": lambda x, y: [x.sum(), x.prod(), x.mean(), T.cumsum(x), T.cumprod(x)],
    "products": lambda x, y: [T.dot(x, y), T.outer(x, y), T.dot(x.dimshuffle(0, "x"), y.dimshuffle("x", 0))],
    "quotients": lambda x, y: [x / y, x // y, x % y],
    "powers": lambda x, y: [x**y, x**3],
    "choices": lambda x, y: [T.switch(x, x, y), T.clip(x, y, y), T.maximum(x, y)],
    "negatives": lambda x, y: [-x],
    "parts": lambda x, y: [T.set_subtensor(x[1:], y[1:]), T.inc_subtensor(x[[0, 0]], y[0]), x[x > 1], x[::-1]],
    "casts": lambda x, y: [T.cast(x, d) for d in ["bool", *INTEGERS, *FLOATS]],
    "ranges": lambda x, y: [T.arange(y[1], dtype=x.dtype if x.dtype != "bool" else "int8")],
}
ORDER = {
    "extrema": lambda x, y: [x.max(), x.min(), x.argmax(), x.argmin()],
    "sorted": lambda x, y: [T.sort(x), T.argsort(x), T.topk(x, 2), PartitionOp(0)(x, [1])],
}


@pytest.mark.parametrize("name", [*OPERATIONS, *ORDER])
@pytest.mark.parametrize("dtype", x)
def test_dtypes(name, dtype):
    try:
        outputs = {**OPERATIONS, **ORDER}[name](x[dtype], y[dtype])
    except TypeError:
        pytest.skip("not defined for it")
    values = np.array([1, 200, 3, 0]).astype(dtype), np.array([3, 2, 0, 1]).astype(dtype)
    inputs = [x[dtype], y[dtype]]
    if name in ORDER and dtype == "uint64":
        with pytest.raises(ExportError, match="runtimes have no order of uint64"):
            theano.to_onnx(outputs, inputs)
        return
    check(outputs, inputs, *values, tol=2e-3 if dtype == "float16" else 1e-5)


@pytest.mark.parametrize("dtype", FLOATS)
def test_special_numbers(dtype):
    v, w = x[dtype], y[dtype]
    nan, inf = np.nan, np.inf
    tol = 2e-3 if dtype == "float16" else 1e-5
    for value in ([1, nan, 3, 2], [nan, 1, 3, 1], [inf, -inf, 0, 1], [2, 3, 1, nan]):
        outputs = [v.max(), v.min(), v.argmax(), v.argmin(), T.max_and_argmax(v)[1], T.maximum(v, v[::-1]), T.sort(v)]
        check(outputs, [v], np.array(value, dtype), tol=tol)
    one = np.array([inf, -inf, inf, -inf, 100, 0, nan], dtype)
    other = np.array([inf, -inf, -inf, inf, 1, 0, 1], dtype)
    check([T.logaddexp(v, w), T.nnet.softplus(v)], [v, w], one, other, tol=tol)
    one = np.array([1e4, -7.5, 7.5, 0.3, -0.0, 5, -5, inf, 1, -1, 3, -3], dtype)
    other = np.array([0.3, 2, -2, 0.1, 3, 0, 0, 3, inf, inf, -inf, nan], dtype)
    check([v % w, v // w], [v, w], one, other, tol=tol)


def test_integers_are_exact():
    v, w = x["int64"], y["int64"]
    values = np.array([3, -3, 7]), np.array([39, 22, 70])
    check([v**w, v**41, T.cumprod(v**20), (v**15).prod(), T.sort(v**39), T.argmax(v**39)], [v, w], *values)
    check(v**w, [v, w], np.array([2, -2, 0, 1, -1]), np.array([-1, -2, -1, -3, -3]))


@pytest.mark.parametrize("dtype", [d for d in INTEGERS if d.startswith("int")])
def test_angles_of_integers_are_floats(dtype):
    check(T.angle(x[dtype]), [x[dtype]], np.array([3, -3, 0], dtype), tol=1e-12)


def test_no_elements():
    m, n = T.dmatrix("m"), T.lscalar("n")
    outputs = [
        m.any(), m.all(), m.any(axis=0), m.all(axis=1), m.sum(), m.prod(axis=0), T.cumprod(m, axis=1), m.flatten(),
        m.reshape((m.shape[0], n)), m.reshape((m.shape[0], -1)), m.argmax(axis=1), m[m > 0],
        T.set_subtensor(m[1:], 1), T.inc_subtensor(m[:, :2], 1.0), T.repeat(m, n + 1, axis=1), T.alloc(m[:1], 0, 3),
    ]  # fmt: skip
    for value, length in ((np.zeros((0, 3)), -1), (np.zeros((0, 3)), 3), (np.ones((1, 3)), -1)):
        check(outputs, [m, n], value, length)
    check([m.reshape((0, 4)), T.dot(m, m.T), m.max(axis=1)], [m], np.zeros((0, 3)))


def test_products_of_vectors():
    """onnxruntime 1.32 fuses a transpose into a product with a vector, and gives other numbers."""
    m, v = T.dmatrix("m"), T.dvector("v")
    rng = np.random.default_rng(0)
    check([T.dot(m.T, T.exp(-T.dot(m, v))), T.dot(v, m.T), T.dot(v, v)], [m, v], rng.normal(size=(3, 4)),
          rng.normal(size=4))


def test_complex_numbers_are_refused():
    z, v = T.zvector("z"), T.dvector("v")
    for output, inputs in ((T.real(z), [z]), (z * 2, [z]), (abs(T.complex(v, v)), [v]), (v, [v, z])):
        with pytest.raises(ExportError, match="runtimes have no complex numbers"):
            theano.to_onnx(output, inputs)


def test_integers_with_a_sign_and_without():
    """As floats, 2**63 and 2**63 - 1 are equal."""
    v, w = x["int64"], y["uint64"]
    one = np.array([0, -1, 2**63 - 1, -(2**63), 2**53 + 1], "int64")
    other = np.array([0, 2**64 - 1, 2**63, 2**63, 2**53], "uint64")
    comparisons = T.lt, T.le, T.gt, T.ge, T.eq, T.neq
    check([f(*pair) for f in comparisons for pair in ((v, w), (w, v))], [v, w], one, other)
