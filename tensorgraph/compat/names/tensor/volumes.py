"""``theano.tensor.nnet.Conv3D``, of Theano before 1.0: filters over volumes whose channels come last."""

from ....tensor.nnet.conv.convolve import conv3d
from ....tensor.types.constant import as_tensor_variable, get_scalar_constant_value

__all__ = ["conv3D"]


def conv3D(V, W, b, d):
    """Correlate volumes with filters, which are not flipped.

    Parameters
    ----------
    V : tensor_like
        Volumes: batch, row, column, time, channel.
    W : tensor_like
        Filters: output channel, row, column, time, channel.
    b : tensor_like
        A vector with a number to add for each output channel.
    d : sequence of int
        The steps by which filters move along rows, columns and time.

    Returns
    -------
    TensorVariable
        Batch, row, column, time, output channel.
    """
    steps = tuple([int(get_scalar_constant_value(n)) for n in d])
    V, W = (as_tensor_variable(v).dimshuffle(0, 4, 1, 2, 3) for v in (V, W))
    return conv3d(V, W, filter_flip=False, subsample=steps).dimshuffle(0, 2, 3, 4, 1) + b
