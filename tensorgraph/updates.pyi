"""``theano.updates``: names of other modules."""

# written by stubs/generate.py

from tensorgraph.compile.updates import OrderedUpdates as OrderedUpdates
