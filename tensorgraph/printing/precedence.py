"""Printers for single applications: operators, functions and patterns.

``pieces(output, state)`` of a printer gives the parts of the text of a variable: strings, and variables whose own text
goes in between. :class:`~tensorgraph.printing.pp.PPrinter` joins the pieces without recursion. A user's printer may
instead define ``process(output, pstate)`` returning the whole text, as in Theano.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

special = {"middle_dot": "\\dot", "big_sigma": "\\Sigma"}
greek = {name: f"\\{name}" for name in ("alpha", "beta", "gamma", "delta", "epsilon")}


class Printer:
    """Base class of printers that return pieces."""

    def pieces(self, output, state):
        """Return the strings and variables that make up the text of `output`."""
        raise NotImplementedError(f"{type(self).__name__} does not define pieces(output, state)")

    def process(self, output, pstate):
        """Return the text of `output`."""
        return pstate.pprinter.assemble(self.pieces(output, pstate), pstate)


def comma_separated(variables):
    """Return the pieces of ``a, b, c``."""
    pieces = []
    for v in variables:
        if pieces:
            pieces.append(", ")
        pieces.append(v)
    return pieces


class OperatorPrinter(Printer):
    """``(a + b)``: an infix operator, or a prefix one if there is one input.

    Parameters
    ----------
    operator : str
        Its symbol.
    precedence : int
        How tightly it binds.
    assoc : {'left', 'right', 'either', 'none'}
        Which side may hold the same operator without parentheses.

    Notes
    -----
    As Theano does, parentheses are always written; precedence and associativity are kept for
    printers that want to leave some out.
    """

    def __init__(self, operator: str, precedence: int, assoc: str = "left") -> None:
        self.operator = operator
        self.precedence = precedence
        self.assoc = assoc

    def pieces(self, output, state):
        inputs = output.owner.inputs
        pieces = ["("]
        if len(inputs) == 1:
            pieces.append(self.operator)
        for i, v in enumerate(inputs):
            if i:
                pieces.append(f" {self.operator} ")
            pieces.append(v)
        pieces.append(")")
        return pieces


class FunctionPrinter(Printer):
    """``name(a, b)``; with several `names`, that of the output's position.

    Parameters
    ----------
    *names : str
        One for each output of the op.
    """

    def __init__(self, *names: str) -> None:
        self.names = names

    def pieces(self, output, state):
        name = self.names[output.index if len(self.names) > 1 else 0]
        return [f"{name}(", *comma_separated(output.owner.inputs), ")"]


class PatternPrinter(Printer):
    """A pattern for each output, with the inputs as ``%(0)s``, ``%(1)s``.

    Parameters
    ----------
    *patterns : str or (str, int)
        The pattern, and the precedence of what it makes.
    """

    def __init__(self, *patterns: Any) -> None:
        self.patterns = [(p, -1000) if isinstance(p, str) else tuple(p) for p in patterns]

    def pieces(self, output, state):
        pattern = self.patterns[output.index][0]
        texts = re.split(r"%\((\d+)\)s", pattern)
        inputs = output.owner.inputs
        return [inputs[int(t)] if i % 2 else t for i, t in enumerate(texts)]


class IgnorePrinter(Printer):
    """The text of the first input, without the op."""

    def pieces(self, output, state):
        return [output.owner.inputs[0]]


class BracketPrinter(Printer):
    """``[a, b]``: the inputs as a list."""

    def pieces(self, output, state):
        return ["[", *comma_separated(output.owner.inputs), "]"]


class LeafPrinter(Printer):
    """The variable's own name, a few Greek letters as TeX commands."""

    def pieces(self, output, state):
        return [greek.get(output.name) or str(output)]


class DefaultPrinter(Printer):
    """``op(a, b)``."""

    def pieces(self, output, state):
        if output.owner is None:
            return [str(output)]
        return [f"{output.owner.op}(", *comma_separated(output.owner.inputs), ")"]


class DimShufflePrinter(Printer):
    """Nothing for added axes, ``M.T`` for a transpose, else ``DimShuffle{0, x, 1}(M)``."""

    def pieces(self, output, state):
        order = list(output.owner.op.new_order)
        v = output.owner.inputs[0]
        while order and order[0] == "x":
            del order[0]
        axes = list(range(v.type.ndim))
        if order == axes:
            return [v]
        if order == axes[::-1]:
            return [v, ".T"]
        return [f"DimShuffle{{{', '.join(map(str, order))}}}(", v, ")"]


class SubtensorPrinter(Printer):
    """``x[i, 1:j]``: an index, with the inputs or their types where it is not constant."""

    def pieces(self, output, state):
        v, *indices = output.owner.inputs
        indices = iter(indices)
        pieces = [v, "["]
        for i, entry in enumerate(output.owner.op.idx_list):
            if i:
                pieces.append(", ")
            if isinstance(entry, slice):
                pieces.append(self._slice(entry, indices))
            elif hasattr(entry, "make_variable"):
                pieces.append(next(indices))
            else:
                pieces.append(str(entry))
        pieces.append("]")
        return pieces

    @staticmethod
    def _slice(entry, indices):
        for part in (entry.start, entry.stop, entry.step):
            if hasattr(part, "make_variable"):
                next(indices)
        start = "" if entry.start is None or _equals(entry.start, 0) else str(entry.start)
        stop = "" if entry.stop is None else str(entry.stop)
        step = "" if entry.step is None else f":{entry.step}"
        return f"{start}:{stop}{step}"


def _equals(part, number):
    return isinstance(part, int) and part == number


# the short names in which operations declare their printers
Infix = OperatorPrinter
Pattern = PatternPrinter
Function = FunctionPrinter
