"""NumPy twins of places in sorted tables."""

import numpy as np

__all__ = ["TWINS"]


def bisect(table, x, right):
    """Return where to insert values into a sorted table, before or behind equal elements."""
    return np.searchsorted(table, x, "right" if right else "left")


TWINS = {
    "ascends": lambda table: np.array_equal(np.sort(table), table, equal_nan=table.dtype.kind == "f"),
    "bisect": bisect,
}
