"""The states of random variables that are made while a function of the user runs."""

import threading
from contextlib import contextmanager

_open = threading.local()


@contextmanager
def new_states():
    """Collect in a list the shared states of all random variables that this thread makes inside of the context."""
    lists = _open.__dict__.setdefault("lists", [])
    found = []
    lists.append(found)
    try:
        yield found
    finally:
        # not remove: equal lists are not the same
        del lists[next(i for i, one in enumerate(lists) if one is found)]


def note_new_state(state):
    """Tell the contexts that are open about the state of a new random variable."""
    for found in getattr(_open, "lists", ()):
        found.append(state)
