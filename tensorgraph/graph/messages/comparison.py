"""Comparisons of variables with ``==`` and ``!=``, which are identity; and where the program asks for a value."""

from __future__ import annotations

import ast
import re
import sys
import warnings
from typing import TYPE_CHECKING

import numpy as np

from ...errors import NoValueError
from ...flags import theano_is_this
from ...userline import PACKAGE
from ..places.location import location_of
from ..trace import made_at, user_trace
from ..variable import Variable
from .called import EVAL, called, shortened
from .numpycall import refuse_number
from .opcodes import is_at_comparison

if TYPE_CHECKING:
    from typing import Any

_STARTS = {
    ast.Attribute: "value", ast.Subscript: "value", ast.Call: "func", ast.BinOp: "left", ast.UnaryOp: "operand"
}
NUMBERS = frozenset([
    int, float, complex, bool, np.ndarray, np.memmap,
    *{t for t in np.sctypeDict.values() if issubclass(t, (np.number, np.bool_))}
])


def asking_trace():
    """Return the trace of the line that asks, or None."""
    with made_at(None):  # in a gradient, the line of the forward node would stand for all lines
        return user_trace(3)


def asking_place():
    """Return the location of the line that asks, or None."""
    trace = asking_trace()
    return None if trace is None else trace.location()


def warn_there(text):
    """Warn at the user's line, of a program written for Theano."""
    place = asking_place()
    where = ("<unknown>", 1) if place is None else (place.filename, place.line or 1)
    warnings.warn_explicit(text, UserWarning, *where, registry=_warned)


_warned: dict[Any, Any] = {}


def is_own(depth=3):
    """Return True if this package asks: it means identity, and that there is a variable."""
    return sys._getframe(depth).f_code.co_filename.startswith(PACKAGE)


def holds_numbers(other):
    """Return True for a list or a tuple of numbers, such as a shape."""
    return other.__class__ in (list, tuple) and len(other) > 0 and all([
        item.__class__ in NUMBERS for item in other
    ])


def compared(v: Variable, other: Any, sign: str) -> bool:
    """Raise the error for ``v == number``; in programs for Theano it is False, as there."""
    if is_own():
        return sign == "!="
    frame = sys._getframe(2)
    if not is_at_comparison(frame) and not theano_is_this():
        # functions of NumPy compare an argument before they use it
        refuse_number(v, asking_place(), frame)
    function = "eq" if sign == "==" else "neq"
    text = (
        f"{called(v)} {sign} {shortened(repr(other))} compares identity, and is {sign == '!='} whatever the value will "
        f"be: use T.{function}({shortened(v.name or 'x')}, {shortened(repr(other))}) to compare elements"
    )
    if not theano_is_this():
        raise NoValueError(f"{text}, {EVAL}", v)
    warn_there(text)
    return sign == "!="


def _root(node):
    """Return what an expression starts with: ``x`` of ``x.sum()[0] * 2``; None for parts of nodes."""
    parts = ("owner", "clients", "inputs", "outputs", "tag")
    while type(node) in _STARTS:
        if isinstance(node, ast.Attribute) and node.attr in parts:
            return None
        node = getattr(node, _STARTS[type(node)])
    return node


def _are_compared(frame):
    """Return True if the line that a frame is at compares variables, not lists that hold them, or parts of nodes."""
    place = location_of(frame.f_code, frame.f_lasti, None)
    try:
        tree = ast.parse(place.expression, mode="eval").body
    except SyntaxError:
        return False
    if re.search(rf"\bfor\b.+\bin\b.+\bif\b.*{re.escape(place.expression)}", place.source):
        # what goes through a list and keeps some of it searches for variables
        return False
    roots = [_root(tree.left), *map(_root, tree.comparators)] if isinstance(tree, ast.Compare) else [None]
    known = {**frame.f_globals, **frame.f_locals}
    found = [isinstance(known.get(root.id), Variable) for root in roots if isinstance(root, ast.Name)]
    return None not in roots and any(found)


def _is_length(v):
    """Return True if a variable is the shape of another one, or a length of it."""
    node = v.owner
    if node is not None and type(node.op).__name__ == "Subtensor":
        node = node.inputs[0].owner
    return node is not None and type(node.op).__name__ in ("Shape", "Shape_i")


def distinct(v: Variable, other: Variable, sign: str, frame: Any) -> bool:
    """Return what ``v == other`` is of two variables; shapes refuse, and a line that compares others is warned of.

    Programs for Theano compare variables to see whether they are the same.
    """
    if theano_is_this():
        return sign == "!="
    lengths = _is_length(v) and _is_length(other)
    if lengths or _are_compared(frame):
        names = [shortened(called(w)) for w in (v, other)]
        function = "eq" if sign == "==" else "neq"
        text = (
            f"{names[0]} {sign} {names[1]} compares identity, and is {sign == '!='} whatever the values will be: use "
            f"T.{function}(a, b) to compare elements"
        )
        if lengths:
            raise NoValueError(f"{text}, and x = T.Assert('text')(x, condition) to check lengths. {EVAL}", v)
        warn_there(f"{text}, or `is` to see whether they are one variable")
    return sign == "!="
