"""Convolutions, under the old names of Theano's ``nnet.conv``; ``nnet.conv2d`` is the one to use."""

from .legacy import ConvOp, conv2d, imported_scipy_signal

__all__ = ["ConvOp", "conv2d", "imported_scipy_signal"]
