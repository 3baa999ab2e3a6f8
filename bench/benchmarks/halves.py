"""Expressions, functions and reductions of float16."""

import numpy as np

import tensorgraph as theano
import tensorgraph.tensor as T

EXPRESSIONS = {
    "product and sum": lambda x, y, z: (x * y + z) * np.float16(0.5),
    "lengths": lambda x, y, z: T.sqrt(x * x + y * y),
    "exp": lambda x, y, z: T.exp(x),
    "tanh": lambda x, y, z: T.tanh(x),
    "choice": lambda x, y, z: T.switch(x > y, x, z),
    "sum": lambda x, y, z: x.sum(),
    "sum of squares": lambda x, y, z: ((x - y) ** 2).sum(),
    "maxima of rows": lambda x, y, z: x.max(axis=1),
    "softmax": lambda x, y, z: T.nnet.softmax(x),
    "product of matrices": lambda x, y, z: T.dot(x, y.T),
    "to float32": lambda x, y, z: T.cast(x, "float32"),
}


class Halves:
    """Rows of 100 elements."""

    params = [list(EXPRESSIONS), [1_000, 100_000]]
    param_names = ["expression", "elements"]

    def setup(self, expression, elements):
        inputs = [T.TensorType("float16", (False, False))() for _ in range(3)]
        self.value = theano.function(inputs, EXPRESSIONS[expression](*inputs), on_unused_input="ignore")
        rng = np.random.default_rng(0)
        self.args = [rng.uniform(0.1, 2, (elements // 100, 100)).astype("float16") for _ in range(3)]

    def time_value(self, expression, elements):
        self.value(*self.args)


class HalvesOfBatches:
    """50 products of matrices of 20 by 30, and the loss of 1000 rows of 100 scores."""

    params = ["products", "loss"]
    param_names = ["work"]

    def setup(self, work):
        rng = np.random.default_rng(0)
        if work == "products":
            x, y = T.TensorType("float16", (False,) * 3)(), T.TensorType("float16", (False,) * 3)()
            self.value = theano.function([x, y], T.batched_dot(x, y))
            self.args = [rng.normal(size=shape).astype("float16") for shape in ((50, 20, 30), (50, 30, 20))]
        else:
            x, labels = T.TensorType("float16", (False, False))(), T.lvector()
            loss = T.nnet.categorical_crossentropy(T.nnet.softmax(x), labels).mean()
            self.value = theano.function([x, labels], [loss, T.grad(loss, x)])
            self.args = [rng.normal(size=(1000, 100)).astype("float16"), np.arange(1000) % 100]

    def time_value(self, work):
        self.value(*self.args)
