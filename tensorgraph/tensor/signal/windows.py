"""The windows of a pooling, and the NumPy reference of pooling.

A window is a grid of offsets.  For each offset, the elements that all windows have there are one strided slice of the
padded image, so that a reduction over the windows is a loop over the offsets.
"""

import itertools

import numpy as np

MODES = ("max", "sum", "average_inc_pad", "average_exc_pad")


def count_windows(n, ws, stride, pad, ignore_border):
    """Return the number of windows along an axis of `n` elements; all are integers."""
    if ignore_border:
        return max(0, (n + 2 * pad - ws) // stride + 1)
    if stride >= ws:
        return (n - 1) // stride + 1
    return min(n, max(0, -((ws - n) // stride)) + 1)


class Windows:
    """Windows over the last axes of an array.

    Parameters
    ----------
    shape : tuple of int
        Of the array.
    ws, stride, pad : array of int
        Size of a window, distance from one to the next, and what lies around the image: one number an axis.
    ignore_border : bool
        Whether windows that stick out are left out.

    Attributes
    ----------
    counts : tuple of int
        How many windows there are along each axis.

    Raises
    ------
    ValueError
        If the numbers make no windows.
    """

    def __init__(self, shape, ws, stride, pad, ignore_border):
        nd = len(ws)
        if not len(stride) == len(pad) == nd or len(shape) < nd:
            raise ValueError(
                f"ws, stride and pad hold {len(ws)}, {len(stride)} and {len(pad)} numbers for the last axes of an "
                f"array of {len(shape)}: they must have one number for each axis that is pooled"
            )
        self.ws, self.stride, self.pad = ([int(k) for k in values] for values in (ws, stride, pad))
        if min(self.ws) < 1 or min(self.stride) < 1 or min(self.pad) < 0:
            raise ValueError(
                f"ws and stride must be at least 1 and pad at least 0, not {tuple(self.ws)}, {tuple(self.stride)} and "
                f"{tuple(self.pad)}"
            )
        if any(self.pad) and not ignore_border:
            raise ValueError("padding works only with ignore_border=True")
        self.lead, self.image = tuple(shape[: len(shape) - nd]), tuple(shape[len(shape) - nd :])
        each = zip(self.image, self.ws, self.stride, self.pad)
        self.counts = tuple(count_windows(*numbers, ignore_border) for numbers in each)
        if not ignore_border:
            # the part of a window that can lie in the image; the window may exceed any image
            self.ws = [max(1, min(n, w)) for n, w in zip(self.image, self.ws)]

    @property
    def out_shape(self):
        """The shape with one value for each window."""
        return self.lead + self.counts

    def spread(self, x, fill):
        """Return `x` padded with `fill`, so that all windows lie inside."""
        y = np.full(self.lead + self._extent(), fill, dtype=x.dtype)
        y[self._inside()] = x[self._covered()]
        return y

    def crop(self, y):
        """Return the elements of the image from a padded array, 0 where no window is."""
        x = np.zeros(self.lead + self.image, dtype=y.dtype)
        x[self._covered()] = y[self._inside()]
        return x

    def offsets(self):
        """Yield for each offset in a window the slices of the padded image that hold it for all windows."""
        if 0 in self.counts:
            return  # no window fits, however large it is
        for offset in itertools.product(*map(range, self.ws)):
            yield (..., *[
                slice(k, k + (n - 1) * step + 1 if n else k, step)
                for k, n, step in zip(offset, self.counts, self.stride)
            ])

    def sizes(self, with_padding):
        """Return the number of elements of each window, with or without padding."""
        total = np.ones((), dtype="int64")
        for n, ws, step, pad, count in zip(self.image, self.ws, self.stride, self.pad, self.counts):
            start = np.arange(count) * step
            end = np.minimum(start + ws, n + (2 * pad if with_padding else pad))
            size = end - (start if with_padding else np.maximum(start, pad))
            # an average over padding alone is 0
            total = total[..., None] * np.maximum(size, 1)
        return total

    def _extent(self):
        return tuple((n - 1) * step + ws if n else 0 for n, step, ws in zip(self.counts, self.stride, self.ws))

    def _reach(self):
        return [max(0, min(n, end - pad)) for n, end, pad in zip(self.image, self._extent(), self.pad)]

    def _inside(self):
        return (..., *[slice(pad, pad + n) if n else slice(0, 0) for n, pad in zip(self._reach(), self.pad)])

    def _covered(self):
        return (..., *[slice(0, n) for n in self._reach()])


def lowest(dtype):
    """Return a lower bound of all values of a dtype."""
    dtype = np.dtype(dtype)
    if dtype.kind in "iu":
        return np.iinfo(dtype).min
    return False if dtype.kind == "b" else -np.inf


def pool(x, windows, mode):
    """Return the maximum, the sum or the average of each window of `x`."""
    if mode == "max":
        y = windows.spread(x, lowest(x.dtype))
        z = np.full(windows.out_shape, lowest(x.dtype), dtype=x.dtype)
        for part in windows.offsets():
            np.maximum(z, y[part], out=z)
        return z
    wide = "int64" if x.dtype.kind in "biu" and mode != "sum" else x.dtype
    y = windows.spread(x, 0)
    z = np.zeros(windows.out_shape, dtype=wide)
    for part in windows.offsets():
        z += y[part]
    return z if mode == "sum" else _average(z, windows, mode).astype(x.dtype, copy=False)


def _average(z, windows, mode):
    sizes = windows.sizes(mode == "average_inc_pad")
    if z.dtype.kind == "i":
        return np.trunc(z / sizes)
    return z / sizes.astype(z.real.dtype)


def max_grad(x, z, gz, windows):
    """Add `gz` of each window where `x` equals its window's maximum `z`."""
    y = windows.spread(x, lowest(x.dtype))
    gy = np.zeros(y.shape, dtype=x.dtype)
    for part in windows.offsets():
        gy[part] += np.where(y[part] == z, gz, 0).astype(x.dtype, copy=False)
    return windows.crop(gy)


def max_pick(x, z, dx, windows, first=False):
    """Sum `dx` in each window over all, or the first, of the positions where `x` equals the maximum `z`."""
    y, dy = windows.spread(x, lowest(x.dtype)), windows.spread(dx, 0)
    dz = np.zeros(windows.out_shape, dtype=dx.dtype)
    found = np.zeros(windows.out_shape, dtype="bool")
    for part in windows.offsets():
        here = y[part] == z
        if first:
            here &= ~found
            found |= here
        dz += np.where(here, dy[part], 0).astype(dx.dtype, copy=False)
    return dz


def average_grad(gz, windows, mode, dtype):
    """Add `gz` of each window, divided by its size unless the `mode` is sum, to all of its elements."""
    if mode != "sum":
        gz = _average(gz, windows, mode)
    gy = np.zeros(windows.lead + windows._extent(), dtype=dtype)
    for part in windows.offsets():
        gy[part] += gz.astype(dtype, copy=False)
    return windows.crop(gy)


def check_windows(shape, windows, name):
    """Check that an array has one value for each window."""
    if tuple(shape) != windows.out_shape:
        raise ValueError(
            f"{name} has shape {tuple(shape)} and there are {windows.out_shape} windows: it must have the shape of the "
            "pooled image"
        )


