"""Sums, products, quotients, order and choice."""

import numpy as np

from ..printing.precedence import Function, Infix, Pattern
from .compare import eq, ge, gt, le, lt
from .domain import between, everywhere, positive
from .explog import log
from .outputdtypes import (
    abs_out,
    branches_out,
    same_out,
    same_out_nobool,
    same_out_nocomplex,
    transfer_type,
    upcast_out,
    upcast_out_min8,
    upcast_out_no_complex,
    upcast_out_nobool,
    upgrade_to_float_no_complex,
)
from .record import NUMBERS, OTHER_INTEGERS, binary, nary, ternary, unary
from .rounding import trunc
from .type import TYPES, get_scalar_type
from .variable import constant


@nary(np.add, c="x + y", kernels=NUMBERS, operator="+", commutative=True, associative=True, identity=0,
      complex_gradient=True)
def add(*xs, z, gz):
    """Sum of the inputs; of bools, whether any is true."""
    return [gz] * len(xs)


@nary(np.multiply, c="x * y", kernels=NUMBERS, operator="*", commutative=True, associative=True, identity=1,
      absorbing=0)
def mul(*xs, z, gz):
    """Product of the inputs; of bools, whether all are true."""
    return [mul(gz, *xs[:i], *xs[i + 1:]) if len(xs) > 1 else gz for i in range(len(xs))]


@binary(np.subtract, upcast_out_nobool, c="x - y", kernels=NUMBERS, operator="-", complex_gradient=True)
def sub(x, y, z, gz):
    """``x - y``; bools are refused."""
    return gz, -gz


@unary(np.negative, same_out_nobool, c="-x", kernels=NUMBERS, operator="-", involution=True, inverse="neg",
       complex_gradient=True)
def neg(x, z, gz):
    """``-x``; bools are refused."""
    return -gz


def _quotient(*types):
    """Return the type of a quotient; integers have a float quotient, of the default float type."""
    return (get_scalar_type("floatX"),) if all(t.dtype in _DISCRETE for t in types) else upcast_out(*types)


_DISCRETE = frozenset(d for d, t in TYPES.items() if t.numpy_dtype.kind in "biu")


@binary(np.true_divide, _quotient, c="x / y", operator="/", domain=(everywhere, positive))
def true_div(x, y, z, gz):
    """``x / y``, float also for integers."""
    return gz / y, -(gz * x) / (y * y)


@binary(np.floor_divide, upcast_out_no_complex, c="floor_div(x, y)", kernels=(*NUMBERS, *OTHER_INTEGERS),
        operator="//", domain=(everywhere, positive), smooth=False)
def int_div(x, y):
    """``x // y``, rounded down; an integer divided by 0 gives 0."""


@binary(np.remainder, upcast_out_no_complex, c="floor_mod(x, y)", kernels=(*NUMBERS, *OTHER_INTEGERS),
        operator="%", printer=Function("mod"), domain=(everywhere, positive), smooth=False)
def mod(x, y, z, gz):
    """``x % y``, with the sign of y; for integers 0 when y is 0."""
    return gz, -(x // y) * gz


def _power(x, y):
    """Return ``x ** y``; an integer to a negative power is the quotient ``1 / x**-y``, truncated."""
    if x.dtype.kind != "i":
        return np.power(x, y)
    one = x.dtype.type(1)
    inverse = np.where(x == one, one, np.where(x == -one, np.where(y % 2 == 0, one, -one), x.dtype.type(0)))
    return np.where(y < 0, inverse, np.power(x, np.maximum(y, 0)))


@binary(_power, upcast_out_min8, ufunc=np.power, ufunc_kinds="ufc", operator="**", printer=Infix("**", 1, "right"),
        domain=(positive, everywhere))
def pow(x, y, z, gz):
    """``x ** y``."""
    return gz * y * x ** (y - 1), switch(eq(x, 0), 0, gz * log(x) * x ** y)


@unary(np.absolute, abs_out, text="Abs", class_name="Abs", loop="input", c="absolute(x)", kernels=NUMBERS,
       printer=Pattern("|%(0)s|"), idempotent=True, smooth=False, complex_gradient=True)
def abs_(x, z, gz):
    """Absolute value; its gradient at 0 is 0."""
    if x.type.dtype.startswith("complex"):
        return gz * x / abs_(x)
    return gz * sgn(x)


def _sign(x):
    return x if x.dtype.kind == "b" else np.sign(x)


@unary(_sign, same_out_nocomplex, ufunc=np.sign, ufunc_kinds="iuf", c="sgn(x)", kernels=NUMBERS, idempotent=True,
       smooth=False)
def sgn(x):
    """-1, 0 or 1."""


@unary(np.reciprocal, c="1.0 / x", domain=positive, involution=True, inverse="inv", ufunc_kinds="fc")
def inv(x, z, gz):
    """``1 / x``."""
    return -gz / (x * x)


@unary(np.square, same_out, c="x * x", kernels=NUMBERS)
def sqr(x, z, gz):
    """``x * x``."""
    return gz * x * 2


@unary(np.sqrt, c="sqrt(x)", domain=positive, inverse="sqr")
def sqrt(x, z, gz):
    """Square root."""
    return (gz * 0.5) / sqrt(x)


@unary(np.cbrt, upgrade_to_float_no_complex, c="cbrt(x)", domain=positive)
def cbrt(x, z, gz):
    """Cube root, also of negative numbers."""
    return gz / (3 * sqr(cbrt(x)))


@binary(np.maximum, c="maximum(x, y)", kernels=NUMBERS,
        commutative=True, associative=True, idempotent=True, smooth=False)
def maximum(x, y, z, gz):
    """The larger input, nan if one is nan; the gradient of a tie goes to x, and where one is nan, to both."""
    # a choice, not a product: where the derivative of an input is infinite, 0 times it were nan
    zero = constant(0, dtype=gz.type.dtype)
    return switch(lt(x, y), zero, gz), switch(ge(x, y), zero, gz)


@binary(np.minimum, c="minimum(x, y)", kernels=NUMBERS,
        commutative=True, associative=True, idempotent=True, smooth=False)
def minimum(x, y, z, gz):
    """The smaller input, nan if one is nan; the gradient of a tie goes to x, and where one is nan, to both."""
    zero = constant(0, dtype=gz.type.dtype)
    return switch(gt(x, y), zero, gz), switch(le(x, y), zero, gz)


def _clip(x, low, high):
    """Clip x; where the bounds contradict each other `low` wins, as in Theano, and nan stays nan."""
    return np.where(x < low, low, np.where(x > high, high, x))


@ternary(_clip, upcast_out_no_complex, c="low if x < low else (high if x > high else x)",
         kernels=(*NUMBERS, *OTHER_INTEGERS), domain=(everywhere, between(-2.0, -0.5), between(0.5, 2.0)), smooth=False)
def clip(x, low, high, z, gz):
    """x clipped to the interval from `low` to `high`, where None is no bound; the gradient on the edges is 1."""
    zero = constant(0, dtype=gz.type.dtype)
    return switch(lt(x, low) | gt(x, high), zero, gz), switch(lt(x, low), gz, zero), switch(gt(x, high), gz, zero)


def _choice_dtypes(op, dtypes):
    common = op.output_dtypes(*dtypes)[0]
    return "bool", common, common


@ternary(np.where, branches_out, text="Switch", loop=_choice_dtypes, smooth=False,
         no_kernel="it moves values: switch_*")
def switch(condition, x, y, z, gz):
    """x where the condition is not 0, else y."""
    zero = constant(0.0, dtype=gz.type.dtype)
    return condition.zeros_like(dtype="floatX"), switch(condition, gz, zero), switch(condition, zero, gz)


def _copy(x):
    return x.copy()


def _second(x, y):
    z = np.empty(np.broadcast_shapes(np.shape(x), np.shape(y)), y.dtype)
    z[...] = y
    return z


def _second_dtypes(op, dtypes):
    return dtypes


@binary(_second, transfer_type(1), loop=_second_dtypes, printer=Function("fill"), disconnected=(0,),
        no_kernel="it moves values: copy_*")
def second(x, y, z, gz):
    """y, broadcast to the shape of x."""
    return None, gz


@unary(_copy, same_out, printer=Pattern("%(0)s"), involution=True, idempotent=True, inverse="identity",
       complex_gradient=True, no_kernel="it moves values: copy_*")
def identity(x, z, gz):
    """A copy of x."""
    return gz


@binary(np.hypot, upgrade_to_float_no_complex, commutative=True)
def hypot(x, y, z, gz):
    """``sqrt(x**2 + y**2)``, without overflow; its gradient at the origin is 0."""
    length = switch(eq(z, 0), constant(1, dtype=z.type.dtype), z)
    return gz * x / length, gz * y / length


@binary(np.fmod, upcast_out_no_complex, domain=(everywhere, positive), smooth=False)
def fmod(x, y, z, gz):
    """The remainder of ``x / y`` with the sign of x; for integers 0 when y is 0."""
    return gz, -trunc(x / y) * gz


@binary(np.copysign, upgrade_to_float_no_complex, class_name="CopySign", smooth=False)
def copysign(x, y, z, gz):
    """The absolute value of x with the sign of y."""
    return gz * copysign(1, z) * copysign(1, x), gz.zeros_like()


@unary(np.deg2rad, c="x * 0.017453292519943295", inverse="rad2deg", class_name="Deg2Rad")
def deg2rad(x, z, gz):
    """Degrees to radians."""
    return gz * constant(np.pi / 180, dtype=gz.type.dtype)


@unary(np.rad2deg, c="x * 57.29577951308232", inverse="deg2rad", class_name="Rad2Deg")
def rad2deg(x, z, gz):
    """Radians to degrees."""
    return gz * constant(180 / np.pi, dtype=gz.type.dtype)


floor_div = int_div
