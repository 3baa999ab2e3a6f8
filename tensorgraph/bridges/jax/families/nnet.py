"""Softmax, losses of labels, batch normalization and products of blocks.

A label that is no column is an error in this package; JAX, which cannot raise one, takes the nearest column.
"""

import jax
import jax.numpy as jnp
import numpy as np

from ....tensor.nnet.batchnorm import AbstractBatchNormInference, AbstractBatchNormTrain, AbstractBatchNormTrainGrad
from ....tensor.nnet.blocksparse import SparseBlockGemv, SparseBlockOuter
from ....tensor.nnet.crossentropy import (
    CrossentropyCategorical1Hot,
    CrossentropyCategorical1HotGrad,
    CrossentropySoftmax1HotWithBiasDx,
    CrossentropySoftmaxArgmax1HotWithBias,
)
from ....tensor.nnet.prepend import Prepend_scalar_constant_to_each_row, Prepend_scalar_to_each_row
from ....tensor.nnet.softmax import LogSoftmax, LogSumExp, Softmax, SoftmaxGrad, SoftmaxWithBias
from ..conversion import converts
from ..knowledge import array


@converts(Softmax)
def convert_softmax(node, x):
    return jax.nn.softmax(x, axis=1)


@converts(SoftmaxWithBias)
def convert_softmax_with_bias(node, x, b):
    return jax.nn.softmax(x + b, axis=1)


@converts(SoftmaxGrad)
def convert_softmax_gradient(node, dy, sm):
    return (dy - (dy * sm).sum(axis=1, keepdims=True)) * sm


@converts(LogSoftmax)
def convert_log_softmax(node, x):
    return jax.nn.log_softmax(x, axis=1)


@converts(LogSumExp, own="push")
def convert_log_sum_exp(node, x):
    axes = tuple(range(x.ndim)) if node.op.axis is None else node.op.axis
    return jax.scipy.special.logsumexp(x, axis=axes) if x.size else jnp.full_like(x.sum(axes), -jnp.inf)


@converts(CrossentropySoftmaxArgmax1HotWithBias)
def convert_loss_of_softmax(node, x, b, y):
    scores = array(x + b, x.dtype)
    logs = jax.nn.log_softmax(scores, axis=1)
    return [-logs[np.arange(y.shape[0]), y], jnp.exp(logs), jnp.argmax(scores, axis=1)]


@converts(CrossentropySoftmax1HotWithBiasDx)
def convert_gradient_of_loss_of_softmax(node, dy, sm, y):
    dy = array(dy).reshape(-1)
    return array(sm * dy[:, None]).at[np.arange(y.shape[0]), y].add(-dy)


@converts(CrossentropyCategorical1Hot)
def convert_loss(node, p, y):
    return -jnp.log(array(p)[np.arange(y.shape[0]), y])


@converts(CrossentropyCategorical1HotGrad)
def convert_gradient_of_loss(node, g, p, y):
    rows = np.arange(y.shape[0])
    return jnp.zeros_like(p).at[rows, y].set(array(-g / array(p)[rows, y], p.dtype))


@converts(Prepend_scalar_constant_to_each_row)
def convert_prepend_constant(node, x):
    return jnp.concatenate([jnp.full((x.shape[0], 1), node.op.val, x.dtype), x], axis=1)


@converts(Prepend_scalar_to_each_row)
def convert_prepend(node, value, x):
    return jnp.concatenate([jnp.full((x.shape[0], 1), value, x.dtype), x], axis=1)


@converts(AbstractBatchNormTrain)
def convert_batch_normalization(node, x, scale, bias, epsilon, factor, *averages):
    axes = node.op.axes
    mean, var = x.mean(axes, keepdims=True), x.var(axes, keepdims=True)
    invstd = 1 / jnp.sqrt(var + array(epsilon, x.dtype))
    values = [(x - mean) * (scale * invstd) + bias, mean, invstd]
    if averages:
        n = np.prod([x.shape[axis] for axis in axes])
        with np.errstate(divide="ignore"):
            unbiased = np.true_divide(n, n - 1) * var
        values += [old * (1 - factor) + new * factor for old, new in zip(averages, (mean, unbiased))]
    return values


@converts(AbstractBatchNormTrainGrad)
def convert_gradient_of_batch_normalization(node, x, dy, scale, mean, invstd, epsilon):
    axes = node.op.axes
    d = x - mean
    centered = dy * invstd - d * ((dy * d).mean(axes, keepdims=True) * invstd**3)
    return [
        scale * (centered - centered.mean(axes, keepdims=True)), (dy * invstd * d).sum(axes, keepdims=True),
        dy.sum(axes, keepdims=True),
    ]


@converts(AbstractBatchNormInference)
def convert_normalization_in_use(node, x, scale, bias, mean, var, epsilon):
    return (x - mean) * (scale / jnp.sqrt(var + array(epsilon, x.dtype))) + bias


@converts(SparseBlockGemv)
def convert_blocks(node, o, W, h, rows, columns):
    blocks = array(W)[rows[:, :, None], columns[:, None, :]]
    return o + jnp.einsum("bin,bijnm->bjm", h, blocks, precision="highest")


@converts(SparseBlockOuter)
def convert_outer_blocks(node, o, x, y, rows, columns, alpha):
    blocks = alpha * jnp.einsum("bin,bjm->bijnm", x, y, precision="highest")
    return array(o).at[rows[:, :, None], columns[:, None, :]].add(blocks)
