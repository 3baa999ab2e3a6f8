"""The instruction set that the kernels run on, chosen once, at import.

A module that is built once per instruction set is called ``_<stem>_<isa>``; `module` returns the one in use. The
environment variable ``TENSORGRAPH_ISA`` forces an instruction set (``x86_64_v2``, ``x86_64_v3``, ``x86_64_v4``;
``base`` elsewhere): results are the same bits on every machine that has it.
"""

import os
from importlib import import_module

from ...nearest import did_you_mean
from ._cpu import instruction_sets

__all__ = ["isa", "kernels", "module", "supported"]

_SUPPORTED = instruction_sets()


def supported():
    """Return the names of the instruction sets that can be used here, slowest first."""
    return _SUPPORTED


def _choose(wanted):
    if not _SUPPORTED:
        raise ImportError("tensorgraph's kernels need a processor with SSE4.2 (x86-64-v2)")
    if not wanted:
        return _SUPPORTED[-1]
    if wanted not in _SUPPORTED:
        raise ImportError(
            f"TENSORGRAPH_ISA={wanted} cannot be used here; there is {', '.join(_SUPPORTED)}."
            f"{did_you_mean(wanted, _SUPPORTED)} Use one of these names, or unset the environment variable"
        )
    return wanted


isa = _choose(os.environ.get("TENSORGRAPH_ISA"))


def module(stem, isa=isa):
    """Return the module ``_<stem>`` that was compiled for an instruction set."""
    return import_module(f"{__package__}._{stem}_{isa}")


def kernels(isa=isa):
    """Return the addresses of the elementwise kernels, a dict from name to int."""
    return module("elementwise", isa).kernels()
