"""Rewriting: a graph into one that computes the same, faster and more accurately."""
