"""Texts and drawings of graphs: ``pp``, ``debugprint``, dot, HTML, and the op ``Print``."""

# written by stubs/generate.py

from typing import Any

from tensorgraph.printing.debugprint import debugprint
from tensorgraph.printing.describe import (
    as_string,
    hex_digest,
    min_informative_str,
    position_independent_str,
    var_descriptor,
)
from tensorgraph.printing.graphviz import pydotprint
from tensorgraph.printing.html import d3viz, html_page
from tensorgraph.printing.pp import PPrinter, PrinterState
from tensorgraph.printing.precedence import (
    DefaultPrinter,
    FunctionPrinter,
    IgnorePrinter,
    LeafPrinter,
    OperatorPrinter,
    PatternPrinter,
)
from tensorgraph.printing.printop import Print, _print_fn

__all__ = [
    "DefaultPrinter",
    "FunctionPrinter",
    "IgnorePrinter",
    "LeafPrinter",
    "OperatorPrinter",
    "PPrinter",
    "PatternPrinter",
    "Print",
    "PrinterState",
    "_print_fn",
    "as_string",
    "d3viz",
    "debugprint",
    "default_colorCodes",
    "default_printer",
    "greek",
    "hex_digest",
    "html_page",
    "leaf_printer",
    "min_informative_str",
    "position_independent_str",
    "pp",
    "pprint",
    "pydot_imported",
    "pydot_imported_msg",
    "pydotprint",
    "special",
    "var_descriptor",
]

default_colorCodes: dict[str, Any]
default_printer: DefaultPrinter
greek: dict[str, Any]
leaf_printer: LeafPrinter
pp: PPrinter
pprint: PPrinter
pydot_imported: bool
pydot_imported_msg: str
special: dict[str, Any]
