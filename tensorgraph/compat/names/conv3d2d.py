"""``theano.tensor.nnet.conv3d2d``: convolutions of films, with time before the channels."""

from ...tensor.constant import as_tensor_variable
from ...tensor.nnet.conv.functions import conv3d as convolve

__all__ = ["conv3d"]


def conv3d(signals, filters, signals_shape=None, filters_shape=None, border_mode="valid"):
    """Films convolved with filters.

    Parameters
    ----------
    signals : tensor_like
        Of shape ``(batch, times, channels, rows, columns)``.
    filters : tensor_like
        Of shape ``(filters, times, channels, rows, columns)``.
    signals_shape, filters_shape : tuple of int or None, optional
    border_mode : {'valid', 'full', 'half'} or tuple of three of them
        One for all axes, or for times, rows and columns.

    Returns
    -------
    TensorVariable
        Of shape ``(batch, times, filters, rows, columns)``.

    Raises
    ------
    ValueError
        For other border modes, or if one of three is not known.

    Examples
    --------
    >>> import numpy as np, tensorgraph.tensor as T
    >>> T.nnet.conv3d2d.conv3d(np.ones((1, 5, 3, 4, 4)), np.ones((2, 2, 3, 3, 3))).eval().shape
    (1, 4, 2, 2, 2)
    """
    signals, filters = as_tensor_variable(signals), as_tensor_variable(filters)
    order = (0, 2, 1, 3, 4)
    known = [None if shape is None else tuple(shape[i] for i in order) for shape in (signals_shape, filters_shape)]
    modes = border_mode if isinstance(border_mode, tuple) else (border_mode,) * 3
    if len(modes) != 3 or not set(modes) <= {"valid", "full", "half"}:
        raise ValueError(f"border_mode must be 'valid', 'full', 'half' or three of these, not {border_mode!r}")
    if len(set(modes)) == 1:
        (mode,) = set(modes)
    elif filters_shape is None or None in [filters_shape[i] for i in (1, 3, 4)]:
        raise ValueError("filters_shape must be known where border_mode differs between axes")
    else:
        padding = {"valid": lambda n: 0, "half": lambda n: n // 2, "full": lambda n: n - 1}
        mode = tuple(padding[m](filters_shape[i]) for m, i in zip(modes, (1, 3, 4)))
    result = convolve(signals.dimshuffle(order), filters.dimshuffle(order), *known, border_mode=mode)
    return result.dimshuffle(order)
