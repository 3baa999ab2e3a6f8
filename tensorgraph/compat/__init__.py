"""Theano's module paths: what lives elsewhere here, and the name ``theano`` for the whole package."""

from .finder import install_as_theano, uninstall

__all__ = ["install_as_theano", "uninstall"]
