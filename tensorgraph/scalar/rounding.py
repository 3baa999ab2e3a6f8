"""Rounding to integers; ``ceil``, ``floor`` and ``trunc`` of integers are float, like every float function."""

import numpy as np

from .outputdtypes import same_out_nocomplex, upgrade_to_float_no_complex
from .record import unary


@unary(np.ceil, upgrade_to_float_no_complex, c="ceil{f}(x)", idempotent=True, smooth=False, ufunc_kinds="f")
def ceil(x):
    """The smallest integer that is not below x."""


@unary(np.floor, upgrade_to_float_no_complex, c="floor{f}(x)", idempotent=True, smooth=False, ufunc_kinds="f")
def floor(x):
    """The largest integer that is not above x."""


@unary(np.trunc, upgrade_to_float_no_complex, c="trunc{f}(x)", idempotent=True, smooth=False, ufunc_kinds="f")
def trunc(x):
    """x without its fractional part."""


def _to_even(x):
    return np.rint(x) if x.dtype.kind == "f" else x


@unary(_to_even, same_out_nocomplex, text="RoundHalfToEven", c="rint{f}(x)", idempotent=True, smooth=False,
       ufunc=np.rint, ufunc_kinds="f")
def round_half_to_even(x):
    """The nearest integer, ties to even."""


def _away_from_zero(x):
    if x.dtype.kind != "f":
        return x
    whole = np.trunc(x)
    return np.where(np.abs(x - whole) >= 0.5, whole + np.copysign(1, x), whole).astype(x.dtype)


@unary(_away_from_zero, same_out_nocomplex, text="RoundHalfAwayFromZero", c="round_half_away(x)",
       idempotent=True, smooth=False)
def round_half_away_from_zero(x):
    """The nearest integer, ties away from zero."""
