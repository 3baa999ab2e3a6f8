"""Differences of neighbours: of large arrays, and in loops whose states look around."""

import numpy as np

import tensorgraph as theano
import tensorgraph.tensor as T

STEPS = {
    "rolls": lambda p: p + 0.1 * (T.roll(p, 1, axis=0) + T.roll(p, -1, axis=0) - 2 * p),
    "slices": lambda p: T.inc_subtensor(p[1:-1], 0.1 * (p[2:] - 2 * p[1:-1] + p[:-2])),
    "padded": lambda p: (lambda q: 0.5 * p + 0.25 * (q[2:] + q[:-2]))(T.concatenate([p[-1:], p, p[:1]])),
}


class Loops:
    """A hundred steps."""

    params = [list(STEPS), [(16,), (1000,), (64, 64)]]
    param_names = ["step", "shape"]

    def setup(self, step, shape):
        p = T.TensorType("float64", (False,) * len(shape))("p")
        states, _ = theano.scan(STEPS[step], None, p, n_steps=100)
        self.last = theano.function([p], states[-1])
        self.gradient = theano.function([p], T.grad((states[-1] ** 2).sum(), p))
        self.start = np.random.default_rng(0).random(shape)

    def time_last(self, step, shape):
        self.last(self.start)

    def time_gradient(self, step, shape):
        self.gradient(self.start)


class Gradients:
    """Of the squared differences of a matrix."""

    params = [["rows", "columns"], ["float32", "float64"], [100, 1000]]
    param_names = ["of", "dtype", "n"]

    def setup(self, of, dtype, n):
        x = T.matrix("x", dtype=dtype)
        d = x[1:] - x[:-1] if of == "rows" else x[:, 1:] - x[:, :-1]
        self.f = theano.function([x], T.grad((d**2).sum(), x))
        self.x = np.random.default_rng(0).normal(size=(n, n)).astype(dtype)

    def time_gradient(self, of, dtype, n):
        self.f(self.x)


class Neighbours:
    """Of each element of a matrix, in rows that fill vectors or do not."""

    params = [["float32", "float64"], [6, 20, 60, 150]]
    param_names = ["dtype", "columns"]

    def setup(self, dtype, columns):
        x = T.matrix("x", dtype=dtype)
        around = x[2:, 1:-1] + x[:-2, 1:-1] + x[1:-1, 2:] + x[1:-1, :-2]
        self.f = theano.function([x], 0.5 * x[1:-1, 1:-1] + 0.125 * around)
        self.x = np.random.default_rng(0).normal(size=(100_000 // columns, columns)).astype(dtype)

    def time_sum(self, dtype, columns):
        self.f(self.x)
