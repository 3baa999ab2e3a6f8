"""Products of matrices: square, skinny, narrow, in both layouts, and their gradients."""

import numpy as np

import tensorgraph as theano
import tensorgraph.tensor as T

SHAPES = {
    "4": (4, 4, 4), "16": (16, 16, 16), "50": (50, 50, 50), "128": (128, 128, 128), "512": (512, 512, 512),
    "batch of 20": (20, 500, 784), "batch of 600": (600, 500, 784), "ten classes": (600, 10, 784),
    "outer": (784, 500, 20), "tall": (10000, 30, 30), "wide": (8, 3000, 100), "odd": (101, 203, 307),
}


class Product:
    """A product, and an update by a product, of operands that lie by rows or by columns."""

    params = [list(SHAPES), ["float32", "float64"], ["CC", "CF", "FC"]]
    param_names = ["shape", "dtype", "layouts"]

    def setup(self, shape, dtype, layouts):
        m, n, k = SHAPES[shape]
        x, y, z = T.matrices("xyz", dtype=dtype)
        rng = np.random.default_rng(0)
        sides = [(m, k), (k, n)]
        self.values = [np.array(rng.random(side), dtype, order=o) for side, o in zip(sides, layouts, strict=True)]
        self.product = theano.function([x, y], T.dot(x, y))
        total = theano.shared(np.zeros((m, n), dtype))
        self.update = theano.function([x, y], updates=[(total, total - np.array(1e-3, dtype) * T.dot(x, y))])

    def time_product(self, shape, dtype, layouts):
        self.product(*self.values)

    def time_update(self, shape, dtype, layouts):
        self.update(*self.values)


class Integers:
    """Products of integers, which BLAS knows none of."""

    params = [["50", "512", "ten classes", "tall", "odd"], ["int8", "int32", "int64"]]
    param_names = ["shape", "dtype"]

    def setup(self, shape, dtype):
        m, n, k = SHAPES[shape]
        x, y = T.matrices("xy", dtype=dtype)
        rng = np.random.default_rng(0)
        self.values = [rng.integers(0, 5, side).astype(dtype) for side in ((m, k), (k, n))]
        self.product = theano.function([x, y], T.dot(x, y))

    def time_product(self, shape, dtype):
        self.product(*self.values)


class Batched:
    """Many small products."""

    params = [[2, 3, 8, 20, 64], ["float32", "float64"]]
    param_names = ["n", "dtype"]

    def setup(self, n, dtype):
        x = T.tensor3(dtype=dtype)
        self.value = np.random.default_rng(0).random((100, n, n)).astype(dtype)
        self.product = theano.function([x], T.batched_dot(x, x))

    def time_batched_dot(self, n, dtype):
        self.product(self.value)


class Symmetric:
    """A product of a matrix and its transpose."""

    params = [["tall", "wide"], ["float32", "float64"], [(30, 40), (50, 10_000), (200, 2000), (800, 800)]]
    param_names = ["side", "dtype", "shape"]

    def setup(self, side, dtype, shape):
        x = T.matrix(dtype=dtype)
        self.product = theano.function([x], T.dot(x, x.T) if side == "wide" else T.dot(x.T, x))
        self.x = np.random.default_rng(0).random(shape if side == "wide" else shape[::-1]).astype(dtype)

    def time_product(self, side, dtype, shape):
        self.product(self.x)
