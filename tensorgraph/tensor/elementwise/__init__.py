"""Elementwise operations and functions."""
