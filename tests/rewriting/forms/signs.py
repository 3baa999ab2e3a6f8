"""Forms in the log domain by what is known of signs, of zeros and ones, and of sums of logistic functions."""

import numpy as np
from graphs import m, s, v, w
from proof import given

import tensorgraph as theano
import tensorgraph.tensor as T
from tensorgraph.tensor.nnet.softmax import Softmax

exp, softmax = T.exp, Softmax()
sigmoid, softplus = T.nnet.sigmoid, T.nnet.softplus
bits = given(np.array([True, False, True, True]))
bits.name = "bits"
zeros = T.constant([0.0, 1.0, 1.0, 0.0])
narrow = given(np.array([0.3, -2.0, 1.7, 0.2], "float32"))
narrow.name = "narrow"


def reduced(name, axis, x):
    """Return a reduction that is no class of its own."""
    return T.elemwise.CAReduce(getattr(theano.scalar, name), axis)(x)


def negated(times):
    """Return minus a square, negated some times more."""
    x = T.sqr(v)
    for _ in range(times):
        x = -x
    return x


def halves(times):
    """Return a logistic function, halved some times."""
    x = sigmoid(v)
    for _ in range(times):
        x = 0.5 * x
    return x


def opposites(times):
    """Return what is left of bits to 1, some times."""
    x = T.cast(bits, "float64")
    for _ in range(times):
        x = 1 - x
    return x


FORMS = [
    (lambda: 1 / sigmoid(v) - sigmoid(w), "exp+(...)"),
    (lambda: T.switch(v > 0, sigmoid(w), sigmoid(v)) - sigmoid(s), "none"),
    (lambda: exp(v) * T.cast(T.gt(m, 0), "float64")[1], "exp+-(switch(gt(m, {0})[Constant{1}], v, {(1,) of -inf}))"),
    (lambda: exp(v) * T.mul(T.cast(bits, "float64"), T.cast(T.gt(w, 0), "float64")),
     "exp+-(switch(and_(bits, gt(w, {0})), v, {(1,) of -inf}))"),
    (lambda: exp(v) * T.clip(bits, 0, 1), "exp+-(v) * float64(clip(bits, {0}, {1}))"),
    (lambda: exp(v) * opposites(14), "exp+-(...)"),
    (lambda: exp(v) * opposites(18), "exp+-(v) * ..."),
    (lambda: exp(T.constant(np.array([3, 2, 1, 0], "uint8"))), "exp+({[3. 2. 1. 0.]})"),
    (lambda: exp(-T.constant(2.0) * T.sqr(v)), "exp-(((-{2.0}) * sqr(v)))"),
    (lambda: exp(-v * v), "exp-(((-v) * v))"),
    (lambda: exp(T.mul(v, -w, v, w)), "exp-((v * (-w) * v * w))"),
    (lambda: exp(T.mul(v, -w, v)), "exp+-((v * (-w) * v))"),
    (lambda: exp(-(v * v) / T.sqr(w)), "exp-(((-(v * v)) / sqr(w)))"),
    (lambda: T.constant(np.ones(4)) - sigmoid(v), "none"),
    (lambda: 1 - T.maximum(sigmoid(v), sigmoid(w)), "none"),
    (lambda: T.switch(v > 0, sigmoid(w), sigmoid(v)) - sigmoid(v), "exp-(...) * ..."),
    (lambda: T.switch(v > 0, sigmoid(-w), 0.5) - sigmoid(w), "exp-(...) * ..."),
    (lambda: exp(T.constant([-1.0, -2.0])), "exp-({[-1. -2.]})"),
    (lambda: exp(T.constant([-1.0, 2.0])), "exp+-({[-1.  2.]})"),
    (lambda: exp(T.fill(v, -1.0)), "exp-(fill(v, {-1.0}))"),
    (lambda: exp(T.fill(v, T.constant([-1.0, -2.0, -3.0, 0.0]))), "exp-(fill(v, {[-1. -2. -3.  0.]}))"),
    (lambda: exp(bits), "exp+(float32(bits))"),
    (lambda: exp(-T.cast(bits, "float64")), "exp-((-float64(bits)))"),
    (lambda: exp(negated(15)), "exp-((-(-(-(-(-(-(-(-(-(-(-(-(-(-(-sqr(v)))))))))))))))))"),
    (lambda: exp(negated(17)), "exp+-((-(-(-(-(-(-(-(-(-(-(-(-(-(-(-(-(-sqr(v)))))))))))))))))))"),
    (lambda: exp(theano.OpFromGraph([a := T.dvector()], [-T.sqr(a)])(v)), "exp-(OpFromGraph{inline=False}(v))"),
    (lambda: exp(-T.sqr(m).max(axis=1)), "exp-((-MaxAndArgmax{axis=(1,)}(sqr(m))))"),
    (lambda: exp(-T.sqr(m).sum(axis=1)), "exp-((-Sum{axis=[1], acc_dtype=float64}(sqr(m))))"),
    (lambda: exp((-T.sqr(m)).max(axis=1)), "exp-(MaxAndArgmax{axis=(1,)}((-sqr(m))))"),
    (lambda: exp((-T.sqr(m)).sum(axis=1)), "exp-(Sum{axis=[1], acc_dtype=float64}((-sqr(m))))"),
    (lambda: exp((-T.sqr(m)).prod(axis=1)), "exp+-(...)"),
    (lambda: exp(T.sqr(m).prod(axis=1)), "exp+(...)"),
    (lambda: exp(-T.sqr(m).prod(axis=1)), "exp-(...)"),
    (lambda: exp(reduced("maximum", (1,), -T.sqr(m))), "exp-(Reduce{maximum}{1}((-sqr(m))))"),
    (lambda: exp(reduced("minimum", (1,), -T.sqr(m))), "exp-(Reduce{minimum}{1}((-sqr(m))))"),
    (lambda: exp(T.all(T.sqr(m), axis=1)), "exp+(float32(All{1}(neq(sqr(m), {0}))))"),
    (lambda: exp(T.cast(-T.sqr(v), "float32")), "exp-(float32((-sqr(v))))"),
    (lambda: exp(-T.log1p(T.sqr(v))), "exp-((-log1p(sqr(v))))"),
    (lambda: exp(-(w**2)), "exp-((-(w ** {2})))"),
    (lambda: exp(-(w**3)), "exp+-((-(w ** {3})))"),
    (lambda: exp(-(abs(w) ** 3)), "exp-((-(|w| ** {3})))"),
    (lambda: exp(w**2), "exp+((w ** {2}))"),
    (lambda: exp(-(abs(w) ** v)), "exp-((-(|w| ** v)))"),
    (lambda: exp(T.fill(v, -T.sqr(s))), "exp-(fill(v, (-sqr(s))))"),
    (lambda: exp(T.switch(v > 0, -T.sqr(v), -T.sqr(w))), "exp-(switch(gt(v, {0}), (-sqr(v)), (-sqr(w))))"),
    (lambda: exp(T.switch(v > 0, -T.sqr(v), w)), "exp+-(switch(gt(v, {0}), (-sqr(v)), w))"),
    (lambda: exp(T.switch(v > 0, v, -T.sqr(w))), "exp+-(switch(gt(v, {0}), v, (-sqr(w))))"),
    (lambda: exp(-T.sqr(v) - T.sqr(w)), "exp-(((-sqr(v)) - sqr(w)))"),
    (lambda: exp(-T.sqr(v) - w), "exp+-(((-sqr(v)) - w))"),
    (lambda: exp(v - T.sqr(w)), "exp+-((v - sqr(w)))"),
    (lambda: exp(T.add(-T.sqr(v), -T.sqr(w))), "exp-(((-sqr(v)) + (-sqr(w))))"),
    (lambda: exp(T.add(-T.sqr(v), w)), "exp+-(((-sqr(v)) + w))"),
    (lambda: exp(T.maximum(-T.sqr(v), -T.sqr(w))), "exp-(maximum((-sqr(v)), (-sqr(w))))"),
    (lambda: exp(T.maximum(-T.sqr(v), w)), "exp+-(maximum((-sqr(v)), w))"),
    (lambda: exp(T.minimum(-T.sqr(v), w)), "exp-(minimum((-sqr(v)), w))"),
    (lambda: exp(T.minimum(T.sqr(v), w)), "exp+-(minimum(sqr(v), w))"),
    (lambda: exp(T.maximum(T.sqr(v), w)), "exp+(maximum(sqr(v), w))"),
    (lambda: exp(T.minimum(T.sqr(v), T.sqr(w))), "exp+(minimum(sqr(v), sqr(w)))"),
    (lambda: exp(-T.sqr(v) / T.sqr(w)), "exp-(((-sqr(v)) / sqr(w)))"),
    (lambda: exp(T.int_div(-T.sqr(v), T.sqr(w))), "exp+-(((-sqr(v)) // sqr(w)))"),
    (lambda: exp(T.concatenate([T.sqr(v), -T.sqr(w)])), "exp+-(join({0}, sqr(v), (-sqr(w))))"),
    (lambda: exp(T.concatenate([-T.sqr(v), -T.sqr(w)])), "exp-(join({0}, (-sqr(v)), (-sqr(w))))"),
    (lambda: exp(softmax(m)), "exp+(Softmax(m))"),
    (lambda: exp(-T.sqr(m)[1]), "exp-((-sqr(m)[Constant{1}]))"),
    (lambda: exp(m - T.dot(m, T.constant(np.eye(4)))), r"exp+-((m - (m \dot {[[1. 0. 0...0. 0. 1.]]})))"),
    (lambda: exp(m - T.cumsum(m, axis=1)), "exp+-((m - CumOp{1, add}(m)))"),
    # zeros and ones
    (lambda: exp(v) * bits, "exp+-(switch(bits, v, {(1,) of -inf}))"),
    (lambda: exp(v) * T.cast(bits, "float64"), "exp+-(switch(bits, v, {(1,) of -inf}))"),
    (lambda: exp(v) * T.cast(w, "float64"), "exp+-(v) * w"),
    (lambda: exp(narrow) * T.cast(w, "float32"), "exp+-(narrow) * float32(w)"),
    (lambda: exp(v) * T.gt(m, 0)[1], "exp+-(switch(gt(m, {0})[Constant{1}], v, {(1,) of -inf}))"),
    (lambda: exp(v) * m[1], "exp+-(v) * m[Constant{1}]"),
    (lambda: exp(v) * (T.gt(v, 0) * T.lt(w, 0)), "exp+-(switch((gt(v, {0}) * lt(w, {0})), v, {(1,) of -inf}))"),
    (lambda: exp(v) * T.mul(T.gt(v, 0), w), "exp+-(v) * (gt(v, {0}) * w)"),
    (lambda: exp(v) * (1 - T.gt(w, 0)), "exp+-(switch(invert(gt(w, {0})), v, {(1,) of -inf}))"),
    (lambda: exp(v) * (2 - T.gt(w, 0)), "exp+-(v) * float64(({2} - gt(w, {0})))"),
    (lambda: exp(v) * (1 - w), "exp+-(v) * ({1} - w)"),
    (lambda: exp(v) * T.add(1, -T.cast(bits, "float64")), "exp+-(switch(invert(bits), v, {(1,) of -inf}))"),
    (lambda: exp(v) * T.add(-T.cast(bits, "float64"), 1), "exp+-(switch(invert(bits), v, {(1,) of -inf}))"),
    (lambda: exp(v) * T.add(2, -T.cast(bits, "float64")), "exp+-(v) * ({2} + (-float64(bits)))"),
    (lambda: exp(v) * T.add(1, T.cast(bits, "float64")), "exp+-(v) * ({1} + float64(bits))"),
    (lambda: exp(v) * T.add(1, -T.cast(bits, "float64"), w), "exp+-(v) * ({1} + (-float64(bits)) + w)"),
    (lambda: exp(v) * T.maximum(1, -T.cast(bits, "float64")), "exp+-(v) * maximum({1}, (-float64(bits)))"),
    (lambda: exp(v) * T.switch(bits, 1.0, 0.0), "exp+-(switch(bits, v, {(1,) of -inf}))"),
    (lambda: exp(v) * T.switch(bits, 0.0, 1.0), "exp+-(switch(invert(bits), v, {(1,) of -inf}))"),
    (lambda: exp(v) * T.switch(bits, 0.0, 2.0), "exp+-(...)"),
    (lambda: exp(v) * T.switch(w, 0.0, 1.0), "exp+-((v + float64(switch(w, {(1,) of -inf}, {(1,) of 0.0}))))"),
    (lambda: exp(v) * T.ge(bits, 1.0), "exp+-(switch(ge(bits, {1.0}), v, {(1,) of -inf}))"),
    (lambda: exp(v) * T.constant(1.0), "exp+-((v + {(1,) of 0.0}))"),
    (lambda: exp(v) * zeros, "exp+-(switch({[False  Tr..rue False]}, v, {(1,) of -inf}))"),
    (lambda: exp(v) * T.constant([0.0, -1.0, 1.0, 0.0]), "exp+-(v) * {[ 0. -1.  1.  0.]}"),
    (lambda: exp(v) * T.constant([0, 1, 1, 0]), "exp+-(switch({[False  Tr..rue False]}, v, {(1,) of -inf}))"),
    # sums of logistic functions
    (lambda: sigmoid(v) - sigmoid(w), "exp-((-(softplus((-v)) + softplus(w)))) * (-expm1((w - v)))"),
    (lambda: sigmoid(w) - sigmoid(v) + 0, "exp-((-(softplus((-w)) + softplus(v)))) * (-expm1((v - w)))"),
    (lambda: 2 * sigmoid(v) - 2 * sigmoid(w), "exp-(...) * (-expm1((w - v)))"),
    (lambda: sigmoid(v) * 2 - 2 * sigmoid(w), "exp-(...) * (-expm1((w - v)))"),
    (lambda: sigmoid(v) / 2 - 0.5 * sigmoid(w), "exp-(...) * (-expm1((w - v)))"),
    (lambda: sigmoid(v) / 2 + -0.5 * sigmoid(w), "exp-(...) * (-expm1((w - v)))"),
    (lambda: -sigmoid(v) + sigmoid(w), "exp-((-(softplus((-w)) + softplus(v)))) * (-expm1((v - w)))"),
    (lambda: sigmoid(v) + sigmoid(w) - 1, "exp-((-(softplus((-w)) + softplus((-v))))) * (-expm1(((-v) - w)))"),
    (lambda: 1 - sigmoid(v) - sigmoid(w), "exp-((-(softplus((-(-v))) + softplus(w)))) * (-expm1((w - (-v))))"),
    (lambda: sigmoid(v) - 2 * sigmoid(w), "exp-(...) * ..."),
    (lambda: sigmoid(v) - sigmoid(w) + 3, "none"),
    (lambda: 0.5 + 0.5 * T.tanh(v), "exp-((-softplus((-({(1,) of 2.0} * v)))))"),
    (lambda: 0.5 - 0.5 * T.tanh(v), "exp-((-softplus(({(1,) of 2.0} * v))))"),
    (lambda: T.tanh(v) - T.tanh(w), "exp-(...) * ..."),
    (lambda: 1 + T.erf(v), "exp-(...)"),
    (lambda: 1 - T.erf(v), "exp-(...)"),
    (lambda: 2 - T.erfc(v), "exp-(...)"),
    (lambda: 1 - T.erfc(v), "none"),
    (lambda: T.erf(v) - T.erf(w), "exp-(...) * sgn((v - w))"),
    (lambda: T.erfc(v) - T.erfc(w), "exp-(...) * sgn((w - v))"),
    (lambda: 3 - 3 * sigmoid(v), "exp-(((-softplus(v)) + {(1,) of 1...2886681098}))"),
    (lambda: -3 + 3 * sigmoid(v), "exp-((-softplus(v))) * {(1,) of -3.0}"),
    (lambda: 0.0 * sigmoid(w) + 2 * sigmoid(v), "exp-(...)"),
    (lambda: sigmoid(v) / 0.0 + sigmoid(w), "exp+-(...)"),
    (lambda: 0.0 * sigmoid(v) + sigmoid(w), "exp-(...)"),
    (lambda: sigmoid(v) * w + sigmoid(w), "exp-(...) * ..."),
    (lambda: 1 - T.mul(sigmoid(v), 1, sigmoid(w)), "exp-(...)"),
    (lambda: 0 + halves(3), "exp-(((-softplus((-v))) + {(1,) of -2..5416798357}))"),
    (lambda: 0 + halves(8), "exp-(...)"),
    (lambda: T.constant(np.full(4, 1.0)) - sigmoid(s), "none"),
    (lambda: T.constant(np.float64(2)) - 2 * sigmoid(narrow), "none"),
    (lambda: exp(v) * (T.constant(np.ones(4)) - bits), "exp+-(v) * ({(4,) of 1.0} - bits)"),
    (lambda: exp(v) * T.add(np.ones(4), -T.cast(bits, "float64")), "exp+-(v) * ({(4,) of 1.0} + (-float64(bits)))"),
    (lambda: exp(v) ** np.full(4, 2.0), "exp+-(({(4,) of 2.0} * v))"),
    (lambda: exp(-T.sqr(T.cast(T.gt(v, 0), "uint8"))), "exp+(float32((-sqr(uint8(gt(v, {0}))))))"),
    (lambda: 1 - T.inv(1 + exp(v)), "exp-((-softplus((-v))))"),
    (lambda: 1 - 1 / (1 + exp(v)), "exp-((-softplus((-v))))"),
    (lambda: 1 - 1 / (1 + exp(-v)), "exp-((-softplus(v)))"),
    (lambda: 1 - exp(v) / (1 + exp(v)), "exp-((-softplus(v)))"),
    (lambda: 1 - exp(w) / (1 + exp(v)), "exp+(...) * ..."),
    (lambda: 1 - w / (1 + exp(v)), "none"),
    (lambda: 1 - 2 / (1 + exp(v)), "none"),
    (lambda: 1 - 1 / (2 + exp(v)), "none"),
    (lambda: 1 - 1 / (1 + T.sqr(v)), "none"),
    (lambda: 1 - 1 / T.add(1, exp(v), exp(w)), "exp-(...)"),
    (lambda: 1 - T.inv(T.add(1, exp(v), exp(w))), "exp-(...)"),
    (lambda: 1 - 1 / (1 + exp(bits)), "exp-(...)"),
    (lambda: 1 - T.switch(v > 0, 1 / (1 + exp(-v)), sigmoid(v)),
     "exp-(switch(gt(v, {0}), (-softplus(v)), (-softplus(v))))"),
    (lambda: 1 - T.switch(v > 0, sigmoid(w), sigmoid(v)), "exp-(switch(gt(v, {0}), (-softplus(w)), (-softplus(v))))"),
    (lambda: 2 - 2 * T.switch(v > 0, sigmoid(w), 0.5), "exp-(...)"),
    (lambda: 2 - 2 * T.switch(v > 0, 0.5, sigmoid(w)), "exp-(...)"),
]
