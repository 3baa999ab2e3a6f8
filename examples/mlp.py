"""A multilayer perceptron with one hidden layer, penalties on its weights and early stopping.

Run:  python examples/mlp.py [--epochs 60] [--picture mlp.png]
"""

import argparse

import mnist
import numpy as np
from layers import Hidden, Softmax
from training import Trainer, sgd

import tensorgraph.tensor as T

HIDDEN, BATCH_SIZE, RATE = 300, 20, 0.05
L1, L2 = 0.0, 1e-4


class MLP:
    """``softmax(tanh(x W + b) V + c)``."""

    def __init__(self, rng, x, n_in, n_hidden, n_out):
        self.hidden = Hidden(rng, x, n_in, n_hidden)
        self.top = Softmax(self.hidden.output, n_hidden, n_out)
        self.params = self.hidden.params + self.top.params
        weights = [self.hidden.W, self.top.W]
        self.l1 = sum(abs(W).sum() for W in weights)
        self.l2 = sum((W**2).sum() for W in weights)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--epochs", type=int, default=60, help="most passes over the training digits")
    parser.add_argument("--patience", type=int, default=8, help="epochs without a better validation error")
    parser.add_argument("--picture", default="mlp.png", help="where the weights of hidden units are drawn")
    options = parser.parse_args()

    x, y = T.matrix("x"), T.ivector("y")
    model = MLP(np.random.RandomState(1234), x, mnist.SIDE**2, HIDDEN, 10)
    cost = model.top.cost(y) + T.cast(L1, x.dtype) * model.l1 + T.cast(L2, x.dtype) * model.l2
    trainer = Trainer(
        x, y, cost, model.top.errors(y), sgd(cost, model.params, RATE), model.params, mnist.load(), BATCH_SIZE
    )
    trainer.report(trainer.fit(options.epochs, options.patience))
    mnist.save_tiles(model.hidden.W.get_value().T[:100], options.picture)
    print(f"weights of 100 hidden units drawn in {options.picture}")


if __name__ == "__main__":
    main()
