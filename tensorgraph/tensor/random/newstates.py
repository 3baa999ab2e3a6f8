"""The states of random variables that are made while a function of the user runs."""

import threading
from contextlib import contextmanager

_open = threading.local()


@contextmanager
def new_states():
    """Collect the shared states of all random variables that this thread makes inside of the context.

    The result is a dict from states to what a loop or a map over examples leaves of them, None where there was none:
    then the new value is the default update.
    """
    dicts = _open.__dict__.setdefault("dicts", [])
    found = {}
    dicts.append(found)
    try:
        yield found
    finally:
        # not remove: equal dicts are not the same
        del dicts[next(i for i, one in enumerate(dicts) if one is found)]


def note_new_state(state):
    """Tell the contexts that are open about the state of a new random variable."""
    for found in getattr(_open, "dicts", ()):
        found[state] = None


def note_new_value(state, new):
    """Tell the contexts that are open about the value of a state after all draws of a loop or a map."""
    for found in getattr(_open, "dicts", ()):
        if state in found:
            found[state] = new
