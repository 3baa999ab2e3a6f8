"""Batching rules, one file per family of operations; importing the package registers them all."""

from . import conv, creation, elementwise, indexing, linalg, nnet, products, random, reductions, rows, shape, sorting
