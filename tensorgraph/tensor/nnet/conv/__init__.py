"""Convolutions. The names are those of Theano's ``nnet.conv``, which are old; ``nnet.conv2d`` is the one to use."""

from .legacy import ConvOp, conv2d, imported_scipy_signal

__all__ = ["ConvOp", "conv2d", "imported_scipy_signal"]
