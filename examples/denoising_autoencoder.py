"""A denoising autoencoder: pixels are dropped at random, and the net learns to give them back.

Weights are tied: the decoder is the transpose of the encoder. :class:`DenoisingAutoencoder` is also the layer that
``stacked_autoencoder.py`` pretrains.

Run:  python examples/denoising_autoencoder.py [--epochs 20] [--picture denoising_autoencoder.png]
"""

import argparse

import mnist
import numpy as np
from layers import uniform, zeros
from tqdm import tqdm
from training import on_shared, sgd

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.tensor.shared_randomstreams import RandomStreams

HIDDEN, BATCH_SIZE, RATE, CORRUPTION = 300, 20, 0.1, 0.3


class DenoisingAutoencoder:
    """``sigmoid(sigmoid(x~ W + b) W' + c)`` with x~ the image x without some of its pixels.

    Parameters
    ----------
    rng : numpy.random.RandomState
    streams : RandomStreams
        Where the noise comes from.
    x : TensorVariable
        A row per image.
    n_visible, n_hidden : int
    W, b : SharedVariable, optional
        Of another layer with which they are shared.
    """

    def __init__(self, rng, streams, x, n_visible, n_hidden, W=None, b=None):
        bound = 4 * np.sqrt(6 / (n_visible + n_hidden))
        if W is None:
            W = theano.shared(uniform(rng, bound, (n_visible, n_hidden)), name="W", borrow=True)
        if b is None:
            b = theano.shared(zeros(n_hidden), name="b", borrow=True)
        self.W, self.b = W, b
        self.c = theano.shared(zeros(n_visible), name="c", borrow=True)
        self.streams, self.x = streams, x
        self.params = [self.W, self.b, self.c]

    def corrupt(self, level):
        """The images with a fraction `level` of their pixels set to 0."""
        return self.streams.binomial(size=self.x.shape, n=1, p=1 - level, dtype=theano.config.floatX) * self.x

    def encode(self, x):
        return T.nnet.sigmoid(T.dot(x, self.W) + self.b)

    def decode(self, hidden):
        return T.nnet.sigmoid(T.dot(hidden, self.W.T) + self.c)

    def cost(self, level):
        """The cross-entropy between images and their reconstructions, summed over pixels."""
        back = self.decode(self.encode(self.corrupt(level)))
        return T.nnet.binary_crossentropy(back, self.x).sum(axis=1).mean()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--picture", default="denoising_autoencoder.png", help="where the filters are drawn")
    options = parser.parse_args()

    train, _, test = mnist.load()
    train_x, test_x = on_shared(*train)[0], on_shared(*test)[0]
    index, x = T.lscalar("index"), T.matrix("x")
    model = DenoisingAutoencoder(np.random.RandomState(123), RandomStreams(89677), x, mnist.SIDE**2, HIDDEN)
    cost = model.cost(CORRUPTION)
    batch = train_x[index * BATCH_SIZE : (index + 1) * BATCH_SIZE]
    step = theano.function([index], cost, updates=sgd(cost, model.params, RATE), givens={x: batch})
    back = model.decode(model.encode(model.corrupt(CORRUPTION)))
    judge = theano.function([], T.sqrt(T.sqr(back - x).mean()), givens={x: test_x})

    print(f"error per pixel on 500 held-out digits before training: {float(judge()):.3f}")
    progress = tqdm(range(options.epochs), unit="epoch")
    for _ in progress:
        progress.set_postfix(cost=f"{np.mean([step(i) for i in range(len(train[0]) // BATCH_SIZE)]):.2f}")
    progress.close()
    mnist.save_tiles(model.W.get_value().T[:100], options.picture)
    print(f"error per pixel on 500 held-out digits, {CORRUPTION:.0%} of their pixels dropped: {float(judge()):.3f}")
    print(f"filters of 100 hidden units drawn in {options.picture}")


if __name__ == "__main__":
    main()
