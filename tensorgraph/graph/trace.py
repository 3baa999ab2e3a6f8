"""The place in the user's program where a node was made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .places import NOT_BUILT

try:
    from .places._frames import Trace, standing, user_trace
except ModuleNotFoundError as _error:
    raise ImportError(NOT_BUILT) from _error
from .places.location import Location, Places

if TYPE_CHECKING:
    from typing import Any

__all__ = ["Location", "Places", "Trace", "called_from", "copy_stack_trace", "made_at", "user_trace"]


class made_at:
    """A context in which every node and variable is taken to be made at `trace`.

    A gradient is made where ``grad`` is called, but an error in it is best explained by the forward node that it
    belongs to.
    """

    __slots__ = ("trace", "outer")

    def __init__(self, trace):
        self.trace = trace

    def __enter__(self):
        self.outer = standing.trace
        standing.trace = self.trace

    def __exit__(self, *error):
        standing.trace = self.outer


def called_from(inner: Any, outer: Any) -> Any:
    """Return the trace of a node of a graph that was made at `inner` and put in place of a call at `outer`.

    It leads from the line of the node to that of the call, and on as that does.
    """
    if not isinstance(inner, Trace) or not isinstance(outer, Trace):
        return inner if outer is None else outer
    around, frames = set(), []
    place = outer
    while isinstance(place, Trace):
        around.add((place.code, place.lasti))
        place = place.outer
    while isinstance(inner, Trace) and (inner.code, inner.lasti) not in around:
        frames.append(inner)
        inner = inner.outer
    for frame in reversed(frames):
        outer = Trace(frame.code, frame.lasti, outer)
    return outer


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
