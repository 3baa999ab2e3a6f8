"""Random numbers, beside NumPy's own."""

import numpy as np

import tensorgraph as theano
from tensorgraph.tensor.random import GeneratorStreams, MRG_RandomStreams, RandomStreams


class Draw:
    """A sample of some size; ``nstreams`` of MRG is as Theano guesses it."""

    params = [
        ["MRG_RandomStreams", "RandomStreams", "GeneratorStreams", "numpy"],
        ["uniform", "normal"],
        [100, 1_000_000],
    ]
    param_names = ["streams", "distribution", "size"]

    def setup(self, streams, distribution, size):
        if streams == "numpy":
            method = getattr(np.random.default_rng(1), distribution)
            self.draw = lambda: method(size=size)
        else:
            made = {s.__name__: s for s in (MRG_RandomStreams, RandomStreams, GeneratorStreams)}[streams](1)
            self.draw = theano.function([], getattr(made, distribution)((size,)))
        self.draw()

    def time_draw(self, streams, distribution, size):
        self.draw()


class Outcomes:
    """One outcome of each row of probabilities."""

    params = ["10 x 5", "1000 x 10", "64 x 10000"]
    param_names = ["shape"]

    def setup(self, shape):
        rows, outcomes = map(int, shape.split(" x "))
        pvals = theano.tensor.constant(np.full((rows, outcomes), 1 / outcomes))
        self.draw = theano.function([], MRG_RandomStreams(1).multinomial(pvals=pvals, n=1))

    def time_draw(self, shape):
        self.draw()


class Dropout:
    """A mask from a shape that is known when the function is called."""

    def setup(self):
        x = theano.tensor.fmatrix("x")
        mask = MRG_RandomStreams(1).binomial(x.shape, p=0.5, dtype="float32")
        self.f = theano.function([x], x * mask)
        self.x = np.ones((500, 800), "float32")

    def time_dropout(self):
        self.f(self.x)

    def time_compile(self):
        x = theano.tensor.fmatrix("x")
        mask = MRG_RandomStreams(1).binomial(x.shape, p=0.5, dtype="float32")
        theano.function([x], x * mask)
