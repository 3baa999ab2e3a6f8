"""A convolutional net after LeNet: two layers of convolution and pooling, a hidden layer, a softmax.

Run:  python examples/convnet.py [--epochs 12] [--picture convnet.png]
"""

import argparse

import mnist
import numpy as np
from layers import Hidden, Softmax, uniform, zeros
from training import Trainer, sgd

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.tensor.nnet import conv2d
from tensorgraph.tensor.signal.pool import pool_2d

KERNELS, HIDDEN, BATCH_SIZE, RATE = (12, 24), 150, 20, 0.1


class ConvPool:
    """``tanh(pool(x * W) + b)`` over images.

    Parameters
    ----------
    rng : numpy.random.RandomState
    x : TensorVariable
        Shape (images, channels, height, width).
    filter_shape : tuple of int
        (kernels, channels, height, width).
    image_shape : tuple of int or None
        What is known of the shape of x.
    """

    def __init__(self, rng, x, filter_shape, image_shape):
        fan_in, fan_out = np.prod(filter_shape[1:]), filter_shape[0] * np.prod(filter_shape[2:]) / 4
        self.W = theano.shared(uniform(rng, np.sqrt(6 / (fan_in + fan_out)), filter_shape), name="W", borrow=True)
        self.b = theano.shared(zeros(filter_shape[0]), name="b", borrow=True)
        maps = conv2d(x, self.W, input_shape=image_shape, filter_shape=filter_shape)
        pooled = pool_2d(maps, ws=(2, 2), ignore_border=True)
        self.output = T.tanh(pooled + self.b.dimshuffle("x", 0, "x", "x"))
        self.params = [self.W, self.b]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--epochs", type=int, default=12, help="most passes over the training digits")
    parser.add_argument("--patience", type=int, default=4, help="epochs without a better validation error")
    parser.add_argument("--picture", default="convnet.png", help="where feature maps of some digits are drawn")
    options = parser.parse_args()

    rng = np.random.RandomState(23455)
    digits = mnist.load()
    x, y = T.matrix("x"), T.ivector("y")
    image = x.reshape((x.shape[0], 1, mnist.SIDE, mnist.SIDE))
    first = ConvPool(rng, image, (KERNELS[0], 1, 5, 5), (None, 1, mnist.SIDE, mnist.SIDE))
    second = ConvPool(rng, first.output, (KERNELS[1], KERNELS[0], 5, 5), (None, KERNELS[0], 12, 12))
    hidden = Hidden(rng, second.output.flatten(2), KERNELS[1] * 4 * 4, HIDDEN)
    top = Softmax(hidden.output, HIDDEN, 10)
    params = [p for layer in (first, second, hidden, top) for p in layer.params]
    cost = top.cost(y)
    trainer = Trainer(x, y, cost, top.errors(y), sgd(cost, params, RATE), params, digits, BATCH_SIZE)
    trainer.report(trainer.fit(options.epochs, options.patience))

    look = theano.function([x], first.output)
    maps = look(digits[2][0][:8].astype(theano.config.floatX))
    enlarged = np.pad(maps.repeat(2, axis=2).repeat(2, axis=3), ((0, 0), (0, 0), (2, 2), (2, 2)), mode="edge")
    mnist.save_tiles(enlarged.reshape(-1, mnist.SIDE**2), options.picture, columns=KERNELS[0])
    print(f"feature maps of the first layer drawn in {options.picture}: a digit per row")


if __name__ == "__main__":
    main()
