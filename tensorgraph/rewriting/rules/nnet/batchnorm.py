"""Batch normalization as elementwise operations and reductions."""

from ....tensor.elementwise.math import FUNCTIONS
from ....tensor.nnet.batchnorm import (
    AbstractBatchNormInference,
    AbstractBatchNormTrain,
    AbstractBatchNormTrainGrad,
    count,
    unbiased,
)
from ....tensor.shape.rebroadcast import patternbroadcast
from ...rule import batchnorm_opts, finite_only, node_rule, rounding

inv, sqr, sqrt = FUNCTIONS["inv"], FUNCTIONS["sqr"], FUNCTIONS["sqrt"]


def _as_outputs(node, results):
    return [patternbroadcast(v, old.type.broadcastable) for v, old in zip(results, node.outputs)]


@batchnorm_opts
@rounding
@node_rule(AbstractBatchNormTrain)
def local_abstract_batch_norm_train(fgraph, node):
    """Compute the statistics of the batch by sums over it, and the rest elementwise."""
    op = node.op
    x, scale, bias, epsilon, factor, *averages = node.inputs
    n = count(x, op.axes)
    mean = op.sum(x) / n
    var = op.sum(sqr(x - mean)) / n
    invstd = inv(sqrt(var + epsilon.astype(x.type.dtype)))
    results = [(x - mean) * (scale * invstd) + bias, mean, invstd]
    factor = factor.astype(x.type.dtype)
    for old, new in zip(averages, (mean, unbiased(n) * var)):
        results.append(old * (1 - factor) + new * factor)
    return _as_outputs(node, results)


@batchnorm_opts
@finite_only
@node_rule(AbstractBatchNormTrainGrad)
def local_abstract_batch_norm_train_grad(fgraph, node):
    """Compute the gradient by sums over the batch and one elementwise expression."""
    op = node.op
    x, dy, scale, mean, invstd, _ = node.inputs
    n = count(x, op.axes)
    d = x - mean
    gbias, inner = op.sum(dy), op.sum(dy * d)
    slope = inner / n * invstd**3
    gx = scale * (dy * invstd - d * slope - (gbias * invstd - op.sum(d) * slope) / n)
    return _as_outputs(node, [gx, inner * invstd, gbias])


@batchnorm_opts
@rounding
@node_rule(AbstractBatchNormInference)
def local_abstract_batch_norm_inference(fgraph, node):
    """Normalize by one elementwise expression."""
    x, scale, bias, mean, var, epsilon = node.inputs
    result = (x - mean) * (scale / sqrt(var + epsilon.astype(x.type.dtype))) + bias
    return _as_outputs(node, [result])
