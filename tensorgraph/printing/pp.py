"""``pp``: a graph as one line of mathematics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..graph.messages.called import with_type
from ..graph.traverse import io_toposort
from .precedence import DefaultPrinter, FunctionPrinter, LeafPrinter, greek

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, Self

    from ..graph.variable import Variable
    from ..typing import Variables

default_printer = DefaultPrinter()
leaf_printer = LeafPrinter()


class PrinterState:
    """The state that printers share: the `pprinter`, and attributes that printers set."""

    def __init__(self, pprinter: Any, **attributes: Any) -> None:
        self.pprinter = pprinter
        self.__dict__.update(attributes)

    def clone(self, **attributes):
        """Return a copy with some attributes changed."""
        new = PrinterState(self.pprinter)
        new.__dict__.update(self.__dict__)
        new.__dict__.update(attributes)
        return new


def op_printer(op):
    """Return the printer that an op declares, or None.

    The attribute ``printer`` of an op prints it. An elementwise op that does not work in place uses the printer of its
    scalar op, and without one is printed as a function with the name of the scalar op.
    """
    printer = getattr(op, "printer", None)
    if printer is not None:
        return printer
    # only elementwise ops have a pattern; reductions have a scalar op too
    scalar_op = getattr(op, "scalar_op", None)
    if scalar_op is None or getattr(op, "inplace_pattern", True):
        return None
    printer = getattr(scalar_op, "printer", None)
    if isinstance(printer, str):
        return FunctionPrinter(printer)
    return printer


class PPrinter:
    """A writer of variables as text.

    ``pprint(variable)`` gives the text. ``pprint.assign(condition, printer)`` says how something is
    written: `condition` is an op, a class of ops, or a function ``(pstate, variable) -> bool``; the
    latest assignment that applies wins.

    Examples
    --------
    >>> import tensorgraph as theano, tensorgraph.tensor as T
    >>> x, y = T.dscalars("x", "y")
    >>> theano.pp(x * (y + 1))
    '(x * (y + TensorConstant{1}))'
    """

    def __init__(self) -> None:
        self.printers = []
        self.printers_dict = {}

    def assign(self, condition: Any, printer: Any) -> None:
        """Use `printer` for variables that fit `condition`."""
        if isinstance(condition, type) or hasattr(condition, "make_node"):
            self.printers_dict[condition] = printer
        else:
            self.printers.insert(0, (condition, printer))

    def printer_of(self, v: Variable, state: Any) -> Any:
        """Return the printer for `v`."""
        if v.owner is not None and self.printers_dict:
            op = v.owner.op
            for key in (op, type(op)):
                if key in self.printers_dict:
                    return self.printers_dict[key]
        for condition, printer in self.printers:
            if condition(state, v):
                return printer
        if v.owner is None:
            return leaf_printer
        return op_printer(v.owner.op) or default_printer

    def process(self, r: Variable, pstate: Any = None) -> str:
        """Return the text of the variable `r`."""
        if not hasattr(r, "owner"):
            raise TypeError(
                f"pp needs a variable, not {with_type(r)}.\nhint: use [theano.pp(v) for v in variables] for several"
            )
        if pstate is None:
            pstate = PrinterState(self)
        elif isinstance(pstate, dict):
            pstate = PrinterState(self, **pstate)
        return self.assemble([r], pstate)

    def assemble(self, pieces: Sequence[Any], state: Any) -> str:
        """Join pieces, strings and variables, to one text."""
        text, spans, pending, opened = [], {}, list(reversed(pieces)), set()
        while pending:
            piece = pending.pop()
            if isinstance(piece, str):
                text.append(piece)
            elif isinstance(piece, _End):
                spans[piece.variable] = piece.start, len(text)
            elif piece in spans:
                # a shared part was written already
                start, end = spans[piece]
                text.extend(text[start:end])
            else:
                printer = self.printer_of(piece, state)
                if piece in opened:
                    raise ValueError("graph contains cycles")
                if hasattr(printer, "pieces"):
                    opened.add(piece)
                    pending.append(_End(piece, len(text)))
                    pending.extend(reversed(printer.pieces(piece, state)))
                elif hasattr(printer, "process"):
                    text.append(printer.process(piece, state))
                else:
                    text.append(printer(piece, state))
        return "".join(text)

    def process_graph(
        self, inputs: Variables, outputs: Variables, updates: Any = None, display_inputs: bool = False
    ) -> str:
        """Return the graph between `inputs` and `outputs` as lines, one for each named variable."""
        try:
            updates = dict(updates or {})
        except (TypeError, ValueError):
            raise TypeError(f"updates must be a dict or a list of pairs, not {updates!r}") from None
        inputs = list(inputs) if isinstance(inputs, (list, tuple)) else [inputs]
        outputs = list(outputs) if isinstance(outputs, (list, tuple)) else [outputs]
        if other := [v for v in (*inputs, *outputs, *updates, *updates.values()) if not hasattr(v, "owner")]:
            raise TypeError(f"pp needs variables as inputs, outputs and updates, not {other[0]!r}")
        lines = []
        if display_inputs:
            lines.append((0, "inputs: " + ", ".join(map(str, inputs + list(updates)))))
        current = []
        named = self.clone_assign(lambda pstate, r: r.name is not None and r not in current, leaf_printer)
        targets = {new: old for old, new in updates.items()}
        for node in io_toposort(inputs + list(updates), outputs + list(updates.values())):
            for v in node.outputs:
                current[:] = [v]
                if v in targets:
                    lines.append((len(lines) + 1000, f"{targets[v]} <- {named.process(v)}"))
                if v.name is None and v not in outputs:
                    continue
                position = outputs.index(v) if v in outputs else None
                place = len(lines) if position is None else 2000 + position
                if len(outputs) == 1 and position == 0:
                    lines.append((place, f"return {named.process(v)}"))
                else:
                    lines.append((place, f"{v.name or f'out[{position}]'} = {named.process(v)}"))
        lines.sort(key=lambda line: line[0])
        return "\n".join(line for _, line in lines)

    def clone(self) -> Self:
        """Return an independent copy with the same assignments."""
        new = PPrinter()
        new.printers = list(self.printers)
        new.printers_dict = dict(self.printers_dict)
        return new

    def clone_assign(self, condition: Any, printer: Any) -> Self:
        """Return a copy with one more assignment."""
        new = self.clone()
        new.assign(condition, printer)
        return new

    def __call__(self, *args: Any, **kwargs: Any) -> str:
        if len(args) == 1 or len(args) == 2 and isinstance(args[1], (PrinterState, dict)):
            return self.process(*args, **kwargs)
        if len(args) >= 2:
            return self.process_graph(*args, **kwargs)
        raise TypeError("Not enough arguments to call: use pprint(variable) or pprint(inputs, outputs)")


class _End:
    """A mark for the end of a variable's pieces in the text."""

    __slots__ = ("variable", "start")

    def __init__(self, variable, start):
        self.variable = variable
        self.start = start


pprint = PPrinter()
pp = pprint

__all__ = ["PPrinter", "PrinterState", "greek", "op_printer", "pp", "pprint"]
