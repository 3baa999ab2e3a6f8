"""Cross-entropies against their definitions."""

import numpy as np
import pytest
from reference import check_grad, check_shapes, evaluate

import tensorgraph.tensor as T
from tensorgraph.gradient import grad

N = T.nnet
RNG = np.random.default_rng(6)
A, B = RNG.standard_normal((3, 4)), RNG.standard_normal(4)
Y = np.array([2, 0, 3])
P = np.exp(A) / np.exp(A).sum(1, keepdims=True)


def test_categorical():
    p, y, t = T.dmatrix(), T.ivector(), T.dmatrix()
    q = P[::-1]
    given = {p: P, y: Y.astype("int32"), t: q}
    graphs = [N.categorical_crossentropy(p, y), N.categorical_crossentropy(p, t)]
    got = evaluate(graphs, given)
    np.testing.assert_allclose(got[0], -np.log(P[np.arange(3), Y]), rtol=1e-13)
    np.testing.assert_allclose(got[1], -(q * np.log(P)).sum(1), rtol=1e-13)
    assert str(graphs[0].owner.op) == "CrossentropyCategorical1Hot"
    check_shapes(graphs, given)
    check_grad(lambda p: N.categorical_crossentropy(p, Y) ** 2, [P])
    check_grad(lambda p, t: N.categorical_crossentropy(p, t) ** 2, [P, q])
    check_grad(lambda p: grad((N.categorical_crossentropy(p, Y) ** 2).sum(), p), [P])
    with pytest.raises(TypeError, match="rank mismatch"):
        N.categorical_crossentropy(p, T.dtensor3())


def test_binary():
    o, t = T.dvector(), T.dvector()
    a, b = np.array([0.1, 0.5, 0.9]), np.array([0.0, 0.3, 1.0])
    want = -(b * np.log(a) + (1 - b) * np.log(1 - a))
    np.testing.assert_allclose(evaluate(N.binary_crossentropy(o, t), {o: a, t: b}), want, rtol=1e-13)
    check_grad(N.binary_crossentropy, [a, b])


def test_sigmoid_binary():
    o, t = T.dvector(), T.dvector()
    y = N.sigmoid_binary_crossentropy(o, t)
    a, b = np.array([-900.0, -2.0, 0.0, 3.0, 900.0, 100.0]), np.array([1.0, 0.3, 0.5, 1.0, 0.0, 1.0])
    want = b * np.logaddexp(0, -a) + (1 - b) * np.logaddexp(0, a)
    np.testing.assert_allclose(evaluate(y, {o: a, t: b}), want, rtol=1e-13)
    g = evaluate(grad(y.sum(), o), {o: a, t: b})
    np.testing.assert_allclose(g, 1 / (1 + np.exp(-np.clip(a, -700, 700))) - b, atol=1e-15)


def losses(x, b):
    s = x + b
    m = s.max(1, keepdims=True)
    logs = s - m - np.log(np.exp(s - m).sum(1, keepdims=True))
    return -logs[np.arange(len(x)), Y[: len(x)]], np.exp(logs), s.argmax(1)


def test_fused():
    x, b, y = T.dmatrix(), T.dvector(), T.lvector()
    outputs = N.crossentropy_softmax_argmax_1hot_with_bias(x, b, y)
    for a in (A, A[:0], A[:1], A * 1e4):
        given = {x: a, b: B, y: Y[: len(a)]}
        for got, want in zip(evaluate(outputs, given), losses(a, B), strict=True):
            np.testing.assert_allclose(got, want, rtol=1e-12, atol=1e-300)
        check_shapes(outputs, given)
    assert str(outputs[0].owner.op) == "CrossentropySoftmaxArgmax1HotWithBias"


def test_fused_functions():
    x, b, y = T.dmatrix(), T.dvector(), T.lvector()
    given = {x: A, b: B, y: Y}
    for graphs, bias in (
        (N.crossentropy_softmax_1hot_with_bias(x, b, y), B),
        (N.crossentropy_softmax_1hot(x, y), 0),
        (N.crossentropy_softmax_max_and_argmax_1hot_with_bias(x, b, y), B),
        (N.crossentropy_softmax_max_and_argmax_1hot(x, y), 0),
    ):
        nll, sm, am = losses(A, bias)
        for got, want in zip(evaluate(list(graphs), given), (nll, sm, sm.max(1), am)):
            np.testing.assert_allclose(got, want, rtol=1e-12)


def test_fused_gradients():
    f = N.crossentropy_softmax_argmax_1hot_with_bias
    check_grad(lambda x, b: f(x, b, Y)[0] ** 2, [A, B])
    check_grad(lambda x, b: f(x, b, Y)[1] ** 2, [A, B])
    check_grad(lambda x, b: [v**2 for v in f(x, b, Y)[:2]], [A, B])
    check_grad(lambda x, b: grad((f(x, b, Y)[0] ** 2).sum(), x), [A, B])
    for dy in (np.arange(3.0), np.array(2.0)):
        check_grad(lambda dy, sm: N.crossentropy_softmax_1hot_with_bias_dx(dy, sm, Y) ** 2, [dy, P])
    x = T.dmatrix()
    g = grad(f(x, B, Y)[0].sum(), x)
    assert str(g.owner.op) == "CrossentropySoftmax1HotWithBiasDx"
    np.testing.assert_allclose(evaluate(g, {x: A}), losses(A, B)[1] - np.eye(4)[Y], rtol=1e-12, atol=1e-15)


def test_wrong_labels():
    x, b, y, p = T.dmatrix(), T.dvector(), T.lvector(), T.dmatrix()
    for labels, error, text in (
        ([0, 4, 1], IndexError, "label 4 is out of bounds for rows of length 4"),
        ([0, -1, 1], IndexError, "label -1"),
        ([0, 1], ValueError, "rows"),
    ):
        given = {x: A, b: B, y: np.array(labels), p: P}
        for graph in (
            N.crossentropy_softmax_argmax_1hot_with_bias(x, b, y)[0],
            N.categorical_crossentropy(p, y),
            N.crossentropy_softmax_1hot_with_bias_dx(T.ones((3,)), p, y),
        ):
            with pytest.raises(error, match=text):
                evaluate(graph, given)
    with pytest.raises(ValueError, match="ints"):
        N.crossentropy_softmax_1hot(x, T.dvector())


def test_confusion_matrix():
    a, b = T.lvector(), T.lvector()
    matrix, order = N.confusion_matrix(a, b)
    given = {a: np.array([2, 0, 2, 2, 0, 1]), b: np.array([0, 0, 2, 2, 0, 2])}
    got = evaluate([matrix, order], given)
    np.testing.assert_array_equal(got[0], [[2, 0, 0], [0, 0, 1], [1, 0, 2]])
    np.testing.assert_array_equal(got[1], [0, 1, 2])
