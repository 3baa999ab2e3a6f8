"""Batching rules, one file per family of operations: each registers its own when it is imported."""
