"""Compiled kernels: loops over blocks of 256 elements, and the machine that runs programs of them.

This package knows NumPy and no graph.  `dispatch` picks the instruction set, `reference` holds the NumPy twin of each
kernel, `superinstructions` lists the expression trees that have a kernel of their own.
"""
