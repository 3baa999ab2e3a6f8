"""``theano.tensor.basic``: names of other modules."""

# written by stubs/generate.py

from tensorgraph.compat.names.gof.gofutils import hashtype as hashtype
from tensorgraph.compat.names.tensor.oldnames import ceil_intdiv as ceil_intdiv
from tensorgraph.compat.names.tensor.oldnames import default as default
from tensorgraph.compat.names.tensor.oldnames import float16_atol as float16_atol
from tensorgraph.compat.names.tensor.oldnames import float16_rtol as float16_rtol
from tensorgraph.compat.names.tensor.oldnames import float32_atol as float32_atol
from tensorgraph.compat.names.tensor.oldnames import float32_rtol as float32_rtol
from tensorgraph.compat.names.tensor.oldnames import float64_atol as float64_atol
from tensorgraph.compat.names.tensor.oldnames import float64_rtol as float64_rtol
from tensorgraph.compat.names.tensor.oldnames import is_flat as is_flat
from tensorgraph.compat.names.tensor.oldnames import join_ as join_
from tensorgraph.compat.names.tensor.oldnames import numpy_scalar as numpy_scalar
from tensorgraph.compat.names.tensor.oldnames import slicetype as slicetype
from tensorgraph.compat.names.tensor.operations import Default as Default
from tensorgraph.compat.names.tensor.operations import Flatten as Flatten
from tensorgraph.compat.names.tensor.operations import Mean as Mean
from tensorgraph.compat.names.tensor.operations import Tile as Tile
from tensorgraph.compat.names.tensor.typelists import integer_types as integer_types
from tensorgraph.tensor import *
from tensorgraph.tensor.types.variable import TensorVariable as TensorVariable
from tensorgraph.typing import TensorLike

def isnan_(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """True if x is not a number."""

def mod_check(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x % y``, with the sign of y; for integers 0 when y is 0."""
