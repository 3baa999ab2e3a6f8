"""Lengths of axes that a program declares: ``T.matrix("x", shape=(None, 3))``.

A type knows of each axis only if its length is 1. Any other declared length is a note on the variable, and functions
that have the variable as an input check it.
"""

import numpy as np

from ..shape.shape import specify_shape

TAG = "declared_shape"


def declared(type_, name, shape):
    """Return a new variable of a type, with the lengths that are known of its axes.

    Parameters
    ----------
    type_ : TensorType
    name : str or None
    shape : sequence of int or None
        A length for each axis; None for those that are not known.

    Raises
    ------
    ValueError
        If these are not as many lengths as the type has axes, or one contradicts it.
    """
    shape = tuple(shape) if isinstance(shape, (tuple, list)) else (shape,)
    if len(shape) != type_.ndim:
        hint = "a shape has a length, or None, for each axis"
        if all(isinstance(n, str) for n in shape):
            hint = "several variables are made by the plural, as T.dmatrices('x', 'y')"
        raise ValueError(
            f"shape={shape} has {len(shape)} lengths, and {type_} has {type_.ndim} axes.\nhint: {hint}; use a list of "
            "them"
        )
    for n, flag in zip(shape, type_.broadcastable):
        if n is not None and (isinstance(n, bool) or not isinstance(n, (int, np.integer)) or n < 0):
            raise TypeError(f"shape={shape}: a length must be 0 or more, or None where it is not known, not {n!r}")
        if flag and n not in (None, 1):
            raise ValueError(f"shape={shape}: {type_} says that a length is 1, not {n}")
    flags = tuple([flag or n == 1 for flag, n in zip(type_.broadcastable, shape)])
    x = (type_ if flags == type_.broadcastable else type_.clone(broadcastable=flags)).make_variable(name)
    if any(n is not None and n != 1 for n in shape):
        setattr(x.tag, TAG, tuple([1 if flag else n for flag, n in zip(flags, shape)]))
    return x


def has_declared_shape(x):
    """Return True if lengths of a variable are declared that its type does not know."""
    return x.owner is None and x._tag is not None and hasattr(x._tag, TAG)


def checked(x):
    """Return a variable of declared lengths, checked when it runs."""
    shape = getattr(x.tag, TAG)
    return specify_shape(x, [x.shape[i] if n is None else n for i, n in enumerate(shape)])
