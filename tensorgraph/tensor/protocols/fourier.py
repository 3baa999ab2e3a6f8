"""NumPy's discrete Fourier transforms, made of that of real vectors: a complex one is that of both its parts.

Inside, a complex number is a pair of real ones.
"""

import numpy as np

from ...graph.messages.called import with_type
from ...scalar.dtypes import is_complex, is_discrete
from ..creation.alloc import alloc
from ..creation.filled import arange
from ..elementwise.math import FUNCTIONS, cast, switch
from ..indexing.indexing import set_subtensor
from ..shape.axes import moveaxis
from ..shape.flips import roll
from ..signal.fft import rfft_op
from ..types.axis import as_integer, checked_axes, checked_axis
from ..types.constant import as_tensor_variable

__all__ = [
    "fft", "fft2", "fftn", "fftshift", "hfft", "ifft", "ifft2", "ifftn", "ifftshift", "ihfft", "irfft", "irfft2",
    "irfftn", "rfft", "rfft2", "rfftn",
]  # fmt: skip
_NORMS = {None: 0.0, "backward": 0.0, "ortho": 0.5, "forward": 1.0}  # the power of 1 / n of the transform


def _floats(a):
    a = as_tensor_variable(a)
    return cast(a, "float64") if is_discrete(a.type.dtype) else cast(a, "float32") if a.type.dtype == "float16" else a


def _real(a):
    if is_complex(as_tensor_variable(a).type.dtype):
        raise TypeError(f"the transform takes real numbers, not {with_type(a)}\nhint: use x.real")
    return _floats(a)


def _scaled(z, n, norm, inverse):
    if norm not in _NORMS:
        raise ValueError(f"norm must be 'backward', 'ortho' or 'forward', not {norm!r}")
    power = _NORMS[norm] if not inverse else 1 - _NORMS[norm]
    return z if power == 0 else z / cast(n, FUNCTIONS["real"](z).type.dtype) ** np.asarray(power, "float32")


def _cut(a, n):
    """Return a tensor with n elements along its last axis: without the last ones, or with zeros behind."""
    if n is None:
        return a
    if as_integer(n, "n") < 1:
        raise ValueError(f"n must be 1 or more, not {n}")
    shape = [a.shape[i] for i in range(a.type.ndim - 1)]
    a = a[..., :n]
    zeros = alloc(np.zeros((), a.type.dtype), *shape, n)
    return set_subtensor(zeros[..., : a.shape[a.type.ndim - 1]], a)


def _pairs(a):
    """Return the real and the imaginary parts of the transform of real numbers along the last axis."""
    shape = [a.shape[i] for i in range(a.type.ndim)]
    n = shape[-1]
    z = rfft_op(a.reshape([-1, n], ndim=2))
    k = arange(n)
    mirrored = k > n // 2
    z = z[:, switch(mirrored, n - k, k)]
    sign = cast(switch(mirrored, -1, 1), a.type.dtype)
    return [v.reshape(shape) for v in (z[:, :, 0], z[:, :, 1] * sign)]


def _transform(a, norm, inverse=False):
    """Return the transform along the last axis."""
    n = a.shape[a.type.ndim - 1]
    if is_complex(a.type.dtype):
        (p, q), (r, s) = _pairs(FUNCTIONS["real"](a)), _pairs(FUNCTIONS["imag"](a) * (-1 if inverse else 1))
        real, imag = p - s, q + r
    else:
        real, imag = _pairs(a)
    return _scaled(FUNCTIONS["complex"](real, -imag if inverse else imag), n, norm, inverse)


def _along(a, axis, function):
    axis = checked_axis(axis, a)
    return moveaxis(function(moveaxis(a, axis, -1)), -1, axis)


def fft(a, n=None, axis=-1, norm=None):
    """Return ``numpy.fft.fft``."""
    return _along(_floats(a), axis, lambda a: _transform(_cut(a, n), norm))


def ifft(a, n=None, axis=-1, norm=None):
    """Return ``numpy.fft.ifft``."""
    return _along(_floats(a), axis, lambda a: _transform(_cut(a, n), norm, True))


def rfft(a, n=None, axis=-1, norm=None):
    """Return ``numpy.fft.rfft``."""

    def half(a):
        a = _cut(a, n)
        return _transform(a, norm)[..., : a.shape[a.type.ndim - 1] // 2 + 1]

    return _along(_real(a), axis, half)


def irfft(a, n=None, axis=-1, norm=None):
    """Return ``numpy.fft.irfft``."""

    def whole(a):
        m = 2 * (a.shape[a.type.ndim - 1] - 1) if n is None else n
        a = a if n is None else _cut(a, as_integer(n, "n") // 2 + 1)
        k = arange(m)
        mirrored = k > m // 2
        z = a[..., switch(mirrored, m - k, k)]
        # those that are their own mirrors are real
        sign = switch(mirrored, -1, switch(FUNCTIONS["eq"]((m - k) % m, k), 0, 1))
        real, imag = FUNCTIONS["real"](z), FUNCTIONS["imag"](z) * cast(sign, FUNCTIONS["imag"](z).type.dtype)
        return FUNCTIONS["real"](_transform(FUNCTIONS["complex"](real, imag), norm, True))

    return _along(_floats(a), axis, whole)


_OPPOSITE = {None: "forward", "backward": "forward", "forward": "backward", "ortho": "ortho"}


def hfft(a, n=None, axis=-1, norm=None):
    """Return ``numpy.fft.hfft``."""
    return irfft(FUNCTIONS["conj"](_floats(a)), n, axis, _OPPOSITE.get(norm, norm))


def ihfft(a, n=None, axis=-1, norm=None):
    """Return ``numpy.fft.ihfft``."""
    return FUNCTIONS["conj"](rfft(a, n, axis, _OPPOSITE.get(norm, norm)))


def _axes(a, s, axes):
    if axes is None:
        axes = range(a.type.ndim) if s is None else range(-len(s), 0)
    axes = checked_axes(axes, a, "axes")
    s = [None] * len(axes) if s is None else [None if n == -1 else n for n in s]
    if len(s) != len(axes):
        raise ValueError(f"s has {len(s)} lengths, for {len(axes)} axes: give as many")
    return list(zip(s, axes))


def _over(one, a, s, axes, norm):
    for n, axis in reversed(_axes(as_tensor_variable(a), s, axes)):
        a = one(a, n, axis, norm)
    return as_tensor_variable(a)


def fftn(a, s=None, axes=None, norm=None):
    """Return ``numpy.fft.fftn``."""
    return _over(fft, a, s, axes, norm)


def ifftn(a, s=None, axes=None, norm=None):
    """Return ``numpy.fft.ifftn``."""
    return _over(ifft, a, s, axes, norm)


def rfftn(a, s=None, axes=None, norm=None):
    """Return ``numpy.fft.rfftn``."""
    *others, (n, last) = _axes(as_tensor_variable(a), s, axes)
    z = rfft(a, n, last, norm)
    return _over(fft, z, [n for n, _ in others], [i for _, i in others], norm) if others else z


def irfftn(a, s=None, axes=None, norm=None):
    """Return ``numpy.fft.irfftn``."""
    *others, (n, last) = _axes(as_tensor_variable(a), s, axes)
    for m, axis in others:
        a = ifft(a, m, axis, norm)
    return irfft(a, n, last, norm)


def fft2(a, s=None, axes=(-2, -1), norm=None):
    """Return ``numpy.fft.fft2``."""
    return fftn(a, s, axes, norm)


def ifft2(a, s=None, axes=(-2, -1), norm=None):
    """Return ``numpy.fft.ifft2``."""
    return ifftn(a, s, axes, norm)


def rfft2(a, s=None, axes=(-2, -1), norm=None):
    """Return ``numpy.fft.rfft2``."""
    return rfftn(a, s, axes, norm)


def irfft2(a, s=None, axes=(-2, -1), norm=None):
    """Return ``numpy.fft.irfft2``."""
    return irfftn(a, s, axes, norm)


def fftshift(x, axes=None):
    """Return ``numpy.fft.fftshift``."""
    return _shifted(x, axes, 1)


def ifftshift(x, axes=None):
    """Return ``numpy.fft.ifftshift``."""
    return _shifted(x, axes, -1)


def _shifted(x, axes, sign):
    x = as_tensor_variable(x)
    for axis in range(x.type.ndim) if axes is None else checked_axes(axes, x, "axes"):
        x = roll(x, sign * (x.shape[axis] // 2), axis)
    return x
