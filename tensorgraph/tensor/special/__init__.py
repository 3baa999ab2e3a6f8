"""Special functions by the names that ``scipy.special`` has: ``T.special.betainc``, ``T.special.softmax``.

They are names of ``tensorgraph.tensor`` too.
"""

from importlib import import_module

from ...nearest import unknown_name as _unknown_name
from ..lazynames import SPECIAL

__all__ = sorted(SPECIAL.split())


def __getattr__(name):
    if name not in __all__:
        raise _unknown_name(__name__, name)
    return getattr(import_module("tensorgraph.tensor"), name)


def __dir__():
    return __all__
