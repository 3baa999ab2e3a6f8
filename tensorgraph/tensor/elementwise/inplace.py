"""Elementwise functions that overwrite their first argument, for ``function(..., accept_inplace=True)``."""

from ...scalar import REGISTRY, transfer_type
from ..shape.axes import transpose
from .elemwise import Elemwise

_ALIASES = {"fill": "second", "conjugate": "conj"}


def _inplace(name, record):
    op = type(record)(transfer_type(0))
    return Elemwise(op, {0: 0}, name=f"{name}_inplace")


FUNCTIONS = {
    f"{name}_inplace": _inplace(name, record) for name, record in REGISTRY.items() if name.isidentifier()
}
FUNCTIONS.update({f"{alias}_inplace": FUNCTIONS[f"{name}_inplace"] for alias, name in _ALIASES.items()})
"""Each by name: ``exp_inplace``, ``add_inplace``, ..."""

globals().update(FUNCTIONS)
transpose_inplace = transpose
__all__ = [*FUNCTIONS, "transpose_inplace"]
