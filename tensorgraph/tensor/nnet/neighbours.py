"""Patches of images as rows of a matrix, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ...errors import ArgumentError
from ...graph.apply import Apply
from ...graph.disconnected import DisconnectedType
from ...graph.op import Op, linear_R_op
from ...scalar.dtypes import integer_dtypes, is_discrete
from ..creation.filled import zeros
from ..elementwise.math import maximum
from ..indexing.increments import zero_grad_of
from ..shape.join import concatenate
from ..types.constant import as_tensor_variable
from ..types.type import output

if TYPE_CHECKING:
    from ...typing import TensorLike
    from ..types.variable import TensorVariable

CACHE = 1 << 22  # bytes of patches that are worked on at once
MODES = ("valid", "half", "full", "wrap_centered", "ignore_borders")


def _border(mode, size):
    """Return how far the first patch extends beyond the image."""
    return {"half": size // 2, "wrap_centered": size // 2, "full": size - 1}.get(mode, 0)


def _check(mode, axis, n, size, step):
    """Check that patches fit an axis of the image."""
    if mode == "wrap_centered":
        if size % 2 != 1:
            raise TypeError(f"Images2Neibs: in mode wrap_centered need patch with odd shapes, not {size}")
        if n < size:
            raise TypeError(
                f"Images2Neibs: in wrap_centered mode, an image of length {n} along axis {axis + 2} is shorter than "
                f"the patches: neib_shape[{axis}]={size}"
            )
    elif mode != "ignore_borders" and (n < size or (n + 2 * _border(mode, size) - size) % step):
        raise TypeError(
            f"neib_shape[{axis}]={size}, neib_step[{axis}]={step} and ten4.shape[{axis + 2}]={n} not consistent"
        )


def _count(mode, n, size, step):
    """Return the number of patches along an axis, from numbers or variables."""
    if mode == "wrap_centered":
        return (n + step - 1) // step
    room = (n + 2 * _border(mode, size) - size) // step + 1
    return room if mode != "ignore_borders" else maximum(room, 0) if hasattr(room, "type") else max(room, 0)


class _Patches:
    """The positions of the patches of images.

    Parameters
    ----------
    mode : str
    shape : sequence of int
        Of the images.
    neib_shape, neib_step : array of int

    Raises
    ------
    ValueError, TypeError
        If the numbers make no patches, or patches do not fit.
    """

    def __init__(self, mode, shape, neib_shape, neib_step):
        if neib_shape.shape != (2,) or neib_step.shape != (2,):
            raise ValueError(f"neib_shape and neib_step must hold two numbers each, not {neib_shape} and {neib_step}")
        if min(neib_shape) <= 0 or min(neib_step) <= 0:
            raise ValueError(f"neib_shape and neib_step must be positive. Got {neib_shape} and {neib_step}")
        self.lead, self.image = tuple(map(int, shape[:2])), tuple(map(int, shape[2:]))
        self.size, self.step = tuple(map(int, neib_shape)), tuple(map(int, neib_step))
        self.wraps = mode == "wrap_centered"
        self.border = tuple(_border(mode, size) for size in self.size)
        axes = list(zip(self.image, self.size, self.step))
        for axis, numbers in enumerate(axes):
            _check(mode, axis, *numbers)
        self.counts = tuple(_count(mode, *numbers) for numbers in axes)
        # batch, channel, place of the patch, place in the patch
        self.shape = self.lead + self.counts + self.size
        self.rows = int(np.prod(self.lead + self.counts))

    def with_borders(self, x):
        """Return the images with the borders that patches see."""
        if not any(self.border):
            return x
        width = [(0, 0), (0, 0), *[(n, n) for n in self.border]]
        return np.pad(x, width, mode="wrap") if self.wraps else np.pad(x, width)

    def blank(self, dtype):
        """Return zeros in the shape of images with borders."""
        return np.zeros(self.lead + tuple(n + 2 * border for n, border in zip(self.image, self.border)), dtype)

    def fold(self, x):
        """Undo :meth:`with_borders` by adding borders to where they were read from, or dropping them."""
        for axis, (n, border) in enumerate(zip(self.image, self.border), 2):
            x = np.moveaxis(x, axis, 0)
            middle = x[border : border + n]
            if self.wraps and border:
                middle[:border] += x[border + n :]
                middle[n - border :] += x[:border]
            x = np.moveaxis(middle, 0, axis)
        return np.ascontiguousarray(x)

    def parts(self, itemsize):
        """Yield batches of images, with indices into an array of `shape` and into images with borders."""
        if not self.rows:
            return
        one = int(np.prod(self.shape[1:])) * itemsize
        some = max(1, CACHE // one)
        for first in range(0, self.lead[0], some):
            for into, out_of in self._places():
                yield slice(first, first + some), into, out_of

    def _places(self):
        if np.prod(self.size) <= np.prod(self.counts):
            # an element of all patches
            for place in np.ndindex(*self.size):
                numbers = zip(place, self.counts, self.step)
                yield (..., *place), (..., *[slice(k, k + (n - 1) * step + 1, step) for k, n, step in numbers])
        else:
            for place in np.ndindex(*self.counts):
                starts = [k * step for k, step in zip(place, self.step)]
                patch = [slice(start, start + n) for start, n in zip(starts, self.size)]
                yield (slice(None), slice(None), *place), (..., *patch)


class _Neighbours(Op):
    __props__ = ("mode",)

    def __init__(self, mode="valid"):
        if mode not in MODES:
            known = ", ".join(MODES)
            raise NotImplementedError(
                f"Only modes {known} have been implemented for Images2Neibs, not {mode}: use one of these"
            )
        self.mode = mode

    def __str__(self):
        return f"{type(self).__name__}{{{self.mode}}}"

    def patches(self, neib_shape, neib_step):
        """Return the height and width of the patches, and their steps, as integer vectors."""
        neib_shape = as_tensor_variable(neib_shape)
        neib_step = neib_shape if neib_step is None else as_tensor_variable(neib_step)
        for v in (neib_shape, neib_step):
            if v.type.ndim != 1 or v.type.dtype not in integer_dtypes:
                raise TypeError(f"neib_shape and neib_step must be vectors of two integers, not {v.type}")
        return neib_shape, neib_step

    R_op = linear_R_op

    def connection_pattern(self, node):
        return [[True]] + [[False]] * (len(node.inputs) - 1)


class Images2Neibs(_Neighbours):
    """Each patch of each image as a row.

    Parameters
    ----------
    mode : {'valid', 'ignore_borders', 'wrap_centered', 'half', 'full'}
        As of :func:`images2neibs`.
    """

    def make_node(self, ten4, neib_shape, neib_step=None):
        x = as_tensor_variable(ten4)
        if x.type.ndim != 4:
            raise ArgumentError(f"images must have the four axes batch, channel, row and column, not {x.type}")
        return Apply(self, [x, *self.patches(neib_shape, neib_step)], [output(x.type.dtype, (False, False))])

    def perform(self, node, inputs, output_storage):
        x, neib_shape, neib_step = inputs
        patches = _Patches(self.mode, x.shape, neib_shape, neib_step)
        z = np.empty(patches.shape, x.dtype)
        x = patches.with_borders(x)
        for images, into, out_of in patches.parts(x.itemsize):
            z[images][into] = x[images][out_of]
        output_storage[0][0] = z.reshape(patches.rows, int(np.prod(patches.size)))

    def infer_shape(self, node, shapes):
        _, neib_shape, neib_step = node.inputs
        n, channels, *image = shapes[0]
        for axis, length in enumerate(image):
            n = n * _count(self.mode, length, neib_shape[axis], neib_step[axis])
        return [(n * channels, neib_shape[0] * neib_shape[1])]

    def L_op(self, inputs, outputs, output_grads):
        x, neib_shape, neib_step = inputs
        if is_discrete(x.type.dtype):
            gx = zero_grad_of(x)
        else:
            gx = Images2NeibsGrad(self.mode)(output_grads[0], x.shape, neib_shape, neib_step)
        return [gx, DisconnectedType()(), DisconnectedType()()]


class Images2NeibsGrad(_Neighbours):
    """Each element of a patch, added at its position in images of a given shape.

    Parameters
    ----------
    mode : str
        As of :func:`images2neibs`.
    """

    def make_node(self, neibs, shape, neib_shape, neib_step=None):
        neibs, shape = as_tensor_variable(neibs), as_tensor_variable(shape)
        inputs = [neibs, shape, *self.patches(neib_shape, neib_step)]
        return Apply(self, inputs, [output(neibs.type.dtype, (False,) * 4)])

    def perform(self, node, inputs, output_storage):
        neibs, shape, neib_shape, neib_step = inputs
        patches = _Patches(self.mode, shape, neib_shape, neib_step)
        if neibs.shape != (patches.rows, np.prod(patches.size)):
            raise ValueError(
                f"neibs has shape {neibs.shape}: images of shape {tuple(map(int, shape))} have patches of shape "
                f"{(patches.rows, int(np.prod(patches.size)))}"
            )
        neibs = neibs.reshape(patches.shape)
        x = patches.blank(neibs.dtype)
        for images, out_of, into in patches.parts(x.itemsize):
            x[images][into] += neibs[images][out_of]
        output_storage[0][0] = patches.fold(x)

    def infer_shape(self, node, shapes):
        return [[node.inputs[1][i] for i in range(4)]]

    def L_op(self, inputs, outputs, output_grads):
        gneibs = Images2Neibs(self.mode)(output_grads[0], *inputs[2:])
        return [gneibs, *[DisconnectedType()() for _ in inputs[1:]]]


def images2neibs(
    ten4: TensorLike, neib_shape: TensorLike, neib_step: TensorLike | None = None, mode: str = "valid"
) -> TensorVariable:
    """Return each patch of each image as a row of a matrix.

    Parameters
    ----------
    ten4 : tensor4
        Images: batch, channel, row, column.
    neib_shape : tuple of int or integer vector
        Height and width of a patch.
    neib_step : tuple of int or integer vector, optional
        How far it is from one patch to the next, down and to the right. By default patches lie side by side.
    mode : {'valid', 'ignore_borders', 'wrap_centered', 'half', 'full'}
        ``valid``: patches lie in the image, and leave nothing over at the end. ``ignore_borders``: they may leave
        something over. ``half`` and ``full``: as valid, on an image with zeros around it, half a patch or all but one
        line of a patch. ``wrap_centered``: patches of odd lengths have their middle in the image and go on at its other
        side.

    Returns
    -------
    TensorVariable
        A matrix: the patches of the first channel of the first image, line by line, then those of the next channel.

    Raises
    ------
    TypeError
        When it runs, if the patches do not fit the images.

    Examples
    --------
    >>> import numpy as np
    >>> from tensorgraph.tensor.nnet.neighbours import images2neibs
    >>> images2neibs(np.arange(16.0).reshape(1, 1, 4, 4), (2, 2)).eval()
    array([[ 0.,  1.,  4.,  5.],
           [ 2.,  3.,  6.,  7.],
           [ 8.,  9., 12., 13.],
           [10., 11., 14., 15.]])
    """
    return Images2Neibs(mode)(ten4, neib_shape, neib_step)


def neibs2images(
    neibs: TensorLike, neib_shape: TensorLike, original_shape: TensorLike, mode: str = "valid"
) -> TensorVariable:
    """Return the images that adjacent patches came from, the inverse of :func:`images2neibs`.

    Parameters
    ----------
    neibs : matrix
        A patch in each row.
    neib_shape : tuple of int or integer vector
        Height and width of a patch.
    original_shape : tuple of int or integer vector
        The shape of the images.
    mode : {'valid', 'ignore_borders'}
        Whether patches fill the images; if they need not, the rest is zeros.

    Returns
    -------
    TensorVariable
        A tensor4.

    Raises
    ------
    NotImplementedError
        If the mode is not among those.

    Examples
    --------
    >>> import numpy as np
    >>> from tensorgraph.tensor.nnet.neighbours import neibs2images
    >>> neibs2images(np.array([[0.0, 2.0], [1.0, 3.0]]), (2, 1), (1, 1, 2, 2)).eval()
    array([[[[0., 1.],
             [2., 3.]]]])
    """
    if mode not in ("valid", "ignore_borders"):
        raise NotImplementedError(f"neibs2images do not support mode={mode}: use valid or ignore_borders")
    neibs, neib_shape = as_tensor_variable(neibs), as_tensor_variable(neib_shape)
    n, channels, *image = (as_tensor_variable(original_shape)[i] for i in range(4))
    height, width = (neib_shape[axis] for axis in range(2))
    down, across = image[0] // height, image[1] // width
    x = neibs.reshape([n, channels, down, across, height, width], ndim=6).dimshuffle(0, 1, 2, 4, 3, 5)
    if mode == "valid":
        return x.reshape([n, channels, *image], ndim=4)
    x = x.reshape([n, channels, down * height, across * width], ndim=4)
    for axis in (2, 3):
        rest = [x.shape[k] for k in range(4)]
        rest[axis] = image[axis - 2] - rest[axis]
        x = concatenate([x, zeros(rest, dtype=x.type.dtype)], axis=axis)
    return x
