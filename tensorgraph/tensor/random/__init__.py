"""Random numbers as operations: each takes a state and returns the next state and a sample.

``mrg`` draws from the generator MRG31k3p, ``randomstate`` from NumPy's RandomState, ``generator`` from NumPy's
Generator. The layer :mod:`tensorgraph.streams` keeps the states in shared variables that advance with every call; its
classes are names of this module too.
"""

from importlib import import_module

from ...nearest import unknown_name as _unknown_name

_STREAMS = {
    "MRG_RandomStreams": "mrg",
    "RandomStreams": "randomstate",
    "GeneratorStreams": "generator",
}
__all__ = list(_STREAMS)


def __getattr__(name):
    # the streams lie in a higher layer
    if name not in _STREAMS:
        raise _unknown_name(__name__, name)
    package = __name__.partition(".")[0]
    return getattr(import_module(f"{package}.streams.{_STREAMS[name]}"), name)
