"""Compilation of graphs: shared variables, modes, programs and functions."""


from ..graph.places import NOT_BUILT

try:
    from .._kernels.machine.linalg import _products  # noqa: F401
    from .._kernels.machine.loop import _loop  # noqa: F401
    from .._kernels.machine.steps import _copies, _views  # noqa: F401
except ImportError as error:
    if error.name is None or not error.name.startswith(__name__.partition(".")[0]):
        # a processor or an environment variable that does not fit
        raise
    raise ImportError(NOT_BUILT) from error
from ..config import config
from ..errors import UnusedInputError
from ..graph.variable import set_compiler
from ..lowering.copies import (
    DeepCopyOp,
    ViewOp,
    deep_copy_op,
    register_deep_copy_op_c_code,
    register_view_op_c_code,
    view_op,
)
from ..profiling.stats import ProfileStats, ScanProfileStats
from .callable import Function
from .collect import clone, rebuild_collect_shared
from .container import Container
from .fromfunction import FromFunctionOp, as_op
from .function import function, pfunc
from .inputs import In, Out, SymbolicInput, SymbolicOutput
from .maker import FunctionMaker, orig_function
from .mode import (
    FAST_COMPILE,
    FAST_RUN,
    Mode,
    get_default_mode,
    get_mode,
    predefined_linkers,
    predefined_modes,
    predefined_optimizers,
    register_linker,
    register_mode,
    register_optimizer,
)
from .opfromgraph import OpFromGraph
from .shared import (
    ScalarSharedVariable,
    SharedVariable,
    TensorSharedVariable,
    generic,
    shared,
    shared_constructor,
)

set_compiler(lambda inputs, outputs, **options: function(list(inputs), outputs, **options))

__all__ = [
    "FAST_COMPILE", "FAST_RUN", "Container", "DeepCopyOp",
    "FromFunctionOp", "Function", "FunctionMaker", "In", "Mode", "OpFromGraph", "Out",
    "ProfileStats", "ScalarSharedVariable", "ScanProfileStats", "SharedVariable", "SymbolicInput", "SymbolicOutput",
    "TensorSharedVariable", "ViewOp", "as_op", "clone", "config", "deep_copy_op", "function", "generic",
    "get_default_mode", "get_mode", "orig_function", "pfunc", "predefined_linkers", "predefined_modes",
    "predefined_optimizers", "rebuild_collect_shared", "register_deep_copy_op_c_code", "register_linker",
    "register_mode", "register_optimizer", "register_view_op_c_code", "shared", "shared_constructor", "view_op",
]
