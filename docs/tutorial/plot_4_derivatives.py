r"""
Derivatives
===========

``T.grad`` builds the graph of a derivative. For :math:`y = x^2` it is :math:`2x`.
"""

# %%
import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph import pp

# %%
x = T.dscalar("x")
y = x**2
gy = T.grad(y, x)
print(pp(gy))

# %%
# That is the chain rule written out: the gradient 1.0 of ``y`` itself, times the derivative of a power.
f = theano.function([x], gy)
f(4)

# %%
# Compiling simplified the graph to what one would write by hand.
pp(f.maker.fgraph.outputs[0])

# %%
# Derivatives of derivatives
# --------------------------
# A derivative is a graph like any other, so it has one, too.
import matplotlib.pyplot as plt
import numpy as np

t = T.dvector("t")
wave = T.sin(t) * T.exp(-t / 4)
first = T.grad(wave.sum(), t)
second = T.grad(first.sum(), t)
curves = theano.function([t], [wave, first, second])
points = np.linspace(0, 12, 300)
for values, label in zip(curves(points), ["a wave", "its slope", "the slope of its slope"]):
    plt.plot(points, values, label=label)
plt.axhline(0, color="gray", linewidth=0.5)
plt.legend()
plt.title("A function and two derivatives, in one call")
plt.show()
