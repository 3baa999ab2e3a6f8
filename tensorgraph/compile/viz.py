"""``tensorgraph.viz``: a function as a page to explore."""

from __future__ import annotations

from os import PathLike
from typing import TYPE_CHECKING

from ..graph.messages.called import with_type
from ..graph.traverse import io_toposort
from ..insight.explorer.boxes import Boxes, PlaceTable, steps
from ..insight.explorer.page import page
from ..insight.explorer.replay import Replay, documentation
from ..misuse import with_guesses
from .insights import signature

if TYPE_CHECKING:
    from typing import Any

    from .callable import Function

AS_WRITTEN, AS_IT_RUNS = "as it is written", "as it runs"
_UNKNOWN = "The function was loaded or copied: what the rewriting did is not known."


@with_guesses
def viz(f: Function[Any], path: str | PathLike[str], *args: Any) -> None:
    """Write a page that shows a function: its graphs, each step of its rewriting, its program.

    The page is one file, needs no network, and opens in any browser. Operations are folded by lines of the user's
    program where there are many.

    Parameters
    ----------
    f : Function
    path : str or path-like
        The file to write, ``graph.html``.
    *args
        Arguments of a call: with them the function is called for a tenth of a second, with its updates, and the page
        shows where the time goes.

    Raises
    ------
    TypeError
        If `f` is no compiled function, or `path` no path.

    Examples
    --------
    >>> import os, tempfile
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> x = T.dvector("x")
    >>> name = os.path.join(tempfile.mkdtemp(), "graph.html")
    >>> theano.viz(theano.function([x], T.log(1 + x).sum()), name)
    >>> os.path.getsize(name) > 50_000
    True
    """
    if not hasattr(f, "maker"):
        raise TypeError(
            f"viz needs a compiled function, as theano.function returns it, not {with_type(f)}.\nhint: use "
            "viz(theano.function(inputs, outputs)); theano.printing.debugprint shows variables"
        )
    if not isinstance(path, (str, PathLike)):
        raise TypeError(f"the path of the page must be a str or a path, not {with_type(path)}")
    text = page(document(f, args))
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def document(f, args=()):
    """Return the contents of the page as plain data."""
    maker = f.maker
    rows, times, seconds = f.rows(), None, {}
    if args:
        profile = f.profile(*args)
        times = [(step.seconds, 1) for step in profile.steps]
        order = maker.fgraph.toposort()
        for step, (spent, _) in zip(f.program.steps, times):
            if step.node >= 0:
                members = maker.members.get(step.node, (step.node,))
                for i in members:
                    seconds[order[i]] = seconds.get(order[i], 0.0) + spent / len(members)
    places = PlaceTable()
    boxes = Boxes(_inside, seconds, places)
    replay, uses, note = _replayed(maker.requested, boxes)
    updated = [
        (spec.variable, maker.fgraph.outputs[len(maker.outputs) + i])
        for i, spec in enumerate(spec for spec in maker.inputs if spec.update is not None)
    ]
    outputs = maker.fgraph.outputs[: len(maker.outputs)]
    boxes.add(AS_IT_RUNS, maker.fgraph.inputs, outputs, maker.fgraph.toposort(), updated)
    names = {step["rule"] for step in replay} | {step["pass"] for step in replay}
    return {
        "title": signature(f), "graphs": boxes.graphs, "steps": steps(rows, times, places), "replay": replay,
        "uses": uses, "replay_note": note, "rules": documentation(names), "places": places.entries(),
    }


def _inside(op):
    """Return inputs, outputs and sorted nodes of the graphs inside an operation."""
    if not hasattr(op, "subgraph_ends"):
        return []
    return [(ends[0], ends[1], io_toposort(ends[0], ends[1])) for ends in op.subgraph_ends()]


def _replayed(requested, boxes):
    """Add the graph as it is written to `boxes`; return the replacements of its rewriting, their numbers, a note."""
    if requested is None:
        return [], [], _UNKNOWN
    inputs, outputs, updates = requested.variables
    order = io_toposort(inputs, [*outputs, *[new for _, new in updates]])
    boxes.add(AS_WRITTEN, inputs, outputs, order, updates)
    record = Replay()
    requested.compiled(record=record)
    return record.replacements, record.uses(), ""
