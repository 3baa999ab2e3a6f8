"""``theano.gof.toolbox``: names of other modules."""

# written by stubs/generate.py

from tensorgraph.compat.names.gof.graphs import Node as Node
from tensorgraph.compat.names.gof.graphs import PreserveNames as PreserveNames
from tensorgraph.compat.names.gof.graphs import PreserveVariableAttributes as PreserveVariableAttributes
from tensorgraph.compat.names.gof.graphs import ReplacementDidntRemovedError as ReplacementDidntRemovedError
from tensorgraph.compat.names.gof.graphs import io_connection_pattern as io_connection_pattern
from tensorgraph.compat.names.gof.graphs import is_same_graph_with_merge as is_same_graph_with_merge
from tensorgraph.compat.names.gof.graphs import op_as_string as op_as_string
from tensorgraph.compat.names.gof.graphs import variables_and_orphans as variables_and_orphans
from tensorgraph.compat.names.gof.graphs import view_roots as view_roots
from tensorgraph.errors import AliasedMemoryError as AliasedMemoryError
from tensorgraph.errors import AlreadyThere as AlreadyThere
from tensorgraph.errors import ArgumentError as ArgumentError
from tensorgraph.errors import BadOptimization as BadOptimization
from tensorgraph.errors import BadReplacement as BadReplacement
from tensorgraph.errors import ComplexError as ComplexError
from tensorgraph.errors import DisconnectedInputError as DisconnectedInputError
from tensorgraph.errors import ExportError as ExportError
from tensorgraph.errors import GradientError as GradientError
from tensorgraph.errors import InconsistencyError as InconsistencyError
from tensorgraph.errors import LabelError as LabelError
from tensorgraph.errors import LengthError as LengthError
from tensorgraph.errors import LoadError as LoadError
from tensorgraph.errors import MissingInputError as MissingInputError
from tensorgraph.errors import NoCounterpartError as NoCounterpartError
from tensorgraph.errors import NoGradientError as NoGradientError
from tensorgraph.errors import NoIntegerError as NoIntegerError
from tensorgraph.errors import NoValueError as NoValueError
from tensorgraph.errors import NullTypeGradError as NullTypeGradError
from tensorgraph.errors import PickleError as PickleError
from tensorgraph.errors import SaveError as SaveError
from tensorgraph.errors import ShapeMismatch as ShapeMismatch
from tensorgraph.errors import StepsError as StepsError
from tensorgraph.errors import UnknownDtypeError as UnknownDtypeError
from tensorgraph.errors import UnknownRewriteWarning as UnknownRewriteWarning
from tensorgraph.errors import UnusedInputError as UnusedInputError
from tensorgraph.graph.features import Bookkeeper as Bookkeeper
from tensorgraph.graph.features import Changes as Changes
from tensorgraph.graph.features import Feature as Feature
from tensorgraph.graph.features import History as History
from tensorgraph.graph.features import NoOutputFromInplace as NoOutputFromInplace
from tensorgraph.graph.features import NodeFinder as NodeFinder
from tensorgraph.graph.features import PrintListener as PrintListener
from tensorgraph.graph.features import ReplaceValidate as ReplaceValidate
