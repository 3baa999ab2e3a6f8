"""NumPy twins of the copies of small elements that are near each other, which are given as rows."""

import numpy as np

__all__ = ["TWINS"]


TWINS = {
    "shuffle_rows": np.ravel,
    "shuffle_runs": np.array,
}
