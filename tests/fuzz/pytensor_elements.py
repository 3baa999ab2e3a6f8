"""Steps of random programs of PyTensor: elementwise operations, reductions, and functions along an axis."""

import numpy as np
import pytensor.tensor as pt
from expressions import chosen
from pytensor.tensor.xlogx import xlogx, xlogy0  # noqa: F401  the tables call them

UNARY = """
abs neg sgn exp expm1 exp2 sin cos tanh sinh cosh arctan arcsinh sigmoid softplus log1pexp erf erfc erfcx sqr deg2rad
rad2deg floor ceil trunc round_half_to_even round_half_away_from_zero isnan isinf isposinf isneginf reciprocal j0 j1 i0
i1 expit nan_to_num tan iround
""".split()
POSITIVE = "log log2 log10 log1p sqrt gamma gammaln psi tri_gamma digamma arccosh".split()
UNIT = "arcsin arccos arctanh erfinv log1p".split()
PROBABLE = "erfcinv log sqrt".split()
BINARY = """
add sub mul maximum minimum arctan2 eq neq lt le gt ge isclose logaddexp true_div int_div mod floor_div power
owens_t second pow less greater not_equal
""".split()
LOGIC = "and_ or_ xor bitwise_and bitwise_or bitwise_xor".split()
INTEGER = "invert bitwise_not and_ or_ xor".split()
COMPLEX = "real imag conj angle abs exp sin sqr log cosh neg sqrt reciprocal tanh log1p expm1 isnan".split()
FOLDS = "sum prod max min mean var std any all argmax argmin logsumexp ptp median max_and_argmax".split()


def squashed(p, x, domain):
    """Return a variable within a domain; now and then as it is."""
    if p.r.random() < 0.1:
        return x
    if domain == "positive":
        return pt.abs(x) + p.r.choice((0.5, 1, 1.5))
    return pt.tanh(x) * 0.9 if domain == "unit" else pt.sigmoid(x) * 0.98 + 0.01


def unary(p):
    kind = p.r.choice(("any", "any", "positive", "unit", "probable", "complex", "integer"))
    if kind == "complex":
        return getattr(pt, p.r.choice(COMPLEX))(p.any("c"))
    if kind == "integer":
        return getattr(pt, p.r.choice(INTEGER[:2]))(p.any("biu"))
    x = p.any("biuf")
    if kind == "any":
        return getattr(pt, p.r.choice(UNARY))(x)
    table = {"positive": POSITIVE, "unit": UNIT, "probable": PROBABLE}[kind]
    return getattr(pt, p.r.choice(table))(squashed(p, x, kind))


def log1mexp(p):
    return pt.log1mexp(-pt.abs(p.any("f")) - 0.1)


def binary(p):
    x = p.any("biufc" if p.r.random() < 0.1 else "biuf")
    y = p.partner(x)
    x, y = (x, y) if p.r.random() < 0.5 else (y, x)
    name = p.r.choice(BINARY)
    if name in ("true_div", "int_div", "mod", "floor_div") and p.r.random() < 0.8:
        y = pt.abs(y) + 1
    if name == "power":
        x, y = pt.abs(x) + 1, p.r.choice((y, 2, 3, 0.5, -1, -2, 1.5, 0, 1))
    return getattr(pt, name)(x, y)


def logic(p):
    x = p.any("biu")
    kinds = "b" if x.dtype == "bool" else "iu"
    return getattr(pt, p.r.choice(LOGIC))(x, p.partner(x, kinds))


TERNARY = """
pt.switch(c, x, y)
pt.where(pt.gt(x, y), x * 2, z)
pt.clip(x, -1, 2)
pt.clip(x, pt.minimum(y, z), pt.maximum(y, z))
pt.switch(c, x, 0.0)
pt.switch(pt.eq(x, 0), 1.0, pt.sin(x) / x)
pt.nan_to_num(pt.log(x))
"""


def ternary(p):
    x = p.any("biuf")
    y, z = p.partner(x), p.partner(x)
    c = p.partner(x, "b")
    return chosen(p, TERNARY, globals() | locals())


SPECIAL = """
pt.gammainc(a, b)
pt.gammaincc(a, b)
pt.gammau(a, b)
pt.gammal(a, b)
pt.gammaincinv(a, q)
pt.gammainccinv(a, q)
pt.betainc(a, b, q)
pt.betaincinv(a, b, q)
pt.chi2sf(a, b)
pt.polygamma(order, a)
pt.jv(order, x)
pt.iv(order, x)
pt.ive(order, x)
pt.kv(order, a)
pt.kve(order, a)
pt.kn(order, a)
pt.hyp2f1(a, b, a + b, q * 0.8)
pt.owens_t(x, b)
xlogy0(a, b)
xlogx(a)
pt.special.betaln(a, b)
pt.special.beta(a, b)
pt.special.poch(a, b)
pt.special.factorial(a)
pt.special.logit(q)
pt.complex_from_polar(a, x)
pt.true_div(pt.gammaln(a + b) - pt.gammaln(a), b)
pt.logaddexp(x, a)
"""


def special(p):
    """Functions of several numbers."""
    x = p.any("f")
    a, b = pt.abs(x) + 0.5, pt.abs(p.partner(x, "f")) + 0.7
    q = pt.sigmoid(p.partner(x, "f"))
    order = p.r.choice((0, 1, 2, 3))
    return chosen(p, SPECIAL, globals() | locals())


def casts(p):
    x = p.any("biuf")
    dtype = p.r.choice(("float64", "float32", "float16", "int64", "int32", "int8", "uint8", "bool", "complex128"))
    if dtype[0] in "iu":
        x = pt.clip(x, 0, 9)
    return pt.cast(x, dtype)


def fold(p):
    name = p.r.choice(FOLDS)
    kinds = "b" if name in ("any", "all") else "f" if name in ("logsumexp", "median") else "biuf"
    x = p.any(kinds, range(1, 5))
    axis = p.r.choice((None, p.axis(x), p.axis(x), tuple(p.r.sample(range(x.ndim), p.r.randint(1, x.ndim)))))
    if name in ("argmax", "argmin", "max_and_argmax", "ptp") and isinstance(axis, tuple):
        axis = axis[0]
    given = {} if name == "ptp" else {"keepdims": p.r.random() < 0.3}
    if name in ("median", "max_and_argmax"):
        given = {}
    if name in ("sum", "prod") and p.r.random() < 0.2:
        given["dtype"] = p.r.choice(("float64", "float32", "int64"))
    if name in ("var", "std"):
        given["ddof"] = p.r.choice((0, 1))
    return getattr(pt, name)(x, axis=axis, **given)


ALONG = """
pt.cumsum(x, axis)
pt.cumprod(x, axis)
pt.cumsum(x)
pt.cumprod(f * 0.5)
pt.diff(x, axis=axis)
pt.diff(x, n=2, axis=axis)
pt.special.softmax(f, axis=axis)
pt.special.log_softmax(f, axis=axis)
pt.special.softmax(f)
pt.linalg.norm(f, axis=axis)
pt.linalg.norm(f, ord=1, axis=axis)
pt.log(pt.sum(pt.exp(f), axis=axis))
pt.log(pt.cumsum(pt.exp(f), axis=axis))
"""


def along(p):
    """Functions along an axis: cumulative, softmax, differences, norms."""
    x = p.any("biuf", range(1, 4))
    f = pt.cast(x, "float64") if np.dtype(x.dtype).kind != "f" else x
    axis = p.axis(x)
    return chosen(p, ALONG, globals() | locals())


IDIOMS = """
pt.exp(x) / (1 + pt.exp(x))
pt.log(1 + pt.exp(x))
pt.log(pt.sigmoid(x))
(x - pt.mean(x)) / (pt.std(x) + 1e-3)
pt.exp(x) / pt.exp(x).sum()
-0.5 * (x - y) ** 2 - pt.log(pt.abs(y) + 1)
pt.sqrt(x**2 + y**2 + 1e-6)
pt.log1p(-pt.sigmoid(x))
x * y / (pt.abs(x) + pt.abs(y) + 1)
(x + y) * (x - y)
x - y + y
pt.exp(pt.log(pt.abs(x) + 1) * y)
1 / (1 + pt.exp(-x))
pt.switch(x > 0, pt.log(pt.switch(x > 0, x, 1.0)), 0.0)
pt.log(pt.exp(x) + pt.exp(y))
pt.log(pt.prod(pt.abs(x) + 1))
pt.sum(x * y) / pt.sum(pt.abs(y) + 1)
"""


def idioms(p):
    """What users write, which rewrites take apart."""
    x = p.any("f")
    y = p.partner(x, "f")
    return chosen(p, IDIOMS, globals() | locals())


STEPS = [
    unary, unary, log1mexp, binary, binary, binary, logic, ternary, special, special, casts, fold, fold, along, idioms,
]
