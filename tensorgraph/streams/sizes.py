"""Sizes of samples, and the number of streams that a sample of some size is drawn from."""

import math
import warnings
from numbers import Integral

from ..errors import ArgumentError
from ..graph.messages.called import with_type
from ..graph.variable import Variable
from ..scalar.dtypes import integer_dtypes
from ..tensor.random.sizes import size_hint
from ..tensor.shape.stack import stack
from ..tensor.types.constant import as_tensor_variable, constant
from ..userline import user_level

MOST_STREAMS = 60 * 256


def guess_n_streams(size, warn=False):
    """Return the number of streams for a sample of some size: a sixth of its length if that is known.

    Parameters
    ----------
    size : tuple, list or Variable
        Known if it is of Python's integers.
    warn : bool
        Whether to warn where the size is not known.
    """
    # Theano does not count NumPy's integers among these, and programs rely on its numbers
    if isinstance(size, (tuple, list)) and all(isinstance(n, int) for n in size):
        n = math.prod(size)
        return min(n // 6 if n > 6 else n, MOST_STREAMS)
    if warn:
        message = f"the number of streams cannot be told from size {size}: it will be {MOST_STREAMS}"
        warnings.warn(message, stacklevel=user_level())
    return MOST_STREAMS


def check_rows(x):
    """Check that a variable has rows, of which elements can be shuffled."""
    if x.ndim == 0:
        raise TypeError(f"elements of rows are shuffled: {with_type(x)}, has none, and must have one axis or more")


def check_uniform_size(size):
    """Check that `size` is a tuple of positive integers and variables, or a vector."""
    if isinstance(size, (tuple, list)):
        if not all(isinstance(n, (Integral, Variable)) for n in size):
            raise ArgumentError(f"size must be a tuple of int or a Theano variable, not {size}.{size_hint(None)}")
        if any(isinstance(n, Integral) and n <= 0 for n in size):
            raise ValueError(
                f"The specified size contains a dimension with value <= 0: {size!r}; lengths must be 1 or more"
            )
    elif not (isinstance(size, Variable) and size.ndim == 1):
        raise TypeError(
            "size must be a tuple of int or a Theano Variable with 1 dimension, got "
            f"{with_type(size)}.{size_hint(size)}"
        )


def check_size(size):
    """Return `size`, an integer, a sequence of integers or a variable, as a vector."""
    if isinstance(size, Variable):
        if size.ndim > 1 or size.ndim == 1 and size.dtype not in integer_dtypes:
            words = "Theano variable must have 1 dimension, of integers, to be a valid size"
            raise ValueError(f"{words}: it is {with_type(size)}.{size_hint(size)}")
        return stack([size]) if size.ndim == 0 else size
    if isinstance(size, Integral):
        return constant([size], ndim=1)
    if not isinstance(size, (tuple, list)):
        raise ValueError(
            f"Size must be a int, tuple, list or Theano variable: it is {with_type(size)}.{size_hint(size)}"
        )
    for n in size:
        if isinstance(n, Variable):
            if n.ndim != 0:
                raise ValueError(f"Non-scalar Theano variable in size: {size!r}, {n!r}; use its elements")
        elif not isinstance(n, Integral):
            raise ValueError(
                f"Only Theano variables and integers are allowed in a size-tuple: {size!r}, {n!r}; use int(n)"
            )
        elif n <= 0:
            raise ValueError(f"Non-positive dimensions not allowed in size: {size!r}, {n!r}; lengths must be 1 or more")
    return as_tensor_variable(size, ndim=1)
