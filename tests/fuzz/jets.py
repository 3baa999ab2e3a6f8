"""Numbers of mpmath with two first derivatives and the mixed second one, and the functions of programs on them."""

import mpmath
import numpy as np
from mpmath import mpf

HUGE = mpf(2) ** 5000  # no exponential of this is computed


class Unknown(Exception):
    """There is no true value or derivative."""


class Jet:
    """A value, its derivatives along two directions, and the second derivative along both."""

    __slots__ = ("value", "a", "b", "ab")

    def __init__(self, value, a=0, b=0, ab=0):
        self.value, self.a, self.b, self.ab = value, a, b, ab

    def is_constant(self):
        return self.a == self.b == self.ab == 0

    def chain(self, value, slope, curvature):
        """Return a function of this with that value, and the derivatives that the other functions return."""
        if self.is_constant():
            return Jet(value)
        slope = slope()
        second = slope * self.ab
        if self.a and self.b:
            second += curvature() * self.a * self.b
        return Jet(value, slope * self.a, slope * self.b, second)

    def __add__(self, other):
        other = jet(other)
        if other is NotImplemented:
            return other
        return Jet(self.value + other.value, self.a + other.a, self.b + other.b, self.ab + other.ab)

    __radd__ = __add__

    def __neg__(self):
        return Jet(-self.value, -self.a, -self.b, -self.ab)

    def __sub__(self, other):
        other = jet(other)
        return other if other is NotImplemented else self + -other

    def __rsub__(self, other):
        return jet(other) + -self

    def __mul__(self, other):
        x, y = self, jet(other)
        if y is NotImplemented:
            return y
        second = x.ab * y.value + x.value * y.ab + x.a * y.b + x.b * y.a
        return Jet(x.value * y.value, x.a * y.value + x.value * y.a, x.b * y.value + x.value * y.b, second)

    __rmul__ = __mul__

    def inverse(self):
        if self.value == 0:
            raise Unknown
        z = 1 / self.value
        return self.chain(z, lambda: -z * z, lambda: 2 * z**3)

    def __truediv__(self, other):
        other = jet(other)
        return other if other is NotImplemented else self * other.inverse()

    def __rtruediv__(self, other):
        return jet(other) * self.inverse()

    def __pow__(self, other):
        other = jet(other)
        if other is NotImplemented:
            return other
        if not other.is_constant():
            return exp(other * log(self))
        c = other.value
        if self.value == 0 and c in (1, 2, 3):
            return self if c == 1 else self * self ** (c - 1)
        if self.value == 0 or (self.value < 0 and c != int(c)):
            raise Unknown
        z = self.value**c
        return self.chain(z, lambda: c * z / self.value, lambda: c * (c - 1) * z / self.value**2)

    def __rpow__(self, other):
        return jet(other) ** self

    def __abs__(self):
        if self.value == 0 and not self.is_constant():
            raise Unknown
        return self if self.value >= 0 else -self

    def __lt__(self, other):
        return self.value < jet(other).value

    def __le__(self, other):
        return self.value <= jet(other).value

    def __gt__(self, other):
        return self.value > jet(other).value

    def __ge__(self, other):
        return self.value >= jet(other).value


def jet(x):
    """Return a number as one without derivatives."""
    if isinstance(x, Jet):
        return x
    if isinstance(x, np.ndarray):
        return NotImplemented
    return Jet(x if isinstance(x, mpf) else mpf(float(x)))


def exp(x):
    if x.value > HUGE:
        raise Unknown
    z = mpmath.exp(x.value) if x.value > -HUGE else mpf(0)
    return x.chain(z, lambda: z, lambda: z)


def expm1(x):
    z = exp(x)
    return Jet(mpmath.expm1(x.value) if x.value > -HUGE else mpf(-1), z.a, z.b, z.ab)


def log(x):
    if x.value <= 0:
        raise Unknown
    return x.chain(mpmath.log(x.value), lambda: 1 / x.value, lambda: -1 / x.value**2)


def log1p(x):
    z = log(1 + x)
    return Jet(mpmath.log1p(x.value), z.a, z.b, z.ab)


def sqrt(x):
    if x.value < 0 or (x.value == 0 and not x.is_constant()):
        raise Unknown
    z = mpmath.sqrt(x.value)
    return x.chain(z, lambda: 1 / (2 * z), lambda: -1 / (4 * z**3))


def tanh(x):
    z = mpmath.tanh(x.value) if abs(x.value) < 1e6 else mpmath.sign(x.value)

    def slope():
        return 1 / mpmath.cosh(x.value) ** 2 if abs(x.value) < HUGE else mpf(0)

    return x.chain(z, slope, lambda: -2 * z * slope())


def sinh(x):
    return x.chain(mpmath.sinh(x.value), lambda: mpmath.cosh(x.value), lambda: mpmath.sinh(x.value))


def cosh(x):
    return x.chain(mpmath.cosh(x.value), lambda: mpmath.sinh(x.value), lambda: mpmath.cosh(x.value))


def sin(x):
    return x.chain(mpmath.sin(x.value), lambda: mpmath.cos(x.value), lambda: -mpmath.sin(x.value))


def cos(x):
    return x.chain(mpmath.cos(x.value), lambda: -mpmath.sin(x.value), lambda: -mpmath.cos(x.value))


def arctan(x):
    t = 1 + x.value**2
    return x.chain(mpmath.atan(x.value), lambda: 1 / t, lambda: -2 * x.value / t**2)


def arcsin(x):
    t = 1 - x.value**2
    if t < 0 or (t == 0 and not x.is_constant()):
        raise Unknown
    return x.chain(mpmath.asin(x.value), lambda: t**-0.5, lambda: x.value * t**-1.5)


def arccos(x):
    return mpmath.pi / 2 - arcsin(x)


def arcsinh(x):
    t = 1 + x.value**2
    return x.chain(mpmath.asinh(x.value), lambda: t**-0.5, lambda: -x.value * t**-1.5)


def arctanh(x):
    return log1p(2 * x / (1 - x)) / 2


def erf(x):
    return 1 - erfc(x)


def erfc(x):
    far = abs(x.value) > 1e4
    z = mpf(0 if x.value > 0 else 2) if far else mpmath.erfc(x.value)

    def slope():
        return -2 / mpmath.sqrt(mpmath.pi) * exp(Jet(-(x.value**2))).value

    return x.chain(z, slope, lambda: -2 * x.value * slope())


def gammaln(x):
    if not 0 < x.value < 1e12:
        raise Unknown
    return x.chain(mpmath.loggamma(x.value), lambda: mpmath.psi(0, x.value), lambda: mpmath.psi(1, x.value))


def sigmoid(x):
    return 1 / (1 + exp(-x))


def softplus(x):
    return log1p(exp(x)) if x.value < 0 else x + log1p(exp(-x))


def chosen(x, y, is_x):
    """Return x or y; where both are equal and their derivatives are not, there is none."""
    if x.value == y.value and (x.a, x.b, x.ab) != (y.a, y.b, y.ab):
        raise Unknown
    return x if is_x else y


def maximum(x, y):
    x, y = jet(x), jet(y)
    return chosen(x, y, x.value >= y.value)


def minimum(x, y):
    x, y = jet(x), jet(y)
    return chosen(x, y, x.value <= y.value)


class Exact:
    """The functions of programs, on arrays of :class:`Jet`."""

    def __init__(self, dtype):
        self.dtype = dtype
        for function in (
            exp, log, log1p, expm1, sqrt, tanh, sinh, cosh, sin, cos, arctan, arcsin, arccos, arcsinh, arctanh, erf,
            erfc, gammaln, sigmoid, softplus,
        ):  # fmt: skip
            name = function.__name__
            setattr(self, name, np.frompyfunc(lambda x, function=function: function(jet(x)), 1, 1))
        self.maximum, self.minimum = np.frompyfunc(maximum, 2, 1), np.frompyfunc(minimum, 2, 1)
        self.where = np.frompyfunc(lambda condition, x, y: jet(x) if condition else jet(y), 3, 1)
        self.detached = np.frompyfunc(lambda x: Jet(x.value), 1, 1)
        self.abs_, self.sum, self.max, self.cumsum, self.sqr = abs, np.sum, np.max, np.cumsum, lambda x: x * x

    def c(self, value):
        return mpf(float(np.asarray(value, self.dtype)))

    def clip(self, x, low, high):
        return self.minimum(self.maximum(x, low), high)
