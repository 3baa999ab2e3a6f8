"""Convolutions, their gradients, and patches of images."""

import jax
import jax.numpy as jnp
import numpy as np

from ....tensor.nnet.conv.abstract import AbstractConv, AbstractConv_gradInputs, AbstractConv_gradWeights
from ....tensor.nnet.conv.geometry import border_mode_to_pad
from ....tensor.nnet.conv.reference import check_shapes, subscripts
from ....tensor.nnet.neighbours import Images2Neibs, Images2NeibsGrad
from ..conversion import converts
from ..knowledge import array, lengths


def convolved(op, image, kernel):
    """Return the result of a convolution."""
    check_shapes(op, image.shape, kernel.shape)
    if op.unshared:
        return _unshared(op, image, kernel)
    axes = tuple(range(2, image.ndim))
    kernel = jnp.flip(kernel, axes) if op.filter_flip else kernel
    return jax.lax.conv_general_dilated(
        image, kernel, op.subsample, _padding(op, kernel.shape[2:]), rhs_dilation=op.filter_dilation,
        feature_group_count=op.num_groups, precision="highest",
    )


def _padding(op, sizes):
    extents = [(n - 1) * d + 1 for n, d in zip(sizes, op.filter_dilation)]
    return border_mode_to_pad(op.border_mode, op.convdim, extents)


def _unshared(op, image, kernel):
    """Return the result where each place has filters of its own."""
    sizes = kernel.shape[-op.convdim :]
    patches = jax.lax.conv_general_dilated_patches(
        image, sizes, op.subsample, _padding(op, sizes), rhs_dilation=op.filter_dilation, precision="highest"
    )
    places = patches.shape[2:]
    patches = patches.reshape((image.shape[0], image.shape[1], *sizes, *places))
    kernel = jnp.flip(kernel, range(kernel.ndim - op.convdim, kernel.ndim)) if op.filter_flip else kernel
    of_x, of_w, of_z = subscripts(op)
    # the taps lie before the places here
    n = op.convdim
    of_x = of_x[:2] + of_x[2 + n :] + of_x[2 : 2 + n]
    parts = [jnp.split(patches, op.num_groups, axis=1), jnp.split(kernel, op.num_groups, axis=0)]
    made = [jnp.einsum(f"{of_x},{of_w}->{of_z}", x, w, precision="highest") for x, w in zip(*parts)]
    return jnp.concatenate(made, axis=1)


@converts(AbstractConv)
def convert_convolution(node, image, kernel):
    return convolved(node.op, array(image), array(kernel))


@converts(AbstractConv_gradWeights)
def convert_gradient_of_filters(node, image, top, sizes):
    op = node.op
    own = top.shape[2:] if op.unshared else ()
    shape = (top.shape[1], *own, image.shape[1] // op.num_groups, *lengths(node, sizes))
    check_shapes(op, image.shape, shape, top.shape)
    image, top = array(image), array(top)
    _, pull = jax.vjp(lambda kernel: convolved(op, image, kernel), jnp.zeros(shape, top.dtype))
    return pull(top)[0]


@converts(AbstractConv_gradInputs)
def convert_gradient_of_images(node, kernel, top, sizes):
    op = node.op
    shape = (top.shape[0], kernel.shape[-op.convdim - 1] * op.num_groups, *lengths(node, sizes))
    check_shapes(op, shape, kernel.shape, top.shape)
    kernel, top = array(kernel), array(top)
    _, pull = jax.vjp(lambda image: convolved(op, image, kernel), jnp.zeros(shape, top.dtype))
    return pull(top)[0]


def _places(op, node, shape, size, step):
    """Return for each element of the patches the position in the flattened images that it is read from, -1 for none."""
    image = np.arange(1, int(np.prod(shape)) + 1).reshape(shape)
    cells = [[None]]
    forward = Images2Neibs(op.mode)
    sizes = [np.array(lengths(node, v)) for v in (size, step)]
    forward.perform(None, [image, *sizes], cells)
    return cells[0][0] - 1


@converts(Images2Neibs)
def convert_patches(node, x, size, step):
    places = _places(node.op, node, x.shape, size, step)
    return _read(array(x), places)


def _read(x, places):
    values = x.reshape(-1)[np.maximum(places, 0)]
    return values if places.min(initial=0) >= 0 else jnp.where(places < 0, jnp.zeros((), x.dtype), values)


@converts(Images2NeibsGrad)
def convert_patches_back(node, patches, shape, size, step):
    shape = lengths(node, shape)
    places = _places(node.op, node, shape, size, step)
    _, pull = jax.vjp(lambda x: _read(x, places), jnp.zeros(shape, patches.dtype))
    return pull(array(patches))[0]
