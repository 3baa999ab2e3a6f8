"""Indexing: reading, setting and incrementing parts of tensors."""
