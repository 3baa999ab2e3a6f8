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
