"""What ``theano.configdefaults`` is asked for: facts about this machine."""

import platform
import struct

from ...config import config

__all__ = ["config", "local_bitwidth", "python_int_bitwidth", "short_platform"]


def local_bitwidth():
    """The bits of a pointer: 32 or 64."""
    return 8 * struct.calcsize("P")


def python_int_bitwidth():
    """The bits of the C type that a Python 2 integer was: ``long``."""
    return 8 * struct.calcsize("l")


def short_platform(r=None, p=None):
    """The platform's name without the numbers that change with each update of the kernel.

    Parameters
    ----------
    r, p : str, optional
        ``platform.release()`` and ``platform.platform()``.
    """
    r, p = platform.release() if r is None else r, platform.platform() if p is None else p
    version, dash, build = r.partition("-")
    if not dash:
        return p
    number, dash, kind = build.partition("-")
    words = number.split(".")
    while words and words[0].isdigit():
        words.pop(0)
    return p.replace(r, f"{'.'.join(version.split('.')[:2])}-{'.'.join(words)}{dash}{kind}")
