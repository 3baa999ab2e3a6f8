"""
State that functions share
==========================

A function can have a state that lasts from call to call, in *shared variables*.
"""

# %%
import tensorgraph.tensor as T
from tensorgraph import function, shared

# %%
# An accumulator
# --------------
# ``shared`` creates a variable with a value. ``updates`` pairs a shared variable with the expression that becomes
# its next value; outputs and updates both see the old one.
state = shared(0)
inc = T.iscalar("inc")
accumulator = function([inc], state, updates=[(state, state + inc)])

# %%
print(state.get_value())

# %%
accumulator(1)

# %%
print(state.get_value())

# %%
accumulator(300)

# %%
print(state.get_value())

# %%
# The value can be set from outside.
state.set_value(-1)

# %%
accumulator(3)

# %%
print(state.get_value())

# %%
# Several functions can read and change one shared variable.
decrementor = function([inc], state, updates=[(state, state - inc)])

# %%
decrementor(2)

# %%
print(state.get_value())

# %%
# A function could return the new value instead, but updates let the compiler work in the memory of the variable
# itself: an update of a weight matrix by a gradient step is one in-place matrix product.

# %%
# A walk
# ------
# Each call adds a random step to the state, and returns where it was.
import matplotlib.pyplot as plt
import numpy as np

random = np.random.RandomState(0)
state.set_value(0)
path = [int(accumulator(random.choice([-1, 1]))) for _ in range(500)]
plt.step(range(500), path)
plt.title("A state that 500 calls have changed")
plt.xlabel("call")
plt.show()
