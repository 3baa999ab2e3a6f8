"""Graphs as pure functions of JAX: :func:`tensorgraph.to_jax`.

``conversion.py`` is the table of operations, ``families`` fill it, ``evaluation.py`` runs a graph by it, and
``chainrule.py`` gives JAX the gradients of this package.
"""

from .conversion import converts

__all__ = ["converts"]
