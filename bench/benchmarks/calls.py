"""Costs of one call, and from the graph to the first result."""

import numpy as np

import tensorgraph as theano
import tensorgraph.tensor as T

from .models import gated_layers, logistic_regression, network


class Call:
    """Small calls, where the overhead is all there is."""

    def setup(self):
        x, y = T.dscalars("x", "y")
        self.add = theano.function([x, y], x + y)
        state, inc = theano.shared(0), T.iscalar("inc")
        self.accumulate = theano.function([inc], state, updates=[(state, state + inc)])
        self.two, self.three = np.array(2.0), np.array(3.0)
        self.numbers = np.float32(2), np.int64(3)
        rows = T.dmatrix("rows")
        self.shift = theano.function([rows], rows + 1)
        self.counts = np.ones((3, 3), "int64")

    def time_python_floats(self):
        self.add(2.0, 3.0)

    def time_arrays(self):
        self.add(self.two, self.three)

    def time_numpy_numbers(self):
        self.add(*self.numbers)

    def time_an_array_of_another_dtype(self):
        self.shift(self.counts)

    def time_accumulator(self):
        self.accumulate(1)


class Compile:
    """From the graph to the first result."""

    def time_add(self):
        x, y = T.dscalars("x", "y")
        theano.function([x, y], x + y)(2.0, 3.0)

    def time_logistic_regression(self):
        train, args = logistic_regression(n=4)
        train(*args)

    def time_network(self):
        train, args = network(batch=4)
        train(*args)

    def time_gated_layers(self):
        train, args = gated_layers()
        train(*args)


class Held:
    """Large results that the caller holds until it has the next ones."""

    params = [10_000, 100_000, 1_000_000, 5_000_000]
    param_names = ["elements"]

    def setup(self, elements):
        x = T.dvector("x")
        self.two = theano.function([x], [x + 1, x * 2])
        self.data = np.ones(elements)
        self.held = self.two(self.data)

    def time_two_results(self, elements):
        self.held = self.two(self.data)


class Layers:
    """Gradients of many parameters: the cost must grow with their number, not with its square."""

    params = [10, 100, 500]
    param_names = ["layers"]

    def time_gated_layers(self, layers):
        train, args = gated_layers(layers, features=4)
        train(*args)


class Chain:
    """Elementwise nodes in a chain: the cost must grow with their number, not with its square."""

    params = [1_000, 10_000]
    param_names = ["nodes"]

    def time_chain(self, nodes):
        x = T.dvector("x")
        y = x
        for _ in range(nodes):
            y = T.tanh(y)
        theano.function([x], y)([0.5])


class Step:
    """One training step."""

    params = [["float32", "float64"], [20, 600]]
    param_names = ["dtype", "batch"]

    def setup(self, dtype, batch):
        self.train, self.args = network(batch=batch, dtype=dtype)

    def time_network(self, dtype, batch):
        self.train(*self.args)


class Logistic:
    """The tutorial's training step."""

    params = [50, 400, 4_000, 40_000]
    param_names = ["examples"]

    def setup(self, examples):
        self.train, self.args = logistic_regression(n=examples)

    def time_step(self, examples):
        self.train(*self.args)


class Numbers:
    """A density of scales that are exponentials, with its gradient: more numbers than arrays."""

    params = [1, 10, 100]
    param_names = ["terms"]

    def setup(self, terms):
        v = T.dvector("v")
        total = T.zeros(())
        for i in range(terms):
            scale, effects = T.exp(v[9 * i]), v[9 * i + 1 : 9 * i + 9]
            total = total - 0.5 * T.sqr(effects / scale).sum() - 8 * T.log(scale) - T.log1p(T.sqr(scale / 5)) + v[9 * i]
        self.graph = [v], [total, T.grad(total, v)]
        self.f = theano.function(*self.graph)
        self.v = np.linspace(-1, 1, 9 * terms)
        self.f(self.v)

    def time_call(self, terms):
        self.f(self.v)

    def time_compile(self, terms):
        theano.function(*self.graph)
