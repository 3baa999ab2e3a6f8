"""A mode that stops at the first nan, infinity or huge number."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np

from ..compile.mode import Mode
from ..config import config
from ..graph.variable import Constant
from ..misuse import guess_in_constructor
from ..userline import user_level
from .explanation import backtrace
from .monitormode import Monitored
from .naming import expression_of, place_of, short
from .nodecheck import unset_part

if TYPE_CHECKING:
    from typing import Any

_BIG = 1e10
_SMALL = 6  # elements of a value that is shown


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
        self._check("input", i, node, node.inputs, fn.inputs, fn)

    def after(self, i, node, fn):
        self._check("output", i, node, node.outputs, fn.outputs, fn)

    def _check(self, where, i, node, variables, cells, fn):
        for k, (v, cell) in enumerate(zip(variables, cells)):
            # rewrites compare with huge constants; what one of the user does shows in the result
            if isinstance(v, Constant) or not getattr(unset_part(v).tag, "nan_guard_mode_check", True):
                continue
            for name, contains in self.checks:
                if contains(cell[0]):
                    which = where if len(cells) == 1 or where == "output" else f"{where} {k}"
                    self._report(f"{name} detected in the {which}, {_shown(cell[0])}", where, i, node, fn)

    def _report(self, found, where, i, node, fn):
        lines = [
            found,
            f"NanGuardMode found an error in {'the' if where == 'output' else 'an'} {where} of a node: "
            f"{short(str(node))}",
            f"Toposort index: {i}",
        ]
        message = "\n".join(lines)
        action = config.NanGuardMode.action
        if action == "raise":
            raise AssertionError(message)
        place = place_of(node)
        message = "\n".join([f"{expression_of(node, place)}: {message}", *backtrace(place)])
        if action == "pdb":
            print(message)
            import pdb

            pdb.set_trace()
        else:
            warnings.warn(message, stacklevel=user_level())


def _shown(value):
    """Return a small value, or what is known of a large one."""
    if value.size <= _SMALL:
        return np.array2string(np.asarray(value), threshold=_SMALL)
    bad = np.count_nonzero(~np.isfinite(value))
    return f"of shape {value.shape}, where {bad} of {value.size} elements are not finite"


@guess_in_constructor
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
