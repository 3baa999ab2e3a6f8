"""Placeholders for gradients that are undefined or not implemented."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..graph.disconnected import NullType

if TYPE_CHECKING:
    from typing import Any

    from ..graph.variable import Variable


def grad_undefined(op: Any, x_pos: int, x: Variable, comment: str = "") -> Any:
    """Return a placeholder for a gradient that is mathematically undefined.

    Parameters
    ----------
    op : Op
        The op.
    x_pos : int
        The index of the input.
    x : Variable
        The input.
    comment : str
        Why it is undefined.

    Returns
    -------
    Variable
        Of type NullType; who asks for a gradient that needs it gets a NullTypeGradError.

    Examples
    --------
    >>> import tensorgraph as theano
    >>> import tensorgraph.tensor as T
    >>> x = T.dscalar("x")
    >>> theano.gradient.grad_undefined(T.exp, 0, x).type
    NullType
    """
    return _null(op, x_pos, x, "mathematically undefined", comment)


def grad_not_implemented(op: Any, x_pos: int, x: Variable, comment: str = "") -> Any:
    """Return a placeholder for a gradient that is not implemented; see :func:`grad_undefined`.

    Parameters
    ----------
    op : Op
    x_pos : int
        The position of the input.
    x : Variable
        The input.
    comment : str
        Why, for the reader of the error.

    Returns
    -------
    Variable
        Of a ``NullType``: asking for a gradient through it is a `NullTypeGradError`.

    Examples
    --------
    >>> import tensorgraph as theano
    >>> import tensorgraph.tensor as T
    >>> x = T.dscalar("x")
    >>> theano.gradient.grad_not_implemented(T.exp, 0, x).type
    NullType
    """
    return _null(op, x_pos, x, "not implemented", comment)


def _null(op, x_pos, x, why, comment):
    while x.owner is not None and not x.name and getattr(x.owner.op, "on_values", False):
        # a parameter that is checked
        x = x.owner.inputs[0]
    return NullType(
        f"This variable is Null because the grad method for input {x_pos} ({x}) of the {op} op is {why}. {comment}"
    )()
