"""A graph as an HTML page: boxes and arrows in SVG, without external resources."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from .graphviz import Drawing

if TYPE_CHECKING:
    from os import PathLike
    from typing import Any

_WIDTH, _HEIGHT, _ACROSS, _DOWN = 7, 26, 18, 52
_FILLS = {
    "op": "#ffffff",
    "input": "#d9f2c4",
    "constant": "#e8e8e8",
    "shared": "#c9ecd0",
    "output": "#cfe3f7",
    "variable": "#f6f6f6",
}


def _layers(drawing):
    """Return the boxes by rows, sources first: each box one row below its lowest predecessor."""
    incoming = {name: [] for name, *_ in drawing.nodes}
    outgoing = {name: [] for name, *_ in drawing.nodes}
    for source, target, _ in drawing.edges:
        incoming[target].append(source)
        outgoing[source].append(target)
    waiting = {name: len(sources) for name, sources in incoming.items()}
    ready = [name for name, count in waiting.items() if not count]
    row = dict.fromkeys(ready, 0)
    for name in ready:
        for target in outgoing[name]:
            row[target] = max(row.get(target, 0), row[name] + 1)
            waiting[target] -= 1
            if not waiting[target]:
                ready.append(target)
    # a source stands right above the first that needs it
    for name in ready:
        if not incoming[name] and outgoing[name]:
            row[name] = min(row[t] for t in outgoing[name]) - 1
    rows = {}
    for name in ready:
        rows.setdefault(row[name], []).append(name)
    return [rows[r] for r in sorted(rows)], incoming


def svg(fct):
    """Return a drawing of a graph as SVG text.

    Parameters
    ----------
    fct : compiled function, FunctionGraph, Variable, Apply or list of Variable
        What to draw.
    """
    drawing = Drawing(fct, var_with_name_simple=True, max_label_size=40)
    parts = {name: (label, kind, tooltip) for name, label, kind, tooltip in drawing.nodes}
    rows, incoming = _layers(drawing)
    place, width = {}, 0
    for r, names in enumerate(rows):
        # below the mean position of its inputs, if there is room
        names.sort(key=lambda n: sum(place[s][0] for s in incoming[n]) / len(incoming[n]) if incoming[n] else 0)
        x = _ACROSS
        for name in names:
            w = _WIDTH * len(parts[name][0]) + 16
            place[name] = (x + w / 2, _ACROSS + r * _DOWN, w)
            x += w + _ACROSS
        width = max(width, x)
    height = len(rows) * _DOWN + _ACROSS
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" font-family="monospace" '
        'font-size="11">',
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<path d="M0,0L8,4L0,8z" fill="#666"/></marker></defs>',
    ]
    for source, target, label in drawing.edges:
        (x1, y1, _), (x2, y2, _) = place[source], place[target]
        out.append(
            f'<line x1="{x1:.0f}" y1="{y1 + _HEIGHT}" x2="{x2:.0f}" y2="{y2}" stroke="#999" marker-end="url(#tip)">'
            f"<title>{escape(label)}</title></line>"
        )
    for name, (label, kind, tooltip) in parts.items():
        x, y, w = place[name]
        round_corner = 12 if kind == "op" else 2
        out.append(
            f'<g><title>{escape(tooltip or kind)}</title><rect x="{x - w / 2:.0f}" y="{y}" width="{w}" '
            f'height="{_HEIGHT}" rx="{round_corner}" fill="{_FILLS[kind]}" stroke="#888"/>'
            f'<text x="{x:.0f}" y="{y + 17}" text-anchor="middle">{escape(label)}</text></g>'
        )
    out.append("</svg>")
    return "\n".join(out)


def html_page(fct: Any, title: str = "tensorgraph") -> str:
    """Return a self-contained page that shows a graph."""
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title></head>\n'
        f"<body>\n{svg(fct)}\n</body></html>\n"
    )


def d3viz(fct: Any, outfile: str | PathLike[str], copy_deps: bool = True, *args: Any, **kwargs: Any) -> None:
    """Write a page that shows a graph.

    Parameters
    ----------
    fct : compiled function, FunctionGraph, Variable, Apply or list of Variable
        What to draw.
    outfile : str
        The file to write.
    copy_deps
        Accepted for compatibility: the page needs no other file.

    Examples
    --------
    >>> import tensorgraph as theano
    >>> import tensorgraph.tensor as T
    >>> import os, tempfile
    >>> name = os.path.join(tempfile.mkdtemp(), "graph.html")
    >>> x = T.dscalar("x")
    >>> theano.printing.d3viz(T.exp(x), name)
    >>> os.path.exists(name)
    True
    """
    with open(outfile, "w", encoding="utf-8") as file:
        file.write(html_page(fct))
