"""The text of places in the user's program: files, lines and expressions."""

from __future__ import annotations

import linecache

from ..recent import Recent

MOST = 4096  # places that are remembered
_known = {}
_positions = Recent(8)  # by the ids of code objects, which are kept with them


class Location:
    """A file, a line, the function around it, the line's text and the expression on it.

    Attributes
    ----------
    outer : Location or None
        The place from which the function was called.
    """

    __slots__ = ("filename", "line", "function", "source", "expression", "outer")

    def __init__(self, filename, line, function, source, expression, outer=None):
        self.filename = filename
        self.line = line
        self.function = function
        self.source = source
        self.expression = expression
        self.outer = outer

    def location(self):
        return self

    def stack(self):
        """Return this place and those from which it was reached, the innermost first."""
        found, place = [], self
        while place is not None:
            found.append(place)
            place = place.outer
        return found

    def lines(self):
        """Return the file, the number of the line, the function and the text of each place of :meth:`stack`."""
        return [(place.filename, place.line, place.function, place.source) for place in self.stack()]

    def frames(self):
        """Return the lines of text that a traceback has for :meth:`stack`."""
        text = []
        for place in self.stack():
            text.append(f'  File "{place.filename}", line {place.line}, in {place.function}')
            # evaluated text is in no file
            text += [f"    {place.source}"] if place.source else []
        return text

    def __str__(self):
        if not self.source and self.outer is not None:
            return f"{self.filename}:{self.line}, evaluated at {self.outer}"
        return f"{self.filename}:{self.line}   {self.source}"

    def __reduce__(self):
        return Location, (self.filename, self.line, self.function, self.source, self.expression, self.outer)


class Places:
    """The places of the nodes that became one: `main` is its own place.

    Attributes
    ----------
    parts : list
        The place of each of the nodes, None where it is unknown.
    code : tuple
        For each of the nodes ``(scalar_op, dtype, *operands)``. An operand is the number of an input of the fused node
        or, counted on from those, of an earlier one of the nodes.
    """

    __slots__ = ("main", "parts", "code")

    def __init__(self, main, parts, code):
        self.main = main
        self.parts = parts
        self.code = code

    def location(self):
        """Return the location of `main`."""
        return as_location(self.main).location()

    def lines(self):
        """Return a location for each line that the nodes come from, in order."""
        found = {}
        for part in self.parts:
            if part is None:
                continue
            for place in part.lines() if isinstance(part, Places) else [as_location(part).location()]:
                found.setdefault((place.filename, place.line), place)
        return sorted(found.values(), key=lambda place: (place.filename, place.line or 0))

    def __reduce__(self):
        return Places, (as_location(self.main), [as_location(part) for part in self.parts], self.code)


def text_between(filename, line, end_line, column, end_column):
    """Return the text of an expression on one line or several, as one line; columns count bytes of UTF-8."""
    if None in (line, end_line, column, end_column):
        return ""
    lines = [linecache.getline(filename, number).encode() for number in range(line, end_line + 1)]
    if not lines:
        return ""
    lines[-1] = lines[-1][:end_column]
    lines[0] = lines[0][column:]
    return " ".join(b" ".join(lines).decode(errors="replace").split())


def _positions_in(code):
    """Return the positions of all instructions; a long program asks for many of them, one by one."""
    found = _positions.get(id(code))
    if found is None:
        found = _positions[id(code)] = code, list(code.co_positions())
    return found[1]


def location_of(code, lasti, outer):
    """Return the :class:`Location` of an instruction.

    Parameters
    ----------
    code : code object
    lasti : int
        The offset of the instruction.
    outer : Location or None
    """
    positions = _positions_in(code)
    k = lasti // 2
    where = positions[k] if 0 <= k < len(positions) else (code.co_firstlineno, None, None, None)
    line, end_line, column, end_column = where
    filename = code.co_filename
    source = linecache.getline(filename, line or 0).strip()
    expression = text_between(filename, line, end_line, column, end_column) or source
    return Location(filename, line, code.co_name, source, expression, outer)


def as_location(place):
    """Return a trace as a location; equal traces give the same object, which a pickle holds once.

    Parameters
    ----------
    place : Trace, Location, Places or None
        All but traces are returned as they are.
    """
    if not hasattr(place, "lasti"):
        return place
    outer = as_location(place.outer)
    key = id(place.code), place.lasti, id(outer)
    found = _known.get(key)
    if found is None:
        if len(_known) >= MOST:
            _known.clear()
        # what has an id in the key is kept
        found = _known[key] = location_of(place.code, place.lasti, outer), place.code, outer
    return found[0]
