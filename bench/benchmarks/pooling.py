"""Pooling of a batch of images, and its gradient."""

import numpy as np

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.tensor.signal.pool import pool_2d

WINDOWS = {"2x2": ((2, 2), None), "3x3 by 2": ((3, 3), (2, 2)), "3x3 by 1": ((3, 3), (1, 1))}


class Pooling:
    """Pooling as between two layers of a convolutional network."""

    params = [["max", "average_inc_pad"], list(WINDOWS), ["float32", "float64"]]
    param_names = ["mode", "windows", "dtype"]

    def setup(self, mode, windows, dtype):
        x = T.TensorType(dtype, (False,) * 4)("x")
        ws, stride = WINDOWS[windows]
        z = pool_2d(x, ws, ignore_border=True, stride=stride, mode=mode)
        self.forward = theano.function([x], z)
        self.gradient = theano.function([x], theano.grad(z.sum(), x))
        self.images = np.random.default_rng(0).standard_normal((32, 16, 28, 28)).astype(dtype)

    def time_forward(self, mode, windows, dtype):
        self.forward(self.images)

    def time_gradient(self, mode, windows, dtype):
        self.gradient(self.images)
