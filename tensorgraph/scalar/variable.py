"""Variables and constants of scalar graphs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..graph.variable import Constant, Variable
from .division import int_or_true_div
from .dtypes import all_dtypes, autocast, is_discrete
from .type import REGISTRY, ScalarType, get_scalar_type

if TYPE_CHECKING:
    from collections.abc import Hashable
    from typing import Any


class ScalarOperators:
    """Python's operators on scalar variables, which make nodes of a scalar graph."""

    __slots__ = ()
    ndim = 0
    broadcastable = ()

    @property
    def dtype(self) -> str:
        """The name of the element type."""
        return self.type.dtype

    def apply_scalar(self, op: Any, args: Any, **kwargs: Any) -> Any:
        """Make a node of `op` on `args`, all scalar variables or numbers."""
        return op.apply(*args, **kwargs)

    def __abs__(self) -> ScalarVariable:
        return REGISTRY["abs_"](self)

    def __neg__(self) -> ScalarVariable:
        return REGISTRY["neg"](self)

    def __invert__(self) -> ScalarVariable:
        return REGISTRY["invert"](self)

    def __add__(self, other: Any) -> ScalarVariable:
        return REGISTRY["add"](self, other)

    def __radd__(self, other: Any) -> ScalarVariable:
        return REGISTRY["add"](other, self)

    def __sub__(self, other: Any) -> ScalarVariable:
        return REGISTRY["sub"](self, other)

    def __rsub__(self, other: Any) -> ScalarVariable:
        return REGISTRY["sub"](other, self)

    def __mul__(self, other: Any) -> ScalarVariable:
        return REGISTRY["mul"](self, other)

    def __rmul__(self, other: Any) -> ScalarVariable:
        return REGISTRY["mul"](other, self)

    def __truediv__(self, other: Any) -> ScalarVariable:
        return div_proxy(self, other)

    def __rtruediv__(self, other: Any) -> ScalarVariable:
        return REGISTRY["true_div"](other, self)

    def __floordiv__(self, other: Any) -> ScalarVariable:
        return REGISTRY["int_div"](self, other)

    def __rfloordiv__(self, other: Any) -> ScalarVariable:
        return REGISTRY["int_div"](other, self)

    def __mod__(self, other: Any) -> ScalarVariable:
        return REGISTRY["mod"](self, other)

    def __rmod__(self, other: Any) -> ScalarVariable:
        return REGISTRY["mod"](other, self)

    def __pow__(self, other: Any) -> ScalarVariable:
        return REGISTRY["pow"](self, other)

    def __rpow__(self, other: Any) -> ScalarVariable:
        return REGISTRY["pow"](other, self)

    def __and__(self, other: Any) -> ScalarVariable:
        return REGISTRY["and_"](self, other)

    def __rand__(self, other: Any) -> ScalarVariable:
        return REGISTRY["and_"](other, self)

    def __or__(self, other: Any) -> ScalarVariable:
        return REGISTRY["or_"](self, other)

    def __ror__(self, other: Any) -> ScalarVariable:
        return REGISTRY["or_"](other, self)

    def __xor__(self, other: Any) -> ScalarVariable:
        return REGISTRY["xor"](self, other)

    def __rxor__(self, other: Any) -> ScalarVariable:
        return REGISTRY["xor"](other, self)

    def __lshift__(self, other: Any) -> ScalarVariable:
        return REGISTRY["left_shift"](self, other)

    def __rlshift__(self, other: Any) -> ScalarVariable:
        return REGISTRY["left_shift"](other, self)

    def __rshift__(self, other: Any) -> ScalarVariable:
        return REGISTRY["right_shift"](self, other)

    def __rrshift__(self, other: Any) -> ScalarVariable:
        return REGISTRY["right_shift"](other, self)

    def __lt__(self, other: Any) -> ScalarVariable:
        return REGISTRY["lt"](self, other)

    def __le__(self, other: Any) -> ScalarVariable:
        return REGISTRY["le"](self, other)

    def __gt__(self, other: Any) -> ScalarVariable:
        return REGISTRY["gt"](self, other)

    def __ge__(self, other: Any) -> ScalarVariable:
        return REGISTRY["ge"](self, other)

    def __bool__(self) -> bool:
        raise TypeError("Variables do not support boolean operations.")

    def astype(self, dtype: str) -> ScalarVariable:
        """Return this value as another dtype."""
        from .cast import cast

        return cast(self, dtype)

    def zeros_like(self, dtype: str | None = None) -> ScalarVariable:
        """Return zero of this (or the given) dtype, as ``second(self, 0)``."""
        return REGISTRY["second"](self, constant(0, dtype=dtype or self.type.dtype))

    def ones_like(self, dtype: str | None = None) -> ScalarVariable:
        """Return one of this (or the given) dtype, as ``second(self, 1)``."""
        return REGISTRY["second"](self, constant(1, dtype=dtype or self.type.dtype))

    def conj(self) -> ScalarVariable:
        """Return the complex conjugate."""
        return REGISTRY["conj"](self)


class ScalarVariable(ScalarOperators, Variable):
    """A number in a scalar graph."""


class ScalarConstant(ScalarOperators, Constant):
    """A constant number in a scalar graph."""

    def signature(self) -> Hashable:
        """Return the type and the bits of the value, so that -0.0 differs from 0.0 and nan equals nan."""
        return self.type, self.data.tobytes()

    def equals(self, other: object) -> bool:
        """Return True if `other` is a constant of the same type and value, which may be a Python number."""
        if isinstance(other, Constant) and not isinstance(other, ScalarConstant) and self.type == other.type:
            other = ScalarConstant(self.type, self.type.filter(other.data))
        return super().equals(other)

    def __str__(self) -> str:
        return self.name if self.name is not None else f"Constant{{{self.data}}}"


ScalarType.Variable = ScalarVariable
ScalarType.Constant = ScalarConstant


def constant(x: Any, name: str | None = None, dtype: str | None = None) -> ScalarConstant:
    """Make a scalar constant of a number, of the dtype that it has in expressions.

    Raises
    ------
    TypeError
        If `x` is not a single number.
    """
    if dtype is not None:
        t = get_scalar_type(dtype)
        return ScalarConstant(t, t.filter(x, allow_downcast=True), name)
    array = autocast(x)
    if array.ndim != 0 or array.dtype.name not in all_dtypes:
        raise TypeError(f"Cannot convert {x!r} of type {type(x).__name__} to a scalar constant")
    return ScalarConstant(get_scalar_type(array.dtype.name), array[()], name)


def as_scalar(x: Any, name: str | None = None) -> Any:
    """Convert `x` to a scalar variable: a number to a constant, a 0-d tensor to its number.

    Raises
    ------
    TypeError
        If `x` is neither.
    """
    if isinstance(x, ScalarOperators):
        return x
    if isinstance(x, Variable):
        if hasattr(x, "to_scalar"):
            return x.to_scalar()
        raise TypeError(f"Cannot convert {x} of type {x.type} to a scalar: its type is no scalar type")
    if hasattr(x, "outputs"):
        if len(x.outputs) != 1:
            raise ValueError(
                f"It is ambiguous which output of a multi-output Op has to be fetched: {x} has {len(x.outputs)}; use "
                "one of node.outputs"
            )
        return as_scalar(x.outputs[0])
    return constant(x, name)


def div_proxy(x: Any, y: Any) -> Any:
    """Return the quotient of two scalar variables or numbers, rounded down if both are integers."""
    x, y = as_scalar(x), as_scalar(y)
    return int_or_true_div(is_discrete(x.dtype), is_discrete(y.dtype))(x, y)
