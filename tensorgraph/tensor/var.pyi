"""``theano.tensor.var``: names of other modules."""

# written by stubs/generate.py

from tensorgraph.tensor.types.constant import AsTensorError as AsTensorError
from tensorgraph.tensor.types.constant import EmptyConstantError as EmptyConstantError
from tensorgraph.tensor.types.constant import NotScalarConstantError as NotScalarConstantError
from tensorgraph.tensor.types.constant import as_tensor_variable as as_tensor_variable
from tensorgraph.tensor.types.constant import constant as constant
from tensorgraph.tensor.types.constant import extract_constant as extract_constant
from tensorgraph.tensor.types.constant import get_scalar_constant_value as get_scalar_constant_value
from tensorgraph.tensor.types.variable import TensorConstant as TensorConstant
from tensorgraph.tensor.types.variable import TensorType as TensorType
from tensorgraph.tensor.types.variable import TensorVariable as TensorVariable
