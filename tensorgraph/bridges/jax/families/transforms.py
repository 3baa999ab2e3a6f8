"""Fourier transforms, with the real and the imaginary part as a last axis."""

import jax.numpy as jnp

from ....tensor.signal.fft import IRFFTOp, RFFTOp
from ..conversion import converts
from ..knowledge import array, lengths


@converts(RFFTOp)
def convert_rfft(node, a, s):
    z = jnp.fft.rfftn(array(a), s=lengths(node, s), axes=tuple(range(1, a.ndim)))
    return jnp.stack([z.real, z.imag], axis=-1)


@converts(IRFFTOp)
def convert_irfft(node, a, s):
    z = a[..., 0] + 1j * a[..., 1]
    return jnp.fft.irfftn(z, s=lengths(node, s), axes=tuple(range(1, a.ndim - 1)), norm="forward")
