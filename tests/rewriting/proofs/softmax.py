"""Proofs of the rules of softmax and logsoftmax."""

import numpy as np
from graphs import m, n, s, v, w
from proof import Proof, given

import tensorgraph.tensor as T
from tensorgraph.tensor.nnet.softmax import LogSoftmax, Softmax, SoftmaxGrad, SoftmaxWithBias
from tensorgraph.tensor.reductions.maxandargmax import Argmax, MaxAndArgmax
from tensorgraph.tensor.shape.shape import Shape_i

softmax, logsoftmax, biased, gradient = Softmax(), LogSoftmax(), SoftmaxWithBias(), SoftmaxGrad()
row = given(np.array([[1.0, -2.0, 3.0, 0.5]]), (True, False))
one = given(np.array([2.5]), (True,))
column = given(np.array([[1.0], [-2.0], [3.0]]), (False, True))
far = given(np.array([[1000.0, -1000.0, 999.0, 0.0]]))


def if_finite(u, condition, other=0.0):
    """Return another value where a condition holds, else `u`."""
    return T.switch(condition, other, u)


def largest(x, axis=1):
    """The largest of each row, as a column."""
    return x.max(axis=axis, keepdims=True)


def shared_divisor(make):
    """The gradient of a softmax, given a quotient by it."""
    z = softmax(m)
    return gradient(make(z), z)


PROOFS = {
    "local_sum_of_softmax": Proof(
        fires=[
            lambda: T.sum(softmax(T.specify_shape(m, (3, 4))), axis=1),
            lambda: T.sum(softmax(T.specify_shape(m, (3, 4))) * column, axis=1),
            lambda: T.sum(T.mul(softmax(T.specify_shape(m, (3, 4))), column, s), axis=1),
            lambda: T.sum(softmax(T.specify_shape(m, (3, 4))) * s, axis=1),
            lambda: T.sum(-2.5 * softmax(T.specify_shape(m, (3, 4))) / column, axis=1),
            lambda: T.sum(-softmax(T.specify_shape(m, (3, 4))), axis=1),
            lambda: T.sum(softmax(T.specify_shape(row, (1, 4))) * s, axis=1),
            lambda: T.sum(softmax(m), axis=1),
            lambda: T.sum(softmax(m) * column, axis=1),
            lambda: T.sum(softmax(m[:, :0]), axis=1),
            lambda: T.sum(softmax(m).T, axis=0),
            lambda: T.sum(softmax(m).dimshuffle(0, "x", 1) * column.dimshuffle(0, "x", 1), axis=2),
            lambda: T.sum(softmax(row).dimshuffle(1), axis=0),
            lambda: T.sum(softmax(m).reshape((3, 1, Shape_i(1)(m)), ndim=3), axis=2),
        ],
        refuses={
            "another axis": lambda: T.sum(softmax(T.specify_shape(m, (3, 4))), axis=0),
            "both axes": lambda: T.sum(softmax(m)),
            "the other axis of a transpose": lambda: T.sum(softmax(m).T, axis=1),
            "an axis of length 1 that is gone": lambda: T.sum(softmax(column).dimshuffle(0), axis=0),
            "rows of another length": lambda: T.sum(softmax(m).reshape((6, 2)), axis=1),
            "an axis that is not the last": lambda: T.sum(
                softmax(m).T.reshape((Shape_i(0)(m), Shape_i(1)(m)), ndim=2), axis=1),
            "a number as a row": lambda: T.sum(softmax(column[:1]).reshape(()).dimshuffle("x"), axis=0),
            "no softmax": lambda: T.sum(T.exp(m), axis=1),
            "a function of it": lambda: T.sum(T.exp(softmax(m)), axis=1),
            "an input": lambda: T.sum(m, axis=1),
            "two of them": lambda: T.sum(T.sqr(s) * softmax(m) * softmax(T.specify_shape(m, (3, 4)) * 2), axis=1),
            "divisors of columns": lambda: T.sum(softmax(T.specify_shape(m, (3, 4))) / T.sqr(v), axis=1),
            "weights of columns": lambda: T.sum(softmax(T.specify_shape(m, (3, 4))) * v, axis=1),
            "another dtype": lambda: T.sum(softmax(T.specify_shape(m, (3, 4))), axis=1, dtype="float32"),
        },
        refuses_unshaped={"no lengths are known": lambda: T.sum(softmax(T.specify_shape(m, (3, 4))), axis=1)},
    ),
    "local_logsoftmax": Proof(
        fires=[lambda: T.log(softmax(m)), lambda: T.log(biased(m, v))],
        refuses={
            "an input": lambda: T.log(m),
            "no softmax": lambda: T.log(abs(m)),
            "the logarithm to another base": lambda: T.log2(softmax(m)),
        },
    ),
    "local_exp_logsoftmax": Proof(
        fires=[
            lambda: T.exp(logsoftmax(m)),
            lambda: T.exp(logsoftmax(far)),
            lambda: T.exp(logsoftmax(m.T).T),
            lambda: T.exp(logsoftmax(m).dimshuffle(1, "x", 0)),
            lambda: T.exp(logsoftmax(m).flatten()),
        ],
        refuses={
            "an input": lambda: T.exp(m),
            "a softmax": lambda: T.exp(softmax(m)),
            "an input with other axes": lambda: T.exp(m.T),
            "a part": lambda: T.exp(logsoftmax(m)[0]),
        },
    ),
    "local_logsoftmax_grad": Proof(
        fires=[
            lambda: shared_divisor(lambda z: m / z),
            lambda: shared_divisor(lambda z: T.fill(m, s) / z),
        ],
        refuses={
            "an input": lambda: gradient(m / softmax(m), m),
            "no quotient": lambda: gradient(m * 2, softmax(m)),
            "no softmax": lambda: (lambda z: gradient(m / z, z))(abs(m)),
            "a product": lambda: shared_divisor(lambda z: m * z),
            "another divisor": lambda: shared_divisor(lambda z: m / abs(m)),
            "the product": lambda: shared_divisor(lambda z: z / m),
            "one row for all": lambda: shared_divisor(lambda z: row / z),
            "another dtype": lambda: shared_divisor(lambda z: T.fill(m, 2).astype("int8") / z),
        },
    ),
    "local_softmax_shift": Proof(
        fires=[
            lambda: softmax(m - largest(m)),
            lambda: logsoftmax(m - largest(m)),
            lambda: softmax(m - T.max_and_argmax(m, axis=1)[0].dimshuffle(0, "x")),
            lambda: softmax(m - T.max(m)),
            lambda: softmax(m - if_finite(largest(m), T.isinf(largest(m)))),
        ],
        refuses={
            "an input": lambda: softmax(m),
            "the logarithm of a sum": lambda: softmax(m - T.logsumexp(m, axis=1, keepdims=True)),
            "no difference": lambda: softmax(m + largest(m)),
            "another axis": lambda: softmax(m - largest(m, 0)),
            "the largest of another": lambda: softmax(m - largest(m * 2)),
            "the smallest": lambda: softmax(m - m.min(axis=1, keepdims=True)),
            "its place": lambda: softmax(m - T.max_and_argmax(m, axis=1)[1].dimshuffle(0, "x")),
            "the largest of each, spread along the rows": lambda: softmax(m[:, :3] - m[:, :3].max(axis=1)),
            "the other way round": lambda: softmax(largest(m) - m),
            "another number where it is infinite": lambda: softmax(
                m - if_finite(largest(m), T.isinf(largest(m)), column)
            ),
            "another condition": lambda: softmax(m - if_finite(largest(m), T.isnan(largest(m)))),
            "the condition of another": lambda: softmax(m - if_finite(largest(m), T.isinf(column))),
        },
    ),
    "local_softmax_with_bias": Proof(
        fires=[
            lambda: softmax(m + v),
            lambda: softmax(T.add(v, m, w)),
            lambda: softmax(row + v),
            lambda: softmax(v.dimshuffle("x", 0) + w.dimshuffle("x", 0)),
        ],
        refuses={
            "an input": lambda: softmax(m),
            "no row": lambda: softmax(m + m),
            "no row of what is computed": lambda: softmax(m + T.exp(m)),
            "a transposed matrix": lambda: softmax(m + n.T),
            "one number for all": lambda: softmax(m + one),
            "a column under the row": lambda: softmax(column + v),
            "a column": lambda: softmax(m + m[:, 0].dimshuffle(0, "x")),
            "others read the sum": lambda: (lambda z: [softmax(z), z])(m + v),
            "another dtype": lambda: softmax(m + T.cast(v, "float32")),
        },
    ),
    "local_argmax_pushdown": Proof(
        fires=[
            lambda: T.argmax(softmax(m), axis=1),
            lambda: T.argmax(logsoftmax(m), axis=-1),
            lambda: T.argmax(biased(m, v), axis=1),
            lambda: MaxAndArgmax((1,))(softmax(m))[1],
            lambda: Argmax((1,))(softmax(m)),
        ],
        refuses={
            "an input": lambda: T.argmax(m, axis=1),
            "no softmax": lambda: T.argmax(abs(m), axis=1),
            "the largest": lambda: MaxAndArgmax((1,))(softmax(m)),
            "the largest alone": lambda: MaxAndArgmax((1,))(softmax(m))[0],
            "the other axis": lambda: T.argmax(softmax(m), axis=0),
            "all axes": lambda: T.argmax(softmax(m)),
            "both axes": lambda: Argmax((0, 1))(softmax(m)),
        },
    ),
}
