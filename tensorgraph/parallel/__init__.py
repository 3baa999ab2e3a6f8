"""Compiled functions over chunks of data, on threads, processes and clusters, with the same bits on all of them."""

from __future__ import annotations

from .overchunks import map_over, sum_over

__all__ = ["map_over", "sum_over"]
