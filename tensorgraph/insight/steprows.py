"""Tables of what the steps of a function do, and which lines of the user's program they come from."""

from typing import NamedTuple

from ..graph.messages.called import cut
from ..graph.trace import Places
from .formula import step_formula
from .names import slot_names, slot_variables
from .tabular import Table, line_text

_MOST = 80  # characters of a formula in a table


class Row(NamedTuple):
    """A step of a program.

    Attributes
    ----------
    number : str
        Its place; steps inside another one are ``3.0``, ``3.1`` and so on.
    kind : str
        Which kernel runs, ``python`` for an operation's own ``perform``.
    formula : str
    reads, writes : list of str
        Names of variables, ``t5`` for a value without one.
    in_place : list of str
        What is overwritten.
    lines : list of Location
        The lines of the user's program that ask for it.
    step : int
        The index of the outermost step.
    """

    number: str
    kind: str
    formula: str
    reads: list
    writes: list
    in_place: list
    lines: list
    step: int


def _places(node):
    """Return the lines of the user's program that a node comes from."""
    if node is None or node.trace is None:
        return []
    lines = node.trace.lines() if isinstance(node.trace, Places) else []
    return lines or [node.trace.location()]


def _rows(program, fgraph, reads, prefix, outermost, inner):
    """Yield the rows of a program; `inner` gives the graphs inside an operation."""
    names = slot_names(program, slot_variables(fgraph, program, reads))
    order = fgraph.toposort()
    for i, step in enumerate(program.steps):
        node = order[step.node] if 0 <= step.node < len(order) else None
        number = f"{prefix}{i}"
        yield Row(
            number, step.kind, step_formula(step, [names[k] for k in step.inputs]), [names[k] for k in step.inputs],
            [names[k] for k in step.outputs], [names[step.inputs[k]] for k in step.inplace.values()], _places(node),
            i if outermost is None else outermost,
        )
        yield from _inside(step, order, names, f"{number}.", i if outermost is None else outermost, inner)


def _inside(step, order, names, prefix, outermost, inner):
    node = order[step.node] if 0 <= step.node < len(order) else None
    if step.kind == "rows":
        slots = step.params["slots"]
        for k, part in enumerate(step.params["program"].steps):
            reads = [names[slots[i]] for i in part.inputs]
            yield Row(
                f"{prefix}{k}", part.kind, step_formula(part, reads), reads, [names[slots[i]] for i in part.outputs],
                [reads[i] for i in part.inplace.values()], _places(order[part.node]) if part.node >= 0 else [],
                outermost,
            )
    elif step.kind == "scan" and node is not None:
        for graph in inner(node.op):
            yield from _rows(step.params["program"], graph.fgraph, graph.reads, prefix, outermost, inner)


def rows_of(function, inner):
    """Return the rows of a compiled function.

    Parameters
    ----------
    function : Function
    inner : callable
        From an operation to its compiled inner graphs.
    """
    maker = function.maker
    return list(_rows(function.program, maker.fgraph, maker.reads, "", None, inner))


class Explanation(Table):
    """A table of the steps of a function: formulas, results, lines of the program; made by ``f.explain()``.

    Attributes
    ----------
    rows : list of Row
    title : str

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> x, y = T.dvectors("x", "y")
    >>> f = theano.function([x, y], (T.exp(x) * y).sum(), name="f")
    >>> found = f.explain()
    >>> found.rows[0].formula
    'sum(y * exp(x))'
    """

    def __init__(self, title, rows, times=None):
        self.title, self.rows, self.times = title, rows, times

    def cells(self):
        """Return the head and the lines of the table."""
        heads = ["step", "kernel", "computes", "writes", "over", "from"]
        lines = [
            [
                "  " * row.number.count(".") + row.number, row.kind, cut(row.formula, _MOST), ", ".join(row.writes),
                ", ".join(row.in_place), line_text(row.lines),
            ]
            for row in self.rows
        ]
        if self.times is not None:
            heads.insert(1, "us a call")
            for row, cells in zip(self.rows, lines):
                seconds, runs = self.times[row.step]
                own = "." not in row.number and runs
                cells.insert(1, f"{1e6 * seconds / runs:.2f}" if own else "")
        return heads, lines
