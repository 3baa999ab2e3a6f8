"""Functions in pickles: bytes, and the times of writing, loading and the first call."""

import pickle

import numpy as np

import tensorgraph as theano
import tensorgraph.tensor as T


class Pickle:
    """A network of 100 layers with updates, of a thousand nodes."""

    def setup(self):
        x, parameters = T.dmatrix("x"), []
        h = x
        for i in range(100):
            w, b = theano.shared(np.zeros((4, 4)), f"W{i}"), theano.shared(np.zeros(4), f"b{i}")
            parameters += [w, b]
            h = T.tanh(T.dot(h, w) + b)
        cost = (h**2).mean()
        updates = [(p, p - 0.1 * g) for p, g in zip(parameters, T.grad(cost, parameters))]
        self.function, self.value = theano.function([x], cost, updates=updates), np.ones((3, 4))
        self.data = pickle.dumps(self.function, protocol=5)

    def time_dump(self):
        pickle.dumps(self.function, protocol=5)

    def time_load(self):
        pickle.loads(self.data)

    def time_load_and_call(self):
        pickle.loads(self.data)(self.value)

    def time_load_and_show(self):
        return pickle.loads(self.data).maker.fgraph

    def track_bytes(self):
        return len(pickle.dumps(self.function, protocol=5, buffer_callback=lambda buffer: None))

    track_bytes.unit = "bytes"
