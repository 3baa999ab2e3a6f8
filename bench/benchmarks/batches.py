"""Maps over the examples of a batch, beside what is written for a batch by hand; Jacobians."""

import numpy as np

import tensorgraph as theano
import tensorgraph.tensor as T


def attention(x, w):
    q, k, v = T.dot(x, w[0]), T.dot(x, w[1]), T.dot(x, w[2])
    return T.dot(T.nnet.softmax(T.dot(q, k.T) / 8), v)


def attention_of_batch(x, w):
    b, n, d = (x.shape[i] for i in range(3))
    rows = x.reshape((b * n, d))
    q, k, v = [T.dot(rows, w[i]).reshape((b, n, d)) for i in range(3)]
    scores = T.batched_dot(q, k.dimshuffle(0, 2, 1)) / 8
    weights = T.nnet.softmax(scores.reshape((b * n, n))).reshape((b, n, n))
    return T.batched_dot(weights, v)


class Attention:
    """Value and gradient of attention over 16 examples."""

    params = [["mapped", "by hand"], [8, 64]]
    param_names = ["how", "length"]

    def setup(self, how, length):
        draw = np.random.default_rng(0)
        x, w = T.tensor3("x", dtype="float32"), T.tensor3("w", dtype="float32")
        z = theano.vmap(attention, (0, None))(x, w) if how == "mapped" else attention_of_batch(x, w)
        self.f = theano.function([x, w], [z, T.grad(T.sqr(z).sum(), w)])
        self.args = [draw.normal(size=shape).astype("float32") / 4 for shape in ((16, length, 64), (3, 64, 64))]
        self.f(*self.args)

    def time_call(self, how, length):
        self.f(*self.args)


class Jacobian:
    """The Jacobian of two layers."""

    params = [10, 100, 500]
    param_names = ["units"]

    def setup(self, units):
        draw = np.random.default_rng(0)
        w = [theano.shared(draw.normal(size=(units, units)) / np.sqrt(units)) for _ in range(2)]
        x = T.dvector("x")
        z = T.tanh(T.dot(T.tanh(T.dot(x, w[0])), w[1]))
        self.f = theano.function([x], theano.gradient.jacobian(z, x))
        self.x = draw.normal(size=units)
        self.f(self.x)

    def time_call(self, units):
        self.f(self.x)


class Compiled:
    """The call of a compiled function with a tree of arguments."""

    def setup(self):
        self.f = theano.compiled(lambda params, x: {"z": x * params["w"] + params["b"]})
        self.args = {"w": np.ones(3), "b": np.zeros(3)}, np.ones(3)
        self.f(*self.args)

    def time_call(self):
        self.f(*self.args)
