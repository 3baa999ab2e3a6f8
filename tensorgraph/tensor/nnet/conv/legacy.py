"""The convolution of Theano's first years: ``theano.tensor.nnet.conv``."""

import warnings

from ....errors import ArgumentError
from ....userline import user_level
from ...elementwise.math import eq
from ...shape.assertion import Assert
from ...types.constant import NotScalarConstantError, as_tensor_variable
from .abstract import AbstractConv2d
from .geometry import get_conv_output_shape, known_int

imported_scipy_signal = True
"""True: old programs ask if SciPy is there."""


class KnownShape(Assert):
    """An array whose shape is checked, with a ValueError."""

    def perform(self, node, inputs, output_storage):
        if not all(inputs[1:]):
            raise ValueError(f"{self.msg}, and it is of shape {inputs[0].shape}")
        output_storage[0][0] = inputs[0]


def _checked(x, name, shape):
    tests = [eq(x.shape[i], n) for i, n in enumerate(shape) if n is not None]
    return KnownShape(f"{name} should have shape {shape}")(x, *tests) if tests else x


class ConvOp(AbstractConv2d):
    """A convolution under its old name.

    Parameters
    ----------
    imshp : tuple of int or None, optional
        What is known of the images: (channels, rows, columns), (rows, columns) or with the batch size.
    kshp : tuple of int or None, optional
        The rows and columns of the filters.
    nkern, bsize : int, optional
        The numbers of filters and of images.
    dx, dy : int
        Subsampling of rows and columns.
    output_mode : {'valid', 'full'}
        The border mode.
    **hints
        How Theano unrolled its loops; no effect.

    Raises
    ------
    ValueError
        For a mode that it does not know; when it runs, for arrays of other shapes than given here.
    NotImplementedError
        For logical shapes: use ``conv2d_transpose``, or ``filter_dilation``.
    """

    def __init__(
        self, imshp=None, kshp=None, nkern=None, bsize=None, dx=1, dy=1, output_mode="valid", unroll_batch=None,
        unroll_kern=None, unroll_patch=None, imshp_logical=None, kshp_logical=None, **hints
    ):  # fmt: skip
        if output_mode not in ("valid", "full"):
            raise ValueError(f"output_mode should be 'valid' or 'full', not {output_mode!r}")
        if imshp_logical is not None or kshp_logical is not None:
            raise NotImplementedError("logical shapes; use conv2d_transpose, or the filter_dilation of conv2d")
        image = tuple(imshp) if imshp is not None else (None, None, None)
        if len(image) == 2:
            image = (1, *image)
        if len(image) == 3:
            image = (bsize, *image)
        kernel = tuple(kshp) if kshp is not None else (None, None)
        super().__init__(image, (nkern, image[1], *kernel[-2:]), output_mode, (dx, dy))

    def make_node(self, img, kern, add_assert_shape=True):
        img, kern = as_tensor_variable(img), as_tensor_variable(kern)
        if img.type.ndim == kern.type.ndim == 4:
            img, kern = _checked(img, "the image", self.imshp), _checked(kern, "the filters", self.kshp)
        return super().make_node(img, kern, False)

    @staticmethod
    def getOutputShape(inshp, kshp, stride=(1, 1), mode="valid"):
        """Return the rows and columns of the result.

        Parameters
        ----------
        inshp, kshp : (int, int)
            Those of the images and filters.
        stride : (int, int)
        mode : {'valid', 'full'} or (int, int)
        """
        return get_conv_output_shape((None, None, *inshp), (None, None, *kshp), mode, stride)[2:]


def _constants(name, shape):
    """Return lengths as numbers.

    Raises
    ------
    NotScalarConstantError
        If one is a variable.
    """
    if shape is None:
        return (None,) * 4
    known = [known_int(n) for n in shape]
    if any(n is None and m is not None for n, m in zip(known, shape)):
        raise NotScalarConstantError(f"The convolution needs each length of {name} to be a constant or None")
    if len(known) != 4:
        raise ValueError(f"{name} should have 4 elements, not {len(known)}")
    return known


def conv2d(input, filters, image_shape=None, filter_shape=None, border_mode="valid", subsample=(1, 1), **kargs):
    """Convolve images with filters; use :func:`tensorgraph.tensor.nnet.conv2d`.

    Parameters
    ----------
    input, filters : tensor_like
        Of four axes.
    image_shape, filter_shape : tuple of int or None, optional
        What is known of their shapes.
    border_mode : {'valid', 'full'}
    subsample : (int, int)
    **kargs
        As of :class:`ConvOp`.

    Returns
    -------
    TensorVariable

    Raises
    ------
    AssertionError
        If the channels of the known shapes differ.
    """
    message = "theano.tensor.nnet.conv.conv2d is deprecated. Use theano.tensor.nnet.conv2d instead."
    warnings.warn(message, stacklevel=user_level())
    image, kernel = _constants("image_shape", image_shape), _constants("filter_shape", filter_shape)
    if image[1] is not None and kernel[1] is not None and image[1] != kernel[1]:
        raise ArgumentError(f"images of shape {image_shape} have not as many channels as filters {filter_shape}")
    channels = image[1] if image[1] is not None else kernel[1]
    op = ConvOp((channels, *image[2:]), kernel[2:], kernel[0], image[0], *subsample, output_mode=border_mode, **kargs)
    return op(as_tensor_variable(input), as_tensor_variable(filters))
