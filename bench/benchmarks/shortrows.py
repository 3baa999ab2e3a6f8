"""A hundred thousand elements in rows of any length: what copies, picks and reduces them."""

import numpy as np

import tensorgraph as theano
import tensorgraph.tensor as T

OPERATIONS = {
    "join": lambda x: T.join(1, x, x), "join columns": lambda x: T.join(1, x.T, x.T),
    "repeat": lambda x: T.repeat(x, 2, axis=1), "tile": lambda x: T.tile(x, (2, 2)),
    "transpose": lambda x: x.T.flatten(), "backwards": lambda x: x[:, ::-1] + 1, "column": lambda x: x[:, 0] + x[:, -1],
    "argmax": lambda x: T.argmax(x, axis=1), "argmin": lambda x: T.argmin(x, axis=0),
    "any": lambda x: T.any(x > 1, axis=1), "logsumexp": lambda x: T.logsumexp(x, axis=1),
    "inner": lambda x: T.einsum("ij,ij->i", x, x), "tril": T.tril, "triu": T.triu,
}


class ShortRows:
    params = [sorted(OPERATIONS), [1, 2, 3, 7, 40, 1000], ["float32", "float64"]]
    param_names = ["operation", "length", "dtype"]

    def setup(self, operation, length, dtype):
        x = T.matrix("x", dtype=dtype)
        self.call = theano.function([x], OPERATIONS[operation](x))
        self.value = np.random.default_rng(0).normal(size=(100_000 // length, length)).astype(dtype)

    def time_call(self, operation, length, dtype):
        self.call(self.value)


REDUCTIONS = {
    "sum": T.sum, "prod": T.prod, "max": T.max, "min": T.min, "argmax": T.argmax,
    "any": lambda x, axis: T.any(T.neq(x, 0), axis=axis),
}


class SmallNumbers:
    """A million integers of every width, in rows and columns."""

    params = [sorted(REDUCTIONS), ["int8", "uint8", "int16", "uint32", "uint64"], [3, 8, 33, 1000], [0, 1]]
    param_names = ["operation", "dtype", "length", "axis"]

    def setup(self, operation, dtype, length, axis):
        x = T.matrix("x", dtype=dtype)
        self.call = theano.function([x], REDUCTIONS[operation](x, axis=axis))
        self.value = np.random.default_rng(0).integers(0, 50, (1_000_000 // length, length)).astype(dtype)

    def time_call(self, operation, dtype, length, axis):
        self.call(self.value)


SMALL = {
    "backwards": lambda x: x[:, ::-1] * 2, "every second": lambda x: x[:, ::2] * 2, "third": lambda x: x[:, ::3] * 2,
    "differences": lambda x: x[:, 1:] - x[:, :-1], "column added": lambda x: x + x[:, 0][:, None],
    "copied": lambda x: x[:, ::-2].copy(), "sorted": lambda x: T.sort(x, axis=0),
}


class SmallElements:
    """A million elements of a few bytes in another order."""

    params = [sorted(SMALL), [3, 8, 33, 1000], ["int8", "int16", "int32"]]
    param_names = ["operation", "length", "dtype"]

    def setup(self, operation, length, dtype):
        x = T.matrix("x", dtype=dtype)
        self.call = theano.function([x], SMALL[operation](x))
        self.value = np.random.default_rng(0).integers(0, 50, (1_000_000 // length, length)).astype(dtype)

    def time_call(self, operation, length, dtype):
        self.call(self.value)


class MiddleAxes:
    """Half a million elements in matrices: their columns, and rows between axes that are reduced."""

    params = [["columns", "rows", "centred"], [2, 50, 5000], [1, 2, 5, 40], ["float32", "float64"]]
    param_names = ["operation", "rows", "width", "dtype"]

    def setup(self, operation, rows, width, dtype):
        x = T.tensor4("x", dtype=dtype)
        outputs = {
            "columns": lambda: x.sum(axis=2), "rows": lambda: x.max(axis=(1, 3)),
            "centred": lambda: x - x.mean(axis=2, keepdims=True),
        }
        self.call = theano.function([x], outputs[operation]())
        shape = (max(500_000 // (4 * rows * width), 1), 4, rows, width)
        self.value = np.random.default_rng(0).normal(size=shape).astype(dtype)

    def time_call(self, operation, rows, width, dtype):
        self.call(self.value)
