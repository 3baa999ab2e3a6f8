"""Patches of images as rows, and back."""

import numpy as np

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.tensor.nnet.neighbours import images2neibs, neibs2images

PATCHES = {
    "side by side": ((2, 2), (2, 2), "valid"),
    "overlapping": ((3, 3), (1, 1), "valid"),
    "wrapped": ((3, 3), (1, 1), "wrap_centered"),
}


class Neighbours:
    """Of a batch of images with channels."""

    params = [list(PATCHES), ["float32", "float64"]]
    param_names = ["patches", "dtype"]

    def setup(self, patches, dtype):
        x = T.TensorType(dtype, (False,) * 4)("x")
        size, step, mode = PATCHES[patches]
        z = images2neibs(x, size, step, mode)
        self.forward = theano.function([x], z)
        self.gradient = theano.function([x], theano.grad((z**2).sum(), x))
        self.images = np.random.default_rng(0).standard_normal((32, 16, 28, 28)).astype(dtype)

    def time_forward(self, patches, dtype):
        self.forward(self.images)

    def time_gradient(self, patches, dtype):
        self.gradient(self.images)


class ThereAndBack:
    """Images made of their patches."""

    def setup(self):
        x = T.dtensor4("x")
        self.f = theano.function([x], neibs2images(images2neibs(x, (2, 2)), (2, 2), x.shape))
        self.images = np.random.default_rng(0).standard_normal((32, 16, 28, 28))

    def time_there_and_back(self):
        self.f(self.images)
