"""Names of the package ``theano`` itself."""

import logging
import sys

from ...compile.container import Container
from ...compile.inputs import In as Param
from ...compile.inputs import SymbolicInput, SymbolicOutput
from ...compile.mode import predefined_linkers, predefined_optimizers
from ...compile.shared import SharedVariable
from ...errors import InconsistencyError
from ...printing import pprint
from ...tensor.constant import get_scalar_constant_value
from . import gofutils as utils
from .gofop import CLinkerOp, PureOp
from .gofutils import object2
from .link import CLinker, DualLinker, Linker, LocalLinker, OpWiseCLinker, PerformLinker, WrapLinker, WrapLinkerMany

__all__ = [
    "CLinker", "CLinkerOp", "Container", "DualLinker", "InconsistencyError", "Linker", "LocalLinker", "OpWiseCLinker",
    "Param", "PerformLinker", "PureOp", "SharedVariable", "SymbolicInput", "SymbolicOutput", "WrapLinker",
    "WrapLinkerMany", "get_scalar_constant_value", "logging_default_handler", "object2", "pprint",
    "predefined_linkers", "predefined_optimizers", "theano", "theano_logger", "utils",
]

# ``from theano import theano`` gives the package
theano = sys.modules[__name__.partition(".")[0]]
theano_logger = logging.getLogger("theano")
# takes what is logged where a program has set up no logging; it says nothing by itself
logging_default_handler = logging.NullHandler()
