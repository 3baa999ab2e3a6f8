"""Names of ``theano.tensor.nnet.abstract_conv`` that mean something else elsewhere."""

from ....tensor.nnet.conv.convolve import abstract_conv2d

conv2d = abstract_conv2d
imported_scipy_signal = True

__all__ = ["conv2d", "imported_scipy_signal"]
