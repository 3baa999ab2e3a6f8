"""Graphs that are one operation: they run as steps of the function around them."""

import numpy as np

import tensorgraph as theano
import tensorgraph.tensor as T


class Subgraph:
    """A small graph ten times, as nodes and as operations."""

    params = [False, True]
    param_names = ["inline"]

    def setup(self, inline):
        self.inline, self.value = inline, np.linspace(-1, 1, 100)
        self.run = self._function()

    def _function(self):
        a, b = T.dvectors("a", "b")
        op = theano.OpFromGraph([a, b], [T.tanh(a * b) + a], inline=self.inline)
        x = T.dvector("x")
        y = x
        for _ in range(10):
            y = op(y, x)
        return theano.function([x], [y, T.grad(T.sum(y), x)])

    def time_call(self, inline):
        self.run(self.value)

    def time_compile(self, inline):
        self._function()
