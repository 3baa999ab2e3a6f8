"""Proofs of the rules of the log domain."""

import numpy as np
from graphs import m, s, v, w
from proof import Proof, given

import tensorgraph.tensor as T
from tensorgraph.tensor.nnet.softmax import LogSoftmax, Softmax

sigmoid = T.nnet.sigmoid
softmax, logsoftmax = Softmax(), LogSoftmax()
small = given(np.array([3, -2, 7], "int8"))
row = given(np.array([[1.0, -2.0, 3.0, 0.5]]), (True, False))
few = given(np.array([100, 2, 3, 90], "int8"))
single = given(np.array([0.5, -1.0, 0.0], "float32"))
half = given(np.array([0.3, -2.0, 1.7, 0.2], "float16"))
spiral = given(np.array([1 + 1j, -2.0]))
square = given(np.array([[0.5, 2.0], [1.0, 3.25]]))

PROOFS = {
    "local_log_domain": Proof(
        fires=[
            lambda: T.log(2 * T.exp(v) + T.exp(-w)),
            lambda: T.log2(T.exp(w) * T.exp(v) + 1),
            lambda: T.log10(sigmoid(v) / T.exp(w)),
            lambda: T.log(abs(w) * T.exp(v)),
            lambda: T.log(softmax(m) * T.exp(w)),
            lambda: T.log(few * few * T.exp(v)),
            lambda: T.log(T.exp(v) + few),
            lambda: T.log(3**v),
            lambda: T.log(few / T.exp(v)),
            lambda: T.log((T.exp(m) + 1).prod(axis=0)),
            lambda: T.log(T.exp(m) * (1 - logsoftmax(m))),
            lambda: T.log(T.expm1(softmax(m))),
            lambda: T.log(-T.expm1(logsoftmax(m))),
            lambda: T.log(-T.expm1(v)),
            lambda: T.log(-T.expm1(T.maximum(v, w))),
            lambda: T.log(-T.expm1(few)),
            lambda: T.log(1 - T.exp(logsoftmax(m))),
            lambda: T.log(abs(T.nlinalg.det(square))),
            lambda: T.log(2 * T.sqrt(-T.nlinalg.det(square))),
            lambda: T.log(T.switch(v > 0, T.exp(v), w)),
            lambda: T.log2(T.switch(v > 0, small[0], 1 - T.exp(-v) / 2)),
            lambda: T.log(1 - sigmoid(m).sum(axis=1) / m.shape[1]),
            lambda: T.log(1 - sigmoid(m).sum() / m.shape[1] / m.shape[0]),
            lambda: T.log(1 - T.sum(sigmoid(row)) / row.shape[1]),
            lambda: T.log(1 - sigmoid(m).sum(axis=1) / T.cast(m.shape[1], "float64")),
            lambda: [T.log(1 - (1 - c * v * T.exp(v)).sum() / v.shape[0]) for c in (0.01, -0.01)],
        ],
        refuses={
            "no exponential": lambda: T.log(abs(v)),
            "a sum divided by another number": lambda: T.log(1 - sigmoid(m).sum(axis=1) / 4),
            "a sum over two axes divided by one length": lambda: T.log(1 - sigmoid(m).sum() / m.shape[1]),
            "a sum divided by the length of another axis": lambda: T.log(1 - sigmoid(m).sum(axis=1) / m.shape[0]),
            "a sum divided by the lengths of all axes": lambda: T.log(1 - sigmoid(m).sum(0) / m.shape[0] / m.shape[1]),
            "a mean of what has no complement": lambda: T.log(1 - abs(m).sum(axis=1) / m.shape[1]),
            "a mean of a multiple": lambda: T.log(1 - (abs(m) * T.exp(-T.sqr(m))).sum(axis=1) / m.shape[1]),
            "a quotient": lambda: T.log(1 - sigmoid(v) / w),
            "no exponential in a branch": lambda: T.log(T.switch(v > 0, w, -w)),
            "what this rule made of expm1": lambda: T.log(T.switch(v > 1, -T.expm1(-v), T.expm1(v))),
            "less the logarithm of a softmax": lambda: T.log(1 - logsoftmax(m)),
            "what stays in the range": lambda: T.log(1e-8 + softmax(m)),
            "complex numbers": lambda: T.log(T.exp(spiral)),
            "what this rule made of a complement": lambda: T.log(-T.expm1(T.maximum(v, -np.log(2)))),
        },
        harmless={"form.over: True": "the form of a small complement differs only where that has vanished"},
        fails={
            "asserted lengths": lambda: T.log(1 - T.specify_shape(T.gt(m, 0) * softmax(m), (2, 4)).sum(axis=1)),
        },
    ),
    "local_complement_domain": Proof(
        fires=[
            lambda: T.log(1 - softmax(m) + 1e-8),
            lambda: T.log(w**2 + (1 - T.sqr(T.tanh(v)))),
            lambda: T.log(2 - (1 - T.sqr(T.tanh(v)))),
            lambda: 1 / (1 - softmax(m) + 0.01),
        ],
        refuses={
            "nothing that loses digits": lambda: 1 - softmax(m) + 1e-8,
            "a logarithm, which has its own": lambda: T.log(1 - softmax(m)),
            "an output": lambda: (lambda u: [T.log(u + 1), u])(1 - softmax(m)),
            "a multiple of a number": lambda: T.log(2 - softmax(m) + T.sqr(m)),
            "no complement": lambda: T.log(1 - v + T.sqr(w)),
            "a complement that may be negative": lambda: T.log(1 - (1 - w * T.exp(v)) + T.sqr(w)),
        },
    ),
    "local_log1p_domain": Proof(
        fires=[
            lambda: T.log1p(-sigmoid(m).sum(axis=1) / m.shape[1]),
            lambda: T.log1p(T.exp(w) * T.exp(v)),
            lambda: T.log1p(-softmax(m)),
            lambda: T.log1p(-softmax(m)[1]),
            lambda: T.log1p(-softmax(row)),
            lambda: T.log1p(-softmax(9 * m)),
            lambda: T.log1p(-(sigmoid(-abs(v) - 1) * sigmoid(w))),
            lambda: T.log1p(T.mul(T.constant(-1.0), sigmoid(-abs(v) - 1), sigmoid(w))),
            lambda: T.log1p(-T.sum(T.exp(-abs(w)) * softmax(m), axis=1)),
            lambda: T.log1p(-T.erfc(v) / 2),
            lambda: T.log1p(-T.erfc(T.maximum(v, w)) / 2),
            lambda: T.log1p(T.sqr(w) / T.exp(v)),
            lambda: T.log1p(T.mul(0.5, w, w, T.exp(v))),
            lambda: T.log1p(T.mul(w, s, T.exp(v), s, w)),
            lambda: (lambda t: T.log1p(T.mul(T.constant(-1.0), t, t)))(T.tanh(v)),
            lambda: T.log1p(T.mul(T.constant([-1.0]))),
            lambda: T.log1p(-T.exp(v)),
            lambda: T.log1p(-T.exp(T.minimum(v, w))),
        ],
        refuses={
            "another precision": lambda: (lambda t: T.log1p(T.mul(np.float64(-1), t, t)))(T.tanh(single)),
            "no exponential": lambda: T.log1p(abs(v)),
            "what this rule made of a complement": lambda: T.log1p(-T.exp(T.minimum(v, -np.log(2)))),
            "the complement of an exponential of integers": lambda: T.log1p(-T.exp(few)),
            "the complement of an exponential in half precision": lambda: T.log1p(-T.exp(half)),
            "what this rule made": lambda: T.log1p(-0.5 * T.erfc(T.maximum(v, 0.0))),
            "less the logarithm of a softmax": lambda: T.log1p(-logsoftmax(m)),
            "the negative of no exponential": lambda: T.log1p(-abs(v)),
            "what cannot overflow": lambda: T.log1p(sigmoid(v)),
            "a factor of any sign": lambda: T.log1p(w * T.exp(v) / 50),
            "a factor below 0": lambda: T.log1p(-T.sqr(w) * T.exp(v) / 50),
            "a number below 0": lambda: T.log1p(T.mul(-0.01, w, w, T.exp(v))),
            "opposites": lambda: T.log1p(T.mul(0.01, -w, w, T.exp(v))),
            "a third factor": lambda: T.log1p(T.mul(0.01, w, w, w, T.exp(v))),
            "half precision": lambda: T.log1p(-sigmoid(-abs(half) - 1)),
            "a mean of any sign": lambda: T.log1p(-T.sum(T.tanh(w) * softmax(m), axis=1)),
        },
        harmless={"form.is_positive: True": "the value is the same, but not its derivative at 0"},
        becomes=[
            (
                lambda: T.log1p(T.tanh(v)),
                "switch(lt(tanh(v), {(1,) of -0.5}), ((-softplus((-({(1,) of 2.0} * v)))) + {(1,) of 0...1805599453}), "
                "log1p(maximum(tanh(v), {(1,) of -0.5})))",
            ),
            (
                lambda: T.log1p(-T.tanh(v)),
                "switch(lt((-tanh(v)), {(1,) of -0.5}), ((-softplus(({(1,) of 2.0} * v))) + {(1,) of 0...1805599453}), "
                "log1p(maximum((-tanh(v)), {(1,) of -0.5})))",
            ),
            (
                lambda: T.log1p(-T.switch(v > 0, 1 / (1 + T.exp(-v)), (lambda e: e / (1 + e))(T.exp(v)))),
                "(-softplus(v))",
            ),
            (
                lambda: T.log1p(3 - 2 * T.erfc(v)),
                "(switch(lt((-v), {(1,) of 1.0}), log(erfc(minimum((-v), {(1,) of 1.0}))), "
                "(log(erfcx(maximum((-v), {(1,) of 1.0}))) - sqr((-v)))) + {(1,) of 0...1805599453})",
            ),
            (
                lambda: T.log1p(-T.erfc(v) / 2),
                "switch(lt((-v), {(1,) of 0.0}), log1p(({(1,) of -0.5} * erfc(maximum((-(-v)), {(1,) of 0.0})))), "
                "(log(({(1,) of 0.5} * erfcx(maximum((-v), {(1,) of 0.0})))) - sqr((-v))))",
            ),
        ],
    ),
    "local_log1p_power": Proof(
        fires=[
            lambda: T.log1p(abs(v) ** w),
            lambda: T.log1p(abs(w) ** (few / 40)),
            lambda: T.log1p(-(T.tanh(v) ** v)),
            lambda: T.log1p(-((v / 4) ** few)),
            lambda: T.log1p(-((abs(v) / 4) ** abs(w / 9))),
            lambda: T.log1p(-((2 + abs(v)) ** w)),
            lambda: T.log1p((v - 3) ** few),
            lambda: T.log1p(single ** T.floor(single)),
            lambda: T.log1p(T.switch(v > 0, v, w) ** few),
            lambda: T.log1p(T.switch(v > 0, 2.0, w) ** few),
        ],
        refuses={
            "no power": lambda: T.log1p(abs(v) * w),
            "a number as exponent": lambda: T.log1p(abs(v) ** 1.5),
            "an exponential": lambda: T.log1p(T.exp(v) ** w),
            "a power of a number": lambda: T.log1p(3**v),
            "what this rule made": lambda: T.log1p(T.switch(w > 0, 1.0, v) ** few),
            "half precision": lambda: T.log1p(abs(half) ** half),
        },
    ),
    "local_power_domain": Proof(
        fires=[
            lambda: T.sqrt(T.exp(v) + T.exp(w)),
            lambda: (T.exp(v) + 1) ** 0.3,
            lambda: T.exp(v) ** -2,
            lambda: T.exp(v) ** w,
            lambda: T.sqrt(abs(w) * T.exp(v)),
            lambda: (abs(w) * T.exp(v)) ** 0.3,
        ],
        refuses={
            "no exponential": lambda: T.sqrt(abs(v)),
            "a determinant": lambda: T.sqrt(abs(T.nlinalg.det(square))),
            "what stays in the range": lambda: T.sqrt(1e-8 + softmax(m)),
            "an exponent of 1 or more": lambda: T.exp(v) ** 2,
            "an exponent of 1": lambda: T.exp(v) ** T.constant(1.0),
        },
        becomes=[(lambda: T.sqrt(abs(w) * T.exp(v)), "(sqrt(|w|) * exp(({(1,) of 0.5} * v)))")],
    ),
    "local_product_domain": Proof(
        fires=[
            lambda: w * T.exp(v) / (T.exp(v) + T.exp(w)),
            lambda: T.exp(v) * T.exp(w),
            lambda: 1 / (1 + T.exp(v)),
            lambda: T.inv(1 + T.exp(v)),
            lambda: w / T.exp(v),
            lambda: softmax(m) / T.exp(v),
            lambda: (lambda e: e / (e + 2))(T.exp(v)),
            lambda: T.exp(m) * sigmoid(v),
            lambda: T.exp(v) / T.exp(v).sum(keepdims=True),
            lambda: (lambda e: T.exp(w) * e / ((1 + e) * (2 + T.exp(w))))(T.exp(v)),
            lambda: T.exp(v) / (few + T.exp(v)),
            lambda: T.exp(v) * T.exp(w) * T.exp(s),
            lambda: T.exp(v) * T.exp(m.sum(axis=1, keepdims=True)),
            lambda: (lambda e: e / (e - T.exp(w)))(T.exp(v)),
            lambda: (lambda e: e / (e + w * T.exp(w)))(T.exp(v)),
            lambda: (lambda e: e / (e + w))(T.exp(v)),
            lambda: (lambda e: e / (e + T.constant(-2.0)))(T.exp(v)),
            lambda: (lambda e: e / T.maximum(e, T.exp(w)))(T.exp(v)),
            lambda: (lambda e: e / T.add(e, e, T.exp(w)))(T.exp(v)),
            lambda: (lambda e: e / (T.exp(w) + T.exp(s)) / (e + 1))(T.exp(v)),
            lambda: T.nnet.softplus(v) * T.exp(v),
            lambda: 1 / T.add(T.exp(v), T.exp(w), T.exp(s)),
            lambda: (w + T.exp(v)) * T.exp(-v),
            lambda: (s + (w + (w + (w + T.exp(v))))) * T.exp(-v),
            lambda: T.sqrt((w + T.exp(v)) * T.exp(s)),
            lambda: T.sqrt(T.exp(v) * sigmoid(m.sum(axis=1, keepdims=True))),
            lambda: T.exp(T.cos(T.sin(T.cos(T.sin(T.cos(T.sin(T.cos(v)))))))) * T.exp(w),
            lambda: T.exp(v) / T.sqrt(abs(T.nlinalg.det(square))),
        ],
        becomes=[
            (lambda: (lambda e: e * sigmoid(w) / (e + 1))(T.exp(v)), "(sigmoid((v - {(1,) of 0.0})) * sigmoid(w))"),
            (lambda: (lambda e: e / (e + T.exp(w)))(T.exp(v)), "sigmoid((v - w))"),
            (lambda: 1 / (1 + T.exp(w)), "sigmoid((-w))"),
            (lambda: 1 / (1 + T.exp(w) * T.exp(s)), "sigmoid((-(w + s)))"),
            (lambda: (lambda e: e / (e + 2))(T.exp(v)), "sigmoid((v - {(1,) of 0...1805599453}))"),
            (lambda: T.exp(w) / T.exp(v), "exp((w + (-v)))"),
            (lambda: T.exp(v) * T.exp(w), "exp((v + w))"),
            (lambda: w / T.exp(v), "(w * exp((-v)))"),
            (lambda: T.exp(v) / (T.exp(w) + T.exp(s)), "exp((v + (-logaddexp(w, s))))"),
            (lambda: T.exp(v) / (1 + T.exp(w)), "exp((v + (-softplus((-(-w))))))"),
            (lambda: T.exp(v) / (T.exp(v) * T.exp(w)), "exp((v + (-v) + (-w)))"),
            (lambda: 1 / (2 + T.exp(w)), "exp((-logaddexp({(1,) of 0...1805599453}, w)))"),
            (
                lambda: sigmoid(v) / (sigmoid(v) + T.exp(w)),
                "exp(((-softplus((-v))) + (-logaddexp((-softplus((-v))), w))))",
            ),
            (lambda: sigmoid(v) * T.exp(w) / T.exp(v), "exp(((-softplus((-v))) + w + (-v)))"),
            (lambda: (lambda e: e * T.exp(w) / (e + 1))(T.exp(v)), "exp(((-softplus((-(v - {(1,) of 0.0})))) + w))"),
        ],
        refuses={
            "no exponential": lambda: v / w,
            "a determinant": lambda: v / T.nlinalg.det(square),
            "determinants alone": lambda: T.nlinalg.det(square) * T.nlinalg.det(square + 1) * v,
            "the smaller of what may overflow and what cannot": lambda: T.minimum(T.exp(v), sigmoid(w)) * sigmoid(w),
            "a sum that costs much and makes up for nothing": lambda: (w + T.exp(v)) * T.exp(s),
            "one exponential": lambda: v * T.exp(w),
            "nothing that overflows": lambda: sigmoid(v) * softmax(m),
            "a matrix of exponentials for a row and a column": lambda: T.exp(v) * sigmoid(m.sum(axis=1, keepdims=True)),
            "integers": lambda: small * small,
            "complex numbers": lambda: 1 / (1 + T.exp(spiral)),
            "a complex factor": lambda: spiral * T.exp(v[:2]) * T.exp(w[:2]),
        },
    ),
}
