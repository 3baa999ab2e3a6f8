"""Statistics of exponentials, which have forms in the log domain."""

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
