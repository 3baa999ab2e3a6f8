"""Forms of differences of distribution functions, of complements of bounded factors, and signs of such complements."""

import numpy as np
from graphs import m, v, w
from proof import given

import tensorgraph.tensor as T
from tensorgraph.tensor.nnet.softmax import Softmax
from tensorgraph.tensor.shape.shape import Shape_i

exp, erf, erfc, expm1 = T.exp, T.erf, T.erfc, T.expm1
sigmoid, softmax, softplus = T.nnet.sigmoid, Softmax(), T.nnet.softplus
length = Shape_i(0)(v)
parts, whole = T.constant([0.0, 0.5, 0.9, 1.0]), T.constant([0.0, 0.5, 0.9, 1.5])
small = given(np.array([3, -2, 7, 1], "int8"))
small.name = "small"


def nested(times):
    """Return a sum of sums."""
    x = v
    for _ in range(times):
        x = x + w
    return x


def less(x):
    """Return an exponential that cannot overflow if `x` is at most 1."""
    return exp(-T.sqr(w) * (1 - x))


def root(times, x):
    """Return the absolute value of an absolute value, and so on, of a share."""
    for _ in range(times):
        x = x * sigmoid(v)
    return x


FORMS = [
    (
        lambda: sigmoid(v + 1) - sigmoid(v),
        "exp-((-(softplus((-(v + {1}))) + softplus(v)))) * (-expm1((+{(1,) of -1.0})))",
    ),
    (lambda: sigmoid(v + w) - sigmoid(v), "exp-((-(softplus((-(v + w))) + softplus(v)))) * ..."),
    (lambda: sigmoid(w - v) - sigmoid(1 - v), "exp-((-(softplus((-(w - v))) + softplus(({1} - v))))) * ..."),
    (lambda: sigmoid(v + 1) - sigmoid(w + 1), "exp-((-(softplus((-(v + {1}))) + softplus((w + {1}))))) * ..."),
    (
        lambda: sigmoid(1 + v) - sigmoid(w),
        "exp-((-(softplus((-({1} + v))) + softplus(w)))) * (-expm1((w - ({1} + v))))",
    ),
    (lambda: sigmoid(v + 3) - sigmoid(w - 1), "exp-((-(softplus((-(v + {3}))) + softplus((w - {1}))))) * ..."),
    (lambda: sigmoid(-v) - sigmoid(-v - w), "exp-((-(softplus((-(-v))) + softplus(((-v) - w))))) * ..."),
    (
        lambda: sigmoid(2 * (v + 1)) - sigmoid(2 * v),
        "exp-((-(softplus((-({2} * (v + {1})))) + softplus(({2} * v))))) * (-expm1((+{(1,) of -2.0})))",
    ),
    (
        lambda: sigmoid(v * (w + 1)) - sigmoid(v * w),
        "exp-((-(softplus((-(v * (w + {1})))) + softplus((v * w))))) * (-expm1(((v * w) - (v * (w + {1})))))",
    ),
    (
        lambda: sigmoid((v + 1) / 2) - sigmoid(v / 2),
        "exp-((-(softplus((-((v + {1}) / {2}))) + softplus((v / {2}))))) * (-expm1((+{(1,) of -0.5})))",
    ),
    (lambda: sigmoid(v * w) - sigmoid(v), "exp-((-(softplus((-(v * w))) + softplus(v)))) * (-expm1((v - (v * w))))"),
    (
        lambda: sigmoid(T.mul(2.0, v, w)) - sigmoid(2 * v),
        "exp-((-(softplus((-({2.0} * v * w))) + softplus(({2} * v))))) * ...",
    ),
    (
        lambda: sigmoid(v / w) - sigmoid(v / 3),
        "exp-((-(softplus((-(v / w))) + softplus((v / {3}))))) * (-expm1(((v / {3}) - (v / w))))",
    ),
    (
        lambda: sigmoid(v / w) - sigmoid(v / 3 + 1),
        "exp-((-(softplus((-(v / w))) + softplus(((v / {3}) + {1}))))) * ...",
    ),
    (
        lambda: sigmoid(v / 0.0 + w) - sigmoid(v / 0.0),
        "exp-((-(softplus((-((v / {0.0}) + w))) + softplus((v / {0.0}))))) * ...",
    ),
    (lambda: sigmoid(exp(w) + v) - sigmoid(v), "exp-(...)"),
    (lambda: sigmoid(nested(3)) - sigmoid(v), "exp-((-(softplus((-(((v + w) + w) + w))) + softplus(v)))) * ..."),
    (lambda: sigmoid(nested(9)) - sigmoid(nested(8)), "exp-(...) * ..."),
    (lambda: sigmoid(v + small) - sigmoid(v), "exp-((-(softplus((-(v + small))) + softplus(v)))) * ..."),
    (lambda: sigmoid(v) - sigmoid(v) + sigmoid(w), "exp-((-softplus((-w))))"),
    (lambda: exp(v) - exp(v + exp(w)), "exp+-(...) * {(1,) of -1.0}"),
    (lambda: exp(v + exp(w)) - exp(v), "exp+-(...)"),
    (lambda: exp(v) - exp(w), "exp+-(...) * ..."),
    (lambda: exp(v) - w * exp(w), "exp+-(...) * ..."),
    (lambda: exp(v) - 3, "exp+(...) * ..."),
    (lambda: exp(v) - exp(-v), "exp+-(...) * ..."),
    (lambda: erfc(v) - erfc(v + exp(w)), "exp-(...)"),
    (lambda: erfc(v) - sigmoid(w), "exp-(...) * ..."),
    (lambda: erfc(v) + erfc(w) - 2, "exp-(...) * sgn(((-v) - w))"),
    (lambda: erfc(v) + erfc(w) - 1, "none"),
    (lambda: erfc(v) - 2 * erfc(w), "exp-(...) * ..."),
    (lambda: 2 * sigmoid(v) + sigmoid(w) - 2, "none"),
    (lambda: 1 - 0.5 * sigmoid(v) - 0.5 * sigmoid(w), "exp-(...)"),
    (lambda: 3 - sigmoid(v) - sigmoid(w) - sigmoid(-v - w), "exp-(...)"),
    (lambda: 3 - sigmoid(v) - 2 * sigmoid(w), "exp-(...)"),
    (lambda: 3 - sigmoid(v) - sigmoid(w), "none"),
    (lambda: 3 - T.erfc(v) - 2 * T.erfc(w), "none"),
    (lambda: 1 - 2 * sigmoid(v) + sigmoid(w), "none"),
    (lambda: 2 - 0.5 * T.erfc(v) - 0.5 * T.erfc(w), "none"),
    (lambda: sigmoid(v) + sigmoid(w) - 2, "none"),
    (lambda: 2 * erfc(v) - erfc(w) - 4, "none"),
    (lambda: erf(v) - erf(w), "exp-(...) * sgn((v - w))"),
    (lambda: 0.5 * erf(v) - erf(w) / 2, "exp-(...) * sgn((v - w))"),
    (lambda: 1 - expm1(v), "exp+(...) * ..."),
    (lambda: expm1(v) - expm1(w), "exp+-(...) * ..."),
    (lambda: expm1(w) - expm1(v), "exp+-(...) * ..."),
    (lambda: T.add(-expm1(v), expm1(w)), "exp+-(...) * ..."),
    (lambda: 3 * expm1(v) - 3 * expm1(w), "exp+-(...) * ..."),
    (lambda: expm1(v) + expm1(w), "exp+(...) * ..."),
    (lambda: 2 * expm1(v) - expm1(w), "exp+(...) * ..."),
    (lambda: 1 + expm1(v) - expm1(w), "exp+(...) * ..."),
    (lambda: expm1(-exp(v)) - expm1(-exp(w)), "exp-(...) * ..."),
    (lambda: expm1(exp(v)) - expm1(exp(w)), "exp+(...) * ..."),
    (lambda: (1 - exp(-exp(v + 1))) - (1 - exp(-exp(v))), "exp-(...) * ..."),
    (lambda: exp(-abs(v) * length), "exp-(((-|v|) * Shape_i{0}(v)))"),
    (lambda: exp(abs(v) * length), "exp+((|v| * Shape_i{0}(v)))"),
    (lambda: exp(1 - T.tanh(v)), "exp+(({1} - tanh(v)))"),
    (lambda: exp(sigmoid(v) - 1), "exp+-((sigmoid(v) - {1}))"),
    (lambda: exp(sigmoid(v) - 0.5), "exp+-((sigmoid(v) - {0.5}))"),
    (lambda: exp(v - 1), "exp+-((v - {1}))"),
    (lambda: exp(-(0.5 - sigmoid(v))), "exp+-((-({0.5} - sigmoid(v))))"),
    (lambda: exp(-(1 - sigmoid(v))), "exp-((-({1} - sigmoid(v))))"),
    (lambda: less(parts), "exp-(((-sqr(w)) * ({1} - {[0.  0.5 0.9 1. ]})))"),
    (lambda: less(whole), "exp+-(((-sqr(w)) * ({1} - {[0.  0.5 0.9 1.5]})))"),
    (lambda: less(v), "exp+-(((-sqr(w)) * ({1} - v)))"),
    (lambda: less(softmax(m)[0]), "exp-(((-sqr(w)) * ({1} - Softmax(m)[Constant{0}])))"),
    (lambda: less(sigmoid(v)[::-1]), "exp-(((-sqr(w)) * ({1} - sigmoid(v)[::int64])))"),
    (lambda: less(exp(v)[::-1]), "exp+-(((-sqr(w)) * ({1} - exp(v)[::int64])))"),
    (lambda: less(m.max(axis=0)), "exp+-(((-sqr(w)) * ({1} - MaxAndArgmax{axis=(0,)}(m))))"),
    (lambda: less(sigmoid(m).max(axis=0)), "exp-(((-sqr(w)) * ({1} - MaxAndArgmax{axis=(0,)}(sigmoid(m)))))"),
    (lambda: less(m.sum(axis=0)), "exp+-(((-sqr(w)) * ({1} - Sum{axis=[0], acc_dtype=float64}(m))))"),
    (lambda: less(T.sqr(sigmoid(v))), "exp-(((-sqr(w)) * ({1} - sqr(sigmoid(v)))))"),
    (lambda: less(T.sqr(T.tanh(v))), "exp-(((-sqr(w)) * ({1} - sqr(tanh(v)))))"),
    (lambda: less(T.sqr(exp(-abs(v)))), "exp-(((-sqr(w)) * ({1} - sqr(exp((-|v|))))))"),
    (lambda: less(T.sqr(-exp(-abs(v)))), "exp+-(((-sqr(w)) * ({1} - sqr((-exp((-|v|)))))))"),
    (lambda: less(T.sqr(v)), "exp+-(((-sqr(w)) * ({1} - sqr(v))))"),
    (lambda: less(exp(-abs(v))), "exp-(((-sqr(w)) * ({1} - exp((-|v|)))))"),
    (lambda: less(exp(v)), "exp+-(((-sqr(w)) * ({1} - exp(v))))"),
    (lambda: less(sigmoid(v) * sigmoid(w)), "exp-(((-sqr(w)) * ({1} - (sigmoid(v) * sigmoid(w)))))"),
    (lambda: less(sigmoid(v) * w), "exp+-(((-sqr(w)) * ({1} - (sigmoid(v) * w))))"),
    (lambda: less(T.sin(v) * T.cos(w)), "exp+-(((-sqr(w)) * ({1} - (sin(v) * cos(w)))))"),
    (lambda: less(sigmoid(v) - abs(w)), "exp-(((-sqr(w)) * ({1} - (sigmoid(v) - |w|))))"),
    (lambda: less(sigmoid(v) - w), "exp+-(((-sqr(w)) * ({1} - (sigmoid(v) - w))))"),
    (lambda: less(exp(v) - abs(w)), "exp+-(((-sqr(w)) * ({1} - (exp(v) - |w|))))"),
    (lambda: less(abs(v)), "exp+-(((-sqr(w)) * ({1} - |v|)))"),
    (lambda: less(abs(sigmoid(v))), "exp+-(((-sqr(w)) * ({1} - |sigmoid(v)|)))"),
    (lambda: less(T.dot(w[:3], m)), "exp+-(((-sqr(w)) * ({1} - (w[:int64] \\dot m))))"),
    (lambda: less(root(12, sigmoid(v))), "exp-(...)"),
    (lambda: less(root(20, sigmoid(v))), "exp+-(...)"),
    (lambda: 1 - sigmoid(m)[:, 0], "exp-((-softplus(m))[:, Constant{0}])"),
    (lambda: 1 - T.exp(-exp(m))[:, 0], "exp-(...)"),
    (lambda: 1 - abs(m)[:, 0], "none"),
    (lambda: 1 - (2 - sigmoid(m))[:, 0], "none"),
    (lambda: 1 - (exp(m) * (1 - T.tanh(m)))[:, 0], "exp+(...) * ..."),
    (lambda: 1 - (1 - sigmoid(v)) * (1 - sigmoid(w)), "exp-(...)"),
    (lambda: 1 - sigmoid(m).sum(axis=1) / w.sum(), "none"),
    (lambda: 1 - exp(-abs(v)) / 2, "none"),
]
