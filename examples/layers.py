"""The layers that several examples are built from."""

import numpy as np

import tensorgraph as theano
import tensorgraph.tensor as T


def uniform(rng, bound, shape):
    """Initial weights between ``-bound`` and ``bound``, in floatX."""
    return rng.uniform(-bound, bound, shape).astype(theano.config.floatX)


def zeros(*shape):
    """Initial biases, in floatX."""
    return np.zeros(shape, theano.config.floatX)


class Hidden:
    """``activation(x W + b)``.

    Parameters
    ----------
    rng : numpy.random.RandomState
    x : TensorVariable
        A row per example.
    n_in, n_out : int
    activation : callable
    """

    def __init__(self, rng, x, n_in, n_out, activation=T.tanh):
        # sigmoid is tanh stretched by two, and its slope at 0 a quarter of it
        scale = 4 if activation is T.nnet.sigmoid else 1
        self.W = theano.shared(uniform(rng, scale * np.sqrt(6 / (n_in + n_out)), (n_in, n_out)), name="W", borrow=True)
        self.b = theano.shared(zeros(n_out), name="b", borrow=True)
        self.output = activation(T.dot(x, self.W) + self.b)
        self.params = [self.W, self.b]


class Softmax:
    """A distribution over classes: ``softmax(x W + b)``.

    Parameters
    ----------
    x : TensorVariable
        A row per example.
    n_in, n_out : int
    """

    def __init__(self, x, n_in, n_out):
        self.W = theano.shared(zeros(n_in, n_out), name="W", borrow=True)
        self.b = theano.shared(zeros(n_out), name="b", borrow=True)
        self.p = T.nnet.softmax(T.dot(x, self.W) + self.b)
        self.params = [self.W, self.b]

    def cost(self, y):
        """The mean of ``-log(p(y | x))``."""
        return T.nnet.categorical_crossentropy(self.p, y).mean()

    def errors(self, y):
        """The fraction of examples whose likeliest class is wrong."""
        return T.neq(T.argmax(self.p, axis=1), y).mean()
