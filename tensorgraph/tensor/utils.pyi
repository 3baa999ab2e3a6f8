"""``theano.tensor.utils``: names of other modules."""

# written by stubs/generate.py

from tensorgraph.compat.names.misc.arrays import hash_from_ndarray as hash_from_ndarray
from tensorgraph.compat.names.misc.arrays import may_share_memory as may_share_memory
from tensorgraph.tensor import specify_shape as specify_shape
from tensorgraph.tensor.shape.shape import Shape as Shape
from tensorgraph.tensor.shape.shape import Shape_i as Shape_i
from tensorgraph.tensor.shape.shape import SpecifyShape as SpecifyShape
from tensorgraph.tensor.shape.shape import get_vector_length as get_vector_length
from tensorgraph.tensor.shape.shape import shape as shape
from tensorgraph.tensor.shape.shape import shape_i as shape_i
