"""Indices: parts of tensors, taken, set and increased."""
