"""Special functions by the names that ``scipy.special`` has: ``T.special.betainc``, ``T.special.softmax``.

They are names of ``tensorgraph.tensor`` too.
"""

from importlib import import_module

from ..lazynames import SPECIAL

__all__ = sorted(SPECIAL.split())


def __getattr__(name):
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module("tensorgraph.tensor"), name)


def __dir__():
    return __all__
