"""Conditionals: the branch that is not taken costs nothing."""

import numpy as np

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.ifelse import ifelse


class Branches:
    """One of two branches, an expensive and a cheap one; a chain of twenty of them."""

    params = [1, -1]
    param_names = ["condition"]

    def setup(self, condition):
        c, x = T.dscalar("c"), T.dmatrix("x")
        self.value = np.random.default_rng(0).standard_normal((200, 200))
        choice = ifelse(c > 0, T.sum(T.dot(x, x)), T.sum(x))
        self.one = theano.function([c, x], choice)
        self.gradient = theano.function([c, x], T.grad(choice, x))
        y = T.dscalar("y")
        z = y
        for k in range(20):
            z = ifelse(c > k, z + 1, 2 * z)
        self.chain = theano.function([c, y], z)

    def time_one(self, condition):
        self.one(condition, self.value)

    def time_gradient(self, condition):
        self.gradient(condition, self.value)

    def time_chain_of_20(self, condition):
        self.chain(condition, 1.0)
