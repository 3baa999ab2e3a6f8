"""Profiles: where the time and the memory of functions go."""

from .stats import ProfileStats, ScanProfileStats

__all__ = ["ProfileStats", "ScanProfileStats"]
