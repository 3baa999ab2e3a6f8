"""Kinds of steps of functions: no Python step where every operation has a kernel."""

import numpy as np
import pytest

import tensorgraph as theano
import tensorgraph.tensor as T


def logistic_regression(dtype="float64"):
    """The training function of the tutorial."""
    rng = np.random.RandomState(0)
    x, y = T.matrix("x", dtype=dtype), T.vector("y", dtype=dtype)
    w, b = theano.shared(rng.randn(20).astype(dtype), "w"), theano.shared(np.asarray(0.0, dtype), "b")
    p_1 = 1 / (1 + T.exp(-T.dot(x, w) - b))
    prediction = p_1 > 0.5
    xent = -y * T.log(p_1) - (1 - y) * T.log(1 - p_1)
    cost = xent.mean() + 0.01 * (w**2).sum()
    gw, gb = T.grad(cost, [w, b])
    step = np.asarray(0.1, dtype)
    train = theano.function([x, y], [prediction, xent], updates=((w, w - step * gw), (b, b - step * gb)))
    predict = theano.function([x], prediction)
    return train, predict, w, b


def softmax_regression():
    """The training function of the deep learning tutorial, from minibatches that are slices of shared data."""
    rng = np.random.RandomState(0)
    x, y, index = T.matrix("x"), T.ivector("y"), T.lscalar("index")
    data = theano.shared(rng.rand(100, 30), borrow=True)
    labels = T.cast(theano.shared(rng.randint(0, 10, 100).astype(theano.config.floatX), borrow=True), "int32")
    W, b = theano.shared(np.zeros((30, 10)), "W"), theano.shared(np.zeros(10), "b")
    p = T.nnet.softmax(T.dot(x, W) + b)
    cost = -T.mean(T.log(p)[T.arange(y.shape[0]), y])
    errors = T.mean(T.neq(T.argmax(p, axis=1), y))
    updates = [(v, v - 0.13 * T.grad(cost, v)) for v in (W, b)]
    rows = slice(index * 20, (index + 1) * 20)
    givens = {x: data[rows], y: labels[rows]}
    train = theano.function([index], cost, updates=updates, givens=givens)
    return train, theano.function([index], errors, givens=givens), W, b


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_logistic_regression(dtype):
    train, predict, w, b = logistic_regression(dtype)
    assert "python" not in train.kinds() and "python" not in predict.kinds()
    rng = np.random.RandomState(1)
    x, y = rng.randn(50, 20).astype(dtype), rng.randint(0, 2, 50).astype(dtype)
    before = w.get_value(), b.get_value()
    p, xent = train(x, y)
    z = x @ before[0] + before[1]
    q = 1 / (1 + np.exp(-z))
    tolerance = 1e-10 if dtype == "float64" else 2e-4
    np.testing.assert_array_equal(p, q > 0.5)
    np.testing.assert_allclose(xent, -y * np.log(q) - (1 - y) * np.log(1 - q), rtol=tolerance, atol=tolerance)
    gw = x.T @ ((q - y) / 50) + 0.02 * before[0]
    np.testing.assert_allclose(w.get_value(), before[0] - 0.1 * gw, rtol=tolerance, atol=tolerance)
    np.testing.assert_allclose(b.get_value(), before[1] - 0.1 * (q - y).mean(), rtol=tolerance, atol=tolerance)


def test_softmax_regression():
    train, errors, W, b = softmax_regression()
    assert "python" not in train.kinds() and "python" not in errors.kinds()
    costs = [train(i % 5) for i in range(50)]
    np.testing.assert_allclose(costs[0], np.log(10))
    assert np.mean(costs[-5:]) < np.mean(costs[:5])
    assert 0 <= errors(0) <= 1


def test_multilayer_perceptron_with_momentum():
    rng = np.random.RandomState(0)
    x, y = T.fmatrix("x"), T.ivector("y")
    sizes, h, parameters = [8, 16, 4], x, []
    for n, m in zip(sizes, sizes[1:]):
        W, b = theano.shared((rng.randn(n, m) * 0.3).astype("float32")), theano.shared(np.zeros(m, "float32"))
        h = T.dot(h, W) + b
        h = T.nnet.relu(h) if m != 4 else T.nnet.softmax(h)
        parameters += [W, b]
    cost = T.nnet.categorical_crossentropy(h, y).mean()
    updates = []
    for p, g in zip(parameters, T.grad(cost, parameters)):
        v = theano.shared(p.get_value() * 0)
        new = np.float32(0.9) * v - np.float32(0.1) * g
        updates += [(v, new), (p, p + new)]
    f = theano.function([x, y], cost, updates=updates)
    assert "python" not in f.kinds()
    data, labels = rng.rand(32, 8).astype("float32"), rng.randint(0, 4, 32).astype("int32")
    costs = [float(f(data, labels)) for _ in range(60)]
    assert costs[-1] < 0.8 * costs[0]


def test_adam():
    w = theano.shared(np.array([1.0, -3.0]), "w")
    m, v, t = theano.shared(np.zeros(2)), theano.shared(np.zeros(2)), theano.shared(0.0)
    loss = (w**4).sum() + w[0] * w[1]
    g = T.grad(loss, w)
    t1, m1, v1 = t + 1, 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
    step = 0.1 * T.sqrt(1 - 0.999**t1) / (1 - 0.9**t1)
    f = theano.function([], loss, updates=[(m, m1), (v, v1), (t, t1), (w, w - step * m1 / (T.sqrt(v1) + 1e-8))])
    assert "python" not in f.kinds()
    np.testing.assert_allclose([f() for _ in range(3)], [79.0, 68.77420002907166, 59.64947359223792])


def test_reductions_and_shapes():
    m, i = T.dmatrix("m"), T.lscalar("i")
    outputs = [
        m.sum(axis=0), m.mean(), m.max(axis=1), m.argmax(axis=1), m.prod(), m.std(axis=0), m.T.flatten(),
        m.reshape((-1, 2)), m[i], m[i:, ::-1], T.zeros_like(m), T.ones((m.shape[0], 3)), T.arange(i), T.eye(3),
        T.concatenate([m, m], axis=1), T.stack([m, m]), m.norm(2), T.tile(m, (2, 1)), T.set_subtensor(m[0], 5.0),
        T.inc_subtensor(m[:, i], 1.0),
    ]  # fmt: skip
    x = np.arange(12.0).reshape(4, 3) / 7 + 1
    x = np.hstack([x, x[:, :1]])
    fast = theano.function([m, i], outputs)
    slow = theano.function([m, i], outputs, mode=theano.Mode("py", None))
    assert "python" not in fast.kinds()
    for a, b in zip(fast(x, 2), slow(x, 2)):
        np.testing.assert_allclose(a, b, rtol=1e-12)
        assert a.dtype == b.dtype


def test_lengths_that_are_updated_in_place():
    n, v = theano.shared(2), T.dvector("v")
    f = theano.function([v], v.reshape((n, v.shape[0] // n)) + 0.0, updates=[(n, n * 2)])
    assert [f(np.arange(8.0)).shape for _ in range(3)] == [(2, 4), (4, 2), (8, 1)]
    m, k = T.dmatrix("m"), theano.shared(0)
    g = theano.function([m], m[k] * 2.0, updates=[(k, k + 1)])
    assert [g(np.eye(3)).argmax() for _ in range(3)] == [0, 1, 2]
