"""Small functions of ``theano.gof.utils``."""

import functools
import hashlib
import sys
import traceback
import warnings

import numpy as np

from ....graph.trace import user_trace
from ....graph.variable import Constant, Scratchpad
from ....userline import user_level
from ..misc.arrays import hash_from_ndarray

__all__ = [
    "AbstractFunctionError", "D", "MethodNotDefined", "add_tag_trace", "deprecated", "difference", "flatten",
    "from_return_values", "get_variable_trace_string", "give_variables_names", "hash_from_dict", "hash_from_file",
    "hash_from_ndarray", "hash_from_code", "hashtype", "hist", "memoize", "object2", "remove", "scratchpad",
    "simple_extract_stack", "to_return_values", "toposort", "undef", "uniq", "unique",
]


class MethodNotDefined(Exception):
    """A method that a subclass should have defined; Theano raised it for missing C code."""


class AbstractFunctionError(Exception):
    """A function that only subclasses define."""


class D:
    """An object with attributes from keywords.

    Examples
    --------
    >>> from tensorgraph.gof.utils import D
    >>> D(a=1).a
    1
    """

    def __init__(self, **d):
        self.__dict__.update(d)


object2 = object
scratchpad = Scratchpad
undef = object()


def simple_extract_stack(f=None, limit=None, skips=()):
    """Return the stack as ``traceback.extract_stack`` does, from a frame and without files that match `skips`.

    Parameters
    ----------
    f : frame, optional
        The caller's by default.
    limit : int, optional
        At most so many frames.
    skips : list of str
        Innermost frames whose file name has one of these in it are left out.
    """
    frame = sys._getframe(1) if f is None else f
    while frame is not None and any(skip in frame.f_code.co_filename for skip in skips):
        frame = frame.f_back
    stack = [] if frame is None else traceback.extract_stack(frame, limit)
    return [tuple(entry) for entry in stack]


def add_tag_trace(thing, user_line=None):
    """Set the trace of a variable or node to the current line, which it knows without this too."""
    trace = user_trace(1)
    if hasattr(thing, "trace"):
        thing.trace = trace
    else:
        thing.own_trace = trace
    return thing


def get_variable_trace_string(v):
    """Return the place where a variable was made, as the text for an error."""
    place = v.where_made
    return "" if place is None else f"Backtrace when that variable is created:\n\n{place.location()}\n"


def hashtype(self):
    """Return a hash of the type of an object."""
    return hash((type(self).__name__, type(self).__module__))


def memoize(f):
    """Cache the results of `f` by its arguments."""
    cache = {}

    @functools.wraps(f)
    def remembering(*args):
        if args not in cache:
            cache[args] = f(*args)
        return cache[args]

    return remembering


def deprecated(filename, msg=""):
    """Decorate a function so that its first call warns that it is deprecated.

    Parameters
    ----------
    filename : str
        The module of the function.
    msg : str
        What to use instead.
    """

    def decorate(f):
        warned = []

        @functools.wraps(f)
        def warning(*args, **kwargs):
            if not warned:
                warned.append(True)
                warnings.warn(f"{filename}.{f.__name__} deprecated. {msg}", DeprecationWarning, stacklevel=user_level())
            return f(*args, **kwargs)

        return warning

    return decorate


def uniq(seq):
    """Return the elements of `seq` without repetitions, in order."""
    seen = []
    for x in seq:
        if x not in seen:
            seen.append(x)
    return seen


def unique(x):
    """Return True if no element of a sequence occurs twice."""
    return len(set(x)) == len(x)


def difference(seq1, seq2):
    """Return the elements of `seq1` that are not in `seq2`."""
    try:
        others = set(seq2)
    except TypeError:
        others = list(seq2)
    return [x for x in seq1 if x not in others]


def to_return_values(values):
    """Return the only element of a list, or the list."""
    return values[0] if len(values) == 1 else values


def from_return_values(values):
    """Return a list of a value, or a list or tuple of values as it is."""
    return values if isinstance(values, (list, tuple)) else [values]


def toposort(prereqs_d):
    """Return the keys of ``{key: its prerequisites}`` in topological order."""
    order, done = [], set()
    waiting = {key: set(before) for key, before in prereqs_d.items()}
    while waiting:
        ready = [key for key, before in waiting.items() if before <= done]
        if not ready:
            raise Exception(f"some orderings contain invalid elements or cycles: {set(waiting)!r}")
        for key in ready:
            del waiting[key]
        order += ready
        done.update(ready)
    return order


def flatten(a):
    """Return the elements of nested lists, tuples and sets, in order."""
    if isinstance(a, (tuple, list, set)):
        return [x for element in a for x in flatten(element)]
    return [a]


def hist(coll):
    """Return how often each element occurs."""
    counts = {}
    for x in coll:
        counts[x] = counts.get(x, 0) + 1
    return counts


def remove(predicate, coll):
    """Return the elements that do not satisfy `predicate`."""
    return (x for x in coll if not predicate(x))


def give_variables_names(variables):
    """Give all variables distinct names; unique names stay.

    Returns
    -------
    list of Variable
    """
    variables = list(variables)
    counts = hist([v.name for v in variables])
    taken = {name for name, count in counts.items() if name and count == 1}
    number = 0
    for v in variables:
        if v.name in taken:
            continue
        kind = "constant" if isinstance(v, Constant) else "input" if v.owner is None else "var"
        stem = v.name or kind
        while f"{stem}_{number}" in taken:
            number += 1
        v.name = f"{stem}_{number}"
        taken.add(v.name)
    return variables


def hash_from_code(msg):
    """Return the SHA-256 of a text."""
    return hashlib.sha256(msg.encode() if isinstance(msg, str) else msg).hexdigest()


def hash_from_file(file_path):
    """Return the SHA-256 of a file."""
    with open(file_path, "rb") as f:
        return hash_from_code(f.read())


def hash_from_dict(d):
    """Return the SHA-256 of a dict with sortable keys and hashable values or lists of them."""
    parts = []
    for key, value in sorted(d.items()):
        text = hash_from_ndarray(value) if isinstance(value, np.ndarray) else repr(value)
        parts.append(f"{key!r}:{text}")
    return hash_from_code("\n".join(parts))


