"""The array functions of random losses: on variables, and on arrays of mpmath numbers."""

import mpmath
import numpy as np


class Symbolic:
    """The functions of programs, on variables."""

    def __init__(self, theano):
        self.theano = theano
        self.T = theano.tensor
        for name in ("exp", "log", "log1p", "expm1", "sqrt", "sqr", "tanh", "cosh", "sinh", "maximum", "minimum",
                     "abs_", "erf", "erfc", "sin", "ones_like", "gammaln", "inv", "dot", "clip", "cumsum"):
            setattr(self, name, getattr(self.T, name))
        nnet = self.T.nnet
        self.softmax, self.logsoftmax, self.sigmoid, self.softplus = (
            nnet.softmax, nnet.logsoftmax, nnet.sigmoid, nnet.softplus
        )
        self.bce, self.cce = nnet.binary_crossentropy, nnet.categorical_crossentropy
        self.detached = theano.gradient.disconnected_grad
        self.where, self.stack, self.concatenate = self.T.switch, self.T.stack, self.T.concatenate

    def number(self, value, like):
        return self.T.constant(np.asarray(value, like.dtype))

    def array(self, value, like):
        return self.T.constant(np.asarray(value, like.dtype))

    def rows(self, x, index):
        return x[self.T.arange(x.shape[0]), self.T.constant(index)]

    def matrix(self, v):
        return v.dimshuffle(0, "x")

    def expand(self, v, axis):
        """Return `v` with an axis of length 1 at `axis`."""
        order = list(range(v.ndim))
        return v.dimshuffle(*order[:axis], "x", *order[axis:])

    def one_hot(self, index, k, like):
        return self.T.eq(self.T.constant(index).dimshuffle(0, "x"), self.T.arange(k))

    def masked(self, holds, function, x, other):
        return self.T.switch(holds(x), function(x), other)

    def loop(self, step, x):
        return self.theano.scan(step, sequences=[x])[0]

    def fold(self, step, x, start):
        """Return the last result of ``step(row, last result)``."""
        return self.theano.scan(step, sequences=[x], outputs_info=[start])[0][-1]

    def opaque(self, function, x):
        """Return ``function(x)`` by an op of its own."""
        inner = x.type()
        return self.theano.OpFromGraph([inner], [function(inner)])(x)


class True_:
    """The functions of programs, on arrays of mpmath numbers; what was computed once is kept."""

    def __init__(self):
        for name in ("exp", "log", "log1p", "expm1", "sqrt", "tanh", "cosh", "sinh", "erf", "erfc", "sin", "loggamma"):
            setattr(self, name, np.frompyfunc(kept(getattr(mpmath, name)), 1, 1))
        self.gammaln = self.loggamma
        self.abs_ = abs
        self.maximum, self.minimum, self.where, self.dot, self.clip = np.maximum, np.minimum, np.where, np.dot, np.clip
        self.stack, self.concatenate, self.expand, self.cumsum = np.stack, np.concatenate, np.expand_dims, np.cumsum

    def sqr(self, x):
        return x * x

    def inv(self, x):
        return 1 / x

    def detached(self, x):
        return x

    def opaque(self, function, x):
        return function(x)

    def one_hot(self, index, k, like):
        return index[:, None] == np.arange(k)

    def array(self, value, like):
        return np.frompyfunc(lambda v: mpmath.mpf(float(v)), 1, 1)(value)

    def fold(self, step, x, start):
        for row in x:
            start = step(row, start)
        return start

    def masked(self, holds, function, x, other):
        """The branch that is not taken is no part of the truth."""
        z = np.full(x.shape, mpmath.mpf(other))
        for i in np.ndindex(x.shape):
            if holds(x[i]):
                z[i] = function(x[i])
        return z

    def ones_like(self, x):
        return x * 0 + 1

    def softmax(self, x):
        e = self.exp(x)
        return e / e.sum(axis=1, keepdims=True)

    def logsoftmax(self, x):
        return self.log(self.softmax(x))

    def sigmoid(self, x):
        return 1 / (1 + self.exp(-x))

    def softplus(self, x):
        return self.log(1 + self.exp(x))

    def bce(self, p, t):
        return -(t * self.log(p) + (1 - t) * self.log(1 - p))

    def cce(self, p, t):
        return -(t * self.log(p)).sum(axis=1)

    def number(self, value, like):
        return mpmath.mpf(float(np.asarray(value, getattr(like, "dtype", "float64"))))

    def rows(self, x, index):
        return x[np.arange(len(x)), index]

    def matrix(self, v):
        return v[:, None]

    def loop(self, step, x):
        return np.stack([step(row) for row in x])


def kept(function):
    """Return `function` of mpmath numbers, which remembers its values."""
    values = {}

    def call(x):
        key = getattr(x, "_mpf_", x)
        if key not in values:
            values[key] = function(x)
        return values[key]

    return call
