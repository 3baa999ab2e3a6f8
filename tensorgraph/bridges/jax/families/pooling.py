"""Pooling and its gradients: an offset in all windows is one strided slice of the padded image."""

import jax
import jax.numpy as jnp
import numpy as np

from ....tensor.signal.pool import Pool
from ....tensor.signal.poolgrad import AveragePoolGrad, DownsampleFactorMaxGradGrad, MaxPoolGrad, MaxPoolRop
from ....tensor.signal.windows import Windows, check_windows, lowest
from ..conversion import converts
from ..knowledge import array, lengths


class Spread:
    """The windows over arrays of JAX.

    Parameters
    ----------
    node : Apply
        Of a pooling, whose last three inputs define the windows.
    shape : tuple of int
        Of the image.
    numbers : sequence of array
        The values of those inputs.
    """

    def __init__(self, node, shape, numbers):
        self.windows = Windows(shape, *[np.array(lengths(node, v)) for v in numbers], node.op.ignore_border)
        w = self.windows
        extents = [(n - 1) * step + ws if n else 0 for n, step, ws in zip(w.counts, w.stride, w.ws)]
        self.margins = [(0, 0, 0)] * len(w.lead) + [(p, e - p - n, 0) for p, e, n in zip(w.pad, extents, w.image)]

    def parts(self, x, fill):
        """Return ``(offsets, *shape of the result)``: the elements of all windows."""
        padded = self.padded(x, fill)
        return jnp.stack([padded[part] for part in self.windows.offsets()])

    def padded(self, x, fill):
        """Return the image so that all windows lie inside."""
        return jax.lax.pad(x, jnp.asarray(fill, x.dtype), self.margins)

    def put(self, parts, shape):
        """Return the sum of elements of windows at the places in the image that they come from."""
        _, pull = jax.vjp(lambda x: self.parts(x, 0), jnp.zeros(shape, parts.dtype))
        return pull(parts)[0]


@converts(Pool)
def convert_pool(node, x, *numbers):
    spread, mode = Spread(node, x.shape, numbers), node.op.mode
    if mode == "max":
        return _largest(node, x, numbers)
    wide = "int64" if x.dtype.kind in "biu" and mode != "sum" else x.dtype
    total = spread.parts(x, 0).astype(wide).sum(axis=0, dtype=wide)
    return total if mode == "sum" else _average(total, spread.windows, mode)


def _average(total, windows, mode):
    sizes = windows.sizes(mode == "average_inc_pad")
    if total.dtype.kind == "i":
        return jnp.trunc(total / sizes)
    return total / sizes.astype(total.dtype)


def _largest(node, x, numbers):
    """Return the maxima; as here, the derivative adds that of all elements that equal one."""
    spread = Spread(node, x.shape, numbers)
    fill = lowest(x.dtype)

    def maxima(x):
        return spread.parts(x, fill).max(axis=0, initial=fill)

    largest = jax.custom_jvp(maxima)

    @largest.defjvp
    def push(primals, tangents):
        (x,), (dx,) = primals, tangents
        z = largest(x)
        if dx.dtype == jax.dtypes.float0:
            return z, np.zeros(z.shape, dx.dtype)
        here = spread.parts(x, fill) == z
        return z, jnp.where(here, spread.parts(dx, 0), jnp.zeros((), dx.dtype)).sum(axis=0)

    return largest(x)


@converts(MaxPoolGrad)
def convert_gradient_of_maxima(node, x, z, gz, *numbers):
    spread = Spread(node, x.shape, numbers)
    check_windows(gz.shape, spread.windows, "gz")
    here = spread.parts(array(x), lowest(x.dtype)) == z
    return spread.put(jnp.where(here, array(gz, x.dtype), jnp.zeros((), x.dtype)), x.shape)


@converts(DownsampleFactorMaxGradGrad)
def convert_picked(node, x, z, dx, *numbers):
    spread = Spread(node, x.shape, numbers)
    here = spread.parts(array(x), lowest(x.dtype)) == z
    return jnp.where(here, spread.parts(array(dx), 0), jnp.zeros((), dx.dtype)).sum(axis=0)


@converts(MaxPoolRop)
def convert_first_picked(node, x, dx, *numbers):
    spread = Spread(node, x.shape, numbers)
    first = jnp.argmax(spread.parts(array(x), lowest(x.dtype)), axis=0)
    return jnp.take_along_axis(spread.parts(array(dx), 0), first[None], axis=0)[0]


@converts(AveragePoolGrad)
def convert_gradient_of_averages(node, x, gz, *numbers):
    spread = Spread(node, x.shape, numbers)
    check_windows(gz.shape, spread.windows, "gz")
    gz = array(gz) if node.op.mode == "sum" else _average(array(gz), spread.windows, node.op.mode)
    n = int(np.prod(spread.windows.ws))
    return spread.put(jnp.broadcast_to(array(gz, x.dtype), (n, *gz.shape)), x.shape)
