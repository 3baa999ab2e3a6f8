"""``theano.tensor.subtensor``: names of other modules."""

# written by stubs/generate.py

from tensorgraph.tensor.indexing.advanced_subtensor import AdvancedBooleanIncSubtensor as AdvancedBooleanIncSubtensor
from tensorgraph.tensor.indexing.advanced_subtensor import AdvancedBooleanSubtensor as AdvancedBooleanSubtensor
from tensorgraph.tensor.indexing.advanced_subtensor import AdvancedIncSubtensor as AdvancedIncSubtensor
from tensorgraph.tensor.indexing.advanced_subtensor import AdvancedIncSubtensor1 as AdvancedIncSubtensor1
from tensorgraph.tensor.indexing.advanced_subtensor import AdvancedSubtensor as AdvancedSubtensor
from tensorgraph.tensor.indexing.advanced_subtensor import AdvancedSubtensor1 as AdvancedSubtensor1
from tensorgraph.tensor.indexing.advanced_subtensor import adv_index_broadcastable_pattern as adv_index_broadcastable_pattern
from tensorgraph.tensor.indexing.advanced_subtensor import advanced_boolean_inc_subtensor as advanced_boolean_inc_subtensor
from tensorgraph.tensor.indexing.advanced_subtensor import advanced_boolean_set_subtensor as advanced_boolean_set_subtensor
from tensorgraph.tensor.indexing.advanced_subtensor import advanced_boolean_subtensor as advanced_boolean_subtensor
from tensorgraph.tensor.indexing.advanced_subtensor import advanced_inc_subtensor as advanced_inc_subtensor
from tensorgraph.tensor.indexing.advanced_subtensor import advanced_inc_subtensor1 as advanced_inc_subtensor1
from tensorgraph.tensor.indexing.advanced_subtensor import advanced_set_subtensor as advanced_set_subtensor
from tensorgraph.tensor.indexing.advanced_subtensor import advanced_set_subtensor1 as advanced_set_subtensor1
from tensorgraph.tensor.indexing.advanced_subtensor import advanced_subtensor as advanced_subtensor
from tensorgraph.tensor.indexing.advanced_subtensor import advanced_subtensor1 as advanced_subtensor1
from tensorgraph.tensor.indexing.advanced_subtensor import as_index_variable as as_index_variable
from tensorgraph.tensor.indexing.advanced_subtensor import index_layout as index_layout
from tensorgraph.tensor.indexing.advanced_subtensor import places as places
from tensorgraph.tensor.indexing.indexing import getitem as getitem
from tensorgraph.tensor.indexing.indexing import inc_subtensor as inc_subtensor
from tensorgraph.tensor.indexing.indexing import set_subtensor as set_subtensor
from tensorgraph.tensor.indexing.indexing import take as take
from tensorgraph.tensor.indexing.slices import as_bound as as_bound
from tensorgraph.tensor.indexing.slices import get_canonical_form_slice as get_canonical_form_slice
from tensorgraph.tensor.indexing.slices import slice_length as slice_length
from tensorgraph.tensor.indexing.subtensor import AdvancedIndexingError as AdvancedIndexingError
from tensorgraph.tensor.indexing.subtensor import IncSubtensor as IncSubtensor
from tensorgraph.tensor.indexing.subtensor import Subtensor as Subtensor
from tensorgraph.tensor.indexing.subtensor import get_constant_idx as get_constant_idx
from tensorgraph.tensor.indexing.subtensor import get_idx_list as get_idx_list
from tensorgraph.tensor.indexing.subtensor import index_type as index_type
from tensorgraph.tensor.indexing.subtensor import index_variables as index_variables
from tensorgraph.tensor.indexing.subtensor import make_constant as make_constant
from tensorgraph.tensor.types.constant import AsTensorError as AsTensorError
from tensorgraph.tensor.types.constant import EmptyConstantError as EmptyConstantError
from tensorgraph.tensor.types.constant import NotScalarConstantError as NotScalarConstantError
from tensorgraph.tensor.types.constant import as_tensor_variable as as_tensor_variable
from tensorgraph.tensor.types.constant import constant as constant
from tensorgraph.tensor.types.constant import constant_text as constant_text
from tensorgraph.tensor.types.constant import data_signature as data_signature
from tensorgraph.tensor.types.constant import extract_constant as extract_constant
from tensorgraph.tensor.types.constant import get_scalar_constant_value as get_scalar_constant_value
from tensorgraph.tensor.types.constant import unique_value as unique_value
