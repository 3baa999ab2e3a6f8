"""``pydotprint``: a graph in the dot language of Graphviz."""

from __future__ import annotations

import shutil
import subprocess
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from ..graph.apply import Apply
from ..graph.fgraph import FunctionGraph
from ..graph.traverse import io_toposort
from ..graph.variable import Constant, Variable
from ..userline import user_level

if TYPE_CHECKING:
    from collections.abc import Mapping
    from os import PathLike
    from typing import Any

default_colorCodes = {
    "GpuFromHost": "red",
    "HostFromGpu": "red",
    "Scan": "yellow",
    "Shape": "brown",
    "IfElse": "magenta",
    "Elemwise": "#FFAABB",
    "Subtensor": "#FFAAFF",
    "Alloc": "#FFAA22",
    "Output": "lightblue",
}
# programs read these names to see if pictures can be drawn, and why not
pydot_imported = shutil.which("dot") is not None
pydot_imported_msg = "" if pydot_imported else "the program dot of Graphviz is not installed"
_INPUT, _CONSTANT, _SHARED, _OUTPUT, _UNUSED = "#9ACD32", "#E0E0E0", "#90EE90", "lightblue", "lightgrey"


class Drawing:
    """A graph as boxes and arrows, for every format that draws it.

    Parameters
    ----------
    fct : compiled function, FunctionGraph, Variable, Apply or list of Variable
        What to draw.

    Attributes
    ----------
    nodes : list of (id, label, kind, tooltip)
        Kind is 'op', 'input', 'constant', 'shared' or 'output'.
    edges : list of (id, id, label)
        Arrows.
    """

    def __init__(self, fct, with_ids=False, var_with_name_simple=False, compact=True, max_label_size=70):
        self.with_ids = with_ids
        self.var_with_name_simple = var_with_name_simple
        self.max_label_size = max_label_size
        self.nodes, self.edges = [], []
        self._ids = {}
        outputs, order = _graph(fct)
        for i, node in enumerate(order):
            self._add(node, self._op_label(node, i), "op", _tooltip(node))
        for node in order:
            for i, v in enumerate(node.inputs):
                label = str(v.type) if len(node.inputs) == 1 else f"{i} {v.type}"
                self.edges.append((self._source(v), self._ids[node], label))
            if not compact:
                for v in node.outputs:
                    if v not in outputs:
                        self._add(v, self._label(v), "variable", "")
                        self.edges.append((self._ids[node], self._ids[v], str(v.type)))
        for i, v in enumerate(outputs):
            name = self._add(("output", i), self._label(v), "output", "")
            self.edges.append((self._source(v), name, str(v.type)))

    def _add(self, key, label, kind, tooltip):
        name = self._ids[key] = f"n{len(self._ids)}"
        self.nodes.append((name, label, kind, tooltip))
        return name

    def _source(self, v):
        if v.owner is not None:
            return self._ids[v.owner]
        if v not in self._ids:
            kind = "constant" if isinstance(v, Constant) else "shared" if hasattr(v, "get_value") else "input"
            self._add(v, self._label(v), kind, "")
        return self._ids[v]

    def _short(self, text):
        return text if len(text) <= self.max_label_size else text[: self.max_label_size - 3] + "..."

    def _op_label(self, node, i):
        label = self._short(str(node.op).replace("_no_inplace", "").replace(",no_inplace", ""))
        return f"{label} id={i}" if self.with_ids else label

    def _label(self, v):
        if v.name is not None:
            label = v.name if self.var_with_name_simple else f"name={v.name} {v.type}"
        elif isinstance(v, Constant):
            label = f"val={v.data} {v.type}"
        else:
            label = str(v.type)
        return self._short(label)


def _graph(fct):
    """Return the outputs of `fct` and its nodes in order."""
    if hasattr(fct, "maker"):
        fct = fct.maker.fgraph
    if isinstance(fct, FunctionGraph):
        return fct.outputs, fct.toposort()
    if isinstance(fct, Variable):
        fct = [fct]
    elif isinstance(fct, Apply):
        fct = fct.outputs
    if not isinstance(fct, (list, tuple)) or not all(isinstance(v, Variable) for v in fct):
        raise ValueError(
            "pydotprint expects as input a compiled function, a FunctionGraph, a Variable, or a list of Variables, "
            f"not {type(fct).__name__}"
        )
    return list(fct), io_toposort([], fct)


def _tooltip(node):
    return "" if node.trace is None else str(node.trace.location())


def _quote(text):
    return '"' + str(text).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def dot_text(fct, colorCodes=None, high_contrast=True, with_ids=False, var_with_name_simple=False, compact=True,
             max_label_size=70):  # fmt: skip
    """Return the dot text of a graph; see :func:`pydotprint` for the parameters."""
    colors = {**default_colorCodes, **(colorCodes or {})}
    drawing = Drawing(fct, with_ids, var_with_name_simple, compact, max_label_size)
    shapes = {"op": "ellipse", "input": "box", "constant": "box", "shared": "box", "output": "box", "variable": "box"}
    fills = {"input": _INPUT, "constant": _CONSTANT, "shared": _SHARED, "output": _OUTPUT}
    lines = ["digraph tensorgraph {"]
    for name, label, kind, tooltip in drawing.nodes:
        attributes = {"label": label, "shape": shapes[kind]}
        color = fills.get(kind)
        if kind == "op":
            color = next((c for part, c in colors.items() if part in label), None)
        if color:
            attributes["fillcolor" if high_contrast else "color"] = color
            if high_contrast:
                attributes["style"] = "filled"
        if tooltip:
            attributes["tooltip"] = tooltip
        lines.append(f"  {name} [{', '.join(f'{k}={_quote(v)}' for k, v in attributes.items())}];")
    for source, target, label in drawing.edges:
        lines.append(f"  {source} -> {target} [label={_quote(label)}];")
    return "\n".join([*lines, "}", ""])


def pydotprint(
    fct: Any, outfile: str | PathLike[str] | None = None, compact: bool = True, format: str | None = None,
    with_ids: bool = False, high_contrast: bool = True, cond_highlight: Any = None,
    colorCodes: Mapping[str, str] | None = None, max_label_size: int = 70, scan_graphs: bool = False,
    var_with_name_simple: bool = False, print_output_file: bool = True, return_image: bool = False
) -> Any:
    """Draw a graph, as a dot file or, where Graphviz is installed, as an image.

    Parameters
    ----------
    fct : compiled function, FunctionGraph, Variable, Apply or list of Variable
        What to draw.
    outfile : str, optional
        The file; by default ``tensorgraph.<format>`` in the working directory.
    compact : bool
        Leave out boxes for variables between applications.
    format : str, optional
        'dot', or a format that Graphviz writes; by default the ending of `outfile`, or 'dot'.
    with_ids : bool
        Number the applications.
    high_contrast : bool
        Fill boxes with colour instead of only drawing them in it.
    cond_highlight, scan_graphs
        Accepted for compatibility; no effect.
    colorCodes : dict, optional
        From parts of an op's name to colours.
    max_label_size : int
        Longer labels are cut.
    var_with_name_simple : bool
        Label a variable that has a name with the name alone.
    print_output_file : bool
        Print where the file is.
    return_image : bool
        Return the dot text and write no file.

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> x = T.dscalar("x")
    >>> print(theano.printing.pydotprint(x + x, return_image=True)[:21])
    digraph tensorgraph {
    """
    text = dot_text(fct, colorCodes, high_contrast, with_ids, var_with_name_simple, compact, max_label_size)
    if return_image:
        return text
    if format is None:
        format = Path(outfile).suffix[1:] if outfile else ""
        format = format or "dot"
    path = Path(outfile or f"tensorgraph.{format}")
    if path.suffix != f".{format}":
        path = path.with_name(f"{path.name}.{format}")
    program = None if format == "dot" else shutil.which("dot")
    if program:
        subprocess.run([program, f"-T{format}", "-o", str(path)], input=text.encode(), check=True)
    else:
        if format != "dot":
            path = path.with_suffix(".dot")
            warnings.warn(
                f"Graphviz is not installed: {path} holds the dot text instead of {format}. "
                f"Draw it elsewhere with: dot -T{format} {path}",
                stacklevel=user_level(),
            )
        path.write_text(text)
    if print_output_file:
        print("The output file is available at", path)
    return None
