"""Functions of pickles, which bind their programs when they are first used.

Binding takes most of the time of loading, and a program often loads more functions than it calls. Such a function is
of a subclass until its first use: whatever asks it for anything, a call above all, binds it and changes its class.
"""

import os
import threading

from ..callable import Function

_lock = threading.RLock()


def _renew():
    # another thread of the parent may have held it
    global _lock
    _lock = threading.RLock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew)


def asleep(maker, containers, name, trust_input):
    """Return a function that binds its program when it is first used."""
    new = Asleep.__new__(Asleep)
    vars_of(new)["_sleeps"] = maker, containers, name, trust_input
    return new


def vars_of(function):
    """Return the attributes of a function that may be asleep, without waking it."""
    return object.__getattribute__(function, "__dict__")


def _wake(function):
    """Bind the program of a function; it stays asleep if that fails.

    Other threads wait. This thread comes back here, and passes, while it makes the machine.
    """
    with _lock:
        own = vars_of(function)
        made_of = own.get("_sleeps")
        if made_of is None:
            # another thread has woken it, or it is being made
            return
        own["_sleeps"] = None
        try:
            *what, trust_input = made_of
            Function.__init__(function, *what)
            object.__setattr__(function, "trust_input", trust_input)
            object.__setattr__(function, "__class__", Function)
        except BaseException:
            own["_sleeps"] = made_of
            raise
        del own["_sleeps"]


class Asleep(Function):
    """A function from a pickle that was not used yet."""

    def __getattribute__(self, name):
        _wake(self)
        return Function.__getattribute__(self, name)

    def __setattr__(self, name, value):
        _wake(self)
        Function.__setattr__(self, name, value)

    def __call__(self, *args, **kwargs):
        _wake(self)
        return Function.__call__(self, *args, **kwargs)

    def __repr__(self):
        _wake(self)
        return Function.__repr__(self)
