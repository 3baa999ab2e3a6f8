"""Proofs of the rules of error functions and of the arctangent."""

import numpy as np
from graphs import i, k, s, v, w
from proof import Proof, given

import tensorgraph.tensor as T

erf, erfc = T.erf, T.erfc
spiral = given(np.array([1 + 1j, -2.0]))
large = given(np.array([16, 1], "uint8"))
half = T.constant(np.float32(0.5))
low = given(np.array([-3.0, 0.0, 2.0], "float32"))
far = given(np.array([-9.0, 0.0, 9.0]))


def bell(x):
    """``exp(-x**2)``."""
    return T.exp(-T.sqr(x))


PROOFS = {
    "local_shifted_arctan": Proof(
        fires=[
            lambda: 0.5 + T.arctan(far) / np.pi,
            lambda: T.arctan(far) / np.pi + 0.5,
            lambda: 0.5 - T.arctan(v) / np.pi,
            lambda: T.arctan(v) * 2 - np.pi,
            lambda: np.pi / 2 + T.arctan(v),
            lambda: np.pi / 2 - T.arctan(v),
            lambda: T.arctan(v) - np.pi / 2,
            lambda: -np.pi / 2 - T.arctan(v),
            lambda: 0.5 + T.arctan(i) / np.pi,
        ],
        refuses={
            "another constant": lambda: 0.5 + T.arctan(v) / 3,
            "another function": lambda: 0.5 + T.tanh(v) / np.pi,
            "a product with another": lambda: 0.5 + T.arctan(v) * w / np.pi,
            "a quotient": lambda: 0.5 + T.arctan(v) / np.pi / w,
            "a further term": lambda: 0.5 + T.arctan(v) / np.pi + w,
            "a square": lambda: 0.5 + T.sqr(T.arctan(v)) / np.pi,
            "an input": lambda: 0.5 + v,
            "no term": lambda: T.constant(0.5) + 1.0,
            "complex numbers": lambda: 0.5 + T.arctan(spiral) / np.pi,
        },
    ),
    "local_shifted_sign": Proof(
        fires=[
            lambda: 0.5 - 0.5 * T.sgn(far) * T.expm1(-abs(far)),
            lambda: 0.5 + 0.5 * T.sgn(far) * T.expm1(-abs(far)),
            lambda: 1 + T.sgn(v) * T.expm1(-abs(v)),
            lambda: T.sgn(v) * T.expm1(-2 * abs(v)) - 1,
            lambda: -1 - T.sgn(v) * T.expm1(0.5 * abs(v)),
            lambda: 1 + T.sgn(-v) * T.expm1(-abs(v)),
            lambda: 1 + T.sgn(-v) * T.expm1(-abs(-v)),
            lambda: 2 - T.expm1(w * abs(v)) * T.sgn(v) * 2,
            lambda: 2 - T.expm1(abs(v) / w) * T.sgn(v) * 2,
            lambda: 1 + T.sgn(i) * T.expm1(-1.0 * abs(i)),
        ],
        refuses={
            "another constant": lambda: 0.5 + T.sgn(v) * T.expm1(-abs(v)),
            "a further term": lambda: 0.5 - 0.5 * T.sgn(v) * T.expm1(-abs(v)) + w,
            "a further factor": lambda: 0.5 - 0.5 * w * T.sgn(v) * T.expm1(-abs(v)),
            "a divisor": lambda: 0.5 - 0.5 * T.sgn(v) * T.expm1(-abs(v)) / w,
            "a function of the size alone": lambda: 1 + T.sgn(v) * T.expm1(abs(v)),
            "the sign of another": lambda: 0.5 - 0.5 * T.sgn(w) * T.expm1(-abs(v)),
            "no sign": lambda: 0.5 - 0.5 * T.sin(v) * T.expm1(-abs(v)),
            "another function": lambda: 0.5 - 0.5 * T.sgn(v) * T.sin(-abs(v)),
            "a function of no product": lambda: 0.5 - 0.5 * T.sgn(v) * T.expm1(T.minimum(abs(v), w)),
            "a function of no size": lambda: 0.5 - 0.5 * T.sgn(v) * T.expm1(-T.sqr(v)),
            "the sign alone": lambda: 0.5 - 0.5 * T.sgn(v),
            "no product": lambda: 0.5 - T.sin(v),
            "no term": lambda: T.constant(0.5) + 1.0,
            "an input": lambda: 0.5 + v,
            "a product of another precision": lambda: np.float64(0.5) + T.mul(half, T.sgn(low), T.expm1(-abs(low))),
            "a function of integers": lambda: 1 - T.sgn(k) * T.expm1(-abs(k)),
            "complex numbers": lambda: 0.5 - 0.5 * T.sgn(v) * T.expm1(-abs(v)) * (1 + 0j),
        },
    ),
    "local_log_erfc": Proof(
        fires=[lambda: T.log(erfc(v)), lambda: T.log(erfc(far)), lambda: T.log(erfc(T.maximum(v, w)))],
        refuses={
            "an input": lambda: T.log(v),
            "another function": lambda: T.log(erf(v)),
            "complex numbers": lambda: T.log(erfc(spiral)),
            "what this rule made": lambda: T.log(erfc(T.minimum(v, 1.0))),
            "the logarithm to another base": lambda: T.log2(erfc(v)),
        },
    ),
    "local_grad_log_erfc_neg": Proof(
        fires=[
            lambda: bell(v) / erfc(v),
            lambda: T.exp(-(v**2)) / erfc(v),
            lambda: T.exp(-v * v) / erfc(v),
            lambda: T.exp(-1 * v * v) / erfc(v),
            lambda: s * bell(v) * w / (erfc(v) * 2),
            lambda: bell(w) * T.exp(v) * bell(v) / (abs(w) * erfc(v)),
            lambda: bell(v) * T.inv(erfc(v)),
            lambda: bell(v) / erfc(v) * w,
            lambda: (lambda x: spiral * bell(x) / erfc(x))(v[:2]),
        ],
        refuses={
            "no quotient": lambda: v * w,
            "another function": lambda: bell(v) / erf(v),
            "squares that wrap": lambda: bell(large) / erfc(large),
            "complex numbers": lambda: bell(spiral) / erfc(spiral),
            "no exponential": lambda: T.sqr(v) / erfc(v),
            "the exponential of an input": lambda: T.exp(v) / erfc(v),
            "of another function": lambda: T.exp(abs(v)) / erfc(v),
            "another function above": lambda: T.sin(-T.sqr(v)) / erfc(v),
            "a square and another": lambda: T.exp(-T.sqr(v) * w) / erfc(v),
            "a square and others": lambda: T.exp(-T.sqr(v) * w * s) / erfc(v),
            "another sign": lambda: T.exp(T.sqr(v)) / erfc(v),
            "another width": lambda: T.exp(-0.5 * T.sqr(v)) / erfc(v),
            "another square": lambda: bell(w) / erfc(v),
            "another power": lambda: T.exp(-(v**3)) / erfc(v),
            "a quotient": lambda: T.exp(-T.sqr(v) / w) / erfc(v),
            "a product with another": lambda: T.exp(-v * w) / erfc(v),
            "the negative alone": lambda: T.exp(-v) / erfc(v),
            "of no square": lambda: T.exp(-abs(v)) / erfc(v),
            "a product of three": lambda: T.exp(-v * v * v) / erfc(v),
        },
        harmless={"holds(fgraph, node, PRODUCT, 'erfc'): True": "it saves the lists of products without an erfc"},
    ),
}
