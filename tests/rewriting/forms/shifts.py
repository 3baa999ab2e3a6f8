"""Maxima factored out of sums of exponentials, and broadcast reductions."""

import numpy as np
from graphs import m, s
from proof import named

import tensorgraph.tensor as T
from tensorgraph.tensor.nnet.softmax import LogSumExp

exp = T.exp


u, z = named("u", np.array([0.5, -2.0])), named("z", np.array([1.5, 0.3]))
square = named("q", np.array([[1.0, -2.0], [3.0, 0.5]]))
cube = named("c", np.arange(8.0).reshape(2, 2, 2))
few = named("f", np.array([[1.0, -2.0]]), (True, False))
column, row = u.dimshuffle(0, "x"), u.dimshuffle("x", 0)


def lse(x, axis=1):
    """Return the logarithm of the sum of the exponentials of `x` over an axis that is kept."""
    order = [0, 0]
    order[axis] = "x"
    return LogSumExp((axis,))(x).dimshuffle(order)


FORMS = [
    # what is taken out is put back
    (lambda: exp(u) * exp(square - u).sum(axis=0), "exp+-(LogSumExp{axis=[0]}(q))"),
    (lambda: exp(u) * exp(square - column).sum(axis=1), "exp+-(LogSumExp{axis=[1]}(q))"),
    (
        lambda: exp(column) * exp(square - column).sum(axis=1, keepdims=True),
        "exp+-(DimShuffle{0, x}(LogSumExp{axis=[1]}(q)))",
    ),
    (lambda: exp(s) * exp(m - s).sum(), "exp+-(LogSumExp{axis=[0, 1]}(m))"),
    (lambda: T.mul(z, exp(square - u).sum(axis=0), exp(z), exp(u)), "exp+-((LogSumExp{axis=[0]}(q) + z)) * z"),
    (lambda: exp(s) * exp(few - s).sum(axis=1), "exp+-(DimShuffle{}(LogSumExp{axis=[1]}(f)))"),
    # another axis, another order, another variable, a sum
    (lambda: exp(u) * exp(square - u).sum(axis=1), "exp+-((u + LogSumExp{axis=[1]}((q - u))))"),
    (lambda: exp(row) * exp(square - column).sum(axis=1, keepdims=True), "exp+-(...)"),
    (lambda: exp(z) * exp(square - u).sum(axis=0), "exp+-((z + LogSumExp{axis=[0]}((q - u))))"),
    (lambda: exp(u) * exp(square + u).sum(axis=0), "exp+-((u + LogSumExp{axis=[0]}((q + u))))"),
    (lambda: exp(u) * exp(few - column).sum(axis=1), "exp+-((u + LogSumExp{axis=[1]}((f - DimShuffle{0, x}(u)))))"),
    # the logarithm of a softmax that is written out
    (lambda: 1 - exp(square - lse(square)), "exp-(...)"),
    (lambda: 1 - exp(square - lse(square, 0)), "exp-(...)"),
    (lambda: 1 - exp(m - LogSumExp()(m)), "exp-(...)"),
    (lambda: 1 - exp(m - LogSumExp((-1,))(m).dimshuffle(0, "x")), "exp-(...)"),
    (lambda: 1 - exp(few - lse(few)), "exp-(...)"),
    (lambda: 1 - exp(m[:, :2] - lse(m)), "exp-(...)"),
    (lambda: 1 - exp(m[:, 1:3:2] - lse(m)), "exp-(...)"),
    # spread the other way, of something else, of other parts
    (lambda: 1 - exp(square - LogSumExp((1,))(square)), "exp+(...) * ..."),
    (lambda: 1 - exp(square - lse(square + 1)), "exp+(...) * ..."),
    (lambda: 1 - exp(square[::-1] - lse(square)), "exp+(...) * ..."),
    (lambda: 1 - exp(square[0] - lse(square)), "exp+(...) * ..."),
    (lambda: 1 - exp(m[:, [0, 2]] - lse(m)), "exp+(...) * ..."),
    (lambda: 1 - exp(-square - lse(square)), "exp+(...) * ..."),
    (lambda: 1 - exp((m + 1)[:, :2] - lse(m)), "exp+(...) * ..."),
    (lambda: 1 - exp(m[:, 1] - LogSumExp((1,))(m)), "exp+(...) * ..."),
    (lambda: 1 - exp(cube[0] - LogSumExp((0,))(cube)), "exp+(...) * ..."),
    (lambda: 1 - exp(square - square.sum(axis=1, keepdims=True)), "exp+(...) * ..."),
]
