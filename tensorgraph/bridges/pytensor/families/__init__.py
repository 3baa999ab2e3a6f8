"""Conversions, a module for each family of operations."""
