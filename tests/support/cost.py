"""Costs of work, counted instead of timed: the number of calls of Python functions."""

import sys


def calls(work):
    """Count the Python functions that ``work()`` calls, at every depth."""
    count = 0

    def tick(frame, event, arg):
        nonlocal count
        if event == "call":
            count += 1

    before = sys.getprofile()
    sys.setprofile(tick)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count
