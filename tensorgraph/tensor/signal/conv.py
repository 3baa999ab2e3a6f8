"""Convolutions of one or several images with one or several filters."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from ...config import config
from ...errors import ArgumentError
from ...misuse import with_guesses
from ...userline import user_level
from ..nnet.conv.legacy import ConvOp
from ..types.constant import as_tensor_variable

if TYPE_CHECKING:
    from typing import Any

    from ...typing import TensorLike
    from ..types.variable import TensorVariable


@with_guesses
def conv2d(
    input: TensorLike, filters: TensorLike, image_shape: Any = None, filter_shape: Any = None,
    border_mode: Any = "valid", subsample: Any = (1, 1), **kargs: Any
) -> TensorVariable:
    """Convolve each image with each filter.

    Parameters
    ----------
    input : tensor_like
        An image ``(rows, columns)``, or several along a first axis.
    filters : tensor_like
        A filter ``(rows, columns)``, or several along a first axis.
    image_shape, filter_shape : tuple of int, optional
        Their shapes, where known.
    border_mode : {'valid', 'full'}
    subsample : (int, int)
        Every how manieth row and column of the result is kept.
    **kargs
        As of ``ConvOp``.

    Returns
    -------
    TensorVariable
        ``([images,] [filters,] rows, columns)``.

    Raises
    ------
    ValueError
        If `input` or `filters` have not two or three axes.

    Examples
    --------
    >>> import numpy as np, tensorgraph.tensor as T
    >>> T.signal.conv.conv2d(np.ones((5, 4, 4)), np.ones((2, 2))).eval().shape
    (5, 3, 3)
    """
    input, filters = as_tensor_variable(input), as_tensor_variable(filters)
    for name, x in (("input", input), ("filters", filters)):
        if x.type.ndim not in (2, 3):
            raise ArgumentError(f"{name} must have 2 or 3 axes, not {x.type.ndim}")
    known = {}
    if image_shape and filter_shape:
        known = {
            "imshp": (1, *image_shape[-2:]),
            "kshp": tuple(filter_shape[-2:]),
            "bsize": image_shape[0] if input.type.ndim == 3 else 1,
            "nkern": filter_shape[0] if filters.type.ndim == 3 else 1,
        }
    op = ConvOp(output_mode=border_mode, dx=subsample[0], dy=subsample[1], **known, **kargs)
    images = input.dimshuffle(*(["x", "x", 0, 1] if input.type.ndim == 2 else [0, "x", 1, 2]))
    kernels = filters.dimshuffle(*(["x", "x", 0, 1] if filters.type.ndim == 2 else [0, "x", 1, 2]))
    if input.type.ndim == filters.type.ndim == 2 and config.warn.signal_conv2d_interface:
        warnings.warn("signal.conv2d gives a matrix for two matrices, not four axes as of old", stacklevel=user_level())
    axes = [i for i, x in enumerate((input, filters)) if x.type.ndim == 3]
    return op(images, kernels).dimshuffle(*axes, 2, 3)
