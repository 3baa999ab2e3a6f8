"""``theano.gof.fg``: names of other modules."""

# written by stubs/generate.py

from tensorgraph.compat.names.gof.gofop import CLinkerObject as CLinkerObject
from tensorgraph.compat.names.gof.gofop import CLinkerOp as CLinkerOp
from tensorgraph.compat.names.gof.gofop import CachedConstantError as CachedConstantError
from tensorgraph.compat.names.gof.gofop import OpenMPOp as OpenMPOp
from tensorgraph.compat.names.gof.gofop import PureOp as PureOp
from tensorgraph.compat.names.gof.gofop import debug_assert as debug_assert
from tensorgraph.compat.names.gof.gofop import debug_error_message as debug_error_message
from tensorgraph.compat.names.gof.gofop import missing_test_message as missing_test_message
from tensorgraph.compat.names.gof.gofutils import MethodNotDefined as MethodNotDefined
from tensorgraph.compat.names.gof.gofutils import hashtype as hashtype
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
from tensorgraph.errors import SaveError as SaveError
from tensorgraph.errors import ShapeMismatch as ShapeMismatch
from tensorgraph.errors import StepsError as StepsError
from tensorgraph.errors import UnknownDtypeError as UnknownDtypeError
from tensorgraph.errors import UnknownRewriteWarning as UnknownRewriteWarning
from tensorgraph.errors import UnusedInputError as UnusedInputError
from tensorgraph.graph.features import Bookkeeper as Bookkeeper
from tensorgraph.graph.features import Feature as Feature
from tensorgraph.graph.features import History as History
from tensorgraph.graph.features import NoOutputFromInplace as NoOutputFromInplace
from tensorgraph.graph.features import NodeFinder as NodeFinder
from tensorgraph.graph.features import PrintListener as PrintListener
from tensorgraph.graph.features import ReplaceValidate as ReplaceValidate
from tensorgraph.graph.fgraph import FunctionGraph as FunctionGraph
