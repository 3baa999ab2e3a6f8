"""Statistics of exponentials, which have forms in the log domain, and logits so wide that exponentials vanish."""

import numpy as np

import tensorgraph as theano
import tensorgraph.tensor as T

STATISTICS = {
    "root mean square": lambda e, y: T.sqrt(((e - y) ** 2).mean()),
    "standardised": lambda e, y: (e - e.mean()) / e.std(),
    "share of variation": lambda e, y: 1 - ((y - e) ** 2).sum() / ((e - e.mean()) ** 2).sum(),
}


class Statistics:
    """Of moderate exponentials, and with one that is not."""

    params = [list(STATISTICS), ["float32", "float64"], [100, 10_000, 1_000_000], [1.0, 1000.0]]
    param_names = ["statistic", "dtype", "elements", "largest"]

    def setup(self, statistic, dtype, elements, largest):
        x, y = T.vectors("x", "y", dtype=dtype)
        value = STATISTICS[statistic](T.exp(x), y)
        self.value = theano.function([x, y], value, on_unused_input="ignore")
        self.gradient = theano.function([x, y], T.grad(value.sum(), x), on_unused_input="ignore")
        rng = np.random.default_rng(0)
        self.args = [rng.uniform(-1, 1, elements).astype(dtype) for _ in range(2)]
        self.args[0][7] = largest

    def time_value(self, statistic, dtype, elements, largest):
        self.value(*self.args)

    def time_gradient(self, statistic, dtype, elements, largest):
        self.gradient(*self.args)


class WideLogits:
    """Exponentials of these are denormal numbers, and so are the squares of many others."""

    params = [
        ["exp", "softplus", "sigmoid", "logaddexp", "logsumexp", "logsoftmax"],
        ["float32", "float64"],
        [1, 40, 300],
    ]
    param_names = ["function", "dtype", "width"]

    def setup(self, function, dtype, width):
        x = T.matrix("x", dtype=dtype)
        value = {
            "exp": lambda: T.exp(-abs(x)),
            "softplus": lambda: T.nnet.softplus(x),
            "sigmoid": lambda: T.nnet.sigmoid(x),
            "logaddexp": lambda: T.logaddexp(x, -x),
            "logsumexp": lambda: T.logsumexp(x, axis=1),
            "logsoftmax": lambda: T.nnet.logsoftmax(x),
        }[function]()
        self.value = theano.function([x], value)
        self.logits = width * np.random.default_rng(0).standard_normal((1000, 20)).astype(dtype)

    def time_value(self, function, dtype, width):
        self.value(self.logits)
