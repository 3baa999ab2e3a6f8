"""Compiled functions over chunks of data, on threads, processes and clusters, with the same bits on all of them."""

from __future__ import annotations

from ..misuse import guess_in_module as _guess_in_module
from .chunk import row_chunks
from .dataparallel import DataParallel
from .overchunks import map_over, sum_over

__all__ = ["DataParallel", "map_over", "row_chunks", "sum_over"]

_guess_in_module(globals())
