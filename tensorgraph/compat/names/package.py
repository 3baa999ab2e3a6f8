"""Names of the package ``theano`` itself."""

import logging
import sys
import warnings

from ...compile.container import Container
from ...compile.inputs import In, SymbolicInput, SymbolicOutput
from ...compile.mode import predefined_linkers, predefined_optimizers
from ...compile.shared import SharedVariable
from ...errors import InconsistencyError
from ...printing import pprint
from ...tensor.types.constant import get_scalar_constant_value
from ...userline import user_level
from .gof import gofutils as utils
from .gof.gofop import CLinkerOp, PureOp
from .gof.gofutils import object2
from .gof.link import (
    CLinker,
    DualLinker,
    Linker,
    LocalLinker,
    OpWiseCLinker,
    PerformLinker,
    WrapLinker,
    WrapLinkerMany,
)

__all__ = [
    "CLinker", "CLinkerOp", "Container", "DualLinker", "InconsistencyError", "Linker", "LocalLinker", "OpWiseCLinker",
    "Param", "PerformLinker", "PureOp", "SharedVariable", "SymbolicInput", "SymbolicOutput", "WrapLinker",
    "WrapLinkerMany", "get_scalar_constant_value", "logging_default_handler", "object2", "pprint",
    "predefined_linkers", "predefined_optimizers", "theano", "theano_logger", "utils",
]


class Param(In):
    """The old name of :class:`In`, with `default` in place of `value`.

    Examples
    --------
    >>> import warnings
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> x = T.dscalar("x")
    >>> with warnings.catch_warnings():
    ...     warnings.simplefilter("ignore")
    ...     f = theano.function([Param(x, default=2.0)], x * 2)
    >>> f()
    array(4.)
    """

    def __init__(
        self, variable, default=None, name=None, mutable=False, strict=False, allow_downcast=None, implicit=None,
        borrow=None
    ):
        warnings.warn("Param is deprecated: replace Param(x, default=N) by In(x, value=N)", stacklevel=user_level())
        super().__init__(
            variable, name=name, value=default, mutable=mutable, strict=strict, allow_downcast=allow_downcast,
            implicit=implicit, borrow=borrow
        )


# ``from theano import theano`` gives the package
theano = sys.modules[__name__.partition(".")[0]]
theano_logger = logging.getLogger("theano")
# takes what is logged where a program has set up no logging; it says nothing by itself
logging_default_handler = logging.NullHandler()
