"""Signals and images: pooling, convolution and Fourier transforms."""
