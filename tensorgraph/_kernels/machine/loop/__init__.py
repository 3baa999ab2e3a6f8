"""Elementwise work and the reductions that it feeds, block by block."""
