"""Convolutions of images with filters, and their derivatives: three operations, each linear in two of three arrays.

With images x, filters w and results z they are ``z(x, w)``, ``gw(x, gz)`` and ``gx(w, gz)``; the derivatives of each
are the two others.
"""

import numpy as np

from ....errors import LengthError
from ....graph.apply import Apply
from ....graph.disconnected import DisconnectedType
from ....graph.messages.called import with_type
from ....graph.op import Op, product_R_op
from ....graph.variable import Constant
from ....scalar.dtypes import is_discrete, upcast
from ...elementwise.math import cast
from ...indexing.increments import conjugate, zero_grad_of
from ...shape.rebroadcast import patternbroadcast
from ...types.constant import as_tensor_variable
from ...types.type import TensorType
from . import reference
from .geometry import assert_shape, get_conv_output_shape
from .parameters import checked_mode, checked_shape, checked_steps


def _common_dtype(x, y):
    """Convert two arrays to variables of one dtype."""
    x, y = as_tensor_variable(x), as_tensor_variable(y)
    dtype = upcast(x.type.dtype, y.type.dtype)
    return cast(x, dtype), cast(y, dtype)


def _shape_vector(shape):
    """Return the lengths of the result as a variable."""
    shape = as_tensor_variable(shape)
    if shape.type.ndim != 1 or not is_discrete(shape.type.dtype):
        raise TypeError(f"the lengths of the result must be a vector of integers, not {shape.type}")
    return shape


_AXES = {"img": "batch, channels", "kern": "filters, channels", "topgrad": "batch, filters"}


class BaseAbstractConv(Op):
    """Base class of convolutions and their derivatives: the parameters.

    Parameters
    ----------
    convdim : {2, 3}
        The number of axes along which filters slide.
    imshp : tuple of int or None, optional
        The shape of the images, as far as it is known: (batch, channels, *lengths).
    kshp : tuple of int or None, optional
        The shape of the filters: (filters, channels of a group, *lengths), or, not shared, (filters, *lengths of the
        result, channels of a group, *lengths).
    border_mode : {'valid', 'full', 'half'}, int or tuple
        Zeros around the images: none; the extent of the filters less one on each side; half the extent on each side;
        or so many. A tuple has for each axis an integer or a pair (before, after).
    subsample : tuple of int, optional
        Every how manieth place of the result is kept, along each axis.
    filter_flip : bool
        Whether filters are reversed along each axis, as a convolution has it; else it is a correlation.
    filter_dilation : tuple of int, optional
        Distances between the elements of a filter.
    num_groups : int
        Channels and filters are cut into so many groups; filters see the channels of their own group.
    unshared : bool
        Whether every place of the result has filters of its own.

    Raises
    ------
    ValueError
        If a parameter is wrong, or the known shapes do not fit each other.
    """

    __props__ = (
        "convdim",
        "border_mode",
        "subsample",
        "filter_flip",
        "imshp",
        "kshp",
        "filter_dilation",
        "num_groups",
        "unshared",
    )

    def __init__(
        self,
        convdim,
        imshp=None,
        kshp=None,
        border_mode="valid",
        subsample=None,
        filter_flip=True,
        filter_dilation=None,
        num_groups=1,
        unshared=False,
    ):
        if convdim not in (2, 3):
            raise ValueError(f"convolution dimension {convdim} is not supported")
        self.convdim = convdim
        self.border_mode = checked_mode(border_mode, convdim)
        self.subsample = checked_steps("subsample", subsample, convdim)
        self.filter_flip = filter_flip
        self.filter_dilation = checked_steps("filter_dilation", filter_dilation, convdim)
        if num_groups < 1:
            raise ValueError(f"num_groups must have value greater than zero: use 1 or more, not {num_groups}")
        self.num_groups = int(num_groups)
        self.unshared = unshared
        self.imshp = checked_shape("imshp", imshp, 2 + convdim)
        self.kshp = checked_shape("kshp", kshp, self.kernel_ndim)
        self._check_known_shapes()

    def _check_known_shapes(self):
        channels, filters, taken = self.imshp[1], self.kshp[0], self.kshp[-self.convdim - 1]
        for what, n in (("input channels", channels), ("filters", filters)):
            if n is not None and n % self.num_groups:
                raise ValueError(f"number of {what} must be divisible by num_groups: {n} and {self.num_groups}")
        if channels is not None and taken is not None and channels != taken * self.num_groups:
            raise ValueError(
                "the number of input channels in the kernel should specify the number of channels of 1 group: "
                f"imshp is {self.imshp}, kshp {self.kshp}, num_groups {self.num_groups}"
            )

    def _output_shape(self, image_shape, kernel_shape):
        return get_conv_output_shape(image_shape, kernel_shape, self.border_mode, self.subsample, self.filter_dilation)

    @property
    def kernel_ndim(self):
        """Number of axes of the filters."""
        return 2 + self.convdim * (2 if self.unshared else 1)

    def _check_ndim(self, name, x, ndim, extra=""):
        if x.type.ndim != ndim:
            raise TypeError(
                f"{name} must be {ndim}D tensor{extra}: it is {with_type(x)}, of {x.type.ndim} dimensions.\nhint: use "
                f"dimshuffle or reshape for the axes ({_AXES[name]}, ...)"
            )

    def _check_kernel(self, kern):
        self._check_ndim("kern", kern, self.kernel_ndim, " for unshared convolution" if self.unshared else "")

    def other(self, kind):
        """Return the op of the same parameters for another `kind`: "forward", "weights" or "inputs"."""
        return FAMILY[kind, self.convdim](
            imshp=self.imshp,
            kshp=self.kshp,
            border_mode=self.border_mode,
            subsample=self.subsample,
            filter_flip=self.filter_flip,
            filter_dilation=self.filter_dilation,
            num_groups=self.num_groups,
            unshared=self.unshared,
        )

    def flops(self, inp, outp):
        """Return the number of multiplications and additions, from the shapes of images, filters and result."""
        (image, kernel), (out,) = inp, outp
        return (
            2
            * np.prod(kernel[-self.convdim :])
            * np.prod(out[2:])
            * image[0]
            * kernel[0]
            * (image[1] // self.num_groups)
        )

    def connection_pattern(self, node):
        return [[True], [True], [False]][: len(node.inputs)]

    R_op = product_R_op

    def _grad_op(self, kind, like, *args):
        """Return a derivative with the type of an input, from the op that computes it."""
        if kind != "forward":
            args = (*args, like.shape[-self.convdim :])
        g = self.other(kind)(*args, add_assert_shape=False)
        return patternbroadcast(g, like.type.broadcastable)

    def _perform(self, node, output_storage, function, *arrays):
        """Compute a result, in float32 for float16."""
        dtype = node.outputs[0].type.dtype
        if dtype == "float16":
            arrays = [a.astype("float32") if a.dtype == dtype else a for a in arrays]
        output_storage[0][0] = np.asarray(function(self, *arrays), dtype)


class AbstractConv(BaseAbstractConv):
    """A convolution of images with filters; see :class:`BaseAbstractConv` for the parameters."""

    def make_node(self, img, kern, add_assert_shape=True):
        img, kern = _common_dtype(img, kern)
        self._check_ndim("img", img, 2 + self.convdim)
        self._check_kernel(kern)
        if add_assert_shape:
            text = "AbstractConv shape mismatch: shape of {} does not match given {}."
            img = assert_shape(img, self.imshp, text.format("image", "imshp"))
            kern = assert_shape(kern, self.kshp, text.format("filters", "kshp"))
        flags = (img.type.broadcastable[0], kern.type.broadcastable[0], *[False] * self.convdim)
        return Apply(self, [img, kern], [TensorType(img.type.dtype, flags)()])

    def perform(self, node, inputs, output_storage):
        shape = inputs[1].shape
        if any(declared not in (None, n) for n, declared in zip(shape, self.kshp)):
            raise LengthError(f"the filters have shape {shape}, and their declared shape is {self.kshp}")
        self._perform(node, output_storage, reference.forward, *inputs)

    def infer_shape(self, node, shapes):
        # not by the declared lengths: those of a last and smaller batch differ
        return [self._output_shape(*shapes)]

    def L_op(self, inputs, outputs, output_grads):
        (img, kern), (top,) = inputs, output_grads
        if is_discrete(img.type.dtype):
            return [zero_grad_of(img), zero_grad_of(kern)]
        return [
            self._grad_op("inputs", img, conjugate(kern), top),
            self._grad_op("weights", kern, conjugate(img), top),
        ]


class AbstractConv_gradWeights(BaseAbstractConv):
    """The derivative with respect to the filters: of images, the gradient of the result and the filters' lengths."""

    def make_node(self, img, topgrad, shape, add_assert_shape=True):
        img, topgrad = _common_dtype(img, topgrad)
        self._check_ndim("img", img, 2 + self.convdim)
        self._check_ndim("topgrad", topgrad, 2 + self.convdim)
        if add_assert_shape:
            text = "AbstractConv_gradWeights shape mismatch: shape of image does not match given imshp."
            img = assert_shape(img, self.imshp, text)
        places = [False] * self.convdim
        flags = (
            topgrad.type.broadcastable[1],
            *(places if self.unshared else ()),
            img.type.broadcastable[1],
            *places,
        )
        return Apply(self, [img, topgrad, _shape_vector(shape)], [TensorType(img.type.dtype, flags)()])

    def perform(self, node, inputs, output_storage):
        self._perform(node, output_storage, reference.grad_weights, *inputs)

    def infer_shape(self, node, shapes):
        image, top = shapes[:2]
        places = top[2:] if self.unshared else ()
        lengths = _lengths(node.inputs[2], self.convdim)
        inferred = (top[1], *places, image[1] // self.num_groups, *lengths)
        return [list(inferred)]

    def L_op(self, inputs, outputs, output_grads):
        (img, top, _), (kern,) = inputs, output_grads
        if is_discrete(img.type.dtype):
            return [zero_grad_of(img), zero_grad_of(top), DisconnectedType()()]
        return [
            self._grad_op("inputs", img, kern, conjugate(top)),
            self._grad_op("forward", top, conjugate(img), kern),
            DisconnectedType()(),
        ]


class AbstractConv_gradInputs(BaseAbstractConv):
    """The derivative with respect to the images, the transposed convolution.

    Its inputs are the filters, the gradient of the result and the images' lengths.
    """

    def make_node(self, kern, topgrad, shape, add_assert_shape=True):
        kern, topgrad = _common_dtype(kern, topgrad)
        self._check_kernel(kern)
        self._check_ndim("topgrad", topgrad, 2 + self.convdim)
        if add_assert_shape:
            text = "AbstractConv_gradInputs shape mismatch: shape of filters does not match given kshp."
            kern = assert_shape(kern, self.kshp, text)
        one_channel = self.num_groups == 1 and kern.type.broadcastable[-self.convdim - 1]
        flags = (topgrad.type.broadcastable[0], one_channel, *[False] * self.convdim)
        return Apply(self, [kern, topgrad, _shape_vector(shape)], [TensorType(kern.type.dtype, flags)()])

    def perform(self, node, inputs, output_storage):
        self._perform(node, output_storage, reference.grad_inputs, *inputs)

    def infer_shape(self, node, shapes):
        kernel, top = shapes[:2]
        channels = kernel[-self.convdim - 1]
        inferred = (
            top[0],
            channels if self.num_groups == 1 else channels * self.num_groups,
            *_lengths(node.inputs[2], self.convdim),
        )
        return [list(inferred)]

    def L_op(self, inputs, outputs, output_grads):
        (kern, top, _), (img,) = inputs, output_grads
        if is_discrete(kern.type.dtype):
            return [zero_grad_of(kern), zero_grad_of(top), DisconnectedType()()]
        return [
            self._grad_op("weights", kern, img, conjugate(top)),
            self._grad_op("forward", top, img, conjugate(kern)),
            DisconnectedType()(),
        ]


def _lengths(shape, n):
    """Return the elements of a vector of `n` lengths."""
    if isinstance(shape, Constant):
        return [int(m) for m in shape.data]
    return [shape[i] for i in range(n)]


class _Along2Axes:
    """A constructor without the number of axes, which is 2."""

    def __init__(
        self,
        imshp=None,
        kshp=None,
        border_mode="valid",
        subsample=(1, 1),
        filter_flip=True,
        filter_dilation=(1, 1),
        num_groups=1,
        unshared=False,
    ):
        super().__init__(2, imshp, kshp, border_mode, subsample, filter_flip, filter_dilation, num_groups, unshared)


class _Along3Axes:
    """A constructor without the number of axes, which is 3."""

    def __init__(
        self,
        imshp=None,
        kshp=None,
        border_mode="valid",
        subsample=(1, 1, 1),
        filter_flip=True,
        filter_dilation=(1, 1, 1),
        num_groups=1,
        unshared=False,
    ):
        super().__init__(3, imshp, kshp, border_mode, subsample, filter_flip, filter_dilation, num_groups, unshared)


class AbstractConv2d(_Along2Axes, AbstractConv):
    """The convolution of ``(batch, channels, rows, columns)``."""


class AbstractConv2d_gradWeights(_Along2Axes, AbstractConv_gradWeights):
    """The derivative of :class:`AbstractConv2d` with respect to the filters."""


class AbstractConv2d_gradInputs(_Along2Axes, AbstractConv_gradInputs):
    """The derivative of :class:`AbstractConv2d` with respect to the images."""


class AbstractConv3d(_Along3Axes, AbstractConv):
    """The convolution of ``(batch, channels, depth, rows, columns)``."""


class AbstractConv3d_gradWeights(_Along3Axes, AbstractConv_gradWeights):
    """The derivative of :class:`AbstractConv3d` with respect to the filters."""


class AbstractConv3d_gradInputs(_Along3Axes, AbstractConv_gradInputs):
    """The derivative of :class:`AbstractConv3d` with respect to the images."""


FAMILY = {
    ("forward", 2): AbstractConv2d,
    ("weights", 2): AbstractConv2d_gradWeights,
    ("inputs", 2): AbstractConv2d_gradInputs,
    ("forward", 3): AbstractConv3d,
    ("weights", 3): AbstractConv3d_gradWeights,
    ("inputs", 3): AbstractConv3d_gradInputs,
}
"""Classes by what they compute and the number of axes."""
