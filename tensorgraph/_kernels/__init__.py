"""Compiled kernels: `loops` over blocks of 256 elements, and the `machine` that runs programs of them.

This package knows NumPy and no graph.
"""
