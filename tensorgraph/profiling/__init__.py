"""Profiles of the time and memory of functions."""

from .stats import ProfileStats, ScanProfileStats

__all__ = ["ProfileStats", "ScanProfileStats"]
