"""What ``theano.configdefaults`` is asked for: the widths of this machine's integers."""

import struct

from ...config import config

__all__ = ["config", "local_bitwidth", "python_int_bitwidth"]


def local_bitwidth():
    """The bits of a pointer: 32 or 64."""
    return 8 * struct.calcsize("P")


def python_int_bitwidth():
    """The bits of the C type that a Python 2 integer was: ``long``."""
    return 8 * struct.calcsize("l")
