"""The meaning of ``/`` for two scalar variables: of integers the quotient is an integer, as in Theano."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..config import config
from .type import REGISTRY

if TYPE_CHECKING:
    from .op import ScalarOp


class IntegerDivisionError(Exception):
    """Two integers are divided by ``/``, and ``config.int_division`` is ``"raise"``."""


def int_or_true_div(x_discrete: bool, y_discrete: bool) -> ScalarOp:
    """Return the operation that ``x / y`` stands for.

    Parameters
    ----------
    x_discrete, y_discrete : bool
        Whether `x` and `y` are integers.

    Raises
    ------
    IntegerDivisionError
        If both are, and ``config.int_division`` is ``"raise"``.

    Examples
    --------
    >>> from tensorgraph.scalar import int_or_true_div
    >>> int_or_true_div(True, True), int_or_true_div(True, False)
    (<scalar op int_div>, <scalar op true_div>)
    """
    if x_discrete and y_discrete and config.int_division != "floatX":
        if config.int_division == "raise":
            raise IntegerDivisionError(
                "x / y of two integers, and config.int_division is 'raise': use x // y for the quotient rounded down, "
                "or cast one of both to a float"
            )
        return REGISTRY["int_div"]
    return REGISTRY["true_div"]
