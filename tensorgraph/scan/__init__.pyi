"""Loops: ``scan`` and its short forms, the operation ``Scan``, and its gradients."""

# written by stubs/generate.py

from tensorgraph.compile.collect import clone
from tensorgraph.scan.api import scan
from tensorgraph.scan.checkpoints import scan_checkpoints
from tensorgraph.scan.op import Scan
from tensorgraph.scan.shorthand import foldl, foldr, map, reduce
from tensorgraph.scan.until import until

__all__ = [
    "Scan",
    "clone",
    "foldl",
    "foldr",
    "map",
    "reduce",
    "scan",
    "scan_checkpoints",
    "until",
]
