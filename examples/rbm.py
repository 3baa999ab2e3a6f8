"""A restricted Boltzmann machine trained by persistent contrastive divergence.

The Gibbs chain is a scan whose random numbers come from MRG streams; its last state is a shared variable from which
the next minibatch goes on.

Run:  python examples/rbm.py [--epochs 15] [--picture rbm.png]
"""

import argparse

import mnist
import numpy as np
from layers import uniform, zeros
from tqdm import tqdm
from training import on_shared

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.sandbox.rng_mrg import MRG_RandomStreams

HIDDEN, BATCH_SIZE, RATE, STEPS = 300, 20, 0.1, 5
CHAINS, STEPS_BETWEEN_SAMPLES, SAMPLES = 10, 500, 8


class RBM:
    """Binary units in two layers: the energy of (v, h) is ``-v W h - b v - c h``."""

    def __init__(self, rng, streams, n_visible, n_hidden):
        bound = 4 * np.sqrt(6 / (n_visible + n_hidden))
        self.W = theano.shared(uniform(rng, bound, (n_visible, n_hidden)), name="W", borrow=True)
        self.b = theano.shared(zeros(n_visible), name="b", borrow=True)
        self.c = theano.shared(zeros(n_hidden), name="c", borrow=True)
        self.params = [self.W, self.b, self.c]
        self.streams = streams

    def free_energy(self, v):
        """``-log sum_h exp(-energy(v, h))``, one value per row."""
        return -T.dot(v, self.b) - T.nnet.softplus(T.dot(v, self.W) + self.c).sum(axis=1)

    def sample(self, p):
        return self.streams.binomial(size=p.shape, n=1, p=p, dtype=theano.config.floatX)

    def mean_hidden(self, v):
        return T.nnet.sigmoid(T.dot(v, self.W) + self.c)

    def mean_visible(self, h):
        return T.nnet.sigmoid(T.dot(h, self.W.T) + self.b)

    def gibbs(self, h):
        """From hidden units to visible ones and back: means and samples of the visible, samples of the hidden."""
        mean = self.mean_visible(h)
        v = self.sample(mean)
        return mean, v, self.sample(self.mean_hidden(v))

    def training(self, v, chain, rate, steps):
        """The cost that is watched and the updates of one step of learning."""
        (means, samples, hidden), updates = theano.scan(self.gibbs, outputs_info=[None, None, chain], n_steps=steps)
        end = theano.gradient.disconnected_grad(samples[-1])
        # the gradient of this is that of the log-likelihood, with the chain's end in place of the model's mean
        cost = T.mean(self.free_energy(v)) - T.mean(self.free_energy(end))
        for p, g in zip(self.params, T.grad(cost, self.params), strict=True):
            updates[p] = p - T.cast(rate, p.dtype) * g
        updates[chain] = hidden[-1]
        watched, pixel_updates = self.pseudo_likelihood(v)
        updates.update(pixel_updates)
        return watched, updates

    def pseudo_likelihood(self, v):
        """An estimate of the sum over pixels of ``log p(pixel | all others)``, from one pixel at a time.

        The pixels that come after one another lie far apart, so that a few hundred stand for all.
        """
        pixel = theano.shared(0, name="pixel")
        v = T.round(v)
        flipped = T.set_subtensor(v[:, pixel], 1 - v[:, pixel])
        n = self.b.shape[0]
        cost = T.mean(n * T.log(T.nnet.sigmoid(self.free_energy(flipped) - self.free_energy(v))))
        return cost, {pixel: (pixel + 97) % n}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--epochs", type=int, default=15)
    parser.add_argument("--picture", default="rbm.png", help="where samples of the chains are drawn")
    options = parser.parse_args()

    train, _, test = mnist.load()
    train_x, test_x = on_shared(*train)[0], on_shared(*test)[0]
    model = RBM(np.random.RandomState(123), MRG_RandomStreams(1234), mnist.SIDE**2, HIDDEN)
    index, x = T.lscalar("index"), T.matrix("x")
    chain = theano.shared(zeros(BATCH_SIZE, HIDDEN), name="chain", borrow=True)
    rate = T.scalar("rate")
    cost, updates = model.training(x, chain, rate, STEPS)
    batch = train_x[index * BATCH_SIZE : (index + 1) * BATCH_SIZE]
    step = theano.function([index, rate], cost, updates=updates, givens={x: batch})
    back = model.mean_visible(model.mean_hidden(x))
    judge = theano.function([], T.sqrt(T.sqr(back - x).mean()), givens={x: test_x})

    progress = tqdm(range(options.epochs), unit="epoch")
    for epoch in progress:
        # the chain follows the parameters better the less they move
        slower = RATE * (1 - epoch / options.epochs)
        cost = np.mean([step(i, slower) for i in range(len(train[0]) // BATCH_SIZE)])
        progress.set_postfix(pseudo_likelihood=f"{cost:.1f}")
    progress.close()

    start = theano.shared(test[0][:CHAINS].astype(theano.config.floatX), name="start")
    (means, samples, _), updates = theano.scan(
        model.gibbs, outputs_info=[None, None, model.sample(model.mean_hidden(start))], n_steps=STEPS_BETWEEN_SAMPLES
    )
    updates[start] = samples[-1]
    draw = theano.function([], means[-1], updates=updates)
    mnist.save_tiles(np.concatenate([test[0][:CHAINS]] + [draw() for _ in range(SAMPLES)]), options.picture, CHAINS)
    print(f"log of the pseudo-likelihood in the last epoch: {cost:.1f}")
    print(f"error per pixel of reconstructed held-out digits: {float(judge()):.3f}")
    print(f"samples drawn in {options.picture}: a chain per column, {STEPS_BETWEEN_SAMPLES} steps from row to row")


if __name__ == "__main__":
    main()
