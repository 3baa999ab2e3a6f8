"""Convolutions of a batch of images, and both gradients."""

import numpy as np

import tensorgraph as theano
import tensorgraph.tensor as T

FORMS = {
    "valid": {},
    "half": {"border_mode": "half"},
    "strided": {"border_mode": 1, "subsample": (2, 2)},
    "dilated": {"filter_dilation": (2, 2)},
    "grouped": {"border_mode": "half", "num_groups": 4},
}


class Convolution:
    """A layer of a convolutional network."""

    params = [list(FORMS), ["float32", "float64"]]
    param_names = ["form", "dtype"]

    def setup(self, form, dtype):
        x, w = T.TensorType(dtype, (False,) * 4)("x"), T.TensorType(dtype, (False,) * 4)("w")
        z = T.nnet.conv2d(x, w, **FORMS[form])
        self.forward = theano.function([x, w], z)
        self.filters = theano.function([x, w], theano.grad(z.sum(), w))
        self.images = theano.function([x, w], theano.grad(z.sum(), x))
        rng = np.random.default_rng(0)
        channels = 16 // FORMS[form].get("num_groups", 1)
        self.args = [rng.standard_normal(s).astype(dtype) for s in ((32, 16, 28, 28), (16, channels, 3, 3))]

    def time_forward(self, form, dtype):
        self.forward(*self.args)

    def time_gradient_of_filters(self, form, dtype):
        self.filters(*self.args)

    def time_gradient_of_images(self, form, dtype):
        self.images(*self.args)


class Volumes:
    """A convolution along three axes."""

    params = ["float32", "float64"]
    param_names = ["dtype"]

    def setup(self, dtype):
        x, w = T.TensorType(dtype, (False,) * 5)("x"), T.TensorType(dtype, (False,) * 5)("w")
        z = T.nnet.conv3d(x, w)
        self.forward = theano.function([x, w], z)
        self.gradient = theano.function([x, w], theano.grad(z.sum(), [x, w]))
        rng = np.random.default_rng(0)
        self.args = [rng.standard_normal(s).astype(dtype) for s in ((4, 8, 16, 16, 16), (8, 8, 3, 3, 3))]

    def time_forward(self, dtype):
        self.forward(*self.args)

    def time_gradient(self, dtype):
        self.gradient(*self.args)


class LargeImages:
    """Of which the patches as a whole would take 25 times the memory."""

    def setup(self):
        x, w, gz = (T.TensorType("float32", (False,) * 4)(name) for name in ("x", "w", "gz"))
        z = T.nnet.conv2d(x, w)
        gx, gw = theano.grad(None, [x, w], known_grads={z: gz})
        self.forward = theano.function([x, w], z)
        self.filters = theano.function([x, w, gz], gw)
        self.images = theano.function([x, w, gz], gx)
        shapes = (16, 64, 64, 64), (64, 64, 5, 5), (16, 64, 60, 60)
        self.args = [np.ones(shape, "float32") for shape in shapes]

    def peakmem_forward(self):
        self.forward(*self.args[:2])

    def peakmem_gradient_of_filters(self):
        self.filters(*self.args)

    def peakmem_gradient_of_images(self):
        self.images(*self.args)


class Vectors:
    """A convolution of two vectors, and its gradients."""

    params = [["float32", "float64"], [(100, 7), (1000, 30), (10_000, 100)]]
    param_names = ["dtype", "lengths"]

    def setup(self, dtype, lengths):
        x, y = T.vector("x", dtype=dtype), T.vector("y", dtype=dtype)
        z = T.convolve(x, y)
        self.forward = theano.function([x, y], z)
        self.backward = theano.function([x, y], theano.grad(T.sqr(z).sum(), [x, y]))
        rng = np.random.default_rng(0)
        self.args = [rng.standard_normal(n).astype(dtype) for n in lengths]

    def time_forward(self, dtype, lengths):
        self.forward(*self.args)

    def time_backward(self, dtype, lengths):
        self.backward(*self.args)
