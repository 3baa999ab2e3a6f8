"""The reference implementation of convolutions in NumPy: products of the filters with windows of a padded image.

Images are ``(batch, channels, *lengths)``, results ``(batch, filters, *lengths)``, filters ``(filters, channels of a
group, *lengths)``, or, unshared, ``(filters, *lengths of the result, channels, *lengths)``.
"""

import numpy as np

from .geometry import border_mode_to_pad, get_conv_output_shape


class Window:
    """The windows of an image that the filters are applied to.

    Parameters
    ----------
    lengths : sequence of int
        The lengths of the filters.
    border_mode, subsample, dilation, flip
        As of the ops.
    """

    def __init__(self, lengths, border_mode, subsample, dilation, flip):
        self.lengths = tuple(int(n) for n in lengths)
        self.extents = tuple((n - 1) * d + 1 for n, d in zip(self.lengths, dilation))
        self.padding = border_mode_to_pad(border_mode, len(self.lengths), self.extents)
        self.subsample, self.dilation, self.flip = subsample, dilation, flip

    def padded(self, shape):
        """Return the lengths of a padded image."""
        return tuple(n + before + after for n, (before, after) in zip(shape, self.padding))

    def inside(self, shape):
        """Return the index of the image in the padded one."""
        return (..., *[slice(before, before + n) for n, (before, _) in zip(shape, self.padding)])

    def of(self, image):
        """Return ``(batch, channels, *lengths of the result, *lengths of the filters)``, a view of the padded image."""
        shape, axes = image.shape[2:], tuple(range(2, image.ndim))
        padded = np.zeros(image.shape[:2] + self.padded(shape), image.dtype)
        padded[self.inside(shape)] = image
        view = np.lib.stride_tricks.sliding_window_view(padded, self.extents, axes)
        steps = [slice(None, None, s) for s in self.subsample]
        taps = [slice(None, None, -d if self.flip else d) for d in self.dilation]
        return view[(slice(None), slice(None), *steps, *taps)]

    def add(self, image, windows):
        """Add windows, of the shape that :meth:`of` gives, to the image at the positions they come from."""
        shape = image.shape[2:]
        padded = np.zeros(image.shape[:2] + self.padded(shape), image.dtype)
        for tap in np.ndindex(*self.lengths):
            at = [m - 1 - t if self.flip else t for t, m in zip(tap, self.lengths)]
            places = [
                slice(a * d, a * d + s * n, s)
                for a, d, s, n in zip(at, self.dilation, self.subsample, windows.shape[2:])
            ]
            padded[(..., *places)] += windows[(..., *tap)]
        image += padded[self.inside(shape)]


def grouped(op, *arrays_and_axes):
    """Yield for each group the part of each array, split along an axis."""
    for g in range(op.num_groups):
        parts = []
        for array, axis in arrays_and_axes:
            n = array.shape[axis] // op.num_groups
            parts.append(array[(slice(None),) * axis + (slice(g * n, (g + 1) * n),)])
        yield parts


def subscripts(op):
    """Return einsum's axes of windows, filters and results: b, c, o, places xyz of the result, taps ijk."""
    places, taps = "xyz"[: op.convdim], "ijk"[: op.convdim]
    own = places if op.unshared else ""
    return f"bc{places}{taps}", f"o{own}c{taps}", f"bo{places}"


def check_shapes(op, image, kernel, top=None):
    """Check that arrays of these shapes can be convolved, and return the shape of the result.

    Raises
    ------
    ValueError
        If they do not fit each other, or the result is empty along an axis.
    """
    convdim, groups = op.convdim, op.num_groups
    if image[1] % groups:
        raise ValueError(f"number of input channels must be divisible by num_groups: {image[1]} and {groups}")
    if kernel[0] % groups:
        raise ValueError(f"number of filters must be divisible by num_groups: {kernel[0]} and {groups}")
    if image[1] // groups != kernel[-convdim - 1]:
        raise ValueError(
            "the number of input channels in the kernel should specify the number of channels of 1 group: "
            f"images of shape {tuple(image)} and filters of shape {tuple(kernel)} in {groups} groups"
        )
    computed = get_conv_output_shape(image, kernel, op.border_mode, op.subsample, op.filter_dilation)
    if any(n <= 0 for n in (*computed[2:], *kernel[-convdim:])):
        raise ValueError(
            f"impossible output shape {tuple(computed)} of images of shape {tuple(image)} and filters of shape "
            f"{tuple(kernel)}"
        )
    if op.unshared and tuple(kernel[1 : 1 + convdim]) != tuple(computed[2:]):
        raise ValueError(
            f"Kernel shape {tuple(kernel[1 : 1 + convdim])} does not match computed output size {tuple(computed[2:])}"
        )
    if top is not None and tuple(top) != tuple(computed):
        raise ValueError(
            "invalid input_shape for gradInputs: the given input_shape would produce an output of shape "
            f"{tuple(computed)}, but the given topgrad has shape {tuple(top)}"
        )
    return computed


def window_of(op, lengths):
    """Return the windows of an op on filters of these lengths."""
    return Window(lengths, op.border_mode, op.subsample, op.filter_dilation, op.filter_flip)


def forward(op, image, kernel):
    """Return the result of a convolution."""
    out = np.empty(check_shapes(op, image.shape, kernel.shape), image.dtype)
    windows = window_of(op, kernel.shape[-op.convdim :]).of(image)
    of_x, of_w, of_z = subscripts(op)
    for z, x, w in grouped(op, (out, 1), (windows, 1), (kernel, 0)):
        z[...] = np.einsum(f"{of_x},{of_w}->{of_z}", x, w, optimize=True)
    return out


def grad_weights(op, image, top, lengths):
    """Return the gradient of the filters, with given lengths."""
    own = top.shape[2:] if op.unshared else ()
    shape = (top.shape[1], *own, image.shape[1] // op.num_groups, *[int(m) for m in lengths])
    check_shapes(op, image.shape, shape, top.shape)
    out = np.empty(shape, image.dtype)
    windows = window_of(op, lengths).of(image)
    of_x, of_w, of_z = subscripts(op)
    for w, x, gz in grouped(op, (out, 0), (windows, 1), (top, 1)):
        w[...] = np.einsum(f"{of_x},{of_z}->{of_w}", x, gz, optimize=True)
    return out


def grad_inputs(op, kernel, top, lengths):
    """Return the gradient of the images, with given lengths."""
    shape = (top.shape[0], kernel.shape[-op.convdim - 1] * op.num_groups, *[int(m) for m in lengths])
    check_shapes(op, shape, kernel.shape, top.shape)
    out = np.zeros(shape, kernel.dtype)
    window = window_of(op, kernel.shape[-op.convdim :])
    of_x, of_w, of_z = subscripts(op)
    for x, w, gz in grouped(op, (out, 1), (kernel, 0), (top, 1)):
        window.add(x, np.einsum(f"{of_w},{of_z}->{of_x}", w, gz, optimize=True))
    return out
