"""Transformations of functions: maps over examples, derivatives, compilation."""

from ..misuse import guess_in_module as _guess_in_module
from .compiled import Compiled, compiled
from .differentials import grad_of, hvp, jvp, value_and_grad, vjp
from .recomputation import checkpoint
from .signatures import vectorize
from .sparse_jacobian import column_colors, sparse_jacobian
from .vmap import vmap

__all__ = [
    "Compiled", "checkpoint", "column_colors", "compiled", "grad_of", "hvp", "jvp", "sparse_jacobian",
    "value_and_grad", "vectorize", "vjp", "vmap",
]

_guess_in_module(globals())
