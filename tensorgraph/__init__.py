"""Theano's language on precompiled kernels.

>>> import tensorgraph as theano
>>> import tensorgraph.tensor as T
>>> x = T.dscalar("x")
>>> theano.function([x], T.exp(x) * 2)(0.0)
array(2.)

Importing the package loads all that the first function needs, so that it compiles in milliseconds; other names are
looked up in their home when they are first used.
"""

import sys as _sys
from importlib import import_module as _import_module

from .compat.finder import AliasFinder as _AliasFinder
from .compat.finder import LastFinder as _LastFinder
from .compat.finder import add_names as _add_names

# the name must be the flags, and stay so when the module of that name is imported
from .config import config
from .nearest import unknown_name as _unknown_name

__version__ = "0.1.0"

_HOMES = {
    "bridges.exporting": "to_jax to_onnx",
    "_kernels.machine.threads.count": "threads",
    "compile.collect": "clone",
    "compile.function": "function",
    "compile.inputs": "In Out",
    "compile.maker": "FunctionMaker",
    "compile.mode": "Mode predefined_modes",
    "compile.fromfunction": "as_op",
    "compile.inspection": "inspect",
    "insight.versions": "show_versions",
    "compile.shared": "shared",
    "compile.updates": "OrderedUpdates",
    "compile.viz": "viz",
    "compile.opfromgraph": "OpFromGraph",
    "profiling": "ProfileStats",
    "compat.names.misc.arrays": "_asarray",
    "compat.names.misc.dump": "function_dump",
    "compat.names.tensor.operations": "sparse_grad",
    "config": "change_flags",
    "errors": "MissingInputError UnusedInputError",
    "gradient": "Lop Rop grad subgraph_grad",
    "graph.apply": "Apply",
    "graph.fgraph": "FunctionGraph",
    "graph.op": "Op",
    "graph.type": "Generic Type generic",
    "graph.variable": "Constant Variable",
    "printing": "pp",
    "saving": "load save",
    "scan.checkpoints": "scan_checkpoints",
    "scan.shorthand": "foldl foldr map reduce",
    "tensor.products.dot": "dot",
    "transform": "checkpoint compiled hvp jvp sparse_jacobian value_and_grad vectorize vjp vmap",
}
_MODULES = frozenset(
    "batching compat compile errors gradient graph ifelse optim optimize parallel printing rewriting saving scalar "
    "sparse streams tensor transform typing".split()
)
_home = {name: module for module, names in _HOMES.items() for name in names.split()}

# first: a folder of a path in its table holds stubs alone
_sys.meta_path.insert(0, _AliasFinder())
_sys.meta_path.append(_LastFinder())

for _layer in ("tensor", "gradient", "compile", "debugging", "streams"):
    _import_module(f"{__name__}.{_layer}")

_add_names()

# now, so that the function replaces the module of the same name
from .rewriting import pipeline as _pipeline  # noqa: E402
from .scan import scan  # noqa: E402

# so that the first function does not wait for modules
_pipeline.import_passes()

__all__ = sorted(["config", "scan", *(name for name in _home if name[0] != "_"), *_MODULES])


def __getattr__(name):
    if name in _home:
        value = getattr(_import_module(f"{__name__}.{_home[name]}"), name)
    elif name in _MODULES:
        return _import_module(f"{__name__}.{name}")
    elif name.startswith("__"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    else:
        # Theano's modules that have another home here
        try:
            return _import_module(f"{__name__}.{name}")
        except ModuleNotFoundError as error:
            if error.name != f"{__name__}.{name}":
                raise
            raise _unknown_name(__name__, name) from None
    globals()[name] = value
    return value


def __dir__():
    return [*__all__, "__version__"]
