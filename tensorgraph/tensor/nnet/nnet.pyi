"""``theano.tensor.nnet.nnet``: names of other modules."""

# written by stubs/generate.py

from tensorgraph.compat.names.tensor.pickledops import ScalarSoftsign as ScalarSoftsign
from tensorgraph.compat.names.tensor.pickledops import XlogX as XlogX
from tensorgraph.compat.names.tensor.pickledops import XlogY0 as XlogY0
from tensorgraph.compat.names.tensor.pickledops import scalar_softsign as scalar_softsign
from tensorgraph.compat.names.tensor.pickledops import scalar_xlogx as scalar_xlogx
from tensorgraph.compat.names.tensor.pickledops import scalar_xlogy0 as scalar_xlogy0
from tensorgraph.tensor import sigmoid as sigmoid
from tensorgraph.tensor import softplus as softplus
from tensorgraph.tensor import ultra_fast_sigmoid as ultra_fast_sigmoid
from tensorgraph.tensor.nnet.activations import elu as elu
from tensorgraph.tensor.nnet.activations import h_softmax as h_softmax
from tensorgraph.tensor.nnet.activations import relu as relu
from tensorgraph.tensor.nnet.activations import selu as selu
from tensorgraph.tensor.nnet.activations import softsign as softsign
from tensorgraph.tensor.nnet.blocksparse import SparseBlockGemv as SparseBlockGemv
from tensorgraph.tensor.nnet.blocksparse import SparseBlockOuter as SparseBlockOuter
from tensorgraph.tensor.nnet.blocksparse import sparse_block_dot as sparse_block_dot
from tensorgraph.tensor.nnet.blocksparse import sparse_block_gemv as sparse_block_gemv
from tensorgraph.tensor.nnet.blocksparse import sparse_block_gemv_inplace as sparse_block_gemv_inplace
from tensorgraph.tensor.nnet.blocksparse import sparse_block_outer as sparse_block_outer
from tensorgraph.tensor.nnet.blocksparse import sparse_block_outer_inplace as sparse_block_outer_inplace
from tensorgraph.tensor.nnet.bn import batch_normalization as batch_normalization
from tensorgraph.tensor.nnet.conv.convolve import abstract_conv2d as abstract_conv2d
from tensorgraph.tensor.nnet.conv.convolve import conv2d as conv2d
from tensorgraph.tensor.nnet.conv.convolve import conv3d as conv3d
from tensorgraph.tensor.nnet.conv.gradients import conv2d_grad_wrt_inputs as conv2d_grad_wrt_inputs
from tensorgraph.tensor.nnet.conv.gradients import conv2d_transpose as conv2d_transpose
from tensorgraph.tensor.nnet.conv.legacy import ConvOp as ConvOp
from tensorgraph.tensor.nnet.conv.separable import separable_conv2d as separable_conv2d
from tensorgraph.tensor.nnet.crossentropy import CrossentropyCategorical1Hot as CrossentropyCategorical1Hot
from tensorgraph.tensor.nnet.crossentropy import CrossentropyCategorical1HotGrad as CrossentropyCategorical1HotGrad
from tensorgraph.tensor.nnet.crossentropy import CrossentropySoftmax1HotWithBiasDx as CrossentropySoftmax1HotWithBiasDx
from tensorgraph.tensor.nnet.crossentropy import CrossentropySoftmaxArgmax1HotWithBias as CrossentropySoftmaxArgmax1HotWithBias
from tensorgraph.tensor.nnet.crossentropy import crossentropy_categorical_1hot_grad as crossentropy_categorical_1hot_grad
from tensorgraph.tensor.nnet.crossentropy import crossentropy_softmax_1hot as crossentropy_softmax_1hot
from tensorgraph.tensor.nnet.crossentropy import crossentropy_softmax_1hot_with_bias as crossentropy_softmax_1hot_with_bias
from tensorgraph.tensor.nnet.crossentropy import crossentropy_softmax_1hot_with_bias_dx as crossentropy_softmax_1hot_with_bias_dx
from tensorgraph.tensor.nnet.crossentropy import crossentropy_softmax_max_and_argmax_1hot as crossentropy_softmax_max_and_argmax_1hot
from tensorgraph.tensor.nnet.crossentropy import crossentropy_softmax_max_and_argmax_1hot_with_bias as crossentropy_softmax_max_and_argmax_1hot_with_bias
from tensorgraph.tensor.nnet.losses import binary_crossentropy as binary_crossentropy
from tensorgraph.tensor.nnet.losses import categorical_crossentropy as categorical_crossentropy
from tensorgraph.tensor.nnet.losses import confusion_matrix as confusion_matrix
from tensorgraph.tensor.nnet.losses import sigmoid_binary_crossentropy as sigmoid_binary_crossentropy
from tensorgraph.tensor.nnet.prepend import Prepend_scalar_constant_to_each_row as Prepend_scalar_constant_to_each_row
from tensorgraph.tensor.nnet.prepend import Prepend_scalar_to_each_row as Prepend_scalar_to_each_row
from tensorgraph.tensor.nnet.prepend import prepend_0_to_each_row as prepend_0_to_each_row
from tensorgraph.tensor.nnet.prepend import prepend_1_to_each_row as prepend_1_to_each_row
from tensorgraph.tensor.nnet.prepend import prepend_scalar_to_each_row as prepend_scalar_to_each_row
from tensorgraph.tensor.nnet.sigmoid import hard_sigmoid as hard_sigmoid
from tensorgraph.tensor.nnet.softmax import LogSoftmax as LogSoftmax
from tensorgraph.tensor.nnet.softmax import LogSumExp as LogSumExp
from tensorgraph.tensor.nnet.softmax import Softmax as Softmax
from tensorgraph.tensor.nnet.softmax import SoftmaxGrad as SoftmaxGrad
from tensorgraph.tensor.nnet.softmax import SoftmaxWithBias as SoftmaxWithBias
from tensorgraph.tensor.nnet.softmax import logsoftmax as logsoftmax
from tensorgraph.tensor.nnet.softmax import softmax as softmax
from tensorgraph.tensor.nnet.softmax import softmax_grad as softmax_grad
from tensorgraph.tensor.nnet.softmax import softmax_graph as softmax_graph
from tensorgraph.tensor.types.variable import TensorVariable
from tensorgraph.typing import TensorLike

def logsoftmax_op(x: TensorLike, *, name: str | None = None) -> TensorVariable:
    """The logarithm of the softmax of each row of a matrix, without loss of digits."""

def softmax_op(x: TensorLike, *, name: str | None = None) -> TensorVariable:
    """``exp(x) / sum(exp(x))`` for each row of a matrix."""

def softmax_with_bias(x: TensorLike, b: TensorLike, *, name: str | None = None) -> TensorVariable:
    """The softmax of the rows of ``x + b``, `b` a vector."""

def crossentropy_categorical_1hot(
    coding_dist: TensorLike, true_one_of_n: TensorLike, *, name: str | None = None
) -> TensorVariable:
    """``-log(coding_dist[i, true_one_of_n[i]])`` for each row i."""

def crossentropy_softmax_argmax_1hot_with_bias(
    x: TensorLike, b: TensorLike, y_idx: TensorLike, *, name: str | None = None
) -> list[TensorVariable]:
    """The loss of the label of each row of ``x + b``, the softmax, and the argmax."""
