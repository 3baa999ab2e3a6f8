"""Separable convolutions, one axis or channel after another, and causal ones along time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...types.constant import as_tensor_variable
from .abstract import AbstractConv2d, AbstractConv3d

if TYPE_CHECKING:
    from typing import Any

    from ....typing import TensorLike
    from ...types.variable import TensorVariable


def _separable(
    cls,
    input,
    depthwise_filters,
    pointwise_filters,
    num_channels,
    input_shape,
    depthwise_filter_shape,
    pointwise_filter_shape,
    border_mode,
    subsample,
    filter_flip,
    filter_dilation,
):
    depthwise = cls(
        input_shape,
        depthwise_filter_shape,
        border_mode,
        subsample,
        filter_flip,
        filter_dilation,
        num_groups=num_channels,
    )
    between = None
    if input_shape is not None and depthwise_filter_shape is not None:
        (between,) = depthwise.infer_shape(None, [depthwise.imshp, depthwise.kshp])
    pointwise = cls(between, pointwise_filter_shape, filter_flip=filter_flip)
    filtered = depthwise(as_tensor_variable(input), as_tensor_variable(depthwise_filters))
    return pointwise(filtered, as_tensor_variable(pointwise_filters))


def separable_conv2d(
    input: TensorLike, depthwise_filters: TensorLike, pointwise_filters: TensorLike, num_channels: int,
    input_shape: Any = None, depthwise_filter_shape: Any = None, pointwise_filter_shape: Any = None,
    border_mode: Any = "valid", subsample: Any = (1, 1), filter_flip: bool = True, filter_dilation: Any = (1, 1)
) -> TensorVariable:
    """Convolve each channel with its own filters, and then combine all channels at every position.

    Parameters
    ----------
    input : tensor_like
        Of shape ``(batch, channels, rows, columns)``.
    depthwise_filters : tensor_like
        Of shape ``(channels * n, 1, rows, columns)``.
    pointwise_filters : tensor_like
        Of shape ``(filters, channels * n, 1, 1)``.
    num_channels : int
    input_shape, depthwise_filter_shape, pointwise_filter_shape : tuple of int or None, optional
    border_mode, subsample, filter_flip, filter_dilation
        Of the first convolution, as of :func:`conv2d`.

    Returns
    -------
    TensorVariable
        Of shape ``(batch, filters, rows, columns)``.

    Examples
    --------
    >>> import numpy as np, tensorgraph.tensor as T
    >>> x, depthwise, pointwise = np.ones((1, 2, 4, 4)), np.ones((4, 1, 3, 3)), np.ones((5, 4, 1, 1))
    >>> T.nnet.separable_conv2d(x, depthwise, pointwise, 2).eval().shape
    (1, 5, 2, 2)
    """
    return _separable(
        AbstractConv2d,
        input,
        depthwise_filters,
        pointwise_filters,
        num_channels,
        input_shape,
        depthwise_filter_shape,
        pointwise_filter_shape,
        border_mode,
        subsample,
        filter_flip,
        filter_dilation,
    )


def separable_conv3d(
    input: TensorLike, depthwise_filters: TensorLike, pointwise_filters: TensorLike, num_channels: int,
    input_shape: Any = None, depthwise_filter_shape: Any = None, pointwise_filter_shape: Any = None,
    border_mode: Any = "valid", subsample: Any = (1, 1, 1), filter_flip: bool = True, filter_dilation: Any = (1, 1, 1)
) -> TensorVariable:
    """Apply :func:`~tensorgraph.tensor.nnet.separable_conv2d` to volumes.

    Parameters
    ----------
    input, depthwise_filters, pointwise_filters, num_channels, input_shape, depthwise_filter_shape
        As of :func:`~tensorgraph.tensor.nnet.separable_conv2d`, with three lengths.
    pointwise_filter_shape, border_mode, subsample, filter_flip, filter_dilation
        As of :func:`~tensorgraph.tensor.nnet.separable_conv2d`, with three lengths.

    Returns
    -------
    TensorVariable
        Of shape ``(batch, filters, depth, rows, columns)``.

    Examples
    --------
    >>> import numpy as np, tensorgraph.tensor as T
    >>> x, depthwise, pointwise = np.ones((1, 2, 4, 4, 4)), np.ones((2, 1, 3, 3, 3)), np.ones((5, 2, 1, 1, 1))
    >>> T.nnet.abstract_conv.separable_conv3d(x, depthwise, pointwise, 2).eval().shape
    (1, 5, 2, 2, 2)
    """
    return _separable(
        AbstractConv3d,
        input,
        depthwise_filters,
        pointwise_filters,
        num_channels,
        input_shape,
        depthwise_filter_shape,
        pointwise_filter_shape,
        border_mode,
        subsample,
        filter_flip,
        filter_dilation,
    )


def causal_conv1d(
    input: TensorLike, filters: TensorLike, filter_shape: Any, input_shape: Any = None, subsample: Any = 1,
    filter_flip: bool = True, filter_dilation: Any = 1, num_groups: int = 1, unshared: bool = False
) -> TensorVariable:
    """Convolve along time, looking at the present and the past only.

    Parameters
    ----------
    input : tensor_like
        Of shape ``(batch, channels, times)``.
    filters : tensor_like
        Of shape ``(filters, channels // num_groups, times)``.
    filter_shape : tuple of int
        The shape of the filters; the last one must be known.
    input_shape : tuple of int or None, optional
    subsample, filter_dilation : int
    filter_flip : bool
    num_groups : int
    unshared : bool

    Returns
    -------
    TensorVariable
        Of shape ``(batch, filters, times)``.

    Raises
    ------
    ValueError
        If `input` or `filters` have not three axes.

    Examples
    --------
    >>> import numpy as np, tensorgraph.tensor as T
    >>> x, w = np.arange(5.0).reshape(1, 1, 5), np.ones((1, 1, 2))
    >>> T.nnet.abstract_conv.causal_conv1d(x, w, (1, 1, 2)).eval()
    array([[[0., 1., 3., 5., 7.]]])
    """
    input, filters = as_tensor_variable(input), as_tensor_variable(filters)
    if input.type.ndim != 3:
        raise ValueError("Input should be 3D for causal convolution.")
    if filters.type.ndim != 3:
        raise ValueError("Filters should be 3D for causal convolution")
    for name, shape in (("input_shape", input_shape), ("filter_shape", filter_shape)):
        if shape is not None and len(shape) != 3:
            raise ValueError(f"{name} should have 3 elements, not {len(shape)}")
    before = filter_dilation * (filter_shape[2] - 1)
    op = AbstractConv2d(
        imshp=None if input_shape is None else (*input_shape, 1),
        kshp=(*filter_shape, 1),
        border_mode=((before, 0), 0),
        subsample=(subsample, 1),
        filter_flip=filter_flip,
        filter_dilation=(filter_dilation, 1),
        num_groups=num_groups,
        unshared=unshared,
    )
    return op(input.dimshuffle(0, 1, 2, "x"), filters.dimshuffle(0, 1, 2, "x"))[:, :, :, 0]
