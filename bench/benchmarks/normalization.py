"""Batch normalization of a batch of images."""

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
