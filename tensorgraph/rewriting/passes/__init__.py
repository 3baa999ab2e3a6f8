"""Passes: rewrites that look at more of a graph than one node and its inputs."""
