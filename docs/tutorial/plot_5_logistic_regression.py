r"""
Logistic regression
===================

A binary classifier with weights :math:`w` and bias :math:`b` says that the probability of class 1 is
:math:`1 / (1 + e^{-x \cdot w - b})`. Training lowers the cross-entropy by gradient descent.
"""

# %%
import numpy as np

import tensorgraph as theano
import tensorgraph.tensor as T

# %%
# Random data of the size of a small problem: 400 examples of 784 features.
rng = np.random
rng.seed(0)
N = 400
feats = 784
D = (rng.randn(N, feats), rng.randint(size=N, low=0, high=2))
training_steps = 10000

# %%
# The model. Weights and bias are shared, so that they keep their values between steps.
x = T.dmatrix("x")
y = T.dvector("y")
w = theano.shared(rng.randn(feats), name="w")
b = theano.shared(0.0, name="b")
p_1 = 1 / (1 + T.exp(-T.dot(x, w) - b))
prediction = p_1 > 0.5
xent = -y * T.log(p_1) - (1 - y) * T.log(1 - p_1)
cost = xent.mean() + 0.01 * (w**2).sum()
gw, gb = T.grad(cost, [w, b])

# %%
# One step of training, and the prediction.
train = theano.function(inputs=[x, y], outputs=[prediction, xent], updates=((w, w - 0.1 * gw), (b, b - 0.1 * gb)))
predict = theano.function(inputs=[x], outputs=prediction)

# %%
# The literal cross-entropy above would be infinite for a confident wrong guess, since ``1 - p_1`` rounds to 0.
# The compiler rewrote ``log(1 - p_1)`` so that it is accurate, as the first step shows: with random
# weights the scores are around 28, and yet every loss is finite.
first_prediction, first_xent = train(*D)
print(np.isfinite(first_xent).all())

# %%
for i in range(training_steps - 1):
    pred, err = train(*D)
print(b.get_value())

# %%
# All 400 examples are learned.
(predict(D[0]) == D[1]).all()

# %%
# How sure is the model?
# ----------------------
import matplotlib.pyplot as plt

probability = theano.function([x], p_1)
for label in (0, 1):
    plt.hist(probability(D[0][D[1] == label]), bins=np.linspace(0, 1, 21), alpha=0.6, label=f"label {label}")
plt.legend()
plt.title("Probabilities that the trained model gives")
plt.xlabel("probability of label 1")
plt.show()
