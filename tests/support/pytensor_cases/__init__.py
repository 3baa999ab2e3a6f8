"""Graphs of PyTensor with each of its operations, a module for each family."""
