"""The user's line: the first one outside of this package, at which warnings point."""

import os
import sys
from pathlib import Path

PACKAGE = str(Path(__file__).absolute().parent) + os.sep  # what the names of our own files begin with


def user_level() -> int:
    """Return the `stacklevel` with which a warning of the caller points at the first line outside of this package.

    Notes
    -----
    Counting frames by hand would be right for one way to the warning alone.
    """
    frame, level = sys._getframe(1), 1
    while frame.f_back is not None and frame.f_code.co_filename.startswith(PACKAGE):
        frame = frame.f_back
        level += 1
    return level
