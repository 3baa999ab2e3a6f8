r"""
Classifying digits
==================

With :math:`K` classes the model has a column of weights for each, and the softmax of the scores
:math:`x W + b` gives the probability of each class.
"""

# %%
import numpy as np

import tensorgraph as theano
import tensorgraph.tensor as T

# %%
# A class for the model
# ---------------------
# The user of the class provides the input as a symbol, so models can be stacked.


class LogisticRegression:
    """Softmax regression of `n_out` classes on `n_in` features."""

    def __init__(self, input, n_in, n_out):
        self.W = theano.shared(np.zeros((n_in, n_out), dtype=theano.config.floatX), name="W", borrow=True)
        self.b = theano.shared(np.zeros((n_out,), dtype=theano.config.floatX), name="b", borrow=True)
        self.p_y_given_x = T.nnet.softmax(T.dot(input, self.W) + self.b)
        self.y_pred = T.argmax(self.p_y_given_x, axis=1)
        self.params = [self.W, self.b]

    def negative_log_likelihood(self, y):
        # row i, column y[i] of the log-probabilities: one number per example
        return -T.mean(T.log(self.p_y_given_x)[T.arange(y.shape[0]), y])

    def errors(self, y):
        return T.mean(T.neq(self.y_pred, y))


# %%
# Minibatches of shared data
# --------------------------
# The data are shared variables; a step takes the index of a minibatch, and ``givens`` puts the slice in the
# place of the model's input. (Random data here; ``examples/digits.py`` does the same with real digits.)
x = T.matrix("x")
y = T.ivector("y")
classifier = LogisticRegression(input=x, n_in=28 * 28, n_out=10)
cost = classifier.negative_log_likelihood(y)
g_W = T.grad(cost=cost, wrt=classifier.W)
g_b = T.grad(cost=cost, wrt=classifier.b)
learning_rate = 0.13
index = T.lscalar("index")
batch_size = 50
rs = np.random.RandomState(0)
train_set_x = theano.shared(rs.rand(500, 784).astype(theano.config.floatX), borrow=True)
train_set_y = T.cast(theano.shared(rs.randint(0, 10, 500).astype(theano.config.floatX), borrow=True), "int32")
batch = slice(index * batch_size, (index + 1) * batch_size)
train_model = theano.function(
    inputs=[index],
    outputs=cost,
    updates=[(classifier.W, classifier.W - learning_rate * g_W), (classifier.b, classifier.b - learning_rate * g_b)],
    givens={x: train_set_x[batch], y: train_set_y[batch]},
)
err_model = theano.function([index], classifier.errors(y), givens={x: train_set_x[batch], y: train_set_y[batch]})

# %%
# Three passes over the ten minibatches.
costs = [float(train_model(i)) for _ in range(3) for i in range(10)]
print([round(c, 4) for c in costs[::10]])

# %%
errors = [err_model(i) for i in range(3)]
errors
