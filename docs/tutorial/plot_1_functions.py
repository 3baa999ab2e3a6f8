"""
Functions of symbols
====================

A program in this language has three steps: name some symbols, build an expression of them, and compile
the expression into a function.
"""

# %%
# The language lives in two modules.
import numpy as np

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph import function, pp

# %%
# Adding two scalars
# ------------------
# Each symbol has a type. ``T.dscalar`` is the type of a 0-dimensional array of doubles; calling it gives a
# variable of that type. The name is only used for printing.
x = T.dscalar("x")
y = T.dscalar("y")

# %%
# A variable is not an instance of ``T.dscalar``: it is a ``TensorVariable`` whose ``type`` field holds it.
type(x)

# %%
x.type

# %%
T.dscalar

# %%
x.type is T.dscalar

# %%
# An expression of variables is a variable again. ``pp`` prints the computation behind it.
z = x + y
print(pp(z))

# %%
# ``function`` takes the list of inputs and the output (or a list of outputs).
f = function([x, y], z)

# %%
f(2, 3)

# %%
# The result is a 0-dimensional NumPy array. Nothing was compiled to machine code for this: the graph was
# simplified and laid out as calls of kernels that came with the package.
#
# Adding two matrices
# -------------------
# Only the type differs. Values may be nested lists or NumPy arrays.
x = T.dmatrix("x")
y = T.dmatrix("y")
z = x + y
f = function([x, y], z)

# %%
f([[1, 2], [3, 4]], [[10, 20], [30, 40]])

# %%
f(np.array([[1, 2], [3, 4]]), np.array([[10, 20], [30, 40]]))

# %%
# Invalid arguments are refused before anything is computed, with an error that says why.
try:
    f([1, 2], [[10, 20], [30, 40]])
except TypeError as error:
    print(str(error).splitlines()[0])

# %%
# Pictures
# --------
# A compiled function takes arrays of any length, so a curve is one call.
import matplotlib.pyplot as plt

t = T.dvector("t")
logistic = 1 / (1 + T.exp(-t))
curves = function([t], [logistic, T.tanh(t), T.grad(logistic.sum(), t)])
points = np.linspace(-5, 5, 201)
for values, label in zip(curves(points), ["logistic", "tanh", "slope of the logistic"]):
    plt.plot(points, values, label=label)
plt.legend()
plt.title("Three curves from one call")
plt.show()

# %%
# The steps that ran:
print(curves.explain())
