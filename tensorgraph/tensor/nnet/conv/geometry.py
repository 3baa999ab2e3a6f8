"""Shapes of the images, filters and results of a convolution, each from the two others.

Lengths are integers or integer variables; None stands for an unknown one, and makes what depends on it None. Along one
axis, with the extent ``(kernel - 1) * dilation + 1`` of a dilated filter,
``result = (image + padding - extent) // subsample + 1``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ....config import config
from ...elementwise.math import eq, ge, gt
from ...shape.assertion import Assert
from ...types.constant import NotScalarConstantError, get_scalar_constant_value

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

INTEGERS = (int, np.integer)


def known_int(n):
    """Return a length as an int, or None if it is unknown."""
    if n is None:
        return None
    if isinstance(n, INTEGERS):
        return int(n)
    try:
        return int(get_scalar_constant_value(n))
    except NotScalarConstantError:
        return None


def per_axis(border_mode, convdim):
    """Return the border mode of each axis."""
    return border_mode if isinstance(border_mode, tuple) else (border_mode,) * convdim


def padding_1axis(border_mode, extent):
    """Return the numbers of zeros before and after an axis, for filters of that extent.

    Raises
    ------
    ValueError
        For negative numbers.
    """
    if border_mode == "valid":
        return 0, 0
    if border_mode == "half":
        return extent // 2, extent // 2
    if border_mode == "full":
        return extent - 1, extent - 1
    before, after = border_mode if isinstance(border_mode, tuple) else (border_mode, border_mode)
    if before < 0 or after < 0:
        raise ValueError("border_mode must be >= 0")
    return before, after


def border_mode_to_pad(mode: Any, convdim: int, kshp: Any) -> tuple[Any, ...]:
    """Return the padding of a border mode.

    Parameters
    ----------
    mode : {'valid', 'half', 'full'} or tuple
        A tuple has for each axis an integer or a pair of integers.
    convdim : int
        The number of axes: 2 or 3.
    kshp : tuple of int
        The extents of the (dilated) filters along these axes.

    Returns
    -------
    tuple of (int, int)
        Zeros before and after, for each axis.

    Raises
    ------
    ValueError
        If it is no border mode.

    Examples
    --------
    >>> from tensorgraph.tensor.nnet.conv.geometry import border_mode_to_pad
    >>> border_mode_to_pad("full", 2, (3, 2)), border_mode_to_pad((1, (0, 2)), 2, (3, 2))
    (((2, 2), (1, 1)), ((1, 1), (0, 2)))
    """
    if isinstance(mode, tuple):
        if len(mode) != convdim:
            raise ValueError(f"invalid border_mode {mode} which must be a tuple of length {convdim}")
        for m in mode:
            if isinstance(m, tuple) and all(isinstance(b, INTEGERS) and b >= 0 for b in m):
                if len(m) != 2:
                    raise NotImplementedError(f"Asymmetric padding not implemented for {len(m)}d")
            elif not (isinstance(m, INTEGERS) and m >= 0):
                raise ValueError(
                    f"invalid border mode {mode}. The tuple can only contain integers or tuples of length 2"
                )
    elif mode not in ("valid", "half", "full"):
        raise ValueError(
            f'invalid border_mode {mode}, which must be either "valid", "full", "half", an integer or a tuple of '
            f"length {convdim}"
        )
    return tuple(padding_1axis(m, extent) for m, extent in zip(per_axis(mode, convdim), kshp))


def get_conv_shape_1axis(
    image_shape: Any, kernel_shape: Any, border_mode: Any, subsample: Any, dilation: Any = 1
) -> Any:
    """Return the length of the result of a convolution along one axis.

    Parameters
    ----------
    image_shape, kernel_shape : int, variable or None
        Lengths of the image and of the filter.
    border_mode : str, int or (int, int)
    subsample, dilation : int

    Returns
    -------
    int, variable or None
        None if something is not known.

    Examples
    --------
    >>> from tensorgraph.tensor.nnet.abstract_conv import get_conv_shape_1axis
    >>> get_conv_shape_1axis(10, 3, "valid", 2), get_conv_shape_1axis(10, 3, (1, 0), 1, 2)
    (4, 7)
    """
    if any(v is None for v in (image_shape, kernel_shape, border_mode, subsample, dilation)):
        return None
    extent = (kernel_shape - 1) * dilation + 1
    length = image_shape - extent
    for n in padding_1axis(border_mode, extent):
        # adding zero would only make the graph of a symbolic length longer
        if not (isinstance(n, INTEGERS) and n == 0):
            length = length + n
    return (length if subsample == 1 else length // subsample) + 1


def get_conv_output_shape(
    image_shape: Sequence[Any], kernel_shape: Sequence[Any], border_mode: Any, subsample: Sequence[int],
    filter_dilation: Sequence[int] | None = None
) -> tuple[Any, ...]:
    """Return the shape of the result of a convolution.

    Parameters
    ----------
    image_shape : tuple
        Batch size, channels, and two or three lengths.
    kernel_shape : tuple
        Filters, channels of a group, and the lengths; for filters that are not shared (filters, lengths of the result,
        channels, lengths).
    border_mode : str, int or tuple
    subsample : tuple of int
    filter_dilation : tuple of int, optional

    Returns
    -------
    tuple

    Examples
    --------
    >>> from tensorgraph.tensor.nnet.abstract_conv import get_conv_output_shape
    >>> get_conv_output_shape((None, 3, 32, 32), (16, 3, 5, 5), "half", (2, 1))
    (None, 16, 16, 32)
    """
    convdim = len(image_shape) - 2
    dilation = filter_dilation if filter_dilation is not None else (1,) * convdim
    lengths = zip(
        image_shape[2:],
        kernel_shape[len(kernel_shape) - convdim :],
        per_axis(border_mode, convdim),
        subsample,
        dilation,
    )
    return (image_shape[0], kernel_shape[0], *[get_conv_shape_1axis(*axis) for axis in lengths])


def get_conv_gradweights_shape_1axis(
    image_shape: Any, top_shape: Any, border_mode: Any, subsample: Any, dilation: Any
) -> Any:
    """Return the length of the filters along one axis if it is unique, else None.

    Parameters
    ----------
    image_shape, top_shape : int, variable or None
        Lengths of the image and of the result.
    border_mode : str, int or (int, int)
    subsample, dilation : int
    """
    if any(v is None for v in (image_shape, top_shape, border_mode, subsample, dilation)):
        return None
    if subsample != 1 or border_mode == "half":
        return None
    if border_mode == "full":
        steps = top_shape - image_shape
    else:
        before, after = padding_1axis(border_mode, None)
        steps = image_shape + (before + after) - top_shape
    return (steps if dilation == 1 else steps // dilation) + 1


def get_conv_gradweights_shape(
    image_shape: Any, top_shape: Any, border_mode: Any, subsample: Any, filter_dilation: Any = None,
    num_groups: int = 1, unshared: bool = False
) -> tuple[Any, ...]:
    """Return the shape of the filters, from those of the images and of the result.

    Parameters
    ----------
    image_shape, top_shape : tuple
    border_mode : str, int or tuple
    subsample : tuple of int
    filter_dilation : tuple of int, optional
    num_groups : int
    unshared : bool

    Returns
    -------
    tuple
        None where several lengths fit: with subsampling, and for ``'half'``.

    Examples
    --------
    >>> from tensorgraph.tensor.nnet.abstract_conv import get_conv_gradweights_shape
    >>> get_conv_gradweights_shape((8, 3, 32, 32), (8, 16, 28, 28), "valid", (1, 1))
    (16, 3, 5, 5)
    """
    convdim = len(image_shape) - 2
    dilation = filter_dilation if filter_dilation is not None else (1,) * convdim
    channels = image_shape[1]
    if num_groups > 1 and channels is not None:
        channels = channels // num_groups
    lengths = zip(image_shape[2:], top_shape[2:], per_axis(border_mode, convdim), subsample, dilation)
    lengths = [get_conv_gradweights_shape_1axis(*axis) for axis in lengths]
    return (top_shape[1], *(top_shape[2:] if unshared else ()), channels, *lengths)


def get_conv_gradinputs_shape_1axis(
    kernel_shape: Any, top_shape: Any, border_mode: Any, subsample: Any, dilation: Any
) -> Any:
    """Return the length of the images along one axis if it is unique, else None.

    Parameters
    ----------
    kernel_shape, top_shape : int, variable or None
        Lengths of the filter and of the result.
    border_mode : str, int or (int, int)
    subsample, dilation : int
    """
    if any(v is None for v in (kernel_shape, top_shape, border_mode, subsample, dilation)) or subsample != 1:
        return None
    extent = (kernel_shape - 1) * dilation + 1
    length = top_shape + extent - 1
    for n in padding_1axis(border_mode, extent):
        if not (isinstance(n, INTEGERS) and n == 0):
            length = length - n
    return length


def get_conv_gradinputs_shape(
    kernel_shape: Any, top_shape: Any, border_mode: Any, subsample: Any, filter_dilation: Any = None,
    num_groups: int = 1
) -> tuple[Any, ...]:
    """Return the shape of the images, from those of the filters and of the result.

    Parameters
    ----------
    kernel_shape, top_shape : tuple
    border_mode : str, int or tuple
    subsample : tuple of int
    filter_dilation : tuple of int, optional
    num_groups : int

    Returns
    -------
    tuple
        None where several lengths fit: with subsampling.

    Examples
    --------
    >>> from tensorgraph.tensor.nnet.abstract_conv import get_conv_gradinputs_shape
    >>> get_conv_gradinputs_shape((16, 3, 5, 5), (8, 16, 28, 28), "valid", (1, 1))
    (8, 3, 32, 32)
    """
    convdim = len(top_shape) - 2
    dilation = filter_dilation if filter_dilation is not None else (1,) * convdim
    kernel_shape = tuple(kernel_shape)
    channels = kernel_shape[-convdim - 1]
    if num_groups > 1 and channels is not None:
        channels = channels * num_groups
    lengths = zip(kernel_shape[-convdim:], top_shape[2:], per_axis(border_mode, convdim), subsample, dilation)
    return (top_shape[0], channels, *[get_conv_gradinputs_shape_1axis(*axis) for axis in lengths])


def check_conv_gradinputs_shape(
    image_shape: Any, kernel_shape: Any, output_shape: Any, border_mode: Any, subsample: Any,
    filter_dilation: Any = None
) -> bool:
    """Return True if a convolution of such images and filters may give a result of such a shape.

    Parameters
    ----------
    image_shape, kernel_shape, output_shape : tuple
    border_mode : str, int or tuple
    subsample : tuple of int
    filter_dilation : tuple of int, optional

    Returns
    -------
    bool
        False if a length that is known differs, or the numbers of axes do.

    Examples
    --------
    >>> from tensorgraph.tensor.nnet.abstract_conv import check_conv_gradinputs_shape
    >>> check_conv_gradinputs_shape((8, 3, None, 6), (4, 3, 3, 3), (8, 4, 9, 2), "valid", (2, 2))
    True
    """
    ndims = {len(image_shape), len(kernel_shape), len(output_shape), len(subsample) + 2}
    if filter_dilation is not None:
        ndims.add(len(filter_dilation) + 2)
    if len(ndims) > 1:
        return False
    computed = get_conv_output_shape(tuple(image_shape), tuple(kernel_shape), border_mode, subsample, filter_dilation)
    pairs = [(known_int(n), known_int(m)) for n, m in zip(output_shape, computed)]
    return all(n == m for n, m in pairs if n is not None and m is not None)


def assert_conv_shape(shape: Any) -> tuple[Any, ...]:
    """Check each length of `shape`: those of a batch and of channels may be 0, the others may not.

    Parameters
    ----------
    shape : tuple of int or variable

    Returns
    -------
    tuple
        Variables carry an Assert that checks them when they are computed.

    Raises
    ------
    ValueError
        For a length that is known and wrong.

    Examples
    --------
    >>> from tensorgraph.tensor.nnet.abstract_conv import assert_conv_shape
    >>> assert_conv_shape((0, 3, 1, 1))
    (0, 3, 1, 1)
    """
    checked = []
    for i, n in enumerate(shape):
        sign, holds = ("<", ge) if i < 2 else ("<=", gt)
        known = known_int(n)
        if known is None:
            text = f"The convolution would produce an invalid shape (dim[{i}] {sign} 0)."
            n = Assert(text, on_lengths=True)(n, holds(n, 0))
        elif known < 0 or (known == 0 and i >= 2):
            raise ValueError(f"The convolution would produce an invalid shape (dim[{i}]: {known} {sign} 0).")
        checked.append(n)
    return tuple(checked)


def assert_shape(x, expected_shape, msg="Unexpected shape."):
    """Return `x` with a run-time check of its shape, if ``config.conv.assert_shape`` asks for that.

    Parameters
    ----------
    x : TensorVariable
    expected_shape : tuple or None
        A None in it stands for any length.
    msg : str
        Of the AssertionError.
    """
    if expected_shape is None or not config.conv.assert_shape:
        return x
    tests = [eq(x.shape[i], n) for i, n in enumerate(expected_shape) if n is not None]
    return Assert(msg, on_lengths=True)(x, *tests) if tests else x
