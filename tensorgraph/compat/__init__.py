"""Theano's module paths for what lives elsewhere here, and the name ``theano`` for the whole package."""

from ..nearest import unknown_name
from .finder import install_as_theano, uninstall
from .names.misc import python

__all__ = ["install_as_theano", "uninstall"]


def __getattr__(name):
    if name not in python.__all__:
        raise unknown_name(__name__, name)
    return getattr(python, name)
