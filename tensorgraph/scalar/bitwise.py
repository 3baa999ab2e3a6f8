"""Logic on bools, bitwise on integers."""

import numpy as np

from ..printing.precedence import Function
from .domain import Domain
from .outputdtypes import bitwise_out
from .record import binary, unary
from .type import get_scalar_type

BITS = ("i32", "i64", "b1")


@binary(np.bitwise_and, bitwise_out, text="AND", class_name="AND", c="x & y", kernels=BITS, operator="&",
        printer=Function("and_"), commutative=True, associative=True, idempotent=True, smooth=False)
def and_(x, y):
    """``x & y``."""


@binary(np.bitwise_or, bitwise_out, text="OR", class_name="OR", c="x | y", kernels=BITS, operator="|",
        printer=Function("or_"), commutative=True, associative=True, idempotent=True, identity=0, smooth=False)
def or_(x, y):
    """``x | y``."""


@binary(np.bitwise_xor, bitwise_out, text="XOR", class_name="XOR", c="x ^ y", kernels=BITS, operator="^",
        printer=Function("xor"), commutative=True, associative=True, identity=0, smooth=False)
def xor(x, y):
    """``x ^ y``."""


@unary(np.invert, bitwise_out, text="Invert", c="x ^ {ones}", kernels=BITS, involution=True, inverse="invert",
       smooth=False)
def invert(x):
    """``~x``: the negation of a bool, the complement of an integer."""


def _integer(x, y):
    """Return the smallest integer type that holds both; bools count as int8."""
    found = bitwise_out(x, y)
    return (get_scalar_type("int8"),) if found[0].dtype == "bool" else found


_FEW = Domain(0.0, 6.0)


@binary(np.left_shift, _integer, c="shifted_left(x, y)", kernels=("i8", "u8", "i32", "i64"), ufunc_kinds="iu",
        domain=_FEW, smooth=False, class_name="LeftShift", operator="<<", printer=Function("left_shift"))
def left_shift(x, y):
    """``x << y``: an integer times ``2**y``."""


@binary(np.right_shift, _integer, c="shifted_right(x, y)", kernels=("i8", "u8", "i32", "i64"), ufunc_kinds="iu",
        domain=_FEW, smooth=False, class_name="RightShift", operator=">>", printer=Function("right_shift"))
def right_shift(x, y):
    """``x >> y``: an integer over ``2**y``, rounded down."""


@binary(np.gcd, _integer, ufunc_kinds="iu", commutative=True, associative=True, smooth=False, class_name="GCD")
def gcd(x, y):
    """The greatest integer that divides both."""


@binary(np.lcm, _integer, ufunc_kinds="iu", commutative=True, smooth=False, class_name="LCM")
def lcm(x, y):
    """The least positive integer that both divide, 0 if one is 0."""
