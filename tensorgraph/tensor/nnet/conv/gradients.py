"""The derivatives of convolutions as functions; that of images is the transposed convolution."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ....graph.variable import Constant, Variable
from ...types.constant import as_tensor_variable
from .abstract import (
    AbstractConv2d_gradInputs,
    AbstractConv2d_gradWeights,
    AbstractConv3d_gradInputs,
    AbstractConv3d_gradWeights,
)
from .geometry import INTEGERS

if TYPE_CHECKING:
    from typing import Any

    from ....typing import TensorLike
    from ...types.variable import TensorVariable


def _is_known(n):
    return n is None or isinstance(n, (Constant, *INTEGERS))


def _check_lengths(name, shape, symbolic=()):
    """Return the known lengths of a shape, None for the others.

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
    output_grad: TensorLike, filters: TensorLike, input_shape: Any, filter_shape: Any = None,
    border_mode: Any = "valid", subsample: Any = (1, 1), filter_flip: bool = True, filter_dilation: Any = (1, 1),
    num_groups: int = 1, unshared: bool = False
) -> TensorVariable:
    """Return the gradient of :func:`~tensorgraph.tensor.nnet.conv2d` with respect to its images.

    Parameters
    ----------
    output_grad : tensor_like
        The gradient of the result, of its shape.
    filters : tensor_like
    input_shape : tuple
        The shape of the images; the last two may be variables, the first two None.
    filter_shape, border_mode, subsample, filter_flip, filter_dilation, num_groups, unshared
        As of :func:`~tensorgraph.tensor.nnet.conv2d`.

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
    output_grad: TensorLike, filters: TensorLike, input_shape: Any, filter_shape: Any = None,
    border_mode: Any = "valid", subsample: Any = (1, 1, 1), filter_flip: bool = True, filter_dilation: Any = (1, 1, 1),
    num_groups: int = 1
) -> TensorVariable:
    """Return the gradient of :func:`~tensorgraph.tensor.nnet.conv3d` with respect to its volumes.

    Parameters
    ----------
    output_grad, filters, input_shape, filter_shape, border_mode, subsample, filter_flip, filter_dilation, num_groups
        As of :func:`~tensorgraph.tensor.nnet.conv2d_grad_wrt_inputs`, with three lengths.

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
    input: TensorLike, filters: TensorLike, output_shape: Any, filter_shape: Any = None, border_mode: Any = "valid",
    input_dilation: Any = (1, 1), filter_flip: bool = True, filter_dilation: Any = (1, 1), num_groups: int = 1,
    unshared: bool = False
) -> TensorVariable:
    """Return the transposed convolution: ``conv2d_grad_wrt_inputs`` with `input` as the gradient.

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
        As of :func:`~tensorgraph.tensor.nnet.conv2d`.

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
    input: TensorLike, output_grad: TensorLike, filter_shape: Any, input_shape: Any = None, border_mode: Any = "valid",
    subsample: Any = (1, 1), filter_flip: bool = True, filter_dilation: Any = (1, 1), num_groups: int = 1,
    unshared: bool = False
) -> TensorVariable:
    """Return the gradient of :func:`~tensorgraph.tensor.nnet.conv2d` with respect to its filters.

    Parameters
    ----------
    input : tensor_like
        The images.
    output_grad : tensor_like
        The gradient of the result, of its shape.
    filter_shape : tuple
        The shape of the filters; the last two may be variables, the others None.
    input_shape, border_mode, subsample, filter_flip, filter_dilation, num_groups, unshared
        As of :func:`~tensorgraph.tensor.nnet.conv2d`.

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
    input: TensorLike, output_grad: TensorLike, filter_shape: Any, input_shape: Any = None, border_mode: Any = "valid",
    subsample: Any = (1, 1, 1), filter_flip: bool = True, filter_dilation: Any = (1, 1, 1), num_groups: int = 1
) -> TensorVariable:
    """Return the gradient of :func:`~tensorgraph.tensor.nnet.conv3d` with respect to its filters.

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
