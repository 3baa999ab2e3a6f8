"""``theano.compile.ops``: names of other modules."""

# written by stubs/generate.py

from tensorgraph.compat.names.compile import get_info_on_inputs as get_info_on_inputs
from tensorgraph.compat.names.compile import register_shape_i_c_code as register_shape_i_c_code
from tensorgraph.compat.names.compile import register_specify_shape_c_code as register_specify_shape_c_code
from tensorgraph.compile.fromfunction import FromFunctionOp as FromFunctionOp
from tensorgraph.compile.fromfunction import as_op as as_op
from tensorgraph.graph.disconnected import DisconnectedType as DisconnectedType
from tensorgraph.graph.disconnected import NullType as NullType
from tensorgraph.graph.equal import is_same_graph as is_same_graph
from tensorgraph.lowering.copies import DeepCopyOp as DeepCopyOp
from tensorgraph.lowering.copies import ViewOp as ViewOp
from tensorgraph.lowering.copies import deep_copy_op as deep_copy_op
from tensorgraph.lowering.copies import view_op as view_op
from tensorgraph.tensor import specify_shape as specify_shape
from tensorgraph.tensor.shape.rebroadcast import Rebroadcast as Rebroadcast
from tensorgraph.tensor.shape.rebroadcast import addbroadcast as addbroadcast
from tensorgraph.tensor.shape.rebroadcast import patternbroadcast as patternbroadcast
from tensorgraph.tensor.shape.rebroadcast import unbroadcast as unbroadcast
from tensorgraph.tensor.shape.shape import Shape as Shape
from tensorgraph.tensor.shape.shape import Shape_i as Shape_i
from tensorgraph.tensor.shape.shape import SpecifyShape as SpecifyShape
from tensorgraph.tensor.shape.shape import get_vector_length as get_vector_length
from tensorgraph.tensor.shape.shape import shape as shape
from tensorgraph.tensor.shape.shape import shape_i as shape_i
