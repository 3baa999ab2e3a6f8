"""Signals and images: pooling, convolution and Fourier transforms."""

# written by stubs/generate.py

from tensorgraph.tensor.signal import conv, downsample, fft, pool

__all__ = [
    "conv",
    "downsample",
    "fft",
    "pool",
]
