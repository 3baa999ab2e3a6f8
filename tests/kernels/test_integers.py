"""Products of integers: every dtype, shape and layout, modulo ``2**bits`` as NumPy's."""

import ctypes

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from inspection import kinds_of

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph._kernels.loops import dispatch
from tensorgraph._kernels.loops.twins.integers import TWINS
from tensorgraph.scalar.dtypes import integer_dtypes

PRODUCT = ctypes.CFUNCTYPE(
    None, *[ctypes.c_ssize_t] * 3, ctypes.c_void_p, *[ctypes.c_ssize_t] * 2, *[ctypes.c_void_p] * 2)


def anything(rng, shape, dtype):
    info = np.iinfo(dtype)
    return rng.integers(info.min, info.max, shape, dtype=dtype, endpoint=True)


@pytest.mark.parametrize("isa", dispatch.supported())
@pytest.mark.parametrize("dtype", integer_dtypes)
def test_kernels(dtype, isa):
    """Rows and columns that fill no tile, sums of several parts; nothing is written behind the result."""
    rng, size = np.random.default_rng(1), np.dtype(dtype).itemsize
    kernel = PRODUCT(dispatch.module("integers", isa).kernels()[f"integer_product_{size}"])
    sizes = [(m, n, k) for m in (0, 1, 3, 4, 9) for n in (0, 1, 2, 7, 16, 33, 130, 260) for k in (0, 1, 5, 17)]
    for m, n, k in (*sizes, (5, 3, 1200), (4, 40, 513), (2, 1, 1025)):
        a, b = anything(rng, (m, k), dtype), anything(rng, (k, n), dtype)
        for x in (a, np.asfortranarray(a), anything(rng, (m, 2 * k), dtype)[:, ::2]):
            z = np.full(m * n + 64, 7, dtype)
            steps = [step // size for step in x.strides]
            kernel(m, n, k, x.ctypes.data, *steps, b.ctypes.data, z.ctypes.data)
            np.testing.assert_array_equal(z[: m * n].reshape(m, n), TWINS[f"integer_product_{size}"](x, b))
            assert (z[m * n :] == 7).all()


LAYOUTS = {
    "dense": lambda x: x, "fortran": np.asfortranarray, "reversed": np.flip,
    "apart": lambda x: np.repeat(x, 2, axis=-1)[..., ::2], "turned": lambda x: np.ascontiguousarray(x.T).T,
    "repeated": lambda x: np.broadcast_to(x[:1], x.shape),
}


@given(st.data(), st.sampled_from([(1, 1), (1, 2), (2, 1), (2, 2), (3, 3)]), st.sampled_from(integer_dtypes))
def test_products_of_any_layout(data, ranks, dtype):
    b, m, k, n = (data.draw(st.integers(0, 40) | st.integers(0, 6)) for _ in range(4))
    shapes = {1: [(k,), (k,)], 2: [(m, k), (k, n)], 3: [(b, m, k), (b, k, n)]}
    rng = np.random.default_rng(data.draw(st.integers(0, 99)))
    operands = [anything(rng, shapes[rank][i], dtype) for i, rank in enumerate(ranks)]
    operands = [LAYOUTS[data.draw(st.sampled_from([*LAYOUTS]))](x) for x in operands]
    x, y = (T.TensorType(dtype, [False] * rank)() for rank in ranks)
    f = theano.function([x, y], T.batched_dot(x, y) if ranks == (3, 3) else T.dot(x, y))
    assert "integer_dot" in kinds_of(f.program)
    z = f(*operands)
    np.testing.assert_array_equal(z, np.matmul(*operands))
    assert z.dtype == dtype


def test_views_of_records_are_copied():
    """Strides need not be multiples of the size of an element."""
    records = np.zeros((4, 5), dtype=[("x", "int32"), ("y", "int8")])
    records["x"] = np.arange(20).reshape(4, 5)
    x, y = T.imatrices("x", "y")
    f = theano.function([x, y], T.dot(x, y.T))
    given = records["x"]
    np.testing.assert_array_equal(f(given, given), given @ given.T)


def test_operands_of_different_dtypes_are_converted():
    x, y = T.bmatrix("x"), T.lmatrix("y")
    f = theano.function([x, y], T.dot(x, y))
    a = np.array([[100, -100], [3, 4]], "int8")
    np.testing.assert_array_equal(f(a, np.eye(2, dtype="int64") * 1000), a.astype("int64") * 1000)


def test_lengths_that_differ_are_named():
    x, y = T.lmatrices("x", "y")
    f = theano.function([x, y], T.dot(x, y))
    with pytest.raises(ValueError, match="3 columns against 4 rows"):
        f(np.ones((2, 3), "int64"), np.ones((4, 5), "int64"))
