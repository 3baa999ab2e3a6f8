"""Lowering of rewritten graphs to programs, and passes over programs."""

# each family registers the classes of operations that it lowers
from . import (  # noqa: F401
    advanced_indexing,
    blas,
    cumulative,
    elemwise,
    indexing,
    linalg,
    random,
    searching,
    shape,
    softmax,
    views,
    windows,
)
