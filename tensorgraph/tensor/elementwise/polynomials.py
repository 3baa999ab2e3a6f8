"""Polynomials, given by their coefficients."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...scalar.dtypes import upcast
from ..creation.filled import arange
from ..shape.shape import get_vector_length
from ..types.constant import as_tensor_variable
from .math import cast, pow

if TYPE_CHECKING:
    from ...typing import TensorLike
    from ..types.variable import TensorVariable


def polyval(p: TensorLike, x: TensorLike) -> TensorVariable:
    """Return the value of a polynomial.

    Parameters
    ----------
    p : vector or list
        The coefficients, from that of the highest power. By Horner's rule where their number is known when the graph is
        built, by powers of `x` otherwise.
    x : tensor_like

    Returns
    -------
    TensorVariable

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.polyval([1, 0, 2], 3.0).eval()
    array(11.)
    """
    p, x = as_tensor_variable(p), as_tensor_variable(x)
    try:
        n = get_vector_length(p)
    except ValueError:
        dtype = upcast(p.type.dtype, x.type.dtype)
        powers = cast(p.shape[0] - arange(p.shape[0]) - 1, x.type.dtype if x.type.dtype != "bool" else "int8")
        spread = ["x"] * x.type.ndim
        z = pow(x.dimshuffle([*range(x.type.ndim), "x"]), powers.dimshuffle([*spread, 0]))
        return cast((z * p.dimshuffle([*spread, 0])).sum(axis=-1), dtype)
    z = x.zeros_like()
    for i in range(n):
        z = z * x + p[i]
    return z
