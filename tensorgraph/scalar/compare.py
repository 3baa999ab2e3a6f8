"""Comparisons, from two numbers to a bool."""

import numpy as np

from .outputdtypes import bool_out
from .record import comparison, unary


@comparison(np.less, "<", text="LT", class_name="LT")
def lt(x, y):
    """``x < y``."""


@comparison(np.greater, ">", text="GT", class_name="GT")
def gt(x, y):
    """``x > y``."""


@comparison(np.less_equal, "<=", text="LE", class_name="LE")
def le(x, y):
    """``x <= y``."""


@comparison(np.greater_equal, ">=", text="GE", class_name="GE")
def ge(x, y):
    """``x >= y``."""


@comparison(np.equal, "==", text="EQ", class_name="EQ", commutative=True)
def eq(x, y):
    """``x == y``, element by element."""


@comparison(np.not_equal, "!=", text="NEQ", class_name="NEQ", commutative=True)
def neq(x, y):
    """``x != y``, element by element."""


@unary(np.isnan, bool_out, text="IsNan", class_name="IsNan", loop="input", c="x != x",
       smooth=False)
def isnan(x):
    """True if x is not a number."""


@unary(np.isinf, bool_out, text="IsInf", class_name="IsInf", loop="input", c="absolute(x) == INFINITY",
       smooth=False)
def isinf(x):
    """True if x is infinite, of either sign."""
