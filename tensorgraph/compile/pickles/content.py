"""Digests of contents: equal for equal objects, in every process."""

import hashlib
import io
import pickle

from ...graph.apply import Apply
from ...graph.places.location import Location, Places
from ...graph.trace import Trace

_PLACES = frozenset((Location, Places, Trace))


class _Writer(pickle.Pickler):
    def reducer_override(self, obj):
        if type(obj) in _PLACES:
            # where a node was made changes no value
            return str, ()
        if type(obj) is Apply:
            # the node of a step in Python; nodes and their outputs would lead to each other
            return str, (f"{obj.op} {[v.type for v in obj.inputs]}",)
        return NotImplemented


def digest(obj):
    """Return a digest of an object's value, 64 hexadecimal digits.

    Objects whose pickles differ from run to run, like sets of texts, have a digest for each.
    """
    text = io.BytesIO()
    writer = _Writer(text, protocol=4)
    writer.fast = True  # no memo: the bytes depend on values, not on identities
    try:
        writer.dump(obj)
    except (ValueError, RecursionError):
        # it refers to itself
        text = io.BytesIO(pickle.dumps(obj, protocol=4))
    return hashlib.sha256(text.getbuffer()).hexdigest()
