"""The values that parameters of distributions may have."""

import numpy as np

from ...config import config
from ...flags import theano_is_this
from ...graph.variable import Constant
from ...scalar.dtypes import is_complex, upcast
from ..elementwise.math import and_, ge, le
from ..reductions import reduce
from ..shape.assertion import Assert
from ..shape.dimshuffle import DimShuffle
from ..types.constant import as_tensor_variable
from ..types.type import TensorType
from .extent import interval

ROUNDING = 1e-3  # of probabilities that are computed, in float16 too


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
            raise ValueError(f"{sampler}: {name} must be {_interval(low, high)}, and is {wrong}")
    return v


def checked_when_run(v, sampler, name, low, high=None):
    """Return a parameter as :func:`checked` does; others than constants are checked when the graph runs.

    A check takes a pass over memory of its own: none is made of an array whose formula, as that of ``sigmoid`` or
    ``exp``, keeps it in the bounds. What is computed may miss them by rounding. Programs for Theano have its graphs.
    """
    v = checked(v, sampler, name, low, high)
    if isinstance(v, Constant) or is_complex(v.type.dtype) or theano_is_this():
        return v
    at_least, at_most = low, high
    if v.type.ndim and not _is_given(v):
        at_least, at_most = low - ROUNDING, None if high is None else high + ROUNDING
        least, most = interval(v)
        if least >= at_least and (high is None or most <= at_most):
            return v
    inside = [ge(v, at_least)] if high is None else [ge(v, at_least), le(v, at_most)]
    if v.type.ndim:
        inside = [reduce.all(and_(*inside) if len(inside) == 2 else inside[0])]
    return Assert(f"{sampler}: {name} must be {_interval(low, high)}", on_values=True)(v, *inside)


def _is_given(v):
    """Return True if `v` is an input or a shared variable, perhaps with other axes."""
    while v.owner is not None and isinstance(v.owner.op, DimShuffle):
        v = v.owner.inputs[0]
    return v.owner is None


def _interval(low, high):
    return f"{low} or more" if high is None else f"from {low} to {high}"


def real_dtype(dtype, *params):
    """Return the dtype of samples of real numbers, by default the one that holds floatX and the parameters.

    Raises
    ------
    TypeError
        If it is not that of floats: fractions would be lost before the sample is scaled.
    """
    if dtype is None:
        dtype = upcast(config.floatX, *[param.type.dtype for param in params])
    dtype = TensorType(dtype, ()).dtype
    if np.dtype(dtype).kind != "f":
        raise TypeError(
            f"dtype must be float16, float32 or float64 for a sample of real numbers, not {dtype!r}.\nhint: use "
            f"T.cast(sample, {dtype!r}), which drops fractions, or a distribution of integers"
        )
    return dtype


def checked_rows(v, sampler):
    """Return the probabilities of outcomes along the last axis as a variable, of which a constant is checked.

    Raises
    ------
    ValueError
        If `v` is a constant with other numbers than probabilities, or with rows that add up to more than 1.
    """
    v = checked(v, sampler, "pvals", 0, 1)
    if isinstance(v, Constant) and v.type.ndim:
        totals = np.atleast_1d(v.data.sum(axis=-1, dtype="float64"))
        if (totals > 1 + ROUNDING).any():
            raise ValueError(
                f"{sampler}: the pvals of a row must add up to 1, and those of one add up to {totals.max():g}: use "
                "pvals / pvals.sum(axis=-1, keepdims=True)"
            )
    return v
