"""Results that a statement drops, of functions that look as if they changed their argument."""

from __future__ import annotations

import sys
import warnings
from typing import TYPE_CHECKING

from ...flags import theano_is_this
from ...userline import PACKAGE
from ..places.location import location_of
from .called import shortened
from .opcodes import is_dropped

if TYPE_CHECKING:
    from typing import TypeVar

    _Result = TypeVar("_Result")

_registry: dict[object, object] = {}


def kept(result: _Result, of: object = None, depth: int = 2) -> _Result:
    """Return the result of a function of this package, and warn where the program drops it.

    ``x.sort()`` sorts an array of NumPy, but makes a new variable of ours; ``Assert("text")(x, condition)`` checks
    where its result is used, and nowhere else. Programs for Theano are not told.

    Parameters
    ----------
    result : object
    of : Variable, optional
        What the program may expect to be changed.
    depth : int
        How many calls away the caller of the function is.
    """
    frame = sys._getframe(depth)
    while frame is not None and frame.f_code.co_filename.startswith(PACKAGE):
        if frame.f_code.co_name != "guessing":
            # this package calls the function
            return result
        frame = frame.f_back
    if frame is None or not is_dropped(frame) or theano_is_this():
        return result
    place = location_of(frame.f_code, frame.f_lasti, None)
    call = shortened(place.expression) if place.expression else "the call"
    name = getattr(of, "name", None)
    hint = f"{name or 'z'} = {call if place.expression else '...'} and go on with the result"
    if hasattr(of, "container"):
        hint = f"updates=[({name or 'w'}, {call if place.expression else 'new value'})] in theano.function, or {hint}"
    warnings.warn_explicit(
        f"the result of {call} is dropped, and nothing else has changed: variables never do.\nhint: use {hint}",
        UserWarning, place.filename, place.line or 1, registry=_registry,
    )
    return result
