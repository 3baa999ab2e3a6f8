"""``theano.tensor.xlogx``: names of other modules."""

# written by stubs/generate.py

from tensorgraph.tensor.elementwise.math import FUNCTIONS as FUNCTIONS
from tensorgraph.tensor.elementwise.math import cast as cast
from tensorgraph.tensor.elementwise.math import div_proxy as div_proxy
from tensorgraph.tensor.elementwise.math import divmod as divmod
from tensorgraph.tensor.elementwise.math import iround as iround
from tensorgraph.tensor.elementwise.math import is_float as is_float
from tensorgraph.tensor.elementwise.math import isclose as isclose
from tensorgraph.tensor.elementwise.math import largest as largest
from tensorgraph.tensor.elementwise.math import power as power
from tensorgraph.tensor.elementwise.math import round as round
from tensorgraph.tensor.elementwise.math import smallest as smallest
from tensorgraph.tensor.types.variable import TensorVariable
from tensorgraph.typing import TensorLike

def abs_(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """Absolute value; its gradient at 0 is 0."""

def add(*xs: TensorLike, name: str | None = None) -> TensorVariable:
    """Sum of the inputs; of bools, whether any is true."""

def and_(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x & y``."""

def bitwise_and(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x & y``."""

def bitwise_not(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``~x``: the negation of a bool, the complement of an integer."""

def bitwise_or(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x | y``."""

def bitwise_xor(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x ^ y``."""

def clip(x: TensorLike, low: TensorLike, high: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """x clipped to the interval from `low` to `high`; the gradient on the edges is 1."""

def conjugate(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """The complex conjugate."""

def divide(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x / y``, float also for integers."""

def eq(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x == y``, element by element."""

def fill(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """y, broadcast to the shape of x."""

def floor_div(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x // y``, rounded down; an integer divided by 0 gives 0."""

def ge(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x >= y``."""

def gt(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x > y``."""

def identity(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """A copy of x."""

def int_div(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x // y``, rounded down; an integer divided by 0 gives 0."""

def invert(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``~x``: the negation of a bool, the complement of an integer."""

def isinf(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """True if x is infinite, of either sign."""

def isnan(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """True if x is not a number."""

def le(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x <= y``."""

def lt(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x < y``."""

def maximum(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """The larger input, nan if one is nan; the gradient of a tie goes to x."""

def minimum(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """The smaller input, nan if one is nan; the gradient of a tie goes to x."""

def mod(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x % y``, with the sign of y; for integers 0 when y is 0."""

def mul(*xs: TensorLike, name: str | None = None) -> TensorVariable:
    """Product of the inputs; of bools, whether all are true."""

def neq(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x != y``, element by element."""

def or_(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x | y``."""

def pow(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x ** y``."""

def round_half_away_from_zero(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """The nearest integer, ties away from zero."""

def round_half_to_even(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """The nearest integer, ties to even."""

def second(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """y, broadcast to the shape of x."""

def square(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x * x``."""

def sub(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x - y``; bools are refused."""

def switch(condition: TensorLike, x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """x where the condition is not 0, else y."""

def tensor_copy(x: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """A copy of x."""

def true_div(x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """``x / y``, float also for integers."""

def where(condition: TensorLike, x: TensorLike, y: TensorLike, /, *, name: str | None = None) -> TensorVariable:
    """x where the condition is not 0, else y."""
