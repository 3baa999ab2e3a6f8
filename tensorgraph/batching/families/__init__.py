"""Batching rules, one file per family of operations; importing the package registers them all."""

from . import (
    convolutions,
    creation,
    draws,
    elementwise,
    indexing,
    linalg,
    maprows,
    nnet,
    products,
    reduce,
    shape,
    sorting,
)
