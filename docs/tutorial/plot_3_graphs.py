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
