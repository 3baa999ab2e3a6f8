"""Convolutions as functions of variables."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from ....flags import theano_is_this
from ....nearest import did_you_mean
from ....userline import user_level
from ...types.constant import as_tensor_variable
from .abstract import AbstractConv2d, AbstractConv3d

if TYPE_CHECKING:
    from typing import Any

    from ....typing import TensorLike
    from ...types.variable import TensorVariable


def abstract_conv2d(
    input: TensorLike, filters: TensorLike, input_shape: Any = None, filter_shape: Any = None,
    border_mode: Any = "valid", subsample: Any = (1, 1), filter_flip: bool = True, filter_dilation: Any = (1, 1),
    num_groups: int = 1, unshared: bool = False
) -> TensorVariable:
    """Call :func:`conv2d` without its obsolete arguments: ``theano.tensor.nnet.abstract_conv.conv2d``.

    Parameters
    ----------
    input, filters, input_shape, filter_shape, border_mode, subsample, filter_flip, filter_dilation
        As of :func:`conv2d`.
    num_groups, unshared
        As of :func:`conv2d`.

    Returns
    -------
    TensorVariable
    """
    op = AbstractConv2d(
        input_shape, filter_shape, border_mode, subsample, filter_flip, filter_dilation, num_groups, unshared
    )
    return op(as_tensor_variable(input), as_tensor_variable(filters))


# how Theano once computed it, as optimised by hand
_OLD_ARGUMENTS = frozenset(
    "bsize direction_hint dx dy imshp kshp kshp_logical_top_aligned nkern openmp output_mode unroll_batch unroll_kern "
    "unroll_patch verbose version".split()
)
_ARGUMENTS = (
    "input filters input_shape filter_shape border_mode subsample filter_flip filter_dilation num_groups unshared"
).split()
# how other libraries say it
_ELSEWHERE = {
    **dict.fromkeys(("stride", "strides"), "subsample"), "padding": "border_mode", "dilation": "filter_dilation",
    "groups": "num_groups",
}


def conv2d(
    input: TensorLike, filters: TensorLike, input_shape: Any = None, filter_shape: Any = None,
    border_mode: Any = "valid", subsample: Any = (1, 1), filter_flip: bool = True, image_shape: Any = None,
    filter_dilation: Any = (1, 1), num_groups: int = 1, unshared: bool = False, **kwargs: Any
) -> TensorVariable:
    """Convolve images with filters.

    Parameters
    ----------
    input : tensor_like
        Of shape ``(batch, channels, rows, columns)``.
    filters : tensor_like
        Of shape ``(filters, channels // num_groups, rows, columns)``; if `unshared`, ``(filters, rows of the result,
        columns of the result, channels // num_groups, rows, columns)``.
    input_shape, filter_shape : tuple of int or None, optional
        What is known of their shapes: it is checked now and makes the shape of the result known.
    border_mode : {'valid', 'full', 'half'}, int or tuple
        Zeros around the images. ``'valid'``: none. ``'full'``: the extent of the filters less one, so that they overlap
        the image in one element at least. ``'half'``: half the extent, so that odd filters keep the shape. Or how many,
        for all axes or for each, where a pair is for before and after: ``(1, (0, 2))``.
    subsample : (int, int)
        Every how manieth row and column of the result is kept.
    filter_flip : bool
        Whether the filters are reversed along both axes: a convolution; else a correlation.
    image_shape : tuple, optional
        The old name of `input_shape`.
    filter_dilation : (int, int)
        Distances between the elements of a filter.
    num_groups : int
        Channels and filters are cut into so many groups; filters see the channels of their own group.
    unshared : bool
        Whether each place of the result has filters of its own.
    **kwargs
        Those of old versions of Theano that say how to compute, not what, are ignored with a warning; in a program
        for Theano all are, as there.

    Returns
    -------
    TensorVariable
        Of shape ``(batch, filters, rows, columns)``.

    Raises
    ------
    TypeError
        If there is no such argument.
    ValueError
        If a parameter is wrong or known shapes do not fit; of actual arrays when it runs.

    Examples
    --------
    >>> import numpy as np, tensorgraph.tensor as T
    >>> images = np.arange(16.0).reshape(1, 1, 4, 4)
    >>> edges = np.array([[[[1.0, -1.0]]]])
    >>> T.nnet.conv2d(images, edges).eval().shape
    (1, 1, 4, 3)
    """
    if "imshp_logical" in kwargs or "kshp_logical" in kwargs:
        raise ValueError(
            "Keyword arguments 'imshp_logical' and 'kshp_logical' for conv2d are not supported anymore; upsample with "
            "conv2d_transpose, or set filter_dilation"
        )
    unknown = sorted(kwargs.keys() - _OLD_ARGUMENTS)
    guess = ""
    if unknown:
        guess = _ELSEWHERE.get(unknown[0])
        guess = f" Use {guess}." if guess else did_you_mean(unknown[0], _ARGUMENTS)
    if unknown and not theano_is_this():
        raise TypeError(
            f"conv2d() got an unexpected keyword argument {unknown[0]!r}.{guess} Its arguments must be among: "
            f"{', '.join(_ARGUMENTS)}"
        )
    if kwargs:
        warnings.warn(f"{sorted(kwargs)} are arguments of an old conv2d and ignored.{guess}", stacklevel=user_level())
    if image_shape is not None:
        if input_shape is not None:
            raise ValueError("input_shape and image_shape should not be provided at the same time.")
        warnings.warn(
            "The `image_shape` keyword argument to `tensor.nnet.conv2d` is deprecated, it has been renamed to "
            "`input_shape`.",
            stacklevel=user_level(),
        )
        input_shape = image_shape
    how = border_mode, subsample, filter_flip, filter_dilation, num_groups, unshared
    return abstract_conv2d(input, filters, input_shape, filter_shape, *how)


def conv3d(
    input: TensorLike, filters: TensorLike, input_shape: Any = None, filter_shape: Any = None,
    border_mode: Any = "valid", subsample: Any = (1, 1, 1), filter_flip: bool = True, filter_dilation: Any = (1, 1, 1),
    num_groups: int = 1
) -> TensorVariable:
    """Convolve volumes with filters.

    Parameters
    ----------
    input : tensor_like
        Of shape ``(batch, channels, depth, rows, columns)``.
    filters : tensor_like
        Of shape ``(filters, channels // num_groups, depth, rows, columns)``.
    input_shape, filter_shape, border_mode, subsample, filter_flip, filter_dilation, num_groups
        As of :func:`conv2d`, with three entries.

    Returns
    -------
    TensorVariable
        Of shape ``(batch, filters, depth, rows, columns)``.

    Examples
    --------
    >>> import numpy as np, tensorgraph.tensor as T
    >>> T.nnet.conv3d(np.ones((1, 2, 4, 5, 6)), np.ones((3, 2, 2, 2, 2))).eval().shape
    (1, 3, 3, 4, 5)
    """
    op = AbstractConv3d(input_shape, filter_shape, border_mode, subsample, filter_flip, filter_dilation, num_groups)
    return op(as_tensor_variable(input), as_tensor_variable(filters))
