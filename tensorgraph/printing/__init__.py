"""Texts and drawings of graphs: ``pp``, ``debugprint``, dot, HTML, and the op ``Print``."""

import importlib

from ..misuse import guessing_function as _guessing_function
from ..nearest import unknown_name as _unknown_name
from .debugprint import debugprint
from .pp import PPrinter, PrinterState, default_printer, leaf_printer, pp, pprint
from .precedence import (
    DefaultPrinter,
    FunctionPrinter,
    IgnorePrinter,
    LeafPrinter,
    OperatorPrinter,
    PatternPrinter,
    greek,
    special,
)

debugprint = _guessing_function(debugprint)

# rarely used names are imported on demand
_LATER = {
    "Print": "printop",
    "_print_fn": "printop",
    "as_string": "describe",
    "d3viz": "html",
    "default_colorCodes": "graphviz",
    "hex_digest": "describe",
    "html_page": "html",
    "min_informative_str": "describe",
    "position_independent_str": "describe",
    "pydot_imported": "graphviz",
    "pydot_imported_msg": "graphviz",
    "pydotprint": "graphviz",
    "var_descriptor": "describe",
}


def __getattr__(name):
    if name not in _LATER:
        raise _unknown_name(__name__, name)
    value = getattr(importlib.import_module(f".{_LATER[name]}", __name__), name)
    if name != "_print_fn":  # which operations are compared by
        value = _guessing_function(value)
    globals()[name] = value
    return value


def __dir__():
    return __all__


__all__ = [
    "DefaultPrinter",
    "FunctionPrinter",
    "IgnorePrinter",
    "LeafPrinter",
    "OperatorPrinter",
    "PPrinter",
    "PatternPrinter",
    "PrinterState",
    "debugprint",
    "default_printer",
    "greek",
    "leaf_printer",
    "pp",
    "pprint",
    "special",
    *_LATER,
]
