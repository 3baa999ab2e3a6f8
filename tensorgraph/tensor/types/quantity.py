"""Numbers of things as a user gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...graph.messages.called import with_type
from ...graph.variable import Constant
from ...scalar.dtypes import discrete_dtypes
from .constant import as_tensor_variable

if TYPE_CHECKING:
    from ...typing import TensorLike
    from .variable import TensorVariable


def checked_count(v: TensorLike, function: str, name: str, low: int | None = None) -> TensorVariable:
    """Return a number of things as a variable, of which a constant is checked.

    Parameters
    ----------
    v : tensor_like
    function, name : str
        Of which function it is an argument, for the message.
    low : int, optional
        The least that it may be.

    Raises
    ------
    TypeError
        If it is no integer; a constant float must be a whole number.
    ValueError
        If it is a constant below `low`.

    Examples
    --------
    >>> checked_count(3.0, "histogram", "bins", 1).eval()
    array(3., dtype=float32)
    """
    given, v = v, as_tensor_variable(v)
    known = v.data if isinstance(v, Constant) else None
    whole = known is not None and known.dtype.kind == "f" and not (known % 1).any()
    if v.type.dtype not in discrete_dtypes and not whole:
        raise TypeError(f"{function}: {name} must be an integer, and is {with_type(given)}")
    if low is not None and known is not None and (known < low).any():
        raise ValueError(f"{function}: {name} must be {low} or more, and is {with_type(given)}")
    return v
