"""Loops: what a step costs, and recurrent networks."""

import numpy as np

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.tensor.shared_randomstreams import RandomStreams


def recurrent(batch, steps=100, n=100):
    """The inputs of a network of one recurrent layer, its states, and their gradients."""
    x, W, U, h = T.dtensor3("x"), T.dmatrix("W"), T.dmatrix("U"), T.dmatrix("h")
    states, _ = theano.scan(
        lambda x, h, W, U: T.tanh(T.dot(h, W) + T.dot(x, U)), sequences=x, outputs_info=h, non_sequences=[W, U]
    )
    cost = T.mean(states**2)
    rng = np.random.default_rng(0)
    values = rng.standard_normal((steps, batch, n)), *rng.standard_normal((2, n, n)) / 10, np.zeros((batch, n))
    return [x, W, U, h], states, [cost, *T.grad(cost, [W, U])], values


class Steps:
    """Many short steps: of numbers, of short vectors, with a step in Python, within another loop."""

    def setup(self):
        c, a, s = T.dvector("c"), T.dscalar("a"), T.dvector("s")
        n = T.iscalar("n")
        numbers, _ = theano.scan(lambda c, s, a: s * a + c, sequences=c, outputs_info=T.zeros(()), non_sequences=a)
        vectors, _ = theano.scan(lambda c, s, a: s * a + c, sequences=c, outputs_info=s, non_sequences=a)
        stream = RandomStreams(0)
        draws, updates = theano.scan(lambda: stream.normal((2,)), n_steps=n)

        def inner(c, a):
            return theano.scan(lambda s: s * a + c, outputs_info=T.zeros(()), n_steps=30)[0][-1]

        nested, _ = theano.scan(inner, sequences=c, non_sequences=a)
        self.numbers = theano.function([c, a], numbers[-1])
        self.vectors = theano.function([c, a, s], vectors[-1])
        self.draws = theano.function([n], draws, updates=updates)
        self.nested = theano.function([c, a], nested)
        self.c, self.short = np.ones(1000), [np.ones(n) for n in range(1, 40)]
        self.s = np.zeros(10)

    def time_1000_numbers(self):
        self.numbers(self.c, 0.99)

    def time_1000_vectors_of_10(self):
        self.vectors(self.c, 0.99, self.s)

    def time_100_draws(self):
        self.draws(100)

    def time_1000_loops_of_30(self):
        self.nested(self.c, 0.99)

    def time_39_lengths(self):
        for c in self.short:
            self.numbers(c, 0.99)


class ShortRows:
    """A thousand steps on rows of a few elements, and their gradient by an argument."""

    params = [["average", "choice", "unit", "layer"], [1, 2, 8, 37]]
    param_names = ["step", "width"]
    STEPS = {
        "average": lambda x, s, a, W: a * s + (1 - a) * x,
        "choice": lambda x, s, a, W: T.switch(x > 0, s * a, s + x),
        "unit": lambda x, s, a, W: (a * s + x) / T.sqrt(((a * s + x) ** 2).sum()),
        "layer": lambda x, s, a, W: T.tanh(T.dot(s, W) + a * x),
    }

    def setup(self, step, width):
        inputs = x, s, a, W = T.dmatrix("x"), T.dvector("s"), T.dscalar("a"), T.dmatrix("W")
        out, _ = theano.scan(self.STEPS[step], sequences=x, outputs_info=s, non_sequences=[a, W])
        self.forward = theano.function(inputs, out, on_unused_input="ignore")
        self.gradient = theano.function(inputs, T.grad(T.mean(out**2), a), on_unused_input="ignore")
        rng = np.random.default_rng(0)
        self.values = rng.standard_normal((1000, width)), rng.standard_normal(width), 0.9, np.eye(width) / 2

    def time_forward(self, step, width):
        self.forward(*self.values)

    def time_gradient(self, step, width):
        self.gradient(*self.values)


class States:
    """A thousand steps of numbers or short rows of which each hands on what earlier ones had, as filters do."""

    params = [["filter", "trend"], [1, 2, 8]]
    param_names = ["step", "width"]
    STEPS = {
        "filter": lambda x, s, t, u, v: (0.2 * x + 0.3 * u + 0.1 * v + 0.5 * s - 0.3 * t, s, x, u),
        "trend": lambda x, s, t, u, v: (0.3 * x + 0.7 * (s + t), 0.1 * (s - u) + 0.9 * t, s, u),
    }

    def setup(self, step, width):
        x = T.dmatrix("x")
        outputs, _ = theano.scan(self.STEPS[step], sequences=x, outputs_info=[T.zeros_like(x[0])] * 4)
        self.f = theano.function([x], outputs[0])
        self.x = np.random.default_rng(0).standard_normal((1000, width))

    def time_loop(self, step, width):
        self.f(self.x)


class ShortMatrices:
    """Steps on small matrices, of which rows are repeated, reduced and turned."""

    params = [["log-sums", "places", "strided", "product"], [3, 6, 12]]
    param_names = ["step", "side"]
    STEPS = {
        "log-sums": lambda x, s: x - T.logsumexp(s, axis=0),
        "places": lambda x, s: x + T.max(s, axis=1).dimshuffle(0, "x") * T.argmax(s, axis=0),
        "strided": lambda x, s: T.inc_subtensor(s[:, ::2], x[:, ::2] * s[:, 0].dimshuffle(0, "x")),
        "product": lambda x, s: T.dot(x, s) - s.T,
    }

    def setup(self, step, side):
        x, s = T.dtensor3("x"), T.dmatrix("s")
        out, _ = theano.scan(lambda x, s: T.tanh(self.STEPS[step](x, s)), sequences=x, outputs_info=s)
        self.forward = theano.function([x, s], out[-1])
        self.gradient = theano.function([x, s], T.grad(T.mean(out**2), s))
        rng = np.random.default_rng(0)
        self.values = rng.standard_normal((1000, side, side)), rng.standard_normal((side, side))

    def time_forward(self, step, side):
        self.forward(*self.values)

    def time_gradient(self, step, side):
        self.gradient(*self.values)


class ArraysOfPlaces:
    """Steps on small matrices that index with arrays, add up along an axis, and join parts that may be empty."""

    params = [["rows", "labels", "added", "sums", "no rows"], [3, 12]]
    param_names = ["step", "side"]
    STEPS = {
        "rows": lambda p, x, s: x + s[p],
        "labels": lambda p, x, s: x * s[T.arange(s.shape[0]), p].dimshuffle(0, "x"),
        "added": lambda p, x, s: T.inc_subtensor(s[p], x),
        "sums": lambda p, x, s: T.cumsum(s, axis=1) - x,
        "no rows": lambda p, x, s: x + T.concatenate([s[12:], s[:12]]),
    }

    def setup(self, step, side):
        p, x, s = T.lmatrix("p"), T.dtensor3("x"), T.dmatrix("s")
        out, _ = theano.scan(lambda p, x, s: T.tanh(self.STEPS[step](p, x, s)), sequences=[p, x], outputs_info=s)
        self.forward = theano.function([p, x, s], out[-1], on_unused_input="ignore")
        self.gradient = theano.function([p, x, s], T.grad(T.mean(out**2), s), on_unused_input="ignore")
        rng = np.random.default_rng(0)
        places = rng.integers(0, side, (1000, side))
        self.values = places, rng.standard_normal((1000, side, side)), rng.standard_normal((side, side))

    def time_forward(self, step, side):
        self.forward(*self.values)

    def time_gradient(self, step, side):
        self.gradient(*self.values)


class Recurrent:
    """A recurrent layer of 100 units over 100 steps."""

    params = [1, 32]
    param_names = ["batch"]

    def setup(self, batch):
        inputs, states, gradients, self.values = recurrent(batch)
        self.forward = theano.function(inputs, states)
        self.gradient = theano.function(inputs, gradients)

    def time_forward(self, batch):
        self.forward(*self.values)

    def time_gradient(self, batch):
        self.gradient(*self.values)

    def time_compile(self, batch):
        inputs, _, gradients, _ = recurrent(batch)
        theano.function(inputs, gradients)


class JoinedRows:
    """Fifty steps of Runge and Kutta for a state of three rows, which each step takes apart and joins, float64."""

    params = [20, 500, 20_000]
    param_names = ["columns"]

    def setup(self, columns):
        x = T.dmatrix()

        def slope(x):
            a, b, c = x[0], x[1], x[2]
            return T.stack([10.0 * (b - a), a * (28.0 - c) - b, a * b - 2.5 * c])

        def step(x):
            first = slope(x)
            second = slope(x + 0.005 * first)
            third = slope(x + 0.005 * second)
            return x + 0.01 / 6 * (first + 2 * second + 2 * third + slope(x + 0.01 * third))

        last = theano.scan(step, outputs_info=x, n_steps=50)[0][-1]
        self.value = np.random.default_rng(0).standard_normal((3, columns))
        self.forward = theano.function([x], last)
        self.gradient = theano.function([x], T.grad((last**2).sum(), x))

    def time_forward(self, columns):
        self.forward(self.value)

    def time_gradient(self, columns):
        self.gradient(self.value)
