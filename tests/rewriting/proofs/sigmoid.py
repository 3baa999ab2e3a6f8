"""Proofs of the rules of the logistic function."""

import numpy as np
from graphs import m, s, v, w
from proof import Proof, given

import tensorgraph.tensor as T

z = given(np.array([0.5 + 1j, -1.0]))
byte = given(np.array([0, 3, 80], "uint8"))
narrow = given(np.array([0.3, -2.0, 1.7, 0.2], "float32"))
few = given(np.array([100, 2, 3, 90], "int8"))
byte.name = "byte"
sigmoid, softplus = T.nnet.sigmoid, T.nnet.softplus

PROOFS = {
    "local_inv_1_plus_exp": Proof(
        fires=[
            lambda: 1 / (1 + T.exp(v)),
            lambda: w / (T.exp(v) + 1),
            lambda: z / (T.exp(v[:2]) + 1),
            lambda: w * T.inv(1 + T.exp(v)),
            lambda: (lambda e: w * e / (1 + e))(T.exp(v)),
            lambda: (lambda e: w * e / ((1 + e) * (1 + T.exp(w))))(T.exp(v)),
            lambda: T.exp(w) * sigmoid(-w) * v,
        ],
        becomes=[
            (lambda: 1 / (1 + T.exp(v)), "sigmoid((-v))"),
            (lambda: 1 / (1 + T.exp(-v)), "sigmoid(v)"),
            (lambda: 1 / (1 + T.exp(v - w)), "sigmoid((w - v))"),
            (lambda: 1 / (1 + T.exp(-v - w)), "sigmoid((v + w))"),
            (lambda: 1 / (1 + T.exp(-byte - v[:3])), "sigmoid((v[:int64] - (-byte)))"),
        ],
        refuses={
            "no exponential": lambda: w / (1 + v),
            "another number": lambda: w / (2 + T.exp(v)),
            "more terms": lambda: w / (1 + T.exp(v) + w),
            "more terms at once": lambda: w / T.add(1, T.exp(v), w),
            "one term": lambda: w / T.add(T.exp(v)),
            "a shorter sum": lambda: w / (T.ones_like(v) + T.exp(s)),
            "a sum of another precision": lambda: w / (T.constant(np.float64(1)) + T.exp(narrow)),
            "a difference": lambda: w / (1 - T.exp(v)),
            "no operation": lambda: w / v,
            "a factor": lambda: w * (1 + T.exp(v)),
            "the sign of an integer wraps": lambda: 1 / (1 + T.exp(byte)),
            "complex numbers have no sigmoid": lambda: 1 / (1 + T.exp(z)),
        },
    ),
    "local_sigm_times_exp": Proof(
        fires=[
            lambda: T.exp(v) * sigmoid(-v),
            lambda: w * T.exp(v) * sigmoid(-v) * 2,
            lambda: sigmoid(v) * T.exp(-v),
            lambda: T.exp(v - w) * sigmoid(w - v),
            lambda: T.exp(-v - w) * sigmoid(v + w),
            lambda: T.exp(v + w) * sigmoid(-w - v),
        ],
        refuses={
            "the same sign": lambda: T.exp(v) * sigmoid(v),
            "the sign of an integer wraps, in a sum": lambda: T.exp(-byte - v[:3]) * sigmoid(byte + v[:3]),
            "the same difference": lambda: T.exp(v - w) * sigmoid(v - w),
            "another difference": lambda: T.exp(v - w) * sigmoid(w - s),
            "the negative of another": lambda: T.exp(-v) * sigmoid(w),
            "a difference and a sum": lambda: T.exp(v - w) * sigmoid(v + w),
            "the sum of others": lambda: T.exp(-v - w) * sigmoid(v + s),
            "a longer sum": lambda: T.exp(-v - w) * sigmoid(T.add(v, w, v)),
            "a product": lambda: T.exp(-v - w) * sigmoid(v * w),
            "no sum": lambda: T.exp(-v - w) * sigmoid(v),
            "another variable": lambda: T.exp(v) * sigmoid(-w),
            "the sign of an integer wraps": lambda: T.exp(byte) * sigmoid(-byte),
            "no product, and one": lambda: T.exp(T.constant(0.5) * v) * sigmoid(v),
            "a product, and none": lambda: T.exp(v) * sigmoid(T.constant(0.5) * v),
            "a factor that is no constant": lambda: T.exp(T.constant(2.0) * v) * sigmoid(w * v),
            "a constant factor of one alone": lambda: T.exp(w * v) * sigmoid(T.constant(-2.0) * v),
            "another factor": lambda: T.exp(T.constant(2.0) * v) * sigmoid(T.constant(-2.0) * w),
            "integers wrap in products": lambda: T.exp(T.constant(2.0) * few) * sigmoid(T.constant(np.int8(-2)) * few),
        },
    ),
    "local_softplus_and_opposite": Proof(
        fires=[
            lambda: softplus(v) - v,
            lambda: v - softplus(v) + w,
            lambda: w + softplus(-v) + v,
            lambda: -(v + softplus(-v)),
            lambda: softplus(T.constant(0.5) * v) + T.constant(-0.5) * v,
            lambda: (lambda a: T.maximum(a, 0) - w + softplus(-abs(a)))(abs(v) - 1),
            lambda: (lambda a: softplus(-abs(a)) - T.minimum(0, a))(abs(v) - 1),
            lambda: softplus(-abs(v)) + 0.5 * (v + abs(v)),
            lambda: softplus(-abs(v)) - 0.5 * (v - abs(v)),
            lambda: softplus(-abs(v)) - 0.5 * v + 0.5 * abs(v),
            lambda: -softplus(-abs(v)) + w - 0.5 * v - 0.5 * abs(v),
            lambda: softplus(-abs(v)) + T.mul(0.25, T.add(v, abs(v)) - T.sub(-abs(v), v)),
            lambda: v + 2 - w - softplus(v - w + 2),
            lambda: softplus(v - w) + w - v,
            lambda: softplus(v - w) + w - v + 2,
            lambda: softplus(v + 2) - v - 2,
            lambda: w + softplus(-v) - softplus(v),
            lambda: -softplus(v) - w + softplus(-v),
        ],
        becomes=[
            (lambda: v - softplus(v), "(-softplus((-v)))"),
            (lambda: 1 + v - softplus(v), "({(1,) of 1.0} - softplus((-v)))"),
            (lambda: softplus(v) - v - 1, "({(1,) of -1.0} + softplus((-v)))"),
            (lambda: softplus(v) - v - 0.0, "softplus((-v))"),
            (lambda: softplus(v) - softplus(-v) + w, "(v + w)"),
        ],
        refuses={
            "the same sign": lambda: softplus(v) + v,
            "another variable": lambda: softplus(v) - w,
            "one of another variable": lambda: softplus(v) - softplus(-w),
            "another factor": lambda: softplus(T.constant(0.5) * v) + T.constant(-0.25) * v,
            "the sign of an integer wraps": lambda: softplus(byte) - byte,
            "another constant": lambda: v + 3 - softplus(v + 2),
            "a term that is not there": lambda: v - softplus(v - w),
            "halves of another variable": lambda: softplus(-abs(v)) + T.maximum(abs(w), 0),
            "another bound": lambda: (lambda a: softplus(-abs(a)) + T.maximum(a, 1))(abs(v) - 1),
            "the other half": lambda: (lambda a: softplus(-abs(a)) + T.minimum(a, 0))(abs(v) - 1),
            "no softplus": lambda: T.exp(v) - v,
            "too steep": lambda: softplus(-abs(v)) + 0.75 * (v + abs(v)),
            "a slope on either side": lambda: softplus(-abs(v)) + 0.5 * v + 0.25 * abs(v),
            "an absolute value alone": lambda: softplus(-abs(v)) + 0.5 * abs(v),
            "the other sign": lambda: softplus(-abs(v)) + 0.5 * (v - abs(v)),
            "another absolute value": lambda: softplus(-abs(v)) + 0.5 * (v + abs(w)),
            "another factor of it": lambda: softplus(-abs(v)) + 0.5 * (v + abs(v)) * w,
            "a third term": lambda: softplus(-abs(v)) + 0.5 * T.add(v, abs(v), w),
            "another function": lambda: softplus(-abs(v)) + 0.5 * (v + T.sin(v)),
            "another difference": lambda: softplus(-abs(v)) + 0.5 * (v - w),
            "half of a maximum": lambda: softplus(-abs(v)) + 0.5 * T.maximum(v, 0),
            "a quotient": lambda: softplus(-abs(v)) + 0.5 * (v + abs(v)) / w,
            "a complex number": lambda: softplus(-abs(z)) + 0.5 * (z + abs(z)),
        },
        harmless={"holds(fgraph, node, SUM, 'softplus'): True": "it saves the lists of sums without a softplus"},
    ),
    "local_sigmoid_difference": Proof(
        fires=[
            lambda: T.sub(sigmoid(v), sigmoid(-v)),
            lambda: w + sigmoid(-v) - sigmoid(v),
            lambda: 2 * sigmoid(v) - sigmoid(-v) * 2,
            lambda: T.mul(v, sigmoid(v), w) - T.mul(v, w, sigmoid(-v)),
            lambda: sigmoid(v - w) * sigmoid(v) - sigmoid(v) * sigmoid(w - v),
            lambda: (lambda x: m * sigmoid(x) - m * sigmoid(-x))(v.dimshuffle("x", 0)),
            lambda: T.exp(w) + sigmoid(v) - sigmoid(-v),
            lambda: T.add(*[v**k for k in range(3, 18)], sigmoid(v)) - sigmoid(-v),
            lambda: narrow * sigmoid(v) - narrow * sigmoid(-v),
            lambda: -2 * sigmoid(v) + w + 2 * sigmoid(-v),
            lambda: w - (-2 * sigmoid(v) + 2 * sigmoid(-v)),
        ],
        becomes=[
            (lambda: T.sub(sigmoid(v), sigmoid(-v)), "tanh(({(1,) of 0.5} * v))"),
            (lambda: w * sigmoid(v) - w * sigmoid(-v), "(tanh(({(1,) of 0.5} * v)) * w)"),
            (lambda: 2 * sigmoid(-v) + -2 * sigmoid(v), "({(1,) of 2.0} * tanh(({(1,) of 0.5} * (-v))))"),
        ],
        refuses={
            "a sum": lambda: sigmoid(v) + sigmoid(-v),
            "the same argument": lambda: 2 * sigmoid(v) - sigmoid(v),
            "other constants": lambda: 2 * sigmoid(v) - sigmoid(-v),
            "other factors": lambda: w * sigmoid(v) - v * sigmoid(-v),
            "another argument": lambda: sigmoid(v) - sigmoid(-w),
            "another function": lambda: T.tanh(v) - T.tanh(-v),
            "a quotient": lambda: sigmoid(v) / w - sigmoid(-v) / w,
            "the sign of an integer wraps": lambda: sigmoid(byte) - sigmoid(-byte),
            "many terms": lambda: T.add(*[v**k for k in range(3, 19)], sigmoid(v)) - sigmoid(-v),
            "many subtracted terms": lambda: (
                -T.add(*[v**k for k in range(3, 19)], sigmoid(-v)) + sigmoid(v)
            ),
        },
    ),
}
