"""``theano.tests.disturb_mem``: change the addresses of later objects."""

import time

_kept = []


def disturb_mem():
    """Allocate a time-dependent number of lists, so that a test cannot rely on the order of addresses."""
    milliseconds = time.time_ns() // 1_000_000
    _kept[:] = [[0] * (milliseconds // 1000 % 97) for _ in range(milliseconds % 1000)]
