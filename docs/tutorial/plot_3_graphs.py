"""
The graph of an expression
==========================

An expression is a graph of variables and *apply nodes*. A node holds an *op* (what is computed), its input
variables and its output variables; a variable knows the node that computes it, its ``owner``.
"""

# %%
import tensorgraph as theano

# %%
# Start at the end and walk back
# ------------------------------
x = theano.tensor.dmatrix("x")
y = x * 2

# %%
# The owner of ``y`` is the node of the multiplication.
type(y.owner)

# %%
y.owner.op.name

# %%
len(y.owner.inputs)

# %%
y.owner.inputs[0]

# %%
# The second input is not the number 2, but 2 with two axes of length 1 added, so that both inputs have two
# dimensions. The op that adds (and drops, and permutes) axes is ``DimShuffle``.
y.owner.inputs[1]

# %%
type(y.owner.inputs[1])

# %%
type(y.owner.inputs[1].owner)

# %%
y.owner.inputs[1].owner.op

# %%
y.owner.inputs[1].owner.inputs

# %%
# ``debugprint`` draws the whole graph.
theano.printing.debugprint(y)

# %%
# A picture of the graph
# ----------------------
# ``viz`` writes a page to explore a function in a browser: its graph as written and as it runs, each step of its
# rewriting, its program. Here is what the compiler made of a longer expression, and how long the passes took.
import matplotlib.pyplot as plt

import tensorgraph.tensor as T

z = T.log(1 + T.exp(x)).sum() + T.sqr(y).mean()
f = theano.function([x], [z, T.grad(z, x)])
report = f.compile_report()
slowest = sorted(report.passes, key=lambda entry: -entry[1])[:8]
plt.barh([entry[0] for entry in slowest][::-1], [1e3 * entry[1] for entry in slowest][::-1])
plt.title("The passes that took longest")
plt.xlabel("ms")
plt.tight_layout()
plt.show()

# %%
print(f.explain())
