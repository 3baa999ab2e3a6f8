"""Loops, compiled once per instruction set.

`generator` writes loops from the formulas of operations and the records of reductions, `dispatch` picks the instruction
set, `ranks` has the loops that compare elements to find places, `twins` holds the NumPy twin of each loop,
`superinstructions` lists the expression trees that have a loop of their own.
"""
