"""Expressions and functions of complex numbers."""

import numpy as np

import tensorgraph as theano
import tensorgraph.tensor as T

EXPRESSIONS = {
    "product": lambda z, w, u: z * w,
    "product and sum": lambda z, w, u: z * w + u,
    "polynomial": lambda z, w, u: ((z * w + u) * z + w) * z + u,
    "quotient": lambda z, w, u: z / w,
    "rational function": lambda z, w, u: ((z * w + u) * z + w) * u - z * w / (1 + u * u),
    "exp": lambda z, w, u: T.exp(z),
    "rotation": lambda z, w, u: T.exp(np.complex64(1j) * z.real) * w,
    "squares": lambda z, w, u: abs(z) ** 2,
    "parts": lambda z, w, u: z.real * w.imag,
    "step of a fractal": lambda z, w, u: T.switch(abs(z) < 2, z * z + w, z),
    "length": lambda z, w, u: abs(z),
    "sqrt": lambda z, w, u: T.sqrt(z),
    "log": lambda z, w, u: T.log(z),
    "cube": lambda z, w, u: z**3,
    "power": lambda z, w, u: z ** np.float32(2.5),
    "power by an array": lambda z, w, u: z**w,
    "sin": lambda z, w, u: T.sin(z),
    "tanh": lambda z, w, u: T.tanh(z),
    "choice": lambda z, w, u: T.switch(z.real > 0, w, u),
    "sum": lambda z, w, u: z.sum(),
    "sum of products": lambda z, w, u: (z.conj() * w).sum(),
    "norm": lambda z, w, u: T.sqrt((abs(z) ** 2).sum()),
    "sum of squares": lambda z, w, u: (abs(z * w) ** 2).sum(),
}


class ComplexNumbers:
    """Vectors of them."""

    params = [list(EXPRESSIONS), ["complex64", "complex128"], [1_000, 100_000]]
    param_names = ["expression", "dtype", "elements"]

    def setup(self, expression, dtype, elements):
        inputs = [T.TensorType(dtype, (False,))() for _ in range(3)]
        self.value = theano.function(inputs, EXPRESSIONS[expression](*inputs), on_unused_input="ignore")
        rng = np.random.default_rng(0)
        self.args = [(rng.normal(size=elements) + 1j * rng.normal(size=elements)).astype(dtype) for _ in range(3)]

    def time_value(self, expression, dtype, elements):
        self.value(*self.args)


class ComplexSums:
    """Sums of matrices of 100 columns along an axis."""

    params = [[0, 1], ["complex64", "complex128"], [10, 1_000]]
    param_names = ["axis", "dtype", "rows"]

    def setup(self, axis, dtype, rows):
        z = T.TensorType(dtype, (False, False))()
        self.value = theano.function([z], z.sum(axis=axis))
        rng = np.random.default_rng(0)
        self.arg = (rng.normal(size=(rows, 100)) + 1j * rng.normal(size=(rows, 100))).astype(dtype)

    def time_value(self, axis, dtype, rows):
        self.value(self.arg)
