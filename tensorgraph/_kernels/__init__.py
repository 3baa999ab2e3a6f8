"""Compiled kernels: `loops` over blocks of 2 KB, and the `machine` that runs programs of them.

This package knows NumPy and no graph.
"""
