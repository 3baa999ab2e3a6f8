"""Minibatch training with early stopping, as all supervised examples do it."""

import numpy as np
from tqdm import tqdm

import tensorgraph as theano
import tensorgraph.tensor as T


def on_shared(images, labels):
    """The digits as shared variables: images in floatX, labels as int32."""
    return (
        theano.shared(images.astype(theano.config.floatX), borrow=True),
        theano.shared(labels, borrow=True),
    )


def sgd(cost, params, rate):
    """The updates of one step of gradient descent."""
    return [(p, p - T.cast(rate, p.dtype) * g) for p, g in zip(params, T.grad(cost, params), strict=True)]


class Trainer:
    """Functions that train on minibatches of shared digits and count errors.

    Parameters
    ----------
    x, y : TensorVariable
        A minibatch of images and of labels.
    cost, errors : TensorVariable
        Scalars: what is minimised, and the fraction of wrong answers.
    updates : list of (SharedVariable, TensorVariable)
    params : list of SharedVariable
        What early stopping keeps.
    digits : list of (ndarray, ndarray)
        As :func:`mnist.load` gives them.
    batch_size : int
    """

    def __init__(self, x, y, cost, errors, updates, params, digits, batch_size):
        (train_x, train_y), (valid_x, valid_y), (test_x, test_y) = [on_shared(*part) for part in digits]
        index = T.lscalar("index")
        batch = slice(index * batch_size, (index + 1) * batch_size)
        self.params = params
        self.batches = len(digits[0][0]) // batch_size
        self.train = theano.function([index], cost, updates=updates, givens={x: train_x[batch], y: train_y[batch]})
        self.validate = self._mean_over(errors, index, {x: valid_x[batch], y: valid_y[batch]}, digits[1], batch_size)
        self.test = self._mean_over(errors, index, {x: test_x[batch], y: test_y[batch]}, digits[2], batch_size)

    @staticmethod
    def _mean_over(errors, index, givens, part, batch_size):
        one = theano.function([index], errors, givens=givens)
        return lambda: float(np.mean([one(i) for i in range(len(part[0]) // batch_size)]))

    def fit(self, epochs, patience):
        """Train until the validation error has not fallen for `patience` epochs; the best parameters stay.

        Returns
        -------
        list of float
            The validation error after each epoch.
        """
        errors, best = [], None
        progress = tqdm(range(epochs), unit="epoch")
        for _ in progress:
            cost = np.mean([self.train(i) for i in range(self.batches)])
            errors.append(self.validate())
            progress.set_postfix(cost=f"{cost:.4f}", validation=f"{errors[-1]:.2%}")
            if errors[-1] <= min(errors):
                best = [p.get_value() for p in self.params]
            elif len(errors) - 1 - int(np.argmin(errors)) >= patience:
                break
        progress.close()
        for p, value in zip(self.params, best or [], strict=True):
            p.set_value(value)
        return errors

    def report(self, errors):
        """Print what training reached."""
        print(f"best validation error {min(errors):.2%} in epoch {int(np.argmin(errors)) + 1}")
        print(f"error rate on 500 held-out digits: {self.test():.2%}")
