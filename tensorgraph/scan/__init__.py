"""Loops: ``scan`` and its short forms, the operation ``Scan``, and its gradients."""

from ..compile.collect import clone
from . import batching, lowering, rewriting  # noqa: F401
from .api import scan
from .checkpoints import scan_checkpoints
from .op import Scan
from .shorthand import foldl, foldr, map, reduce
from .until import until

__all__ = ["Scan", "clone", "foldl", "foldr", "map", "reduce", "scan", "scan_checkpoints", "until"]
