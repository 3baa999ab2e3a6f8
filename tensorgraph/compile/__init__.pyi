"""Compilation of graphs: shared variables, modes, programs and functions."""

# written by stubs/generate.py

from typing import Any

from tensorgraph.compile import mode, nanguardmode, ops, sharedvalue
from tensorgraph.compile.callable import Function
from tensorgraph.compile.collect import clone, rebuild_collect_shared
from tensorgraph.compile.container import Container
from tensorgraph.compile.fromfunction import FromFunctionOp, as_op
from tensorgraph.compile.function import function, pfunc
from tensorgraph.compile.inputs import In, SymbolicInput, SymbolicOutput
from tensorgraph.compile.maker import FunctionMaker, orig_function
from tensorgraph.compile.mode import (
    Mode,
    get_default_mode,
    get_mode,
    register_linker,
    register_mode,
    register_optimizer,
)
from tensorgraph.compile.opfromgraph import OpFromGraph
from tensorgraph.compile.shared import (
    ScalarSharedVariable,
    SharedVariable,
    TensorSharedVariable,
    shared,
    shared_constructor,
)
from tensorgraph.config import config
from tensorgraph.debugging.debugmode import DebugMode
from tensorgraph.debugging.monitormode import MonitorMode
from tensorgraph.debugging.nanguardmode import NanGuardMode
from tensorgraph.graph.type import Generic
from tensorgraph.lowering.copies import DeepCopyOp, ViewOp, register_view_op_c_code
from tensorgraph.profiling.stats import ProfileStats, ScanProfileStats

__all__ = [
    "Container",
    "DebugMode",
    "DeepCopyOp",
    "FAST_COMPILE",
    "FAST_RUN",
    "FromFunctionOp",
    "Function",
    "FunctionMaker",
    "In",
    "Mode",
    "MonitorMode",
    "NanGuardMode",
    "OpFromGraph",
    "Out",
    "ProfileStats",
    "ScalarSharedVariable",
    "ScanProfileStats",
    "SharedVariable",
    "SymbolicInput",
    "SymbolicOutput",
    "TensorSharedVariable",
    "ViewOp",
    "as_op",
    "clone",
    "config",
    "deep_copy_op",
    "function",
    "generic",
    "get_default_mode",
    "get_mode",
    "mode",
    "nanguardmode",
    "ops",
    "orig_function",
    "pfunc",
    "predefined_linkers",
    "predefined_modes",
    "predefined_optimizers",
    "rebuild_collect_shared",
    "register_deep_copy_op_c_code",
    "register_linker",
    "register_mode",
    "register_optimizer",
    "register_view_op_c_code",
    "shared",
    "shared_constructor",
    "sharedvalue",
    "view_op",
]

FAST_COMPILE: Mode
FAST_RUN: Mode
deep_copy_op: DeepCopyOp
generic: Generic
predefined_linkers: dict[str, Any]
predefined_modes: dict[str, Any]
predefined_optimizers: dict[str, Any]
view_op: ViewOp
Out = SymbolicOutput
register_deep_copy_op_c_code = register_view_op_c_code
