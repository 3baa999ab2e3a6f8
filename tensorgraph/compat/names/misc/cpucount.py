"""``theano.misc.cpucount``: the number of processors."""

import os

__all__ = ["cpuCount"]


def cpuCount():
    """Return the number of processors, at least 1."""
    return os.cpu_count() or 1
