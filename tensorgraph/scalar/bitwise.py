"""Logic on bools, bitwise on integers."""

import numpy as np

from ..printing.precedence import Function
from .outputdtypes import bitwise_out
from .record import binary, unary

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
