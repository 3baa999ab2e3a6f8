"""Passes over programs: steps in blocks of rows, products taken by the steps that add, arithmetic in registers."""
