"""Transformations of functions: maps over examples, derivatives, compilation."""

from .vmap import vmap

__all__ = ["vmap"]
