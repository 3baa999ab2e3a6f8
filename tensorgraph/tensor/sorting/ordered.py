"""Vectors that must be in order: those that are not would give wrong numbers without a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...graph.messages.called import shortened, with_type
from ...graph.variable import Constant
from ..shape.assertion import Assert
from ..types.constant import as_tensor_variable

if TYPE_CHECKING:
    from ...typing import TensorLike
    from ..types.variable import TensorVariable


def ordered(v: TensorLike, what: str, mend: str, falling: bool = False) -> TensorVariable:
    """Return a vector that must increase: a constant is checked at once, others when the function runs.

    Parameters
    ----------
    v : vector
    what, mend : str
        What its elements are, and what helps, for the message.
    falling : bool
        Whether it may decrease, too.

    Raises
    ------
    ValueError
        If it is no vector, or a constant out of order. A call raises an ArgumentError, which is one.

    Examples
    --------
    >>> ordered([1.0, 2.0, 2.0], "the edges", "use T.sort").eval()
    array([1., 2., 2.])
    """
    v = as_tensor_variable(v)
    if v.type.ndim != 1:
        raise ValueError(f"{what} must be a vector, not {with_type(v)}")
    text = f"{what} must increase{' or decrease' if falling else ''}: {mend}"
    data = v.data if isinstance(v, Constant) else v
    # nan is neither above nor below
    rises = ~(data[:-1] > data[1:]).any()
    right = rises | ~(data[:-1] < data[1:]).any() if falling else rises
    if not isinstance(v, Constant):
        return Assert(text, on_values=True)(v, right)
    if not right:
        raise ValueError(f"{text}; they are {shortened(str(data))}")
    return v
