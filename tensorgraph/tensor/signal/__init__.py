"""Signals and images: pooling, convolution and Fourier transforms."""

__all__ = ["conv", "fft", "pool"]
