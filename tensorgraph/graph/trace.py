"""The place in the user's program where a node was made.

Making a trace must cost next to nothing, since every node has one: it keeps the code object and the offset of the
instruction; the line and the text of the expression are looked up on demand.
"""

from __future__ import annotations

import linecache
import os
import sys
import threading
from typing import TYPE_CHECKING

from .recent import Recent

if TYPE_CHECKING:
    from typing import Any

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep
_internal = Recent(4096)


def _is_internal(filename):
    answer = _internal[filename] = filename.startswith(_PACKAGE) or filename.startswith("<frozen ")
    return answer


class Trace:
    """A place in a program: its code object and instruction offset."""

    __slots__ = ("code", "lasti")

    def __init__(self, code, lasti):
        self.code = code
        self.lasti = lasti

    def position(self):
        """Return ``(filename, line, end_line, column, end_column)``, with None for what is unknown."""
        for i, where in enumerate(self.code.co_positions()):
            if i == self.lasti // 2:
                return (self.code.co_filename, *where)
        return self.code.co_filename, self.code.co_firstlineno, None, None, None

    def location(self):
        """Return the place as a :class:`Location`."""
        filename, line, end_line, column, end_column = self.position()
        text = linecache.getline(filename, line or 0)
        source = text.strip()
        expression = source
        if column is not None and end_line == line:
            # columns count bytes of UTF-8
            expression = text.encode()[column:end_column].decode(errors="replace").strip() or source
        return Location(filename, line, self.code.co_name, source, expression)

    def __reduce__(self):
        return _unpickled, (self.location(),)


class Location:
    """A file, a line, the function around it, the line's text and the expression on it; `parts` are further places."""

    __slots__ = ("filename", "line", "function", "source", "expression", "parts")

    def __init__(self, filename, line, function, source, expression, parts=()):
        self.filename = filename
        self.line = line
        self.function = function
        self.source = source
        self.expression = expression
        self.parts = parts

    def location(self):
        return self

    def __str__(self):
        return f"{self.filename}:{self.line}   {self.source}"

    def __reduce__(self):
        return Location, (self.filename, self.line, self.function, self.source, self.expression, self.parts)


class Places:
    """The places of the parts of a fused node; `main` is its own place."""

    __slots__ = ("main", "parts")

    def __init__(self, main, parts):
        self.main = main
        self.parts = parts

    def location(self):
        """Return the location of `main`, whose ``parts`` are those of the parts, one per line."""
        where = self.main.location()
        lines = {}
        for part in self.parts:
            found = part.location()
            for place in found.parts or (found,):
                lines.setdefault((place.filename, place.line), place)
        parts = tuple(sorted(lines.values(), key=lambda place: (place.filename, place.line or 0)))
        return Location(where.filename, where.line, where.function, where.source, where.expression, parts)

    def __reduce__(self):
        return _unpickled, (self.location(),)


def _unpickled(location):
    """Return the location that an unpickled trace holds, as code objects do not pickle."""
    return location


class _Standing(threading.local):
    trace = None


_standing = _Standing()


class made_at:
    """A context in which every node and variable is taken to be made at `trace`.

    A gradient is made where ``grad`` is called, but an error in it is best explained by the forward node that it
    belongs to.
    """

    __slots__ = ("trace", "outer")

    def __init__(self, trace):
        self.trace = trace

    def __enter__(self):
        self.outer = _standing.trace
        _standing.trace = self.trace

    def __exit__(self, *error):
        _standing.trace = self.outer


def user_trace(depth=1):
    """Return a trace of the innermost frame outside of this package, or None."""
    if _standing.trace is not None:
        return _standing.trace
    frame = sys._getframe(depth)
    known = _internal
    while frame is not None:
        code = frame.f_code
        # by the file's name, whose hash is cached, unlike that of a code object
        internal = known.get(code.co_filename)
        if internal is None:
            internal = _is_internal(code.co_filename)
        if not internal:
            return Trace(code, frame.f_lasti)
        frame = frame.f_back
    return None


def copy_stack_trace(source: Any, target: Any) -> Any:
    """Copy the place where `source` was made to `target`; each is a variable or a list of variables.

    The first variable of `source` whose node has a trace counts. Returns `target`.
    """
    sources = source if isinstance(source, (list, tuple)) else [source]
    targets = target if isinstance(target, (list, tuple)) else [target]
    trace = next((v.where_made for v in sources if v.where_made is not None), None)
    if trace is not None:
        for v in targets:
            if v.owner is not None:
                v.owner.trace = trace
            elif not hasattr(v, "data"):
                v.own_trace = trace
    return target
