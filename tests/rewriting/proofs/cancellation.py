"""Proofs of the rules of differences of nearly equal numbers."""

import numpy as np
from graphs import i, k, m, s, t, v, w
from proof import Proof, given

import tensorgraph.tensor as T

single = given(np.array([0.5, -1.0, 0.0, 2.0], "float32"))
squares = given(np.array([1.0, 4.0, 9.0, 0.25]))
whole = given(np.array([3, 8, 0, 15], "float32"))
half = given(np.array([0.5, 1.0, 0.25, 2.0], "float16"))
few = given(np.array([100, 3, 0], "int8"))
large = given(np.array([255, 3], "uint8"))
none = given(np.zeros(4, "uint8"))
spiral = given(np.array([1 + 1j, -2.0]))
near = given(np.array([1e-9, 1.0, 1 + 1e-9, 0.0, -1e-9, -0.5, -1.0, -3.0]))
small = given(np.array([1e-9, -1e-5, 0.0, 0.3, 3.0, -20.0]))
power = given(np.array([2.0, 1e-9, 3.5, 0.0, 1.0, 40.0, 2.0, 2.0]))


def chosen(x):
    """Return what the rule of powers makes of a base."""
    return T.switch(x > 0, 1.0, x)


PROOFS = {
    "local_power_less_one": Proof(
        fires=[
            lambda: near**power - 1,
            lambda: (1 + near) ** power - 1,
            lambda: 1 - (1 - near) ** power,
            lambda: -1 + abs(v) ** w,
            lambda: 1 - abs(v) ** 1.3,
            lambda: 1 - (1 - abs(v) ** w) ** w,
            lambda: (1 + v + w) ** t - 1,
            lambda: (2 + abs(v)) ** t - 1,
            lambda: abs(single) ** single - np.float32(1),
            lambda: 1 - (-T.switch(v > w, -abs(v), abs(w) - 1)) ** t,
            lambda: 1 - (-T.switch(v > w, -abs(v), -abs(w) - 2)) ** t,
            lambda: 1 - (-T.switch(v > w, -abs(v), -1 - abs(w))) ** t,
            lambda: 1 - (-T.switch(v > w, -abs(v), -T.exp(w))) ** t,
            lambda: 1 - (-T.switch(v > w, -abs(v), none - np.uint8(1))) ** t,
            lambda: 1 - T.switch(v > w, abs(v), abs(w) - 1) ** t,
            lambda: 1 - (-T.sin(v)) ** t,
            lambda: abs(v) ** k[:1].sum() - 1,
        ],
        refuses={
            "another number": lambda: abs(v) ** w - 2,
            "the other sign": lambda: abs(v) ** w + 1,
            "minus the other sign": lambda: -1 - abs(v) ** w,
            "another term": lambda: abs(v) ** w - 1 + t,
            "a product": lambda: s * abs(v) ** w - 1,
            "another function": lambda: T.sqr(v) - T.pow(abs(v), w),
            "one that was moved": lambda: (abs(v) ** w).dimshuffle("x", 0) - 1,
            "a number for a base": lambda: 2.5**v - 1,
            "a whole number for an exponent": lambda: T.pow(v, 3.0) - 1,
            "half of one": lambda: T.pow(abs(v), 1.5) - 1,
            "its own result": lambda: T.pow(chosen(v), w) - 1,
            "half precision": lambda: half**half - np.float16(1),
            "integers": lambda: few**few - 1,
            "a power of another precision": lambda: T.pow(abs(single), single) - np.float64(1),
            "complex numbers": lambda: spiral**spiral - 1,
        },
        harmless={"holds(fgraph, node, SUM, 'pow'): True": "the search that it spares finds nothing"},
    ),
    "local_exp_less_tangent": Proof(
        fires=[
            lambda: T.exp(small) - 1 - small,
            lambda: T.exp(small) - small - 1,
            lambda: T.expm1(small) - small,
            lambda: small - T.expm1(small),
            lambda: 1 + small - T.exp(small),
            lambda: T.exp(v * w) - (v * w + 1),
            lambda: T.expm1(single) - single,
        ],
        refuses={
            "another number": lambda: T.exp(v) - v - 2,
            "a number too much": lambda: T.expm1(v) - v - 1,
            "the other sign": lambda: T.exp(v) - 1 + v,
            "another term": lambda: T.exp(v) - 1 - v + w,
            "a further one that is subtracted": lambda: T.exp(v) - 1 - v - w,
            "another variable": lambda: T.exp(v) - 1 - w,
            "of a column": lambda: T.exp(v).dimshuffle("x", 0) - 1 - m,
            "another function": lambda: T.sin(v) - v,
            "an exponential of the difference": lambda: T.exp(v) - T.exp(w),
            "its own result": lambda: T.expm1(chosen(v)) - chosen(v),
            "integers": lambda: T.expm1(few) - few,
            "half precision": lambda: T.expm1(half) - half,
        },
        harmless={"holds(fgraph, node, SUM, 'exp', 'expm1'): True": "the search that it spares finds nothing"},
    ),
    "local_root_difference": Proof(
        fires=[
            lambda: T.sqrt(1 + abs(v)) - 1,
            lambda: 1 - T.sqrt(1 + T.sqr(v)),
            lambda: T.sqrt(T.sqr(v) + 1e-6) - 1e-3,
            lambda: T.sqrt(4.1 + abs(v)) - 2,
            lambda: T.sqrt(abs(v) + 1) - T.sqrt(abs(v)),
            lambda: T.sqrt(abs(v) + abs(w)) - T.sqrt(abs(v)),
            lambda: T.sqrt(3 - v) - T.sqrt(3 + v),
            lambda: v + T.sqrt(T.sqr(v) + 1),
            lambda: T.sqrt(v**2 + abs(w)) - v,
            lambda: v - T.sqrt(v * v + 4),
            lambda: -v - T.sqrt(v * v + 4),
            lambda: T.sqrt(T.sqr(v) + abs(w)) - abs(v),
            lambda: T.sqrt(T.sqr(small) - 4 * small * 0) + small,
            lambda: T.sqrt(np.float32(1) + whole) - np.float32(1),
        ],
        refuses={
            "a larger constant": lambda: T.sqrt(9 + abs(v)) - 1,
            "a smaller constant": lambda: T.sqrt(1 + abs(v)) - 3,
            "a constant of no sum": lambda: T.sqrt(abs(v)) - 1,
            "a constant, and an input": lambda: T.sqrt(squares) - 1,
            "no sum but an input": lambda: T.sqrt(squares) - v,
            "a constant below 0": lambda: T.sqrt(-1 + T.exp(abs(v))) - 1,
            "an infinite constant": lambda: T.sqrt(np.inf + v) - np.inf,
            "a sum with a constant": lambda: T.sqrt(1 + abs(v)) + 1,
            "roots of nothing in common": lambda: T.sqrt(abs(v)) - T.sqrt(abs(w)),
            "a sum of roots": lambda: T.sqrt(abs(v) + 1) + T.sqrt(abs(v)),
            "another negative": lambda: T.sqrt(T.sqr(w) + 1) + -T.sin(v),
            "what is never below 0": lambda: T.sqrt(T.sqr(abs(v)) + 1) + abs(v),
            "no square of it": lambda: T.sqrt(T.sqr(w) + 1) - v,
            "no square of its size": lambda: T.sqrt(T.sqr(w) + 1) - abs(v),
            "no square": lambda: T.sqrt(abs(v) + 1) - v,
            "no sum of squares": lambda: T.sqrt(T.sqr(v) * T.sqr(w)) - v,
            "three terms": lambda: T.sqrt(T.sqr(v) + 1) - v - w,
            "one term": lambda: T.sqrt(T.sqr(v) + 1) + 0.0,
            "no root": lambda: T.sqr(v) - v,
            "half precision": lambda: T.sqrt(half + np.float16(1)) - np.float16(1),
            "integers": lambda: T.sqrt(i * i + 1) - i,
            "integers whose squares wrapped": lambda: T.sqrt(T.sqr(few) + np.float32(1)) - few,
            "integers whose sum wrapped": lambda: T.sqrt(large + np.uint8(1)) - T.sqrt(large),
            "a root of another precision": lambda: T.sqrt(abs(single) + np.float32(1)) - np.float64(1),
            "complex numbers": lambda: T.sqrt(spiral + 1) - 1,
        },
        harmless={"holds(fgraph, node, SUM, 'sqrt'): True": "the search that it spares finds nothing"},
    ),
}
