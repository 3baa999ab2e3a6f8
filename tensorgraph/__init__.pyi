"""Theano's language on precompiled kernels."""

# written by stubs/generate.py

from typing import Any

from tensorgraph import (
    batching,
    compat,
    compile,
    configparser,
    d3viz,
    errors,
    gof,
    gradient,
    graph,
    ifelse,
    misc,
    optim,
    optimize,
    parallel,
    printing,
    raise_op,
    rewriting,
    sandbox,
    saving,
    scalar,
    scan_module,
    sparse,
    streams,
    tensor,
    transform,
    typed_list,
    typing,
    updates,
    version,
)
from tensorgraph._kernels.machine.threads.count import threads
from tensorgraph.bridges.exporting import to_jax, to_onnx
from tensorgraph.compat.names.misc.dump import function_dump
from tensorgraph.compat.names.tensor.operations import sparse_grad
from tensorgraph.compile.collect import clone
from tensorgraph.compile.fromfunction import as_op
from tensorgraph.compile.function import function
from tensorgraph.compile.inputs import In, SymbolicOutput
from tensorgraph.compile.inspection import inspect
from tensorgraph.compile.maker import FunctionMaker
from tensorgraph.compile.mode import Mode
from tensorgraph.compile.opfromgraph import OpFromGraph
from tensorgraph.compile.shared import shared
from tensorgraph.compile.updates import OrderedUpdates
from tensorgraph.compile.viz import viz
from tensorgraph.config import config
from tensorgraph.errors import MissingInputError, UnusedInputError
from tensorgraph.flags import change_flags
from tensorgraph.gradient.grad import grad, subgraph_grad
from tensorgraph.gradient.pushforward import Lop, Rop
from tensorgraph.graph.apply import Apply
from tensorgraph.graph.fgraph import FunctionGraph
from tensorgraph.graph.op import Op
from tensorgraph.graph.type import Generic, Type
from tensorgraph.graph.variable import Constant, Variable
from tensorgraph.insight.versions import show_versions
from tensorgraph.printing.pp import PPrinter
from tensorgraph.profiling.stats import ProfileStats
from tensorgraph.saving import load, save
from tensorgraph.scan.api import scan
from tensorgraph.scan.checkpoints import scan_checkpoints
from tensorgraph.scan.shorthand import foldl, foldr, map, reduce
from tensorgraph.tensor.products.dot import dot
from tensorgraph.transform.compiled import compiled
from tensorgraph.transform.differentials import hvp, jvp, value_and_grad, vjp
from tensorgraph.transform.recomputation import checkpoint
from tensorgraph.transform.signatures import vectorize
from tensorgraph.transform.sparse_jacobian import sparse_jacobian
from tensorgraph.transform.vmap import vmap

__all__ = [
    "Apply",
    "Constant",
    "FunctionGraph",
    "FunctionMaker",
    "Generic",
    "In",
    "Lop",
    "MissingInputError",
    "Mode",
    "Op",
    "OpFromGraph",
    "OrderedUpdates",
    "Out",
    "ProfileStats",
    "Rop",
    "Type",
    "UnusedInputError",
    "Variable",
    "as_op",
    "batching",
    "change_flags",
    "checkpoint",
    "clone",
    "compat",
    "compile",
    "compiled",
    "config",
    "configparser",
    "d3viz",
    "dot",
    "errors",
    "foldl",
    "foldr",
    "function",
    "function_dump",
    "generic",
    "gof",
    "grad",
    "gradient",
    "graph",
    "hvp",
    "ifelse",
    "inspect",
    "jvp",
    "load",
    "map",
    "misc",
    "optim",
    "optimize",
    "parallel",
    "pp",
    "predefined_modes",
    "printing",
    "raise_op",
    "reduce",
    "rewriting",
    "sandbox",
    "save",
    "saving",
    "scalar",
    "scan",
    "scan_checkpoints",
    "scan_module",
    "shared",
    "show_versions",
    "sparse",
    "sparse_grad",
    "sparse_jacobian",
    "streams",
    "subgraph_grad",
    "tensor",
    "threads",
    "to_jax",
    "to_onnx",
    "transform",
    "typed_list",
    "typing",
    "updates",
    "value_and_grad",
    "vectorize",
    "version",
    "viz",
    "vjp",
    "vmap",
]

generic: Generic
pp: PPrinter
predefined_modes: dict[str, Any]
Out = SymbolicOutput
__version__: str
