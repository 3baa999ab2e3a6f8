"""Convolutions and Fourier transforms."""

from itertools import product

import numpy as np

from .... import tensor as T
from ....graph.apply import Apply
from ....graph.op import Op
from ....graph.perform import performing
from ....lowering.lower import detached, lowers
from ....tensor.linalg.matrix import store
from ....tensor.signal.fft import irfft_op, rfft_op
from ....tensor.types.type import tensor_type
from ..conversion import converts, converts_batches
from .routines import routine


class Convolution(Op):
    """The convolutions of arrays of `ndim` axes, of each of a batch.

    The third input, which may be one for each of the batch, says whether all places where they overlap count, or those
    where one lies in the other.

    Parameters
    ----------
    ndim : int
    method : str
        As of :func:`scipy.signal.convolve`.
    """

    __props__ = ("ndim", "method")

    def __init__(self, ndim, method="direct"):
        self.ndim, self.method = ndim, method

    def make_node(self, x, y, full):
        x, y, full = (T.as_tensor_variable(v) for v in (x, y, full))
        flags = [a and b for a, b in zip(x.type.broadcastable, y.type.broadcastable)][: -self.ndim]
        dtype = np.result_type(x.type.dtype, y.type.dtype).name
        return Apply(self, [x, y, full], [tensor_type(dtype, (*flags, *[False] * self.ndim))()])

    def perform(self, node, inputs, output_storage):
        x, y, full = inputs
        some = bool(full.any())
        if full.size > 1 and some != full.all():
            raise ValueError("convolutions of one batch must have one mode, as their results have one length")
        mode = "full" if some else "valid"
        one = self._function()
        if x.ndim == y.ndim == self.ndim and x.size and y.size:
            store(node, output_storage, one(x, y, mode))
            return
        shape = np.broadcast_shapes(x.shape[: -self.ndim], y.shape[: -self.ndim])
        if 0 in shape:
            lengths = zip(x.shape[-self.ndim :], y.shape[-self.ndim :])
            lengths = [n + k - 1 if some else max(n, k) - min(n, k) + 1 for n, k in lengths]
            store(node, output_storage, np.zeros((*shape, *lengths)))
            return
        rows = [np.broadcast_to(v, (*shape, *v.shape[-self.ndim :])) for v in (x, y)]
        found = [one(rows[0][i], rows[1][i], mode) for i in product(*map(range, shape))]
        store(node, output_storage, np.reshape(found, (*shape, *found[0].shape)))

    def _function(self):
        if self.ndim == 1:
            return np.convolve
        # it takes long to import
        from scipy.signal import convolve

        return lambda x, y, mode: convolve(x, y, mode=mode, method=self.method)

    def infer_shape(self, node, shapes):
        x, y, _ = shapes
        full = T.any(node.inputs[2])
        pairs = list(zip(x, y))
        flags = zip(node.inputs[0].type.broadcastable, node.inputs[1].type.broadcastable)
        batch = [k if a else n for (n, k), (a, _) in zip(pairs[: -self.ndim], flags)]
        within = [
            T.switch(full, n + k - 1, T.maximum(n, k) - T.minimum(n, k) + 1) for n, k in pairs[-self.ndim :]
        ]
        return [(*batch, *within)]


@lowers(Convolution)
def lower_convolution(program, node):
    """Add the machine's step for vectors of one float dtype."""
    x, y, full = node.inputs
    dtypes = {v.type.dtype for v in (x, y, *node.outputs)}
    if node.op.ndim != 1 or dtypes not in ({"float32"}, {"float64"}) or not 1 <= x.type.ndim == y.type.ndim <= 2:
        return False
    if full.type.dtype != "bool" or not all(full.type.broadcastable):
        return False
    inputs = [program.slot(v) for v in node.inputs]
    return program.node_step("convolve", node, inputs, op=performing(node.op), node=detached(node))


@converts_batches("tensor.Convolve1d")
def convert_convolution(op, node, x, y, full):
    return Convolution(1)(x, y, full)


@converts_batches("tensor.Convolve2d")
def convert_convolution_of_images(op, node, x, y, full):
    return Convolution(2, op.method)(x, y, full)


def general_transform(x, length, axis):
    """Return the Fourier transform along an axis, of an array that is cut off or filled with zeros there."""
    return np.fft.fft(x, n=int(length), axis=int(axis))


def lengths_of_transform(x, length, axis):
    """Return that the shape, which depends on values, is not known before."""
    return [None]


@converts("tensor.Fourier")
def convert_general_transform(op, node, x, length, axis):
    return routine(general_transform, lengths_of_transform, node, [x, length, axis])


@converts("tensor.RFFTOp")
def convert_transform(op, node, x, lengths):
    return rfft_op(x, lengths)


@converts("tensor.IRFFTOp")
def convert_inverse_transform(op, node, x, lengths):
    return irfft_op(x, lengths)
