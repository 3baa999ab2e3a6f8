"""``theano.sandbox``: names of other modules."""

# written by stubs/generate.py

from tensorgraph.sandbox import linalg as linalg
from tensorgraph.sandbox import neighbours as neighbours
from tensorgraph.sandbox import rng_mrg as rng_mrg
