"""Proofs of the rules of the crossentropy of a softmax."""

import numpy as np
from graphs import m, n, s, v
from proof import Proof, given

import tensorgraph.tensor as T
from tensorgraph.tensor.indexing.advanced_subtensor import AdvancedIncSubtensor
from tensorgraph.tensor.nnet.crossentropy import (
    CrossentropyCategorical1Hot,
    CrossentropyCategorical1HotGrad,
    CrossentropySoftmax1HotWithBiasDx,
    CrossentropySoftmaxArgmax1HotWithBias,
)
from tensorgraph.tensor.nnet.softmax import LogSoftmax, Softmax, SoftmaxGrad, SoftmaxWithBias

softmax, logsoftmax, biased, gradient = Softmax(), LogSoftmax(), SoftmaxWithBias(), SoftmaxGrad()
fused, fused_gradient = CrossentropySoftmaxArgmax1HotWithBias(), CrossentropySoftmax1HotWithBiasDx()
crossentropy, crossentropy_gradient = CrossentropyCategorical1Hot(), CrossentropyCategorical1HotGrad()

y = given(np.array([2, 0, 3]))
other = given(np.array([1, 0, 1]))
small = given(np.array([2, 0, 3], "uint8"))
large = given(np.array([2, 0, 3], "uint64"))
truths = given(np.array([True, False, True, True]))
known = T.constant([2, 0, 1])
numbers = T.constant(np.array([[0.5, 1.0, -2.0], [1.0, 0.0, 0.3], [2.0, 1.0, 1.5]]))
table = given(np.array([[0, 1, 2]]))
square = given(np.array([[0, 1, 2], [3, 1, 0], [2, 2, 1]]))
box = given(np.random.default_rng(5).uniform(-1, 1, (3, 4, 2)))
g = given(np.array([0.5, -1.0, 2.0]))
narrow = given(np.array([0.5, -1.0, 2.0], "float32"))
column = given(np.array([[1.0], [-2.0], [3.0]]), (False, True))
one = given(np.array([2.5]), (True,))
rows = T.constant(np.arange(3))
bias = T.zeros_like(v)
SHOWN = "{[[ 0.5  1...1.   1.5]]}"
LOSSES = "(-CrossentropySoftmaxArgmax1HotWithBias({}, alloc({{0.0}}, Shape({})[Constant{{1}}]), {{[2 0 1]}}))"


def picked(z, labels=y, first=None):
    """The elements of the labels."""
    return z[T.arange(labels.shape[0]) if first is None else first, labels]


def spread(value, labels=y, template=None, first=None):
    """The gradient of what `picked` gives."""
    index = T.arange(labels.shape[0]) if first is None else first
    return AdvancedIncSubtensor()(T.zeros_like(m) if template is None else template, value, index, labels)


def of_log(make):
    """The gradient of a softmax z, given one of its logarithm."""
    z = softmax(m)
    return gradient(make(z) / z, z)


def of_softmax(make):
    """The gradient of a softmax z, given one of it."""
    z = softmax(m)
    return gradient(make(z), z)


def with_losses(z, b, labels=y):
    """A softmax and the losses of m."""
    return [z, fused(m, b, labels)[0]]


PROOFS = {
    "local_advanced_indexing_crossentropy_onehot": Proof(
        fires=[
            lambda: picked(T.log(softmax(m))),
            lambda: picked(logsoftmax(m)),
            lambda: picked(logsoftmax(m + v)),
            lambda: picked(logsoftmax(column + v)),
            lambda: picked(T.log(biased(m, v))),
            lambda: picked(logsoftmax(m), small),
            lambda: picked(logsoftmax(m), known, rows),
            lambda: picked(logsoftmax(m), y, T.arange(T.Shape_i(0)(y))),
            lambda: picked(logsoftmax(m), T.constant([2, 0]), T.constant([0, 1])),
        ],
        becomes=[
            (lambda: picked(logsoftmax(numbers), known, rows), LOSSES.format(SHOWN, SHOWN)),
            (lambda: picked(logsoftmax(m), known, rows), LOSSES.format("m[:int64]", "m")),
        ],
        refuses={
            "a new axis": lambda: logsoftmax(m)[T.arange(y.shape[0]), y, None],
            "an input": lambda: picked(m),
            "no logarithm": lambda: picked(softmax(m)),
            "the logarithm of an input": lambda: picked(T.log(abs(m))),
            "no softmax": lambda: picked(T.log(m**2)),
            "another function of a softmax": lambda: picked(T.sqrt(softmax(m))),
            "labels of several rows": lambda: picked(logsoftmax(m), square),
            "other constant rows of known labels": lambda: picked(logsoftmax(m), known, T.constant([0, 2, 1])),
            "one constant row": lambda: picked(logsoftmax(m), known, T.constant(0)),
            "one index": lambda: logsoftmax(m)[T.as_tensor_variable([[0, 1]])],
            "labels for all rows": lambda: logsoftmax(m)[table, table],
            "other rows": lambda: picked(logsoftmax(m), first=other),
            "other constant rows": lambda: picked(logsoftmax(m), first=T.constant([0, 2, 1])),
            "rows from 1": lambda: picked(logsoftmax(m), y[1:], T.arange(1, y.shape[0])),
            "every second row": lambda: picked(logsoftmax(m), y[:2], T.arange(0, 4, 2)),
            "the length of others": lambda: picked(logsoftmax(m), y, T.arange(other.shape[0])),
            "any number of rows": lambda: picked(logsoftmax(m), y, T.arange(s.astype("int64") + 3)),
            "labels that do not fit": lambda: picked(logsoftmax(m), large),
            "a mask": lambda: logsoftmax(m)[rows[0], truths.nonzero()[0]],
        },
        refuses_unshaped={"nothing is known of the lengths": lambda: picked(logsoftmax(m))},
        fails={
            "rows from 1, one less": lambda: picked(logsoftmax(m), y, T.arange(1, y.shape[0])),
            "every second row of all": lambda: picked(logsoftmax(m), y, T.arange(0, y.shape[0], 2)),
        },
    ),
    "local_log_of_picked_softmax": Proof(
        fires=[lambda: T.log(picked(softmax(m))), lambda: T.log(picked(biased(m, v), small))],
        refuses={
            "an input": lambda: T.log(v),
            "no part": lambda: T.log(abs(v)),
            "a part that is no choice": lambda: T.log(softmax(m)[0]),
            "losses with a bias from 0 on": lambda: T.log(
                fused(softmax(T.dot(m, n)), T.arange(other.shape[0], dtype="float64"), other)[0]
            ),
            "no softmax": lambda: T.log(picked(abs(m))),
            "an input's part": lambda: T.log(picked(m)),
            "other rows": lambda: T.log(picked(softmax(m), first=other)),
            "the logarithm to another base": lambda: T.log2(picked(softmax(m))),
        },
    ),
    "crossentropy_to_crossentropy_with_softmax_with_bias": Proof(
        fires=[
            lambda: crossentropy(softmax(m), y),
            lambda: crossentropy(softmax(m + v), small),
            lambda: crossentropy(biased(m, v), y),
        ],
        refuses={
            "an input": lambda: crossentropy(abs(m) + 0.1, y),
            "no softmax": lambda: crossentropy(T.exp(m), y),
            "labels that do not fit": lambda: crossentropy(softmax(m), large),
        },
    ),
    "graph_merge_softmax_with_crossentropy_softmax": Proof(
        fires=[
            lambda: with_losses(softmax(m), bias),
            lambda: with_losses(biased(m, v), v),
            lambda: with_losses(biased(m, bias), T.alloc(0.0, 4)),
        ],
        refuses={
            "no losses": lambda: softmax(m),
            "others read its input": lambda: [m, softmax(m), m * 2],
            "losses with a bias": lambda: with_losses(softmax(m), v),
            "a bias alone": lambda: with_losses(biased(m, v), bias),
            "another bias": lambda: with_losses(biased(m, v), v * 2),
        },
    ),
    "local_softmax_of_unused_crossentropy": Proof(
        becomes=[
            (lambda: fused(m, bias, y)[1], "Softmax(m)"),
        ],
        fires=[lambda: fused(m, v, y)[1], lambda: fused(m, bias, y)[1]],
        refuses={
            "the losses": lambda: fused(m, v, y)[:2],
            "the largest": lambda: fused(m, v, y)[1:],
            "the losses alone": lambda: fused(m, v, y)[0],
        },
    ),
    "local_advanced_indexing_crossentropy_onehot_grad": Proof(
        fires=[
            lambda: of_log(lambda z: spread(g)),
            lambda: of_log(lambda z: spread(s)),
            lambda: of_log(lambda z: spread(one)),
            lambda: of_softmax(lambda z: spread(g / picked(z))),
            lambda: of_softmax(lambda z: spread(g / (picked(z) * s))),
        ],
        refuses={
            "an input": lambda: gradient(m, softmax(m)),
            "no quotient and no spread values": lambda: of_softmax(lambda z: -z),
            "another divisor": lambda: gradient(spread(g) / m, softmax(m)),
            "values not divided by what was picked": lambda: of_softmax(lambda z: spread(g / g**2)),
            "no values that are spread": lambda: of_log(lambda z: m),
            "a quotient by what another picked": lambda: of_softmax(lambda z: spread(g / picked(softmax(m * 2)))),
            "a quotient by others of its numbers": lambda: of_softmax(lambda z: spread(g / picked(z, other))),
            "a quotient by numbers": lambda: of_softmax(lambda z: spread(g / (g + 3))),
            "a quotient by an input": lambda: of_softmax(lambda z: spread(g / g)),
            "a quotient by a row": lambda: of_softmax(lambda z: spread(g / z[:, 0])),
            "a product with what was picked": lambda: of_softmax(lambda z: spread(g * picked(z))),
            "fewer labels than rows": lambda: of_log(
                lambda z: spread(g[:2], T.constant([2, 0]), first=T.constant([0, 1]))
            ),
            "whole numbers": lambda: of_log(lambda z: spread(y, template=T.zeros_like(m, dtype="int64"))),
            "values set, not added": lambda: of_log(lambda z: T.set_subtensor(T.zeros_like(m)[T.arange(3), y], g)),
            "zeros of another kind": lambda: of_log(lambda z: T.minimum(T.zeros_like(m), z)),
            "values at other rows": lambda: of_log(lambda z: spread(g, first=other)),
            "values added to others": lambda: of_log(lambda z: spread(g, template=m)),
        },
    ),
    "local_softmax_grad_to_crossentropy_with_softmax_grad": Proof(
        fires=[lambda: of_softmax(lambda z: crossentropy_gradient(g, z, y))],
        refuses={
            "an input": lambda: gradient(m, softmax(m)),
            "integers": lambda: of_softmax(lambda z: crossentropy_gradient(y, z, y)),
            "no crossentropy": lambda: of_softmax(lambda z: m / z),
            "the crossentropy of another": lambda: gradient(crossentropy_gradient(g, softmax(m * 2), y), softmax(m)),
        },
    ),
    "local_useless_crossentropy_softmax_1hot_with_bias_dx_alloc": Proof(
        fires=[
            lambda: fused_gradient(T.alloc(s, T.Shape_i(0)(y)), softmax(m), y),
            lambda: fused_gradient(T.alloc(one, T.Shape_i(0)(y)), softmax(m), y),
            lambda: fused_gradient(T.alloc(s, T.Shape_i(0)(m)), softmax(m), y),
        ],
        harmless={
            "value.type.ndim: True": "a vector of one is only quicker than a number",
            "value.type.ndim: False": "a vector of one is one when its axis is taken anew",
        },
        refuses={
            "an input": lambda: fused_gradient(g, softmax(m), y),
            "no alloc": lambda: fused_gradient(T.exp(g), softmax(m), y),
            "a number with an axis": lambda: fused_gradient(s.dimshuffle("x"), softmax(m), y),
            "a sum with a number": lambda: fused_gradient(T.add(one, y), softmax(m), y),
            "a value of its own": lambda: fused_gradient(T.alloc(g, T.Shape_i(0)(y)), softmax(m), y),
        },
        refuses_unshaped={
            "nothing is known of the lengths": lambda: fused_gradient(T.alloc(s, T.Shape_i(0)(y)), softmax(m), y)
        },
        fails={"another number of rows": lambda: fused_gradient(T.alloc(s, 2), softmax(m), y)},
    ),
}
