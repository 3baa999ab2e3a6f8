"""Proofs of the rules of batch normalization."""

import numpy as np
from proof import Proof, given

from tensorgraph.tensor.nnet.batchnorm import (
    AbstractBatchNormInference,
    AbstractBatchNormTrain,
    AbstractBatchNormTrainGrad,
)

x = given(np.cos(np.arange(24.0)).reshape(4, 3, 2))
dy = given(np.sin(np.arange(24.0)).reshape(4, 3, 2))
single = given(np.array([[[0.5], [-1.0], [2.0]]]), (True, False, True))


def statistics(axes, number):
    """A value for each element that is left of `x` without the axes."""
    shape = [1 if i in axes else n for i, n in enumerate((4, 3, 2))]
    flags = tuple(i in axes for i in range(3))
    return given(np.linspace(0.5, 2.0, int(np.prod(shape))).reshape(shape) * number, flags)


def train(axes, averages=False, **numbers):
    """The outputs of normalization by the batch."""
    more = [statistics(axes, k) for k in (3, 4)] if averages else [None, None]
    op = AbstractBatchNormTrain(axes)
    return op.make_node(
        x, statistics(axes, 1), statistics(axes, 2), numbers.get("epsilon", 1e-4), numbers.get("factor", 0.1), *more
    ).outputs


def gradients(axes):
    """The derivatives of it."""
    return AbstractBatchNormTrainGrad(axes).make_node(x, dy, *[statistics(axes, k) for k in (1, 2, 3)]).outputs


def inference(axes, epsilon=1e-4):
    """Normalization by given statistics."""
    return AbstractBatchNormInference(axes)(x, *[statistics(axes, k) for k in (1, 2, 3, 4)], epsilon)


PROOFS = {
    "local_abstract_batch_norm_train": Proof(
        fires=[
            lambda: train((0,)),
            lambda: train((0, 2), averages=True),
            lambda: train((0, 1, 2), averages=True, epsilon=0.5, factor=1.0),
            lambda: AbstractBatchNormTrain((0, 2)).make_node(single, single, single).outputs,
        ],
    ),
    "local_abstract_batch_norm_train_grad": Proof(
        fires=[
            lambda: gradients((0,)),
            lambda: gradients((0, 2)),
            lambda: gradients((0, 1, 2)),
            lambda: AbstractBatchNormTrainGrad((0, 2)).make_node(*[single] * 5).outputs,
        ],
    ),
    "local_abstract_batch_norm_inference": Proof(
        fires=[
            lambda: inference((0,)),
            lambda: inference((0, 2), 0.5),
            lambda: inference((0, 1, 2)),
            lambda: AbstractBatchNormInference((0, 2))(*[abs(single)] * 5),
        ],
    ),
}
