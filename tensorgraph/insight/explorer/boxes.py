"""The contents of the explorer's page as plain data."""

from ...graph.places.location import as_location
from ...graph.variable import Constant
from ..expression import expression, op_name
from ..names import constant_text

_MOST = 120  # characters of a text in a box or a tip


def _tip(v):
    pattern = getattr(v.type, "broadcastable", None)
    shape = "" if pattern is None else f", shape ({', '.join('1' if b else '?' for b in pattern)})"
    return f"{getattr(v.type, 'dtype', v.type)}{shape}"


class PlaceTable:
    """The lines of a program that a page shows, each once: file, line, function and text."""

    def __init__(self):
        self._numbers = {}

    def number(self, place):
        """Return the number of a place, a trace or a location; of None it is None."""
        if place is None:
            return None
        where = as_location(place).location()
        entry = where.filename, where.line, where.function, where.source
        return self._numbers.setdefault(entry, len(self._numbers))

    def entries(self):
        """Return the lines in the order of their numbers."""
        return [list(entry) for entry in self._numbers]


class Boxes:
    """The boxes and arrows of a graph.

    Parameters
    ----------
    inner : callable
        From an operation to the graphs inside it, each with inputs, outputs and nodes in order.
    seconds : dict
        From nodes to the time that they take.
    places : PlaceTable
    """

    def __init__(self, inner, seconds, places):
        self.inner, self.seconds, self.places = inner, seconds, places
        self.graphs = {}

    def add(self, name, inputs, outputs, order, updates=()):
        """Add a graph by name, and those inside of its operations.

        Parameters
        ----------
        name : str
        inputs, outputs : list of Variable
        order : list of Apply
        updates : list of Variable
            Outputs that shared variables get.
        """
        numbers, boxes, arrows = {}, [], []
        self.graphs[name] = {"boxes": boxes, "arrows": arrows}

        def box(kind, label, **fields):
            boxes.append({"id": len(boxes), "kind": kind, "label": label[:_MOST], **fields})
            return len(boxes) - 1

        def leaf(v):
            if v not in numbers:
                if isinstance(v, Constant):
                    return box("constant", constant_text(v.data), tip=_tip(v), place=None)
                kind = "shared" if hasattr(v, "container") else "input"
                numbers[v] = box(kind, v.name or str(v.type), tip=_tip(v), place=self.places.number(v.where_made))
            return numbers[v]

        for v in inputs:
            leaf(v)
        for node in order:
            number = box(
                "op", op_name(node.op), tip="; ".join(map(_tip, node.outputs)), place=self.places.number(node.trace),
                text=expression(node.outputs[0])[:_MOST], name=node.outputs[0].name, op=str(node.op)[:_MOST],
                seconds=self.seconds.get(node),
                inplace=sorted({k for places in node.op.destroy_map.values() for k in places}),
            )
            for k, v in enumerate(node.inputs):
                arrows.append([leaf(v), number, k])
            numbers.update((v, number) for v in node.outputs)
            self._open(boxes[number], node, name)
        for k, v in enumerate(outputs):
            arrows.append([leaf(v), box("output", v.name or f"output {k}", tip=_tip(v)), 0])
        for v, new in updates:
            arrows.append([leaf(new), box("update", f"new {v}", tip=_tip(v)), 0])

    def _open(self, found, node, name):
        """Add the graphs inside of a node."""
        found["inside"] = []
        for k, (inputs, outputs, order) in enumerate(self.inner(node.op)):
            inside = f"{name} > {found['label']} {found['id']}" + (f" ({k})" if k else "")
            found["inside"].append(inside)
            self.add(inside, inputs, outputs, order)


def steps(rows, times, places):
    """Return the rows of a program as plain values.

    Parameters
    ----------
    rows : list of Row
    times : list of (float, int) or None
        Seconds and runs of each step.
    places : PlaceTable
    """
    found = []
    for row in rows:
        seconds = None
        if times is not None and "." not in row.number:
            spent, runs = times[row.step]
            seconds = spent / runs if runs else 0.0
        found.append({
            "number": row.number, "kernel": row.kind, "formula": row.formula[: 4 * _MOST], "reads": row.reads,
            "writes": row.writes, "in_place": row.in_place, "memory": row.memory,
            "lines": [places.number(p) for p in row.lines], "seconds": seconds,
        })
    return found
