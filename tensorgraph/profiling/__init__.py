"""Profiles of the time and memory of functions."""

from ..misuse import guess_names as _guess_names
from .stats import ProfileStats, ScanProfileStats

__all__ = ["ProfileStats", "ScanProfileStats"]
_guess_names(globals())
