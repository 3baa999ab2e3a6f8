"""Forms in the log domain of what is joined, accumulated, multiplied as matrices, masked, and made by functions."""

import numpy as np
from graphs import k, m, n, s, t, v, w
from proof import given

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.tensor.nnet.softmax import LogSoftmax

exp, minus_square = T.exp, lambda x: -T.sqr(x)
sigmoid = T.nnet.sigmoid
narrow = given(np.array([0.3, -2.0, 1.7, 0.2], "float32"))
narrow.name = "narrow"
few = given(np.array([3, -2, 7, 1], "int8"))
few.name = "few"
one = given(np.array([0.25]), (True,))
one.name = "one"


def function(make, x=v, **overrides):
    """Return what a function that is a graph of its own makes of `x`."""
    a = T.TensorType("float64", (False,) * x.type.ndim)("a")
    return theano.OpFromGraph([a], make(a), **overrides)(x)


def alike(levels):
    """Return the exponential of v, negated some times, twice."""
    x = y = v
    for _ in range(levels):
        x, y = -x, -y
    return exp(x), exp(y)


FORMS = [
    (lambda: T.concatenate([exp(v), exp(w)]), "exp+-(join({0}, v, w))"),
    (lambda: T.concatenate([exp(v), w]), "exp+-(join({0}, v, fill(w, {(1,) of 0.0}))) * ..."),
    (lambda: T.concatenate([w, exp(minus_square(v))]), "exp-(join({0}, fill(w, {(1,) of 0.0}), (-sqr(v)))) * ..."),
    (lambda: T.concatenate([exp(minus_square(v)), exp(minus_square(w))]), "exp-(join({0}, (-sqr(v)), (-sqr(w))))"),
    (lambda: T.concatenate([exp(v), k]), "exp+-(join({0}, v, fill(float64(k), {(1,) of 0.0}))) * ..."),
    (lambda: T.concatenate([k, exp(v)]), "exp+-(join({0}, fill(float64(k), {(1,) of 0.0}), v)) * ..."),
    (lambda: T.concatenate([w * exp(v), exp(w)]), "exp+-(join({0}, v, w)) * ..."),
    (lambda: T.concatenate([w * exp(v), s * exp(w)]), "exp+-(join({0}, v, w)) * join({0}, fill(v, w), fill(w, s))"),
    (lambda: T.concatenate([w * exp(s), exp(v)]), "none"),
    (lambda: T.concatenate([exp(m), exp(n.T)], axis=1), "exp+-(join({1}, m, n.T))"),
    (lambda: T.concatenate([v, w]), "none"),
    (lambda: T.stack([exp(s), exp(t)]), "exp+-([s, t])"),
    (lambda: T.stack([exp(s), t]), "exp+-([s, fill(t, {0.0})]) * ..."),
    (lambda: T.stack([exp(s), k[0]]), "exp+-([s, fill(float64(k[Constant{0}]), {0.0})]) * ..."),
    (lambda: T.stack([s, t]), "none"),
    (lambda: T.cumsum(exp(v), axis=0), "exp+-(LogCumsumExp{axis=0, reverse=False}(v))"),
    (lambda: T.cumsum(exp(m), axis=-1), "exp+-(LogCumsumExp{axis=1, reverse=False}(m))"),
    (lambda: T.cumprod(exp(v), axis=0), "exp+-(CumOp{0, add}(v))"),
    (lambda: T.cumsum(exp(m)), "exp+-(...)"),
    (lambda: T.cumsum(exp(v)), "exp+-(...)"),
    (lambda: T.cumprod(exp(m)), "exp+-(CumOp{0, add}(Reshape{1}(m, {(1,) of -1})))"),
    (lambda: T.cumsum(w * exp(v), axis=0), "none"),
    (lambda: T.cumsum(w, axis=0), "none"),
    (lambda: T.log1p(exp(minus_square(v))), "exp-(...)"),
    (lambda: T.log1p(w * exp(v)), "none"),
    (lambda: T.log1p(abs(w)), "none"),
    (lambda: T.i0(v), "exp+(|v|) * ..."),
    (lambda: T.i1(v), "exp+(|v|) * ..."),
    (lambda: T.iv(1.5, abs(v)), "exp+(||v||) * ..."),
    (lambda: T.kv(1.5, abs(v)), "exp-((-|v|)) * ..."),
    (lambda: T.i0(few), "exp+(|float32(few)|) * ..."),
    (lambda: T.erfcx(v), "exp+(...)"),
    (lambda: T.erfcx(2.0 * v), "exp+(...)"),
    (lambda: T.erfcx(T.maximum(v, w)), "exp+(...)"),
    (lambda: T.erfcx(T.maximum(v, -1.0)), "none"),
    (lambda: T.erfcx(T.maximum(v, -50.0)), "exp+(...)"),
    (lambda: T.erfcx(T.minimum(v, -1.0)), "exp+(...)"),
    (lambda: T.erfc(T.minimum(v, 50.0)), "exp-(...)"),
    (lambda: T.erfc(T.minimum(v, -1.0)), "none"),
    (lambda: T.dot(m, exp(minus_square(v))), "none"),
    (lambda: T.dot(exp(minus_square(m)), exp(minus_square(v))), "exp-(...) * ..."),
    (lambda: T.dot(T.constant(np.arange(1.0, 13.0).reshape(3, 4)), exp(minus_square(v))), "exp-(...) * ..."),
    (lambda: T.dot(w[:3] * exp(minus_square(m)).T, exp(minus_square(v[:3]))), "exp-(...) * ..."),
    (lambda: T.dot(T.constant(np.arange(-1.0, 11.0).reshape(3, 4)), exp(minus_square(v))), "none"),
    (lambda: T.dot(T.constant(np.arange(1.0, 13.0).reshape(3, 4)), v), "none"),
    (lambda: T.dot(T.constant(np.arange(1.0, 13.0).reshape(3, 4)), T.constant(np.arange(4.0))), "none"),
    (lambda: T.dot(T.constant(np.arange(1.0, 13.0).reshape(3, 4)), w * exp(minus_square(v))), "none"),
    (lambda: T.dot(m, w * exp(v)), "exp+-(...) * ..."),
    (lambda: T.dot(m, w * exp(s)), "exp+-(...) * ..."),
    (lambda: T.dot(exp(m), v), "exp+-(...) * ..."),
    (lambda: T.dot(exp(v), n), "exp+-(...) * ..."),
    (lambda: T.dot(v, exp(n)), "exp+-(...) * ..."),
    (lambda: T.dot(exp(v), w), "exp+-(...) * ..."),
    (lambda: T.dot(exp(v), exp(w)), "exp+-(...) * ..."),
    (lambda: T.dot(exp(m), n), "exp+-(...) * ..."),
    (lambda: T.dot(m, exp(n)), "exp+-(...) * ..."),
    (lambda: T.dot(exp(m), exp(n)), "exp+-(...) * ..."),
    (lambda: T.dot(exp(m), exp(v)), "exp+-(...) * ..."),
    (lambda: T.dot(exp(narrow), v), "none"),
    (lambda: T.dot(narrow, exp(v)), "exp+-(...) * ..."),
    (lambda: T.dot(m, v), "none"),
    (lambda: T.dot(exp(v), n).sum(), "exp+-(...) * ..."),
    # what a zero hides is the largest by far
    (lambda: T.dot(T.constant([0.0, 0.0, -1.0, 0.0]) * exp(300.0 * v), T.constant([1e190] * 4)), "exp+-(...) * ..."),
    (lambda: T.dot(m[:, :1], function(lambda a: [exp(a)], one)), "exp+-(...) * ..."),
    (lambda: exp(v) * T.gt(w, 0), "exp+-(switch(gt(w, {0}), v, {(1,) of -inf}))"),
    (lambda: exp(v) / T.gt(w, 0), "exp+-(v) / float64(gt(w, {0}))"),
    (lambda: exp(v) * T.ones_like(w), "exp+-((v + fill(w, {(1,) of 0.0})))"),
    (lambda: -LogSoftmax()(m), "exp-(...)"),
    (lambda: w * sigmoid(v) + sigmoid(one), "none"),
    (lambda: (w * sigmoid(v) + sigmoid(one)).sum(), "none"),
    (lambda: exp(v) ** T.constant(0.0), "none"),
    (lambda: T.switch(v > 0, exp(v), exp(v)), "exp+-(v)"),
    (lambda: T.switch(v > 0, *alike(3)), "exp+-((-(-(-v))))"),
    (lambda: T.switch(v > 0, *alike(4)), "exp+-(switch(gt(v, {0}), (-(-(-(-v)))), (-(-(-(-v))))))"),
    (lambda: T.switch(v > 0, exp(s), exp(s)), "exp+-(switch(gt(v, {0}), s, s))"),
    (lambda: T.switch(v > 0, exp(s), exp(s)).sum(), "exp+-(LogSumExp{axis=[0]}(switch(gt(v, {0}), s, s)))"),
    (lambda: T.ones_like(w) + exp(s), "exp+(logaddexp(fill(w, {(1,) of 0.0}), s))"),
    (lambda: (T.constant(np.ones(4)) + exp(s)).sum(), "exp+(LogSumExp{axis=[0]}(logaddexp({(4,) of 0.0}, s)))"),
    (lambda: T.switch(v > 0, exp(v), sigmoid(v)), "exp+-(switch(gt(v, {0}), v, (-softplus((-v)))))"),
    (lambda: T.switch(v > 0, T.add(exp(v), exp(w)), T.add(exp(v), exp(w), exp(s))), "exp+-(...)"),
    (lambda: T.switch(v > 0, *function(lambda a: [exp(a), exp(-a)])), "exp+-(switch(gt(v, {0}), v, (-v)))"),
    (lambda: function(lambda a: [exp(a)]), "exp+-(v)"),
    (lambda: function(lambda a: [a, exp(-a)])[1], "exp+-((-v))"),
    (lambda: function(lambda a: [exp(a)], grad_overrides=lambda inputs, g: [2 * g[0]]), "none"),
]
