"""A mode that stops at the first nan, infinity or huge number."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np

from ..compile.mode import Mode
from ..config import config
from .monitormode import Monitored
from .nodecheck import unset_part

if TYPE_CHECKING:
    from typing import Any

_BIG = 1e10


def contains_nan(value):
    """Return True if an array contains nan."""
    return _is_checked(value) and bool(np.isnan(value).any())


def contains_inf(value):
    """Return True if an array contains an infinity."""
    return _is_checked(value) and bool(np.isinf(value).any())


def contains_big(value):
    """Return True if an array contains a number beyond 1e10."""
    with np.errstate(invalid="ignore"):
        return _is_checked(value) and bool((np.abs(value) > _BIG).any())


def _is_checked(value):
    return isinstance(value, (np.ndarray, np.number)) and value.dtype.kind in "fc" and value.size > 0


class Guard:
    """A checker of the values of one operation after another.

    Parameters
    ----------
    checks : tuple of (str, callable)
        What each finding is called and what finds it.
    """

    def __init__(self, checks):
        self.checks = checks

    def before(self, i, node, fn):
        self._check("an input", i, node, node.inputs, fn.inputs)

    def after(self, i, node, fn):
        self._check("the output", i, node, node.outputs, fn.outputs)

    def _check(self, where, i, node, variables, cells):
        for v, cell in zip(variables, cells):
            if not getattr(unset_part(v).tag, "nan_guard_mode_check", True):
                continue
            for name, contains in self.checks:
                if contains(cell[0]):
                    self._report(f"{name} detected", where, i, node)

    def _report(self, found, where, i, node):
        lines = [
            found,
            f"NanGuardMode found an error in {where} of a node: {node}",
            f"Toposort index: {i}",
        ]
        if node.trace is not None:
            location = node.trace.location()
            lines.append(f"It was made at {location.filename}:{location.line}   {location.source}")
        message = "\n".join(lines)
        action = config.NanGuardMode.action
        if action == "raise":
            raise AssertionError(message)
        if action == "pdb":
            print(message)
            import pdb

            pdb.set_trace()
        else:
            warnings.warn(message, stacklevel=2)


class NanGuardMode(Mode):
    """Run the references operation by operation, and check their inputs and outputs.

    Parameters
    ----------
    nan_is_error, inf_is_error, big_is_error : bool, optional
        What to look for; ``config.NanGuardMode`` by default.
    optimizer : str, optional
        Which rewrites to run.

    Raises
    ------
    AssertionError
        In a call of a function, at the first such value.
    """

    def __init__(
        self, nan_is_error: bool | None = None, inf_is_error: bool | None = None, big_is_error: bool | None = None,
        optimizer: Any = "default", linker: Any = None
    ) -> None:
        super().__init__("py", optimizer)
        flags = config.NanGuardMode
        wanted = (
            (nan_is_error, flags.nan_is_error, "NaN", contains_nan),
            (inf_is_error, flags.inf_is_error, "Inf", contains_inf),
            (big_is_error, flags.big_is_error, "Big value", contains_big),
        )
        self.guard = Guard(tuple((name, f) for given, flag, name, f in wanted if (flag if given is None else given)))

    def watch(self, op, position, node):
        """Return the operation that runs instead of `op`."""
        return Monitored(op, position, node, self.guard.before, self.guard.after)
