"""``theano.configdefaults``: facts about this machine."""

import platform
import struct

from ...config import config

__all__ = ["config", "local_bitwidth", "python_int_bitwidth", "short_platform"]


def local_bitwidth():
    """Return the bits of a pointer: 32 or 64."""
    return 8 * struct.calcsize("P")


def python_int_bitwidth():
    """Return the bits of the C type ``long``, which a Python 2 integer was."""
    return 8 * struct.calcsize("l")


def short_platform(r=None, p=None):
    """Return the platform's name without the numbers that change with each kernel update.

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
