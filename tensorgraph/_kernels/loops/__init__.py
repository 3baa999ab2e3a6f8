"""Loops, compiled once per instruction set.

`generate` writes loops from the formulas of operations, `dispatch` picks the instruction set, `twins` holds the NumPy
twin of each loop, `superinstructions` lists the expression trees that have a loop of their own.
"""
