"""Batching: a graph of one example, as a graph of many.

``table.py`` has the rules and the walk that applies them; the other files register rules, one family each.  Rules of
operations that lie above this layer are in their own folders.
"""

from . import conv, creation, elementwise, indexing, linalg, nnet, products, random, reductions, rows, shape, sorting
from .table import batches, rule_of
