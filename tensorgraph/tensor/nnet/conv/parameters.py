"""Checks of the parameters of a convolution at construction."""

from ....graph.variable import Variable
from .geometry import INTEGERS, known_int

LARGEST = 2**31 - 1  # a step; positions and sizes of memory that are made of it stay within 64 bits
_SAME = ".\nhint: use 'half' with filters of odd lengths for results of the size of the images"


def checked_mode(mode, convdim):
    """Return a border mode with one entry per axis, or a word.

    Raises
    ------
    ValueError
        If it is no border mode.
    """
    if isinstance(mode, str) and mode in ("valid", "full", "half"):
        return mode
    if isinstance(mode, INTEGERS):
        if mode < 0:
            raise ValueError(f"invalid border_mode {mode}, which must be a non-negative integer")
        mode = (mode,) * convdim
    if not isinstance(mode, (tuple, list)):
        raise ValueError(
            f'invalid border_mode {mode!r}, which must be either "valid", "full", "half", an integer or a tuple of '
            f"length {convdim}{_SAME * (mode == 'same')}"
        )
    if len(mode) != convdim:
        raise ValueError(f"invalid border_mode {mode}, which must be a tuple of length {convdim}")
    checked = []
    for entry in mode:
        pair = entry if isinstance(entry, (tuple, list)) else (entry, entry)
        if len(pair) != 2 or not all(isinstance(n, INTEGERS) and n >= 0 for n in pair):
            raise ValueError(f"invalid border mode {mode}. The tuple can only contain integers  or pairs of "
                "integers, which must be 0 or more")
        before, after = map(int, pair)
        checked.append(before if before == after else (before, after))
    return tuple(checked) if any(checked) else "valid"


def checked_shape(name, shape, ndim):
    """Return lengths as a tuple of int and None."""
    if isinstance(shape, Variable):
        raise ValueError(f"{name} should be None or a tuple of constant int values, not a variable")
    if not shape:
        return (None,) * ndim
    known = tuple([known_int(n) for n in shape])
    if any(n is None and m is not None for n, m in zip(known, shape)):
        raise ValueError(f"{name} should be None or a tuple of constant int values")
    if len(known) != ndim:
        raise ValueError(f"{name} should have {ndim} elements, not {len(known)}: {known}")
    return known


def checked_steps(name, steps, convdim):
    """Return subsampling or dilation as a tuple of int; None stands for ones.

    Raises
    ------
    ValueError
        Unless there is a positive integer for each axis.
    """
    if steps is None:
        return (1,) * convdim
    if isinstance(steps, INTEGERS):
        raise ValueError(f"{name} must have {convdim} elements: use {name}={(steps,) * convdim}")
    if len(steps) != convdim:
        raise ValueError(
            f"{name} must have {convdim} elements, one for each axis of the images, and is {steps}.\nhint: use "
            f"{name}={(1,) * convdim} for a step of 1"
        )
    if not all(isinstance(n, INTEGERS) and n >= 1 for n in steps):
        raise ValueError(f"{name} must consist of positive integers, not {steps}")
    if max(steps) > LARGEST:
        raise ValueError(f"{name} must be at most {LARGEST}, which is beyond any image, not {steps}")
    return tuple([int(n) for n in steps])
