"""Softmax, losses of labels and batch normalization."""

from .... import tensor as T
from ....tensor.nnet.batchnorm import AbstractBatchNormInference
from ....tensor.nnet.crossentropy import CrossentropyCategorical1Hot, CrossentropySoftmaxArgmax1HotWithBias
from ....tensor.nnet.softmax import LogSoftmax, LogSumExp, Softmax, SoftmaxWithBias
from ..conversion import converts


@converts(Softmax)
def convert_softmax(model, node, x):
    return model.add("Softmax", x, axis=1)


@converts(SoftmaxWithBias)
def convert_softmax_with_bias(model, node, x, b):
    return model.add("Softmax", model.add("Add", x, b), axis=1)


@converts(LogSoftmax)
def convert_log_softmax(model, node, x):
    return model.add("LogSoftmax", x, axis=1)


@converts(LogSumExp)
def convert_log_sum_exp(model, node, x):
    ndim = node.inputs[0].type.ndim
    axes = range(ndim) if node.op.axis is None else node.op.axis
    return model.add("ReduceLogSumExp", x, model.integers(*axes), keepdims=0)


@converts(CrossentropySoftmaxArgmax1HotWithBias)
def convert_loss_of_softmax(model, node, x, b, y):
    scores = model.add("Add", x, b)
    logs = model.add("LogSoftmax", scores, axis=1)
    best = model.cast(model.add("ArgMax", scores, axis=1, keepdims=0), "int64", node.outputs[2].type.dtype)
    return [_picked(model, node, logs, y, node.inputs[2]), model.add("Exp", logs), best]


@converts(CrossentropyCategorical1Hot)
def convert_loss(model, node, p, y):
    return _picked(model, node, model.add("Log", p), y, node.inputs[1])


def _picked(model, node, logs, y, labels):
    """Return the negative element of each row at its label."""
    column = model.add("Unsqueeze", model.cast(y, labels.type.dtype, "int64"), model.integers(1))
    found = model.add("GatherElements", logs, column, axis=1)
    return model.add("Neg", model.add("Squeeze", found, model.integers(1)))


@converts(AbstractBatchNormInference)
def convert_normalization_in_use(model, node, *names):
    def normalized(x, scale, bias, mean, var, epsilon):
        return (x - mean) * (scale / T.sqrt(var + T.cast(epsilon, x.dtype))) + bias

    return model.expand(normalized, names, node.inputs)
