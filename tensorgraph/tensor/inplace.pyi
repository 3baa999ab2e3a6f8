"""``theano.tensor.inplace``: names of other modules."""

# written by stubs/generate.py

from tensorgraph.tensor.elementwise.inplace import *
