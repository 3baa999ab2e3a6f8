"""Calls of NumPy that ask a variable for a number: which function it is, and which error reaches the user."""

from __future__ import annotations

import ast
import os
import re
import sys
from typing import TYPE_CHECKING

from ...elsewhere import draw_of
from ...errors import NoIntegerError, NoValueError
from .called import EVAL, called

if TYPE_CHECKING:
    from typing import Any

# what takes lengths of arrays
_CALL = re.compile(r".*\.(reshape)\([^()]*(?:\([^()]*\))?[^()]*\)$|(?:np|numpy)(?:\.\w+)*\.(\w+)\s*\(")
# which take each length by itself
_ONE_BY_ONE = frozenset(["rand", "randn", "linspace", "repeat", "roll", "choice", "eye", "identity"])


def _function_of_numpy(place):
    """Return the name of the function of NumPy that is called at a place, or None."""
    if place is None:
        return None
    if f"{os.sep}numpy{os.sep}" in place.filename:
        # one that is written in Python
        return place.function
    call = _CALL.match(place.expression or "")
    return None if call is None else call[1] or call[2]


def _is_among_lengths(name, place, frame):
    """Return True if a call is seen to pass a tuple of lengths, or each by itself.

    NumPy passes on a TypeError of one of several lengths, and replaces that of a length which is all of the shape.
    """
    if name in _ONE_BY_ONE:
        return True
    try:
        call = ast.parse(place.expression, mode="eval").body
    except (SyntaxError, TypeError, ValueError):
        return False
    if not isinstance(call, ast.Call):
        return False
    given = [*call.args, *(k.value for k in call.keywords)]
    known = {**frame.f_globals, **frame.f_locals}
    many = (ast.Tuple, ast.List)
    return name == "reshape" and len(given) > 1 or any(
        isinstance(a, many) or isinstance(a, ast.Name) and isinstance(known.get(a.id), (tuple, list)) for a in given
    )


def refuse_number(v: Any, place: Any, frame: Any) -> None:
    """Raise the error for a variable that NumPy asks for a number; return if `place` is no call of NumPy."""
    name = _function_of_numpy(place)
    if name is None:
        return
    known = hasattr(sys.modules[f"{__name__.partition('.')[0]}.tensor"], name)
    ours = draw_of(place.expression) or f"T.{name if known else 'zeros'}"
    kind = NoValueError if _is_among_lengths(name, place, frame) else NoIntegerError
    w = v.owner.inputs[0] if v.owner is not None else v
    w = w.owner.inputs[0] if w.owner is not None else w
    now = f", or {w.name or 'w'}.get_value(borrow=True).shape for what it is now" if hasattr(w, "get_value") else ""
    raise kind(
        f"NumPy needs a number, and {called(v)} has no value while the graph is built.\nhint: use {ours}, which takes "
        f"variables{now}. {EVAL}", v
    )
