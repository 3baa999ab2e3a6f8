"""Basic indexing and its updates: values, types, texts, gradients, shapes, errors."""

import numpy as np
import pytest
from reference import check_grad, check_pushforward, check_shapes, evaluate, variables_for

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.compile import function
from tensorgraph.gradient import grad
from tensorgraph.printing import pp
from tensorgraph.tensor.indexing.subtensor import IncSubtensor, Subtensor, get_constant_idx, get_idx_list

S = np.s_
INDICES = [
    S[0], S[-1], S[1:], S[::2], S[::-1], S[:, 1], S[0, -2], S[..., 0], S[5:], S[-2:, :-1], S[2, 1, 0], S[0:0],
    S[:, 0:1],
    S[::-2, ::-1, 1:], S[None], S[:, None], S[0, :, None, :], S[..., None], S[None, 1, None], S[1:3, ..., ::-3], S[:],
    S[:1, -1:, 7:0:-2], S[()], S[...], S[3:1], S[-100:100],
]  # fmt: skip
ARRAYS = [np.arange(24.0).reshape(3, 4, 2), np.zeros((3, 4, 0)), np.arange(3.0 * 4 * 1).reshape(3, 4, 1)]


@pytest.mark.parametrize("index", INDICES, ids=str)
@pytest.mark.parametrize("a", ARRAYS, ids=lambda a: str(a.shape))
def test_value_and_shape(a, index):
    (x,) = variables_for([a])
    try:
        want = a[index]
    except IndexError:
        with pytest.raises(IndexError, match="out of bounds"):
            evaluate(x[index], {x: a})
        return
    y = x[index]
    np.testing.assert_array_equal(evaluate(y, {x: a}), want)
    assert y.type.ndim == want.ndim
    check_shapes(y, {x: a})


@pytest.mark.parametrize("index", INDICES, ids=str)
def test_gradient(index):
    a = np.random.default_rng(0).standard_normal((3, 4, 2))
    check_grad(lambda x: (x[index] ** 2), [a])


def is_plain(index):
    """Return True if indexing makes one Subtensor node."""
    return isinstance(getattr(T.dtensor3()[index].owner, "op", None), Subtensor) and None not in np.index_exp[index]


@pytest.mark.parametrize("index", list(filter(is_plain, INDICES)), ids=str)
@pytest.mark.parametrize("set_instead_of_inc", [True, False])
def test_updates(index, set_instead_of_inc):
    a = np.random.default_rng(0).standard_normal((3, 4, 2))
    b = np.random.default_rng(1).standard_normal(a[index].shape)
    f = T.set_subtensor if set_instead_of_inc else T.inc_subtensor
    x, y = variables_for([a, b])
    want = a.copy()
    want[index] = b if set_instead_of_inc else want[index] + b
    z = f(x[index], y)
    before = a.copy()
    np.testing.assert_array_equal(evaluate(z, {x: a, y: b}), want)
    np.testing.assert_array_equal(a, before)
    assert z.type == x.type
    check_shapes(z, {x: a, y: b})
    check_grad(lambda x, y: f(x[index], y) ** 2, [a, b])
    check_pushforward(lambda x, y: f(x[index], y), [a, b])


def test_symbolic_bounds():
    v, i, j = T.dvector(), T.iscalar(), T.lscalar()
    a = np.arange(8.0)
    graphs = [v[i], v[i:j], v[:j], v[j:i:-1], v[i::2], v[-i:], v[i : i + 2, None]]
    for p in (2, -3, 0):
        for q in (6, 0, -1):
            given = {v: a, i: np.int32(p), j: np.int64(q)}
            want = [a[p], a[p:q], a[:q], a[q:p:-1], a[p::2], a[-p:], a[p : p + 2, None]]
            for got, expected in zip(evaluate(graphs, given), want):
                np.testing.assert_array_equal(got, expected)
            check_shapes(graphs, given)


def test_view():
    m = T.dmatrix()
    a = np.zeros((2, 3))
    for y in (m[0], m[0, 1], m[::-1], m[:, 1:]):
        assert np.shares_memory(evaluate(y, {m: a}), a)


def test_inplace():
    v = T.dvector()
    a = np.zeros(3)
    z = T.inc_subtensor(v[1:], 2.0, inplace=True)
    assert z.owner.op.destroy_map == {0: [0]}
    assert evaluate(z, {v: a}) is a and list(a) == [0, 2, 2]
    op = T.set_subtensor(v[1:], v[:-1], inplace=True, tolerate_inplace_aliasing=True).owner.op
    assert op.destroyhandler_tolerate_aliased == [[0, 1]]


def test_broadcastable_pattern():
    t = T.TensorType("float64", (True, False, True))()
    assert t[:, 0:1].type.broadcastable == (True, False, True)
    assert t[0].type.broadcastable == (False, True)
    assert t[::-1, 0, -1:].type.broadcastable == (True, True)
    assert t[1:].type.broadcastable == (False, False, True)
    assert t[: T.lscalar()].type.broadcastable == (False, False, True)


def test_broadcast_value():
    m, r, c, s = T.dmatrix(), T.dvector(), T.dcol(), T.dscalar()
    a = np.ones((2, 3))
    given = {m: a, r: np.arange(3.0), c: np.array([[1.0], [2.0]]), s: np.float64(5)}
    np.testing.assert_array_equal(evaluate(T.inc_subtensor(m[:], r), given), a + np.arange(3.0))
    np.testing.assert_array_equal(evaluate(T.set_subtensor(m[:], c), given), [[1, 1, 1], [2, 2, 2]])
    np.testing.assert_array_equal(evaluate(T.set_subtensor(m[1:, ::2], s), given), [[1, 1, 1], [5, 1, 5]])
    check_grad(lambda m, r, s: T.inc_subtensor(T.set_subtensor(m[:], r)[0], s) ** 2, [a, np.arange(3.0), np.array(2.0)])
    check_grad(lambda m, c: T.inc_subtensor(m[:], c.dimshuffle(0, "x")) ** 2, [a, np.arange(2.0)])


PARTS = {
    "rows": (lambda m, i: m[1:3], np.index_exp[1:3]),
    "all": (lambda m, i: m[:], np.index_exp[:]),
    "columns": (lambda m, i: m[:, ::2], np.index_exp[:, ::2]),
    "row": (lambda m, i: m[1], np.index_exp[1]),
    "index": (lambda m, i: m[i], np.index_exp[[2, 0]]),
    "index and slice": (lambda m, i: m[i, 1:], np.index_exp[[2, 0], 1:]),
    "slice and index": (lambda m, i: m[1:, i], np.index_exp[1:, [2, 0]]),
    "two indices": (lambda m, i: m[i, i], np.index_exp[[2, 0], [2, 0]]),
    "mask": (lambda m, i: m[m > 5], None),
}


@pytest.mark.parametrize("mode", ["FAST_COMPILE", "FAST_RUN"])
@pytest.mark.parametrize("update", ["set", "inc"])
@pytest.mark.parametrize("name", PARTS)
def test_value_of_length_one(name, update, mode):
    """It is repeated as in NumPy, also where its type does not say that it is 1; the gradient is right or an error."""
    build, index = PARTS[name]
    a = np.arange(16.0).reshape(4, 4)
    index = a > 5 if index is None else index
    m, i = T.dmatrix(), T.lvector()
    part = build(m, i)
    y = T.TensorType("float64", (False,) * part.ndim)()
    z = getattr(T, f"{update}_subtensor")(part, y)
    read = build(z, i) if name != "mask" else z
    f = theano.function([m, i, y], [z, read], mode=mode, on_unused_input="ignore")
    g = theano.function([m, i, y], T.grad((z * m).sum(), y), mode=mode, on_unused_input="ignore")
    for lengths in np.ndindex((2,) * part.ndim):
        shape = tuple(n if full else 1 for n, full in zip(a[index].shape, lengths))
        value = np.arange(100.0, 100 + np.prod(shape)).reshape(shape)
        want = a.copy()
        want[index] = value if update == "set" else want[index] + value
        found, again = f(a, [2, 0], value)
        np.testing.assert_array_equal(found, want)
        np.testing.assert_array_equal(again, want[index] if name != "mask" else want)
        if shape == a[index].shape:
            np.testing.assert_array_equal(g(a, [2, 0], value), a[index])
        else:
            with pytest.raises((AssertionError, ValueError)):
                g(a, [2, 0], value)
    with pytest.raises(ValueError, match="shape mismatch: value array"):
        f(a, [2, 0], np.ones((7,) * part.ndim))


def test_through_reshape_and_dimshuffle():
    a = np.arange(12.0).reshape(3, 4)
    m, y = T.dmatrix(), T.dmatrix()
    b = np.arange(100.0, 106.0).reshape(2, 3)
    z = T.set_subtensor(m[:, 1:3].T, y)
    want = a.copy()
    want[:, 1:3] = b.T
    np.testing.assert_array_equal(evaluate(z, {m: a, y: b}), want)
    z = T.inc_subtensor(m[:2, :3].reshape((3, 2)), y)
    want = a.copy()
    want[:2, :3] += b.T.reshape(2, 3)
    np.testing.assert_array_equal(evaluate(z, {m: a, y: np.ascontiguousarray(b.T)}), want)
    z = T.set_subtensor(m[0].dimshuffle("x", 0), y)
    sevens = np.full((1, 4), 7.0)
    np.testing.assert_array_equal(evaluate(z, {m: a, y: sevens}), np.vstack([sevens, a[1:]]))


def test_dtypes():
    f, i = T.fvector(), T.ivector()
    assert T.set_subtensor(f[0], T.dscalar()).dtype == "float32"
    assert T.inc_subtensor(f[:2], 1).dtype == "float32"
    assert T.inc_subtensor(i[:2], 1).dtype == "int32"
    with pytest.raises(TypeError, match="int32"):
        T.inc_subtensor(i[:2], T.dscalar())
    n, mask = T.lvector(), np.array([True, False, True])
    for index in (S[:2], [0, 2], mask, S[np.array([0, 2]),]):
        z = T.inc_subtensor(i[index], n)
        want = np.ones(3, "int32")
        want[index] += [3, 4]
        got = evaluate(z, {i: np.ones(3, "int32"), n: np.array([3, 4])})
        assert got.dtype == "int32" and got.tolist() == want.tolist()
    with pytest.raises(TypeError):
        T.set_subtensor(f[0], T.zscalar())


def test_texts():
    m, i = T.dmatrix("m"), T.iscalar("i")
    texts = {
        m[0]: "Subtensor{int64}",
        m[i]: "Subtensor{int32}",
        m[1:, ::2]: "Subtensor{int64::, ::int64}",
        m[:, -1]: "Subtensor{::, int64}",
        T.set_subtensor(m[0], 1): "IncSubtensor{Set;int64}",
        T.inc_subtensor(m[:i], 1): "IncSubtensor{Inc;:int32:}",
        T.inc_subtensor(m[:i], 1, inplace=True): "IncSubtensor{InplaceInc;:int32:}",
    }
    for v, text in texts.items():
        assert str(v.owner.op) == text
    assert pp(m[0]) == "m[Constant{0}]"
    assert pp(m[1:, ::2]) == "m[int64:, ::int64]"
    assert pp(m[i]) == "m[ScalarFromTensor(i)]"


def test_equality():
    v, w, i, j = T.dvector(), T.fvector(), T.lscalar(), T.iscalar()
    assert v[0].owner.op == w[i].owner.op == Subtensor([T.lscalar()])
    assert hash(v[0].owner.op) == hash(w[i].owner.op)
    assert v[0].owner.op != v[j].owner.op
    assert v[1:].owner.op == v[2:].owner.op != v[:2].owner.op
    assert IncSubtensor([i]) != IncSubtensor([i], set_instead_of_inc=True)
    assert IncSubtensor([i]) != Subtensor([i])


def test_idx_list():
    m, i = T.dmatrix(), T.lscalar()
    node = m[1:i, 2].owner
    entries = get_idx_list(node.inputs, node.op.idx_list)
    assert [type(e) for e in entries] == [slice, type(node.inputs[-1])]
    assert get_constant_idx(node.op.idx_list, node.inputs) == [slice(1, node.inputs[2], None), 2]
    with pytest.raises(T.NotScalarConstantError):
        get_constant_idx(node.op.idx_list, node.inputs, allow_partial=False)


def test_wrong_index():
    v, m = T.dvector(), T.dmatrix()
    for bad in (T.dscalar(), T.fscalar(), 1.5):
        with pytest.raises(TypeError, match="Expected an integer"):
            v[bad]
    for bad in (T.dvector(), np.array([0.5]), "a"):
        with pytest.raises(TypeError):
            v[bad]
    for bad in (S[0, 1, 2], S[:, :, :], S[..., 0, 1, 2], S[[0], 0, 0]):
        with pytest.raises(IndexError, match="too many indices"):
            m[bad]
    with pytest.raises(IndexError, match="single Ellipsis"):
        m[..., ...]
    with pytest.raises(TypeError, match="subtensor operation"):
        T.set_subtensor(v, 1)
    with pytest.raises(TypeError, match="subtensor operation"):
        T.set_subtensor(T.exp(v), 1)
    with pytest.raises(TypeError, match="1-dimensional subtensor with a 2-dimensional"):
        T.set_subtensor(v[1:], m)


def test_out_of_bounds():
    v, i = T.dvector(), T.lscalar()
    for bad in (2, -3):
        for z in (v[i], T.set_subtensor(v[i], 0.0)):
            with pytest.raises(IndexError, match="out of bounds for axis 0 with size 2"):
                evaluate(z, {v: np.zeros(2), i: np.int64(bad)})


def test_integers_have_zero_gradient():
    i = T.lvector()
    g = grad((i[1:] * 2.0).sum(), i)
    np.testing.assert_array_equal(evaluate(g, {i: np.arange(3)}).shape, (3,))


def test_a_float_is_no_index():
    v = T.dvector("v")
    for index in (1.5, S[1:2.5]):
        with pytest.raises(TypeError, match="index must be integers or a boolean mask"):
            v[index]


@pytest.mark.parametrize("n", [0, 2, -1, 9])
def test_a_slice_of_a_slice_with_symbolic_bounds(n):
    x, k, a = T.dvector("x"), T.iscalar("k"), np.arange(6.0)

    def slices(v, k):
        return [v[1:][k:], v[k:][1:], v[:4][k:], v[1:5][:k], v[k:][:k], v[2:][k:4], v[k:][0:2]]

    for got, want in zip(function([x, k], slices(T.exp(x), k))(a, n), slices(np.exp(a), n)):
        np.testing.assert_allclose(got, want)


def test_what_an_integer_tensor_is_set_to():
    """Theano drops fractions silently: a constant that has some is a mistake, a variable may have some."""
    x, v = T.lvector("x"), T.dvector("v")
    for index in (slice(1, None), [0, 1]):
        for value in (1.5, np.array([2.0, 0.5]), np.nan):
            with pytest.raises(TypeError, match="Cannot put .* int64 without loss: it would become .*Use T.cast"):
                T.set_subtensor(x[index], value)
        assert theano.function([x], T.set_subtensor(x[index], 2.0))([1, 1, 1]).tolist().count(2) == 2
        with pytest.warns(UserWarning, match="x, a .*v, a .*fractions are dropped. Use T.cast") as told:
            y = T.set_subtensor(x[index], v)
        assert told[0].filename == __file__
        assert theano.function([x, v], y)([1, 1, 1], [2.5, 2.5]).tolist().count(2) == 2
        y = T.set_subtensor(x[index], T.cast(v, "int64")), T.set_subtensor(T.fvector()[index], v)
