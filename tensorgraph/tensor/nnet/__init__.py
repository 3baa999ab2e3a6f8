"""Neural networks: activations, softmax, cross-entropies, convolutions."""

from types import ModuleType as _ModuleType

from ...misuse import guess_in_module as _guess_in_module
from .activations import elu, h_softmax, relu, selu, softsign
from .bn import batch_normalization
from .conv import ConvOp
from .conv.convolve import abstract_conv2d, conv2d, conv3d
from .conv.gradients import conv2d_grad_wrt_inputs, conv2d_transpose
from .conv.separable import separable_conv2d
from .crossentropy import (
    CrossentropyCategorical1Hot,
    CrossentropyCategorical1HotGrad,
    CrossentropySoftmax1HotWithBiasDx,
    CrossentropySoftmaxArgmax1HotWithBias,
    crossentropy_categorical_1hot,
    crossentropy_categorical_1hot_grad,
    crossentropy_softmax_1hot,
    crossentropy_softmax_1hot_with_bias,
    crossentropy_softmax_1hot_with_bias_dx,
    crossentropy_softmax_argmax_1hot_with_bias,
    crossentropy_softmax_max_and_argmax_1hot,
    crossentropy_softmax_max_and_argmax_1hot_with_bias,
)
from .losses import binary_crossentropy, categorical_crossentropy, confusion_matrix, sigmoid_binary_crossentropy
from .prepend import (
    Prepend_scalar_constant_to_each_row,
    Prepend_scalar_to_each_row,
    prepend_0_to_each_row,
    prepend_1_to_each_row,
    prepend_scalar_to_each_row,
)
from .sigmoid import hard_sigmoid, sigmoid, softplus, ultra_fast_sigmoid
from .softmax import (
    LogSoftmax,
    LogSumExp,
    Softmax,
    SoftmaxGrad,
    SoftmaxWithBias,
    logsoftmax,
    logsoftmax_op,
    softmax,
    softmax_grad,
    softmax_graph,
    softmax_op,
    softmax_with_bias,
)

_guess_in_module(globals())

__all__ = sorted(
    name for name, value in globals().items() if name[0] != "_" and not isinstance(value, _ModuleType)
)


def __dir__():
    return __all__
