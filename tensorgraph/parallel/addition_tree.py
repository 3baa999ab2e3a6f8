"""Sums in an order that depends on the number of terms alone.

Floating-point addition is not associative, so a sum in order of arrival has different bits in each run. Here terms are
added in pairs, the sums in pairs again, and so on; a term without a partner is passed on. Term ``i`` meets the same
partners whoever computes it and whenever it arrives, and the sum of an aligned block of ``2**k`` terms is a partial
result, which a worker may compute alone::

    0 1   2 3   4      ->   (0+1) (2+3)   4   ->   ((0+1)+(2+3))   4   ->   ((0+1)+(2+3))+4
"""

import numpy as np


class PairwiseSum:
    """A sum of terms that are given one by one, in order; it holds at most one term for each level of the tree."""

    def __init__(self):
        self.pending = []  # (level, sum), levels fall
        self.count = 0

    def add(self, term):
        """Add the next term, a list of arrays."""
        level, self.count = 0, self.count + 1
        while self.pending and self.pending[-1][0] == level:
            term = added(self.pending.pop()[1], term)
            level += 1
        self.pending.append((level, term))

    def result(self):
        """Return the sum of all terms.

        Raises
        ------
        ValueError
            If there is none.
        """
        if not self.pending:
            raise ValueError("there are no chunks, so there is nothing to add")
        pending = [term for _, term in self.pending]
        total = pending.pop()
        while pending:
            total = added(pending.pop(), total)
        return total


def tree_sum(terms):
    """Return the sum of terms, each a list of arrays."""
    total = PairwiseSum()
    for term in terms:
        total.add(term)
    return total.result()


def added(a, b):
    """Return the sums of two lists of arrays of equal shapes."""
    for x, y in zip(a, b):
        if x.shape != y.shape or x.dtype != y.dtype:
            raise ValueError(
                f"the results of two chunks cannot be added: one has shape {x.shape} and dtype {x.dtype}, the other "
                f"{y.shape} and {y.dtype}; let the function reduce what depends on the length of a chunk"
            )
    return [np.asarray(x + y) for x, y in zip(a, b)]
