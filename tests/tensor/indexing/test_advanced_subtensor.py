"""Indexing by arrays and masks, and its updates: values, types, texts, gradients, shapes, errors."""

import numpy as np
import pytest
from reference import check_grad, check_pushforward, check_shapes, evaluate, variables_for

import tensorgraph as theano
import tensorgraph.tensor as T

RNG = np.random.default_rng(5)
A = RNG.standard_normal((3, 4, 2))
V = np.array([1, 0, 1])
W = np.array([[0, -1], [1, 1]])
S = np.s_
INTEGER = [
    S[V], S[:, V], S[:, :, V], S[V, V], S[V, V, V], S[W], S[:, W], S[W, W], S[V, :, 0], S[0, V, 1:],
    S[V[:, None], V], S[[0, 0, 2]], S[[2], [3], [1]], S[V, None], S[None, V, :, None, V], S[:, V, V], S[1:, V],
    S[V, ::-1, ::2], S[..., V], S[:, V, ..., V], S[:, 1, ..., V], S[::-1, W, ..., -1], S[:, None, V, ..., [[0], [1]]],
    S[None, :, V, ..., V, None], S[1:, V, V, ...],
    S[V, :, V], S[V, 1:2, V], S[0, :, V], S[V, ..., 0], S[V[:0]], S[[]], S[:, []], S[-1, V, ::-1], S[W[:, :1], 1, W],
]  # fmt: skip
M1 = np.array([True, False, True])
M2 = A[..., 0] > 0
MASKS = [
    S[M1], S[A > 0], S[M2], S[:, M2[0]], S[M1, 1], S[0, M2[0]], S[M1, :, 1], S[A > 99], S[[True, False, True]],
    S[M2, 1], S[M1, [2, 3]], S[:, M2[0], ..., 1], S[:, 1, ..., M1[:2]],
]  # fmt: skip


def name(index):
    return str(index).replace("\n", "").replace("array", "")


@pytest.mark.parametrize("index", INTEGER + MASKS, ids=name)
def test_value_and_shape(index):
    (x,) = variables_for([A])
    y = x[index]
    want = A[index]
    np.testing.assert_array_equal(evaluate(y, {x: A}), want)
    assert y.type.ndim == want.ndim
    check_shapes(y, {x: A})


@pytest.mark.parametrize("index", INTEGER + MASKS, ids=name)
def test_gradient(index):
    check_grad(lambda x: x[index] ** 2, [A])


@pytest.mark.parametrize("index", INTEGER + MASKS, ids=name)
def test_updates(index):
    b = RNG.standard_normal(A[index].shape)
    x, y = variables_for([A, b])
    added = A.copy()
    np.add.at(added, index, b)
    put = A.copy()
    put[index] = b
    for f, want in ((T.inc_subtensor, added), (T.set_subtensor, put)):
        z = f(x[index], y)
        before = A.copy()
        np.testing.assert_allclose(evaluate(z, {x: A, y: b}), want, rtol=1e-14)
        np.testing.assert_array_equal(A, before)
        assert z.type == x.type
        check_shapes(z, {x: A, y: b})
        # the gradient of a set that overwrites itself is not defined; it is that of the last one here
        if f is T.inc_subtensor or len(np.unique(np.arange(A.size).reshape(A.shape)[index])) == A[index].size:
            check_grad(lambda x, y, f=f: f(x[index], y) ** 2, [A, b])


@pytest.mark.parametrize("update", [T.set_subtensor, T.inc_subtensor])
def test_scalar_value(update):
    m, i = T.dmatrix(), T.lvector()
    a = np.zeros((3, 2))
    for z, where in ((update(m[i], 2.0), S[V]), (update(m[:, i], 2.0), S[:, V]), (update(m[i, i], 2.0), S[V, V])):
        want = a.copy()
        if update is T.set_subtensor:
            want[where] = 2
        else:
            np.add.at(want, where, 2)
        np.testing.assert_array_equal(evaluate(z, {m: a, i: V}), want)


def test_index_dtypes():
    v = T.dvector()
    for dtype in ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"):
        i = T.TensorType(dtype, (False,))()
        np.testing.assert_array_equal(evaluate(v[i], {v: np.arange(4.0), i: np.array([3, 0], dtype)}), [3, 0])


def test_index_variables():
    m, i, j = T.dmatrix(), T.lvector(), T.lscalar()
    a = np.arange(12.0).reshape(3, 4)
    graphs = [m[i, j], m[j, i], m[i, : j + 1], m[i.dimshuffle(0, "x"), i], m[T.arange(3), i], m[i][j], m[[j, j + 1]]]
    want = [a[V, 1], a[1, V], a[V, :2], a[V[:, None], V], a[np.arange(3), V], a[V][1], a[[1, 2]]]
    given = {m: a, i: V, j: np.int64(1)}
    for got, expected in zip(evaluate(graphs, given), want):
        np.testing.assert_array_equal(got, expected)
    check_shapes(graphs, given)


def test_broadcastable_pattern():
    x = T.TensorType("float64", (False, True, False))()
    i, one = T.lvector(), T.TensorType("int64", (True,))()
    patterns = {
        x[i]: (False, True, False),
        x[one]: (True, True, False),
        x[:, i]: (False, False, False),
        x[one, one]: (True, False),
        x[one, i]: (False, False),
        x[i, :, i]: (False, True),
        x[one, :, one]: (True, True),
        x[x > 0]: (False,),
    }
    for y, pattern in patterns.items():
        assert y.type.broadcastable == pattern, y


def test_texts():
    m, i = T.dmatrix("m"), T.lvector("i")
    texts = {
        m[i]: "AdvancedSubtensor1",
        m[i, i]: "AdvancedSubtensor",
        m[m > 0]: "AdvancedBooleanSubtensor",
        T.set_subtensor(m[i], 0): "AdvancedIncSubtensor1{no_inplace,set}",
        T.inc_subtensor(m[i], 0, inplace=True): "AdvancedIncSubtensor1{inplace,inc}",
        T.inc_subtensor(m[i, i], 0): "AdvancedIncSubtensor{inplace=False,  set_instead_of_inc=False}",
        T.set_subtensor(m[m > 0], 0): "AdvancedBooleanIncSubtensor{inplace=False,  set_instead_of_inc=True}",
    }
    for v, text in texts.items():
        assert str(v.owner.op) == text


def test_inplace():
    m, i = T.dmatrix(), T.lvector()
    for part in (m[i], m[i, i], m[m > -1]):
        a = np.zeros((2, 2))
        z = T.inc_subtensor(part, 1.0, inplace=True)
        assert z.owner.op.destroy_map == {0: [0]}
        assert evaluate(z, {m: a, i: np.array([0, 1])}) is a and a.any()


@pytest.mark.parametrize("update", [T.set_subtensor, T.inc_subtensor])
def test_out_of_bounds_writes_nothing(update):
    m, i = T.dmatrix(), T.lvector()
    for bad in ([0, 2], [0, -3]):
        a = np.zeros((2, 2))
        for z in (m[i], m[i, i], m[:, i], update(m[i], 1.0, inplace=True), update(m[i, i], 1.0, inplace=True)):
            with pytest.raises(IndexError, match="out of bounds"):
                evaluate(z, {m: a, i: np.array(bad)})
        assert not a.any()


def test_value_of_another_shape():
    m, i, y = T.dmatrix(), T.lvector(), T.dmatrix()
    for part in (m[i], m[i, : i.shape[0]]):
        for shape in ((3, 2), (2, 3)):
            with pytest.raises(ValueError, match="shape mismatch: value array"):
                evaluate(T.set_subtensor(part, y), {m: np.zeros((3, 2)), i: np.array([0, 1]), y: np.zeros(shape)})


def test_mask_of_another_shape():
    v, k = T.dvector(), T.TensorType("bool", (False,))()
    with pytest.raises(IndexError):
        evaluate(v[k], {v: np.zeros(3), k: np.array([True, False])})
    with pytest.raises(IndexError, match="too many indices"):
        v[T.dmatrix() > 0]


def test_take():
    a = RNG.standard_normal((3, 4, 2))
    x, i, j = T.dtensor3(), T.lvector(), T.lmatrix()
    given = {x: a, i: V, j: W}
    for axis in (None, 0, 1, 2, -1):
        for index, value in ((i, V), (j, W), (1, 1), ([0, 1], [0, 1])):
            y = T.take(x, index, axis=axis)
            np.testing.assert_array_equal(evaluate(y, given), np.take(a, value, axis=axis))
            check_grad(lambda x, v=value, k=axis: T.take(x, v, axis=k) ** 2, [a])
    far = np.array([-7, 9, 1])
    for mode in ("wrap", "clip"):
        y = x.take(i, axis=1, mode=mode)
        np.testing.assert_array_equal(evaluate(y, {x: a, i: far}), np.take(a, far, axis=1, mode=mode))
    with pytest.raises(TypeError, match="integers"):
        T.take(x, T.dvector())


def test_theano_functions():
    x, y, i = T.dmatrix(), T.dmatrix(), T.lvector()
    a, b = np.zeros((3, 2)), np.ones((3, 2))
    given = {x: a, y: b, i: V}
    np.testing.assert_array_equal(evaluate(T.advanced_subtensor1(x, i), given), a[V])
    np.testing.assert_array_equal(evaluate(T.advanced_inc_subtensor1(x, y, i), given), [[1, 1], [2, 2], [0, 0]])
    np.testing.assert_array_equal(evaluate(T.advanced_set_subtensor1(x, y, i), given), [[1, 1], [1, 1], [0, 0]])


def test_pushforward():
    check_pushforward(lambda x: x[V], [A])
    check_pushforward(lambda x: x[V, :, V], [A])
    check_pushforward(lambda x: x[A > 0], [A])
    check_pushforward(lambda x, y: T.inc_subtensor(x[V], y), [A, A])
    check_pushforward(lambda x, y: T.set_subtensor(x[V, V, V], y), [A, V * 1.0])


def test_sparse_grad_of_what_is_computed_is_dense():
    """The gradient of a matrix without an owner is sparse: see ``tests/sparse``."""
    x, i = T.dmatrix("x"), T.lvector("i")
    rows = theano.sparse_grad((1 * x)[i])
    found = theano.function([x, i], T.grad((rows**2).sum(), x))(np.ones((3, 2)), [0, 2, 2])
    np.testing.assert_array_equal(found, [[2, 2], [0, 0], [4, 4]])
    with pytest.raises(TypeError, match="vector of integers"):
        theano.sparse_grad(x[0])


@pytest.mark.parametrize("index", [[0, 2, 0], (np.array([0, 2, 0]), np.array([1, 1, 1]))], ids=["rows", "elements"])
def test_fractions_are_dropped_where_integers_are_increased(index):
    x, y = T.imatrix(), T.dvector()
    with pytest.warns(UserWarning, match="fractions are dropped"):
        z = T.inc_subtensor(x[index], y if isinstance(index, tuple) else y.dimshuffle(0, "x"))
    a, b = np.ones((3, 2), "int32"), np.array([1.75, -2.5, 3.0])
    want = a.copy()
    np.add.at(want, index, b.astype("int32") if isinstance(index, tuple) else b.astype("int32")[:, None])
    got = evaluate(z, {x: a, y: b})
    assert got.dtype == "int32" and got.tolist() == want.tolist()
    with pytest.raises(TypeError, match="complex"):
        T.inc_subtensor(x[index], T.zscalar())


@pytest.mark.parametrize("shape", [(1, 2), (2, 1), (1, 1)])
def test_updates_where_an_index_is_known_to_have_length_one(shape):
    """The part that is read has a known length, and can still be written."""
    x, i = T.dmatrix("x"), T.TensorType("int64", [n == 1 for n in shape])("i")
    index = np.arange(np.prod(shape)).reshape(shape)
    for part, key in ((x[i], np.s_[index]), (x[:, i], np.s_[:, index])):
        got = theano.function([x, i], T.inc_subtensor(part, 2.0))(np.eye(3), index)
        want = np.eye(3)
        want[key] += 2
        np.testing.assert_array_equal(got, want)
        got = theano.function([x, i], T.set_subtensor(part, 3 * part))(np.eye(3), index)
        want = np.eye(3)
        want[key] *= 3
        np.testing.assert_array_equal(got, want)


@pytest.mark.parametrize("lengths", [(1, 3), (3, 1), (1, 1), (3, 3), (1, 0)], ids=str)
@pytest.mark.parametrize("mode", ["FAST_RUN", "FAST_COMPILE"])
def test_shape_of_arrays_that_the_call_gives_length_one(lengths, mode):
    """What is inferred is the shape that the arrays have together, as NumPy broadcasts them."""
    x, i, j, k = T.dtensor3("x"), T.lvector("i"), T.lvector("j"), T.lmatrix("k")
    parts = [x[i, j], x[j, i], x[:, i, j], x[i, :, j], x[i, k], x[i, [1, 0, 1]] if lengths[1] else x[i, j]]
    outputs = [v for z in parts for v in (z, z.shape, T.zeros_like(z), T.grad((z**2).sum(), x))]
    f = theano.function([x, i, j, k], outputs, mode=mode)
    rows, columns = [np.arange(n) % 2 for n in lengths]
    found = f(A, rows, columns, columns[None])
    for z, shape, zeros, _ in zip(*[iter(found)] * 4):
        assert z.shape == tuple(shape) == zeros.shape
    np.testing.assert_array_equal(found[0], A[rows, columns])
