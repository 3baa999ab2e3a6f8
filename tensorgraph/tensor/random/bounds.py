"""The values that parameters of distributions may have."""

import numpy as np

from ...graph.variable import Constant
from ..types.constant import as_tensor_variable


def checked(v, sampler, name, low, high=None):
    """Return a parameter as a variable, of which a constant is checked.

    Parameters
    ----------
    v : tensor_like
    sampler, name : str
        For the message.
    low : number
    high : number, optional
        The bounds, which it may reach.

    Raises
    ------
    ValueError
        If `v` is a constant outside of the bounds, or nan.
    """
    v = as_tensor_variable(v)
    if isinstance(v, Constant) and v.data.dtype.kind in "biuf":
        inside = (v.data >= low) & (True if high is None else v.data <= high)
        if not np.all(inside):
            wrong = v.data[~inside].flat[0]
            bounds = f"{low} or more" if high is None else f"from {low} to {high}"
            raise ValueError(f"{sampler}: {name} must be {bounds}, and is {wrong}")
    return v
