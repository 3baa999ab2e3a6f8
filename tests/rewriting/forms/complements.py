"""Complements to 1 in the log domain: of softmaxes, of picked elements, and of other exponentials."""

import numpy as np
from graphs import m, n, s, v, w
from proof import named

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.rewriting.logdomain.form import BIGGEST
from tensorgraph.tensor.nnet.softmax import LogSoftmax, LogSumExp, Softmax, SoftmaxWithBias

exp, softmax, logsoftmax, biased = T.exp, Softmax(), LogSoftmax(), SoftmaxWithBias()
sigmoid, softplus = T.nnet.sigmoid, T.nnet.softplus


narrow = named("narrow", np.array([[0.3, -2.0, 1.7, 0.2]] * 3, "float32"))
labels = named("labels", np.array([2, 0, 2]))
marks = named("marks", np.array([[True, False, True, False]] * 3))
empty = named("empty", np.zeros((3, 0)))
row = named("row", np.array([[0.5, 1.0, -2.0, 3.0]]), (True, False))
column = named("column", np.array([[0.3], [1.0], [0.0]]), (False, True))
cube = named("cube", np.arange(8.0).reshape(2, 2, 2) % 3)
few = named("few", np.array([0, 1, 1, 0], "int8"))
hits = named("hits", np.array([0.0, 1.0, 1.0, 0.0]))
picks = np.eye(4)[[1, 3, 0]]


def picked(x, classes=None):
    """Return the element of each row of `x` that has a label, by a sum."""
    classes = T.arange(4).dimshuffle("x", 0) if classes is None else classes
    return (T.eq(labels.dimshuffle(0, "x"), classes) * x).sum(axis=1)


def transposed(x, times):
    for _ in range(times):
        x = x.T
    return x


def chosen(times):
    """Return logistic functions, one of many."""
    x = sigmoid(v)
    for k in range(times):
        x = T.switch(w > k, sigmoid(k * w), x)
    return x


def asserted(x):
    return T.specify_shape(x, (3, 4))


def shares_of(x, *axes):
    """Return the logarithm of shares that add up to 1 over `axes`, the second one by default."""
    axes = axes or (1,)
    order = iter(range(x.type.ndim - len(axes)))
    return x - LogSumExp(axes)(x).dimshuffle(["x" if i in axes else next(order) for i in range(x.type.ndim)])


def left(x):
    """Return what an exponential function has left to 1."""
    return -T.expm1(-exp(x))


def written(x):
    """Return shares that add up to 1 over the second axis."""
    return exp(shares_of(x))


FORMS = [
    # bools have no negative
    (lambda: 1 - exp(marks / -exp(v)), "none"),
    # cumulated shares
    (lambda: 1 - T.cumsum(softmax(m), axis=1), "exp-(...)"),
    (lambda: 1 - T.cumsum(softmax(m).T, axis=-2), "exp-(...)"),
    (lambda: 1 - T.cumsum(softmax(m), axis=0), "none"),
    (lambda: 1 - T.cumsum(softmax(m)), "none"),
    (lambda: 1 - T.cumsum(softmax(m) ** 2, axis=1), "none"),
    (lambda: 1 - T.cumsum(softmax(m) / 2, axis=1), "none"),
    (lambda: 1 - T.cumsum(w * softmax(m), axis=1), "none"),
    (lambda: 1 - T.cumsum(m, axis=1), "none"),
    (lambda: 1 - T.cumprod(softmax(m), axis=1), "none"),
    # products of complements
    (lambda: 1 - left(v) * left(w), "exp-(...)"),
    (lambda: 1 - T.expm1(v) * T.expm1(w), "exp+-(...) * ..."),
    (lambda: 1 + T.expm1(v) * T.expm1(w), "exp+(...) * ..."),
    (lambda: 1 + T.expm1(v) * left(w), "exp+-(...) * ..."),
    (lambda: 1 - T.expm1(-abs(v)) * T.expm1(-abs(w)) * sigmoid(v), "exp-(...) * ..."),
    (lambda: 1 - T.expm1(-abs(v)) * T.expm1(-abs(w)) * w, "none"),
    # distances of labels
    (lambda: 1 - abs(w - sigmoid(v)), "exp-(...) * ..."),
    (lambda: 1 - abs(hits - sigmoid(v)), "exp-(...) * ..."),
    (lambda: 1 - abs(sigmoid(v) - hits), "exp-(...) * ..."),
    (lambda: 1 - abs(hits - (1 - w * exp(v))), "exp+(...) * ..."),
    (lambda: 1 - abs(1 - sigmoid(v)), "exp-(...) * ..."),
    (lambda: 1 - abs(few - sigmoid(v)), "exp-(...) * ..."),
    (lambda: 1 - abs(0.4 - sigmoid(v)), "none"),
    (lambda: 1 - abs(w - v), "none"),
    (lambda: 1 - abs(w + sigmoid(v)), "none"),
    (lambda: 1 - abs(w - exp(v)), "exp+(...) * ..."),
    (lambda: 1 - abs(w * exp(v) - sigmoid(v)), "exp+(...) * ..."),
    (lambda: 1 - abs(w - w * exp(v)), "exp+(...) * ..."),
    # mixtures
    (lambda: 1 - (sigmoid(v) + sigmoid(-v) * exp(-exp(w))), "exp-(...)"),
    (lambda: 1 - (exp(-exp(w)) * sigmoid(-v) + sigmoid(v) * sigmoid(w)), "exp-(...)"),
    (lambda: 1 - (exp(-exp(v)) + -T.expm1(-exp(v)) * sigmoid(w)), "exp-(...)"),
    (lambda: 1 - (-T.expm1(-exp(v)) + exp(-exp(v)) * sigmoid(w)), "exp-(((-exp(v)) + (-softplus(w))))"),
    (lambda: 1 - (softmax(m) + (1 - softmax(m)) * sigmoid(w)), "exp-(...)"),
    (lambda: 1 - (softmax(m) + (1 - softmax(2 * m)) * sigmoid(w)), "none"),
    (lambda: 1 - (softmax(m) + (2 - softmax(m)) * sigmoid(w)), "none"),
    (lambda: 1 - (sigmoid(v) + sigmoid(-v)), "exp-(...)"),
    (lambda: 1 - (sigmoid(v) + sigmoid(w) * sigmoid(s)), "none"),
    (lambda: 1 - (exp(-exp(v)) + T.expm1(-exp(v)) * sigmoid(w)), "exp-(...)"),
    (lambda: 1 - (exp(-exp(v)) + -T.expm1(-exp(w)) * sigmoid(w)), "none"),
    (lambda: 1 - (exp(-exp(v)) + T.sqr(T.expm1(-exp(v))) * sigmoid(w)), "exp-(...)"),
    (lambda: 1 - (T.tanh(-exp(v)) + -T.expm1(-exp(v)) * sigmoid(w)), "none"),
    (lambda: 1 - (exp(-exp(v)) + -T.tanh(-exp(v)) * sigmoid(w)), "none"),
    (lambda: 1 - T.add(sigmoid(v), sigmoid(-v) * sigmoid(w), w), "none"),
    # squares
    (lambda: 1 - T.sqr(T.tanh(v)), "exp-(...)"),
    (lambda: 1 - T.sqr(1 - exp(v)), "exp+-(...) * ..."),
    (lambda: 1 - T.sqr(T.sqr(w * exp(v))), "exp+(...) * ... * ... * ..."),
    (lambda: 1 - T.tanh(v) ** 2, "exp-(...)"),
    (lambda: (lambda t: 1 - t * t)(T.tanh(v)), "exp-(...)"),
    (lambda: (lambda t, u: 1 - T.mul(t, u, u, t))(sigmoid(v), sigmoid(w)), "exp-(...)"),
    (lambda: (lambda t: 1 - T.mul(t, t, t))(T.tanh(v)), "none"),
    (lambda: (lambda t: 1 - T.mul(t, t, t, t))(T.tanh(v)), "exp-(...)"),
    (lambda: 1 - T.tanh(v) ** 3, "exp-(...)"),
    (lambda: 1 - T.tanh(v) ** np.full(4, 2.0), "exp-(...) * ..."),
    (lambda: 1 - (lambda x: T.mul(x, x))(T.tanh(v)), "exp-(...)"),
    (lambda: 1 - (lambda x: T.mul(x, x, x))(T.tanh(v)), "none"),
    (lambda: 1 - (lambda x: T.maximum(x, x))(T.tanh(v)), "none"),
    (lambda: (lambda p: 1 - (T.mul(p, p) + (1 - p) * sigmoid(w)))(sigmoid(v)), "exp-(...)"),
    (lambda: (lambda p: 1 - (T.mul(p, p, p) + (1 - p) * sigmoid(w)))(sigmoid(v)), "exp-(...)"),
    (lambda: 1 - T.sqr(exp(v)), "exp+(...) * ..."),
    (lambda: 1 - T.sqr(T.expm1(-exp(v))), "exp-(...)"),
    (lambda: 1 - exp(T.expm1(-exp(v))), "exp-(...)"),
    # powers of complements
    (lambda: 1 - T.sqrt(left(v)), "exp-(...)"),
    (lambda: 1 - left(v) ** 1.5, "exp-(...)"),
    (lambda: 1 - left(v) ** 3, "exp-(...)"),
    (lambda: 1 - left(v) ** 4, "exp-(...)"),
    (lambda: 1 - left(v) ** -1.5, "exp+(...) * ..."),
    (lambda: 1 - left(v) ** 0.0, "none"),
    (lambda: 1 - left(v) ** w, "exp+(...) * ..."),
    (lambda: 1 - left(v) ** np.full(4, 1.5), "exp-(...)"),
    (lambda: 1 - T.exp(left(v)), "exp+(...) * ..."),
    (lambda: 1 - T.sqrt(v), "none"),
    (lambda: 1 - v**1.5, "none"),
    (lambda: 1 - v**3, "none"),
    (lambda: 1 - T.sqrt(w * sigmoid(v)), "none"),
    (lambda: 1 - T.sqrt(1 - T.sqr(T.tanh(v))), "none"),
    (lambda: 1 - T.sqrt(1 - 0.5 * sigmoid(v)), "exp-(...)"),
    (lambda: 1 - T.sqrt(1 - exp(-T.sqr(w) * exp(v))), "exp-(...)"),
    (lambda: 1 - (1 - exp(T.minimum(v, 0))) ** 1.5, "exp-(...)"),
    (lambda: 1 - (1 - exp(v)) ** 3, "exp+-(...)"),
    (lambda: 1 - (1 - exp(v)) ** 4, "exp+-(...) * ..."),
    (lambda: 1 - (1 - exp(8 * v)) ** 3, "exp+-(...)"),
    (lambda: 1 - (1 - exp(8 * v)) ** 4, "exp+-(...) * ..."),
    (lambda: 1 - (1 - T.cosh(v)) ** 3, "exp+(...) * ..."),
    (lambda: 1 - (1 - w * exp(v)) ** 3, "exp+(...) * ..."),
    # weighted
    (lambda: 1 - T.mul(T.tanh(v), sigmoid(w)), "exp-(...) * ..."),
    (lambda: 1 - s * sigmoid(v),
     "exp-(switch(eq(s, {(1,) of 1.0}), (-softplus(v)), {(1,) of 0.0})) * ..."),
    (lambda: 1 - few * sigmoid(v), "exp-(...) * ..."),
    (lambda: 1 + -w * sigmoid(v),
     "exp-(switch(eq(w, {(1,) of 1.0}), (-softplus(v)), {(1,) of 0.0})) * ..."),
    (lambda: -w * sigmoid(v) + 1,
     "exp-(switch(eq(w, {(1,) of 1.0}), (-softplus(v)), {(1,) of 0.0})) * ..."),
    (lambda: 1 + -sigmoid(v), "exp-((-softplus(v)))"),
    (lambda: 1 - T.mul(0.5, w, s, sigmoid(v)), "exp-(...) * ..."),
    (lambda: 1 + w * sigmoid(v), "none"),
    (lambda: 2 - w * sigmoid(v), "none"),
    (lambda: 1 - w * s, "none"),
    # of either sign
    (lambda: 1 - w * T.erf(v), "exp-(...) * ..."),
    (lambda: 1 + few * T.tanh(v), "exp-(...) * ..."),
    (lambda: 1 - 0.9 * T.tanh(v), "none"),
    (lambda: 1 - T.mul(np.full(4, -1.0), T.tanh(v)), "exp-(...) * ..."),
    (lambda: 1 + w * T.tanh(T.cast(few, "bool")), "exp-(...) * ..."),
    (lambda: 1 + w * T.tanh(T.cast(few, "uint8")), "exp-(...) * ..."),
    (lambda: T.tanh(v) * w + 1, "exp-(...) * ..."),
    (lambda: 1 - T.mul(w, s, T.tanh(v)), "exp-(...) * ..."),
    (lambda: 0.5 + T.mul(0.5, w, T.tanh(v)), "exp-(...) * ..."),
    (lambda: T.mul(-2.0, w, T.tanh(v)) + 2, "exp-(...) * ..."),
    (lambda: -0.5 + T.mul(0.5, w, T.tanh(v)), "none"),
    (lambda: 0.5 + T.mul(0.5, T.tanh(w), T.tanh(v)), "none"),
    (lambda: 0.5 - T.mul(0.5, w, T.tanh(v)), "none"),
    (lambda: 1 - T.mul(T.tanh(v)), "none"),
    (lambda: 1 - T.sgn(w) * T.erf(v), "exp-(...) * ..."),
    (lambda: 1 - T.sgn(w) * T.tanh(v), "exp-(...) * ..."),
    (lambda: v + T.mul(0.5, w, T.tanh(v)), "none"),
    (lambda: 1 - T.concatenate([v, w]) * T.concatenate([sigmoid(v), 0.5 * sigmoid(w)]), "exp-(...) * ..."),
    (lambda: 0.5 + T.mul(0.25, w, T.tanh(v)), "none"),
    (lambda: 0.5 + T.mul(w, T.tanh(v)), "none"),
    (lambda: T.add(1, w * T.tanh(v), v), "none"),
    (lambda: 1 + T.mul(w, T.tanh(v), T.tanh(w)), "none"),
    (lambda: 1 + w * T.sin(v), "none"),
    (lambda: T.add(1, -w * sigmoid(v), v), "none"),
    # a choice
    (lambda: 1 - T.switch(v > 0, sigmoid(v), 0.25),
     "exp-(switch(gt(v, {0}), (-softplus(v)), {(1,) of -0..0724517809}))"),
    (lambda: 1 - T.switch(v > 0, sigmoid(v), 1.25), "none"),
    (lambda: 1 - T.switch(v > 0, sigmoid(v), w), "none"),
    (lambda: 1 - T.switch(v > 0, sigmoid(v), T.sqr(T.tanh(w))), "exp-(...)"),
    (lambda: 1 - T.switch(v > 0, sigmoid(v), T.sqr(w * exp(v))), "none"),
    (lambda: 1 - T.switch(v > 0, exp(-exp(v)), exp(-exp(w))), "exp-(...)"),
    (lambda: 1 - chosen(12), "exp-(...)"),
    (lambda: 1 - chosen(18), "none"),
    (lambda: 1 - theano.OpFromGraph([a := T.dvector()], [sigmoid(a)])(v), "exp-((-softplus(v)))"),
    (lambda: 1 - T.switch(v > 0, T.sqr(sigmoid(w)), T.sqr(sigmoid(v))), "exp-(...)"),
    (lambda: 1 - T.switch(v > 0, 1 - sigmoid(v), sigmoid(w)),
     "exp-(switch(gt(v, {0}), (-softplus((-v))), (-softplus(w))))"),
    (lambda: 1 - T.switch(m > 0, 1 - softmax(m), sigmoid(m)),
     "exp-(switch(gt(m, {0}), LogSoftmax(m), (-softplus(m))))"),
    (lambda: 1 - T.switch(v > 0, T.sub(2, sigmoid(v)), sigmoid(w)), "none"),
    (lambda: 1 - T.switch(v > 0, T.sqr(T.sqr(w)), sigmoid(w)), "none"),
    (lambda: 1 - T.concatenate([sigmoid(v), 0.5 * sigmoid(w)]), "exp-(...)"),
    (lambda: 1 - T.concatenate([sigmoid(v), T.cast(w > 0, "int8")]), "exp-(...) * ..."),
    (lambda: 1 - T.concatenate([v, w]), "none"),
    (lambda: 1 - T.sqr(T.sqr(sigmoid(v))), "exp-(...)"),
    # the largest
    (lambda: 1 - softmax(m).max(axis=1), "exp-(...)"),
    (lambda: 1 - sigmoid(m).max(axis=0), "exp-((-MaxAndArgmax{axis=(0,)}((-(-softplus(m))))))"),
    (lambda: 1 - T.elemwise.CAReduce(theano.scalar.maximum, None)(softmax(m)), "exp-(...)"),
    (lambda: 1 - T.elemwise.CAReduce(theano.scalar.maximum, (0,))(softmax(m)), "exp-(...)"),
    (lambda: 1 - T.elemwise.CAReduce(theano.scalar.minimum, (0,))(softmax(m)), "none"),
    (lambda: 1 - T.sqr(T.tanh(m)).max(axis=1), "exp-(...)"),
    (lambda: 1 - (T.tanh(m)).max(axis=1), "exp-(...)"),
    (lambda: 1 - T.sqr(v * exp(m)).max(axis=1), "none"),
    (lambda: 1 - m.max(axis=1), "none"),
    (lambda: 1.0 - T.argmax(softmax(m), axis=1), "none"),
    # sums over rows
    (lambda: 1 - T.sqr(softmax(m)).sum(axis=1), "exp-(...)"),
    (lambda: 1 - (softmax(m) ** 3).sum(axis=1), "exp-(...)"),
    (lambda: 1 - (softmax(m) ** 0.5).sum(axis=1), "none"),
    (lambda: 1 - (softmax(m) ** n.T).sum(axis=1), "exp+(...) * ..."),
    (lambda: 1 - (n.T * softmax(m)).sum(axis=1), "exp-(...) * ..."),
    (lambda: 1 - (T.sqr(sigmoid(w)) * softmax(m)).sum(axis=1), "exp-(...)"),
    (lambda: 1 - (sigmoid(w) * biased(m, v)).sum(axis=1), "exp-(...)"),
    (lambda: 1 - T.mul(sigmoid(w).dimshuffle("x", 0), T.gt(m, 0), softmax(m)).sum(axis=1), "exp-(...)"),
    (lambda: 1 - (T.gt(m, 0) * softmax(m)).sum(axis=1), "exp-(...)"),
    (lambda: 1 - (T.gt(m, 0) * softmax(m)).sum(axis=0), "none"),
    (lambda: 1 - (T.gt(m, 0) * softmax(m)).sum(), "none"),
    (lambda: 1 - asserted(T.gt(m, 0) * softmax(m)).sum(axis=1), "exp-(...)"),
    (lambda: 1 - T.mul(softmax(m)).sum(axis=1), "none"),
    (lambda: 1 - T.add(softmax(m), m).sum(axis=1), "none"),
    (lambda: 1 - T.exp(softmax(m)).sum(axis=1), "exp+(...) * ..."),
    (lambda: 1 - m.sum(axis=1), "none"),
    (lambda: 1 - asserted(m).sum(axis=1), "none"),
    (lambda: 1 - (m * n.T).sum(axis=1), "none"),
    (lambda: 1 - (T.gt(m, 0) * sigmoid(m)).sum(axis=1), "none"),
    (lambda: 1 - (T.gt(empty, 0) * softmax(empty)).sum(axis=1), "exp-(...)"),
    (lambda: 1 - (empty * softmax(empty)).sum(axis=1), "exp-(...) * ..."),
    (lambda: 1 - (T.gt(m, 0) * softmax(row)).sum(axis=1), "none"),
    (lambda: 1 - (m * softmax(column)).sum(axis=1), "none"),
    (lambda: 1 - T.Sum(axis=(1,), dtype="float64")(T.gt(narrow, 0) * softmax(narrow)), "none"),
    (lambda: 1 - T.Sum(axis=(1,), dtype="float64")(T.gt(narrow, 0) * exp(logsoftmax(narrow))), "none"),
    # what is picked
    (lambda: 1 - picked(softmax(m)), "exp-(...)"),
    (lambda: 1 - picked(exp(logsoftmax(m))), "exp-(...)"),
    (lambda: 1 - picked(asserted(exp(logsoftmax(m)))), "exp-(...)"),
    (lambda: 1 - picked(sigmoid(m)), "exp-(...)"),
    (lambda: 1 - picked(sigmoid(m), T.constant([[0, 2, 1, 3]])), "exp-(...)"),
    (lambda: 1 - picked(sigmoid(m), T.constant([0, 2, 1, 3]).dimshuffle("x", 0)), "exp-(...)"),
    (lambda: 1 - picked(sigmoid(m), T.constant([0, 2, 1, 2]).dimshuffle("x", 0)), "none"),
    (lambda: 1 - picked(sigmoid(m), T.minimum(T.constant([[0, 1, 2, 3]]), 1)), "none"),
    (lambda: 1 - picked(sigmoid(m), T.cast(m, "int64")), "none"),
    (lambda: 1 - picked(sigmoid(m), T.constant([2]).dimshuffle("x", 0)), "none"),
    (lambda: 1 - (T.eq(T.constant([[1, 2, 0, 3]]), labels.dimshuffle(0, "x")) * sigmoid(m)).sum(axis=1), "exp-(...)"),
    (lambda: 1 - (T.lt(labels.dimshuffle(0, "x"), T.arange(4).dimshuffle("x", 0)) * sigmoid(m)).sum(axis=1), "none"),
    (lambda: 1 - (T.eq(m, T.arange(4).dimshuffle("x", 0)) * sigmoid(m)).sum(axis=1), "none"),
    (lambda: 1 - (T.eq(column, v.dimshuffle("x", 0)) * sigmoid(m)).sum(axis=1), "none"),
    (lambda: 1 - (T.eq(column, T.exp(v).dimshuffle("x", 0)) * sigmoid(m)).sum(axis=1), "none"),
    (lambda: 1 - (picks * sigmoid(m)).sum(axis=1), "exp-(...)"),
    (lambda: 1 - (T.constant(picks[[0, 0, 1]]) * sigmoid(m)).sum(axis=0), "none"),
    (lambda: 1 - ((picks + picks[[1, 2, 0]]) * sigmoid(m)).sum(axis=1), "none"),
    (lambda: 1 - (T.constant([[1.0], [0.0], [1.0]]) * sigmoid(m)).sum(axis=1), "none"),
    (lambda: 1 - (picks * T.tanh(m)).sum(axis=1), "none"),
    (lambda: 1 - (picks * T.sqr(T.tanh(m))).sum(axis=1), "none"),
    # elements, one by one
    (lambda: (lambda p: 1 - p[:, 0] - p[:, 1])(softmax(m)), "exp-(...) * ..."),
    (lambda: (lambda p: 1 - (p[:, 0] + p[:, -1]))(biased(m, v)), "exp-(...) * ..."),
    (lambda: (lambda p: T.sub(1 - p[:, 0] - p[:, 1], p[:, 3]))(softmax(m)), "exp-(...) * ..."),
    (lambda: (lambda p: 1 - p[:, 0] - (p[:, 1] + p[:, 3]))(softmax(m)), "exp-(...) * ..."),
    (lambda: (lambda p: 1 - (p[:, 0] + p[:, 0]))(softmax(m)), "exp-(...) * ..."),
    (lambda: (lambda p: (1 - p[:, 0]) + p[:, 1])(softmax(m)), "exp-(...)"),
    (lambda: (lambda p: v[:3] - p[:, 0] - p[:, 1])(softmax(m)), "none"),
    (lambda: (lambda p: 1 - (p[:, 0] + v[:3]))(softmax(m)), "none"),
    (lambda: (lambda p: 1 - (p[:, 0] + abs(v)[:3]))(softmax(m)), "none"),
    (lambda: 1 - (softmax(m)[:, 0] + softmax(2 * m)[:, 1]), "none"),
    (lambda: (lambda p: 1 - (p[0] + p[1]))(softmax(m)), "none"),
    (lambda: (lambda p: 1 - (p[0] + sigmoid(v)))(softmax(m)), "none"),
    (lambda: (lambda p: 1 - (p[:, 0] + p[:, 1]))(exp(m)), "exp+(...) * ..."),
    (lambda: 1 - (m[:, 0] + m[:, 1]), "none"),
    (lambda: (lambda p: 1 - (p[::-1, 0] + p[:, 1]))(softmax(m)), "none"),
    (lambda: (lambda p: 1 - (p[:, :1] + p[:, 1:2]))(softmax(m)), "none"),
    (lambda: (lambda p: 1 - (p[:, 0] + p[:, 1]))(written(m)), "exp-(...) * ..."),
    (lambda: (lambda p: 1 - (p[:, 0] + p[:, 1]))(written(cube)), "none"),
    # shares of sums
    (lambda: (lambda a: 1 - a / T.add(exp(w), a, exp(s)))(exp(v)), "exp+-(...)"),
    (lambda: 1 - exp(v) / T.add(exp(w), exp(v), exp(s)), "exp+-(...)"),
    (lambda: 1 - exp(s) / T.add(exp(w), exp(v), exp(2 * s)), "exp+(...) * ..."),
    (lambda: 1 - exp(v) / (1 + exp(v)), "exp-((-softplus(v)))"),
    (lambda: (lambda one: 1 - one / T.add(one, exp(v), exp(w)))(T.constant(1.0)), "exp-(...)"),
    (lambda: 1 - v / w, "none"),
    # sums of shares that are written out, of their powers, and of multiples
    (lambda: 1 - T.sqr(written(m)).sum(axis=1), "exp-(...)"),
    (lambda: 1 - (written(m) ** 1.5).sum(axis=1), "exp-(...)"),
    (lambda: 1 - T.sqrt(written(m)).sum(axis=1), "none"),
    (lambda: 1 - T.sqr(written(m)).sum(axis=0), "none"),
    (lambda: 1 - written(m).sum(axis=1), "none"),
    (lambda: 1 - (n.T * written(m)).sum(axis=1), "exp-(...) * ..."),
    (lambda: 1 - (n.T * T.sqr(written(m))).sum(axis=1), "exp-(...) * ..."),
    (lambda: 1 - exp(shares_of(m) + np.log([0.5, 0.25, 1.0, 0.75])).sum(axis=1), "exp-(...) * ..."),
    (lambda: 1 - exp(T.add(shares_of(m), np.log([0.5, 0.25, 1.0, 0.75]), -T.constant([0.5, 0, 1, 2]))).sum(axis=1),
     "exp-(...) * ..."),
    (lambda: 1 - (m * exp(shares_of(row, 0))).sum(axis=0), "none"),
    (lambda: 1 - (empty * exp(shares_of(empty, 0, 1))).sum(), "exp-(...) * ..."),
    (lambda: 1 - (n.T * exp(shares_of(m, 0, 1))).sum(), "exp-(...) * ..."),
    # the logarithm of a softmax
    (lambda: 1 - T.mul(softmax(m)), "exp-(...)"),
    (lambda: 1 - T.gt(m, 0) * softmax(m), "exp-(...)"),
    (lambda: -logsoftmax(m), "exp-(...)"),
    (lambda: -transposed(logsoftmax(m), 5), "exp-(...)"),
    (lambda: -transposed(logsoftmax(m), 17), "none"),
    (lambda: -T.fill(v, logsoftmax(m)[0]), "exp-(...)"),
    (lambda: -T.fill(logsoftmax(m), s), "none"),
    (lambda: -(m.T), "none"),
    (lambda: T.expm1(logsoftmax(narrow)), "exp-(...) * {(1, 1) of -1.0}"),
    # minus what is below 0
    (lambda: 1 - exp(-exp(v)), "exp-(...)"),
    (lambda: 1 - exp(-exp(v) - exp(w)), "exp-(...)"),
    (lambda: 1 - exp(T.add(-exp(v), -softplus(w))), "exp-(...)"),
    (lambda: 1 - exp(T.add(-exp(v), -2.0)), "none"),
    (lambda: 1 - exp(T.switch(v > 0, -exp(w), -softplus(v))), "exp-(...)"),
    (lambda: 1 - exp(T.switch(v > 0, -exp(w), T.constant([-1.0, -2.0, -0.5, -3.0]))), "exp-(...)"),
    (lambda: 1 - exp(T.mul(-2.0, exp(v))), "exp-(...)"),
    (lambda: 1 - exp(T.mul(exp(v), T.constant([-1.0, -2.0, -0.5, -3.0]))), "exp-(...)"),
    (lambda: 1 - exp(2.0 * logsoftmax(m)), "exp-(...)"),
    (lambda: 1 - exp(T.mul(-exp(v), exp(w))), "exp-(...)"),
    (lambda: 1 - exp((-exp(m)).sum(axis=1)), "exp-(...)"),
    (lambda: 1 - exp((-exp(m))[1]), "exp-(...)"),
    (lambda: 1 - exp(T.fill(m, -exp(v))), "exp-(...)"),
    (lambda: 1 - exp(-(T.sqr(w) * exp(v))), "none"),
    (lambda: 1 - exp(-T.cosh(v)), "none"),
    (lambda: 1 - exp(m - m.max()), "none"),
    (lambda: 1 - exp(-T.sqr(v)), "none"),
    (lambda: 1 - exp(T.true_div(-exp(v), exp(w))), "exp-(...)"),
    (lambda: 1 - exp(T.minimum(v, -exp(w))), "none"),
    # less 1
    (lambda: T.expm1(T.sqr(w) * exp(v)), "exp+(...) * ..."),
    (lambda: T.expm1(T.cosh(v)), "exp+(switch(gt(cosh(v), {(1,) of 0.0}), cosh(v), {(1,) of 0.0})) * ..."),
    (lambda: T.expm1(softplus(v)), "exp+-(...)"),
    (lambda: T.expm1(exp(v)), "exp+-(...)"),
    (lambda: T.expm1(v), "exp+(switch(gt(v, {(1,) of 0.0}), v, {(1,) of 0.0})) * ..."),
    (lambda: T.expm1(-T.cosh(v)), "none"),
    (lambda: T.expm1(T.minimum(v, BIGGEST["float64"])), "none"),
]
