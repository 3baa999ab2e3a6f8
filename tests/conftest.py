"""``TENSORGRAPH_POISON=1 pytest``: memory that nobody has written yet holds nan, or the least integer.

The machine does so itself with its own; here NumPy's `empty` does, for the operations that compute in Python.
"""

import functools
import gc
import os

import hypothesis
import numpy as np

from tensorgraph.config import config

# programs go on without a rewrite that fails, tests do not
config.on_opt_error = "raise"

# No test fails because the machine is busy. CI draws the same examples each time: a change is judged by what it
# changes; what else is wrong is found by runs without CI, and by the sweeps.
hypothesis.settings.register_profile("tensorgraph", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("tensorgraph")


def poisoned(make):
    """A function like `make`, which makes arrays, that fills them."""

    @functools.wraps(make)
    def made(*args, **kwargs):
        array = make(*args, **kwargs)
        # that of a variable is a name
        kind = array.dtype.kind if isinstance(array, np.ndarray) else ""
        if kind in "fc":
            array.fill(np.nan)
        elif kind in "iu":
            array.fill(np.iinfo(array.dtype).min if kind == "i" else np.iinfo(array.dtype).max)
        elif kind == "b":
            array.fill(True)
        return array

    return made


if os.environ.get("TENSORGRAPH_POISON", "0") not in ("", "0"):
    np.empty, np.empty_like = poisoned(np.empty), poisoned(np.empty_like)


def pytest_collection_finish():
    """Keep the collected tests, which stay anyway, out of the searches of the garbage collector."""
    gc.collect()
    gc.freeze()
