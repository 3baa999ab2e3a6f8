"""Proofs of the rules of sums, products, quotients and powers."""

import numpy as np
from graphs import k, m, s, v, w
from proof import Proof, given

import tensorgraph.tensor as T

small = given(np.array([3, -2, 127], "int8"))
byte = given(np.array([3, 0, 200], "uint8"))
bits = given(np.array([True, False, True]))
single = given(np.array([0.3, -2.0, 1.7], "float32"))
tiny = given(np.array([1e-300, 2e-300]))
z = given(np.array([0.5 + 1j, -1.0, 2.0]))
three = given(np.array([0.5, -1.0, 2.0]))

PROOFS = {
    "local_mul_canonizer": Proof(
        fires=[lambda: (v * w) / w, lambda: v * 2 * 3 / w, lambda: T.inv(v) * v * w],
        refuses={
            "integers wrap": lambda: (small * small) // small,
            "nothing cancels": lambda: v * w,
            "a constant that is where it belongs": lambda: T.constant([2.0]) * v,
        },
    ),
    "local_add_canonizer": Proof(
        fires=[lambda: v + w - v, lambda: v + 1 - 2 + w, lambda: v + T.mul(-1.0, w)],
        becomes=[(lambda: v + w - v, "SpecifyShape(w, [Shape_i{0}(v)])")],
        refuses={
            "nothing cancels": lambda: v + w,
            "a product of -1 alone": lambda: v + T.mul(T.constant([-1.0])),
            "a product of another precision": lambda: v[:3] + T.mul(T.constant(np.float64(-1)), single),
        },
    ),
    "local_pow_specialize_device": Proof(
        fires=[
            lambda: v**3,
            lambda: v**2,
            lambda: v**12,
            lambda: v**-5,
            lambda: v**512.0,
            lambda: small ** np.int8(3),
            lambda: small ** np.array(3),
            lambda: small ** np.array(2.0),
            lambda: z ** np.array(3 + 0.0),
        ],
        refuses={
            "no constant": lambda: v**w,
            "the length counts": lambda: v ** np.full(4, 3.0),
            "nan": lambda: v**np.nan,
            "an infinite power": lambda: v**np.inf,
            "too large a power": lambda: v**513,
            "no whole power": lambda: abs(v) ** 2.5,
            "the powers 0 and 1": lambda: [v**0, v**1, v**-1],
            "the inverse of integers": lambda: small ** np.array(-2),
            "a complex exponent that is a whole number": lambda: z ** np.array(2 + 0j),
            "a complex exponent": lambda: z ** np.array(2 + 1j),
            "the inverse of a complex number": lambda: z ** np.array(-2.0),
        },
    ),
    "local_constant_last": Proof(
        becomes=[(lambda: T.mul(T.constant(1.5), v, T.exp(w)), "(v * exp(w) * {1.5})")],
        fires=[
            lambda: T.mul(T.constant(1.5), v, T.nnet.sigmoid(v)),
            lambda: T.mul(T.constant([-3.0]), v, w, T.exp(-v)),
            lambda: T.mul(T.constant(2.0), T.exp(v), T.erfc(v)),
        ],
        refuses={
            "no constant": lambda: T.mul(v, w, T.exp(w)),
            "a small constant": lambda: T.mul(T.constant(0.5), v, T.exp(w)),
            "an infinite constant": lambda: T.mul(T.constant(np.inf), v, T.exp(w)),
            "nothing that vanishes": lambda: T.mul(T.constant(1.5), v, w),
            "what vanishes is first": lambda: T.mul(T.constant(1.5), T.exp(w), v),
            "complex numbers": lambda: T.mul(T.constant(1.5), z, T.exp(three)),
        },
    ),
    "local_mul_specialize": Proof(
        fires=[
            lambda: T.mul(T.constant(-1.0), T.constant(-1.0)),
            lambda: v * -1.0,
            lambda: v * 1.0 * w,
            lambda: -v * w,
            lambda: -v * -w,
            lambda: -1.0 * -v * w,
            lambda: T.mul(T.constant(-1.0), T.constant(1.0)),
            lambda: small * np.int8(-1),
            lambda: z * np.array(-1 + 0j),
            lambda: -byte * byte,
            lambda: bits * True,
        ],
        refuses={
            "no sign": lambda: v * w,
            "another number": lambda: 2.0 * v,
            "the imaginary unit": lambda: z * np.array(1j),
            "the negated factor wraps": lambda: -byte * three,
            "the negated factor wraps at another length": lambda: -byte * small,
            "others read the negated factor": lambda: (lambda y: [y * w, y + w])(-v),
        },
    ),
    "local_add_specialize": Proof(
        fires=[
            lambda: v + 0.0,
            lambda: T.add(v, 0.0, w),
            lambda: v + -w,
            lambda: -v + w,
            lambda: T.add(T.constant(0.0), T.constant(0.0)),
            lambda: byte + -byte,
            lambda: single + np.array(0.0),
        ],
        refuses={
            "no negated term": lambda: v + w,
            "three terms": lambda: T.add(v, -w, w),
            "the negated term wraps": lambda: [k + -byte, -byte + k, three + -byte],
            "the length counts": lambda: v + np.zeros(4),
        },
    ),
    "local_one_minus_share": Proof(
        fires=[
            lambda: 1 - v / (v + w),
            lambda: 1 - v / (w + m + v),
            lambda: v / (v - w) - 1,
            lambda: -1 + v / (2 + v),
            lambda: 1 - (v + 2) / T.add(T.constant(3.0), v, w),
            lambda: 1 - (v + 2) / (v + (w + 2)),
            lambda: 1 - single / (single + v[:3]),
            lambda: 1 - 1 / (v * (w + 1 / v)),
            lambda: 1 - 3 * v / (w * T.exp(v) * (T.sin(w) + 3 * v / (w * T.exp(v)))),
            lambda: v / (w * (v / w - T.sin(v))) - 1,
        ],
        becomes=[
            (lambda: 1 - v / (v + w), "(w / (v + w))"),
            (lambda: 1 - 1 / (v * (w + 1 / v)), "(w / (w + ({1} / v)))"),
            (lambda: v / (v + w) - 1, "(-(w / (v + w)))"),
        ],
        refuses={
            "a sum of quotients": lambda: 1 - v / (v + w) - w / (v + w),
            "another constant": lambda: 2 - v / (v + w),
            "no quotient": lambda: 1 - v,
            "no sum": lambda: 1 - v / w,
            "a sum of others": lambda: 1 - v / (w + s),
            "a sum that is no part": lambda: 1 - (v + s) / (v + w),
            "the terms of no sum": lambda: 1 - v * s / (v + w),
            "another quotient": lambda: 1 - v / (w * (w + T.exp(v) / w)),
            "another divisor": lambda: 1 - v / (w * (w + v / T.exp(w))),
            "another factor": lambda: 1 - 3 * v / (w * (w + v / w)),
            "a term of another precision": lambda: 1 - single / (single[::-1] * (three + single / single[::-1])),
            "integers wrap": lambda: 1 - byte / (byte + small.astype("uint8")),
            "integers wrap before": lambda: 1 - (small + small) / (small + v[:3] + small),
            "complex numbers": lambda: 1 - z / (z + three),
        },
    ),
    "local_greedy_distributor": Proof(
        fires=[
            lambda: (v / T.exp(v) + w) * T.exp(v),
            lambda: v * T.add(-(s / v), -w),
            lambda: v * T.add(-(s / v), w),
            lambda: v * T.add(*[T.exp(w + p) / v for p in range(8)]),
        ],
        refuses={
            "nothing cancels": lambda: (v + w) * T.exp(v),
            "more than eight terms": lambda: v * T.add(*[T.exp(w + p) / v for p in range(9)]),
            "a shorter sum": lambda: T.mul(m, v, s / v + w),
            "a sum of another precision": lambda: T.mul(v[:3], single, single[::-1] / single + single**2),
        },
    ),
    "local_constant_distributor": Proof(
        fires=[
            lambda: 2 * (3 * v + 1),
            lambda: 0.0 * (3 * v + 1),
            lambda: 2 * (T.mul(0.0, v) + 1),
            lambda: 0.5 * (4 * v + 2 * w),
            lambda: np.float32(0.5) * (3 * single + 1),
        ],
        refuses={
            "three factors": lambda: T.mul(2.0, w, 3 * v + 1),
            "integers": lambda: 2 * (3 * k + 1),
            "a sum of integers": lambda: 0.5 * (3 * k + 1),
            "a complex number": lambda: np.array(1j) * (3 * v + 1),
            "a sum of another precision": lambda: np.array(1e-50) * (np.float32(1e20) * single + np.float32(1)),
            "no constant": lambda: s * (3 * v + 1),
            "no sum": lambda: 2 * (3 * v),
            "others read the sum": lambda: (lambda y: [2 * y, -y])(3 * v + 1),
            "others read a term": lambda: (lambda y: [2 * (y + 1), -y])(3 * v),
            "a term that wraps": lambda: 0.5 * (np.int8(4) * small + 2 * three),
            "a term without constant": lambda: 2 * (v + 1),
            "a product without constant": lambda: 2 * (v * w + 1),
            "many terms": lambda: 2 * T.add(*[(j + 2.5) * (v if j % 2 else w) ** j for j in range(1, 10)]),
            "the product of the constants overflows": lambda: 1e200 * (1e200 * tiny + 1),
            "the product of the constants underflows": lambda: 1e-200 * (1e-200 * (1 / tiny) + 0.5),
            "the length counts": lambda: np.full(4, 2.0) * (3 * v + 1),
            "the length of a term counts": lambda: 2 * (3 * v + np.ones(4)),
            "the length of an inner factor counts": lambda: 2 * (np.full(4, 3.0) * v + 1),
        },
    ),
}
