"""Names of the package ``theano`` itself."""

import logging
import sys

from ...compile.container import Container
from ...compile.inputs import In as Param
from ...compile.shared import SharedVariable
from ...printing import pprint
from . import gofutils as utils
from .gofop import CLinkerOp, PureOp
from .gofutils import object2
from .link import CLinker, DualLinker, Linker, LocalLinker, OpWiseCLinker, PerformLinker, WrapLinker, WrapLinkerMany

__all__ = [
    "CLinker", "CLinkerOp", "Container", "DualLinker", "Linker", "LocalLinker", "OpWiseCLinker", "Param",
    "PerformLinker", "PureOp", "SharedVariable", "WrapLinker", "WrapLinkerMany", "logging_default_handler", "object2",
    "pprint", "theano", "theano_logger", "utils",
]

# ``from theano import theano`` gives the package
theano = sys.modules[__name__.partition(".")[0]]
theano_logger = logging.getLogger("theano")
# takes what is logged where a program has set up no logging; it says nothing by itself
logging_default_handler = logging.NullHandler()
