"""The same work on one and on two threads, from arrays that are not shared out to such as exceed the caches."""

import numpy as np

import tensorgraph as theano
import tensorgraph.tensor as T

WORK = {
    "arithmetic": lambda x: x * x + 2,
    "tanh": T.tanh,
    "sum": T.sum,
    "max": T.max,
    "variance": T.var,
    "columns": lambda x: x.sum(axis=0),
    "rows": lambda x: T.exp(x).sum(axis=1),
    "softmax": T.nnet.softmax,
    "largest": lambda x: T.argmax(x, axis=0),
    "transposed": lambda x: T.concatenate([x.T, x.T]),
    "product": lambda x: T.dot(x, x[::-1].T),
    "square": lambda x: T.dot(x, x.T),
    "vector": lambda x: T.dot(x.T, T.dot(x, x[0])),
    "taken": lambda x: T.sqr(x[T.arange(x.shape[0]) * 7 % x.shape[0]]).sum(),
    "running": lambda x: T.cumsum(x, axis=1),
}


class Threads:
    """Elementwise operations, reductions, products, copies and rows of square matrices."""

    params = [sorted(WORK), ["float32", "float64"], [30, 100, 300, 1_000, 3_000], [1, 2]]
    param_names = ["work", "dtype", "n", "threads"]

    def setup(self, work, dtype, n, threads):
        x = T.matrix(dtype=dtype)
        self.f = theano.function([x], WORK[work](x))
        self.x = np.random.default_rng(0).random((n, n)).astype(dtype)
        self.count = theano.threads(threads)
        self.f(self.x)

    def teardown(self, *_):
        self.count.__exit__(None, None, None)

    def time_call(self, *_):
        self.f(self.x)


class ThreadsOfConvolutions:
    """A convolution of 32 images and its gradients."""

    params = [["float32", "float64"], [1, 2]]
    param_names = ["dtype", "threads"]

    def setup(self, dtype, threads):
        x, w = T.tensor4(dtype=dtype), T.tensor4(dtype=dtype)
        y = T.nnet.conv2d(x, w)
        self.f = theano.function([x, w], [y, *T.grad(y.sum(), [x, w])])
        rng = np.random.default_rng(0)
        self.args = rng.random((32, 16, 32, 32)).astype(dtype), rng.random((32, 16, 5, 5)).astype(dtype)
        self.count = theano.threads(threads)
        self.f(*self.args)

    def teardown(self, *_):
        self.count.__exit__(None, None, None)

    def time_call(self, *_):
        self.f(*self.args)
