"""Conversions of operations, one file for each family."""
