"""Streams of random numbers: states in shared variables, which each call of a function advances.

A random variable is the sample that an operation of :mod:`tensorgraph.tensor.random` gives; the new state is the
``default_update`` of the shared variable that holds the old one.
"""

from ..misuse import guess_names as _guess_names
from . import generatorstate as shared  # noqa: F401

_guess_names(globals())
