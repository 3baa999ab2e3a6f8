"""Tables of what the steps of a function do, and which lines of the user's program they come from."""

from typing import NamedTuple

from .._kernels.machine.joined import JOINED
from ..graph.messages.called import cut
from ..graph.places.location import Places, as_location
from .formula import step_formula
from .names import slot_names, slot_variables
from .tabular import Table, line_text

_MOST = 80  # characters of a formula in a table
_VIEWS = frozenset("diagonal dimshuffle first_rows pairs reshape specify_shape split subtensor".split())


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
        Names of variables, ``t5`` for a value without one; constants are in the formula alone.
    in_place : list of str
        What is overwritten.
    memory : list of (str, str)
        Results that lie in the memory of an input, as views or since they overwrite it, each with that input.
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
    memory: list
    lines: list
    step: int


def _places(node):
    """Return the lines of the user's program that a node comes from."""
    if node is None or node.trace is None:
        return []
    lines = node.trace.lines() if isinstance(node.trace, Places) else []
    return lines or [as_location(node.trace).location()]


def _row(number, step, slots, names, node, outermost):
    """Return the row of a step of the program with these slots, which have these names."""
    inputs, writes = ([names[k] for k in used] for used in (step.inputs, step.outputs))
    reads = [names[k] for k in step.inputs if slots[k].kind != "const"]
    overwritten = {k: inputs[i] for k, i in step.inplace.items()}
    memory = dict.fromkeys(range(len(writes)), inputs[0]) if step.kind in _VIEWS else overwritten
    return Row(
        number, step.kind, step_formula(step, inputs), reads, writes, list(overwritten.values()),
        [(writes[k], name) for k, name in memory.items()], _places(node), outermost,
    )


def _rows(program, fgraph, reads, prefix, outermost, inner):
    """Yield the rows of a program; `inner` gives the graphs inside an operation."""
    names = slot_names(program, slot_variables(fgraph, program, reads))
    order = fgraph.toposort()
    for i, step in enumerate(program.steps):
        node = order[step.node] if 0 <= step.node < len(order) else None
        number = f"{prefix}{i}"
        top = i if outermost is None else outermost
        yield _row(number, step, program.slots, names, node, top)
        yield from _inside(step, order, program.slots, names, f"{number}.", top, inner)


def _inside(step, order, slots, names, prefix, outermost, inner):
    node = order[step.node] if 0 <= step.node < len(order) else None
    if step.kind in JOINED:
        places = step.params["slots"]
        own_slots, own_names = [slots[k] for k in places], [names[k] for k in places]
        for k, part in enumerate(step.params["program"].steps):
            found = order[part.node] if part.node >= 0 else None
            yield _row(f"{prefix}{k}", part, own_slots, own_names, found, outermost)
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
