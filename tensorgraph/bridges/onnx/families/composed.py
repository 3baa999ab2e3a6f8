"""Elementwise operations that are formulas of others, and operations of integers."""

import numpy as np

from .... import tensor as T
from ....tensor.types.type import TensorType
from .mathematics import MADE, _chosen, _divisor, made


def formula_in(table):
    """Return a decorator of functions of variables of one dtype, which enters them in a table by names."""

    def formula(*names):
        def register(function):
            def build(model, dtype, *xs):
                kinds = [TensorType(dtype, ())() for _ in xs]
                return model.expand(lambda *vs: function(*vs).astype(dtype), xs, kinds)

            table.update(dict.fromkeys(names, build))
            return function

        return register

    return formula


formula = formula_in(MADE)


def _is_negative(x):
    """Return True for numbers with a sign, -0 among them."""
    return (x < 0) | (T.eq(x, 0) & (1 / x < 0))


@formula("copysign")
def copysign(x, y):
    return T.switch(_is_negative(y), -abs(x), abs(x))


def arctan2(y, x, arctan=T.arctan):
    """Return the angle of a point, by a function that gives those up to 45 degrees."""
    steep = abs(y) > abs(x)
    above = T.switch(steep, x, y)
    below = T.switch(steep, y, x)
    both = T.eq(abs(x), abs(y))
    # quotients of equal infinities and of zeros
    slope = T.switch(both, T.switch(T.eq(x, 0), 0, 1), abs(above) / abs(below))
    small = arctan(slope)
    angle = T.switch(steep, np.pi / 2 - small, small)
    angle = T.switch(_is_negative(x), np.pi - angle, angle)
    angle = T.switch(T.isnan(x) | T.isnan(y), x + y, angle)
    return T.switch(_is_negative(y), -angle, angle)


@formula("arctan2")
def expand_arctan2(y, x):
    return arctan2(y, x)


@formula("hypot")
def hypot(x, y):
    largest, least = T.maximum(abs(x), abs(y)), T.minimum(abs(x), abs(y))
    ratio = T.switch(T.eq(largest, 0) | T.isinf(largest), 0, least / largest)
    infinite = T.isinf(x) | T.isinf(y)
    return T.switch(infinite, np.inf, largest * T.sqrt(1 + T.sqr(ratio)))


@formula("deg2rad")
def deg2rad(x):
    return x * (np.pi / 180)


@formula("rad2deg")
def rad2deg(x):
    return x * (180 / np.pi)


@formula("cbrt")
def cbrt(x):
    size = abs(x)
    plain = T.eq(size, 0) | T.isinf(size)
    root = T.switch(plain, 1, size) ** (1 / 3)
    root = root - (root - T.switch(plain, 1, size) / T.sqr(root)) / 3
    return T.switch(plain, x, T.sgn(x) * root)


@formula("logit")
def logit(x):
    return T.switch(abs(x - 0.5) < 0.2, T.log1p((2 * x - 1) / (1 - x)), T.log(x / (1 - x)))


@formula("log1mexp")
def log1mexp(x):
    return T.switch(x > -np.log(2), T.log(-T.expm1(x)), T.log1p(-T.exp(T.minimum(x, -0.5))))


@formula("logaddexp2")
def logaddexp2(x, y):
    return T.logaddexp(x * np.log(2), y * np.log(2)) / np.log(2)


@formula("xlogy0")
def xlogy0(x, y):
    return T.switch(T.eq(x, 0) & T.eq(y, 0), 0, x * T.log(y))


@formula("xlogy")
def xlogy(x, y):
    return T.switch(T.eq(x, 0) & ~T.isnan(y), 0, x * T.log(y))


@formula("xlog1py")
def xlog1py(x, y):
    return T.switch(T.eq(x, 0) & ~T.isnan(y), 0, x * T.log1p(y))


@formula("ultra_fast_sigmoid")
def ultra_fast_sigmoid(x):
    half = abs(x) / 2
    first = 1.5 * half / (1 + half)
    second = 0.935409070603099 + 0.0458812946797165 * (half - 1.7)
    height = T.switch(half < 1.7, first, T.switch(half < 3, second, 0.99505475368673))
    return 0.5 * (T.switch(x < 0, -height, height) + 1)


@formula("round_half_away_from_zero")
def round_half_away_from_zero(x):
    size = abs(x)
    floor = T.floor(size)
    return T.switch(T.isinf(x), x, T.sgn(x) * (floor + T.ge(size - floor, 0.5)))


# of real numbers: those of complex ones are refused
@made("real", "conj")
def real(model, dtype, x):
    return x


@formula("imag")
def imag(x):
    return x.zeros_like()


@formula("angle")
def angle(x):
    return T.switch(T.isnan(x), x, T.switch(_is_negative(x), np.pi, 0.0))


@made("fmod")
def fmod(model, dtype, x, y):
    if np.dtype(dtype).kind == "f":
        return model.add("Mod", x, y, fmod=1)
    some, y = _divisor(model, dtype, y)
    return model.add("Mul", some, model.add("Mod", x, y, fmod=1))


def _euclid(model, dtype, x, y):
    """Return the greatest common divisor: the quotients of so many steps are at least those of golden numbers."""
    for _ in range(int(np.iinfo(dtype).bits * 1.4405) + 2):
        some, divisor = _divisor(model, dtype, y)
        rest = model.add("Mul", some, model.add("Mod", x, divisor, fmod=1))
        x = _chosen(model, dtype, model.cast(some, dtype, "bool"), y, x)
        y = rest
    return x


@made("gcd")
def gcd(model, dtype, x, y):
    zero = model.constant(0, dtype)
    x, y = [model.add("Add", v, model.add("Mul", w, zero)) for v, w in ((x, y), (y, x))]
    return model.add("Abs", _euclid(model, dtype, x, y))


@made("lcm")
def lcm(model, dtype, x, y):
    divisor = gcd(model, dtype, x, y)
    some, divisor = _divisor(model, dtype, divisor)
    return model.add("Mul", some, model.add("Abs", model.add("Mul", model.add("Div", x, divisor), y)))


def _shifted(model, dtype, x, y, direction):
    """Return unsigned numbers shifted: the bits of signed ones are moved as those."""
    parts = [model.cast(v, dtype, "uint64") for v in (x, y)]
    return model.cast(model.add("BitShift", *parts, direction=direction), "uint64", dtype)


def _unusual(model, dtype, y):
    """Return where numbers are shifted by less than nothing, or by all of their bits."""
    bits = model.constant(np.iinfo(dtype).bits, dtype)
    return model.add("Or", model.add("Less", y, model.constant(0, dtype)), model.add("GreaterOrEqual", y, bits))


@made("left_shift")
def left_shift(model, dtype, x, y):
    inside = "int64" if dtype == "uint64" else dtype
    z = model.cast(_shifted(model, dtype, x, y, "LEFT"), dtype, inside)
    x, y = model.cast(x, dtype, inside), model.cast(y, dtype, inside)
    z = model.add("Where", _unusual(model, inside, y), model.constant(0, inside), z)
    return model.cast(z, inside, dtype)


@made("right_shift")
def right_shift(model, dtype, x, y):
    """A negative number is what its complement is not: ``~(~x >> y)``."""
    if dtype == "uint64":
        number = model.cast(y, dtype, "int64")
        z = model.cast(model.add("BitShift", x, y, direction="RIGHT"), dtype, "int64")
        z = model.add("Where", _unusual(model, "int64", number), model.constant(0, "int64"), z)
        return model.cast(z, "int64", dtype)
    negative = model.add("Less", x, model.constant(0, dtype))
    size = model.add("Where", negative, model.add("BitwiseNot", x), x)
    z = _shifted(model, dtype, size, y, "RIGHT")
    z = model.add("Where", _unusual(model, dtype, y), model.constant(0, dtype), z)
    return model.add("Where", negative, model.add("BitwiseNot", z), z)
