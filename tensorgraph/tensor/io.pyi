"""``theano.tensor.io``: names of other modules."""

# written by stubs/generate.py

from tensorgraph.compat.names.tensor.io import LoadFromDisk as LoadFromDisk
from tensorgraph.compat.names.tensor.io import load as load
