"""The models that the benchmarks share: the tutorial's logistic regression and a two-layer network."""

import numpy as np

import tensorgraph as theano
import tensorgraph.tensor as T


def logistic_regression(n=400, features=784):
    """The tutorial's train function and its arguments."""
    rng = np.random.RandomState(0)
    x, y = T.dmatrix("x"), T.dvector("y")
    w, b = theano.shared(rng.randn(features), name="w"), theano.shared(0.0, name="b")
    p_1 = 1 / (1 + T.exp(-T.dot(x, w) - b))
    xent = -y * T.log(p_1) - (1 - y) * T.log(1 - p_1)
    cost = xent.mean() + 0.01 * (w**2).sum()
    gw, gb = T.grad(cost, [w, b])
    train = theano.function([x, y], [p_1 > 0.5, xent], updates=[(w, w - 0.1 * gw), (b, b - 0.1 * gb)])
    return train, (rng.randn(n, features), rng.randint(0, 2, n).astype("float64"))


def network(batch=600, features=784, hidden=500, classes=10, dtype="float64"):
    """The train function of a tanh network with a softmax on top, and its arguments."""
    rng = np.random.RandomState(0)
    shapes = (features, hidden), (hidden,), (hidden, classes), (classes,)
    params = [theano.shared((rng.randn(*s) * 0.01).astype(dtype)) for s in shapes]
    with theano.config.change_flags(floatX=dtype):
        train = _train(params)
    return train, (rng.rand(batch, features).astype(dtype), rng.randint(0, classes, batch).astype("int32"))


def gated_layers(layers=10, features=20, batch=4):
    """The train function of layers of tanh, each gated by the one below, and its arguments."""
    rng = np.random.RandomState(0)
    x, y = T.dmatrices("x", "y")
    params = [theano.shared(rng.randn(features, features) / 5) for _ in range(layers)]
    h = x
    for w in params:
        h = T.tanh(T.dot(h, w)) * T.nnet.sigmoid(h)
    cost = T.sqr(h - y).mean()
    updates = [(w, w - 0.1 * g) for w, g in zip(params, T.grad(cost, params), strict=True)]
    return theano.function([x, y], cost, updates=updates), rng.randn(2, batch, features)


def _train(params):
    x, y = T.matrix("x"), T.ivector("y")
    W1, b1, W2, b2 = params
    p = T.nnet.softmax(T.dot(T.tanh(T.dot(x, W1) + b1), W2) + b2)
    cost = -T.mean(T.log(p)[T.arange(y.shape[0]), y]) + 0.0001 * ((W1**2).sum() + (W2**2).sum())
    updates = [(q, q - 0.01 * g) for q, g in zip(params, T.grad(cost, params), strict=True)]
    return theano.function([x, y], cost, updates=updates)
