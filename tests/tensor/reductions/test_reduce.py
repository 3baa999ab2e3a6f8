"""Reductions over all kinds of axes: values, dtypes, gradients, lengths."""

import itertools

import numpy as np
import pytest
from reference import check_grad, check_pushforward, check_shapes, evaluate

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.compile import function
from tensorgraph.config import config
from tensorgraph.gradient import grad
from tensorgraph.scalar import REGISTRY, BinaryScalarOp, upcast_out
from tensorgraph.scalar.dtypes import all_dtypes, continuous_dtypes, integer_dtypes
from tensorgraph.tensor.reductions.careduce import CAReduce, CAReduceDtype
from tensorgraph.tensor.reductions.sums import ProdWithoutZeros, Sum

X = np.array([[[1.0, -2.0, 3.5], [0.5, 4.0, -1.0]], [[2.0, 7.0, -3.0], [1.5, -0.5, 6.0]]])
AXES = [None, 0, 1, 2, -1, (0, 1), [2, 0], (0, 1, 2), (-1, 0), range(1, 3)]
FUNCTIONS = ["sum", "prod", "mean", "var", "std", "max", "min", "argmax", "argmin", "any", "all", "ptp"]


def reference(name, x, axis, keepdims=False):
    axis = tuple(axis) if isinstance(axis, (list, range)) else axis
    if not name.startswith("arg"):
        if name == "ptp":
            return np.ptp(x, axis=axis)
        return getattr(np, name)(x, axis=axis, keepdims=keepdims)
    axes = sorted({a % 3 for a in (range(3) if axis is None else (axis,) if isinstance(axis, int) else axis)})
    rest = [i for i in range(3) if i not in axes]
    flat = x.transpose(rest + axes).reshape([x.shape[i] for i in rest] + [-1])
    where = getattr(np, name)(flat, axis=-1)
    return where.reshape([1 if i in axes else x.shape[i] for i in range(3)]) if keepdims else where


@pytest.mark.parametrize("axis", AXES, ids=str)
@pytest.mark.parametrize("name", FUNCTIONS)
def test_values(name, axis):
    x = T.dtensor3("x")
    z = getattr(T, name)(x, axis=axis)
    np.testing.assert_allclose(evaluate(z, {x: X}), reference(name, X, axis))
    check_shapes(z, {x: X})
    if name != "ptp":
        kept = getattr(T, name)(x, axis=axis, keepdims=True)
        np.testing.assert_allclose(evaluate(kept, {x: X}), reference(name, X, axis, True))
        assert kept.broadcastable == tuple(n == 1 for n in evaluate(kept, {x: X}).shape)


@pytest.mark.parametrize("axis", [None, 0, 1])
@pytest.mark.parametrize("dtype", ["int64", "uint64"])
def test_means_of_numbers_whose_sum_is_too_large(dtype, axis):
    """The mean of some times in nanoseconds is one."""
    X = 1764000000 * 10**9 + np.arange(24, dtype=dtype).reshape(4, 6) * 10**12
    x = T.TensorType(dtype, (False, False))()
    for name in ("mean", "var", "std", "average"):
        got = theano.function([x], getattr(T, name)(x, axis))(X)
        np.testing.assert_allclose(got, getattr(X, name, lambda axis: X.mean(axis))(axis), rtol=1e-12)
    wrapped = theano.function([x], T.mean(x, axis, acc_dtype=dtype))(X)
    total = X.sum(axis)
    np.testing.assert_array_equal(wrapped, total / (X.size // total.size))


@pytest.mark.parametrize("axis", AXES, ids=str)
@pytest.mark.parametrize("name", ["sum", "prod", "mean", "var", "std", "max", "min"])
def test_gradient(name, axis):
    check_grad(lambda x: getattr(T, name)(x, axis=axis), [X])


@pytest.mark.parametrize("axis", AXES, ids=str)
def test_pushforward(axis):
    axes = None if axis is None else tuple(np.atleast_1d(axis) % 3)
    check_pushforward(lambda x: Sum(axes)(x), [X])
    check_pushforward(lambda x: T.Prod(axes)(x), [X])


DTYPES = {
    "bool": ("int64", "int64", "float64", "bool", "float64"),
    "int8": ("int64", "int64", "float64", "int8", "float64"),
    "uint16": ("uint64", "uint64", "float64", "uint16", "float64"),
    "int64": ("int64", "int64", "float64", "int64", "float64"),
    "float16": ("float16", "float16", "float16", "float16", "float16"),
    "float32": ("float32", "float32", "float32", "float32", "float32"),
    "float64": ("float64",) * 5,
}


@pytest.mark.parametrize("dtype", DTYPES)
def test_dtypes(dtype):
    x = T.matrix(dtype=dtype)
    values = np.array([[0, 1], [1, 1]], dtype)
    for name, want in zip(("sum", "prod", "mean", "max", "std"), DTYPES[dtype]):
        if name == "std" and dtype == "float16":
            continue
        z = getattr(T, name)(x)
        assert z.dtype == want, name
        np.testing.assert_allclose(evaluate(z, {x: values}), getattr(np, name)(values), rtol=1e-3)
    for name in ("min", "argmin", "argmax", "any", "all"):
        assert evaluate(getattr(T, name)(x), {x: values}) == getattr(np, name)(values)


@pytest.mark.parametrize("dtype", integer_dtypes)
def test_extreme_integers(dtype):
    """The smallest is found in one reduction, whatever the sign."""
    x = T.vector(dtype=dtype)
    low, high = np.iinfo(dtype).min, np.iinfo(dtype).max
    values = np.array([5, low, high, 7], dtype)
    assert evaluate([x.min(), x.max(), x.argmin(), x.argmax()], {x: values}) == [low, high, 1, 2]
    (node,) = function([x], x.min()).maker.fgraph.toposort()
    assert isinstance(node.op, CAReduce) and node.op.scalar_op == REGISTRY["minimum"]


@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize("dtype", ["bool", *integer_dtypes])
def test_integers_of_every_width(dtype, axis):
    """Short rows and long ones; sums and products overflow in the dtype that accumulates."""
    x = T.matrix(dtype=dtype)
    names = ["any", "all"] if dtype == "bool" else ["sum", "prod", "max", "min", "argmax", "argmin"]
    f = function([x], [getattr(T, name)(x, axis=axis) for name in names])
    rng = np.random.default_rng(0)
    for shape in (50, 3), (40, 8), (3, 41), (33, 17), (2, 1000):
        low, high = (0, 1) if dtype == "bool" else (np.iinfo(dtype).min, np.iinfo(dtype).max)
        values = rng.integers(low, high, shape, dtype, endpoint=True)
        for name, got in zip(names, f(values), strict=True):
            np.testing.assert_array_equal(got, getattr(values, name)(axis=axis), err_msg=f"{name} {shape}")


def test_accumulator():
    x = T.fvector()
    assert x.sum().owner.op.acc_dtype == "float64" and x.prod(acc_dtype="float32").owner.op.acc_dtype == "float32"
    assert T.dvector().sum(dtype="float32").dtype == "float32"
    values = np.full(10**5, 0.1, "float32")
    assert evaluate(x.sum(), {x: values}) == np.float32(values.astype("float64").sum())
    with pytest.raises(TypeError, match="precision would be lost"):
        T.dvector().sum(acc_dtype="float32")
    with config.change_flags(floatX="float32"):
        assert T.mean(T.bvector()).dtype == "float64" and x.sum(dtype="floatX").dtype == "float32"


def test_texts():
    m = T.dmatrix("m")
    texts = {
        m.sum(): "Sum{acc_dtype=float64}", m.sum(axis=1): "Sum{axis=[1], acc_dtype=float64}",
        m.sum(axis=-2): "Sum{axis=[0], acc_dtype=float64}",
        T.prod(m, axis=0): "Prod{axis=(0,), dtype='float64', acc_dtype='float64'}",
        m.max(axis=0): "MaxAndArgmax{axis=(0,)}", T.any(m): "Any", T.all(m, axis=1): "All{1}",
        CAReduce(REGISTRY["maximum"], 0)(m): "Reduce{maximum}{0}",
        CAReduceDtype(REGISTRY["add"], 0)(m): "ReduceDtype{add}{axis=[0], acc_dtype=float64}",
    }
    for z, text in texts.items():
        assert str(z.owner.op) == text
    for name in ("mean", "max", "argmax", "std", "var"):
        assert str(getattr(m, name)()) == name


def test_ties_take_the_whole_gradient():
    x = T.dvector("x")
    X = np.array([1.0, 3.0, 3.0])
    assert evaluate(grad(x.max(), x), {x: X}).tolist() == [0, 1, 1]
    assert evaluate(grad(x.min(), x), {x: X}).tolist() == [1, 0, 0]


@pytest.mark.parametrize("X", [[2.0, 3.0, 4.0], [0.0, 3.0, 2.0], [0.0, 3.0, 0.0], [0.0, 0.0, 0.0]], ids=str)
def test_gradient_of_a_product_with_zeros(X):
    x = T.dmatrix("x")
    X = np.array([X, [1.0, 2.0, 3.0]])
    want = [[np.prod(np.delete(row, i)) for i in range(3)] for row in X]
    np.testing.assert_allclose(evaluate(grad(x.prod(axis=1).sum(), x), {x: X}), want)
    np.testing.assert_allclose(evaluate(ProdWithoutZeros(1)(x), {x: X}), np.prod(np.where(X == 0, 1, X), axis=1))


def test_no_zeros_in_input():
    check_grad(lambda x: T.prod(x, axis=0, no_zeros_in_input=True), [X])


@pytest.mark.parametrize("axis", [0, 1, 2, (0, 1), (0, 2), (1, 2)])
def test_pushforwards_where_nothing_is_kept(axis):
    """The reduced axes have elements, but there is nothing to reduce."""
    x, v = T.dtensor3(), T.dtensor3()
    axes = np.atleast_1d(axis)
    for shape in itertools.product((0, 2, 3), repeat=3):
        if 0 in shape and all(shape[i] for i in axes):
            outputs = [T.max(x, axis), T.min(x, axis), T.max_and_argmax(x, axis)[0], T.ptp(x, 0)]
            for z in outputs if shape[0] else outputs[:3]:
                found = theano.function([x, v], [z, T.Rop(z, x, v)])(np.zeros(shape), np.ones(shape))
                assert found[0].shape == found[1].shape


def test_empty():
    v, m = T.dvector(), T.dmatrix()
    given = {v: np.zeros(0), m: np.zeros((0, 3))}
    got = evaluate([v.sum(), v.prod(), m.sum(axis=0), m.sum(axis=1), T.any(v), T.all(v)], given)
    for z, want in zip(got, (0, 1, [0, 0, 0], [], False, True)):
        np.testing.assert_array_equal(z, want)
    for z in (v.max(), v.argmax(), m.max(axis=0), CAReduce(REGISTRY["maximum"])(v)):
        with pytest.raises(ValueError, match="zero-size"):
            evaluate(z, given)


def test_nan_is_the_largest():
    x = T.dvector()
    values = np.array([1.0, np.nan, 3.0])
    got = evaluate([x.max(), x.argmax(), x.min()], {x: values})
    assert np.isnan(got[0]) and got[1] == 1 and np.isnan(got[2])


def test_no_axis_at_all():
    x, s = T.dvector(), T.dscalar()
    values = np.array([1.0, 2.0])
    np.testing.assert_array_equal(evaluate(x.sum(axis=[]), {x: values}), values)
    assert evaluate([s.sum(), s.max(), s.argmax(), s.mean()], {s: np.array(4.0)}) == [4, 4, 0, 4]


def test_axes_are_checked():
    m = T.dmatrix()
    for f in (T.sum, T.max, T.mean, T.any):
        with pytest.raises(ValueError, match="axis|axes"):
            f(m, axis=2)
    with pytest.raises(TypeError):
        T.max(m, axis=0.5)
    with pytest.raises(TypeError):
        T.sum(m, axis="x")
    with pytest.raises(NotImplementedError):
        CAReduce(REGISTRY["exp"])


class Larger(BinaryScalarOp):
    """A program's own operation to fold with."""

    identity = None

    def impl(self, x, y):
        return max(x, y)


def test_own_reduction():
    op = CAReduce(Larger(upcast_out, name="larger"), axis=1)
    x = T.dtensor3()
    np.testing.assert_array_equal(evaluate(op(x), {x: X}), X.max(axis=1))
    with pytest.raises(ValueError, match="no identity"):
        evaluate(op(x), {x: np.zeros((2, 0, 3))})


def test_corrected_variance_and_ddof():
    x = T.dmatrix()
    data = X.reshape(4, 3)
    for ddof in (0, 1):
        for corrected in (False, True):
            for axis in (None, 0, (0, 1)):
                z = T.var(x, axis=axis, ddof=ddof, corrected=corrected)
                np.testing.assert_allclose(evaluate(z, {x: data}), np.var(data, axis=axis, ddof=ddof))


def test_covariance():
    x, y = T.dmatrices(2)
    data = X.reshape(4, 3)
    np.testing.assert_allclose(evaluate(T.cov(x), {x: data}), np.cov(data))
    np.testing.assert_allclose(evaluate(T.cov(x, rowvar=False, bias=True), {x: data}), np.cov(data.T, bias=True))
    np.testing.assert_allclose(evaluate(T.cov(x, y), {x: data, y: data[::-1]}), np.cov(data, data[::-1]))


@pytest.mark.parametrize("ddof", [None, 0, 1, 2])
@pytest.mark.parametrize("given", [("fweights",), ("aweights",), ("fweights", "aweights")])
def test_covariance_of_weighted_observations(given, ddof):
    data = X.reshape(4, 3)
    weights = {"fweights": np.array([3, 1, 2]), "aweights": np.array([0.5, 2.0, 1.25])}
    weights = {name: weights[name] for name in given}
    x = T.dmatrix()
    got = T.cov(x, ddof=ddof, **{name: T.constant(w) for name, w in weights.items()})
    np.testing.assert_allclose(evaluate(got, {x: data}), np.cov(data, ddof=ddof, **weights))


def test_weights_of_observations_are_a_vector():
    x = T.dmatrix("x")
    with pytest.raises(ValueError, match="aweights is x, of 2 axes: a vector is needed"):
        T.cov(x, aweights=x)
    with pytest.raises(TypeError, match="integers are needed"):
        T.cov(x, fweights=[0.5, 1.5])


def test_an_axis_that_is_not_there():
    m = T.dmatrix("m")
    with pytest.raises(ValueError, match="Not enough dimensions on m to reduce on axis 2"):
        m.max(axis=2)
    with pytest.raises(ValueError, match="axis 5 is out of bounds for m, .* of 2 dimensions"):
        m.argmax(axis=5)


@pytest.mark.parametrize("mode", ["FAST_COMPILE", "FAST_RUN"])
@pytest.mark.parametrize("out", ["float32", "float64", "complex128"])
@pytest.mark.parametrize("dtype", ["int8", "uint16", "int32", "int64", "uint64"])
def test_integers_add_up_as_the_floats_asked_for(dtype, out, mode):
    """They do not wrap as integers on the way."""
    x = T.matrix("x", dtype=dtype)
    value = np.full((2, 40), np.iinfo(dtype).max // 2, dtype)
    f = theano.function([x], [T.sum(x, dtype=out), T.sum(x, 1, dtype=out), T.prod(x, 0, dtype=out)], mode=mode)
    wide = value.astype("longdouble")
    for z, want in zip(f(value), (wide.sum(), wide.sum(1), wide.prod(0))):
        assert z.dtype == out
        np.testing.assert_allclose(z, want.astype(out), rtol=1e-6 if out == "float32" else 1e-15)


def test_an_accumulator_that_is_asked_for_wraps():
    x = T.lvector("x")
    z = T.sum(x, dtype="float64", acc_dtype="int64")
    assert theano.function([x], z)([2**63 - 1, 1]) == -(2.0**63)


def test_cov_of_one_variable_is_a_scalar():
    x = T.row("x")
    value = np.array([[1.0, 2.0, 4.0]])
    z = T.cov(x)
    assert z.type.ndim == 0
    np.testing.assert_allclose(z.eval({x: value}), np.cov(value))


def test_max_and_argmax_are_a_list():
    found = T.max_and_argmax(T.dvector("x"))
    assert isinstance(found, list) and str(found) == "[max, argmax]"


@pytest.mark.parametrize("source", [*all_dtypes])
@pytest.mark.parametrize("name", ["sum", "prod", "mean"])
def test_every_dtype_reduces_to_every_other(name, source):
    """As NumPy joins the numbers of the accumulator's dtype and converts the result; complex numbers stay complex."""
    x = T.TensorType(source, (False, False))("x")
    value = np.array([[1, 0, 1], [1, 1, 1]], source)
    for target in continuous_dtypes if name == "mean" else all_dtypes:
        if source.startswith("complex") and not target.startswith("complex"):
            with pytest.raises(TypeError, match="consider real"):
                getattr(T, name)(x, axis=1, dtype=target)
            continue
        y = getattr(T, name)(x, axis=1, dtype=target)
        want = getattr(np, name)(value.astype("complex128"), axis=1)
        want = want.astype(target) if target.startswith("complex") else want.real.astype(target)
        got = function([x], y)(value)
        assert got.dtype == target
        np.testing.assert_allclose(got, want, rtol=1e-3)


def test_what_theano_builds():
    """An axis that is there twice is one of a maximum; products of nonzero numbers may drop imaginary parts."""
    x = T.dtensor3("x")
    value = np.random.default_rng(0).normal(size=(2, 3, 4))
    largest, where = theano.function([x], T.max_and_argmax(x, axis=[0, 0]))(value)
    np.testing.assert_array_equal(largest, value.max(0))
    np.testing.assert_array_equal(where, value.argmax(0))
    assert ProdWithoutZeros(dtype="int64")(T.zmatrix()).type.dtype == "int64"
    assert ProdWithoutZeros(axis=[1], acc_dtype="complex64")(T.bmatrix()).type.dtype == "int64"
    with pytest.raises(TypeError, match="cannot give float64"):
        T.sum(T.zmatrix(), dtype="float64")


@pytest.mark.parametrize("name", ["sum", "prod", "max", "min", "amax", "amin", "mean", "var", "nanmax", "all"])
def test_no_axes(name):
    """Each element alone, as in NumPy."""
    x = T.dmatrix("x")
    value = np.random.default_rng(0).normal(size=(2, 3))
    for keepdims in (False, True):
        z = getattr(T, name)(x, axis=(), keepdims=keepdims)
        np.testing.assert_array_equal(z.eval({x: value}), getattr(np, name)(value, axis=(), keepdims=keepdims))
