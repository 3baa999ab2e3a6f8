"""Rewriting of graphs into equivalent ones that are faster and more accurate."""
