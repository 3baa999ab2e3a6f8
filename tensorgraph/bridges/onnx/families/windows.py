"""Windows of images, offset by offset: the pooling that ONNX lacks, derivatives of pooling, and patches.

The elements that all windows have at an offset are one strided slice of the padded image.
"""

import itertools

import numpy as np

from .... import tensor as T
from ....tensor.nnet.neighbours import Images2Neibs, Images2NeibsGrad, _border, _count
from ....tensor.signal.poolgrad import AveragePoolGrad, DownsampleFactorMaxGradGrad, MaxPoolGrad, MaxPoolRop
from ....tensor.signal.windows import lowest
from ..conversion import expands, refusal

# nodes, that a window may become
MOST = 1024


class Offsets:
    """The windows of a pooling over the last axes of a variable.

    Parameters
    ----------
    node : Apply
        Of a pooling or a derivative of one.
    x : Variable
        The image.
    """

    def __init__(self, node, x):
        known = [getattr(v, "data", None) for v in node.inputs[-3:]]
        if any(v is None for v in known):
            raise refusal(node, "ONNX needs windows that are constant")
        self.size, self.step, self.pad = [[int(k) for k in v] for v in known]
        if np.prod(self.size) > MOST:
            raise refusal(node, f"windows of more than {MOST} elements are not converted")
        self.first = x.type.ndim - len(self.size)
        self.lengths = [x.shape[self.first + i] for i in range(len(self.size))]
        each = zip(self.lengths, self.size, self.step, self.pad)
        self.ignores = node.op.ignore_border
        self.counts = [self._count(*numbers) for numbers in each]

    def _count(self, n, size, step, pad):
        if self.ignores:
            return T.maximum(0, (n + 2 * pad - size) // step + 1)
        if step >= size:
            return (n - 1) // step + 1
        return T.minimum(n, T.maximum(0, -((size - n) // step)) + 1)

    def spread(self, x, fill):
        """Return an image with a border of one value, so that all windows lie inside."""
        for i, (n, size, step, pad, count) in enumerate(
            zip(self.lengths, self.size, self.step, self.pad, self.counts)
        ):
            axis = self.first + i
            behind = T.maximum((count - 1) * step + size - pad - n, 0)
            parts = [_filled(x, axis, pad, fill), x, _filled(x, axis, behind, fill)]
            x = T.concatenate(parts, axis=axis)
        return x

    def offsets(self):
        """Return for each offset in a window the index of the padded image that holds it for all windows."""
        return [
            (..., *[slice(k, k + T.maximum((n - 1) * step + 1, 0), step)
                    for k, n, step in zip(offset, self.counts, self.step)])
            for offset in itertools.product(*map(range, self.size))
        ]  # fmt: skip

    def cropped(self, y):
        """Return the image inside of a padded one."""
        return y[(..., *[slice(pad, pad + n) for pad, n in zip(self.pad, self.lengths)])]

    def sizes(self, mode, dtype):
        """Return by how many elements the sum of a window is divided."""
        total = 1
        for n, size, step, pad, count in zip(self.lengths, self.size, self.step, self.pad, self.counts):
            start = T.arange(count) * step
            padded = mode == "average_inc_pad"
            end = T.minimum(start + size, n + (2 * pad if padded else pad))
            length = T.maximum(end - (start if padded else T.maximum(start, pad)), 1)
            total = length if isinstance(total, int) else total.dimshuffle(*range(total.ndim), "x") * length
        return total.astype(dtype)


def _filled(x, axis, n, value):
    shape = [x.shape[i] for i in range(x.type.ndim)]
    return T.alloc(np.array(value, x.type.dtype), *shape[:axis], n, *shape[axis + 1 :])


def pooled(node, x, mode):
    """Return the largest, the sum or the average of each window."""
    windows, dtype = Offsets(node, x), x.type.dtype
    y = windows.spread(x, lowest(dtype) if mode == "max" else 0)
    parts = [y[offset] for offset in windows.offsets()]
    total = parts[0]
    for part in parts[1:]:
        total = T.maximum(total, part) if mode == "max" else total + part
    return total if mode in ("max", "sum") else total / windows.sizes(mode, dtype)


def _added(windows, like, parts):
    """Return an image of the sums of what windows have at each of their elements."""
    y = windows.spread(like, 0).zeros_like()
    for offset, part in zip(windows.offsets(), parts):
        y = T.inc_subtensor(y[offset], part)
    return windows.cropped(y)


@expands(MaxPoolGrad)
def expand_max_grad(node, x, z, gz, *_):
    windows = Offsets(node, x)
    y = windows.spread(x, lowest(x.type.dtype))
    return _added(windows, x, [T.switch(T.eq(y[offset], z), gz, 0) for offset in windows.offsets()])


@expands(AveragePoolGrad)
def expand_average_grad(node, x, gz, *_):
    windows = Offsets(node, x)
    if node.op.mode != "sum":
        gz = gz / windows.sizes(node.op.mode, gz.type.dtype)
    return _added(windows, x, [gz for _ in windows.offsets()])


def _followed(node, x, z, dx, first):
    windows = Offsets(node, x)
    y, dy = windows.spread(x, lowest(x.type.dtype)), windows.spread(dx, 0)
    total, found = z.zeros_like(), None
    for offset in windows.offsets():
        here = T.eq(y[offset], z)
        if first and found is not None:
            here, found = here & ~found, here | found
        elif first:
            found = here
        total = total + T.switch(here, dy[offset], 0)
    return total


@expands(DownsampleFactorMaxGradGrad)
def expand_max_moved(node, x, z, dx, *_):
    return _followed(node, x, z, dx, False)


@expands(MaxPoolRop)
def expand_first_max_moved(node, x, dx, *_):
    return _followed(node, x, pooled(node, x, "max"), dx, True)


def _patch_places(node, lengths, size, step):
    """Return where patches read: along each axis the place of each element of each patch in an image with a border."""
    mode, found = node.op.mode, []
    for i, n in enumerate(lengths):
        count = _count(mode, n, size[i], step[i])
        places = (T.arange(count) * step[i]).dimshuffle(0, "x") + T.arange(size[i]) - _border(mode, size[i])
        found.append(places)
    rows, columns = found
    return rows.dimshuffle(0, "x", 1, "x"), columns.dimshuffle("x", 0, "x", 1)


def _inside(place, n, wraps):
    """Return a place in an image, and whether it is one."""
    return (place % n, None) if wraps else (T.clip(place, 0, n - 1), (place >= 0) & (place < n))


def _read_places(node, lengths, size, step):
    wraps = node.op.mode == "wrap_centered"
    rows, columns = _patch_places(node, lengths, size, step)
    (rows, some), (columns, others) = [_inside(p, n, wraps) for p, n in zip((rows, columns), lengths)]
    return rows, columns, None if wraps else some & others


@expands(Images2Neibs)
def expand_patches(node, x, size, step):
    rows, columns, there = _read_places(node, [x.shape[2], x.shape[3]], size, step)
    found = x[:, :, rows, columns]
    if there is not None:
        found = T.switch(there, found, found.zeros_like())
    return found.reshape((-1, size[0] * size[1]))


@expands(Images2NeibsGrad)
def expand_patches_back(node, patches, shape, size, step):
    rows, columns, there = _read_places(node, [shape[2], shape[3]], size, step)
    blank = T.zeros([shape[i] for i in range(4)], patches.type.dtype)
    part = blank[:, :, rows, columns]
    values = patches.reshape(part.shape, ndim=6)
    if there is not None:
        values = T.switch(there, values, values.zeros_like())
    return T.inc_subtensor(part, values)
