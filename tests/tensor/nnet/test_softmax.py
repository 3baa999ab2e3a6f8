"""Softmax, its logarithm and gradient, and logsumexp."""

import numpy as np
import pytest
import scipy.special
from reference import check_grad, check_pushforward, check_shapes, evaluate, variables_for

import tensorgraph.tensor as T
from tensorgraph.gradient import grad
from tensorgraph.tensor.nnet.logcumsumexp import LogCumsumExp
from tensorgraph.tensor.nnet.softmax import LogSumExp, softmax_op

N = T.nnet
RNG = np.random.default_rng(3)
A = RNG.standard_normal((3, 4))
SHAPES = [(3, 4), (1, 4), (3, 1), (0, 4), (3, 0), (1, 1)]


@pytest.mark.parametrize("shape", SHAPES)
def test_values(shape):
    a = RNG.standard_normal(shape) * 5
    (x,) = variables_for([a])
    graphs = [N.softmax(x), N.logsoftmax(x)]
    want = [scipy.special.softmax(a, 1), scipy.special.log_softmax(a, 1)] if shape[1] else [a, a]
    for got, expected in zip(evaluate(graphs, {x: a}), want):
        np.testing.assert_allclose(got, expected, rtol=1e-13, atol=1e-15)
    check_shapes(graphs, {x: a})


def test_extremes():
    x = T.dmatrix()
    a = np.array([[500.0, 0.0, -500.0], [1e308, -1e308, 0.0], [-np.inf, 0.0, 0.0]])
    soft, logs = evaluate([N.softmax(x), N.logsoftmax(x)], {x: a})
    np.testing.assert_allclose(soft, [[1, np.exp(-500), 0], [1, 0, 0], [0, 0.5, 0.5]], rtol=1e-13)
    np.testing.assert_allclose(logs[0], [0, -500, -1000], rtol=1e-13)
    np.testing.assert_allclose(logs[2], [-np.inf, -np.log(2), -np.log(2)], rtol=1e-13)


def test_vector_is_a_row():
    v = T.dvector()
    for f in (N.softmax, N.logsoftmax):
        y = f(v)
        assert y.broadcastable == (True, False)
        assert evaluate(y, {v: np.zeros(2)}).shape == (1, 2)
    check_grad(lambda v: N.softmax(v) ** 2, [A[0]])


def test_gradients():
    for f in (N.softmax, N.logsoftmax, N.softmax_graph):
        check_grad(lambda x, f=f: f(x) ** 2, [A])
    check_grad(lambda x, b: N.softmax_with_bias(x, b) ** 2, [A, A[0]])
    check_grad(lambda dy, x: N.softmax_grad(dy, x) ** 2, [A, A[::-1]])
    for f in (N.softmax, N.logsoftmax):
        check_pushforward(f, [A])
    check_pushforward(N.softmax_with_bias, [A, A[0]])
    check_pushforward(N.softmax_grad, [A, A[::-1]])
    # the gradient of the gradient
    check_grad(lambda x: grad((N.softmax(x) ** 2).sum(), x), [A])
    check_grad(lambda x: grad((N.logsoftmax(x) ** 2).sum(), x), [A])


def test_with_bias():
    x, b = T.fmatrix(), T.fvector()
    y = N.softmax_with_bias(x, b)
    a, c = A.astype("float32"), np.arange(4, dtype="float32")
    np.testing.assert_allclose(evaluate(y, {x: a, b: c}), scipy.special.softmax(a + c, 1), rtol=1e-6)
    with pytest.raises(ValueError, match="columns"):
        evaluate(y, {x: a, b: c[1:]})


def test_texts():
    x, b = T.dmatrix(), T.dvector()
    results = [N.softmax(x), N.logsoftmax(x), N.softmax_with_bias(x, b), grad(N.softmax(x)[0, 0], x)]
    assert [str(v.owner.op) for v in results] == ["Softmax", "LogSoftmax", "SoftmaxWithBias", "SoftmaxGrad"]
    assert softmax_op == N.Softmax()


def test_wrong_types():
    for bad in (T.lmatrix(), T.dtensor3(), T.dscalar()):
        with pytest.raises(ValueError, match="x must be 1-d or 2-d tensor of floats"):
            N.softmax(bad)
    with pytest.raises(ValueError, match="b must be 1-d"):
        N.softmax_with_bias(T.dmatrix(), T.dmatrix())


@pytest.mark.parametrize("axis", [None, 0, 1, 2, -1, (0, 2), (-1, 0)])
def test_logsumexp(axis):
    op = LogSumExp(axis)
    for a in (RNG.standard_normal((2, 3, 4)) * 300, np.zeros((2, 0, 4)), np.ones((1, 1, 1))):
        (x,) = variables_for([a])
        with np.errstate(divide="ignore"):
            want = np.log(np.exp(a - 0).sum(axis)) if a.size == 0 else scipy.special.logsumexp(a, axis=axis)
        np.testing.assert_allclose(evaluate(op(x), {x: a}), want, rtol=1e-14)
        check_shapes(op(x), {x: a})
    check_grad(lambda x: op(x) ** 2, [RNG.standard_normal((2, 3, 4))])
    check_pushforward(op, [RNG.standard_normal((2, 3, 4))])


def test_logsumexp_of_infinities():
    x = T.dmatrix()
    a = np.array([[np.inf, 1.0], [-np.inf, 1.0], [-np.inf, -np.inf], [np.nan, 1.0]])
    np.testing.assert_array_equal(evaluate(LogSumExp(1)(x), {x: a}), [np.inf, 1.0, -np.inf, np.nan])
    assert str(LogSumExp(1)) == "LogSumExp{axis=[1]}" and str(LogSumExp()) == "LogSumExp"


def test_prepend():
    x, s = T.dmatrix(), T.dscalar()
    given = {x: A, s: np.array(7.0)}
    graphs = [N.prepend_0_to_each_row(x), N.prepend_1_to_each_row(x), N.prepend_scalar_to_each_row(s, x)]
    for got, value in zip(evaluate(graphs, given), (0, 1, 7)):
        np.testing.assert_array_equal(got, np.hstack([np.full((3, 1), value), A]))
    check_shapes(graphs, given)
    check_grad(lambda s, x: N.prepend_scalar_to_each_row(s, x) ** 2, [7.0, A])
    check_grad(lambda x: N.prepend_1_to_each_row(x) ** 2, [A])


@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize("reverse", [False, True])
def test_cumulative_sums_of_exponentials(axis, reverse):
    x, a = T.dmatrix("x"), np.array([[1000.0, -1000.0, 3.0], [-np.inf, 0.0, 5.0]])
    z = LogCumsumExp(axis, reverse)(x)
    b = np.flip(a, axis) if reverse else a
    want = np.logaddexp.accumulate(b, axis=axis)
    np.testing.assert_allclose(evaluate(z, {x: a}), np.flip(want, axis) if reverse else want)
    assert np.isfinite(evaluate(T.grad(z[:, 1:].sum(), x), {x: a})).all()
    with pytest.raises(ValueError, match="no axis 2"):
        LogCumsumExp(2)(x)
    with pytest.raises(TypeError, match="floats"):
        LogCumsumExp(0)(T.lmatrix())
