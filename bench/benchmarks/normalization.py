"""Normalizations: of rows and of columns, of a batch of images."""

import numpy as np

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.tensor.nnet import bn


class BatchNormalization:
    """Between two layers of a convolutional network."""

    params = ["float32", "float64"]
    param_names = ["dtype"]

    def setup(self, dtype):
        x = T.TensorType(dtype, (False,) * 4)("x")
        parameters = [T.TensorType(dtype, (False,))(name) for name in ("gamma", "beta", "mean", "var")]
        out = bn.batch_normalization_train(x, *parameters[:2], "spatial")[0]
        self.train = theano.function([x, *parameters[:2]], out)
        self.gradient = theano.function([x, *parameters[:2]], theano.grad((out**2).sum(), [x, *parameters[:2]]))
        self.test = theano.function([x, *parameters], bn.batch_normalization_test(x, *parameters, "spatial"))
        images = np.random.default_rng(0).standard_normal((32, 16, 28, 28)).astype(dtype)
        self.args = images, *np.ones((4, 16), dtype)

    def time_train(self, dtype):
        self.train(*self.args[:3])

    def time_gradient(self, dtype):
        self.gradient(*self.args[:3])

    def time_test(self, dtype):
        self.test(*self.args)


class Standardized:
    """An array less its mean over its standard deviation, along the last axis or the first, small to large."""

    shapes = [(8, 16), (1000, 1000), (8000, 128), (3000, 3000), (1, 60_000), (2, 250_000)]
    params = [shapes, [0, 1], ["float32", "float64"]]
    param_names = ["shape", "axis", "dtype"]

    def setup(self, shape, axis, dtype):
        x = T.matrix("x", dtype=dtype)
        d = x - T.mean(x, axis=axis, keepdims=True)
        self.f = theano.function([x], d / T.sqrt(T.mean(d * d, axis=axis, keepdims=True) + np.dtype(dtype).type(1e-5)))
        self.x = np.random.default_rng(0).standard_normal(shape).astype(dtype)

    def time_standardized(self, shape, axis, dtype):
        self.f(self.x)
