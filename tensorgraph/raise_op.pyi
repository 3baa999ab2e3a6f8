"""``theano.raise_op``: names of other modules."""

# written by stubs/generate.py

from tensorgraph.tensor.shape.assertion import Assert as Assert
from tensorgraph.tensor.shape.assertion import Raise as Raise
from tensorgraph.tensor.shape.assertion import assert_ as assert_
from tensorgraph.tensor.shape.assertion import assert_op as assert_op
