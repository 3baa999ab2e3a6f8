"""Graphs of variables and apply nodes; this package knows no operation."""
