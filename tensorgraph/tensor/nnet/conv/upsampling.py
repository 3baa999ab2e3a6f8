"""Upsampling of images by bilinear interpolation, a transposed convolution with a pyramid."""

from __future__ import annotations

from math import gcd
from typing import TYPE_CHECKING

import numpy as np

from ....config import config
from ....graph.messages.called import with_type
from ...creation.filled import arange, zeros
from ...elementwise.math import cast
from ...shape.join import concatenate
from ...types.constant import as_tensor_variable
from .convolve import conv2d
from .gradients import conv2d_grad_wrt_inputs

if TYPE_CHECKING:
    from typing import Any

    from ....typing import TensorLike
    from ...types.variable import TensorVariable


def bilinear_kernel_1D(ratio: TensorLike, normalize: bool = True) -> TensorVariable:
    """Return the weights ``1, 2, ..., ratio, ..., 2, 1``.

    Parameters
    ----------
    ratio : int or variable
        By how much images are enlarged.
    normalize : bool
        Whether the weights are divided by `ratio`.

    Returns
    -------
    TensorVariable
        A vector of ``config.floatX``.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.nnet.abstract_conv.bilinear_kernel_1D(2).eval()
    array([0.5, 1. , 0.5])
    """
    half = arange(1, ratio + 1, dtype=config.floatX)
    kern = concatenate([half, half[-2::-1]])
    return kern / cast(ratio, config.floatX) if normalize else kern


def bilinear_kernel_2D(ratio: TensorLike, normalize: bool = True) -> TensorVariable:
    """Return the outer product of two :func:`bilinear_kernel_1D`.

    Parameters
    ----------
    ratio : int, variable or tuple of two
        By how much images are enlarged: rows, columns.
    normalize : bool
        Whether the weights are divided by both ratios.

    Returns
    -------
    TensorVariable
        A matrix of ``config.floatX``.

    Examples
    --------
    >>> import tensorgraph.tensor as T
    >>> T.nnet.abstract_conv.bilinear_kernel_2D((1, 2)).eval()
    array([[0.5, 1. , 0.5]])
    """
    rows, columns = ratio if isinstance(ratio, tuple) else (ratio, ratio)
    along_columns = bilinear_kernel_1D(columns, normalize).dimshuffle("x", 0)
    return along_columns * bilinear_kernel_1D(rows, normalize).dimshuffle(0, "x")


def _with_doubled_borders(images):
    """Return each channel as an image of its own, with its first and last rows and columns doubled."""
    x = images.reshape((-1, 1, images.shape[2], images.shape[3]), ndim=4)
    x = concatenate((x[:, :, :1], x, x[:, :, -1:]), axis=2)
    return concatenate((x[:, :, :, :1], x, x[:, :, :, -1:]), axis=3)


def _images(input):
    images = as_tensor_variable(input)
    if images.type.ndim != 4:
        raise TypeError(
            f"images must be a 4D tensor, of shape (batch, channels, rows, columns): it is {with_type(images)}.\n"
            "hint: use x.dimshuffle('x', ...) or x.reshape for axes that are missing"
        )
    return images


def frac_bilinear_upsampling(input: TensorLike, frac_ratio: Any) -> TensorVariable:
    """Upsample images by a rational factor.

    Parameters
    ----------
    input : tensor_like
        Of shape ``(batch, channels, rows, columns)``.
    frac_ratio : tuple
        ``(numerator, denominator)``, or one such pair for rows and one for columns.

    Returns
    -------
    TensorVariable
        Of four axes.

    Raises
    ------
    ValueError
        If `frac_ratio` is no tuple.

    Examples
    --------
    >>> import numpy as np, tensorgraph.tensor as T
    >>> T.nnet.abstract_conv.frac_bilinear_upsampling(np.ones((1, 1, 4, 4)), (3, 2)).eval().shape
    (1, 1, 6, 6)
    """
    if not isinstance(frac_ratio, tuple):
        raise ValueError("frac_ratio must be a tuple")
    pairs = frac_ratio if isinstance(frac_ratio[0], tuple) else (frac_ratio, frac_ratio)
    ratio = tuple(int(p) // gcd(int(p), int(q)) for p, q in pairs)
    subsample = tuple(int(q) // gcd(int(p), int(q)) for p, q in pairs)

    images = _images(input)
    kern = cast(bilinear_kernel_2D(ratio), config.floatX).dimshuffle("x", "x", 0, 1)
    # here the pyramid is the image, and the images are filters dilated by the ratio
    for axis in (2, 3):
        around = (2 * images.shape[axis] - 1) * ratio[axis - 2] + 1
        before = around // 2
        shape = list(kern.shape)
        strips = []
        for n in (before, around - before):
            shape[axis] = n
            strips.append(zeros(tuple(shape), dtype=config.floatX))
        kern = concatenate((strips[0], kern, strips[1]), axis=axis)
    large = conv2d(kern, _with_doubled_borders(images), filter_dilation=ratio, subsample=subsample)
    return large.reshape((images.shape[0], images.shape[1], large.shape[2], large.shape[3]), ndim=4)


def bilinear_upsampling(
    input: TensorLike, ratio: int | None = None, frac_ratio: Any | None = None, batch_size: int | None = None,
    num_input_channels: int | None = None, use_1D_kernel: bool = True
) -> TensorVariable:
    """Upsample images by bilinear interpolation.

    Parameters
    ----------
    input : tensor_like
        Of shape ``(batch, channels, rows, columns)``.
    ratio : int, optional
        By how much rows and columns are enlarged; this or `frac_ratio` must be given.
    frac_ratio : tuple, optional
        As of :func:`frac_bilinear_upsampling`.
    batch_size, num_input_channels : int, optional
        What is known of the shape.
    use_1D_kernel : bool
        Rows and columns one after the other, which is less work; with `frac_ratio` it must be False.

    Returns
    -------
    TensorVariable
        Of shape ``(batch, channels, rows * ratio, columns * ratio)``.

    Raises
    ------
    TypeError
        If `ratio` is no integer.
    ValueError
        Unless there is just one ratio.

    Notes
    -----
    Where the ratio is even, the last row and column occur once more than the first ones.

    Examples
    --------
    >>> import numpy as np, tensorgraph.tensor as T
    >>> x = np.array([[[[0.0, 1.0]]]])
    >>> T.nnet.abstract_conv.bilinear_upsampling(x, 2).eval()
    array([[[[0. , 0.5, 1. , 1. ],
             [0. , 0.5, 1. , 1. ]]]])
    """
    if ratio and frac_ratio:
        raise ValueError("can't use ratio and frac_ratio together")
    if not (ratio or frac_ratio):
        given = "" if ratio is None and frac_ratio is None else f": it is ratio={ratio}, frac_ratio={frac_ratio}"
        raise ValueError(f"No ratio (or frac_ratio) provided{given}; use ratio=2 to double rows and columns")
    if frac_ratio:
        if use_1D_kernel:
            raise ValueError(
                "For fractional ratios 1D kernel method not implemented. You may want to pass use_1D_kernel as False"
            )
        return frac_bilinear_upsampling(input, frac_ratio)
    if isinstance(ratio, (float, np.floating)):
        raise TypeError(f"ratio must be an integer: it is {ratio}; use frac_ratio=(3, 2) for one and a half")
    images = _images(input)
    known = None if batch_size is None or num_input_channels is None else batch_size * num_input_channels
    rows, columns = images.shape[2] * ratio, images.shape[3] * ratio
    large = _with_doubled_borders(images)
    pad = 2 * ratio - (ratio - 1) // 2 - 1
    if use_1D_kernel:
        kern = bilinear_kernel_1D(ratio)
        down, along = kern.dimshuffle("x", "x", 0, "x"), kern.dimshuffle("x", "x", "x", 0)
        shape = (known, 1, rows, images.shape[3] + 2)
        large = conv2d_grad_wrt_inputs(large, down, shape, (1, 1, None, 1), (pad, 0), (ratio, 1))
        large = conv2d_grad_wrt_inputs(large, along, (known, 1, rows, columns), (1, 1, 1, None), (0, pad), (1, ratio))
    else:
        kern = bilinear_kernel_2D(ratio).dimshuffle("x", "x", 0, 1)
        shape = (known, 1, rows, columns)
        large = conv2d_grad_wrt_inputs(large, kern, shape, (1, 1, None, None), (pad, pad), (ratio, ratio))
    return large.reshape((images.shape[0], images.shape[1], rows, columns), ndim=4)
