"""Rows of a table: taken, used, and their gradients added to it."""

import numpy as np

import tensorgraph as theano
import tensorgraph.tensor as T


class Embedding:
    """Rows of 128 elements out of 10,000."""

    params = [["float32", "float64"], [64, 4096]]
    param_names = ["dtype", "rows"]

    def setup(self, dtype, rows):
        rng = np.random.default_rng(0)
        table = rng.standard_normal((10_000, 128)).astype(dtype)
        self.indices = rng.integers(0, len(table), rows)
        E, i = theano.shared(table), T.lvector("i")
        taken = E[i]
        cost = T.sum(T.sqr(taken))
        step = T.cast(-0.01, dtype) * T.grad(cost, taken)
        self.forward = theano.function([i], cost)
        self.gradient = theano.function([i], [cost, T.grad(cost, E)])
        self.update = theano.function([i], cost, updates=[(E, T.inc_subtensor(taken, step))])

    def time_forward(self, dtype, rows):
        self.forward(self.indices)

    def time_gradient(self, dtype, rows):
        self.gradient(self.indices)

    def time_update(self, dtype, rows):
        self.update(self.indices)


class InLoop:
    """A loop that reads a row of a table in each step, and the gradient."""

    params = [50, 5_000]
    param_names = ["rows"]

    def setup(self, rows):
        rng = np.random.default_rng(0)
        i, E, h = T.lvector("i"), T.dmatrix("E"), T.dvector("h")
        hs, _ = theano.scan(lambda k, h, E: T.tanh(0.9 * h + E[k]), i, h, E)
        self.gradient = theano.function([i, h, E], T.grad(T.sum(hs[-1] ** 2), E))
        self.values = rng.integers(0, rows, 500), np.zeros(8), rng.normal(size=(rows, 8))

    def time_gradient(self, rows):
        self.gradient(*self.values)


class Scatter:
    """Values added at places: to elements, to rows, to columns, with and without a factor."""

    params = [["elements", "rows", "columns"], [1.0, -0.5]]
    param_names = ["places", "factor"]

    def setup(self, places, factor):
        rng = np.random.default_rng(0)
        x, i = theano.shared(np.zeros((2_000, 200))), T.lvector("i")
        y = T.dvector("y") if places == "elements" else T.dmatrix("y")
        n = 200 if places == "columns" else 2_000
        target = {"elements": x[i, i % 200], "rows": x[i], "columns": x[:, i]}[places]
        self.values = (
            rng.standard_normal({"elements": (1_000,), "rows": (1_000, 200), "columns": (2_000, 100)}[places]),
            rng.integers(0, n, 100 if places == "columns" else 1_000),
        )
        self.add = theano.function([y, i], [], updates=[(x, T.inc_subtensor(target, factor * y))])

    def time_add(self, places, factor):
        self.add(*self.values)
