"""Loops: ``scan`` and its short forms, the operation ``Scan``, and its gradients."""

from ..compile.collect import clone
from ..misuse import guess_names as _guess_names
from . import batching, lowering, rewriting  # noqa: F401
from .api import scan
from .checkpoints import scan_checkpoints
from .op import Scan
from .shorthand import foldl, foldr, map, reduce
from .until import until

_guess_names(globals())

__all__ = ["Scan", "clone", "foldl", "foldr", "map", "reduce", "scan", "scan_checkpoints", "until"]
