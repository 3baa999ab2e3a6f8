"""``theano.gof.op``: names of other modules."""

# written by stubs/generate.py

from tensorgraph.compat.names.gof.gofop import CLinkerObject as CLinkerObject
from tensorgraph.compat.names.gof.gofop import CLinkerOp as CLinkerOp
from tensorgraph.compat.names.gof.gofop import CachedConstantError as CachedConstantError
from tensorgraph.compat.names.gof.gofop import OpenMPOp as OpenMPOp
from tensorgraph.compat.names.gof.gofop import PureOp as PureOp
from tensorgraph.compat.names.gof.gofop import debug_assert as debug_assert
from tensorgraph.compat.names.gof.gofop import debug_error_message as debug_error_message
from tensorgraph.compat.names.gof.gofop import missing_test_message as missing_test_message
from tensorgraph.compat.names.gof.gofop import ops_with_inner_function as ops_with_inner_function
from tensorgraph.compat.names.gof.gofutils import MethodNotDefined as MethodNotDefined
from tensorgraph.compat.names.gof.gofutils import hashtype as hashtype
from tensorgraph.compat.names.gof.params import CONSTANT as CONSTANT
from tensorgraph.compat.names.gof.params import NAME as NAME
from tensorgraph.compat.names.gof.params import CDataType as CDataType
from tensorgraph.compat.names.gof.params import CEnumType as CEnumType
from tensorgraph.compat.names.gof.params import CLinkerType as CLinkerType
from tensorgraph.compat.names.gof.params import COp as COp
from tensorgraph.compat.names.gof.params import EnumList as EnumList
from tensorgraph.compat.names.gof.params import EnumType as EnumType
from tensorgraph.compat.names.gof.params import Params as Params
from tensorgraph.compat.names.gof.params import ParamsType as ParamsType
from tensorgraph.compat.names.gof.params import PureType as PureType
from tensorgraph.graph.apply import Apply as Apply
from tensorgraph.graph.op import Applicable as Applicable
from tensorgraph.graph.op import Op as Op
from tensorgraph.graph.op import linear_R_op as linear_R_op
from tensorgraph.graph.op import product_R_op as product_R_op
from tensorgraph.graph.testvalue import copy_test_value as copy_test_value
from tensorgraph.graph.testvalue import get_debug_values as get_debug_values
from tensorgraph.graph.testvalue import get_test_value as get_test_value
