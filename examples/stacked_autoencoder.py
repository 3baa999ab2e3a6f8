"""Stacked denoising autoencoders: each layer learns to clean the output of the one below, then all learn the labels.

Run:  python examples/stacked_autoencoder.py [--pretraining 10] [--epochs 30] [--picture stacked_autoencoder.png]
"""

import argparse

import mnist
import numpy as np
from denoising_autoencoder import DenoisingAutoencoder
from layers import Hidden, Softmax
from tqdm import tqdm
from training import Trainer, on_shared, sgd

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.tensor.shared_randomstreams import RandomStreams

HIDDEN, CORRUPTION = (300, 200), (0.1, 0.2)
BATCH_SIZE, PRETRAINING_RATE, RATE = 20, 0.05, 0.1


class StackedAutoencoder:
    """Sigmoid layers under a softmax; each layer shares its weights with an autoencoder."""

    def __init__(self, rng, streams, x, n_in, n_hidden, n_out):
        self.layers, self.autoencoders = [], []
        below, width = x, n_in
        for n in n_hidden:
            layer = Hidden(rng, below, width, n, activation=T.nnet.sigmoid)
            self.autoencoders.append(DenoisingAutoencoder(rng, streams, below, width, n, layer.W, layer.b))
            self.layers.append(layer)
            below, width = layer.output, n
        self.top = Softmax(below, width, n_out)
        self.params = [p for layer in self.layers for p in layer.params] + self.top.params


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--pretraining", type=int, default=10, help="passes over the digits for each layer")
    parser.add_argument("--epochs", type=int, default=30, help="most passes with labels")
    parser.add_argument("--patience", type=int, default=6, help="epochs without a better validation error")
    parser.add_argument("--picture", default="stacked_autoencoder.png", help="where the first filters are drawn")
    options = parser.parse_args()

    digits = mnist.load()
    train_x, _ = on_shared(*digits[0])
    index, x, y = T.lscalar("index"), T.matrix("x"), T.ivector("y")
    model = StackedAutoencoder(np.random.RandomState(89677), RandomStreams(2**30), x, mnist.SIDE**2, HIDDEN, 10)

    level = T.scalar("level")
    batch = train_x[index * BATCH_SIZE : (index + 1) * BATCH_SIZE]
    for number, autoencoder in enumerate(model.autoencoders):
        cost = autoencoder.cost(level)
        updates = sgd(cost, autoencoder.params, PRETRAINING_RATE)
        step = theano.function(
            [index, theano.In(level, value=CORRUPTION[number])], cost, updates=updates, givens={x: batch}
        )
        progress = tqdm(range(options.pretraining), unit="epoch", desc=f"layer {number + 1}")
        for _ in progress:
            progress.set_postfix(cost=f"{np.mean([step(i) for i in range(len(digits[0][0]) // BATCH_SIZE)]):.2f}")
        progress.close()

    cost = model.top.cost(y)
    trainer = Trainer(x, y, cost, model.top.errors(y), sgd(cost, model.params, RATE), model.params, digits, BATCH_SIZE)
    trainer.report(trainer.fit(options.epochs, options.patience))
    mnist.save_tiles(model.layers[0].W.get_value().T[:100], options.picture)
    print(f"filters of 100 units of the first layer drawn in {options.picture}")


if __name__ == "__main__":
    main()
