"""Properties of variables that a program calls as if they were methods: ``x.T()``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from .called import called
from .opcodes import is_at_method

if TYPE_CHECKING:
    from ..variable import Variable


def refuse_call(v: Variable) -> None:
    """Raise a TypeError if a property, from which this is called, is looked up in order to call it.

    What a property returns must not be callable, since programs find out by ``callable(x)`` what they were given.
    """
    here = sys._getframe(1)
    frame = here.f_back
    if frame is None or not is_at_method(frame):
        return
    name = here.f_code.co_name
    one = f", or {v.name or 'x'}.shape[i] for the length of one axis" if name in ("shape", "size") else ""
    raise TypeError(
        f"{name} of {called(v)}, a {v.type}, is a property, whose value is a variable: it is not called.\nhint: use "
        f"{v.name or 'x'}.{name} without brackets{one}"
    )
