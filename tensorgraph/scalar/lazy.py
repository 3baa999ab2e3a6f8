"""Functions given by name, imported on first use.

``scipy.special`` costs more import time than all of this package.
"""

import importlib


def resolve(path):
    """Return the object at a dotted path: ``"scipy.special.erf"``."""
    module, _, name = path.rpartition(".")
    return getattr(importlib.import_module(module), name)


class Deferred:
    """A function that is imported by its first call.

    Parameters
    ----------
    path : str
        Its module and name.
    """

    __slots__ = ("path", "_function")

    def __init__(self, path):
        self.path = path
        self._function = None

    @property
    def function(self):
        """The function itself."""
        if self._function is None:
            self._function = resolve(self.path)
        return self._function

    def __call__(self, *args):
        return self.function(*args)

    def __repr__(self):
        return self.path
