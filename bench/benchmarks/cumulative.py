"""Cumulative sums and products along each axis."""

import numpy as np

import tensorgraph as theano
import tensorgraph.tensor as T


class Cumulative:
    """A matrix of as many rows as columns, or a vector of as many elements, and the gradient of the products."""

    params = [["vector", "rows", "columns"], [10, 100, 1000]]
    param_names = ["axis", "n"]

    def setup(self, axis, n):
        x = T.dmatrix("x")
        axis = {"vector": None, "rows": 1, "columns": 0}[axis]
        product = T.cumprod(x, axis=axis)
        self.sum = theano.function([x], T.cumsum(x, axis=axis))
        self.product = theano.function([x], product)
        self.logarithm = theano.function([x], T.log(T.cumsum(T.exp(x), axis=axis)))
        self.gradient = theano.function([x], T.grad(product.sum(), x))
        self.value = np.random.default_rng(0).uniform(0.9, 1.1, (n, n))

    def time_sum(self, axis, n):
        self.sum(self.value)

    def time_logarithm_of_sums(self, axis, n):
        self.logarithm(self.value)

    def time_product(self, axis, n):
        self.product(self.value)

    def time_gradient(self, axis, n):
        self.gradient(self.value)
