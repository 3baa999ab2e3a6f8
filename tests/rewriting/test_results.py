"""Goals of rewriting: graphs that the tutorial prints, one loop where one is enough, and true values."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph import gradient
from tensorgraph.graph.fgraph import FunctionGraph
from tensorgraph.lowering.fusion import LoopGraph
from tensorgraph.printing import pp
from tensorgraph.rewriting.passes.shape import ShapeFeature
from tensorgraph.rewriting.pipeline import prepare
from tensorgraph.tensor.shape.assertion import Assert


def ops(f):
    return [str(node.op) for node in f.maker.fgraph.toposort()]


def test_gradient_of_a_power():
    x, z = T.dscalar("x"), T.dscalar("z")
    f = theano.function([x], gradient.grad(x**2, x))
    assert pp(f.maker.fgraph.outputs[0]) == "(TensorConstant{2.0} * x)"
    f = theano.function([z], gradient.grad(5 * z**3, z))
    assert pp(f.maker.fgraph.outputs[0]) == "Elemwise{Composite{(i0 * sqr(i1))}}(TensorConstant{15.0}, z)"


def test_composite_text():
    x, y = T.dscalar("x"), T.dscalar("y")
    f = theano.function([x, y], x**2 + y * 3)
    assert ops(f) == ["Elemwise{Composite{(sqr(i0) + (i1 * i2))}}"]
    assert [str(v) for v in f.maker.fgraph.outputs[0].owner.inputs] == ["x", "TensorConstant{3.0}", "y"]


def test_logistic_function_is_a_sigmoid():
    x = T.dvector("x")
    assert ops(theano.function([x], 1 / (1 + T.exp(-x)))) == ["sigmoid"]


def logistic_regression(w_value, b_value=0.0):
    x, y = T.dmatrix("x"), T.dvector("y")
    w, b = theano.shared(np.array(w_value), name="w"), theano.shared(b_value, name="b")
    p_1 = 1 / (1 + T.exp(-T.dot(x, w) - b))
    xent = -y * T.log(p_1) - (1 - y) * T.log(1 - p_1)
    cost = xent.mean() + 0.01 * (w**2).sum()
    gw, gb = gradient.grad(cost, [w, b])
    train = theano.function([x, y], [p_1 > 0.5, xent, gw, gb], updates=((w, w - 0.1 * gw), (b, b - 0.1 * gb)))
    return train, theano.function([x, y], [p_1 > 0.5, xent], updates=((w, w - 0.1 * gw), (b, b - 0.1 * gb)))


def test_tutorial_loss_far_out():
    """|z| above 37, where Theano 1.0 gave inf and nan: loss, gradient and the training step are the true ones."""
    z = np.array([-1e4, -800.0, -40.0, -1.0, 0.0, 1.0, 40.0, 800.0, 1e4])
    for label in (0.0, 1.0):
        train, _ = logistic_regression([1.0])
        y = np.full(len(z), label)
        _, xent, gw, gb = train(z[:, None], y)
        np.testing.assert_allclose(xent, y * np.logaddexp(0, -z) + (1 - y) * np.logaddexp(0, z), rtol=1e-12)
        p = np.exp(-np.logaddexp(0, -z))
        np.testing.assert_allclose(gb, (p - y).mean(), rtol=1e-12)
        np.testing.assert_allclose(gw, [((p - y) * z).mean() + 0.02], rtol=1e-12)


def test_tutorial_step_is_one_loop_between_two_products():
    """Prediction, loss, residual and its sum in one loop; the weights are updated by one product in their storage."""
    _, train = logistic_regression(np.zeros(5))
    loops = LoopGraph(train.maker.fgraph)
    prepare(loops, "FAST_RUN")
    names = [str(node.op) for node in loops.toposort()]
    found = [n for n in names if n.startswith(("MapReduce", "Elemwise{Composite"))]
    assert names.count("CGemv{inplace}") == 2
    assert sum(n.startswith("MapReduce") for n in names) == 1
    # beside it the count as a number, and the update of b
    assert len(found) == 3


def test_weight_matrix_is_updated_by_one_gemm():
    x, d = T.dmatrix("x"), T.dmatrix("d")
    W = theano.shared(np.ones((3, 2)), name="W")
    f = theano.function([x, d], [], updates=[(W, W - 0.5 * T.dot(x.T, d))])
    assert ops(f) == ["InplaceDimShuffle{1,0}", "Gemm{inplace}"]
    before = W.get_value(borrow=True)
    X, D = np.arange(12.0).reshape(4, 3), np.arange(8.0).reshape(4, 2)
    f(X, D)
    np.testing.assert_allclose(W.get_value(), 1 - 0.5 * X.T @ D)
    assert before is not None


def test_softmax_regression_uses_the_fused_loss():
    x, y = T.dmatrix("x"), T.ivector("y")
    W, b = theano.shared(np.zeros((4, 3))), theano.shared(np.zeros(3))
    p = T.nnet.softmax(T.dot(x, W) + b)
    cost = -T.mean(T.log(p)[T.arange(y.shape[0]), y])
    gW, gb = gradient.grad(cost, [W, b])
    names = ops(theano.function([x, y], cost, updates=[(W, W - 0.1 * gW), (b, b - 0.1 * gb)]))
    assert "CrossentropySoftmaxArgmax1HotWithBias" in names and "CrossentropySoftmax1HotWithBiasDx" in names
    assert "Gemm{inplace}" in names
    assert not any("Advanced" in n or n.startswith("Softmax") for n in names)


@pytest.mark.parametrize("known", ["labels", "length"])
@pytest.mark.parametrize("rows", [3, 1])
def test_fused_losses_of_constant_rows(rows, known):
    """The range is a constant where the number of labels is known."""
    x, y = T.dmatrix("x"), T.lvector("y")
    labels = T.constant([2, 0, 1][:rows]) if known == "labels" else T.specify_shape(y, (rows,))
    z = -T.log(T.nnet.softmax(x)[T.arange(labels.shape[0]), labels])
    f = theano.function([x, y], z, on_unused_input="ignore")
    assert "CrossentropySoftmaxArgmax1HotWithBias" in ops(f)
    X, Y = np.eye(3)[:rows], np.array([2, 0, 1])[:rows]
    np.testing.assert_allclose(f(X, Y), np.log(np.e + 2) - X[np.arange(rows), Y])


@pytest.mark.parametrize("n", [1, 2, 3])
@pytest.mark.parametrize("cost", [lambda p, i: T.log(p)[i], lambda p, i: T.log(p[i]), lambda p, i: -T.log(p)[i] * 2])
def test_more_rows_than_labels(cost, n):
    """A number of labels says nothing about the number of rows."""
    x, X = T.dmatrix("x"), np.arange(9.0).reshape(3, 3) ** 1.5
    z = cost(T.nnet.softmax(x), (T.arange(n), T.constant([2, 0, 1][:n])))
    graph = [z, T.grad(z.sum(), x)]
    plain = theano.function([x], graph, mode=theano.compile.Mode("py", None))
    for got, want in zip(theano.function([x], graph)(X), plain(X), strict=True):
        np.testing.assert_allclose(got, want, atol=1e-15)


@pytest.mark.parametrize(
    "index",
    [np.s_[[0, 1, 0], 1:3], np.s_[:, [0, 2]], np.s_[[0, 1], None, [2, 0]], np.s_[np.array([0, 1]), ::-1]],
    ids=str,
)
def test_indices_of_log_softmax_that_pick_no_class(index):
    """An index may hold slices and new axes, which have no dtype."""
    x, X = T.dmatrix("x"), np.arange(9.0).reshape(3, 3) ** 1.5
    log = X - np.log(np.exp(X).sum(axis=1, keepdims=True))
    for z in (T.log(T.nnet.softmax(x))[index], T.log(T.nnet.softmax(x)[index])):
        np.testing.assert_allclose(theano.function([x], z)(X), log[index])


@pytest.mark.parametrize(
    "cost",
    [
        lambda p, y, a, w: a * T.mean(-T.log(p[T.arange(y.shape[0]), y])),
        lambda p, y, a, w: -a * T.sum(T.log(p)[T.arange(y.shape[0]), y]),
        lambda p, y, a, w: T.sum(w * T.log(p[T.arange(y.shape[0]), y])) / (2 * w.sum() * a),
        lambda p, y, a, w: T.mean(w * T.nnet.categorical_crossentropy(p, y)) * a,
        lambda p, y, a, w: T.sum(T.nnet.crossentropy_categorical_1hot(p, y)),
    ],
)
def test_gradients_of_weighted_losses(cost):
    """Need the softmax and the labels, and are right where a probability is rounded to 0."""
    x, y, a, w = T.dmatrix("x"), T.ivector("y"), T.dscalar("a"), T.dvector("w")
    b, c = T.dvectors("b", "c")
    loss = cost(T.nnet.softmax(T.add(x, b, c)), y, a, w)
    inputs = [x, b, c, y, a, w]
    f = theano.function(inputs, T.grad(loss, x), on_unused_input="ignore")
    assert {"SoftmaxWithBias", "CrossentropySoftmax1HotWithBiasDx"} <= set(ops(f))
    assert not any("Advanced" in n or "Argmax" in n or n in ("Softmax", "SoftmaxGrad") for n in ops(f))
    values = np.eye(3), np.zeros(3), np.ones(3), np.array([0, 2, 1], "int32"), 0.5, np.array([1.0, 2.0, 3.0])
    plain = theano.function(inputs, T.grad(loss, x), mode="FAST_COMPILE", on_unused_input="ignore")
    np.testing.assert_allclose(f(*values), plain(*values), rtol=1e-12)
    values = (np.array([[0, 2000.0, 0], [0, 0, 3000.0], [1, 0, 0]]), *values[1:])
    found = f(*values)
    assert np.isfinite(found).all()
    assert found[0, 0] == -found[0, 1] != 0


def test_users_softmax():
    """Written with its largest element taken away: one pass, and none for the place of the largest."""
    x = T.dmatrix("x")
    e = T.exp(x - x.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    assert ops(theano.function([x], p)) == ["Softmax"]
    assert ops(theano.function([x], T.log(p))) == ["LogSoftmax"]
    assert ops(theano.function([x], T.argmax(p, axis=1))) == ["Argmax{axis=(1,)}"]


def test_minibatch_arithmetic_stays_small():
    """The length of ``x[i * b : (i + 1) * b]`` is read off the slice."""
    x = theano.shared(np.arange(12.0))
    i = T.lscalar("i")
    f = theano.function([i], x[i * 3 : (i + 1) * 3].mean())
    assert not any("Switch" in n or "minimum" in n for n in ops(f))
    assert f(1) == 4.0 and f(3) == 10.0


def test_nothing_is_computed_for_a_shape():
    x = T.dmatrix("x")
    assert ops(theano.function([x], T.exp(T.dot(x, x.T)).shape[0])) == ["Shape_i{0}"]


@pytest.mark.parametrize("value", [-1000.0, -40.0, -1.0, 0.0, 1.0, 40.0, 1000.0])
def test_stable_forms(value):
    """Programs rely on these silently."""
    x = T.dscalar("x")
    outputs = [
        T.log(1 + T.exp(x)),
        T.log(1 / (1 + T.exp(-x))),
        T.log(1 - T.nnet.sigmoid(x)),
        1 - 1 / (1 + T.exp(-x)),
        T.log(T.exp(x)),
        T.log(T.exp(x) + T.exp(-x)),
        (T.exp(x) - T.exp(-x)) / (T.exp(x) + T.exp(-x)),
    ]
    expected = [
        np.logaddexp(0, value),
        -np.logaddexp(0, -value),
        -np.logaddexp(0, value),
        np.exp(-np.logaddexp(0, value)),
        value,
        np.logaddexp(value, -value),
        np.tanh(value),
    ]
    for out, want in zip(outputs, expected):
        np.testing.assert_allclose(theano.function([x], out)(value), want, rtol=1e-13)


def test_log_sum_exp():
    x = T.dmatrix("x")
    data = np.array([[1000.0, 1000.0], [-1000.0, -1001.0], [np.inf, 0.0], [-np.inf, -np.inf]])
    f = theano.function([x], T.log(T.exp(x).sum(axis=1)))
    np.testing.assert_allclose(f(data), np.logaddexp(data[:, 0], data[:, 1]), rtol=1e-14)
    g = theano.function([x], T.exp(x) / T.exp(x).sum(axis=1, keepdims=True))
    np.testing.assert_allclose(g(data[:2]), [[0.5, 0.5], [np.e / (1 + np.e), 1 / (1 + np.e)]])


def test_modes_select_rules_by_name():
    x = T.dvector("x")
    y = T.log(1 + x)
    with_rule = theano.function([x], y, mode="FAST_RUN")
    without = theano.function([x], y, mode=theano.Mode("cvm", "fast_run").excluding("local_log1p"))
    plain = theano.function([x], y, mode=theano.Mode("py", None))
    assert ops(with_rule) == ["Elemwise{log1p,no_inplace}"]
    assert "log1p" not in str(ops(without))
    assert ops(plain) == ["InplaceDimShuffle{x}", "Elemwise{add,no_inplace}", "Elemwise{log,no_inplace}"]
    unfused = theano.function([x], T.exp(x) + x, mode=theano.Mode("cvm", "fast_run").excluding("fusion"))
    assert len(ops(unfused)) == 2


def test_places_are_handed_on():
    """A rewrite passes on the line of the node it replaces."""
    x = T.dvector("x")
    y = 1 / (1 + T.exp(-x))
    f = theano.function([x], y)
    assert "1 / (1 + T.exp(-x))" in f.maker.fgraph.outputs[0].owner.trace.location().source


@pytest.mark.parametrize("make", [lambda x: x * np.nan, lambda x: x - np.nan, lambda x: x / np.nan + 1])
def test_nan_among_the_constants(make):
    x = T.dvector("x")
    assert np.isnan(theano.function([x], make(x))([1.0, 2.0])).all()


def test_only_the_place_of_the_largest():
    m = T.dmatrix("m")
    f = theano.function([m], m.argmax(axis=1))
    assert ops(f) == ["Argmax{axis=(1,)}"] and f([[1.0, 3.0], [4.0, 2.0]]).tolist() == [1, 0]
    f = theano.function([m], T.max_and_argmax(m, axis=1))
    assert ops(f) == ["MaxAndArgmax{axis=(1,)}"]


def test_the_shape_of_a_vector():
    v = T.dvector("v")
    assert ops(theano.function([v], v.shape)) == ["Shape_i{0}", "MakeVector{dtype='int64'}"]


def test_a_sum_of_one_number_many_times():
    """Is a product with the count, also where the number has axes of length 1; what is always 0 is a constant."""
    x = T.dmatrix("x")
    f = theano.function([x], T.alloc(np.full((1, 1), 3.0), *x.shape).sum())
    assert ops(f)[-1].startswith("Elemwise{") and f(np.zeros((2, 5))) == 30
    assert ops(theano.function([x], abs(x - x).sum())) == ["DeepCopyOp"]


def test_adding_zeros_to_rows_and_elements():
    x, i = T.dmatrix("x"), T.lvector("i")
    for part in (x[i], x[i, i], x[1:]):
        f = theano.function([x, i], T.inc_subtensor(part, T.zeros_like(part)), on_unused_input="ignore")
        assert ops(f) == ["DeepCopyOp"]
        np.testing.assert_array_equal(f(np.eye(2), [0, 0]), np.eye(2))


def test_which_shapes_are_known_to_be_the_same():
    x, y = T.dvectors("x", "y")
    z = x + y
    feature = ShapeFeature()
    FunctionGraph([x, y], [z], clone=False).attach_feature(feature)
    assert feature.same_shape(x, z) and feature.same_shape(x, z, 0, 0)
    # that y is as long is found out by the sum
    assert not feature.same_shape(y, z) and not feature.same_shape(x, T.dmatrix())
    for axes in ((1, 0), (0, 1)):
        with pytest.raises(IndexError):
            feature.same_shape(x, z, *axes)


def test_lengths_by_variable_are_derived_when_they_are_read():
    """``node.fgraph.shape_feature.shape_of[v]`` in rules written for Theano."""
    x, y = T.dmatrices("x", "y")
    z = T.dot(x, y)
    feature = ShapeFeature()
    fgraph = FunctionGraph([x, y], [z], features=[feature], clone=False)
    lengths = fgraph.shape_feature.shape_of
    assert z in lengths and [str(n) for n in lengths[z]] == ["Shape_i{0}.0", "Shape_i{1}.0"]
    assert lengths.get(theano.generic()) is None
    lengths[z] = lengths[x]
    assert feature.shape(z) == feature.shape(x)


def test_axes_that_are_not_sliced_keep_their_lengths():
    x, n = T.dtensor3("x"), T.lscalar("n")
    first, columns, row = x[1:n], x[:, :, :-1], x[0, 2:]
    feature = ShapeFeature()
    FunctionGraph([x, n], [T.exp(first), columns, row], clone=False).attach_feature(feature)
    for part, axes in ((T.exp(first), {1: 1, 2: 2}), (columns, {0: 0, 1: 1}), (row, {1: 2})):
        for axis in range(part.ndim):
            assert [k for k in range(3) if feature.same_shape(part, x, axis, k)] == [axes[k] for k in axes if k == axis]


def test_asserts_that_a_mode_does_without():
    x, y = T.dvectors("x", "y")
    z = Assert("wrong")(x, T.eq(x.shape[0], y.shape[0])) * 2
    f = theano.function([x, y], z, on_unused_input="ignore")
    with pytest.raises(AssertionError, match="wrong"):
        f([1.0], [2.0, 3.0])
    for mode in (theano.compile.get_default_mode().including("local_remove_all_assert"), theano.Mode("cvm", "unsafe")):
        assert ops(theano.function([x, y], z, mode=mode, on_unused_input="ignore"))[-1].startswith("Elemwise")
        np.testing.assert_array_equal(theano.function([x, y], z, mode=mode, on_unused_input="ignore")([1], [2, 3]), [2])


@pytest.mark.parametrize("dtype", ["int8", "float32", "complex64"])
def test_casts_that_only_widen(dtype):
    x = T.vector("x", dtype=dtype)
    f = theano.function([x], x.astype("complex64").astype("complex128"))
    assert len(ops(f)) == 1
    np.testing.assert_array_equal(f(np.array([1, 2], dtype)), [1, 2])
