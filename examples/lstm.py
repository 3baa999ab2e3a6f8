"""An LSTM reads a digit row by row, 28 pixels at a time, and names it at the end.

The recurrence is a scan; its gradient is backpropagation through time. Trained with Adam.

Run:  python examples/lstm.py [--epochs 12] [--picture lstm.png]
"""

import argparse

import mnist
import numpy as np
from layers import Softmax, uniform, zeros
from training import Trainer

import tensorgraph as theano
import tensorgraph.tensor as T

UNITS, BATCH_SIZE, RATE = 64, 20, 2e-3


class LSTM:
    """A layer of long short-term memory.

    Parameters
    ----------
    rng : numpy.random.RandomState
    x : TensorVariable
        Shape (time, examples, n_in).
    n_in, n : int
        Length of an input and number of units.
    """

    def __init__(self, rng, x, n_in, n):
        self.W = theano.shared(uniform(rng, np.sqrt(6 / (n_in + n)), (n_in, 4 * n)), name="W")
        self.U = theano.shared(uniform(rng, np.sqrt(3 / n), (n, 4 * n)), name="U")
        bias = zeros(4 * n)
        bias[n : 2 * n] = 1  # the forget gates begin open
        self.b = theano.shared(bias, name="b")
        self.params = [self.W, self.U, self.b]

        def step(x_t, h, c, W, U, b):
            i, f, o, g = [part(T.dot(x_t, W) + T.dot(h, U) + b, k) for k in range(4)]
            c = T.nnet.sigmoid(f) * c + T.nnet.sigmoid(i) * T.tanh(g)
            return T.nnet.sigmoid(o) * T.tanh(c), c

        def part(gates, k):
            return gates[:, k * n : (k + 1) * n]

        start = T.zeros((x.shape[1], n), dtype=theano.config.floatX)
        (self.h, self.c), _ = theano.scan(step, sequences=x, outputs_info=[start, start], non_sequences=self.params)


def adam(cost, params, rate, b1=0.9, b2=0.999, epsilon=1e-8):
    """The updates of Adam (Kingma and Ba, 2015)."""
    t = theano.shared(np.asarray(0, theano.config.floatX), name="t")
    now = t + 1
    updates = [(t, now)]
    for p, g in zip(params, T.grad(cost, params), strict=True):
        m, v = (theano.shared(p.get_value() * 0) for _ in range(2))
        m_now, v_now = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g**2
        step = rate * (m_now / (1 - b1**now)) / (T.sqrt(v_now / (1 - b2**now)) + epsilon)
        updates += [(m, T.cast(m_now, m.dtype)), (v, T.cast(v_now, v.dtype)), (p, T.cast(p - step, p.dtype))]
    return updates


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--epochs", type=int, default=12, help="most passes over the training digits")
    parser.add_argument("--patience", type=int, default=4, help="epochs without a better validation error")
    parser.add_argument("--picture", default="lstm.png", help="where what the net believes, row by row, is drawn")
    options = parser.parse_args()

    digits = mnist.load()
    x, y = T.matrix("x"), T.ivector("y")
    rows = x.reshape((x.shape[0], mnist.SIDE, mnist.SIDE)).dimshuffle(1, 0, 2)
    layer = LSTM(np.random.RandomState(1), rows, mnist.SIDE, UNITS)
    top = Softmax(layer.h[-1], UNITS, 10)
    params = layer.params + top.params
    cost = top.cost(y)
    trainer = Trainer(x, y, cost, top.errors(y), adam(cost, params, RATE), params, digits, BATCH_SIZE)
    trainer.report(trainer.fit(options.epochs, options.patience))

    belief = T.nnet.softmax(T.dot(layer.h.reshape((-1, UNITS)), top.W) + top.b)
    believe = theano.function([x], belief.reshape((mnist.SIDE, x.shape[0], 10)))
    save_beliefs(digits[2][0][:8], believe(digits[2][0][:8].astype(theano.config.floatX)), options.picture)
    print(f"the probability of each digit after each row drawn in {options.picture}")


def save_beliefs(images, beliefs, path):
    """Draw digits, and beside each row of pixels the distribution over classes once it is read."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(2, len(images), figsize=(1.6 * len(images), 3.6))
    for k, image in enumerate(images):
        axes[0, k].imshow(image.reshape(mnist.SIDE, mnist.SIDE), cmap="gray")
        axes[1, k].imshow(beliefs[:, k], cmap="viridis", aspect="auto", vmin=0, vmax=1)
        axes[1, k].set_xticks(range(10))
        axes[0, k].axis("off")
        axes[1, k].set_yticks([])
    figure.tight_layout()
    figure.savefig(path, dpi=80)
    pyplot.close(figure)


if __name__ == "__main__":
    main()
