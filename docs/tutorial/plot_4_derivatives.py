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
