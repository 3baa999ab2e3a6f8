"""Fourier transforms of real numbers, axis by axis."""

from .... import tensor as T
from ....tensor.signal.fft import IRFFTOp, RFFTOp
from ....tensor.types.type import TensorType
from ..conversion import converts


def _fitted(x, axis, n):
    """Return an array cut off at a length, or with zeros up to it."""
    shape = [x.shape[i] for i in range(x.type.ndim)]
    zeros = T.zeros([*shape[:axis], T.maximum(n - shape[axis], 0), *shape[axis + 1 :]], x.type.dtype)
    return T.concatenate([x, zeros], axis=axis)[(slice(None),) * axis + (slice(None, n),)]


@converts(RFFTOp)
def convert_rfft(model, node, x, lengths):
    v = node.inputs[0]
    last = v.type.ndim - 1

    def fitted(x, s):
        for axis in range(1, last + 1):
            x = _fitted(x, axis, s[axis - 1])
        return x.dimshuffle(*range(x.type.ndim), "x")

    z = model.expand(fitted, [x, lengths], node.inputs)
    z = model.add("DFT", z, axis=last, onesided=1)
    for axis in range(1, last):
        z = model.add("DFT", z, axis=axis)
    return z


@converts(IRFFTOp)
def convert_irfft(model, node, x, lengths):
    v = node.inputs[0]
    last = v.type.ndim - 2

    def fitted(x, s):
        for axis in range(1, last):
            x = _fitted(x, axis, s[axis - 1])
        return _fitted(x, last, s[last - 1] // 2 + 1)

    def whole(x, s):
        # the frequencies that follow by symmetry are conjugates
        n = s[last - 1]
        mirrored = x[(slice(None),) * last + (n - T.arange(n // 2 + 1, n),)]
        sign = T.constant([1, -1], dtype=x.type.dtype)
        return T.concatenate([x, mirrored * sign], axis=last)

    def real(x, s):
        return x[..., 0] * T.prod(s).astype(x.type.dtype)

    like = [TensorType(v.type.dtype, (False,) * v.type.ndim)(), node.inputs[1]]
    z = model.expand(fitted, [x, lengths], node.inputs)
    for axis in range(1, last):
        z = model.add("DFT", z, axis=axis, inverse=1)
    z = model.add("DFT", model.expand(whole, [z, lengths], like), axis=last, inverse=1)
    return model.expand(real, [z, lengths], like)
