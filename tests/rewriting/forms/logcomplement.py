"""What is left to shares that are written out, to a part of all shares, and to what is neither."""

import numpy as np
from graphs import v, w
from proof import named

import tensorgraph.tensor as T
from tensorgraph.tensor.nnet.softmax import LogSoftmax, LogSumExp

exp, logsoftmax = T.exp, LogSoftmax()


square, other = named("q", np.array([[1.0, -2.0], [3.0, 0.5]])), named("r", np.array([[0.5, 1.0], [-1.0, 2.0]]))
few = named("f", np.array([[1.0, -2.0]]), (True, False))
weights = np.log(np.array([[0.5, 1.0], [0.25, 0.75]]))


def lse(x, axis=1):
    """Return the logarithm of the sum of the exponentials of `x` over an axis that is kept."""
    order = [0, 0]
    order[axis] = "x"
    return LogSumExp((axis,))(x).dimshuffle(order)


def masked(x, below=-np.inf, mask=None):
    """Return `x` where a mask holds."""
    return T.switch(other > 0 if mask is None else mask, x, below)


def shifted(x):
    """Return the logarithm of a softmax, with the maximum taken out of the sum."""
    top = x.max(axis=1, keepdims=True)
    return x - (top + lse(x - top))


FORMS = [
    # shares
    (lambda: 1 - exp(shifted(square)), "exp-(...)"),
    (lambda: 1 - exp(-(lse(square) - square)), "exp-(...)"),
    (lambda: 1 - exp(T.add(-lse(square), square)), "exp-(...)"),
    (lambda: T.expm1(-(lse(square) - square)), "exp-(...) * {(1, 1) of -1.0}"),
    # behind a mask
    (lambda: 1 - exp(masked(shifted(square))), "exp-(...)"),
    (lambda: 1 - exp(T.switch(other > 0, -np.inf, logsoftmax(square))), "exp-(...)"),
    (lambda: 1 - exp(T.switch(other > 0, shifted(square), logsoftmax(other))), "exp-(...)"),
    (lambda: 1 - exp(masked(shifted(square), -1.0)), "exp+(...) * ..."),
    (lambda: 1 - exp(masked(square)), "exp+(...) * ..."),
    (lambda: 1 - exp(masked(square) - lse(square)), "exp-(...)"),
    (lambda: 1 - exp(T.add(masked(square), -lse(square))), "exp-(...)"),
    (lambda: 1 - exp(T.add(-lse(square), masked(square))), "exp-(...)"),
    (lambda: 1 - exp(T.add(masked(square), masked(-lse(square)))), "exp-(...)"),
    (lambda: 1 - exp(masked(square, -1.0) - lse(square)), "exp+(...) * ..."),
    (lambda: 1 - exp(-lse(square) - masked(-square, np.inf)), "exp+(...) * ..."),
    (lambda: 1 - exp(square - masked(lse(square))), "exp+(...) * ..."),
    (lambda: 1 - exp(T.mul(-1.0, masked(lse(square) - square))), "exp+(...) * ..."),
    (lambda: 1 - exp(lse(square) - masked(square)), "exp+(...) * ..."),
    (lambda: 1 - exp(T.mul(2.0, masked(square) - lse(square))), "exp+(...) * ..."),
    (lambda: 1 - exp(T.mul(other, masked(square))), "exp+(...) * ..."),
    # powers of them
    (lambda: 1 - exp(2.0 * square - 2.0 * lse(square)), "exp-(...)"),
    (lambda: 1 - exp(2.0 * (square - lse(square))), "exp-(...)"),
    (lambda: 1 - exp(0.5 * (square - lse(square))), "exp-(...)"),
    (lambda: T.expm1(2.0 * square - 2.0 * lse(square)), "exp-(...) * {(1, 1) of -1.0}"),
    # with weights
    (lambda: 1 - exp(square + 3.0 - lse(square)), "exp+(...) * ..."),
    (lambda: 1 - exp(2.0 * (square - lse(square)) + 0.5), "exp+(...) * ..."),
    (lambda: T.expm1(square + 3.0 - lse(square)), "exp+(...) * ..."),
    (lambda: T.expm1(square + lse(square)), "exp+(...) * ..."),
    # a part of all
    (lambda: 1 - exp(lse(masked(square)) - lse(square)), "exp-(...)"),
    (lambda: 1 - exp(lse(T.switch(other > 0, -np.inf, square)) - lse(square)), "exp-(...)"),
    (lambda: 1 - exp(LogSumExp((0,))(masked(square)) - LogSumExp((0,))(square)), "exp-(...)"),
    (lambda: 1 - exp(-lse(square) + lse(masked(square))), "exp-(...)"),
    (lambda: 1 - exp(lse(square + weights) - lse(square)), "exp-(...)"),
    (lambda: 1 - exp(lse(square - 1.0) - lse(square)), "exp-(...)"),
    (lambda: 1 - exp(lse(square + weights - weights[:1] + weights) - lse(square)), "exp+(...) * ..."),
    # more than all, all, others
    (lambda: 1 - exp(lse(square - weights) - lse(square)), "exp+(...) * ..."),
    (lambda: 1 - exp(lse(square) - lse(square)), "exp+(...) * ..."),
    (lambda: 1 - exp(lse(square + other) - lse(square)), "exp+(...) * ..."),
    (lambda: 1 - exp(lse(2 * square) - lse(square)), "exp+(...) * ..."),
    (lambda: 1 - exp(lse(masked(other)) - lse(square)), "exp+(...) * ..."),
    (lambda: 1 - exp(lse(masked(square, 1.0)) - lse(square)), "exp+(...) * ..."),
    (lambda: 1 - exp(lse(masked(square, other)) - lse(square)), "exp+(...) * ..."),
    # other axes, other operations
    (lambda: 1 - exp(lse(masked(square)) - lse(square, 0)), "exp+(...) * ..."),
    (lambda: 1 - exp(lse(masked(square)) - LogSumExp((1,))(square).dimshuffle("x", 0)), "exp+(...) * ..."),
    (lambda: 1 - exp(LogSumExp((0,))(masked(square)) - LogSumExp((1,))(square)), "exp+(...) * ..."),
    (lambda: 1 - exp(LogSumExp((0,))(masked(few, mask=square > 0)) - LogSumExp((0,))(few)), "exp+(...) * ..."),
    (lambda: 1 - exp(T.nnet.sigmoid(T.switch(v > 0, v, -np.inf)) - T.nnet.sigmoid(v)), "exp+(...) * ..."),
    (lambda: 1 - exp(LogSumExp((0,))(square) - v[:2]), "exp+(...) * ..."),
    (lambda: 1 - exp(v - w), "exp+(...) * ..."),
    (lambda: 1 - exp(T.add(v, w, w)), "exp+(...) * ..."),
    (lambda: 1 - exp(lse(masked(square)) - lse(square) - lse(other)), "exp+(...) * ..."),
]
