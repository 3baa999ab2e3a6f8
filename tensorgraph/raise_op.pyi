"""``theano.raise_op``: names of other modules."""

# written by stubs/generate.py

from tensorgraph.tensor import assert_op as assert_op
from tensorgraph.tensor.shape.assertion import Assert as Assert
from tensorgraph.tensor.shape.assertion import Raise as Raise
from tensorgraph.tensor.types.variable import TensorVariable
from tensorgraph.typing import TensorLike

def assert_(value: TensorLike, *conditions: TensorLike, name: str | None = None) -> TensorVariable:
    """The value, checked at run time: ``Assert("message")(value, *conditions)``."""
