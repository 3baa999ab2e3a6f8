"""Lowering of rewritten graphs to programs, and passes over programs."""

# each family registers the classes of operations that it lowers
from . import advanced_indexing, blas, conv, cumulative, elemwise, indexing, linalg, pool, random, shape, softmax, views  # noqa: F401
