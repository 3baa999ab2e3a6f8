"""Convolutions and their derivatives as functions of variables."""

import warnings

from ....graph.variable import Constant, Variable
from ...constant import as_tensor_variable
from .abstract import (
    AbstractConv2d,
    AbstractConv2d_gradInputs,
    AbstractConv2d_gradWeights,
    AbstractConv3d,
    AbstractConv3d_gradInputs,
    AbstractConv3d_gradWeights,
)
from .shapes import INTEGERS


def abstract_conv2d(
    input,
    filters,
    input_shape=None,
    filter_shape=None,
    border_mode="valid",
    subsample=(1, 1),
    filter_flip=True,
    filter_dilation=(1, 1),
    num_groups=1,
    unshared=False,
):
    """:func:`conv2d` without the arguments of the past: ``theano.tensor.nnet.abstract_conv.conv2d``.

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


def conv2d(
    input,
    filters,
    input_shape=None,
    filter_shape=None,
    border_mode="valid",
    subsample=(1, 1),
    filter_flip=True,
    image_shape=None,
    filter_dilation=(1, 1),
    num_groups=1,
    unshared=False,
    **kwargs,
):
    """Images convolved with filters.

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
        Ignored with a warning, as programs for old versions of Theano need it.

    Returns
    -------
    TensorVariable
        Of shape ``(batch, filters, rows, columns)``.

    Raises
    ------
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
    if kwargs:
        warnings.warn(f"{sorted(kwargs)} are arguments of an old conv2d and ignored", stacklevel=2)
    if image_shape is not None:
        if input_shape is not None:
            raise ValueError("input_shape and image_shape should not be provided at the same time.")
        warnings.warn(
            "The `image_shape` keyword argument to `tensor.nnet.conv2d` is deprecated, it has been renamed to "
            "`input_shape`.",
            stacklevel=2,
        )
        input_shape = image_shape
    return abstract_conv2d(
        input,
        filters,
        input_shape,
        filter_shape,
        border_mode,
        subsample,
        filter_flip,
        filter_dilation,
        num_groups,
        unshared,
    )


def conv3d(
    input,
    filters,
    input_shape=None,
    filter_shape=None,
    border_mode="valid",
    subsample=(1, 1, 1),
    filter_flip=True,
    filter_dilation=(1, 1, 1),
    num_groups=1,
):
    """Volumes convolved with filters.

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


def _is_known(n):
    return n is None or isinstance(n, (Constant, *INTEGERS))


def _check_lengths(name, shape, symbolic=()):
    """The known lengths of a shape, None for the others.

    Parameters
    ----------
    symbolic : sequence of int
        The axes, counted from the end, of which the length must be given and may be a variable.
    """
    if shape is None:
        return None
    known = list(shape)
    for i, n in enumerate(known):
        if i - len(known) not in symbolic:
            if not _is_known(n):
                raise ValueError(f"{name}[{i}] must be a constant or None.")
        elif isinstance(n, Variable) and not isinstance(n, Constant):
            known[i] = None
        elif n is None or not _is_known(n):
            raise ValueError(f"{name}[{i}] must be a symbolic variable, a constant or None.")
    return known


def _grad_wrt_inputs(
    cls,
    output_grad,
    filters,
    input_shape,
    filter_shape,
    border_mode,
    subsample,
    filter_flip,
    dilation,
    groups,
    unshared,
):
    n = len(subsample)
    if filter_shape is not None:
        expected = 2 + n * (2 if unshared else 1)
        if len(filter_shape) != expected:
            raise ValueError(f"The length of filter_shape was {len(filter_shape)}, but we expected {expected}.")
    op = cls(
        _check_lengths("input_shape", input_shape, range(-n, 0)),
        _check_lengths("filter_shape", filter_shape),
        border_mode,
        subsample,
        filter_flip,
        dilation,
        groups,
        unshared,
    )
    return op(as_tensor_variable(filters), as_tensor_variable(output_grad), tuple(input_shape)[-n:])


def conv2d_grad_wrt_inputs(
    output_grad,
    filters,
    input_shape,
    filter_shape=None,
    border_mode="valid",
    subsample=(1, 1),
    filter_flip=True,
    filter_dilation=(1, 1),
    num_groups=1,
    unshared=False,
):
    """The gradient of :func:`conv2d` with respect to its images.

    Parameters
    ----------
    output_grad : tensor_like
        The gradient of the result, of its shape.
    filters : tensor_like
    input_shape : tuple
        The shape of the images; the last two may be variables, the first two None.
    filter_shape, border_mode, subsample, filter_flip, filter_dilation, num_groups, unshared
        As of :func:`conv2d`.

    Returns
    -------
    TensorVariable
        Of the shape of the images.

    Raises
    ------
    ValueError
        When it runs, if a convolution of images of `input_shape` does not give a result of the shape of `output_grad`.

    Examples
    --------
    >>> import numpy as np, tensorgraph.tensor as T
    >>> T.nnet.conv2d_grad_wrt_inputs(np.ones((1, 1, 2, 2)), np.ones((1, 1, 2, 2)), (1, 1, 3, 3)).eval()
    array([[[[1., 2., 1.],
             [2., 4., 2.],
             [1., 2., 1.]]]])
    """
    return _grad_wrt_inputs(
        AbstractConv2d_gradInputs,
        output_grad,
        filters,
        input_shape,
        filter_shape,
        border_mode,
        subsample,
        filter_flip,
        filter_dilation,
        num_groups,
        unshared,
    )


def conv3d_grad_wrt_inputs(
    output_grad,
    filters,
    input_shape,
    filter_shape=None,
    border_mode="valid",
    subsample=(1, 1, 1),
    filter_flip=True,
    filter_dilation=(1, 1, 1),
    num_groups=1,
):
    """The gradient of :func:`conv3d` with respect to its volumes.

    Parameters
    ----------
    output_grad, filters, input_shape, filter_shape, border_mode, subsample, filter_flip, filter_dilation, num_groups
        As of :func:`conv2d_grad_wrt_inputs`, with three lengths.

    Returns
    -------
    TensorVariable
        Of the shape of the volumes.

    Examples
    --------
    >>> import numpy as np, tensorgraph.tensor as T
    >>> gz, w = np.ones((1, 2, 2, 2, 2)), np.ones((2, 3, 2, 2, 2))
    >>> T.nnet.abstract_conv.conv3d_grad_wrt_inputs(gz, w, (None, None, 3, 3, 3)).eval().shape
    (1, 3, 3, 3, 3)
    """
    return _grad_wrt_inputs(
        AbstractConv3d_gradInputs,
        output_grad,
        filters,
        input_shape,
        filter_shape,
        border_mode,
        subsample,
        filter_flip,
        filter_dilation,
        num_groups,
        False,
    )


def conv2d_transpose(
    input,
    filters,
    output_shape,
    filter_shape=None,
    border_mode="valid",
    input_dilation=(1, 1),
    filter_flip=True,
    filter_dilation=(1, 1),
    num_groups=1,
    unshared=False,
):
    """The transposed convolution: :func:`conv2d_grad_wrt_inputs` of `input` in the place of a gradient.

    Parameters
    ----------
    input : tensor_like
        Of shape ``(batch, channels, rows, columns)``.
    filters : tensor_like
        Of shape ``(channels, channels of the result, rows, columns)``.
    output_shape : tuple
        The last two may be variables, the first two None.
    filter_shape : tuple of int or None, optional
    border_mode : {'valid', 'full', 'half'}, int or tuple
        The padding of the convolution that this one undoes: so much is cut off the result.
    input_dilation : (int, int)
        The subsampling of the convolution that this one undoes.
    filter_flip, filter_dilation, num_groups, unshared
        As of :func:`conv2d`.

    Returns
    -------
    TensorVariable
        Of `output_shape`.

    Examples
    --------
    >>> import numpy as np, tensorgraph.tensor as T
    >>> x, w = np.ones((1, 1, 2, 2)), np.ones((1, 3, 2, 2))
    >>> T.nnet.conv2d_transpose(x, w, (None, None, 4, 4), input_dilation=(2, 2)).eval().shape
    (1, 3, 4, 4)
    """
    return conv2d_grad_wrt_inputs(
        input,
        filters,
        output_shape,
        filter_shape,
        border_mode,
        input_dilation,
        filter_flip,
        filter_dilation,
        num_groups,
        unshared,
    )


def _grad_wrt_weights(
    cls, input, output_grad, filter_shape, input_shape, border_mode, subsample, filter_flip, dilation, groups, unshared
):
    n = len(subsample)
    op = cls(
        _check_lengths("input_shape", input_shape),
        _check_lengths("filter_shape", filter_shape, range(-n, 0)),
        border_mode,
        subsample,
        filter_flip,
        dilation,
        groups,
        unshared,
    )
    return op(as_tensor_variable(input), as_tensor_variable(output_grad), tuple(filter_shape)[-n:])


def conv2d_grad_wrt_weights(
    input,
    output_grad,
    filter_shape,
    input_shape=None,
    border_mode="valid",
    subsample=(1, 1),
    filter_flip=True,
    filter_dilation=(1, 1),
    num_groups=1,
    unshared=False,
):
    """The gradient of :func:`conv2d` with respect to its filters.

    Parameters
    ----------
    input : tensor_like
        The images.
    output_grad : tensor_like
        The gradient of the result, of its shape.
    filter_shape : tuple
        The shape of the filters; the last two may be variables, the others None.
    input_shape, border_mode, subsample, filter_flip, filter_dilation, num_groups, unshared
        As of :func:`conv2d`.

    Returns
    -------
    TensorVariable
        Of the shape of the filters.

    Examples
    --------
    >>> import numpy as np, tensorgraph.tensor as T
    >>> x, gz = np.ones((1, 1, 3, 3)), np.ones((1, 1, 2, 2))
    >>> T.nnet.abstract_conv.conv2d_grad_wrt_weights(x, gz, (1, 1, 2, 2)).eval()
    array([[[[4., 4.],
             [4., 4.]]]])
    """
    return _grad_wrt_weights(
        AbstractConv2d_gradWeights,
        input,
        output_grad,
        filter_shape,
        input_shape,
        border_mode,
        subsample,
        filter_flip,
        filter_dilation,
        num_groups,
        unshared,
    )


def conv3d_grad_wrt_weights(
    input,
    output_grad,
    filter_shape,
    input_shape=None,
    border_mode="valid",
    subsample=(1, 1, 1),
    filter_flip=True,
    filter_dilation=(1, 1, 1),
    num_groups=1,
):
    """The gradient of :func:`conv3d` with respect to its filters.

    Parameters
    ----------
    input, output_grad, filter_shape, input_shape, border_mode, subsample, filter_flip, filter_dilation, num_groups
        As of :func:`conv2d_grad_wrt_weights`, with three lengths.

    Returns
    -------
    TensorVariable
        Of the shape of the filters.

    Examples
    --------
    >>> import numpy as np, tensorgraph.tensor as T
    >>> x, gz = np.ones((1, 3, 3, 3, 3)), np.ones((1, 2, 2, 2, 2))
    >>> T.nnet.abstract_conv.conv3d_grad_wrt_weights(x, gz, (None, None, 2, 2, 2)).eval().shape
    (2, 3, 2, 2, 2)
    """
    return _grad_wrt_weights(
        AbstractConv3d_gradWeights,
        input,
        output_grad,
        filter_shape,
        input_shape,
        border_mode,
        subsample,
        filter_flip,
        filter_dilation,
        num_groups,
        False,
    )
