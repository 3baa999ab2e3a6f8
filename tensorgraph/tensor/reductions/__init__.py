"""Reductions over axes, and cumulative ones."""
