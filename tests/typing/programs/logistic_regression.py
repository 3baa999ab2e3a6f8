"""Logistic regression by gradient descent, as in Theano's tutorial."""

import numpy as np

import tensorgraph as theano
import tensorgraph.tensor as T

theano.config.floatX = "float64"
FEATURES, CLASSES = 4, 3


class LogisticRegression:
    """A linear layer and a softmax."""

    def __init__(self, x: T.TensorVariable, n_in: int, n_out: int) -> None:
        zeros = np.zeros((n_in, n_out), dtype=theano.config.floatX)
        self.W = theano.shared(value=zeros, name="W", borrow=True)
        self.b = theano.shared(np.zeros(n_out), name="b")
        self.p = T.nnet.softmax(T.dot(x, self.W) + self.b)
        self.prediction = T.argmax(self.p, axis=1)
        self.params = [self.W, self.b]

    def loss(self, y: T.TensorVariable) -> T.TensorVariable:
        """The negative log-likelihood of the classes `y`."""
        return -T.mean(T.log(self.p)[T.arange(y.shape[0]), y])

    def errors(self, y: T.TensorVariable) -> T.TensorVariable:
        """Return the error rate of the prediction."""
        if y.ndim != self.prediction.ndim:
            raise TypeError("y has another number of axes", ("y", y.type, "prediction", self.prediction.type))
        return T.mean(T.neq(self.prediction, y))


rng = np.random.RandomState(1)
inputs = rng.randn(30, FEATURES)
classes = np.argmax(inputs @ rng.randn(FEATURES, CLASSES), axis=1).astype("int32")

x, y = T.dmatrix("x"), T.ivector("y")
rate = T.dscalar("rate")
model = LogisticRegression(x, FEATURES, CLASSES)
penalty = sum((abs(w) + w**2).sum() for w in model.params)
cost = model.loss(y) + 0.001 * penalty
updates = [(w, w - rate * g) for w, g in zip(model.params, T.grad(cost, model.params), strict=True)]

train = theano.function([x, y, theano.In(rate, value=0.5)], cost, updates=updates)
test = theano.function(inputs=[x, y], outputs=[model.errors(y), model.p], givens={model.b: model.b * 1.0})
on_data = theano.function([], model.errors(y), givens=[(x, theano.shared(inputs)), (y, theano.shared(classes))])

costs: list[float] = []
for epoch in range(20):
    value = train(inputs, classes)
    costs.append(float(value))
    if epoch % 10 == 0:
        print(f"{epoch:3d} {value:.3f}")
wrong, probabilities = test(inputs, classes)
print(wrong.item(), probabilities.mean(axis=0), on_data(), model.W.get_value(borrow=True).shape)
model.W.set_value(model.W.get_value() * 0.9)
best = min(costs)
