"""Shapes: asked for, changed, promised; axes moved, added and repeated."""

import numpy as np
import pytest
from reference import check_grad, check_pushforward, check_shapes, evaluate

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.gradient import grad
from tensorgraph.graph.fgraph import FunctionGraph
from tensorgraph.scalar import float64
from tensorgraph.tensor.shape.known_shapes import shape_of_variables
from tensorgraph.tensor.shape.reshape import Reshape
from tensorgraph.tensor.shape.shape import Shape_i, get_vector_length, shape_i
from tensorgraph.tensor.types.scalars import MakeVector

X = np.arange(24.0).reshape(2, 3, 4)


def same(z, given, want):
    got = evaluate(z, given)
    np.testing.assert_array_equal(got, want)
    assert got.shape == np.shape(want)
    check_shapes(z, given)


def test_shape():
    x = T.dtensor3("x")
    given = {x: X}
    same(x.shape, given, [2, 3, 4])
    same(Shape_i(1)(x), given, 3)
    same(shape_i(x, 2), given, 4)
    same(x.size, given, 24)
    assert x.shape.dtype == Shape_i(0)(x).dtype == "int64" and str(Shape_i(1)) == "Shape_i{1}"
    with pytest.raises(TypeError, match="too few"):
        Shape_i(3)(x)
    # a length does not move with the elements
    same(grad((x * x.shape[0]).sum(), x), given, np.full((2, 3, 4), 2.0))


@pytest.mark.parametrize(
    "shape", [(24,), (-1,), (4, 6), (2, -1), (1, 24), (-1, 1), (3, 4, 2), (2, 3, 4, 1), (0,), ()], ids=str
)
def test_reshape(shape):
    data = X if 0 not in shape else X[:0]
    data = data if shape else np.ones((1, 1, 1))
    x = T.dtensor3("x")
    same(x.reshape(shape), {x: data}, data.reshape(shape))
    assert x.reshape(shape).broadcastable == tuple(n == 1 for n in shape)
    check_grad(lambda x: x.reshape(shape), [data])
    check_pushforward(lambda x: Reshape(len(shape))(x, T.constant(shape, dtype="int64")), [data])


def test_symbolic_reshape():
    x, n, s = T.dtensor3("x"), T.iscalar("n"), T.lvector("s")
    given = {x: X, n: np.int32(6), s: np.array([4, -1])}
    same(x.reshape((n, -1)), given, X.reshape(6, 4))
    same(x.reshape((n, 4)), given, X.reshape(6, 4))
    same(x.reshape([x.shape[1], x.shape[0], -1]), given, X.reshape(3, 2, 4))
    same(x.reshape(s, ndim=2), given, X.reshape(4, 6))
    same(x.reshape((T.constant(1), 24)), given, X.reshape(1, 24))
    assert x.reshape((T.constant(1), n)).broadcastable == (True, False)
    with pytest.raises(ValueError, match="cannot be automatically determined"):
        x.reshape(s)
    with pytest.raises(TypeError, match="Shape must be integers"):
        x.reshape([2.0, 3.0])
    with pytest.raises(ValueError, match="incorrect length"):
        evaluate(x.reshape(s, ndim=3), given)
    with pytest.raises(ValueError, match="cannot reshape"):
        evaluate(x.reshape((5, 5)), given)


@pytest.mark.parametrize("shape", [(0, 3, 4), (0, 0, 4), (2, 0, 4), (0, 3, 0)], ids=str)
@pytest.mark.parametrize("mode", ["FAST_RUN", "FAST_COMPILE", theano.Mode(optimizer=None)], ids=str)
def test_no_examples(mode, shape):
    """Joined axes have the product of their lengths where the axes before them have no elements."""
    x, n = T.dtensor3("x"), T.lscalar("n")
    flat = {1: x.flatten(), 2: x.flatten(2), 3: x.flatten(3)}
    row = x.dimshuffle("x", 0, 1, 2).reshape((1, n, -1))[0]
    spelled = [x.reshape((x.shape[0], -1)), T.exp(x).reshape((n, -1)), row]
    rows = [T.zeros_like(z).shape for z in [flat[2], *spelled]]
    f = theano.function([x, n], [*flat.values(), *spelled, *rows], mode=mode, on_unused_input="ignore")
    a = np.zeros(shape)
    *arrays, _, _, _, _ = found = f(a, shape[0])
    wide = (shape[0], shape[1] * shape[2])
    assert [z.shape for z in arrays] == [(0,), wide, shape, wide, wide, wide]
    np.testing.assert_array_equal(found[-4:], [wide] * 4)
    gradients = [grad(z.sum(), x) for z in (flat[2], *spelled)]
    for gradient in theano.function([x, n], gradients, mode=mode, on_unused_input="ignore")(a, shape[0]):
        assert gradient.shape == shape


@pytest.mark.parametrize("mode", ["FAST_RUN", "FAST_COMPILE"])
def test_no_examples_of_a_length_given_at_run_time(mode):
    """The shape is inferred as the array gets it, for a -1 that only the call tells."""
    x, n = T.dmatrix("x"), T.lscalar("n")
    outputs = [x.reshape((x.shape[0], n)), x.reshape((0, n)), x.reshape((n,)), x.reshape((n, 3))]
    f = theano.function([x, n], [*outputs, *[z.shape for z in outputs]], mode=mode)
    *arrays, one, two, three, four = f(np.zeros((0, 3)), -1)
    for z, shape in zip(arrays, (one, two, three, four)):
        np.testing.assert_array_equal(z.shape, shape)
    assert [z.shape for z in arrays] == [(0, 3), (0, 3), (0,), (0, 3)]


def test_lengths_that_nothing_says():
    """Only what both shapes begin with cancels, as NumPy refuses the rest."""
    x = T.dtensor3("x")
    for shape, given in [((0, -1), (2, 0, 4)), ((2, 0, -1), (0, 3, 4)), ((-1, 0), (3, 0, 4)), ((0, 5, -1), (0, 3, 4))]:
        for mode in ["FAST_RUN", "FAST_COMPILE"]:
            f = theano.function([x], x.reshape(shape), mode=mode)
            with pytest.raises(ValueError, match="cannot reshape array of size 0"):
                f(np.zeros(given))


def test_flatten():
    x = T.dtensor3("x")
    for ndim, want in ((1, (24,)), (2, (2, 12)), (3, (2, 3, 4))):
        same(x.flatten(ndim), {x: X}, X.reshape(want))
        check_grad(lambda x, n=ndim: x.flatten(n), [X])
    assert T.flatten(T.TensorType("float64", (True, False, True))(), 2).broadcastable == (True, False)
    with pytest.raises(ValueError, match="out of bound"):
        x.flatten(4)
    with pytest.warns(UserWarning, match="deprecated"):
        T.flatten(x, outdim=2)


PATTERNS = [(0, 1, 2), (2, 0, 1), ("x", 0, 1, 2), (0, "x", 1, 2, "x"), (1, 0, 2), (-1, 0, 1)]


@pytest.mark.parametrize("pattern", PATTERNS, ids=str)
def test_dimshuffle(pattern):
    x = T.dtensor3("x")
    want = X.transpose([i for i in pattern if i != "x"])
    want = want[tuple(None if i == "x" else slice(None) for i in pattern)]
    same(x.dimshuffle(pattern), {x: X}, want)
    same(x.dimshuffle(*pattern), {x: X}, want)
    check_grad(lambda x: x.dimshuffle(pattern), [X])
    check_pushforward(lambda x: x.dimshuffle(pattern), [X])


def test_dimshuffle_drops():
    x = T.TensorType("float64", (True, False, True))("x")
    same(x.dimshuffle(1), {x: X[:1, :, :1]}, X[0, :, 0])
    same(grad((x.dimshuffle(1) * 2).sum(), x), {x: X[:1, :, :1]}, np.full((1, 3, 1), 2.0))
    with pytest.raises(ValueError, match="cannot drop a non-broadcastable dimension"):
        T.dmatrix().dimshuffle(0)
    with pytest.raises(ValueError, match="only has 2 axes"):
        T.dmatrix().dimshuffle(0, 1, 2)
    with pytest.raises(ValueError, match="may not appear twice"):
        T.dmatrix().dimshuffle(0, 1, 0)
    with pytest.raises(TypeError, match="must be python ints"):
        T.dmatrix().dimshuffle(0.5, 1)
    assert str(T.DimShuffle((False, False), ["x", 1, 0])) == "InplaceDimShuffle{x,1,0}"
    assert T.DimShuffle((False,), [0, "x"]) == T.DimShuffle([0], (0, "x"))


def test_axes():
    x = T.dtensor3("x")
    given = {x: X}
    same(x.T, given, X.T)
    same(x.transpose(1, 2, 0), given, X.transpose(1, 2, 0))
    same(x.swapaxes(0, -1), given, X.swapaxes(0, -1))
    same(T.moveaxis(x, 0, -1), given, np.moveaxis(X, 0, -1))
    same(T.moveaxis(x, [0, 1], [-1, 0]), given, np.moveaxis(X, [0, 1], [-1, 0]))
    same(T.shape_padleft(x, 2), given, X[None, None])
    same(T.shape_padright(x), given, X[..., None])
    for axis in (0, 1, 3, -1, -4):
        same(T.shape_padaxis(x, axis), given, np.expand_dims(X, axis))
    with pytest.raises(IndexError, match="out of bounds"):
        T.shape_padaxis(x, 4)


@pytest.mark.parametrize("reps", [2, (2,), (2, 3), (1, 2, 1, 2), (0, 1), (1, 1)], ids=str)
def test_tile(reps):
    x = T.dmatrix("x")
    same(T.tile(x, reps), {x: X[0]}, np.tile(X[0], reps))
    if 0 not in np.atleast_1d(reps):
        check_grad(lambda x: T.tile(x, reps), [X[0]])


def test_symbolic_tile():
    x, n, s = T.dmatrix("x"), T.lscalar("n"), T.lvector("s")
    given = {x: X[0], n: np.array(2), s: np.array([2, 3])}
    same(T.tile(x, n), given, np.tile(X[0], 2))
    same(T.tile(x, (n, 1)), given, np.tile(X[0], (2, 1)))
    same(T.tile(x, s, ndim=2), given, np.tile(X[0], (2, 3)))
    with pytest.raises(ValueError, match="scalars of integer dtype"):
        T.tile(x, [0.5])


def test_rebroadcast():
    m, r = T.dmatrix("m"), T.drow("r")
    assert T.addbroadcast(m, 0).broadcastable == (True, False)
    assert T.unbroadcast(r, 0).broadcastable == (False, False)
    assert T.patternbroadcast(m, (False, True)).broadcastable == (False, True)
    assert T.addbroadcast(r, 0) is r and T.unbroadcast(m, 0, 1) is m
    assert str(T.Rebroadcast((1, True))) == "Rebroadcast{?,1}"
    same(T.addbroadcast(m, 0), {m: np.ones((1, 3))}, np.ones((1, 3)))
    with pytest.raises(ValueError, match="supposed to be 1"):
        evaluate(T.addbroadcast(m, 0), {m: np.ones((2, 3))})
    with pytest.raises(ValueError, match="non-existent"):
        T.addbroadcast(m, 2)
    assert grad(T.addbroadcast(m, 0).sum(), m).type == m.type
    check_pushforward(lambda m: T.Rebroadcast((0, True))(m), [np.ones((1, 3))])


def test_specify_shape():
    x, n = T.dmatrix("x"), T.lscalar("n")
    given = {x: X[0], n: np.array(3)}
    same(T.specify_shape(x, (3, 4)), given, X[0])
    same(T.specify_shape(x, (n, 4)), given, X[0])
    assert T.specify_shape(x, (1, 4)).broadcastable == (True, False)
    with pytest.raises(AssertionError, match="SpecifyShape: dim 0 of input has shape 3, expected 2"):
        evaluate(T.specify_shape(x, (2, 4)), given)
    with pytest.raises(AssertionError, match="3 lengths for 2 axes"):
        T.specify_shape(x, (1, 2, 3))
    check_grad(lambda x: T.specify_shape(x, (3, 4)), [X[0]])
    check_grad(lambda x: T.specify_shape(x, (1, 4)), [X[0, :1]])
    check_pushforward(lambda x: T.specify_shape(x, (3, 4)), [X[0]])


def test_between_scalars_and_tensors():
    s, x = float64("s"), T.dscalar("x")
    t = T.tensor_from_scalar(s)
    assert t.type == T.dscalar and T.scalar_from_tensor(x).type == s.type
    same(t, {s: np.float64(2.5)}, 2.5)
    same(T.as_tensor_variable(s) + 1, {s: np.float64(2.5)}, 3.5)
    back = T.tensor_from_scalar(T.scalar_from_tensor(x * 2))
    same(back, {x: np.array(2.0)}, 4.0)
    same(grad(back, x), {x: np.array(2.0)}, 2.0)
    with pytest.raises(TypeError, match="0-d tensor"):
        T.scalar_from_tensor(T.dvector())


def test_make_vector():
    x, i = T.dscalar("x"), T.bscalar("i")
    given = {x: np.array(2.0), i: np.int8(3)}
    same(MakeVector("float64")(x, i, x), given, [2.0, 3.0, 2.0])
    same(MakeVector("int64")(), {}, [])
    assert MakeVector("float64")(x).broadcastable == (False,)
    assert str(MakeVector("int64")) == "MakeVector{dtype='int64'}"
    with pytest.raises(AssertionError, match="upcast"):
        MakeVector("int64")(x)
    check_grad(lambda a, b: MakeVector("float64")(a, b), [2.0, 3.0])
    check_pushforward(lambda a, b: MakeVector("float64")(a, b), [2.0, 3.0])


def test_vector_length():
    x, v = T.dtensor3("x"), T.dvector("v")
    for given, n in [
        (x.shape, 3), (x.shape[1:], 2), (x.shape[::-1][:2], 2), (T.stack([v[0], v[1]]), 2), ([1, 2, 3], 3),
        (x.shape * 2, 3), (T.TensorType("float64", (True,))(), 1),
    ]:
        assert get_vector_length(given) == n
    with pytest.raises(ValueError, match="length not known"):
        get_vector_length(v)
    with pytest.raises(TypeError, match="must be symbolic vector"):
        get_vector_length(x)


def test_assert():
    x = T.dvector("x")
    z = T.Assert("x must not be empty")(x, x.size > 0)
    same(z, {x: X[0, 0]}, X[0, 0])
    with pytest.raises(AssertionError, match="x must not be empty"):
        evaluate(z, {x: np.zeros(0)})
    same(grad((z * 2).sum(), x), {x: np.zeros(3)}, np.full(3, 2.0))


def test_shape_of_variables():
    x, n = T.dmatrix("x"), T.lscalar("n")
    outputs = [x[2:].reshape((-1, 2)), T.alloc(0.0, x.shape[1], 3), x.sum(axis=0, keepdims=True)]
    fgraph = FunctionGraph([x], outputs, clone=False)
    shapes = shape_of_variables(fgraph, {x: (6, 4)})
    assert [shapes[z] for z in fgraph.outputs] == [(8, 2), (4, 3), (1, 4)]
    with pytest.raises(ValueError, match="depends on the value"):
        shape_of_variables(FunctionGraph([n], [T.zeros((n,))], clone=False), {n: ()})
