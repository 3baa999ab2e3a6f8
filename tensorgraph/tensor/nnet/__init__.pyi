"""Neural networks: activations, softmax, cross-entropies, convolutions."""

# written by stubs/generate.py

from tensorgraph.tensor.nnet import abstract_conv, blocksparse, bn, conv, conv3d2d, ctc, neighbours, nnet, sigm
from tensorgraph.tensor.nnet.activations import elu, h_softmax, relu, selu, softsign
from tensorgraph.tensor.nnet.bn import batch_normalization
from tensorgraph.tensor.nnet.conv.convolve import abstract_conv2d, conv2d, conv3d
from tensorgraph.tensor.nnet.conv.gradients import conv2d_grad_wrt_inputs, conv2d_transpose
from tensorgraph.tensor.nnet.conv.legacy import ConvOp
from tensorgraph.tensor.nnet.conv.separable import separable_conv2d
from tensorgraph.tensor.nnet.crossentropy import (
    CrossentropyCategorical1Hot,
    CrossentropyCategorical1HotGrad,
    CrossentropySoftmax1HotWithBiasDx,
    CrossentropySoftmaxArgmax1HotWithBias,
    crossentropy_softmax_1hot,
    crossentropy_softmax_1hot_with_bias,
    crossentropy_softmax_max_and_argmax_1hot,
    crossentropy_softmax_max_and_argmax_1hot_with_bias,
)
from tensorgraph.tensor.nnet.losses import (
    binary_crossentropy,
    categorical_crossentropy,
    confusion_matrix,
    sigmoid_binary_crossentropy,
)
from tensorgraph.tensor.nnet.prepend import Prepend_scalar_constant_to_each_row, Prepend_scalar_to_each_row
from tensorgraph.tensor.nnet.sigmoid import hard_sigmoid
from tensorgraph.tensor.nnet.softmax import (
    LogSoftmax,
    LogSumExp,
    Softmax,
    SoftmaxGrad,
    SoftmaxWithBias,
    logsoftmax,
    softmax,
    softmax_graph,
)
from tensorgraph.tensor.types.variable import TensorVariable
from tensorgraph.typing import TensorLike

__all__ = [
    "ConvOp",
    "CrossentropyCategorical1Hot",
    "CrossentropyCategorical1HotGrad",
    "CrossentropySoftmax1HotWithBiasDx",
    "CrossentropySoftmaxArgmax1HotWithBias",
    "LogSoftmax",
    "LogSumExp",
    "Prepend_scalar_constant_to_each_row",
    "Prepend_scalar_to_each_row",
    "Softmax",
    "SoftmaxGrad",
    "SoftmaxWithBias",
    "abstract_conv",
    "abstract_conv2d",
    "batch_normalization",
    "binary_crossentropy",
    "blocksparse",
    "bn",
    "categorical_crossentropy",
    "confusion_matrix",
    "conv",
    "conv2d",
    "conv2d_grad_wrt_inputs",
    "conv2d_transpose",
    "conv3d",
    "conv3d2d",
    "crossentropy_categorical_1hot",
    "crossentropy_categorical_1hot_grad",
    "crossentropy_softmax_1hot",
    "crossentropy_softmax_1hot_with_bias",
    "crossentropy_softmax_1hot_with_bias_dx",
    "crossentropy_softmax_argmax_1hot_with_bias",
    "crossentropy_softmax_max_and_argmax_1hot",
    "crossentropy_softmax_max_and_argmax_1hot_with_bias",
    "ctc",
    "elu",
    "h_softmax",
    "hard_sigmoid",
    "logsoftmax",
    "logsoftmax_op",
    "neighbours",
    "nnet",
    "prepend_0_to_each_row",
    "prepend_1_to_each_row",
    "prepend_scalar_to_each_row",
    "relu",
    "selu",
    "separable_conv2d",
    "sigm",
    "sigmoid",
    "sigmoid_binary_crossentropy",
    "softmax",
    "softmax_grad",
    "softmax_graph",
    "softmax_op",
    "softmax_with_bias",
    "softplus",
    "softsign",
    "ultra_fast_sigmoid",
]

def crossentropy_categorical_1hot(
    coding_dist: TensorLike, true_one_of_n: TensorLike, *, name: str | None = None
) -> TensorVariable:
    """``-log(coding_dist[i, true_one_of_n[i]])`` for each row i."""

crossentropy_categorical_1hot_grad: CrossentropyCategorical1HotGrad
crossentropy_softmax_1hot_with_bias_dx: CrossentropySoftmax1HotWithBiasDx
def crossentropy_softmax_argmax_1hot_with_bias(
    x: TensorLike, b: TensorLike, y_idx: TensorLike, *, name: str | None = None
) -> list[TensorVariable]:
    """The loss of the label of each row of ``x + b``, the softmax, and the argmax."""

def logsoftmax_op(x: TensorLike, *, name: str | None = None) -> TensorVariable:
    """The logarithm of the softmax of each row of a matrix, without loss of digits."""

prepend_0_to_each_row: Prepend_scalar_constant_to_each_row
prepend_1_to_each_row: Prepend_scalar_constant_to_each_row
prepend_scalar_to_each_row: Prepend_scalar_to_each_row
def sigmoid(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``1 / (1 + exp(-x))``, without overflow."""

softmax_grad: SoftmaxGrad
def softmax_op(x: TensorLike, *, name: str | None = None) -> TensorVariable:
    """``exp(x) / sum(exp(x))`` for each row of a matrix."""

def softmax_with_bias(x: TensorLike, b: TensorLike, *, name: str | None = None) -> TensorVariable:
    """The softmax of the rows of ``x + b``, `b` a vector."""

def softplus(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``log(1 + exp(x))``, without overflow."""

def ultra_fast_sigmoid(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """A piecewise approximation of the sigmoid, off by up to 0.02; its gradient is that of the sigmoid."""
