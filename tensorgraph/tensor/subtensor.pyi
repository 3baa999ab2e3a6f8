"""``theano.tensor.subtensor``: names of other modules."""

# written by stubs/generate.py

from tensorgraph.tensor import advanced_boolean_inc_subtensor as advanced_boolean_inc_subtensor
from tensorgraph.tensor import advanced_boolean_set_subtensor as advanced_boolean_set_subtensor
from tensorgraph.tensor import advanced_boolean_subtensor as advanced_boolean_subtensor
from tensorgraph.tensor import advanced_inc_subtensor as advanced_inc_subtensor
from tensorgraph.tensor import advanced_inc_subtensor1 as advanced_inc_subtensor1
from tensorgraph.tensor import advanced_set_subtensor as advanced_set_subtensor
from tensorgraph.tensor import advanced_set_subtensor1 as advanced_set_subtensor1
from tensorgraph.tensor import advanced_subtensor as advanced_subtensor
from tensorgraph.tensor import advanced_subtensor1 as advanced_subtensor1
from tensorgraph.tensor.indexing.advanced_subtensor import AdvancedBooleanIncSubtensor as AdvancedBooleanIncSubtensor
from tensorgraph.tensor.indexing.advanced_subtensor import AdvancedBooleanSubtensor as AdvancedBooleanSubtensor
from tensorgraph.tensor.indexing.advanced_subtensor import AdvancedIncSubtensor as AdvancedIncSubtensor
from tensorgraph.tensor.indexing.advanced_subtensor import AdvancedIncSubtensor1 as AdvancedIncSubtensor1
from tensorgraph.tensor.indexing.advanced_subtensor import AdvancedSubtensor as AdvancedSubtensor
from tensorgraph.tensor.indexing.advanced_subtensor import AdvancedSubtensor1 as AdvancedSubtensor1
from tensorgraph.tensor.indexing.indexing import inc_subtensor as inc_subtensor
from tensorgraph.tensor.indexing.indexing import set_subtensor as set_subtensor
from tensorgraph.tensor.indexing.indexing import take as take
from tensorgraph.tensor.indexing.subtensor import AdvancedIndexingError as AdvancedIndexingError
from tensorgraph.tensor.indexing.subtensor import IncSubtensor as IncSubtensor
from tensorgraph.tensor.indexing.subtensor import Subtensor as Subtensor
from tensorgraph.tensor.indexing.subtensor import indices_of as indices_of
from tensorgraph.tensor.types.constant import AsTensorError as AsTensorError
from tensorgraph.tensor.types.constant import EmptyConstantError as EmptyConstantError
from tensorgraph.tensor.types.constant import NotScalarConstantError as NotScalarConstantError
from tensorgraph.tensor.types.constant import as_tensor_variable as as_tensor_variable
from tensorgraph.tensor.types.constant import constant as constant
from tensorgraph.tensor.types.constant import extract_constant as extract_constant
from tensorgraph.tensor.types.constant import get_scalar_constant_value as get_scalar_constant_value
