"""The places in the user's program where nodes of PyTensor were made, for errors and ``explain``."""

from ...graph.places.location import Location


class Origin:
    """The place of a node of PyTensor, whose text is made when somebody reads it.

    Parameters
    ----------
    frames : sequence
        Files, lines, functions and texts of calls, the innermost last, as PyTensor notes them.
    """

    __slots__ = ("frames",)

    def __init__(self, frames):
        self.frames = frames

    def location(self):
        """Return the place as a :class:`Location`."""
        found = None
        for filename, line, function, text in self.frames:
            found = Location(filename, line, function, text or "", text or "", found)
        return found

    def __reduce__(self):
        return Origin, ([tuple(frame) for frame in self.frames],)


def origin_of(node):
    """Return the place where a node of PyTensor was made, None if it is not known."""
    traces = getattr(node.outputs[0].tag, "trace", None)
    return Origin(traces[-1]) if traces and traces[-1] else None
