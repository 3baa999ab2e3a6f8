"""Logarithms of shares and multiples of them, in any order and spelling of their terms, and what is none."""

import numpy as np
from graphs import m, n, v
from proof import named

import tensorgraph.tensor as T
from tensorgraph.tensor.nnet.softmax import LogSoftmax, LogSumExp

exp, logsoftmax = T.exp, LogSoftmax()


square, other = named("q", np.array([[1.0, -2.0], [3.0, 0.5]])), named("r", np.array([[0.5, 1.0], [-1.0, 2.0]]))
few = named("f", np.array([[1.0, -2.0]]), (True, False))
bytes_ = named("b", np.array([[100, 3], [-7, 2]], "int8"))
weights = np.array([[0.5, 1.0], [-1.0, 2.0]])


def lse(x, axis=1):
    """Return the logarithm of the sum of the exponentials of `x` over an axis that is kept."""
    order = [0, 0]
    order[axis] = "x"
    return LogSumExp((axis,))(x).dimshuffle(order)


def written(x, axis=1):
    """Return it without its operation."""
    return T.log(exp(x).sum(axis=axis, keepdims=True))


def nested(x, count):
    """Return `x` and other terms that are added one by one, and taken away again."""
    for k in range(count):
        x = x + (k + 1) * other
    return x


FORMS = [
    (lambda: logsoftmax(m), "1 * m over (1,)"),
    (lambda: square - lse(square), "1 * q over (1,)"),
    (lambda: square - lse(square, 0), "1 * q over (0,)"),
    (lambda: m - LogSumExp((0, 1))(m), "1 * m over (0, 1)"),
    (lambda: v - LogSumExp((0,))(v), "1 * v over (0,)"),
    (lambda: few - lse(few), "1 * f over (1,)"),
    (lambda: square - written(square), "1 * q over (1,)"),
    (lambda: square - T.log(exp(square).sum(axis=1)).dimshuffle(0, "x"), "1 * q over (1,)"),
    (lambda: -(lse(square) - square), "1 * q over (1,)"),
    (lambda: T.add(square, -lse(square)), "1 * q over (1,)"),
    (lambda: T.add(-lse(square), square), "1 * q over (1,)"),
    (lambda: (lambda a: square - (a + lse(square - a)))(square.max(axis=1, keepdims=True)),
     "1 * (q - DimShuffle{0, x}(MaxAndArgmax{axis=(1,)}(q))) over (1,)"),
    (lambda: (square + 1.0 + 2.0) - lse(square + 3.0), "1 * (q + {3.0}) over (1,)"),
    # multiples
    (lambda: 2.0 * logsoftmax(m), "2 * m over (1,)"),
    (lambda: logsoftmax(m) * 2.0, "2 * m over (1,)"),
    (lambda: logsoftmax(m) / 2.0, "0.5 * m over (1,)"),
    (lambda: 0.3 * square - lse(square) * 0.3, "0.3 * q over (1,)"),
    (lambda: 3.0 * square - 3.0 * lse(0.5 * square + 0.5 * square), "3 * (({0.5} * q) + ({0.5} * q)) over (1,)"),
    # weights
    (lambda: square + 3.0 - lse(square), "1 * q over (1,) + 1"),
    (lambda: square + weights - lse(square), "1 * q over (1,) + 1"),
    (lambda: logsoftmax(square) + T.constant([0.5, 1.0]), "1 * q over (1,) + 1"),
    # another sign, another factor, another sum
    (lambda: m, "none"),
    (lambda: -logsoftmax(m), "none"),
    (lambda: T.add(m, lse(m)), "none"),
    (lambda: 2.0 * square - lse(square), "none"),
    (lambda: square - other, "none"),
    (lambda: square - lse(other), "none"),
    (lambda: square - T.log(exp(square).max(axis=1, keepdims=True)), "none"),
    (lambda: logsoftmax(m) + n.T, "none"),
    # what is no sum or multiple
    (lambda: exp(m), "none"),
    (lambda: exp(logsoftmax(m)), "none"),
    (lambda: T.maximum(logsoftmax(m), 2.0), "none"),
    (lambda: 2.0 / logsoftmax(m), "none"),
    (lambda: T.mul(2.0, m, n.T), "none"),
    (lambda: m * n.T, "none"),
    (lambda: m / 0.0, "none"),
    (lambda: logsoftmax(m) * np.inf, "none"),
    # spread along another axis
    (lambda: square - LogSumExp((1,))(square), "none"),
    (lambda: square - T.log(exp(square).sum(axis=1)), "none"),
    (lambda: logsoftmax(square).T, "none"),
    (lambda: square.T - lse(square), "none"),
    (lambda: logsoftmax(few) + weights, "none"),
    # bytes wrap around
    (lambda: (lambda z: T.add(square, bytes_ + bytes_) - lse(z))(T.add(square, bytes_, bytes_)), "none"),
    # many terms
    (lambda: nested(square, 12) - lse(square + 78 * other), "1 * (q + ({78} * r)) over (1,)"),
    (lambda: nested(square, 20) - lse(square + 210 * other), "none"),
]
