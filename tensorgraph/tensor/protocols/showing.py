"""Reductions of the elements that a mask shows, as NumPy's argument ``where`` asks for."""

import numpy as np

from ...graph.messages.called import with_type
from ...graph.variable import Variable
from ..elementwise.math import cast, switch
from ..types.constant import as_tensor_variable


def mask_of(where, a):
    """Return a mask of the elements of a tensor, with as many axes.

    Raises
    ------
    TypeError
        If it is not of bools.
    ValueError
        If it has more axes than the tensor.
    """
    mask = as_tensor_variable(where if isinstance(where, Variable) else np.asarray(where))
    if mask.type.dtype != "bool":
        raise TypeError(f"where must be a mask of bools, not {with_type(where)}\nhint: use where=x != 0")
    ndim = a.type.ndim
    if mask.type.ndim > ndim:
        raise ValueError(f"where must have no more axes than {with_type(a)}, and it is {with_type(where)}")
    return mask.dimshuffle(["x"] * (ndim - mask.type.ndim) + list(range(mask.type.ndim)))


def shown(a, where, neutral):
    """Return the elements that a mask shows, and `neutral` in the place of the others."""
    a = as_tensor_variable(a)
    return a if where is True else switch(mask_of(where, a), a, cast(neutral, a.type.dtype))
