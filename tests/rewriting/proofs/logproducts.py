"""Proofs of the rule of logarithms of products."""

import numpy as np
from graphs import k, m, s, v, w
from proof import Proof, given

import tensorgraph.tensor as T

size, count = abs(v), given(np.array([0, 1, 2, 3]))
single = given(np.array([0.5, -1.0, 0.0, 2.5], "float32"))
half = given(np.array([0.3, -2.0, 1.7, 0.2], "float16"))
spiral = given(np.array([1 + 1j, -2.0]))
signs = given(np.array([-2.0, -2.0, -2.0, 0.0, 0.0, np.inf, 3.0]))
exponents = given(np.array([2.0, 3.0, 0.5, 0.0, -1.0, 0.0, 2.0]))
whole = given(np.array([-1.0, -2.0, 0.0, -0.5, -1.5, 2.0, 1.0]))
ZERO, ONE, TWO, MINUS = (f"{{(1,) of {n}.0}}" for n in (0, 1, 2, -1))


def power(x, log):
    """What becomes of the logarithm of ``x ** abs(w)``, with the `log` of the absolute value of x."""
    remainder = f"mod(|w|, {TWO})"
    odd = f"switch(eq({remainder}, {ONE}), {MINUS}, {{[nan]}})"
    sign = f"switch(lt({x}, {ZERO}), switch(eq({remainder}, {ZERO}), {ONE}, {odd}), {ONE})"
    product = f"(|w| * switch(and_(eq(|w|, {ZERO}), isinf({log})), {ZERO}, {log}))"
    return f"({product} + switch(ge({sign}, {ZERO}), {ZERO}, {{[nan]}}))"


PROOFS = {
    "local_log_product": Proof(
        fires=[
            lambda: T.log(size**w),
            lambda: T.log2(size**w),
            lambda: T.log10(size**count * T.exp(-v)),
            lambda: T.log(signs**exponents),
            lambda: T.log(signs**exponents * signs),
            lambda: T.log(3 / signs**exponents),
            lambda: T.log(-(signs**3) * exponents),
            lambda: T.log(T.sqr(signs) * abs(exponents)),
            lambda: T.log(size**2.5 * w**3),
            lambda: T.log(signs**2.5 * abs(exponents)),
            lambda: T.log(size**3 / w),
            lambda: T.log(count**v),
            lambda: T.log((1 - signs) ** exponents),
            lambda: T.log((signs / 2) ** exponents),
            lambda: T.log(T.gamma(whole)),
            lambda: T.log(T.gamma(size)),
            lambda: T.log(2 * T.gamma(count + 1) / size),
            lambda: T.log(m.prod(axis=1)),
            lambda: T.log(abs(m).prod()),
            lambda: T.log(m.prod(axis=0) * v),
            lambda: T.log(abs(m.prod(axis=0))),
            lambda: T.log(abs(signs**exponents)),
            lambda: T.log(abs(T.gamma(size))),
            lambda: T.log(T.exp(w) * size**w),
            lambda: T.log(size**w * k.sum()),
        ],
        becomes=[
            (lambda: T.log(v ** abs(w)), power("v", "log(|v|)")),
            (
                lambda: T.log((v - w) ** abs(w)),
                power("(v - w)", f"switch(lt((v - w), {ZERO}), log((-(v - w))), log((v - w)))"),
            ),
            (lambda: T.log(abs(m).prod(axis=1)), "Sum{axis=[1], acc_dtype=float64}(log(|m|))"),
            (lambda: T.log(T.nnet.softplus(v) ** 3 * w), "(log(w) + ({(1,) of 3.0} * log(softplus(v))))"),
            (
                lambda: T.log(abs(v) ** w),
                "(w * switch(and_(eq(w, {(1,) of 0.0}), isinf(log(|v|))), {(1,) of 0.0}, log(|v|)))",
            ),
            (lambda: T.log(abs(v.prod())), "Sum{axis=[0], acc_dtype=float64}(log(|v|))"),
            (lambda: T.log(T.gamma(abs(v))), "gammaln(|v|)"),
            (
                lambda: T.log(abs(v) ** 3 * s**3),
                "(({(1,) of 3.0} * log(|v|)) + ({(1,) of 3.0} * log(|s|)) + "
                "switch(ge(sgn(s), {(1,) of 0.0}), {(1,) of 0.0}, {[nan]}))",
            ),
        ],
        refuses={
            "a variable": lambda: T.log(v),
            "a product": lambda: T.log(v * w),
            "a power by a number": lambda: T.log(v**3),
            "a power by 1": lambda: T.log(T.pow(v, 1.0) * w),
            "an absolute value": lambda: T.log(abs(v) * w),
            "a root": lambda: T.log(T.sqrt(size) * w),
            "a multiple of a power": lambda: T.log((3 * v) ** 2 * w),
            "an exponential": lambda: T.log(3.0**v * w),
            "powers of a negative number": lambda: T.log(T.pow(-3.0, count) * w),
            "powers by a number": lambda: T.log(T.pow(v, T.fill(v, 3.0))),
            "another function": lambda: T.log(T.exp(v) * w),
            "a sum": lambda: T.log(m.sum(axis=1)),
            "a product of signs": lambda: T.log(T.sgn(m).prod(axis=1)),
            "another precision": lambda: T.log(single**single * v),
            "half precision": lambda: T.log(half**half),
            "complex numbers": lambda: T.log(spiral**spiral),
            "absolute values of complex numbers": lambda: T.log(abs(spiral**spiral)),
            "a product in another precision": lambda: T.log(T.prod(abs(single), dtype="float64")),
        },
    ),
}
