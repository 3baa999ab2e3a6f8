"""Searches in sorted vectors, and for the largest elements."""

import numpy as np

import tensorgraph as theano
import tensorgraph.tensor as T


class Searches:
    """As many values in any order as the table has numbers, and values between the numbers of a table."""

    params = [["float32", "float64", "int32", "int64"], [20, 1000, 100_000]]
    param_names = ["dtype", "n"]

    def setup(self, dtype, n):
        rng = np.random.default_rng(0)
        table, x = T.TensorType(dtype, (False,))("table"), T.TensorType(dtype, (False,))("x")
        self.places = theano.function([table, x], T.searchsorted(table, x))
        self.table = np.sort(rng.uniform(0, 1e6, n)).astype(dtype)
        self.values = rng.uniform(0, 1e6, n).astype(dtype)

    def time_places(self, dtype, n):
        self.places(self.table, self.values)


class Largest:
    """A few of the largest elements of rows, and their places."""

    params = [["float32", "float64", "int64"], [(100_000,), (300, 300), (3000, 20)], [1, 5, 20]]
    param_names = ["dtype", "shape", "k"]

    def setup(self, dtype, shape, k):
        x = T.TensorType(dtype, [False] * len(shape))("x")
        self.f = theano.function([x], T.topk_and_argtopk(x, k))
        self.x = (1e6 * np.random.default_rng(0).standard_normal(shape)).astype(dtype)

    def time_largest(self, dtype, shape, k):
        self.f(self.x)


class Quantiles:
    """Few elements of what is sorted, float64: a median, and three quantiles of columns."""

    params = [100, 5_000, 100_000]
    param_names = ["n"]

    def setup(self, n):
        x, X = T.dvector(), T.dmatrix()
        rng = np.random.default_rng(0)
        self.vector, self.columns = rng.standard_normal(n), rng.standard_normal((n, 3))
        self.median = theano.function([x], T.median(x))
        self.quantiles = theano.function([X], T.quantile(X, [0.1, 0.5, 0.9], axis=0))

    def time_median(self, n):
        self.median(self.vector)

    def time_quantiles(self, n):
        self.quantiles(self.columns)
