"""``theano.misc``: names of other modules."""

# written by stubs/generate.py

from tensorgraph.misc import pkl_utils as pkl_utils
